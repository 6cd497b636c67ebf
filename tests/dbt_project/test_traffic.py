# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Traffic: days of 23 and 25 hours, sums of channels, flagged and impossible values, gaps; and the real files."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tests.dbt_project.small_lake import BERLIN, GIESSEN, OFFENBACH, Row, SmallLake, at

HOURLY, DAILY = "marts.traffic_hourly", "marts.traffic_daily"
SPRING, AUTUMN = date(2025, 3, 30), date(2025, 10, 26)


def readings(flow: str, day: date, count: int, minutes: int = 15, **more: object) -> Iterator[Row]:
    """Yield the readings of one local day; each day as long as it is."""
    start = datetime(day.year, day.month, day.day, tzinfo=BERLIN).astimezone(UTC).replace(tzinfo=None)
    following = day + timedelta(days=1)
    end = datetime(following.year, following.month, following.day, tzinfo=BERLIN).astimezone(UTC).replace(tzinfo=None)
    number = 0
    while start < end:
        value = count + number % 2
        yield {
            "site_id": "site", "flow_id": flow, "direction": "inbound" if flow.startswith("in") else "outbound",
            "mode": "bicycle", "period_start": start, "period_end": start + timedelta(minutes=minutes), "count": value,
            "quality": "ok", **more,
        }  # fmt: skip
        start, number = start + timedelta(minutes=minutes), number + 1


def _special_days() -> list[Row]:
    rows = list(readings("in1", SPRING, 1)) + list(readings("in1", AUTUMN, 1))
    first = list(readings("in1", date(2025, 10, 1), 2)) + list(readings("in2", date(2025, 10, 1), 5))
    first += list(readings("out1", date(2025, 10, 1), 3))
    second = list(readings("in1", date(2025, 10, 2), 2))
    second[0] |= {"count": -4}
    second[1] |= {"count": 5000}  # more than 6000 bicycles an hour
    second[2] |= {"count": None, "quality": "missing"}
    second[3] |= {"quality": "flagged"}
    hanging = [row | {"count": 7} for row in readings("in1", date(2025, 10, 3), 0)]
    zeros = [row | {"count": 0} for row in readings("in1", date(2025, 10, 4), 0)]
    both = list(readings("in1", date(2025, 10, 5), 2)) + list(readings("in1", date(2025, 10, 5), 8, minutes=60))
    whole_day = list(readings("in1", date(2025, 10, 7), 400, minutes=1440))
    return rows + first + second + hanging + zeros + both + whole_day


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> SmallLake:
    """One site in Offenbach, one in Gießen; Gießen delivered nothing in October."""
    lake = SmallLake(tmp_path_factory.mktemp("traffic"))
    lake.deliver("traffic_counts", OFFENBACH, _special_days(), name="counts", landed="2025-11-01T00:00:00Z")
    corrected = [row | {"exported_at": at("2025-11-05T00:00:00Z")} for row in readings("out1", date(2025, 10, 1), 4)]
    lake.deliver("traffic_counts", OFFENBACH, corrected, name="corrected", landed="2025-11-06T00:00:00Z")
    lake.deliver("traffic_counts", GIESSEN, list(readings("in1", SPRING, 1)), name="giessen")
    lake.deliver("traffic_sites", OFFENBACH, [{"site_id": "site", "name": "Frankfurter Straße"}], name="sites")
    return lake.built(["2025-03", "2025-10"])


def _day(lake: SmallLake, day: date, flow: str = "in1", ars: str = OFFENBACH) -> Row:
    return lake.one(DAILY, f"ars = '{ars}' and flow_id = '{flow}' and day = date '{day}'")


@pytest.mark.parametrize(("day", "hours"), [(SPRING, 23), (AUTUMN, 25), (date(2025, 10, 1), 24)])
def test_a_day_has_as_many_hours_as_the_clock(lake: SmallLake, day: date, hours: int) -> None:
    row = _day(lake, day)
    assert (row["hours_in_day"], row["readings"], row["expected_readings"]) == (hours, hours * 4, hours * 4)
    assert len(lake.rows(HOURLY, f"ars = '{OFFENBACH}' and flow_id = 'in1' and day = date '{day}'")) == hours
    assert (
        len(
            lake.rows(
                "marts.open_traffic_hourly", f"ars = '{OFFENBACH}' and direction = 'inbound' and day = date '{day}'"
            )
        )
        == hours
    )


def test_the_autumn_hour_stands_there_twice_and_the_spring_hour_not_at_all(lake: SmallLake) -> None:
    where = f"ars = '{OFFENBACH}' and direction = 'inbound' and hour = 2 and day = date "
    autumn = lake.rows("marts.open_traffic_hourly", where + f"'{AUTUMN}'")
    assert [r["hour_start"] for r in autumn] == [at("2025-10-26T00:00:00Z"), at("2025-10-26T01:00:00Z")]
    assert lake.rows("marts.open_traffic_hourly", where + f"'{SPRING}'") == []


