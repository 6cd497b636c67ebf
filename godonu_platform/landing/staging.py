# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Writes one delivery's rows and rejections into a staging directory, in the form in which they will be committed.

Keep out: moving anything to its place (commit).
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from godonu_platform.landing.local_time import month_name
from godonu_platform.landing.record_pipeline import TECHNICAL, Landed, Rejection

PART = "part-00000.parquet"
QUARANTINE_SCHEMA = pa.schema(
    [
        ("batch", pa.string()),
        ("ars", pa.string()),
        ("file", pa.string()),
        ("line", pa.int64()),
        ("record_no", pa.int64()),
        ("column", pa.string()),
        ("reason_code", pa.string()),
        ("message", pa.string()),
    ]
)
# A month's rows are collected until a row group is worth it; all months together may not hold more than this.
_ROWS_PER_GROUP = 120_000
_BYTES_WAITING = 96 * 1024 * 1024


class Staging:
    """One staging directory: data/month=YYYY-MM/ for the lake, quarantine.parquet for the rejected."""

    def __init__(self, directory: Path, *, batch: str, ars: str, file: str, schema: pa.Schema) -> None:
        """Create the directory; `file` is the masked file name."""
        self.directory = directory
        self.data = directory / "data"
        self.quarantine = directory / "quarantine.parquet"
        self.data.mkdir(parents=True)
        self.months: Counter[str] = Counter()
        self.empty: dict[str, Counter[str]] = {}
        self.reasons: Counter[str] = Counter()
        self._origin = {"batch": batch, "ars": ars, "file": file}
        self._schema = schema
        self._writers: dict[str, pq.ParquetWriter] = {}
        self._waiting: dict[str, list[pa.Table]] = {}
        self._waiting_bytes = 0
        self._quarantine_writer: pq.ParquetWriter | None = None

    @property
    def landed(self) -> int:
        """Rows written for the lake."""
        return sum(self.months.values())

    @property
    def rejected(self) -> int:
        """Records written to quarantine."""
        return sum(self.reasons.values())

    def add(self, landed: Landed) -> None:
        """Take what became of one batch."""
        numbers = np.unique(landed.months).tolist()
        for number in numbers:
            month = month_name(number)
            rows = landed.rows if len(numbers) == 1 else landed.rows.filter(pa.array(landed.months == number))
            self.months[month] += rows.num_rows
            self._count_empty(month, rows)
            self._waiting.setdefault(month, []).append(rows)
            self._waiting_bytes += rows.nbytes
            if sum(table.num_rows for table in self._waiting[month]) >= _ROWS_PER_GROUP:
                self._write(month)
        if self._waiting_bytes > _BYTES_WAITING:
            for month in list(self._waiting):
                self._write(month)
        self._reject(landed.rejections)

    def _count_empty(self, month: str, rows: pa.Table) -> None:
        # Arrow keeps the number of nulls of a column beside it: counting costs next to nothing
        found = {name: rows.column(name).null_count for name in rows.column_names if name not in TECHNICAL}
        self.empty.setdefault(month, Counter()).update({name: count for name, count in found.items() if count})

    def _write(self, month: str) -> None:
        tables = self._waiting.pop(month)
        self._waiting_bytes -= sum(table.nbytes for table in tables)
        if month not in self._writers:
            directory = self.data / f"month={month}"
            directory.mkdir()
            self._writers[month] = self._writer(directory / PART)
        rows = tables[0] if len(tables) == 1 else pa.concat_tables(tables).unify_dictionaries().combine_chunks()
        self._writers[month].write_table(rows, row_group_size=1024 * 1024)

    def _writer(self, path: Path) -> pq.ParquetWriter:
        is_coded = {field.name: pa.types.is_dictionary(field.type) for field in self._schema}
        return pq.ParquetWriter(
            path,
            self._schema,
            compression="zstd",
            use_dictionary=[name for name, yes in is_coded.items() if yes],
            # minima and maxima of texts help nobody here, those of times and numbers do
            write_statistics=[name for name, yes in is_coded.items() if not yes],
            # readers shall see plain text columns, not how they were held in memory
            store_schema=False,
        )

    def _reject(self, rejections: list[Rejection]) -> None:
        if not rejections:
            return
        self.reasons.update(rejection.code for rejection in rejections)
        if self._quarantine_writer is None:
            self._quarantine_writer = pq.ParquetWriter(self.quarantine, QUARANTINE_SCHEMA, compression="zstd")
        self._quarantine_writer.write_table(quarantine_table(self._origin, rejections))

    def close(self) -> None:
        """Finish all files."""
        for month in list(self._waiting):
            self._write(month)
        for writer in self._writers.values():
            writer.close()
        if self._quarantine_writer is not None:
            self._quarantine_writer.close()

    def abandon(self) -> None:
        """Let go of the open files; the directory is removed by whoever made it."""
        self._waiting.clear()
        for writer in self._writers.values():
            writer.close()
        if self._quarantine_writer is not None:
            self._quarantine_writer.close()


def quarantine_table(origin: dict[str, str], rejections: list[Rejection]) -> pa.Table:
    """Return rejections as rows of a quarantine file: positions and reasons, no values."""
    count = len(rejections)
    columns: dict[str, Any] = {name: [value] * count for name, value in origin.items()}
    columns["line"] = [rejection.line for rejection in rejections]
    columns["record_no"] = [rejection.record_no for rejection in rejections]
    columns["column"] = [rejection.column for rejection in rejections]
    columns["reason_code"] = [rejection.code for rejection in rejections]
    columns["message"] = [rejection.message for rejection in rejections]
    return pa.table(columns, schema=QUARANTINE_SCHEMA)


def sync_tree(directory: Path) -> None:
    """Flush every file and directory below to the disk."""
    for path in _bottom_up(directory):
        sync(path)


def sync(path: Path) -> None:
    """Flush one file or directory to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _bottom_up(directory: Path) -> Iterator[Path]:
    for parent, _, files in os.walk(directory, topdown=False):
        for name in files:
            yield Path(parent) / name
        yield Path(parent)
