# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pauses grow, stay within limits and follow the portal's wish; a Retry-After may say anything."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from hypothesis import given
from hypothesis import strategies as st

from godonu_platform.catalogs.ckan.calls_tempo import Tempo, retry_after

NOW = datetime(2026, 11, 1, 6, 0, tzinfo=UTC)


@given(st.integers(0, 999_999_999))
def test_seconds_are_read(seconds: int) -> None:
    assert retry_after(f" {seconds} ", NOW) == seconds


@given(st.datetimes(datetime(1971, 1, 1), datetime(2200, 1, 1)), st.sampled_from([0, -8, 2]))
def test_a_date_is_read_as_the_seconds_until_then(instant: datetime, hours: int) -> None:
    aware = instant.replace(microsecond=0, tzinfo=UTC)
    said = format_datetime(aware + timedelta(hours=hours)).replace("+0000", f"{hours:+03d}00")
    assert retry_after(said, NOW) == max(0.0, (aware - NOW).total_seconds())
    assert retry_after(format_datetime(aware, usegmt=True), NOW) == max(0.0, (aware - NOW).total_seconds())


@given(st.one_of(st.none(), st.text(), st.from_regex(r"-?[0-9.,eE+]{1,40}")))
def test_nothing_else_is_believed_and_nothing_breaks(text: str | None) -> None:
    said = retry_after(text, NOW)
    assert said is None or said >= 0


def test_what_is_not_a_wait() -> None:
    for text in (None, "", "bald", "-5", "1.5", "1e3", "²", "inf", "nan", "Fri, 99 Foo 2026 00:00:00 GMT"):
        assert retry_after(text, NOW) is None, text


@given(st.integers(1, 2000), st.floats(0, 1), st.one_of(st.none(), st.floats(0, 60)))
def test_a_pause_is_within_its_limits(tried: int, lot: float, wait: float | None) -> None:
    pause = Tempo(lot=lambda: lot).pause(tried, wait)
    assert pause is not None
    assert max(wait or 0, 0.25) <= pause <= max(wait or 0, 20)


def test_pauses_double_and_are_drawn_by_lot() -> None:
    low, high = Tempo(lot=lambda: 0.0), Tempo(lot=lambda: 1.0)
    assert [high.pause(tried, None) for tried in range(1, 8)] == [0.5, 1, 2, 4, 8, 16, 20]
    assert [low.pause(tried, None) for tried in range(1, 4)] == [0.25, 0.5, 1]


def test_more_than_our_patience_is_no_pause() -> None:
    assert Tempo().pause(1, 61) is None


def test_a_file_gets_as_much_more_time_as_it_needs() -> None:
    assert Tempo(total=100, slowest=1000).seconds(5_000) == 105
