# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""One row per event over all deliveries: copies once, contradictions not at all, and a ledger that adds up."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from tests.dbt_project.portal_days import application, submitted
from tests.dbt_project.small_lake import KASSEL, OFFENBACH, SmallLake, at, batch_id

LEDGER = "dataset, batch, landed, unique_records, duplicates, superseded, conflicts"


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> SmallLake:
    """Deliveries that repeat each other, contradict each other, and do so across months."""
    lake = SmallLake(tmp_path_factory.mktemp("events"))
    good = submitted("a", "2025-03-10T10:00")
    lake.deliver("portal_events", KASSEL, good, name="first", landed="2025-04-01T00:00:00Z")
    lake.deliver("portal_events", KASSEL, good[:2], name="again", landed="2025-04-02T00:00:00Z")
    one, two = (application("b", "2025-03-11T10:00", "case_started", channel=c) for c in ("web", "app"))
    lake.deliver("portal_events", KASSEL, one, name="says web", landed="2025-04-03T00:00:00Z")
    lake.deliver("portal_events", KASSEL, two + two, name="says app", landed="2025-04-04T00:00:00Z")
    march = application("c", "2025-03-31T23:30", "case_started")
    april = [march[0] | {"occurred_at": at("2025-04-01T00:30")}]
    lake.deliver("portal_events", KASSEL, march, name="in march", landed="2025-04-05T00:00:00Z")
    lake.deliver("portal_events", KASSEL, april, name="in april", landed="2025-04-06T00:00:00Z")
    lake.cross_month = {march[0]["event_id"]}
    other = application("d", "2025-03-12T10:00", "case_started")
    lake.deliver("portal_events", KASSEL, other, name="rejected in part", landed="2025-04-07T00:00:00Z")
    replayed = application("e", "2025-03-13T10:00", "case_started")
    lake.deliver("portal_events", KASSEL, replayed, name="rejected in part", landed="2025-04-08T00:00:00Z", replay=1)
    return lake.built(["2025-03", "2025-04"])


def test_every_event_counts_once(lake: SmallLake) -> None:
    kept = lake.query("select event_id, count(*) from staging.stg_portal_events group by event_id order by 1")
    assert kept == [(f"a-2025-03-10T10:00-{n}", 1) for n in range(4)] + [
        ("d-2025-03-12T10:00-0", 1), ("e-2025-03-13T10:00-0", 1),
    ]  # fmt: skip


def test_the_copy_that_landed_first_is_kept(lake: SmallLake) -> None:
    batches = lake.query("select distinct batch from staging.stg_portal_events where case_pid = 'fall-a'")
    assert batches == [(batch_id("first"),)]


def test_all_variants_of_a_conflict_are_held_back_and_listed_without_content(lake: SmallLake) -> None:
    listed = lake.rows("intermediate.int_portal_event_conflicts")
    found = sorted((r["event_id"][0], r["month"]) for r in listed)
    assert found == [("b", "2025-03")] * 3 + [("c", "2025-03"), ("c", "2025-04")]
    assert set(listed[0]) == {"event_id", "batch", "record_no", "month"}


def test_the_ledger_adds_up_for_each_delivery_and_takes_a_replay_to_its_delivery(lake: SmallLake) -> None:
    ledger = {row[1]: row[2:] for row in lake.query(f"select {LEDGER} from marts.delivery_ledger")}
    assert ledger == {
        batch_id("first"): (4, 4, 0, 0, 0),
        batch_id("again"): (2, 0, 2, 0, 0),
        batch_id("says web"): (1, 0, 0, 0, 1),
        batch_id("says app"): (2, 0, 0, 0, 2),
        batch_id("in march"): (1, 0, 0, 0, 1),
        batch_id("in april"): (1, 0, 0, 0, 1),
        batch_id("rejected in part"): (2, 2, 0, 0, 0),
    }


def test_a_conflict_does_not_depend_on_the_order_of_arrival(tmp_path: Path) -> None:
    """Same id from three deliveries, twice alike and once different, in all six orders; built after each arrival."""
    lake = SmallLake(tmp_path)
    channels = ("web", "web", "app")
    for place in range(3):
        rows = [
            application(f"x{number}", "2025-05-05T10:00", "case_started", channel=channels[order[place]])[0]
            for number, order in enumerate(itertools.permutations(range(3)))
        ]
        lake.deliver("portal_events", OFFENBACH, rows, name=f"place {place}", landed=f"2025-06-0{place + 1}T00:00:00Z")
        result = lake.build(
            ["2025-05"], select=["stg_portal_event_repeats", "stg_portal_events", "int_portal_event_conflicts"]
        )
        assert result.ok
        if place == 1:  # two of six orders begin with the two that are alike
            assert lake.query("select count(*) from staging.stg_portal_events") == [(2,)]
    assert lake.query("select count(*) from staging.stg_portal_events") == [(0,)]
    assert lake.query("select count(*) from intermediate.int_portal_event_conflicts") == [(18,)]
