# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Dates, periods and sizes are written the German way; what is none of these stays as somebody wrote it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.godonu import german


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2026-10-01", "2026-10-31", "Oktober 2026"),
        ("2026-01-01", "2026-10-31", "Januar bis Oktober 2026"),
        ("2025-09-01", "2026-02-28", "September 2025 bis Februar 2026"),
        ("2026-10-05", "2026-10-31", "5. Oktober 2026 bis 31. Oktober 2026"),
        ("2026-10-05", "2026-10-05", "5. Oktober 2026"),
        ("2026-10-01", None, "ab 1. Oktober 2026"),
        (None, "2026-10-31", "bis 31. Oktober 2026"),
        (None, "bald", ""),
        ("0001-01-01", "9999-12-31", "Januar 0001 bis Dezember 9999"),
    ],
)
def test_periods(start: str | None, end: str | None, words: str) -> None:
    assert german.period(start, end) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("2026-11-20T23:30:00+00:00", "21. November 2026"),
        ("2026-11-20T23:30:00", "20. November 2026"),
        (date(2026, 11, 1), "1. November 2026"),
        ("9999-12-31T23:59:59+00:00", "9999-12-31T23:59:59+00:00"),
        ("neulich", "neulich"),
        (None, ""),
    ],
)
def test_days_are_those_in_berlin(value: object, words: str) -> None:
    assert german.day(value) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [(999, "999 Byte"), (4321, "4,3 KB"), ("48211", "48,2 KB"), (123_456, "123 KB"), (4_300_000, "4,3 MB"),
     (2_500_000_000, "2.500 MB"), (None, ""), ("groß", "")],
)  # fmt: skip
def test_sizes(value: object, words: str) -> None:
    assert german.size(value) == words


def test_counts_have_their_noun() -> None:
    assert german.count_of(1, "Datensatz", "Datensätze") == "1 Datensatz"
    assert german.count_of(1200, "Datensatz", "Datensätze") == "1.200 Datensätze"


@given(st.none() | st.text() | st.dates().map(str) | st.datetimes().map(str) | st.integers())
def test_nothing_raises(value: object) -> None:
    for words in (german.day(value), german.period(value, value), german.number(value), german.month(str(value))):
        assert isinstance(words, str)
    assert isinstance(german.short_month(str(value)), str)
