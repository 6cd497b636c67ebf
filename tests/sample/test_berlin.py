# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Local days and texts agree with what the time zone database says."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from godonu_platform.sample.berlin import BERLIN, days_of, instant, iso_text, local_text, month_of


def test_the_days_of_the_clock_changes() -> None:
    assert [d.hours for d in days_of("2026-10")] == [24] * 24 + [25] + [24] * 6
    assert [d.hours for d in days_of("2026-03")] == [24] * 28 + [23] + [24] * 2


@given(st.integers(0, 4_102_444_800_000))
def test_texts_say_the_local_clock(ms: int) -> None:
    local = datetime.fromtimestamp(ms // 1000, UTC).astimezone(BERLIN)
    assert local_text(ms) == local.strftime("%d.%m.%Y %H:%M:%S")
    assert month_of(ms) == local.strftime("%Y-%m")
    assert round(datetime.fromisoformat(iso_text(ms)).timestamp() * 1000) == ms


def test_texts_of_impossible_years() -> None:
    assert local_text(
        round((datetime(1, 1, 1, tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds()) * 1000
    ) == ("01.01.0001 00:00:00")
    assert iso_text(253_370_764_800_000).startswith("9999-01-01T00:00")


def test_the_repeated_hour_has_two_instants() -> None:
    autumn = next(d for d in days_of("2026-10") if d.hours == 25)
    first, second = instant(autumn, 2, 0), instant(autumn, 2, 0, second_time=True)
    assert second - first == 3_600_000
    assert local_text(first) == local_text(second) == "25.10.2026 02:00:00"
    assert local_text(instant(autumn, 3, 0)) == "25.10.2026 03:00:00"
    assert local_text(instant(autumn, 1, 0, second_time=True)) == "25.10.2026 01:00:00"
