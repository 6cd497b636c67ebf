# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the last build counted, read once from the readers' copy: the ledger by month, missing months, table sizes.

Keep out: reports of deliveries, and any judgement.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from godonu_platform.project import Project


@dataclass(frozen=True)
class LedgerCounts:
    """What became of the landed rows of one delivery in one month; `superseded` is a part of `duplicates`."""

    landed: int
    unique: int
    duplicates: int
    superseded: int
    conflicts: int


@dataclass(frozen=True)
class RecordedCounts:
    """Counts by (dataset, delivery, month), missing (dataset, partner, month), rows by table.

    Snapshots have no month in the ledger; theirs is "".
    """

    ledger: dict[tuple[str, str, str], LedgerCounts] = field(default_factory=dict)
    missing: frozenset[tuple[str, str, str]] = frozenset()
    rows: dict[str, int] = field(default_factory=dict)


_LEDGER = """
    select dataset, delivery, month, landed, unique_records, duplicates, superseded, conflicts
    from intermediate.int_deliveries_counted
    union all
    select dataset, delivery, '', landed, unique_records, duplicates, superseded, conflicts
    from intermediate.int_snapshots_counted
"""
_MISSING = "select dataset, ars, month from marts.partner_deliveries_monthly where status = 'fehlt'"
_TABLES = "select table_name from information_schema.tables where table_schema = 'marts'"


def read_counts(project: Project, tables: Iterable[str]) -> RecordedCounts:
    """Return what the copy says; what it does not hold is missing here too, and then nothing is measured from it."""
    import duckdb

    if not project.warehouse_ro.is_file():
        return RecordedCounts()
    with duckdb.connect(str(project.warehouse_ro), read_only=True) as connection:

        def rows(sql: str) -> list[tuple[str, ...]]:
            try:
                return connection.execute(sql).fetchall()
            except duckdb.CatalogException:
                return []

        here = {name for (name,) in rows(_TABLES)}
        sized = sorted(here & set(tables))
        sizes = " union all ".join(f"select '{name}', count(*) from marts.\"{name}\"" for name in sized)
        return RecordedCounts(
            ledger={(r[0], r[1], r[2]): LedgerCounts(*map(int, r[3:])) for r in rows(_LEDGER)},
            missing=frozenset((r[0], r[1], r[2]) for r in rows(_MISSING)),
            rows={name: int(count) for name, count in rows(sizes)} if sizes else {},
        )
