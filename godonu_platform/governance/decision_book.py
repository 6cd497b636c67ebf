# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""All decisions on one dataset, and how a partner stands by them today.

Keep out: files; what is done with the answer. The gate asks, this module compares.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from godonu_platform.governance.decision_model import FIRST, OPEN_STATUSES, SCOPES, Decision, Scope

CHAIN_BROKEN = "kette_gebrochen"
# Somebody meant to open, but the entry does not hold for what is there now: to be stopped and told, not withdrawn.
VOID_CODES = frozenset(
    {"anderer_fingerprint", "fingerprint_unbekannt", "vier_augen", "keine_rolle", "zukunft", "andere_lizenz"}
)


@dataclass(frozen=True)
class SigningRule:
    """Which roles may decide, which may sign as the second person, which objections anonymising answers.

    Nobody and none, unless the concept says so. own: the roles that sign for their own municipality only.
    """

    decides: frozenset[str] = frozenset()
    countersigns: frozenset[str] = frozenset()
    cured: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Standing:
    """How a partner's part of a dataset stands today: open or not, by which decision, and why in German."""

    open: bool
    code: str
    reason: str
    decision: str | None = None


@dataclass(frozen=True)
class _Question:
    """What a decision is held against."""

    licence: str
    fingerprint: str | None
    upstream_personal: bool
    on: dt.date


class DecisionBook:
    """All decisions on one dataset, in the order in which they were taken."""

    def __init__(self, dataset: str, decisions: tuple[Decision, ...] = (), rule: SigningRule | None = None) -> None:
        """Keep the entries; a book without entries opens nothing."""
        self.dataset = dataset
        self.rule = rule or SigningRule()
        self._decisions = decisions

    def __iter__(self) -> Iterator[Decision]:
        """Iterate from the oldest to the newest entry."""
        return iter(self._decisions)

    def head(self) -> str:
        """Return the hash of the newest entry; all earlier ones hang on it. Empty when nothing was decided."""
        return self._decisions[-1].digest if self._decisions else ""

    def next_link(self) -> str:
        """Return what a new entry has to name as its predecessor."""
        return self.head() or FIRST

    def contains(self, head: str) -> bool:
        """Tell whether the book still holds the entry that was its newest once."""
        return not head or any(decision.digest == head for decision in self._decisions)

    def latest(self, ars: str, scope: Scope) -> Decision | None:
        """Return the newest entry that names the partner for this kind of deliveries."""
        for decision in reversed(self._decisions):
            if decision.gilt_fuer == scope and ars in decision.partners:
                return decision
        return None

    def opened_partners(self) -> list[str]:
        """Return every partner for whom the newest entry of some kind opens; dates are not looked at."""
        named = sorted({ars for decision in self._decisions for ars in decision.partners})
        return [
            ars
            for ars in named
            if any((found := self.latest(ars, scope)) and found.status in OPEN_STATUSES for scope in SCOPES)
        ]

    def standing(
        self, ars: str, *, real: bool, licence: str, fingerprint: str | None, upstream_personal: bool, on: dt.date
    ) -> Standing:
        """Return how the partner stands; `real` says that a delivery upstream is not marked as sample.

        Decisions on sample deliveries never open a real one, nor the other way round (design, decision 7). Without a
        fingerprint nobody knows what would leave, so nothing does.
        """
        scope: Scope = "echtdaten" if real else "beispieldaten"
        found = self.latest(ars, scope)
        if found is None:
            return Standing(False, "keine_entscheidung", self._missing(scope))
        asked = _Question(licence, fingerprint, upstream_personal, on)
        reason = _closed(found) or _out_of_date(found, on) or self._signature(found, asked) or _unbound(found, asked)
        if reason is not None:
            return Standing(False, reason[0], reason[1], found.id)
        return Standing(True, "offen", f"geöffnet durch Entscheidung {found.id}", found.id)

    def _missing(self, scope: Scope) -> str:
        what = "Echtdaten" if scope == "echtdaten" else "Beispieldaten"
        return (
            f"keine Öffnungsentscheidung für {what}; wenn geöffnet werden soll, bitte mit "
            f"»godonu decide {self.dataset}« entscheiden"
        )

    def _signature(self, found: Decision, asked: _Question) -> tuple[str, str] | None:
        first, second = found.entschieden_von, found.mitgezeichnet_von
        if first.rolle not in self.rule.decides:
            roles = " oder ".join(sorted(self.rule.decides)) or "niemand"
            return "keine_rolle", (
                f"Entscheidung {found.id}: Die Rolle {first.rolle} darf nicht über die Öffnung entscheiden; "
                f"nach dem Konzept darf das {roles}. Bitte dort neu entscheiden lassen"
            )
        if not asked.upstream_personal:
            return None
        if second is None:
            return "vier_augen", (
                f"Entscheidung {found.id}: Die zweite Unterschrift fehlt. In die Daten gehen personenbezogene Angaben "
                "ein; bitte eine zweite Person mitzeichnen lassen und neu entscheiden"
            )
        if second.person == first.person:
            return "vier_augen", (
                f"Entscheidung {found.id}: Beide Unterschriften stammen von derselben Person; bitte neu entscheiden "
                "und eine andere Person mitzeichnen lassen"
            )
        if second.rolle not in self.rule.countersigns:
            roles = " oder ".join(sorted(self.rule.countersigns)) or "niemand"
            return "keine_rolle", (
                f"Entscheidung {found.id}: Die Rolle {second.rolle} darf nicht mitzeichnen; nach dem Konzept darf das "
                f"{roles}. Bitte neu entscheiden"
            )
        return None


