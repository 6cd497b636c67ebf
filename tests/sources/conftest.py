# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Gives the tests of this room one way to write a file and read it with a reader."""

from __future__ import annotations

import gzip
import itertools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from godonu_platform.sources import (
    DEFAULT_CHUNK,
    READERS,
    TECHNICAL_COLUMNS,
    OpenDelivery,
    ReaderOptions,
    detect_format,
    inspect,
)


@dataclass
class Reading:
    """All records of a delivery as Python rows, with what the reader said besides."""

    opened: OpenDelivery
    rows: list[dict[str, Any]]

    @property
    def good(self) -> list[dict[str, Any]]:
        return [row for row in self.rows if row["problem"] is None]

    @property
    def problems(self) -> dict[int, str]:
        return {row["record_no"]: row["problem"] for row in self.rows if row["problem"]}

    @property
    def texts(self) -> list[str]:
        return [row["json"].strip() for row in self.good]

    @property
    def cells(self) -> list[list[str]]:
        return [[value for name, value in row.items() if name not in TECHNICAL_COLUMNS] for row in self.good]


def read_path(path: Path, fmt: str | None = None, *, chunk_bytes: int = DEFAULT_CHUNK, **options: Any) -> Reading:
    """Read a file as landing would: inspect, choose the reader, take all batches; checks what holds for every batch."""
    inspection = inspect(path, b"")
    fmt = fmt or detect_format(path, inspection)
    opened = READERS[fmt](path, inspection, ReaderOptions(format=fmt, **options), chunk_bytes=chunk_bytes)
    rows: list[dict[str, Any]] = []
    for batch in opened.batches():
        batch.table.validate(full=True)
        assert tuple(batch.table.column_names[:4]) == TECHNICAL_COLUMNS
        assert batch.table.column_names[4:] == (["json"] if batch.layout == "json" else opened.field_names)
        rows.extend(batch.table.to_pylist())
    assert [row["record_no"] for row in rows] == list(range(1, len(rows) + 1))
    for row in rows:
        if row["problem"]:
            assert all(value is None for name, value in row.items() if name not in TECHNICAL_COLUMNS)
    return Reading(opened, rows)


@pytest.fixture(scope="session")
def read(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Reading]:
    """Write bytes to a new file and read it; for use inside hypothesis too, so it makes its own file names."""
    folder = tmp_path_factory.mktemp("deliveries")
    numbers = itertools.count()

    def _read(content: bytes, fmt: str | None = None, *, packed: bool = False, **options: Any) -> Reading:
        path = folder / f"{next(numbers)}"
        path.write_bytes(gzip.compress(content, 1) if packed else content)
        try:
            return read_path(path, fmt, **options)
        finally:
            path.unlink()

    return _read
