# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Events that stand in more than one month are found, whatever the order of arrival, and both months are touched."""

from __future__ import annotations

from typing import Any

import pyarrow.parquet as pq
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from godonu_platform.contracts.contract import load_contracts
from godonu_platform.landing import touched_months
from godonu_platform.landing.cross_month import cross_month_file, update_cross_month
from godonu_platform.project import Project
from tests.landing.small_inbox import event, land_one, lines


def at(number: int, month: int) -> dict[str, Any]:
    return event(number, occurred_at=f"2026-{month:02d}-05T08:00:00Z")


def found(project: Project) -> set[tuple[str, str]]:
    """Return event ids and months of all lists."""
    folder = project.lake / "_cross_month" / "portal_events"
    tables = [pq.read_table(path).to_pylist() for path in folder.glob("*.parquet")]
    assert all(row["dataset"] == "portal_events" for table in tables for row in table)
    return {(row["event_id"], row["month"]) for table in tables for row in table}


def test_within_one_delivery_and_across_deliveries(project: Project) -> None:
    first = land_one(project, lines(at(1, 1), at(2, 1), at(2, 2), at(3, 1)))
    assert found(project) == {("e-2", "2026-01"), ("e-2", "2026-02")}
    second = land_one(project, lines(at(3, 4), at(4, 4), at(1, 1)))
    assert found(project) == {("e-2", "2026-01"), ("e-2", "2026-02"), ("e-3", "2026-01"), ("e-3", "2026-04")}
    assert touched_months(project, [first.batch])["portal_events"] == ["2026-01", "2026-02"]
    assert touched_months(project, [second.batch])["portal_events"] == ["2026-01", "2026-04"]
    third = land_one(project, lines(at(3, 4), at(9, 5)))
    assert touched_months(project, [third.batch])["portal_events"] == ["2026-01", "2026-04", "2026-05"]


def test_every_batch_has_a_file_so_that_nothing_is_compared_twice(project: Project) -> None:
    report = land_one(project, lines(at(1, 1)))
    path = cross_month_file(project, "portal_events", report.batch)
    assert pq.read_table(path).num_rows == 0
    before = path.stat().st_mtime_ns
    update_cross_month(project, load_contracts(project))
    assert path.stat().st_mtime_ns == before


def test_an_index_of_another_engine_is_made_anew(project: Project) -> None:
    land_one(project, lines(at(1, 1)))
    folder = project.lake / "_cross_month" / "portal_events"
    [index] = folder.glob("_index-*")
    index.rename(folder / "_index-0.0.0")
    land_one(project, lines(at(1, 2)))
    assert found(project) == {("e-1", "2026-01"), ("e-1", "2026-02")}
    assert not (folder / "_index-0.0.0").exists()


def test_a_batch_that_a_loeschregel_removed_is_forgotten(project: Project) -> None:
    import shutil

    first = land_one(project, lines(at(1, 1)))
    land_one(project, lines(at(1, 2)))
    shutil.rmtree(project.lake / "portal_events" / f"batch={first.batch}")
    land_one(project, lines(at(2, 3)))
    assert found(project) == set()


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 3)), min_size=1, max_size=4), min_size=1, max_size=3)
)
def test_any_deliveries_in_any_order(tmp_path_factory: Any, deliveries: list[list[tuple[int, int]]]) -> None:
    from tests.conftest import CLOCK, KEY, REPOSITORY

    project = Project.at(REPOSITORY, tmp_path_factory.mktemp("monate"), fixed_clock=CLOCK, hmac_key=KEY)
    months: dict[int, set[int]] = {}
    for place, delivery in enumerate(deliveries):
        land_one(project, lines(*(at(n, month) for n, month in delivery), at(100 + place, 9)))
        for number, month in delivery:
            months.setdefault(number, set()).add(month)
    wanted = {(f"e-{n}", f"2026-{m:02d}") for n, of in months.items() if len(of) > 1 for m in of}
    assert found(project) == wanted
