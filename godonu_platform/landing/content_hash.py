# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""One number for the typed content of a record, by which copies and contradictions of one key are told apart.

63 bits, made of each value's MD5 (texts) or of the number itself and the column's name, mixed (splitmix64) and added
up. So it does not depend on formats, offsets, the order of keys or columns, the engine or its version; an absent value
adds nothing, so a column that a contract gets later does not change old hashes. The text key of one column is left
out: only rows of the same key are ever compared. Keep out: what equal or different hashes mean (dbt decides).
"""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from godonu_platform.landing.coded_columns import coded, codes, values

Numbers = npt.NDArray[np.uint64]
_MOST_REMEMBERED = 200_000


class ContentHash:
    """Hashes the records of one dataset; remembers the hashes of values that come again."""

    def __init__(self) -> None:
        """Begin with nothing remembered."""
        self._seeds: dict[str, np.uint64] = {}
        self._known: dict[str, int] = {}

    def of(self, columns: dict[str, Any], left_out: str | None) -> pa.Array:
        """Return the hashes of rows given as typed columns (texts coded), as a column of int64."""
        total: Numbers | None = None
        for name, column in columns.items():
            if name == left_out or column.null_count == len(column):
                continue
            part = self._of_column(name, column)
            total = part if total is None else total + part
        if total is None:
            total = np.zeros(len(next(iter(columns.values()))), np.uint64)
        return pa.array((total >> np.uint64(1)).astype(np.int64))

    def _of_column(self, name: str, column: Any) -> Numbers:
        seed = self._seeds.setdefault(name, np.uint64(_md5(name)))
        kind = column.type
        if pa.types.is_decimal(kind) or pa.types.is_string(kind):
            column, kind = coded(column.cast(pa.string())), pa.dictionary(pa.int32(), pa.string())
        if pa.types.is_dictionary(kind):
            of_values = np.array([self._remembered(value) for value in values(column)], np.uint64)
            # the last place is for absent values
            return np.append(_mixed(of_values + seed), np.uint64(0))[codes(column)]
        numbers = _as_numbers(column)
        mixed = _mixed(numbers + seed)
        if column.null_count:
            mixed[pc.is_null(column).to_numpy(zero_copy_only=False)] = 0
        return mixed

    def _remembered(self, value: str) -> int:
        known = self._known.get(value)
        if known is None:
            if len(self._known) > _MOST_REMEMBERED:
                self._known.clear()
            known = self._known[value] = _md5(value)
        return known


def _md5(text: str) -> int:
    return int.from_bytes(hashlib.md5(text.encode(), usedforsecurity=False).digest()[:8], "little")


def _as_numbers(column: Any) -> Numbers:
    if pa.types.is_date32(column.type):
        column = column.cast(pa.int32())
    numbers = pc.fill_null(column.cast(pa.int64()), 0).to_numpy(zero_copy_only=False)
    return np.asarray(numbers, np.int64).view(np.uint64)


def _mixed(numbers: Numbers) -> Numbers:
    """Spread every bit over all (the finalizer of splitmix64); overflow is wanted."""
    numbers = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    numbers = (numbers ^ (numbers >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return numbers ^ (numbers >> np.uint64(31))
