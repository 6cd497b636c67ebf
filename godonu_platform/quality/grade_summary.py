# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Sums grades up: of one partner over months, of a dataset over partners, always as the mean of the shares.

A mean counts each month and each partner once, whatever their size, so that no figure of theirs shows through.
Keep out: measuring, and which partners or months a reader may see.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from godonu_platform.quality.grade_model import DIMENSIONS, Dimension, Grade, Letter, Measure, Scale
from godonu_platform.quality.grade_rules import DimensionTerm


@dataclass(frozen=True)
class Summary:
    """Five measures and their letters."""

    measures: dict[Dimension, Measure]
    letters: dict[Dimension, Letter]
    overall: Letter


@dataclass(frozen=True)
class GradeBook:
    """The present grades of all datasets, the scale that means are judged by, and the words of the concept."""

    scale: Scale
    terms: Mapping[Dimension, DimensionTerm]
    grades: Sequence[Grade] = ()

    def of(self, dataset: str) -> list[Grade]:
        """Return the grades of one dataset, by partner and month."""
        return sorted((g for g in self.grades if g.key.dataset == dataset), key=lambda grade: grade.key)

    def over(self, grades: Iterable[Grade]) -> Summary:
        """Return the mean over partners of their means over months."""
        by_partner: dict[str, list[Grade]] = {}
        for grade in grades:
            by_partner.setdefault(grade.key.ars, []).append(grade)
        means = {
            name: _mean([_mean([g.measures[name] for g in mine]) for mine in by_partner.values()])
            for name in DIMENSIONS
        }
        letters = {name: self.scale.letter(means[name].value) for name in DIMENSIONS}
        return Summary(means, letters, self.scale.overall(letters.values()))


def _mean(measures: Sequence[Measure]) -> Measure:
    values = [m.value for m in measures if m.value is not None]
    if values:
        return Measure.share(sum(values), len(values))
    codes = Counter(m.code for m in measures)
    return Measure.unknown(min(codes, key=lambda code: (-codes[code], code)) if codes else "keine_vorstufe")
