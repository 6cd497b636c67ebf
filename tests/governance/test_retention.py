# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Löschregeln on real deliveries: planned first, applied once, months frozen before their rows go, killed or not."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from godonu_platform.governance import retention
from godonu_platform.governance.retention_apply import unfinished
from godonu_platform.governance.retention_due import REMOVED
from godonu_platform.landing import list_quarantine
from godonu_platform.landing.commit import read_report, stored_delivery
from godonu_platform.landing.frozen_months import load_frozen
from godonu_platform.project import Project
from tests.end_to_end.records import counts
from tests.governance.built_house import build, copied, folders, house, marts, on, query
from tests.landing.small_inbox import KASSEL, OFFENBACH, event, files, land, land_one, lines, put, quarantined

OLD, NEW = "2023-05", "2026-08"
NAME = "erika.mustermann@example.org.ndjson"
STEPS = ("vermerkt", "eingefroren", "erster_ordner", "lieferungen", "warehouse", "nachweis")


def events(month: str, first: int, count: int = 6) -> list[dict[str, object]]:
    """Return events of a month: two cases begin, the rest are steps."""
    return [
        event(
            first + n,
            occurred_at=f"{month}-{n + 10:02d}T08:00:00Z",
            event_type="case_started" if n % 3 == 0 else "step_viewed",
            case_id=f"AZ-{first + n // 3}",
        )
        for n in range(count)
    ]


