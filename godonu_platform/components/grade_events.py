# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Measures grades inside a run and tells Dagster about every dataset whose grades changed: table, trend, reasons.

A fault here never stops a build; it leaves "nicht messbar" behind. Keep out: what the grades mean.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dagster as dg

from godonu_platform.components.sparkline import bars
from godonu_platform.contracts.partners import Partners, load_partners
from godonu_platform.failure import place_of
from godonu_platform.project import Project
from godonu_platform.quality.grade_model import DIMENSIONS, REASONS, Grade, Letter
from godonu_platform.quality.grade_summary import GradeBook
from godonu_platform.quality.grades import forget_grades, grade_book, measure_grades

# The trend shows two years; the table the newest months, since Dagster keeps both with every event.
_TREND_MONTHS, _TABLE_MONTHS, _NOTES = 24, 6, 8
SHOWN: dict[Letter, str] = {"A": "A", "B": "B", "C": "C", "D": "D", "nicht_messbar": "nicht messbar"}


def grade_key(dataset: str) -> dg.AssetKey:
    """Return the key of the asset that shows a dataset's grades."""
    return dg.AssetKey(["guete", dataset])


def tell_grades(context: dg.AssetExecutionContext, project: Project) -> None:
    """Measure, record and report; whatever goes wrong is logged by its place and costs the letters, not the run."""
    run_id = context.run.run_id
    try:
        changed = measure_grades(project, run_id)
    except Exception as error:
        context.log.error(f"Die Güte wurde nicht gemessen ({place_of(error)}).")
        forget_grades(project, run_id)
        return
    try:
        _report(context, project, {grade.key.dataset for grade in changed})
    except Exception as error:
        context.log.error(f"Die Güte ist gemessen, ließ sich hier aber nicht zeigen ({place_of(error)}).")


def _report(context: dg.AssetExecutionContext, project: Project, datasets: set[str]) -> None:
    if not datasets:
        return
    book, partners = grade_book(project), load_partners(project)
    for dataset in sorted(datasets):
        metadata = grade_metadata(book, book.of(dataset), partners)
        context.log_event(dg.AssetMaterialization(grade_key(dataset), metadata=metadata))


def grade_metadata(book: GradeBook, grades: Sequence[Grade], partners: Partners) -> dict[str, Any]:
    """Return what the asset of one dataset shows; the shares are numbers, so that Dagster draws them over the runs."""
    newest = max(grade.key.month for grade in grades)
    summary = book.over(grade for grade in grades if grade.key.month == newest)
    metadata: dict[str, Any] = {"Gesamtnote": f"{SHOWN[summary.overall]} ({newest})"}
    for name in DIMENSIONS:
        measure = summary.measures[name]
        title = book.terms[name].title
        metadata[title] = SHOWN[summary.letters[name]] + (f": {REASONS[measure.code]}" if measure.code else "")
        if measure.value is not None:
            metadata[f"{title} (Anteil)"] = measure.value
    metadata["Verlauf"] = dg.MetadataValue.md(_trend(book, grades))
    metadata["Noten je Kommune und Monat"] = _table(book, grades, partners)
    metadata["Was auffällt"] = dg.MetadataValue.md(_notes(book, grades, partners))
    return metadata


def _trend(book: GradeBook, grades: Sequence[Grade]) -> str:
    """Return the weakest dimension of each month in percent, over all partners."""
    series = []
    for month in sorted({grade.key.month for grade in grades})[-_TREND_MONTHS:]:
        summary = book.over(grade for grade in grades if grade.key.month == month)
        values = [measure.value for measure in summary.measures.values() if measure.value is not None]
        if values:
            series.append((month, int(min(values) * 100)))
    return bars(series, " %", 100)


def _table(book: GradeBook, grades: Sequence[Grade], partners: Partners) -> dg.TableMetadataValue:
    months = sorted({grade.key.month for grade in grades})[-_TABLE_MONTHS:]
    columns = ["Kommune", "Monat", *(book.terms[name].title for name in DIMENSIONS), "Gesamt"]
    records = [
        dg.TableRecord(dict(zip(columns, _row(grade, partners), strict=True)))
        for grade in grades
        if grade.key.month in months
    ]
    return dg.MetadataValue.table(records, dg.TableSchema([dg.TableColumn(name, "string") for name in columns]))


def _row(grade: Grade, partners: Partners) -> list[str]:
    letters = [SHOWN[grade.letters[name]] for name in DIMENSIONS]
    return [_name(grade, partners), grade.key.month, *letters, SHOWN[grade.overall]]


def _notes(book: GradeBook, grades: Sequence[Grade], partners: Partners) -> str:
    """Return the newest shares below A, worst letters first, with what lowered them."""
    found = [
        (grade.letters[name], grade, name)
        for grade in sorted(grades, key=lambda grade: grade.key.month, reverse=True)
        for name in DIMENSIONS
        if grade.letters[name] in ("B", "C", "D")
    ]
    lines = [
        f"- {_name(grade, partners)}, {grade.key.month}: {book.terms[name].title} {letter}. "
        f"{grade.measures[name].detail}"
        for letter, grade, name in sorted(found, key=lambda entry: entry[0], reverse=True)[:_NOTES]
    ]
    more = len(found) - len(lines)
    return "\n".join([*lines, *([f"- … und {more} weitere (godonu grades)"] if more > 0 else [])]) or "nichts"


def _name(grade: Grade, partners: Partners) -> str:
    partner = partners.get(grade.key.ars)
    return partner.short_name if partner else grade.key.ars
