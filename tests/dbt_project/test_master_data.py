# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Snapshots replace the partner's former one, revisions replace their former version; nothing counts twice."""

from __future__ import annotations

from datetime import date

import pytest

from tests.dbt_project.portal_days import OTHER, SERVICE
from tests.dbt_project.small_lake import GIESSEN, KASSEL, OFFENBACH, RHEINGAU, Row, SmallLake, at, batch_id


def _service(key: str, name: str, **more: object) -> Row:
    return {"service_id": key, "service_key": key, "name": name, **more}


def _visit(number: int, last: str, actions: int, device: str | None = "desktop") -> Row:
    return {
        "visit_id": str(number), "site_id": "1", "first_action_at": at("2025-03-05T10:00"), "last_action_at": at(last),
        "actions": actions, "duration_s": 60, "device_type": device,
    }  # fmt: skip


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> SmallLake:
    """Master data in several states and visits in several versions."""
    lake = SmallLake(tmp_path_factory.mktemp("master"))
    old = [_service(SERVICE, "Alt"), _service("weg", "Fällt weg")]
    new = [
        _service(SERVICE, "Wohnsitz anmelden"),
        _service(SERVICE, "Wohnsitz anmelden"),
        _service("neu", "Neu", region_key="06"),
    ]
    lake.deliver("services", KASSEL, new, name="k2", landed="2025-05-02T00:00:00Z")
    lake.deliver("services", KASSEL, old, name="k1", landed="2025-05-01T00:00:00Z")
    # a replay lands later than the newest snapshot and still belongs to the older delivery
    lake.deliver(
        "services", KASSEL, [_service("spät", "Nachgereicht")], name="k1", landed="2025-05-03T00:00:00Z", replay=1
    )
    lake.deliver("services", KASSEL, [_service(OTHER, "Auch neu")], name="k2", landed="2025-05-04T00:00:00Z", replay=2)
    lake.deliver("services", GIESSEN, [_service(SERVICE, "Ummelden")], name="g1", landed="2025-05-01T00:00:00Z")
    lake.deliver("services", OFFENBACH, [_service("x", "X")], name="o1", landed="2025-05-01T00:00:00Z")
    lake.deliver("services", OFFENBACH, [], name="o2", landed="2025-05-02T00:00:00Z")
    lake.deliver(
        "online_services", KASSEL, [{"online_service_id": "on", "name": "Antrag", "service_id": SERVICE}], name="on"
    )
    units = [{"unit_id": "1", "name": "Rathaus"}, {"unit_id": "2", "name": "Bürgeramt", "parent_unit_id": "1"}]
    lake.deliver("organisational_units", RHEINGAU, units, name="units")
    regions = [
        {"region_key": "06", "record_type": "10", "name": "Hessen"},
        {"region_key": "06439", "record_type": "40", "name": "RTK"},
    ]  # fmt: skip
    lake.deliver("regions", "06", regions, name="regions")

    lake.deliver(
        "web_visits",
        KASSEL,
        [_visit(n, "2025-03-05T10:10", 3) for n in range(7)],
        name="w2",
        landed="2025-04-02T00:00:00Z",
    )
    # an older export arrives later: the newer version stays
    older = [_visit(0, "2025-03-05T10:01", 1), _visit(1, "2025-03-05T10:10", 3)]
    lake.deliver("web_visits", KASSEL, older, name="w1", landed="2025-04-03T00:00:00Z")
    # the same numbers at another partner are other visits
    lake.deliver("web_visits", GIESSEN, [_visit(n, "2025-03-05T10:10", 2, None) for n in range(3)], name="w3")
    total = {"site_id": "1", "period_month": date(2025, 3, 1)}
    lake.deliver("web_visit_totals", KASSEL, [total | {"visits": 10}], name="t1", landed="2025-04-01T00:00:00Z")
    lake.deliver("web_visit_totals", KASSEL, [total | {"visits": 12}], name="t2", landed="2025-04-02T00:00:00Z")
    shop = {"site_id": "www", "period_month": date(2025, 3, 1), "visits": 121, "page_views": 300}
    lake.deliver("web_visit_totals", OFFENBACH, [shop], name="t3")
    return lake.built(["2025-03"])


