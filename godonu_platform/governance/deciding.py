# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Takes an opening decision: what is decided upon, the answers, what speaks against them, and the new entry.

Keep out: how it is shown and asked (terminal, components), and where the facts come from (publication).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field

from godonu_platform.contracts.partners import Partners
from godonu_platform.governance.decision_book import DecisionBook, way_out
from godonu_platform.governance.decision_model import (
    CLOSING_STATUSES,
    OPEN_STATUSES,
    Checklist,
    Decision,
    Scope,
    Signature,
    Status,
)
from godonu_platform.governance.fingerprint import Parts, fingerprint
from godonu_platform.governance.people import People
from godonu_platform.yaml_model import StrictModel, load_yaml

# So much of the fingerprint is asked for again, to be sure that what was seen is what is decided upon.
SEEN_LENGTH = 16


@dataclass(frozen=True)
class MatterColumn:
    """One column: its class by contract and in effect, the landed columns its value comes from and what decides it."""

    name: str
    title: str
    declared: str
    effective: str
    values_from: tuple[str, ...] = ()
    decided_by: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()


@dataclass(frozen=True)
class MatterStep:
    """One protective step on the way, and whether its proof succeeded."""

    name: str
    title: str
    approved_by: str
    reason: str
    proven: bool
    proof: str


@dataclass(frozen=True)
class MatterPartner:
    """One partner: what of it is there, what kind of deliveries that comes from, and how it stands now."""

    ars: str
    name: str
    rows: int
    months: tuple[str, ...]
    deliveries: str
    standing: str


@dataclass(frozen=True)
class Matter:
    """What is decided upon; without `parts` nothing can be opened, and `problem` says why.

    blocked: why it must not be opened as it is, whatever is decided. notices: what the deciding should know.
    """

    dataset: str
    title: str
    licence: str
    catalogue: str
    parts: Parts | None
    problem: str
    upstream_personal: bool
    columns: tuple[MatterColumn, ...]
    steps: tuple[MatterStep, ...]
    partners: tuple[MatterPartner, ...]
    since: str | None
    changes: tuple[str, ...]
    rows_decided_by: tuple[str, ...] = ()
    blocked: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()

    @property
    def fingerprint(self) -> str | None:
        """The fingerprint of what would leave, or None when that is not known."""
        return fingerprint(self.parts) if self.parts is not None else None


def _seen(text: str) -> str:
    if not re.fullmatch("[0-9a-f]{16,64}", text):
        raise ValueError("ist keine Prüfzahl; bitte die Zahl abschreiben, die »godonu decide … --zeigen« nennt")
    return text


class Answers(StrictModel):
    """What a person answers; everything else of an entry follows from what is decided upon."""

    gesehen: Annotated[str, AfterValidator(_seen)] | None = None
    partners: tuple[str, ...] = Field(min_length=1)
    gilt_fuer: Scope
    status: Status
    checklist: Checklist
    begruendung: str = Field(min_length=10)
    rechtsgrund: str = Field(min_length=3)
    wiedervorlage: dt.date
    entschieden_von: Signature
    mitgezeichnet_von: Signature | None = None


class Contradiction(ValueError):
    """The answers cannot become a decision; one German sentence per reason."""

    def __init__(self, reasons: list[str]) -> None:
        """Keep the reasons."""
        self.reasons = reasons
        super().__init__("\n".join(reasons))


def read_answers(path: Path) -> Answers:
    """Read a file of answers; raises YamlMistakes with all of its mistakes."""
    return load_yaml(path, Answers)


def decided(
    matter: Matter, answers: Answers, book: DecisionBook, partners: Partners, people: People, on: dt.date
) -> Decision:
    """Return the new entry; raises Contradiction with everything that speaks against it.

    Roles are held against the file of people only here: who was entitled then stays so for what was decided then.
    """
    reasons = [
        *_matter(matter, answers, on),
        *_partners(answers, book, partners),
        *_signatures(matter, answers, book),
        *_people(answers, people, book.rule.own, partners),
    ]
    entry = Decision(
        id=f"{matter.dataset.replace('_', '-')}-{sum(1 for _ in book) + 1}",
        dataset=matter.dataset,
        fingerprint=None if answers.status in CLOSING_STATUSES else matter.fingerprint,
        date=on,
        licence=matter.licence,
        vorgaenger=book.next_link(),
        **answers.model_dump(exclude={"gesehen"}),
    )
    for name in entry.contradictions(book.rule.cured):
        reasons.append(f"Die Frage {name} ist mit ja beantwortet; {way_out(entry.status, name, book.rule.cured)}.")
    if reasons:
        raise Contradiction(reasons)
    return entry


