# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Opening decisions: who opened which partner's part of a dataset, for what kind of deliveries, until when.

Keep out: what is done with the answer; the gate asks, this module only reads and compares dates.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import Field

from godonu_platform.contracts.partners import ARS_PATTERN
from godonu_platform.project import Project
from godonu_platform.yaml_model import Document, Mistake, StrictModel, YamlMistakes, parse_document, read_document

Scope = Literal["beispieldaten", "echtdaten"]
Status = Literal["offen", "offen_nach_anonymisierung", "nicht_offen", "widerrufen"]
Answer = Literal["nein", "ja", "nicht_zutreffend"]
OPEN_STATUSES: tuple[Status, ...] = ("offen", "offen_nach_anonymisierung")


class Checklist(StrictModel):
    """The six questions before an opening; "ja" means that the objection exists."""

    personenbezug: Answer
    betriebsgeheimnis: Answer
    rechte_dritter: Answer
    oeffentliche_sicherheit: Answer
    auftragsangelegenheit: Answer
    statistikgeheimnis: Answer

    def objections(self) -> list[str]:
        """Return the questions that were answered with "ja"."""
        return [name for name in type(self).model_fields if getattr(self, name) == "ja"]


class Decision(StrictModel):
    """One entry of a decision file; people appear as role ids only."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    dataset: str
    partners: tuple[str, ...] = Field(min_length=1)
    gilt_fuer: Scope
    status: Status
    decided_by: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")
    date: dt.date
    wiedervorlage: dt.date
    begruendung: str = Field(min_length=10)
    rechtsgrund: str = Field(min_length=3)
    licence: str = Field(min_length=1)
    checklist: Checklist


class DecisionFile(StrictModel):
    """The file governance/decisions/<dataset>.yaml; entries are only ever added at its end."""

    decisions: tuple[Decision, ...] = Field(min_length=1)


@dataclass(frozen=True)
class Standing:
    """How a partner's part of a dataset stands today: open or not, by which decision, and why in German."""

    open: bool
    code: str
    reason: str
    decision: str | None = None


class DecisionBook:
    """All decisions on one dataset, in the order in which they were taken."""

    def __init__(self, dataset: str, decisions: tuple[Decision, ...] = ()) -> None:
        """Keep the entries; a book without entries opens nothing."""
        self.dataset = dataset
        self._decisions = decisions

    def __iter__(self) -> Iterator[Decision]:
        """Iterate from the oldest to the newest entry."""
        return iter(self._decisions)

    def latest(self, ars: str, scope: Scope) -> Decision | None:
        """Return the newest entry that names the partner for this kind of deliveries."""
        for decision in reversed(self._decisions):
            if decision.gilt_fuer == scope and ars in decision.partners:
                return decision
        return None

    def opened_partners(self) -> list[str]:
        """Return every partner for whom the newest entry of some kind opens; dates are not looked at."""
        named = sorted({ars for decision in self._decisions for ars in decision.partners})
        scopes: tuple[Scope, ...] = ("beispieldaten", "echtdaten")
        return [
            ars
            for ars in named
            if any((found := self.latest(ars, scope)) and found.status in OPEN_STATUSES for scope in scopes)
        ]

    def standing(self, ars: str, *, real: bool, licence: str, on: dt.date) -> Standing:
        """Return how the partner stands; `real` says that a delivery upstream is not marked as sample.

        Decisions on sample deliveries never open a real one, nor the other way round (design, decision 7).
        """
        scope: Scope = "echtdaten" if real else "beispieldaten"
        found = self.latest(ars, scope)
        if found is None:
            return Standing(False, "keine_entscheidung", _missing(scope))
        reason = _objection(found, licence, on)
        if reason is not None:
            return Standing(False, reason[0], reason[1], found.id)
        return Standing(True, "offen", f"geöffnet durch Entscheidung {found.id}", found.id)


def _missing(scope: Scope) -> str:
    what = "Echtdaten" if scope == "echtdaten" else "Beispieldaten"
    return f"keine Öffnungsentscheidung für {what}"


