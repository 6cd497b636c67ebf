# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Keeps the marts of months whose rows are about to go, and marks these months as no longer computable (ADR 0010).

Done before anything is removed, in this order: rows to the disk, then the mark in one rename. Keep out: removing.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

import duckdb

from godonu_platform.contracts.row_checks import quoted, text_literal
from godonu_platform.governance.retention_tables import MonthTable
from godonu_platform.landing.frozen_months import FrozenMonth, KeptRows, add_frozen, frozen_folder, load_frozen
from godonu_platform.landing.refusing import utc_text
from godonu_platform.landing.staging import sync
from godonu_platform.project import Project


def freeze(project: Project, months: Mapping[tuple[str, str], str], tables: Iterable[MonthTable]) -> list[FrozenMonth]:
    """Freeze months, given as (dataset, month) with the rule by which their rows go; return those that are new.

    Call it with the warehouse to oneself, and only when everything that has landed is built.
    """
    known = load_frozen(project)
    marked = {(entry.dataset, entry.month) for entry in known.months}
    new = [
        FrozenMonth(dataset, month, rule, utc_text(project.clock()))
        for (dataset, month), rule in sorted(months.items())
        if (dataset, month) not in marked
    ]
    if not new:
        return []
    needed: dict[KeptRows, MonthTable] = {}
    for table in (table for table in tables if table.kept):
        for entry in new:
            needed |= dict.fromkeys(table.needing(entry.dataset, entry.month), table)
    # what was kept before stays as it is: the table has held just these rows since
    missing = {rows: table for rows, table in needed.items() if rows not in known.rows}
    _write(project, missing)
    add_frozen(project, new, missing)
    return new


def _write(project: Project, needed: Mapping[KeptRows, MonthTable]) -> None:
    folders: set[Path] = set()
    with duckdb.connect(str(project.warehouse), read_only=True) as connection:
        for rows, table in sorted(needed.items(), key=lambda pair: pair[0].place):
            path = frozen_folder(project) / rows.place
            path.parent.mkdir(parents=True, exist_ok=True)
            half = path.with_name(f".{path.name}.tmp")
            where = f"month = {text_literal(rows.month)}"
            if rows.dataset is not None:
                where += f" and dataset = {text_literal(rows.dataset)}"
            connection.execute(
                f"copy (select * from {quoted(table.schema)}.{quoted(table.name)} where {where} order by all)"
                f" to {text_literal(str(half))} (format parquet, compression zstd)"
            )
            sync(half)
            os.replace(half, path)
            folders.add(path.parent)
    for folder in folders:
        sync(folder)
