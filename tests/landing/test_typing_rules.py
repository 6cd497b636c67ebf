# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Times of every form: instants, epochs, local times; compared with the standard library."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from godonu_platform.contracts.contract import Column
from godonu_platform.landing.local_time import Zone
from godonu_platform.landing.mapping import ColumnRule
from godonu_platform.landing.typing_rules import typed_column
from godonu_platform.project import Project
from tests.landing.own_mapping import MAPPING, record, table, write_mapping
from tests.landing.small_inbox import land_one, quarantined, rows

_connection = duckdb.connect()
_connection.execute("set TimeZone = 'UTC'")
BERLIN = Zone("Europe/Berlin", 2014, 2027)


def typed(text: str, kind: str = "timestamp", zone: Zone | None = None, **rule: object) -> object:
    """Return the value that a text of a column gets."""
    given_rule = ColumnRule.model_validate({"from": "f", **rule}) if rule else None
    how = typed_column(Column("x", "X", "", kind), given_rule, zone)  # type: ignore[arg-type]
    inner = 'select ?::varchar as "t:x"' + (", '15' as \"plus:x\"" if "plus_minutes" in rule else "")
    if how.local is not None:
        inner = f'select *, {how.local} as "l:x" from ({inner})'
    return _connection.execute(f"select {how.value} from ({inner})", [text]).fetchall()[0][0]


@settings(deadline=None)
@given(
    st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30)),
    st.integers(-12 * 60, 14 * 60),
    st.sampled_from(["seconds", "milliseconds", "microseconds", "minutes"]),
)
def test_instants_with_any_offset(moment: datetime, minutes: int, precision: str) -> None:
    aware = moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    text = aware.isoformat(timespec=precision)
    wanted = datetime.fromisoformat(text).astimezone(UTC).replace(tzinfo=None)
    assert typed(text) == wanted
    assert typed(text, time="iso") == wanted
    assert typed(text, time="iso", zone=BERLIN) == wanted


@settings(deadline=None)
@given(st.integers(-62135596800, 253402300799), st.integers(0, 999))
def test_epochs(seconds: int, milliseconds: int) -> None:
    wanted = datetime(1970, 1, 1) + timedelta(seconds=seconds)
    assert typed(str(seconds), time="epoch_s") == wanted
    if seconds < 253402300799:
        assert typed(str(seconds * 1000 + milliseconds), time="epoch_ms") == wanted + timedelta(
            milliseconds=milliseconds
        )


@pytest.mark.parametrize("text", ["99999999999999999999", "253402300800", "1.5", "heute"])
def test_epochs_out_of_range_are_no_value_and_stop_nothing(text: str) -> None:
    assert typed(text, time="epoch_s") is None


@settings(deadline=None)
@given(st.datetimes(datetime(2015, 1, 1), datetime(2026, 12, 31)))
def test_local_times_of_a_pattern(moment: datetime) -> None:
    moment = moment.replace(second=0, microsecond=0)
    info = ZoneInfo("Europe/Berlin")
    instant = moment.replace(tzinfo=info).astimezone(UTC)
    exists = instant.astimezone(info).replace(tzinfo=None) == moment
    wanted = instant.replace(tzinfo=None) if exists else None
    text = f"{moment:%d.%m.%Y %H:%M}"
    assert typed(text, time="%d.%m.%Y %H:%M", zone=BERLIN) == wanted
    later = typed(text, time="%d.%m.%Y %H:%M", zone=BERLIN, plus_minutes="m")
    assert later == (wanted + timedelta(minutes=15) if wanted else None)


@given(st.text(max_size=25), st.sampled_from(["integer", "number", "date", "boolean", "timestamp"]))
def test_any_text_becomes_a_value_or_nothing(text: str, kind: str) -> None:
    typed(text, kind)


@given(st.decimals(-(10**11), 10**11, places=6))
def test_numbers(number: object) -> None:
    assert typed(f"{number:f}", "number") == number


def test_the_hour_that_does_not_exist_and_the_one_that_exists_twice(own_drawers: Project) -> None:
    write_mapping(own_drawers)
    content = table(
        record(1, zeit="29.03.2026 01:59"),
        record(2, zeit="29.03.2026 02:00"),
        record(3, zeit="29.03.2026 02:59"),
        record(4, zeit="29.03.2026 03:00"),
        record(5, zeit="25.10.2026 01:59"),
        record(6, zeit="25.10.2026 02:00"),
        record(7, zeit="25.10.2026 02:59"),
        record(8, zeit="25.10.2026 03:00"),
    )
    report = land_one(own_drawers, content, "abzug.csv")
    assert report.rejected_by_reason == {"uhrzeit_gibt_es_nicht": 2}
    assert [row["record_no"] for row in quarantined(own_drawers)] == [2, 3]
    assert report.flags == {"zeit_mehrdeutig": 2}
    assert rows(own_drawers, "record_no, strftime(occurred_at, '%d %H:%M'), flags") == [
        (1, "29 00:59", None),
        (4, "29 01:00", None),
        (5, "24 23:59", None),
        (6, "25 00:00", "zeit_mehrdeutig"),
        (7, "25 00:59", "zeit_mehrdeutig"),
        (8, "25 02:00", None),
    ]


def test_months_are_those_of_berlin(own_drawers: Project) -> None:
    write_mapping(own_drawers)
    content = table(
        record(1, zeit="01.04.2026 00:30"), record(2, zeit="31.12.2025 23:59"), record(3, zeit="01.01.2026 00:00")
    )
    report = land_one(own_drawers, content, "abzug.csv")
    assert report.months == {"2025-12": 1, "2026-01": 1, "2026-04": 1}


def test_a_pattern_needs_a_zone_but_an_offset_will_do(own_drawers: Project) -> None:
    write_mapping(own_drawers, MAPPING.replace('"%d.%m.%Y %H:%M", zone: Europe/Berlin', '"%d.%m.%Y %H:%M %z"'))
    report = land_one(own_drawers, table(record(1, zeit="05.03.2026 08:15 +0100")), "abzug.csv")
    assert report.landed == 1
    assert rows(own_drawers, "occurred_at::varchar") == [("2026-03-05 07:15:00",)]
