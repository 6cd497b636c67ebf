# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Shows what was rejected: by reason for all deliveries, row by row for one.

Keep out: landing rejected records after all (replay). Quarantine holds no values, so nothing here can show one.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from godonu_platform.landing.commit import quarantine_file, read_report
from godonu_platform.landing.registry import landed_batches
from godonu_platform.project import Project


@dataclass(frozen=True)
class QuarantineEntry:
    """How many records of a delivery were rejected for one reason; the message is that of the first of them."""

    batch: str
    dataset: str
    ars: str
    file: str
    column: str | None
    reason_code: str
    message: str
    records: int


def list_quarantine(project: Project, *, dataset: str | None = None, batch: str | None = None) -> list[QuarantineEntry]:
    """Return what lies in quarantine, by delivery and reason, the most frequent first within a delivery."""
    entries: list[QuarantineEntry] = []
    for report in landed_batches(project, datasets=None if dataset is None else {dataset}):
        if report.rejected == 0 or batch not in (None, report.batch):
            continue
        rows = show_quarantine(project, report.batch)
        found: Counter[tuple[str | None, str]] = Counter((row["column"], row["reason_code"]) for row in rows)
        messages = {(row["column"], row["reason_code"]): row["message"] for row in reversed(rows)}
        entries += [
            QuarantineEntry(
                report.batch, report.dataset, report.ars, report.file, column, code, messages[column, code], number
            )
            for (column, code), number in found.most_common()
        ]
    return entries


def show_quarantine(project: Project, batch: str, limit: int | None = None) -> list[dict[str, Any]]:
    """Return the rejected records of a delivery in file order: file, line, column, reason_code, message."""
    report = read_report(project, batch)
    path = quarantine_file(project, report.dataset, batch) if report is not None else None
    if path is None or not path.is_file():
        return []
    import pyarrow.parquet as pq

    table = pq.read_table(path)
    rows: list[dict[str, Any]] = (table if limit is None else table.slice(0, limit)).to_pylist()
    return rows
