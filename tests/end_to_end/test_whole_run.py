# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""One run from inbox to catalogue, with real Dagster, dbt and DuckDB; what breaks stops itself and nothing else."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from godonu_platform import run_report
from godonu_platform.project import Project
from godonu_platform.terminal import running
from tests.end_to_end import records

OFFENBACH, KASSEL = "064130000000", "066110000000"
Deliver = Callable[..., Path]


def outcomes(project: Project) -> dict[str, str]:
    return {e["dataset"]: e["ergebnis"] for e in run_report.load(project)["veroeffentlichung"]}


def put_everything(deliver: Deliver) -> None:
    for ars in (OFFENBACH, KASSEL):
        deliver(ars, "portal_events", records.applications(ars, 12))
        deliver(ars, "services", records.services(ars))
        deliver(ars, "organisational_units", records.units(ars))
    deliver(OFFENBACH, "traffic_counts", records.counts(OFFENBACH))
    deliver(OFFENBACH, "traffic_sites", records.sites(OFFENBACH))


def published_rows(project: Project, dataset: str) -> list[dict[str, object]]:
    newest = sorted((project.releases / dataset).iterdir(), key=lambda p: int(p.name[1:]))[-1]
    rows: list[dict[str, object]] = json.loads((newest / "data.json").read_text(encoding="utf-8"))
    return rows


def files_of(folder: Path) -> dict[str, int]:
    return {str(p.relative_to(folder)): p.stat().st_mtime_ns for p in folder.rglob("*") if p.is_file()}


def test_from_inbox_to_catalogue_and_nothing_new_after(installation: Project, deliver: Deliver) -> None:
    put_everything(deliver)
    assert running.run(installation, []).exit_code == 0
    found = outcomes(installation)
    assert {found[d] for d in ("open_application_usage", "open_traffic_daily", "open_services")} == {"neu"}
    usage = [r for r in published_rows(installation, "open_application_usage") if r["ars"] == KASSEL]
    assert [r["submissions"] for r in usage if r["submissions"]] == [10], "12 submissions, rounded to base 5"
    ledger = json.loads((installation.reports / "ledger.json").read_text(encoding="utf-8"))
    assert ledger["total"]["landed"] == 2 * 36 + 2 * 2 + 24 + 1
    assert not list(installation.inbox.rglob("*.ndjson"))

    before = files_of(installation.data)
    assert running.run(installation, []).nothing_new
    assert files_of(installation.data) == before

    full = running.run(installation, [], full=True)
    assert full.exit_code == 0
    assert set(outcomes(installation).values()) <= {"unverändert", "zurückgehalten"}
    catalogue = {name: at for name, at in before.items() if name.startswith(("catalogue/", "releases/"))}
    after = files_of(installation.data)
    assert {name: after[name] for name in catalogue} == catalogue


def test_a_real_delivery_beside_samples_stays_closed(installation: Project, deliver: Deliver) -> None:
    put_everything(deliver)
    deliver(KASSEL, "portal_events", records.applications(KASSEL, 200, prefix="real"), sample=False, name="echt")
    assert running.run(installation, []).exit_code == 0
    rows = published_rows(installation, "open_application_usage")
    assert {r["ars"] for r in rows} == {OFFENBACH}
    told = {e["dataset"]: e for e in run_report.load(installation)["veroeffentlichung"]}
    assert KASSEL in told["open_application_usage"]["ohne"]
    services = published_rows(installation, "open_services")
    assert {r["ars"] for r in services} == {OFFENBACH, KASSEL}, "its sample master data stay open"


def test_one_broken_dataset_holds_back_itself_alone(
    installation: Project, deliver: Deliver, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A failed data test of the traffic marts stops the traffic publications; usage and master data go out."""
    broken = tmp_path / "dbt_project"
    shutil.copytree(installation.dbt_project, broken, ignore=shutil.ignore_patterns("target", "logs"))
    failing = '{{ config(severity="error") }}\nselect 1 as found from {{ ref("traffic_hourly") }} limit 1\n'
    (broken / "tests" / "assert_nothing_counted.sql").write_text(failing, encoding="utf-8")
    monkeypatch.setattr(Project, "dbt_project", property(lambda self: broken))
    put_everything(deliver)
    outcome = running.run(installation, [])
    found = outcomes(installation)
    assert found["open_traffic_hourly"] == "zurückgehalten"
    assert {found[d] for d in ("open_application_usage", "open_services", "open_organisational_units")} == {"neu"}
    assert outcome.exit_code == 3, "the gate stopped an intended publication"
    assert not (installation.releases / "open_traffic_hourly").exists()


def test_runs_of_the_command_are_runs_of_the_dagster_ui(installation: Project, deliver: Deliver) -> None:
    import dagster as dg

    deliver(OFFENBACH, "traffic_counts", records.counts(OFFENBACH))
    assert running.land(installation, [], None, None).exit_code == 0
    with installation.exported({"DAGSTER_HOME": str(installation.dagster_home)}), dg.DagsterInstance.get() as instance:
        [run] = instance.get_runs()
        assert (run.job_name, run.status) == ("nur_landen", dg.DagsterRunStatus.SUCCESS)
    assert not installation.warehouse.exists()
    with duckdb.connect() as connection:
        lake = f"{installation.lake}/traffic_counts/batch=*/month=*/*.parquet"
        assert connection.sql(f"select count(*) from '{lake}'").fetchall() == [(24,)]