def test_the_total_of_a_site_is_the_sum_of_its_channels(lake: SmallLake) -> None:
    shown = {r["direction"]: r for r in lake.rows("marts.open_traffic_daily", "day = date '2025-10-01'")
             if r["ars"] == OFFENBACH}  # fmt: skip
    assert shown["inbound"]["count"] == 48 * (2 + 3) + 48 * (5 + 6)
    assert (shown["inbound"]["channels"], shown["inbound"]["expected_channels"]) == (2, 2)
    assert shown["outbound"]["count"] == 48 * (4 + 5), "the corrected export counts"
    assert shown["outbound"]["site_name"] == "Frankfurter Straße"
    by_hour = lake.query(
        "select sum(count) from marts.open_traffic_hourly where direction = 'inbound' and day = date '2025-10-01'"
    )
    assert by_hour == [(shown["inbound"]["count"],)]


def test_impossible_values_are_left_out_and_counted_flagged_ones_are_kept(lake: SmallLake) -> None:
    row = _day(lake, date(2025, 10, 2))
    assert (row["readings"], row["excluded_readings"], row["flagged_readings"]) == (96, 3, 1)
    assert row["count"] == 48 * (2 + 3) - 2 - 3 - 2


def test_a_counter_that_hangs_is_left_out_and_a_quiet_day_is_zero(lake: SmallLake) -> None:
    hanging, quiet = _day(lake, date(2025, 10, 3)), _day(lake, date(2025, 10, 4))
    assert (hanging["count"], hanging["excluded_readings"]) == (None, 96)
    assert (quiet["count"], quiet["excluded_readings"]) == (0, 0)
    shown = {
        r["day"].day: r
        for r in lake.rows(
            "marts.open_traffic_daily", f"ars = '{OFFENBACH}' and direction = 'inbound' and month = '2025-10'"
        )
    }
    assert (shown[3]["count_status"], shown[4]["count_status"]) == ("fehlt", "null")


def test_an_hour_that_is_reported_twice_counts_once(lake: SmallLake) -> None:
    assert _day(lake, date(2025, 10, 5))["count"] == 48 * (2 + 3)


def test_readings_longer_than_an_hour_count_by_day(lake: SmallLake) -> None:
    row = _day(lake, date(2025, 10, 7))
    assert (row["count"], row["readings"], row["expected_readings"]) == (400, 1, 1)
    assert lake.rows(HOURLY, "day = date '2025-10-07'") == []


def test_days_without_readings_are_shown_as_missing_until_the_last_day_anyone_reported(lake: SmallLake) -> None:
    shown = lake.rows(
        "marts.open_traffic_daily", f"ars = '{OFFENBACH}' and direction = 'inbound' and month = '2025-10'"
    )
    assert [r["day"].day for r in shown] == list(range(1, 27))
    assert {r["day"].day for r in shown if r["count_status"] == "fehlt"} == {3, 6, *range(8, 26)}
    giessen = lake.query(
        "select distinct count, count_status from marts.open_traffic_daily "
        f"where ars = '{GIESSEN}' and month = '2025-10'"
    )
    assert giessen == [(None, "fehlt")]


def _munster(folder: Path) -> Iterator[tuple[str, str, datetime, int]]:
    """Yield site, channel, local begin and value of every reading; the first value column is the total."""
    for path in sorted(folder.glob("*/2025-*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as stream:
            lines = csv.reader(stream)
            header = next(lines)
            channels = [(i, h.split()[0]) for i, h in enumerate(header) if i > 1 and not h.endswith("-status")]
            for line in lines:
                for index, channel in channels:
                    if index < len(line) and line[index]:
                        yield path.parent.name, channel, datetime.fromisoformat(line[0]), int(line[index])


@pytest.mark.realdata
def test_the_real_files_of_2025_come_out_to_the_vehicle(tmp_path: Path, realdata: Path) -> None:
    """Twelve Münster sites; every value of every channel, summed per site and local day by this test alone."""
    rows, expected = [], defaultdict(int)
    for site, channel, local, value in _munster(realdata / "muenster-radzaehlstellen"):
        start = local.replace(tzinfo=BERLIN).astimezone(UTC).replace(tzinfo=None)
        rows.append((site, channel, start, start + timedelta(minutes=15), value, f"{local:%Y-%m}"))
        expected[site, local.date()] += value
    assert len(expected) > 3900
    lake = SmallLake(tmp_path)
    names = ("site_id", "flow_id", "period_start", "period_end", "count")
    fixed = {"mode": "bicycle", "direction": "unknown", "quality": "ok"}
    months = lake.deliver_columns("traffic_counts", OFFENBACH, names, rows, fixed=fixed, name="real")
    lake.built(months)
    found = lake.query(f"select site_id, day, sum(count), sum(excluded_readings) from {DAILY} group by all")
    assert {(site, day): count for site, day, count, _ in found} == expected
    assert sum(excluded for *_, excluded in found) == 0