def _matter(matter: Matter, answers: Answers, on: dt.date) -> Iterator[str]:
    if answers.wiedervorlage <= on:
        yield f"Die Wiedervorlage muss nach heute ({on:%d.%m.%Y}) liegen."
    if answers.status in CLOSING_STATUSES:
        return
    if matter.fingerprint is None:
        yield f"Es kann nicht geöffnet werden, solange nicht feststeht, was hinausgeht: {matter.problem}"
    elif answers.gesehen is None:
        yield (
            "Unter »gesehen« fehlt die Prüfzahl dessen, worüber entschieden wird; die Ansicht ohne Antworten nennt sie."
        )
    elif not matter.fingerprint.startswith(answers.gesehen):
        yield (
            "Seit der Ansicht hat sich etwas geändert: Die Prüfzahl unter »gesehen« gehört nicht zum jetzigen Stand. "
            "Bitte den jetzigen Stand ansehen und dann entscheiden."
        )
    if answers.status in OPEN_STATUSES:
        yield from matter.blocked
    if matter.upstream_personal and answers.status in OPEN_STATUSES and answers.checklist.personenbezug != "ja":
        yield (
            "In die Daten gehen nach den Datenverträgen personenbezogene Angaben ein; die Frage nach dem "
            "Personenbezug ist dann mit ja zu beantworten."
        )


def _partners(answers: Answers, book: DecisionBook, partners: Partners) -> Iterator[str]:
    for ars in sorted({ars for ars in answers.partners if answers.partners.count(ars) > 1}):
        yield f"Die Kommune {ars} ist doppelt genannt."
    for ars in dict.fromkeys(answers.partners):
        partner = partners.get(ars)
        if partner is None or partner.role != "partner":
            yield f"{ars} ist keine teilnehmende Kommune; bitte einen Schlüssel aus governance/partners.yaml angeben."
        elif answers.status == "widerrufen":
            latest = book.latest(ars, answers.gilt_fuer)
            if latest is None or not latest.opens:
                yield f"Für {partner.name} ist nichts geöffnet, das widerrufen werden könnte."


def _signatures(matter: Matter, answers: Answers, book: DecisionBook) -> Iterator[str]:
    first, second = answers.entschieden_von, answers.mitgezeichnet_von
    if first.rolle not in book.rule.decides:
        yield f"Die Rolle {first.rolle} darf nicht entscheiden; nach dem Konzept: {_roles(book.rule.decides)}."
    if second is None:
        if matter.upstream_personal and answers.status not in CLOSING_STATUSES:
            yield (
                "In die Daten gehen personenbezogene Angaben ein; deshalb muss eine zweite Person mitzeichnen "
                f"({_roles(book.rule.countersigns)})."
            )
        return
    if second.rolle not in book.rule.countersigns:
        yield f"Die Rolle {second.rolle} darf nicht mitzeichnen; nach dem Konzept: {_roles(book.rule.countersigns)}."
    if second.person == first.person:
        yield "Entscheiden und Mitzeichnen müssen zwei verschiedene Personen."


def _people(answers: Answers, people: People, own: frozenset[str], partners: Partners) -> Iterator[str]:
    """Without a file of people an id is all there is; with one it has to be known, in that role, for that partner."""
    for signature in (answers.entschieden_von, answers.mitgezeichnet_von):
        if signature is None or not len(people):
            continue
        person = people.get(signature.person)
        if person is None:
            yield f"Die Kennung {signature.person} steht nicht in der Datei der Personen (GODONU_PEOPLE)."
        elif signature.rolle not in person.roles:
            yield f"Die Person {signature.person} hat die Rolle {signature.rolle} nach der Datei der Personen nicht."
        elif signature.rolle in own and (foreign := [ars for ars in answers.partners if ars != person.ars]):
            names = ", ".join(found.name if (found := partners.get(ars)) else ars for ars in dict.fromkeys(foreign))
            home = found.name if (found := partners.get(person.ars)) else person.ars
            yield (
                f"Die Person {signature.person} ({signature.rolle}) unterschreibt nach dem Konzept nur für {home}, "
                f"nicht für: {names}. Bitte je Kommune einzeln entscheiden, durch deren eigene Leute."
            )


def _roles(roles: frozenset[str]) -> str:
    return " oder ".join(sorted(roles)) or "niemand"
