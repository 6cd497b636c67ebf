# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""A run rebuilds only what its months touch, and the result equals a full rebuild, in whatever order things came."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.dbt_project.portal_days import OTHER, SERVICE, application
from tests.dbt_project.small_lake import GIESSEN, KASSEL, OFFENBACH, Row, SmallLake, at

MONTHS = ("2025-01", "2025-02", "2025-03", "2025-04", "2025-05")


def _tables(lake: SmallLake) -> dict[str, list[Any]]:
    """Return the rows of every table and view that dbt made, in an order of their own."""
    with duckdb.connect(str(lake.project.warehouse), read_only=True) as connection:
        names = connection.execute(
            "select table_schema || '.' || table_name from information_schema.tables "
            "where table_schema <> 'raw' order by 1"
        ).fetchall()
        return {name: connection.execute(f"select * from {name} order by all").fetchall() for (name,) in names}


def _equals_a_full_rebuild(lake: SmallLake) -> None:
    grown = _tables(lake)
    lake.project.warehouse.unlink()
    anew = _tables(lake.built([]))
    assert grown.keys() == anew.keys()
    for table, rows in anew.items():
        assert grown[table] == rows, table


def _a_case(chance: random.Random, name: str) -> list[Row]:
    """Return a case that begins in some month and goes on for up to ninety days, with or without an end."""
    begin = datetime.fromisoformat(
        f"{chance.choice(MONTHS[:4])}-{chance.randint(1, 28):02d}T{chance.randint(0, 23):02d}:30"
    )
    kinds = ["step_viewed:1", "step_viewed:2", "draft_saved", "step_viewed:3", "submitted", "completed"]
    rows = application(
        name, f"{begin:%Y-%m-%dT%H:%M}", "case_started", service_key=chance.choice([SERVICE, OTHER, None])
    )
    later = begin
    for kind in sorted(chance.sample(kinds, chance.randint(0, 6)), key=kinds.index):
        later = later + timedelta(days=chance.choice([0, 0, 1, 13, 30]), minutes=5)
        session = f"s-{name}-{later:%m%d}"
        rows += application(
            name, f"{later:%Y-%m-%dT%H:%M}", kind, service_key=rows[0]["service_key"], session_pid=session
        )
    return [row for row in rows if row["occurred_at"] < at("2025-06-01T00:00")]


def _deliveries(chance: random.Random) -> list[list[Row]]:
    """Return the events of some cases as one delivery a month, in random order, so that cases grow at both ends.

    Later deliveries repeat events of earlier ones, contradict some and say of others that they were in another month.
    """
    events = [row for n in range(40) for row in _a_case(chance, str(n))]
    by_month: dict[str, list[Row]] = {}
    for row in events:
        by_month.setdefault(f"{row['occurred_at'] + timedelta(hours=2):%Y-%m}", []).append(row)
    rounds: list[list[Row]] = []
    for month in chance.sample(sorted(by_month), len(by_month)):
        again = [dict(row) for delivered in rounds[-1:] for row in delivered if chance.random() < 0.05]
        for row in again:
            row["channel"] = chance.choice([None, None, "app"])
            row["occurred_at"] += timedelta(days=chance.choice([0, 0, 0, 0, 31]))
        rounds.append(by_month[month] + [row for row in again if row["occurred_at"] < at("2025-06-01T00:00")])
    return rounds


class _Platform:
    """What the platform does around dbt: knows which months a delivery touches and which ids cross months."""

    def __init__(self, lake: SmallLake) -> None:
        self.lake, self.months_of = lake, {}

    def deliver(self, ars: str, rows: list[Row], name: str) -> set[str]:
        touched = self.lake.deliver(
            "portal_events", ars, rows, name=name, landed=f"2025-07-{len(self.lake.deliveries) % 28 + 1:02d}T00:00:00Z"
        )
        for row in rows:
            month = self.lake._month("portal_events", row, row["occurred_at"])
            self.months_of.setdefault(row["event_id"], set()).add(month)
        crossing = {i for i, months in self.months_of.items() if len(months) > 1} - self.lake.cross_month
        self.lake.cross_month |= crossing
        return touched.union(*(self.months_of[i] for i in crossing))


