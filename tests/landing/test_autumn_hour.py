# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The double hour by the order of a strictly ordered file, in one chunk or several."""

from __future__ import annotations

from datetime import datetime

import pyarrow as pa
import pytest

from godonu_platform.contracts.contract import load_contracts
from godonu_platform.landing.autumn_hour import AutumnHour
from godonu_platform.landing.mapping import Mapping
from godonu_platform.project import Project
from tests.landing.own_mapping import MAPPING, record, table, write_mapping
from tests.landing.small_inbox import land_one, rows

MINUTES = ["02:00", "02:15", "02:30", "02:45"]


def test_events_of_a_strictly_ordered_file(own_drawers: Project) -> None:
    """Equal times may be in the same occurrence there; only a step back begins the second one."""
    write_mapping(own_drawers, MAPPING + "strictly_ordered: true\n")
    times = ["01:59", "02:00", "02:00", "02:30", "02:10", "02:40", "03:00"]
    content = table(*(record(n, zeit=f"25.10.2026 {time}") for n, time in enumerate(times)))
    report = land_one(own_drawers, content, "abzug.csv")
    assert report.flags == {"zeit_mehrdeutig": 5}
    found = rows(own_drawers, "record_no, strftime(occurred_at, '%H:%M')")
    assert [time for _, time in found] == ["23:59", "00:00", "00:00", "00:30", "01:10", "01:40", "02:00"]


@pytest.mark.parametrize("chunk", [1, 3, 8, 16])
def test_series_of_readings_across_chunks(project: Project, chunk: int) -> None:
    """Two flows, each with eight quarters of the double hour, in the order of a wide file."""
    contract = load_contracts(project)["traffic_counts"]
    rule = {"from": "z", "time": "%H:%M", "zone": "Europe/Berlin"}
    mapping = Mapping.model_validate({"title": "T", "columns": {"period_start": rule}, "strictly_ordered": True})
    hour = AutumnHour(contract, mapping, (2014, 2027))
    local = [datetime(2026, 10, 25, 2, int(time[3:])) for time in MINUTES * 2 for _ in range(2)]
    typed = pa.table(
        {
            "t:flow_id": ["a", "b"] * 8,
            "v:period_start": pa.array([moment.replace(hour=0) for moment in local], pa.timestamp("us")),
            "l:period_start": pa.array(local, pa.timestamp("us")),
            "d:period_start": [True] * 16,
        }
    )
    done = pa.concat_tables([hour.apply(typed.slice(begin, chunk)) for begin in range(0, 16, chunk)])
    hours = [moment.hour for moment in done.column("v:period_start").to_pylist()]
    assert hours == [0] * 8 + [1] * 8


def test_an_hour_that_is_there_once_is_the_first_one(project: Project) -> None:
    """So it is in the real files of 2025."""
    lines = ["Datetime,1 (X),2 (X einwärts)"]
    lines += [f"2025-10-26 {hour:02d}:{minute:02d},1,1" for hour in (1, 2, 3) for minute in (0, 15, 30, 45)]
    content = ("\n".join(lines) + "\n").encode()
    report = land_one(project, content, "x.csv", dataset="traffic_counts")
    assert (report.landed, report.flags) == (12, {"zeit_mehrdeutig": 4})
    hours = rows(project, "strftime(period_start, '%d %H:%M'), flags is not null", "traffic_counts")
    assert [time for time, flagged in hours if flagged] == ["26 00:00", "26 00:15", "26 00:30", "26 00:45"]