def _objection(found: Decision, licence: str, on: dt.date) -> tuple[str, str] | None:
    if found.status == "nicht_offen":
        return "nicht_offen", f"Entscheidung {found.id}: nicht offen"
    if found.status == "widerrufen":
        return "widerrufen", f"Entscheidung {found.id}: Öffnung widerrufen"
    if found.date > on:
        return "noch_nicht_wirksam", f"Entscheidung {found.id} gilt erst ab {found.date:%d.%m.%Y}"
    if found.wiedervorlage < on:
        return "wiedervorlage", (f"Wiedervorlage von Entscheidung {found.id} war am {found.wiedervorlage:%d.%m.%Y}")
    if found.licence != licence:
        return "andere_lizenz", f"Entscheidung {found.id} nennt eine andere Lizenz als der Katalogeintrag"
    return None


def decisions_path(project: Project, dataset: str) -> Path:
    """Return where the decisions on a dataset stand."""
    return project.governance / "decisions" / f"{dataset}.yaml"


def load_decisions(project: Project, dataset: str) -> DecisionBook:
    """Read the decisions on one dataset; no file means that nothing was decided, so nothing is open.

    Raises YamlMistakes with every mistake of the file: repeated ids, dates that run backwards, a foreign dataset,
    an opening in spite of an objection.
    """
    path = decisions_path(project, dataset)
    if not path.exists():
        return DecisionBook(dataset)
    document = read_document(path)
    file = parse_document(document, DecisionFile)
    mistakes = list(_mistakes(document, file, dataset))
    if mistakes:
        raise YamlMistakes(mistakes)
    return DecisionBook(dataset, file.decisions)


def holding_decisions(project: Project, on: dt.date) -> list[str]:
    """Return `<dataset>/<id>` of every entry that is in date on a day; a file with mistakes is named as such."""
    held = []
    for path in sorted(decisions_path(project, "").parent.glob("*.yaml")):
        try:
            book = load_decisions(project, path.stem)
        except YamlMistakes:
            held.append(f"{path.stem}: fehlerhaft")
            continue
        held += [f"{path.stem}/{entry.id}" for entry in book if entry.date <= on <= entry.wiedervorlage]
    return held


def _mistakes(document: Document, file: DecisionFile, dataset: str) -> Iterator[Mistake]:
    seen: set[str] = set()
    before = dt.date.min
    for number, entry in enumerate(file.decisions):
        at = ("decisions", number)
        if entry.id in seen:
            yield document.mistake((*at, "id"), "steht doppelt; jede Entscheidung braucht eine eigene id")
        seen.add(entry.id)
        if entry.dataset != dataset:
            yield document.mistake((*at, "dataset"), f"muss wie die Datei heißen: {dataset}")
        if entry.date < before:
            yield document.mistake((*at, "date"), "liegt vor dem Eintrag darüber; neue Entscheidungen kommen ans Ende")
        before = max(before, entry.date)
        if entry.wiedervorlage <= entry.date:
            yield document.mistake((*at, "wiedervorlage"), "muss nach dem Datum der Entscheidung liegen")
        yield from _entry_mistakes(document, at, entry)


def _entry_mistakes(document: Document, at: tuple[str, int], entry: Decision) -> Iterator[Mistake]:
    for index, ars in enumerate(entry.partners):
        if not re.fullmatch(ARS_PATTERN, ars):
            yield document.mistake((*at, "partners", index), "ist kein Regionalschlüssel (12 oder 5 Ziffern als Text)")
    if entry.status not in OPEN_STATUSES:
        return
    allowed = {"personenbezug", "statistikgeheimnis"} if entry.status == "offen_nach_anonymisierung" else set()
    for name in entry.checklist.objections():
        if name not in allowed:
            yield document.mistake(
                (*at, "checklist", name), f"wurde mit ja beantwortet; dann ist der Status {entry.status} nicht möglich"
            )