@pytest.mark.parametrize("seed", [3, 11])
def test_random_deliveries_in_random_order_equal_a_full_rebuild(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    lake = SmallLake(tmp_path)
    platform = _Platform(lake)
    for number, rows in enumerate(_deliveries(chance)):
        partner = chance.choice([KASSEL, OFFENBACH, GIESSEN])
        months = platform.deliver(KASSEL, rows, f"{number}")
        if chance.random() < 0.7:
            name = {"service_id": str(number), "service_key": SERVICE, "name": f"Name {number}"}
            lake.deliver("services", partner, [name], name=f"s {number}")
            months |= lake.deliver("web_visits", partner, _visits(chance), name=f"w {number}")
            months |= lake.deliver("traffic_counts", partner, _counts(chance), name=f"t {number}")
        lake.built(sorted(months))
    _equals_a_full_rebuild(lake)


def _visits(chance: random.Random) -> list[Row]:
    begin = at("2025-03-31T20:00")
    return [
        {"visit_id": str(n), "site_id": "1", "first_action_at": begin + timedelta(hours=n),
         "last_action_at": begin + timedelta(hours=n, minutes=chance.randint(0, 20)), "actions": chance.randint(1, 9)}
        for n in range(8)
    ]  # fmt: skip


def _counts(chance: random.Random) -> list[Row]:
    begin = at(f"{chance.choice(MONTHS)}-{chance.randint(1, 28):02d}T12:00")
    return [
        {"site_id": "s", "flow_id": str(n % 2), "mode": "car", "direction": "both", "count": chance.randint(-1, 9),
         "period_start": begin + timedelta(minutes=15 * n), "period_end": begin + timedelta(minutes=15 * (n + 1)),
         "exported_at": begin + timedelta(days=chance.randint(2, 9))}
        for n in range(100)
    ]  # fmt: skip


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> SmallLake:
    """Three months of one partner."""
    lake = SmallLake(tmp_path_factory.mktemp("months"))
    for month in MONTHS[:3]:
        rows = application(month, f"{month}-10T10:00", "case_started", "step_viewed:1", "submitted")
        lake.deliver("portal_events", KASSEL, rows, name=month)
    return lake.built(MONTHS[:3])


def test_a_run_opens_only_the_files_of_its_months(lake: SmallLake) -> None:
    """The months stand in the SQL as literals, so DuckDB leaves the other folders alone."""
    lake.built(["2025-02"])
    for model in (
        "staging/stg_portal_event_repeats",
        "intermediate/int_portal_events_counted",
        "intermediate/int_applications_grouped",
    ):
        sql = (lake.project.dbt_target / f"compiled/godonu/models/{model}.sql").read_text(encoding="utf-8")
        assert "'2025-02'" in sql and "'2025-03'" not in sql
        with duckdb.connect(str(lake.project.warehouse), read_only=True) as connection:
            plan = connection.execute(f"explain analyze {sql}").fetchall()[0][1]
        assert "Scanning Files: 1/3" in plan, model


def test_the_window_is_a_list_and_each_model_adds_its_own_look_back(lake: SmallLake) -> None:
    """January and May touched: nothing between them is rebuilt but what the look-back asks for."""
    lake.built(["2025-01", "2025-05"])
    sql = (lake.project.dbt_target / "compiled/godonu/models/marts/application_usage_monthly.sql").read_text(
        encoding="utf-8"
    )
    assert "in ('2024-11', '2024-12', '2025-01', '2025-03', '2025-04', '2025-05')" in sql
    sql = (lake.project.dbt_target / "compiled/godonu/models/intermediate/int_portal_events_counted.sql").read_text(
        encoding="utf-8"
    )
    assert "in ('2025-01', '2025-05')" in sql


def test_a_run_that_touches_nothing_changes_nothing(lake: SmallLake) -> None:
    before = _tables(lake)
    lake.built([])
    assert _tables(lake) == before


def test_a_month_that_loses_its_last_row_is_empty(lake: SmallLake) -> None:
    lake.remove("portal_events", "2025-02")
    lake.built(["2025-02"])
    months = lake.query("select distinct month from marts.application_usage_monthly order by 1")
    assert months == [("2025-01",), ("2025-03",)]
    _equals_a_full_rebuild(lake)


def test_a_step_that_was_only_reached_later_counts_for_the_month_of_the_start(tmp_path: Path) -> None:
    """April is there first and is not touched when March brings the start of its case."""
    lake = SmallLake(tmp_path)
    lake.deliver("portal_events", KASSEL, application("x", "2025-04-02T10:00", "step_viewed:9"), name="april")
    lake.built(["2025-04"])
    lake.deliver("portal_events", KASSEL, application("x", "2025-03-30T10:00", "case_started"), name="march")
    lake.built(["2025-03"])
    columns = "month, step_index, reached, continued, dropped_off, still_open"
    assert lake.query(f"select {columns} from marts.application_funnel_monthly") == [("2025-03", 9, 1, 0, 0, 1)]


def test_a_failed_test_holds_back_what_depends_on_it_and_nothing_else(tmp_path: Path) -> None:
    """A relation that breaks its key stops its open model; the other subjects are built all the same."""
    lake = SmallLake(tmp_path)
    lake.deliver("portal_events", KASSEL, application("a", "2025-01-10T10:00", "case_started"), name="a")
    lake.deliver("traffic_counts", KASSEL, _counts(random.Random(1)), name="t")
    lake.built(list(MONTHS))
    with duckdb.connect(str(lake.project.warehouse)) as connection:
        connection.execute("insert into marts.traffic_hourly select * from marts.traffic_hourly")
    nodes = {n.name: n for n in lake.build([]).nodes}
    assert nodes["traffic_hourly"].ok and not nodes["schluessel_traffic_hourly"].ok
    held_back = {name for name, node in nodes.items() if node.kind == "model" and not node.ok}
    assert held_back == {"traffic_daily", "open_traffic_daily", "open_traffic_hourly"}
