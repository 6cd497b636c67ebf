# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The grades that go out with a release: letters of its own partners and months, never a share or a count.

A share with its thousandths would let anybody work out how many records a small partner delivered.
Keep out: measuring.
"""

from __future__ import annotations

from collections.abc import Sequence

from godonu_platform.catalogs.grade_record import GradeNote, GradeReport, PartnerGrades
from godonu_platform.catalogs.release_record import PartnerIn
from godonu_platform.quality.grade_model import DIMENSIONS, REASONS, Grade
from godonu_platform.quality.grade_summary import GradeBook


def release_grades(
    book: GradeBook | None, dataset: str, partners: Sequence[PartnerIn], months: Sequence[str]
) -> GradeReport | None:
    """Return the letters of a dataset for these partners and months (no months: all), or None where none are known."""
    inside = {partner.ars for partner in partners}
    known = book.of(dataset) if book else []
    mine = [g for g in known if g.key.ars in inside and (not months or g.key.month in months)]
    if book is None or not mine:
        return None
    summary = book.over(mine)
    return GradeReport(
        overall=summary.overall,
        dimensions=tuple(
            GradeNote(
                name=name,
                title=book.terms[name].title,
                definition=book.terms[name].definition,
                grade=summary.letters[name],
                reason=REASONS.get(summary.measures[name].code, ""),
            )
            for name in DIMENSIONS
        ),
        partners=tuple(_partner(book, mine, partner) for partner in sorted(partners, key=lambda p: p.name)),
        thresholds=dict(book.scale.lowest),
    )


def _partner(book: GradeBook, grades: Sequence[Grade], partner: PartnerIn) -> PartnerGrades:
    mine = [grade for grade in grades if grade.key.ars == partner.ars]
    summary = book.over(mine)
    return PartnerGrades(
        ars=partner.ars,
        name=partner.name,
        overall=summary.overall,
        grades=dict(summary.letters),
        months={grade.key.month: grade.overall for grade in mine},
    )