def chain_problem(book: DecisionBook, *heads: str) -> str | None:
    """Return in German what is wrong when a book no longer holds an entry that was its newest when it was looked at."""
    if all(book.contains(head) for head in heads):
        return None
    return (
        f"Die Freigabe hat zu diesem Datensatz schon eine Entscheidung gesehen, die in decisions/{book.dataset}.yaml "
        "nicht mehr steht: Die Datei wurde nachträglich geändert oder gekürzt. Bitte den früheren Wortlaut aus der "
        "Versionsverwaltung wiederherstellen; eine neue Entscheidung kommt als neuer Eintrag ans Ende."
    )


def way_out(status: str, question: str, cured: frozenset[str]) -> str:
    """Return in German which status is left when an objection speaks against opening."""
    left = (
        "offen_nach_anonymisierung, wenn die Schutzschritte den Einwand ausräumen, sonst nicht_offen"
        if question in cured
        else "nicht_offen, solange der Einwand besteht"
    )
    return f"dann ist der Status {status} nicht möglich. Bitte wählen: {left}"


def _closed(found: Decision) -> tuple[str, str] | None:
    if found.status == "nicht_offen":
        return "nicht_offen", f"Entscheidung {found.id}: nicht offen"
    if found.status == "widerrufen":
        return "widerrufen", f"Entscheidung {found.id}: Öffnung widerrufen"
    if found.status == "eingeschraenkt_interkommunal":
        return found.status, f"Entscheidung {found.id}: nur für die beteiligten Kommunen, nicht für die Öffentlichkeit"
    return None


def _out_of_date(found: Decision, on: dt.date) -> tuple[str, str] | None:
    if found.date > on:
        return "zukunft", (
            f"Entscheidung {found.id} trägt ein Datum in der Zukunft ({found.date:%d.%m.%Y}) und gilt bis dahin nicht; "
            "soll sie früher gelten, bitte mit heutigem Datum neu entscheiden"
        )
    if found.wiedervorlage < on:
        return "wiedervorlage", (
            f"Wiedervorlage von Entscheidung {found.id} war am {found.wiedervorlage:%d.%m.%Y}; bitte prüfen und neu "
            "entscheiden"
        )
    return None


def _unbound(found: Decision, asked: _Question) -> tuple[str, str] | None:
    if found.licence != asked.licence:
        return "andere_lizenz", (
            f"Entscheidung {found.id} nennt eine andere Lizenz als der Katalogeintrag; bitte den Eintrag berichtigen "
            "oder über die neue Lizenz entscheiden"
        )
    if asked.fingerprint is None:
        return "fingerprint_unbekannt", (
            "Es lässt sich nicht feststellen, was hinausginge (Vertrag, Klassen oder Rechenweg sind nicht lesbar); "
            "deshalb gilt keine Entscheidung. Bitte zuerst die gemeldeten Fehler beheben"
        )
    if found.fingerprint != asked.fingerprint:
        return "anderer_fingerprint", (
            f"Entscheidung {found.id} gilt für einen anderen Stand: Vertrag, Klassen, Rechenweg, Schutz, Lizenz oder "
            "Ziel haben sich seitdem geändert. Bitte den Unterschied ansehen und neu entscheiden"
        )
    return None
