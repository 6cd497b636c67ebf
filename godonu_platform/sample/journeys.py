# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""One application after another, as events: view, start, steps, login, payment, submission, decision.

Keep out: how a source writes an event down, and everything that is wrong with deliveries.
"""

from __future__ import annotations

from random import Random

from godonu_platform.sample.events import Event, Numbers, Offer

MINUTE, DAY = 60_000, 86_400_000
PAYMENT_STATES = {
    "payment_started": "started",
    "payment_succeeded": "succeeded",
    "payment_failed": "failed",
    "payment_cancelled": "cancelled",
}


class Journey:
    """One visitor and one application; `events` holds what happened."""

    def __init__(self, offer: Offer, numbers: Numbers, rng: Random, start: int, year: str) -> None:
        """Begin at an instant."""
        self.offer, self.numbers, self.rng = offer, numbers, rng
        self.now, self.year = start, year
        self.events: list[Event] = []
        self.case: str | None = None
        self.session: str | None = f"{rng.getrandbits(64):016x}"
        self.language: str | None = None
        self.device: str | None = None
        self.auth: str | None = None

    def travel(self, language: str, device: str) -> list[Event]:
        """Return the events of the whole journey."""
        self.language, self.device = language, device
        rates = self.offer.rates
        self.note("service_viewed", url=self.offer.url)
        if self._chance(rates["started"]):
            self._wait(5_000, 90_000)
            self.case = self.numbers.case(self.year)
            self.note("case_started", url=self.offer.url + "/start")
            if self._steps() and self._login() and self._pay():
                self._submit()
        return self.events

    def note(
        self,
        event_type: str,
        url: str | None = None,
        index: int | None = None,
        key: str | None = None,
        label: str | None = None,
        **details: object,
    ) -> None:
        """Add an event now."""
        offer, service = self.offer, self.offer.service
        visible = self.session is not None
        self.events.append(
            Event(
                self.numbers.event(),
                offer.ars,
                service.key,
                offer.online_service_id,
                "P-" + service.slug,
                "2.1",
                self.case,
                self.session,
                event_type,
                self.now,
                self.language if visible else None,
                self.device if visible else None,
                ("mobile_web" if self.device == "smartphone" else "web") if visible else None,
                f"{url}?sid={self.session}" if url else None,
                index,
                key,
                label,
                **details,  # type: ignore[arg-type]
            )
        )

    def _steps(self) -> bool:
        rates = self.offer.rates
        for index, (key, label) in self.offer.steps:
            url = f"{self.offer.url}/schritt/{index}"
            self._wait(800, 6_000)
            self.note("step_viewed", url, index, key, label)
            if self._chance(rates["drop_off"]) and not self._draft(index, key, label):
                return False
            if self._chance(rates["validation_failed"]):
                self._wait(10_000, 2 * MINUTE)
                self.note("validation_failed", None, index, key, label, error_code="PFLICHTFELD")
            spent = self._wait(12_000, 4 * MINUTE)
            self.note("step_completed", None, index, key, label, duration_ms=spent)
        if self.offer.service.attachment and self._chance(0.8):
            self._wait(5_000, MINUTE)
            self.note("attachment_added")
        return True

    def _draft(self, index: int, key: str, label: str) -> bool:
        """Leave the step; only a saved draft may be taken up again, days later and in another session."""
        rates = self.offer.rates
        if not self._chance(rates["draft"] / rates["drop_off"]):
            return False
        self._wait(MINUTE, 5 * MINUTE)
        self.note("draft_saved", None, index, key, label)
        if not self._chance(rates["draft_resumed"]):
            return False
        self._wait(6 * 60 * MINUTE, 9 * DAY)
        self.session = f"{self.rng.getrandbits(64):016x}"
        self.note("draft_resumed", None, index, key, label)
        return True

    def _login(self) -> bool:
        self.auth = self.offer.auth.draw(self.rng.random)
        if self.auth == "anonymous":
            return True
        rates = self.offer.rates
        self._wait(2_000, 20_000)
        self.note("auth_started", auth_method=self.auth)
        self._wait(15_000, 2 * MINUTE)
        if self._chance(rates["auth_failed"]):
            self.note("auth_failed", auth_method=self.auth, error_code="ANMELDUNG")
            if self._chance(0.5):
                return False
            self._wait(15_000, 2 * MINUTE)
        if self._chance(rates["auth_cancelled"]):
            self.note("auth_cancelled", auth_method=self.auth)
            return False
        self.note("auth_succeeded", auth_method=self.auth)
        return True

    def _pay(self) -> bool:
        if self.offer.fees is None:
            return True
        rates = self.offer.rates
        method = self.offer.payment_methods.draw(self.rng.random)
        cents = self.offer.fees.draw(self.rng.random)
        self._wait(3_000, 40_000)
        self._payment("payment_started", method, cents)
        self._wait(20_000, 3 * MINUTE)
        if self._chance(rates["payment_failed"]):
            self._payment("payment_failed", method, cents)
            if self._chance(0.4):
                return False
            self._wait(20_000, 3 * MINUTE)
        if self._chance(rates["payment_cancelled"]):
            self._payment("payment_cancelled", method, cents)
            return False
        self._payment("payment_succeeded", method, cents)
        return True

    def _payment(self, event_type: str, method: str, cents: int) -> None:
        self.note(
            event_type,
            payment_method=method,
            payment_state=PAYMENT_STATES[event_type],
            amount_cents=cents,
            error_code="ZAHLUNG" if event_type == "payment_failed" else None,
        )

    def _submit(self) -> None:
        self._wait(2_000, 30_000)
        self.note("submitted", self.offer.url + "/danke", auth_method=self.auth)
        if self._chance(self.offer.rates["feedback"]):
            self._wait(5_000, MINUTE)
            self.note("feedback_given")
        self.session = None
        self._wait(1_000, 3 * MINUTE)
        self.note("received")
        if self._chance(0.2):
            self._office("forwarded", 60 * MINUTE, DAY)
        self._office("rejected" if self._chance(self.offer.rates["rejected"]) else "accepted", 240 * MINUTE, 21 * DAY)
        self._office("completed", MINUTE, 2 * DAY)

    def _office(self, event_type: str, least: int, most: int) -> None:
        """Decide after a while, and then in office hours: Monday to Friday, 6 to 15 o'clock UTC."""
        self._wait(least, most)
        day, hour = divmod(self.now, DAY)
        weekday = (day + 3) % 7  # 1 January 1970 was a Thursday
        if weekday > 4 or hour >= 900 * MINUTE:
            day += 7 - weekday if weekday >= 4 else 1
            hour = 0
        if hour < 360 * MINUTE:
            self.now = day * DAY + 360 * MINUTE + int(240 * MINUTE * self.rng.random())
        self.note(event_type)

    def _chance(self, share: float) -> bool:
        return self.rng.random() < share

    def _wait(self, least: int, most: int) -> int:
        # squared, so that short waits are common and long ones rare
        spent = least + int((most - least) * self.rng.random() ** 2)
        self.now += spent
        return spent
