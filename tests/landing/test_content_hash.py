# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The content hash depends on the typed content and nothing else."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from godonu_platform.landing.coded_columns import coded
from godonu_platform.landing.content_hash import ContentHash

TYPES = {
    "text": pa.string(),
    "zahl": pa.int64(),
    "wert": pa.decimal128(18, 6),
    "zeit": pa.timestamp("us"),
    "tag": pa.date32(),
    "ja": pa.bool_(),
}
records = st.fixed_dictionaries(
    {
        "text": st.none() | st.text("abc", max_size=3),
        "zahl": st.none() | st.integers(-3, 3),
        "wert": st.none() | st.decimals(-2, 2, places=1),
        "zeit": st.none() | st.sampled_from([datetime(2026, 1, 1), datetime(2026, 1, 1, 0, 0, 0, 1)]),
        "tag": st.none() | st.sampled_from([date(2026, 1, 1), date(2026, 1, 2)]),
        "ja": st.none() | st.booleans(),
    }
)


def columns(rows: list[dict[str, Any]], names: list[str]) -> dict[str, Any]:
    arrays = {name: pa.array([row[name] for row in rows], TYPES[name]) for name in names}
    return {name: coded(array) if name == "text" else array for name, array in arrays.items()}


@given(st.lists(records, min_size=2, max_size=12), st.permutations(list(TYPES)))
def test_equal_content_has_equal_hashes_in_any_order_of_columns(rows: list[dict[str, Any]], order: list[str]) -> None:
    hashes = ContentHash().of(columns(rows, list(TYPES)), None).to_pylist()
    assert hashes == ContentHash().of(columns(rows, order), None).to_pylist()
    for one, one_hash in zip(rows, hashes, strict=True):
        for other, other_hash in zip(rows, hashes, strict=True):
            assert (one == other) == (one_hash == other_hash)
    assert all(0 <= number < 2**63 for number in hashes)


@given(st.lists(records, min_size=1, max_size=5))
def test_a_new_column_without_values_and_the_key_change_nothing(rows: list[dict[str, Any]]) -> None:
    before = ContentHash().of(columns(rows, list(TYPES)), "text").to_pylist()
    more = columns(rows, list(TYPES)) | {"neu": pa.nulls(len(rows), pa.int64())}
    assert ContentHash().of(more, "text").to_pylist() == before
    without = {name: column for name, column in columns(rows, list(TYPES)).items() if name != "text"}
    assert ContentHash().of(without, None).to_pylist() == before


def test_hashes_are_the_same_for_ever() -> None:
    """Stored numbers are compared with those of later versions: this one may never change."""
    row = {"text": "a", "zahl": 7, "wert": Decimal("1.5"), "zeit": datetime(2026, 1, 1), "tag": None, "ja": True}
    [number] = ContentHash().of(columns([row], list(TYPES)), None).to_pylist()
    assert number == 7101805240089742255
