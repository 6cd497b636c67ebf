# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Months whose landed rows are gone keep their marts, whatever is built, and all other months are computed as ever."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from godonu_platform import warehouse
from godonu_platform.landing.frozen_months import FrozenMonth, KeptRows, add_frozen, frozen_folder
from tests.dbt_project.portal_days import application
from tests.dbt_project.small_lake import KASSEL, SmallLake, batch_id

MONTHS = ("2025-01", "2025-02", "2025-03")
TABLES = {"application_usage_monthly": None, "int_deliveries_counted": "portal_events"}


def freeze(lake: SmallLake, month: str) -> None:
    """Keep the rows of a month as they are now."""
    kept = [KeptRows(table, month, dataset) for table, dataset in TABLES.items()]
    for rows in kept:
        path = frozen_folder(lake.project) / rows.place
        path.parent.mkdir(parents=True, exist_ok=True)
        where = f"month = '{month}'" + (f" and dataset = '{rows.dataset}'" if rows.dataset else "")
        schema = "marts" if rows.dataset is None else "intermediate"
        lake.query(f"copy (select * from {schema}.{rows.table} where {where}) to '{path}' (format parquet)")
    add_frozen(lake.project, [FrozenMonth("portal_events", month, "kurz", "2025-06-01T00:00:00Z")], kept)


def usage(lake: SmallLake) -> list[tuple[Any, ...]]:
    return lake.query("select month, starts, submissions from marts.application_usage_monthly order by all")


def ledger(lake: SmallLake) -> list[tuple[Any, ...]]:
    return lake.query("select batch, landed from marts.delivery_ledger order by all")


@pytest.fixture
def lake(tmp_path: Path) -> SmallLake:
    """Three months, of which the first is frozen and its delivery gone."""
    lake = SmallLake(tmp_path)
    for number, month in enumerate(MONTHS, start=1):
        rows = [r for n in range(number) for r in application(f"{month}-{n}", f"{month}-10T10:00", "case_started")]
        lake.deliver("portal_events", KASSEL, rows, name=month)
    lake.built(MONTHS)
    freeze(lake, MONTHS[0])
    lake.remove("portal_events", MONTHS[0])
    return lake


EXPECTED = [("2025-01", 1, 0), ("2025-02", 2, 0), ("2025-03", 3, 0)]


def test_a_full_refresh_keeps_the_frozen_month(lake: SmallLake) -> None:
    before = ledger(lake)
    assert warehouse.build(lake.project, anew=True).ok
    assert usage(lake) == EXPECTED
    assert ledger(lake) == before


def test_a_lost_warehouse_is_built_anew_with_the_frozen_month(lake: SmallLake) -> None:
    lake.project.warehouse.unlink()
    lake.built([])
    assert usage(lake) == EXPECTED


def test_a_late_delivery_does_not_change_the_frozen_month(lake: SmallLake) -> None:
    late = application("late", "2025-01-20T10:00", "case_started") + application(
        "new", "2025-02-20T10:00", "case_started"
    )
    months = lake.deliver("portal_events", KASSEL, late, name="late")
    lake.built(months)
    assert usage(lake) == [("2025-01", 1, 0), ("2025-02", 3, 0), ("2025-03", 3, 0)]
    assert warehouse.build(lake.project, anew=True).ok
    assert usage(lake)[0] == EXPECTED[0]


def test_other_datasets_of_a_frozen_month_are_computed_on(lake: SmallLake) -> None:
    """The table of deliveries tells datasets apart: only the frozen one is put back."""
    visit = {"visit_id": "v", "site_id": "1", "actions": 1}
    visit |= {name: lake_at("2025-01-05T10:00") for name in ("first_action_at", "last_action_at")}
    lake.built(lake.deliver("web_visits", KASSEL, [visit], name="visits"))
    assert (batch_id("visits"), 1) in ledger(lake) and (batch_id(MONTHS[0]), 1) in ledger(lake)


def test_a_new_column_of_a_model_is_empty_in_the_frozen_month(lake: SmallLake) -> None:
    """Kept rows are put back by the names of their columns."""
    path = frozen_folder(lake.project) / KeptRows("application_usage_monthly", MONTHS[0]).place
    lake.query(f"copy (select * exclude (starts) from read_parquet('{path}')) to '{path}' (format parquet)")
    warehouse.build(lake.project, ["application_usage_monthly"], anew=True)
    assert usage(lake)[0] == ("2025-01", None, 0)


def lake_at(text: str) -> Any:
    from tests.dbt_project.small_lake import at

    return at(text)
