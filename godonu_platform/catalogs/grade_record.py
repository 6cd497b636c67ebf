# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The measured grades as a release record keeps them.

Keep out: how grades are measured (quality).
"""

from __future__ import annotations

from typing import Literal

from godonu_platform.yaml_model import StrictModel

Letter = Literal["A", "B", "C", "D", "nicht_messbar"]


class GradeNote(StrictModel):
    """One dimension of quality; `reason` says why it could not be measured."""

    name: str
    title: str
    definition: str
    grade: Letter
    reason: str = ""


class PartnerGrades(StrictModel):
    """The letters of one partner by dimension, and its overall letter by month."""

    ars: str
    name: str
    overall: Letter
    grades: dict[str, Letter]
    months: dict[str, Letter]


class GradeReport(StrictModel):
    """The measured quality of a release; `thresholds` are the lowest shares of the letters."""

    overall: Letter
    dimensions: tuple[GradeNote, ...]
    partners: tuple[PartnerGrades, ...]
    thresholds: dict[str, float]
