# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Applies what the contract asks for before the lake to whole columns: pseudonyms, screened text, cut addresses.

Works on distinct values, so that a value is treated once per chunk. Keep out: the treatments themselves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from godonu_platform.contracts.contract import Contract
from godonu_platform.landing.pseudonyms import pseudonymiser
from godonu_platform.landing.screening import screen, worth_a_look
from godonu_platform.landing.urls import cut_url
from godonu_platform.project import SecretKey

# The purposes are part of how keys are derived: changing one changes all pseudonyms.
_PURPOSES = {"pseudonym_fall": "fall", "pseudonym_sitzung": "sitzung", "pseudonym_besucher": "besucher"}
_EPOCH = date(1970, 1, 1)


class Treatment:
    """Treats the columns of one delivery; `masked` counts found personal data by type."""

    def __init__(self, contract: Contract, ars: str, key: SecretKey | None) -> None:
        """Take the contract's treatments; the key may be None only where no pseudonym is asked for."""
        self._columns = [column for column in contract.columns if column.treatment is not None]
        self._ars = ars
        self._key = key
        self.masked: Counter[str] = Counter()

    def apply(self, table: pa.Table) -> pa.Table:
        """Return the table with the treated columns as "v:<column>"; needs "day" for sessions."""
        for column in self._columns:
            text = table.column(f"t:{column.name}")
            treatment = str(column.treatment)
            if text.null_count == len(text):
                treated = text
            elif treatment == "freitext":
                treated = self._screened(text)
            elif treatment == "url":
                treated = _cut(text)
            elif treatment == "pseudonym_sitzung":
                treated = self._session_pseudonyms(text, table.column("day"))
            else:
                treated = _by_value(text, self._pseudonyms(_PURPOSES[treatment], None))
            table = table.append_column(f"v:{column.name}", treated)
        return table

    def _pseudonyms(self, purpose: str, day: date | None) -> Callable[[list[str]], list[str]]:
        if self._key is None:
            raise ValueError("a pseudonym was asked for without a key; choose_key refuses such deliveries")
        return pseudonymiser(self._key, purpose, self._ars, day).all

    def _screened(self, text: Any) -> Any:
        def screened(values: list[str], indices: Any) -> list[str]:
            result = list(values)
            counts = None
            for place, value in enumerate(values):
                if worth_a_look(value):
                    result[place], found = screen(value)
                    if found:
                        counts = np.bincount(indices, minlength=len(values)) if counts is None else counts
                        for kind, number in found.items():
                            self.masked[kind] += number * int(counts[place])
            return result

        encoded = pc.dictionary_encode(_flat(text))
        values = encoded.dictionary.to_pylist()
        indices = encoded.indices.drop_null().to_numpy(zero_copy_only=False)
        return _decoded(encoded, values, screened(values, indices), text)

    def _session_pseudonyms(self, text: Any, days: Any) -> Any:
        encoded = pc.dictionary_encode(_flat(text))
        by_day = pc.dictionary_encode(_flat(days))
        day_count = len(by_day.dictionary)
        if not day_count:
            return pa.nulls(len(text), pa.string())
        # one number for each pair of session and day; NULL where either is missing (such a record is rejected)
        pairs = pc.add(
            pc.multiply(pc.cast(encoded.indices, pa.int64()), day_count), pc.cast(by_day.indices, pa.int64())
        )
        distinct = pc.dictionary_encode(pairs)
        numbers = distinct.dictionary.to_numpy(zero_copy_only=False)
        values = encoded.dictionary.to_pylist()
        makers = [
            pseudonymiser(self._required_key, _PURPOSES["pseudonym_sitzung"], self._ars, _as_date(day))
            for day in by_day.dictionary.to_pylist()
        ]
        result = [makers[n % day_count](values[n // day_count]) for n in numbers.tolist()]
        return pc.take(pa.array(result, pa.string()), distinct.indices)

    @property
    def _required_key(self) -> SecretKey:
        if self._key is None:
            raise ValueError("a pseudonym was asked for without a key; choose_key refuses such deliveries")
        return self._key


def _as_date(day: date | int) -> date:
    return day if isinstance(day, date) else _EPOCH + timedelta(days=day)


def _cut(text: Any) -> Any:
    # cutting the tail first, in one vectorised step, leaves far fewer distinct addresses
    bare = pc.replace_substring_regex(_flat(text), pattern="(?s)[?#;].*", replacement="")
    return _by_value(bare, lambda values: [cut_url(value) for value in values])


def _by_value(text: Any, change: Callable[[list[str]], list[str]]) -> Any:
    encoded = pc.dictionary_encode(_flat(text))
    values = encoded.dictionary.to_pylist()
    return _decoded(encoded, values, change(values), text)


def _decoded(encoded: Any, values: list[str], changed: list[str], original: Any) -> Any:
    if changed == values:
        return original
    return pc.take(pa.array(changed, pa.string()), encoded.indices)


def _flat(column: Any) -> Any:
    """Return one array of a chunked column; dictionaries of several chunks would have to be merged."""
    if not isinstance(column, pa.ChunkedArray):
        return column
    return (
        column.chunk(0)
        if column.num_chunks == 1
        else pa.concat_arrays(column.chunks)
        if column.num_chunks
        else (pa.array([], column.type))
    )
