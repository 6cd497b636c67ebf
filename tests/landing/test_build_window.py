# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Months to rebuild are a list of touched months with their look-back, never the range between."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from godonu_platform.landing.build_window import shifted, with_look_back

months = st.builds(lambda y, m: f"{y:04d}-{m:02d}", st.integers(2015, 2030), st.integers(1, 12))


@given(months, st.integers(-200, 200))
def test_shifting_there_and_back_is_the_same_month(month: str, by: int) -> None:
    assert shifted(shifted(month, by), -by) == month


@given(st.lists(months, max_size=5), st.integers(0, 3))
def test_look_back_adds_only_months_just_before(touched: list[str], back: int) -> None:
    found = with_look_back(touched, back)
    assert set(touched) <= set(found)
    assert all(any(shifted(month, b) in touched for b in range(back + 1)) for month in found)


def test_a_gap_stays_a_gap() -> None:
    assert with_look_back(["2026-01", "2026-06"], 1) == ["2025-12", "2026-01", "2026-05", "2026-06"]
