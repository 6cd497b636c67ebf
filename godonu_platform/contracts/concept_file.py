# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The shape of governance/concept.yaml: which words the concept has to define, every other key refused.

Keep out: any value of an axis, any role, any period; they stand in the file. What is done with them is concept.py.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, Field

from godonu_platform.yaml_model import StrictModel

# The stages of the river: code walks them in this order, the concept says in words what each is.
Layer = Literal["roh", "bereinigt", "abgeleitet", "veroeffentlichung"]
LAYERS: tuple[Layer, ...] = get_args(Layer)
AxisName = Literal["vertraulichkeit", "personenbezug", "schutzbedarf", "ml_nutzung"]
AXES: tuple[AxisName, ...] = get_args(AxisName)
Goal = Literal["vertraulichkeit", "integritaet", "verfuegbarkeit"]
GOALS: tuple[Goal, ...] = get_args(Goal)
_PERIOD = re.compile(r"P(?=\d)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?")


def parsed_period(text: str) -> tuple[int, int]:
    """Return the calendar months and days of an ISO 8601 duration (years, months, weeks, days); raises ValueError."""
    found = _PERIOD.fullmatch(text)
    if found is None:
        raise ValueError("ist keine Dauer nach ISO 8601; bitte so schreiben: P3Y, P18M, P90D")
    years, months, weeks, days = (int(part or 0) for part in found.groups())
    return 12 * years + months, 7 * weeks + days


def _period(text: str) -> str:
    if not any(parsed_period(text)):
        raise ValueError("ist keine Frist; bitte mindestens einen Tag angeben (P1D) oder null, wenn die Daten bleiben")
    return text


Identifier = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")]
Share = Annotated[float, Field(gt=0, le=1)]


class Term(StrictModel):
    """A word of the concept: how it is shown, what it means, where it occurs."""

    title: str = Field(alias="titel", min_length=1)
    definition: str = Field(min_length=1)
    example: str | None = Field(None, alias="beispiel", min_length=1)


class AxisValue(StrictModel):
    """One value of an axis."""

    value: Identifier = Field(alias="wert")
    title: str = Field(alias="titel", min_length=1)
    definition: str = Field(min_length=1)
    example: str = Field(alias="beispiel", min_length=1)


class AxisEntry(StrictModel):
    """One axis of the Klassifizierung; its values run from the most open to the strictest."""

    title: str = Field(alias="titel", min_length=1)
    question: str = Field(alias="frage", min_length=1)
    anchor: str = Field(alias="anker", min_length=1)
    unstated: Identifier = Field(alias="ohne_angabe")
    may_leave: list[Identifier] = Field(alias="darf_hinaus", min_length=1)
    values: list[AxisValue] = Field(alias="werte", min_length=2)


class Axes(StrictModel):
    """The four axes; code compares by them, the file says what they consist of."""

    vertraulichkeit: AxisEntry
    personenbezug: AxisEntry
    schutzbedarf: AxisEntry
    ml_nutzung: AxisEntry


class Role(StrictModel):
    """A role; people never stand in the concept."""

    title: str = Field(alias="titel", min_length=1)
    place: Literal["zentral", "dezentral"] = Field(alias="ebene")
    definition: str = Field(min_length=1)
    in_every_contract: bool = Field(False, alias="pflicht_im_vertrag")
    approves_steps: bool = Field(False, alias="genehmigt_schutzschritte")

    @property
    def central(self) -> bool:
        """Whether the role exists once for all partners."""
        return self.place == "zentral"


class RetentionEntry(StrictModel):
    """One Löschklasse: a period and the event it starts with; without period nothing is erased."""

    title: str = Field(alias="titel", min_length=1)
    period: Annotated[str, AfterValidator(_period)] | None = Field(alias="frist")
    start: Identifier = Field(alias="beginn")
    definition: str = Field(min_length=1)


class Grades(StrictModel):
    """From which share of kept checks on a grade is given, and what is graded."""

    note: str = Field(alias="hinweis", min_length=1)
    thresholds: dict[str, Share] = Field(alias="schwellen", min_length=1)
    below: str = Field(alias="darunter", min_length=1)
    dimensions: dict[Identifier, Term] = Field(alias="merkmale", min_length=1)


class Cumulation(StrictModel):
    """How the class of a whole dataset follows from its columns."""

    note: str = Field(alias="hinweis", min_length=1)
    raise_allowed: bool = Field(alias="datensatz_anheben")
    lower_allowed: Literal[False] = Field(alias="datensatz_absenken")


class DecisionRules(StrictModel):
    """Who decides an opening, from when on a second role must sign, and for whom a role of one partner may sign."""

    decides: tuple[Identifier, ...] = Field(alias="entscheidet", min_length=1)
    countersigns: tuple[Identifier, ...] = Field(alias="zeichnet_mit", min_length=1)
    four_eyes_from: Identifier = Field(alias="vier_augen_ab")
    own_partner_only: bool = Field(True, alias="dezentral_nur_eigene_kommune")


class Question(StrictModel):
    """A question of the checklist; "ja" means that the objection exists."""

    question: str = Field(alias="frage", min_length=1)
    note: str = Field(alias="hinweis", min_length=1)
    cured_by_anonymising: bool = Field(False, alias="heilbar_durch_anonymisierung")


class RowChoice(StrictModel):
    """What the platform itself adds to landed rows: choosing rows by these says nothing of a person."""

    columns: tuple[str, ...] = Field(alias="technische_spalten")
    tables: tuple[str, ...] = Field(alias="technische_tabellen")


class ConceptFile(StrictModel):
    """The file governance/concept.yaml."""

    version: str = Field(alias="fassung", pattern=r"^\d+\.\d+$")
    axes: Axes = Field(alias="achsen")
    goals: dict[Goal, Term] = Field(alias="schutzziele")
    scenarios: list[str] = Field(alias="schadensszenarien", min_length=1)
    layers: dict[Layer, Term] = Field(alias="datenebenen")
    categories: dict[Identifier, Term] = Field(alias="datenkategorien", min_length=1)
    themes: dict[str, str] = Field(alias="eu_themen", min_length=1)
    roles: dict[Identifier, Role] = Field(alias="rollen", min_length=1)
    starts: dict[Identifier, Term] = Field(alias="startzeitpunkte", min_length=1)
    retention: dict[Identifier, RetentionEntry] = Field(alias="loeschklassen", min_length=1)
    agreements: dict[str, Term] = Field(alias="vereinbarungsarten", min_length=1)
    cumulation: Cumulation = Field(alias="kumulation")
    decision: DecisionRules = Field(alias="entscheidung")
    checklist: dict[Identifier, Question] = Field(alias="checkliste", min_length=1)
    grounds: dict[Identifier, Term] = Field(alias="ausschlussgruende", min_length=1)
    grades: Grades = Field(alias="bewertung")
    row_choice: RowChoice = Field(alias="zeilenauswahl")
