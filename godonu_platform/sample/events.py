# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a neutral event holds, what an offered service brings along, and how a source numbers its records."""

from __future__ import annotations

from typing import NamedTuple

from godonu_platform.sample.chance import Choice
from godonu_platform.sample.recipe import Service, Services, Weights


class Event(NamedTuple):
    """One event in neutral form; `occurred_at` in milliseconds since 1970, names as in the contract."""

    event_id: str
    ars: str
    service_key: str
    online_service_id: str
    process_key: str
    process_version: str
    case_id: str | None
    session_id: str | None
    event_type: str
    occurred_at: int
    language: str | None
    device_type: str | None
    channel: str | None
    page_url: str | None
    step_index: int | None = None
    step_key: str | None = None
    step_label: str | None = None
    auth_method: str | None = None
    payment_method: str | None = None
    payment_provider: str | None = None
    payment_state: str | None = None
    amount_cents: int | None = None
    error_code: str | None = None
    duration_ms: int | None = None


class Offer:
    """A service as one partner offers it in one source, with its choices prepared."""

    def __init__(self, service: Service, services: Services, ars: str, online_service_id: str, host: str) -> None:
        """Keep what all journeys of this offer have in common."""
        self.service = service
        self.ars = ars
        self.online_service_id = online_service_id
        self.url = f"https://{host}/{service.slug}"
        self.steps = list(enumerate(service.steps.items(), start=1))
        self.auth = Choice.of(service.auth)
        self.fees = Choice.of(service.fees) if service.fees else None
        self.payment_methods = Choice.of(services.payment_methods)
        self.rates: Weights = services.rates


class Numbers:
    """Running numbers of one source at one partner."""

    def __init__(self, prefix: str, ars: str, digits: int) -> None:
        """Start at one."""
        self.prefix, self.ars, self.digits = prefix, ars, digits
        self.events = 0
        self.cases = 0

    def event(self) -> str:
        """Return the next event number."""
        self.events += 1
        return f"{self.prefix}-{self.ars}-{self.events:0{self.digits}d}"

    def case(self, year: str) -> str:
        """Return the next case number, in the clear: landing has to turn it into a pseudonym."""
        self.cases += 1
        return f"{self.prefix}{self.ars}-{year}-{self.cases:06d}"
