# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What one partner delivers changes no published row of another: nobody's figures follow from those of the others."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.dbt_project.portal_days import OTHER, SERVICE, dropped, submitted
from tests.dbt_project.small_lake import GIESSEN, KASSEL, Row, SmallLake, at
from tests.dbt_project.test_traffic import readings

DAYS = [date(2025, 3, 4), date(2025, 3, 5)]


def applications(prefix: str, count: int, service: str) -> list[Row]:
    days = ("2025-03-04T09:00", "2025-03-05T09:00")
    made = [row for n in range(count) for row in submitted(f"{prefix}{n}", days[n % 2], service_key=service)]
    return made + [row for n in range(count // 2) for row in dropped(f"{prefix}d{n}", days[0], service_key=service)]


def visits(count: int, actions: int) -> list[Row]:
    return [
        {
            "visit_id": str(n), "site_id": "1", "first_action_at": at("2025-03-05T10:00"),
            "last_action_at": at("2025-03-05T10:10"), "actions": actions, "duration_s": 60, "device_type": "desktop",
        }
        for n in range(count)
    ]  # fmt: skip


def deliver(lake: SmallLake, ars: str, size: int, name: str) -> set[str]:
    """Deliver a little of everything; `size` decides all figures and no day, key or month."""
    months = lake.deliver("portal_events", ars, applications(name, size, SERVICE), name=f"{name} events")
    counts = [row for day in DAYS for row in readings("in1", day, size)]
    lake.deliver("traffic_counts", ars, counts, name=f"{name} counts")
    sites = [{"site_id": "site", "name": f"Brücke {size}", "mode": "bicycle"}]
    lake.deliver("traffic_sites", ars, sites, name=f"{name} sites")
    lake.deliver("web_visits", ars, visits(size, size), name=f"{name} visits")
    totals = [{"site_id": "2", "period_month": date(2025, 3, 1), "visits": size * 10, "page_views": size * 30}]
    lake.deliver("web_visit_totals", ars, totals, name=f"{name} totals")
    services = [{"service_id": key, "service_key": key, "name": f"Leistung {size}"} for key in (SERVICE, OTHER)]
    lake.deliver("services", ars, services, name=f"{name} services")
    online = [{"online_service_id": "on", "name": f"Antrag {size}", "service_id": SERVICE}]
    lake.deliver("online_services", ars, online, name=f"{name} online")
    units = [{"unit_id": "1", "name": f"Amt {size}"}]
    lake.deliver("organisational_units", ars, units, name=f"{name} units")
    return months


def lake_with(folder: Path, kassel: int, giessen: int) -> SmallLake:
    lake = SmallLake(folder)
    months = deliver(lake, KASSEL, kassel, "kassel") | deliver(lake, GIESSEN, giessen, "giessen")
    return lake.built(months)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, dict[str, list[Row]]]]:
    """The open tables of each partner in two worlds that differ in the size of Gießen only."""
    found = []
    for giessen in (7, 60):
        lake = lake_with(tmp_path_factory.mktemp(f"giessen{giessen}"), 12, giessen)
        names = [
            row["name"] for row in lake.rows("(select table_name as name from duckdb_tables())", "name like 'open_%'")
        ]
        tables = {
            name: {ars: lake.rows(f"marts.{name}", f"ars = '{ars}'") for ars in (KASSEL, GIESSEN)} for name in names
        }
        found.append(tables)
    return found


def test_every_open_table_is_looked_at(published: list[dict[str, dict[str, list[Row]]]], repository: Path) -> None:
    models = {path.stem for path in (repository / "dbt_project" / "models" / "open").glob("*.sql")}
    assert set(published[0]) == models
    assert all(rows for tables in published for partners in tables.values() for rows in partners.values())


def test_nothing_of_one_partner_follows_from_another(published: list[dict[str, dict[str, list[Row]]]]) -> None:
    small, large = published
    for name, partners in small.items():
        assert partners[KASSEL] == large[name][KASSEL], name
        assert partners[GIESSEN] != large[name][GIESSEN], name
