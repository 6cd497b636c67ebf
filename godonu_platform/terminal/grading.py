# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The listing of the measured grades: letters by dataset, partner and month, and for one dataset also the reasons.

Keep out: measuring; the command only reads what the last run recorded.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import click
from rich.console import RenderableType
from rich.table import Table

from godonu_platform.contracts.contract import load_contracts
from godonu_platform.contracts.partners import load_partners
from godonu_platform.project import Project
from godonu_platform.quality.grade_model import DIMENSIONS, REASONS, UNMEASURED, Grade
from godonu_platform.quality.grade_summary import GradeBook
from godonu_platform.quality.grades import grade_book, is_graded
from godonu_platform.terminal import listings

_NEVER = "Es ist noch nichts gemessen; die Güte wird bei jedem Lauf gemessen: godonu run"
_NOT_HERE = "Dazu gibt es keine Noten; bitte Datensatz, Regionalschlüssel (--ars) und Monat (JJJJ-MM) prüfen."
_LETTERS = "A sehr gut, B gut, C mit Mängeln, D mangelhaft, – nicht messbar"


def show(project: Project, dataset: str | None, ars: str | None, month: str | None, json_: bool) -> None:
    """Print the grades, narrowed as asked; raises UsageError for a dataset that has none by nature."""
    contracts = load_contracts(project)
    known = sorted(name for name, contract in contracts.items() if is_graded(contract))
    if dataset is not None and dataset not in known:
        raise click.UsageError(f"DATENSATZ: dazu gibt es keine Güte; bekannt sind: {', '.join(known)}.")
    book = grade_book(project)
    found = [
        grade
        for grade in sorted(book.grades, key=lambda grade: grade.key)
        if dataset in (None, grade.key.dataset) and ars in (None, grade.key.ars) and month in (None, grade.key.month)
    ]
    parts = _one(project, book, found) if dataset else _all(book, found)
    nothing = _NOT_HERE if book.grades else _NEVER
    listings.show(parts if found else [nothing], [_as_json(grade) for grade in found], json_)


def _all(book: GradeBook, grades: Sequence[Grade]) -> list[RenderableType]:
    table = _table("Güte je Datensatz", "Datensatz", book)
    for name in sorted({grade.key.dataset for grade in grades}):
        mine = [grade for grade in grades if grade.key.dataset == name]
        newest = max(grade.key.month for grade in mine)
        summary = book.over(grade for grade in mine if grade.key.month == newest)
        table.add_row(name, newest, *(_shown(summary.letters[d]) for d in DIMENSIONS), _shown(summary.overall))
    return [table, f"{_LETTERS}. Mittel über die Kommunen im neuesten Monat.", "Gründe: godonu grades DATENSATZ"]


def _one(project: Project, book: GradeBook, grades: Sequence[Grade]) -> list[RenderableType]:
    partners = load_partners(project)
    table = _table("Güte je Kommune und Monat", "Kommune", book)
    lowered: list[str] = []
    unknown: Counter[str] = Counter()
    for grade in grades:
        partner = partners.get(grade.key.ars)
        name = partner.short_name if partner else grade.key.ars
        letters = (_shown(grade.letters[d]) for d in DIMENSIONS)
        table.add_row(name, grade.key.month, *letters, _shown(grade.overall))
        for d in DIMENSIONS:
            measure, title = grade.measures[d], book.terms[d].title
            if measure.value is None:
                unknown[f"{title}: {REASONS.get(measure.code, '')}"] += 1
            elif grade.letters[d] != "A":
                lowered.append(f"  {name}, {grade.key.month}, {title} {grade.letters[d]}: {measure.detail}")
    told = [f"  {text} ({count}-mal)" for text, count in sorted(unknown.items())]
    return [
        table,
        f"{_LETTERS}. Gesamt ist die schlechteste gemessene Seite.",
        *(["Was die Noten senkt:", *lowered] if lowered else []),
        *(["Was nicht messbar ist:", *told] if told else []),
    ]


def _table(title: str, first: str, book: GradeBook) -> Table:
    table = Table(title=title, title_justify="left", header_style="bold", show_edge=False)
    for name in (first, "Monat", *(book.terms[d].title for d in DIMENSIONS), "Gesamt"):
        table.add_column(name, no_wrap=name == first)
    return table


def _shown(letter: str) -> str:
    return "–" if letter == UNMEASURED else letter


def _as_json(grade: Grade) -> dict[str, Any]:
    return {
        "dataset": grade.key.dataset,
        "ars": grade.key.ars,
        "month": grade.key.month,
        "grade": grade.overall,
        "measured_at": grade.measured_at,
        "run": grade.run,
        "dimensions": {
            name: {
                "grade": grade.letters[name], "share": m.value, "reason": REASONS.get(m.code, ""), "detail": m.detail,
            }
            for name, m in grade.measures.items()
        },
    }
