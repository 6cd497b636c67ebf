# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a grade is: five dimensions, each a measured share with its letter, or "nicht messbar" with the reason.

Keep out: how a share is measured, and where the thresholds come from.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

Dimension = Literal["vollstaendigkeit", "aktualitaet", "validitaet", "konsistenz", "eindeutigkeit"]
Letter = Literal["A", "B", "C", "D", "nicht_messbar"]
DIMENSIONS: tuple[Dimension, ...] = get_args(Dimension)
UNMEASURED: Letter = "nicht_messbar"
_BEST_FIRST: tuple[Letter, ...] = ("A", "B", "C")
# Why a dimension has no letter; the public reads these words, so they hold no figure and no name.
REASONS = {
    "nicht_geliefert": "Für den Monat wurde nichts geliefert.",
    "leer": "Die Lieferung enthielt keine Datensätze.",
    "nichts_angenommen": "Kein Datensatz wurde angenommen.",
    "nicht_gerechnet": "Die Lieferung ist noch nicht gerechnet.",
    "keine_frist": "Der Datenvertrag nennt keinen festen Abstand der Lieferungen.",
    "nachgeliefert": "Der Monat wurde nachgeliefert, bevor die Kommune regelmäßig lieferte.",
    "monat_laeuft": "Der Monat war bei der letzten Lieferung noch nicht zu Ende.",
    "nicht_gebaut": "Der Datensatz wurde beim letzten Lauf nicht gerechnet.",
    "keine_vorstufe": "Zu dem Monat ist keine Vorstufe bewertet.",
    "vorstufe": "Eine Vorstufe ließ sich nicht messen.",
    "abgebrochen": "Die Messung ist beim letzten Lauf abgebrochen.",
}
_DIGITS = 4


@dataclass(frozen=True)
class Measure:
    """One dimension: a share from 0 to 1, or None with a code of REASONS; `detail` is German, for stewards only."""

    value: float | None
    code: str = ""
    detail: str = ""

    @classmethod
    def share(cls, good: float, all_: float, detail: str = "") -> Measure:
        """Return the share of `all_` that is good, rounded down: 94.996 % is not yet 95 %."""
        if all_ <= 0:
            return cls(None, "leer")
        # the small addition undoes what binary fractions lose: 0.95 must stay 0.95
        kept = math.floor(min(max(good / all_, 0.0), 1.0) * 10**_DIGITS + 1e-6) / 10**_DIGITS
        return cls(kept, "", detail if kept < 1 else "")

    @classmethod
    def unknown(cls, code: str, detail: str = "") -> Measure:
        """Return a dimension that could not be measured."""
        return cls(None, code, detail)


Measures = Mapping[Dimension, Measure]


@dataclass(frozen=True)
class Scale:
    """The lowest share of each letter, and how many dimensions a good overall grade needs."""

    lowest: Mapping[str, float]
    needed: int = 3

    def letter(self, value: float | None) -> Letter:
        """Return the letter of a share."""
        if value is None:
            return UNMEASURED
        return next((letter for letter in _BEST_FIRST if value >= self.lowest[letter]), "D")

    def overall(self, letters: Iterable[Letter]) -> Letter:
        """Return the lowest letter; with too few measured dimensions nothing better than D can be said."""
        measured = [letter for letter in letters if letter != UNMEASURED]
        worst: Letter = max(measured, default=UNMEASURED)
        return worst if worst == "D" or len(measured) >= self.needed else UNMEASURED


@dataclass(frozen=True, order=True)
class Key:
    """What is graded: one dataset of one partner in one month (YYYY-MM)."""

    dataset: str
    ars: str
    month: str


@dataclass(frozen=True)
class Grade:
    """The measured dimensions of one key, with letters by the thresholds that held when it was measured."""

    key: Key
    measures: Measures
    letters: Mapping[Dimension, Letter]
    overall: Letter
    measured_at: str = field(default="", compare=False)
    run: str = field(default="", compare=False)


def graded(key: Key, measures: Measures, scale: Scale, measured_at: str = "", run: str = "") -> Grade:
    """Return the grade of measured dimensions."""
    letters = {name: scale.letter(measures[name].value) for name in DIMENSIONS}
    ordered = {name: measures[name] for name in DIMENSIONS}
    return Grade(key, ordered, letters, scale.overall(letters.values()), measured_at, run)


def all_unknown(code: str) -> dict[Dimension, Measure]:
    """Return five dimensions that could not be measured for one reason."""
    return {name: Measure.unknown(code) for name in DIMENSIONS}
