# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The length of a period comes from the time stamps, and gaps are not taken for long periods."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from godonu_platform.sources.intervals import with_interval


def _lengths(*stamps: str) -> list[int | None]:
    return [minutes for _, minutes in with_interval([f"2025-03-09 {stamp}" for stamp in stamps], str)]


@pytest.mark.parametrize(
    ("stamps", "expected"),
    [
        ([], []),
        (["00:00"], [None]),
        (["00:00", "00:15"], [15, 15]),
        (["00:00", "00:15", "00:30", "00:45"], [15] * 4),
        (["00:00", "00:15", "00:45", "01:00"], [15] * 4),
        (["00:00", "00:15", "00:30", "01:30"], [15] * 4),
        (["00:30", "00:45", "01:00", "02:00", "03:00"], [15, 15, 60, 60, 60]),
        (["00:00", "01:00", "02:00", "02:15", "02:30"], [60, 60, 15, 15, 15]),
        (["01:30", "01:45", "03:00", "04:00", "05:00"], [15, 15, 60, 60, 60]),
        (["00:00", "01:00", "03:00", "04:00"], [60] * 4),
        (["01:30", "01:45", "03:00", "03:15"], [15] * 4),
        (["02:30", "02:45", "02:00", "02:15", "02:30"], [15] * 5),
        (["02:00", "02:00", "03:00", "04:00"], [60] * 4),
        (["00:00", "00:15", "kaputt", "00:45", "01:00"], [15] * 5),
    ],
)
def test_lengths(stamps: list[str], expected: list[int | None]) -> None:
    assert _lengths(*stamps) == expected


@given(st.sampled_from([5, 15, 60]), st.integers(5, 40), st.sets(st.integers(1, 38), max_size=3))
def test_missing_rows_never_make_a_regular_grid_irregular(length: int, count: int, missing: set[int]) -> None:
    minutes = [number * length for number in range(count) if number not in missing]
    gaps = [other - one for one, other in pairwise(minutes)]
    # Two equal gaps in a row look like a slower grid; nothing in the file could tell them apart.
    if any(one == other != length for one, other in pairwise(gaps)) or length not in gaps[:2]:
        return
    stamps = [f"2025-03-{1 + minute // 1440:02d} {minute // 60 % 24:02d}:{minute % 60:02d}" for minute in minutes]
    found = [interval for _, interval in with_interval(stamps, str)]
    lonely = {place for place in range(1, len(gaps)) if gaps[place - 1] != length != gaps[place]}
    assert all(interval == length for place, interval in enumerate(found) if place not in lonely)


def test_stamps_with_an_offset() -> None:
    stamps = ["2025-03-30T01:45:00+01:00", "2025-03-30T03:00:00+02:00", "2025-03-30T03:15:00+02:00"]
    assert [minutes for _, minutes in with_interval(stamps, str)] == [15, 15, 15]
