# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Codes and values belong together, over chunks and absent values, also when values become the same."""

from __future__ import annotations

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from godonu_platform.landing.coded_columns import coded, codes, flat, values, with_values

texts = st.lists(st.none() | st.text("ab", max_size=2), max_size=8)


@given(st.lists(texts, max_size=4))
def test_any_chunks(chunks: list[list[str | None]]) -> None:
    column = pa.chunked_array([pa.array(chunk, pa.string()) for chunk in chunks], pa.string())
    made = coded(column)
    assert made.to_pylist() == flat(column).to_pylist() == column.to_pylist()
    assert len(set(values(made))) == len(values(made))
    assert [[*values(made), None][code] for code in codes(made)] == column.to_pylist()


@given(texts)
def test_values_that_become_the_same_become_one(column: list[str | None]) -> None:
    made = with_values(coded(pa.array(column, pa.string())), ["x"] * len({v for v in column if v is not None}))
    assert made.to_pylist() == [None if value is None else "x" for value in column]
    assert len(made.dictionary) <= 1
