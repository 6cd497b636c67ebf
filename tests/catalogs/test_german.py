# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from godonu_platform.catalogs import german


@pytest.mark.parametrize(
    ("value", "text"),
    [(1234567, "1.234.567"), (0.5, "0,50"), (-3, "−3"), (None, "–"), (1000.0, "1.000"), (12.345, "12,35")],
)
def test_numbers(value: float | None, text: str) -> None:
    assert german.number(value) == text


@given(st.integers(-(10**15), 10**15))
def test_whole_numbers_can_be_read_back(value: int) -> None:
    assert int(german.number(value).replace(".", "").replace("−", "-")) == value


def test_dates_and_periods() -> None:
    assert german.day(date(2026, 3, 1)) == "1. März 2026"
    assert german.day(datetime(2026, 10, 31, 23, 30, tzinfo=UTC)) == "1. November 2026"
    assert german.day("2026-11-01T06:00:00+00:00") == "1. November 2026"
    assert german.period(["2026-09", "2026-08"]) == "August bis September 2026"
    assert german.period(["2026-12", "2027-01"]) == "Dezember 2026 bis Januar 2027"
    assert german.period(["2026-09"]) == "September 2026"
    assert german.period([]) == ""
    assert german.short_month("2026-09") == "Sept. 2026"


@pytest.mark.parametrize(
    ("count", "text"), [(0, "0 Byte"), (999, "999 Byte"), (1500, "1,5 KB"), (250_000, "250 KB"), (2_500_000, "2,5 MB")]
)
def test_sizes(count: int, text: str) -> None:
    assert german.size(count) == text