def test_the_newest_snapshot_of_a_partner_replaces_the_former_one(lake: SmallLake) -> None:
    held = lake.query("select ars, service_id, name from marts.service_catalogue order by all")
    assert held == [
        (GIESSEN, SERVICE, "Ummelden"),
        (KASSEL, OTHER, "Auch neu"), (KASSEL, SERVICE, "Wohnsitz anmelden"), (KASSEL, "neu", "Neu"),
    ]  # fmt: skip


def test_an_empty_snapshot_replaces_too(lake: SmallLake) -> None:
    assert lake.rows("marts.open_services", f"ars = '{OFFENBACH}'") == []


def test_the_ledger_of_snapshots_and_revisions_adds_up(lake: SmallLake) -> None:
    rows = lake.query(
        "select batch, landed, unique_records, duplicates, superseded, conflicts from marts.delivery_ledger"
    )
    ledger = {row[0]: row[1:] for row in rows}
    assert ledger[batch_id("k1")] == (3, 0, 3, 3, 0)
    assert ledger[batch_id("k2")] == (4, 3, 1, 0, 0)
    assert ledger[batch_id("w2")] == (7, 6, 1, 0, 0), "one visit came again, unchanged"
    assert ledger[batch_id("w1")] == (2, 1, 1, 1, 0), "the other was an older version"
    assert ledger[batch_id("t1")] == (1, 0, 1, 1, 0)
    assert all(row[0] == row[1] + row[2] + row[4] for row in ledger.values())
    assert sum(row[0] for row in ledger.values()) == 29


def test_keys_and_regions_are_told_apart(lake: SmallLake) -> None:
    services = {r["service_id"]: r for r in lake.rows("marts.service_catalogue", f"ars = '{KASSEL}'")}
    assert services["neu"]["service_key"] is None, "no service key of the catalogue"
    assert (services["neu"]["region_name"], services[SERVICE]["region_key"]) == ("Hessen", KASSEL)
    assert services[SERVICE]["region_name"] == "Stadt Kassel"
    unit = lake.one("marts.open_organisational_units", "unit_id = '2'")
    assert (unit["parent_name"], unit["region_key"], unit["region_name"]) == ("Rathaus", "06439", "RTK")
    online = lake.one("marts.open_online_services", "true")
    assert (online["service_key"], online["service_name"]) == (SERVICE, "Wohnsitz anmelden")


def test_a_visit_counts_once_in_its_newest_version(lake: SmallLake) -> None:
    counted = "select ars, device_type, visits, actions from marts.web_visits_monthly where origin = 'web_visits'"
    assert lake.query(f"{counted} order by all") == [(GIESSEN, "unknown", 3, 6), (KASSEL, "desktop", 7, 21)]


def test_totals_count_only_where_a_website_delivered_no_visits(lake: SmallLake) -> None:
    counted = "select ars, device_type, visits, actions from marts.web_visits_monthly where origin = 'web_visit_totals'"
    assert lake.query(counted) == [(OFFENBACH, "unknown", 121, None)], "Kassel's site has its visits"


def test_actions_are_shown_only_where_visits_may_be(lake: SmallLake) -> None:
    columns = "ars, visits, visits_status, actions, actions_status"
    assert lake.query(f"select {columns} from marts.open_web_visits order by all") == [
        (OFFENBACH, 120, "wert", None, "nicht_zutreffend"),
        (KASSEL, 5, "wert", 20, "wert"),
    ], "Gießen has three visits in all: no row at all"


def test_a_corrected_total_replaces_the_former_one(lake: SmallLake) -> None:
    assert lake.query(f"select visits from marts.web_visit_totals_monthly where ars = '{KASSEL}'") == [(12,)]


def test_who_only_delivers_reference_data_is_no_partner(lake: SmallLake) -> None:
    assert lake.query("select distinct ars from marts.partner_deliveries_monthly where dataset = 'regions'") == []