def twice(month: str) -> dict[str, object]:
    """Return an event that stands in two months: a contradiction wherever it is."""
    return event(900, event_id="zweimal", occurred_at=f"{month}-20T08:00:00Z", event_type="case_started")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two deliveries of 2023 and one of 2026, built; one of the old ones also has rows of 2026."""
    folder = tmp_path_factory.mktemp("retention") / "data"
    project = house(folder)
    then = on(project, 2023, 6)
    bad = event(50, occurred_at=f"{OLD}-02T08:00:00Z", event_type="unbekannt")
    land_one(then, lines(*events(OLD, 100), bad), NAME)
    put(then, lines(*counts_of(OLD)), "c.ndjson", dataset="traffic_counts")
    land(then)
    late = on(project, 2026, 9)
    land_one(late, lines(*events(OLD, 200, 3), twice(OLD), *events(NEW, 300), twice(NEW)), "beide.ndjson")
    land_one(late, lines(*events(NEW, 400)), "neu.ndjson")
    build(project)
    return folder


def counts_of(month: str) -> list[dict[str, object]]:
    return counts(OFFENBACH, month)


@pytest.fixture
def project(template: Path, tmp_path: Path) -> Project:
    """A copy of its own."""
    return copied(template, tmp_path / "data")


def applied(project: Project) -> retention.Applied:
    retention.plan(project)
    return retention.apply(project)


def test_the_plan_names_what_is_due_and_nothing_else(project: Project) -> None:
    before = files(project.data)
    plan, path = retention.plan(project)
    by_shelf = {shelf: [i for i in plan.items if i.shelf == shelf] for shelf in {i.shelf for i in plan.items}}
    assert {(i.month, i.rows, i.rule) for i in by_shelf["datensee"]} == {
        (OLD, 6, "2j-erhebung"),
        (OLD, 4, "2j-erhebung"),
    }
    assert by_shelf["datensee"][0].since == date(2025, 5, 31)
    assert [i.rule for i in by_shelf["lieferungen"]] == ["6m-lieferung"] * 2, "the old events and the old counts"
    assert [(i.dataset, i.rows) for i in by_shelf["quarantaene"]] == [("portal_events", None)]
    assert {i.place for i in by_shelf["warehouse"]} == {
        "intermediate.int_applications_grouped", "intermediate.int_applications_followed",
        "intermediate.int_portal_events_counted", "staging.stg_portal_event_repeats",
    }  # fmt: skip
    assert [i.held for i in plan.items] == [""] * len(plan.items)
    assert "mustermann" not in path.read_text(encoding="utf-8")
    assert set(files(project.data)) - set(before) == {"reports/retention/plan.json"}
    assert plan.id == retention.plan(project)[0].id
    assert [d.month for d in retention.overdue(project, "portal_events", date(2026, 11, 1))] == [OLD]
    assert retention.overdue(project, "traffic_counts", date(2026, 11, 1)) == []


def test_applying_needs_a_plan_that_was_looked_at(project: Project) -> None:
    with pytest.raises(retention.NotPlanned):
        retention.apply(project)
    retention.plan(project)
    land_one(on(project, 2023, 6), lines(event(1, occurred_at=f"{OLD}-02T08:00:00Z")), "weitere.ndjson")
    with pytest.raises(retention.NotPlanned):
        retention.apply(project)
    assert folders(project, "portal_events").count(OLD) == 0 and len(folders(project, "portal_events")) == 5


def test_rows_go_marts_stay_and_the_proof_says_so(project: Project) -> None:
    first, both = (next(p for p in project.deliveries.rglob(f"*__{name}")) for name in (NAME, "beide.ndjson"))
    batches = [path.name[:16] for path in (first, both)]
    before = marts(project)
    done = applied(project)
    assert not [name for name in folders(project, "portal_events") if name.endswith(OLD)]
    assert [name for name in folders(project, "traffic_counts") if name.endswith(OLD)], "ten years, not two"
    assert stored_delivery(project, ars=OFFENBACH, dataset="portal_events", batch=batches[0]) is None
    assert both.exists() and not first.exists()
    reports = [read_report(project, batch) for batch in batches]
    assert reports[0] is not None and (reports[0].file, reports[0].months) == (REMOVED, {OLD: 6})
    assert reports[1] is not None and reports[1].file == "beide.ndjson"
    assert list_quarantine(project) == [] and quarantined(project) == []
    assert marts(project) == before
    assert query(project, f"select count(*) from intermediate.int_applications_grouped where month = '{OLD}'") == [(0,)]
    proof = json.loads(done.path.read_text(encoding="utf-8"))
    assert done.path.parent == project.reports / "retention" and done.path.name.startswith("2026-11-01-")
    assert proof["frozen"] == {"portal_events": [OLD]}
    assert proof["warehouse_before"] != proof["warehouse_after"]
    lake = [entry for entry in proof["removed"] if entry["shelf"] == "datensee"]
    assert all(entry["rule"] == "2j-erhebung" and len(entry["before"]) == 64 for entry in lake)
    assert {entry["rule"]: entry["rows"] for entry in proof["sums"]}["2j-erhebung"] >= 10
    assert "mustermann" not in json.dumps(proof) and "AZ-" not in json.dumps(proof)
    assert retention.plan(project)[0].items == (), "again: nothing is due any more"


def test_a_frozen_month_survives_every_kind_of_build(project: Project) -> None:
    before = marts(project)
    applied(project)
    assert OLD in build(project, [OLD]).months, "the counters of that month can still be computed"
    assert marts(project) == before
    build(project, anew=True)
    assert marts(project) == before
    project.warehouse.unlink()
    build(project)
    assert marts(project) == before


def test_what_comes_late_for_a_frozen_month_changes_nothing_and_goes_again(project: Project) -> None:
    before = marts(project)
    applied(project)
    project = on(project, 2026, 11, 2)
    land_one(project, lines(*events(OLD, 700), *events("2026-10", 800)), "spaet.ndjson")
    put(project, lines(*(e | {"ars": KASSEL} for e in [*events(OLD, 900), *events("2026-10", 950)])), ars=KASSEL)
    land(project)
    build(project)
    after = marts(project)
    for name in ("application_usage_monthly", "application_funnel_monthly"):
        assert [row for row in after[name] if row[0] == OLD] == [row for row in before[name] if row[0] == OLD]
        assert [row for row in after[name] if row[0] == "2026-10"]
    delivered = f"select month from marts.partner_deliveries_monthly where ars = '{KASSEL}' and status = 'geliefert'"
    assert query(project, delivered) == [("2026-10",)], "for the frozen month it stays missing, and is no zero"
    assert applied(project).proof.frozen == {"portal_events": [OLD]}
    assert not [name for name in folders(project, "portal_events") if name.endswith(OLD)]


def test_an_event_stays_a_contradiction_when_its_other_month_is_gone(project: Project) -> None:
    conflicts = "select event_id, month from intermediate.int_portal_event_conflicts order by all"
    assert query(project, "select count(*) from staging.stg_portal_event_repeats where verdict = 'conflict'") == [(2,)]
    applied(project)
    build(project, anew=True)
    rows = query(project, "select month from staging.stg_portal_event_repeats where verdict = 'conflict'")
    assert rows == [(NEW,)], conflicts


def test_what_is_not_built_has_to_wait(project: Project) -> None:
    """A month whose last delivery is in no figure yet would lose it for ever (faults 39)."""
    land_one(project, lines(*events(OLD, 700)), "spaet.ndjson")
    plan, _ = retention.plan(project)
    held = {i.month for i in plan.items if i.held and i.shelf == "datensee"}
    assert held == {OLD} and not [i for i in plan.going if i.shelf in ("datensee", "warehouse")]
    retention.apply(project)
    assert [name for name in folders(project, "portal_events") if name.endswith(OLD)]
    assert load_frozen(project).months == ()
    build(project)
    applied(project)
    assert not [name for name in folders(project, "portal_events") if name.endswith(OLD)]


@pytest.mark.parametrize("step", STEPS)
def test_a_kill_at_any_step_is_made_up_for(step: str, project: Project) -> None:
    before = marts(project)
    retention.plan(project)
    script = Path(__file__).with_name("killed_work.py")
    command = [sys.executable, str(script), str(project.root), str(project.data), "retention", step]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert unfinished(project) is not None
    if step != "vermerkt":
        assert load_frozen(project).of("portal_events") == {OLD}, "the mark comes before anything goes"
    assert marts(project) == before
    resumed = retention.apply(project)
    assert resumed.resumed and unfinished(project) is None
    assert {(i.shelf, i.rows) for i in resumed.proof.removed if i.shelf == "datensee"} == {
        ("datensee", 6),
        ("datensee", 4),
    }
    assert retention.plan(project)[0].items == ()
    assert not [name for name in folders(project, "portal_events") if name.endswith(OLD)]
    assert [name for name in files(project.staging) if name != ".lock"] == []
    assert marts(project) == before
    if step == "erster_ordner":
        build(project, anew=True)
        assert marts(project) == before
