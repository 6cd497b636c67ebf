# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The German words that several records share: days, periods, Löschklassen, classes, roles, decisions.

Keep out: sentences that belong to one record only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from godonu_platform.contracts.concept import Concept, RetentionClass
from godonu_platform.contracts.concept_file import parsed_period
from godonu_platform.contracts.contract import Contract
from godonu_platform.contracts.partners import Partner
from godonu_platform.governance.classes import Classes
from godonu_platform.governance.decision_model import Decision, Signature, Status

STATUSES: dict[Status, str] = {
    "offen": "offen",
    "offen_nach_anonymisierung": "offen nach Anonymisierung",
    "eingeschraenkt_interkommunal": "nur für die beteiligten Kommunen",
    "nicht_offen": "nicht offen",
    "widerrufen": "widerrufen",
}
SCOPES = {"beispieldaten": "Beispieldaten", "echtdaten": "Echtdaten"}


def day(value: date) -> str:
    """Write a day as 20.11.2026."""
    return f"{value:%d.%m.%Y}"


def listing(words: Iterable[str]) -> str:
    """Join words as a sentence does: a, b und c."""
    found = list(words)
    return "".join(found) if len(found) < 2 else ", ".join(found[:-1]) + " und " + found[-1]


def counted(number: int, one: str, many: str) -> str:
    """Write a number with its noun: 1 Lücke, 3 Lücken."""
    return f"{number} {one if number == 1 else many}"


def missing(number: int) -> str:
    """Say how many statements are missing."""
    return counted(number, "Angabe fehlt", "Angaben fehlen") if number else "es fehlt keine Angabe"


def period(iso: str | None) -> str:
    """Write an ISO 8601 duration as a German reader says it: 2 Jahre, 6 Monate, 90 Tage."""
    if iso is None:
        return "unbefristet"
    months, days = parsed_period(iso)
    parts = [counted(days, "Tag", "Tage")] if days else []
    if months % 12:
        parts.insert(0, counted(months, "Monat", "Monate"))
    elif months:
        parts.insert(0, counted(months // 12, "Jahr", "Jahre"))
    return listing(parts) or "keine Frist"


def begin(concept: Concept, rule: RetentionClass) -> str:
    """Return the title of the starting point of a Löschklasse; what never ends needs none."""
    if rule.period is None:
        return "–"
    start = concept.file.starts.get(rule.start)
    return start.title if start else rule.start


def rule_words(rule: RetentionClass | None) -> str | None:
    """Write a Löschklasse in a line, with its period; None stays None."""
    return f"{rule.title} ({rule.id})" if rule else None


def role_title(concept: Concept, role: str) -> str:
    """Return the title of a role; one that the concept does not know is shown as it is."""
    found = concept.roles.get(role)
    return found.title if found else role


def role_at(concept: Concept, contract: Contract | None, role: str) -> str:
    """Return a role with who fills it for a dataset, as far as its contract says so."""
    title, filled = role_title(concept, role), contract.roles.get(role) if contract else None
    return f"{title} ({filled})" if filled else title


def classes_words(concept: Concept, classes: Classes) -> str:
    """Write Vertraulichkeit and Personenbezug of a column."""
    secrecy = concept.title("vertraulichkeit", classes.vertraulichkeit)
    return f"{secrecy}; Personenbezug: {concept.title('personenbezug', classes.personenbezug)}"


def signed(concept: Concept, signature: Signature) -> str:
    """Write a signature: role and opaque id, never a name."""
    return f"{role_title(concept, signature.rolle)}, {signature.person}"


def decision_words(concept: Concept, decision: Decision) -> str:
    """Write a decision in a line."""
    second = decision.mitgezeichnet_von
    return (
        f"{decision.id} vom {day(decision.date)}: {STATUSES[decision.status]}, gilt für {SCOPES[decision.gilt_fuer]} "
        f"von {counted(len(decision.partners), 'Kommune', 'Kommunen')}, Wiedervorlage {day(decision.wiedervorlage)}; "
        f"entschieden: {signed(concept, decision.entschieden_von)}"
        + (f"; mitgezeichnet: {signed(concept, second)}" if second else "")
    )


def municipalities(partners: Sequence[Partner], wanted: Sequence[str]) -> tuple[str, ...]:
    """Name Kommunen by their short names, or say that it is all of them; an unknown key is shown as it is."""
    everybody = {partner.ars for partner in partners if partner.role == "partner"}
    if len(everybody) > 1 and everybody <= set(wanted):
        return (f"alle {len(everybody)} Kommunen",)
    names = {partner.ars: partner.short_name for partner in partners}
    return tuple(names.get(ars, ars) for ars in wanted)


def titles(contracts: Sequence[Contract]) -> str:
    """Name datasets by their titles."""
    return listing(contract.title for contract in contracts)
