# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""A book of grades for the small house: one partner good, one that left a month out, timeliness unknown."""

from __future__ import annotations

from dataclasses import replace

from godonu_platform.quality.grade_model import DIMENSIONS, Key, Measure, Scale, all_unknown, graded
from godonu_platform.quality.grade_rules import DimensionTerm
from godonu_platform.quality.grade_summary import GradeBook
from tests.publication.world import GIESSEN, KASSEL, UNITS, USE, World

SCALE = Scale({"A": 0.95, "B": 0.85, "C": 0.70})
TERMS = {name: DimensionTerm(name.title(), f"Was {name} heißt.") for name in DIMENSIONS}
GOOD = dict.fromkeys(DIMENSIONS, Measure(1.0)) | {"aktualitaet": Measure.unknown("monat_laeuft")}
NOTHING = all_unknown("nicht_geliefert") | {"vollstaendigkeit": Measure(0.0, "", "intern: 4711 Zeilen")}


def grade_world(world: World) -> None:
    """Give both datasets of a world their grades."""
    months = {USE: ("2026-08-01", "2026-09-01"), UNITS: ("2026-08-01",)}
    grades = [
        graded(Key(dataset, ars, month[:7]), NOTHING if (ars, month) == (GIESSEN, "2026-09-01") else GOOD, SCALE)
        for dataset, names in months.items()
        for ars in (KASSEL, GIESSEN)
        for month in names
    ]
    world.evidence = replace(world.evidence, grades=GradeBook(SCALE, TERMS, tuple(grades)))  # type: ignore[arg-type]
