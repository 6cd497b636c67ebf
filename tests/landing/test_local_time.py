# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Local time to UTC and days of Europe/Berlin, compared with zoneinfo for any moment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from godonu_platform.landing.local_time import Zone, berlin_days, month_name, month_numbers

SPAN = (2014, 2027)
moments = st.datetimes(datetime(2014, 1, 2), datetime(2027, 12, 30))
near_changes = st.builds(
    lambda day, minutes: day + timedelta(minutes=minutes),
    st.sampled_from([datetime(2026, 3, 29), datetime(2026, 10, 25), datetime(2015, 3, 29), datetime(2025, 10, 26)]),
    st.integers(0, 300),
)
_connection = duckdb.connect()


@settings(max_examples=150, deadline=None)
@given(moments | near_changes, st.sampled_from(["Europe/Berlin", "Europe/Lisbon", "UTC", "America/New_York"]))
def test_local_to_utc_agrees_with_zoneinfo(local: datetime, name: str) -> None:
    zone, info = Zone(name, *SPAN), ZoneInfo(name)
    sql = f"select {zone.to_utc('l')}, {zone.is_missing('l')}, {zone.is_double('l')} from (select ?::timestamp as l)"
    [(utc, missing, double)] = _connection.execute(sql, [local]).fetchall()
    first, second = (local.replace(tzinfo=info, fold=fold) for fold in (0, 1))
    exists = first.astimezone(UTC).astimezone(info).replace(tzinfo=None) == local
    assert missing == (not exists)
    assert double == (exists and first.utcoffset() != second.utcoffset())
    if exists:
        assert utc == first.astimezone(UTC).replace(tzinfo=None)
        wanted = second.astimezone(UTC) - first.astimezone(UTC)
        assert zone.second_shift(local) == wanted


@given(st.lists(moments | near_changes, min_size=1))
def test_days_and_months_of_berlin_agree_with_zoneinfo(instants: list[datetime]) -> None:
    local = [moment.replace(tzinfo=UTC).astimezone(ZoneInfo("Europe/Berlin")) for moment in instants]
    days = berlin_days(np.array(instants, "datetime64[us]").astype(np.int64), SPAN)
    assert [datetime(1970, 1, 1).date() + timedelta(days=int(day)) for day in days] == [one.date() for one in local]
    assert [month_name(int(n)) for n in month_numbers(days)] == [f"{one:%Y-%m}" for one in local]


@pytest.mark.parametrize(
    ("day", "hours"), [(datetime(2026, 3, 29), 23), (datetime(2026, 10, 25), 25), (datetime(2026, 6, 1), 24)]
)
def test_days_of_23_and_25_hours(day: datetime, hours: int) -> None:
    start = np.datetime64(day, "us").astype(np.int64) - 12 * 3_600_000_000
    quarters = start + np.arange(48 * 4) * 900_000_000
    wanted = (day - datetime(1970, 1, 1)).days
    assert (berlin_days(quarters, SPAN) == wanted).sum() == hours * 4
