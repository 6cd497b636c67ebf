# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Old runs leave Dagster's store with their events and their output, and no byte of them stays in a free page."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import dagster as dg

from godonu_platform.components.in_process import execute
from godonu_platform.components.run_retention import count_runs, remove_runs
from godonu_platform.project import Project

PLANTED = "ein Satz, der mit dem Lauf gehen muss"


@dg.asset
def something(context: dg.AssetExecutionContext) -> None:
    """Leave a trace in the event log."""
    context.log.info(PLANTED)
    context.add_output_metadata({"satz": PLANTED})


DEFINITIONS = dg.Definitions(assets=[something], jobs=[dg.define_asset_job("alles")])


def stored(project: Project) -> bool:
    """Whether the sentence stands in any byte of the store."""
    files = [path for path in project.dagster_home.rglob("*") if path.is_file()]
    return any(PLANTED.encode() in path.read_bytes() or PLANTED in path.name for path in files)


def test_only_runs_that_ended_before_the_day_go(project: Project) -> None:
    assert count_runs(project, date(2099, 1, 1)) == 0 and not project.dagster_home.exists(), "nothing is made by asking"
    execute(project, DEFINITIONS, "alles")
    execute(project, DEFINITIONS, "alles")
    today = datetime.now(UTC).date()
    assert stored(project)
    assert count_runs(project, today - timedelta(days=1)) == 0
    assert remove_runs(project, today - timedelta(days=1)) == 0
    assert count_runs(project, today + timedelta(days=2)) == 2
    assert remove_runs(project, today + timedelta(days=2)) == 2
    assert count_runs(project, today + timedelta(days=2)) == 0


def test_no_byte_of_a_removed_run_stays(project: Project) -> None:
    run_id, _ = execute(project, DEFINITIONS, "alles")
    output = project.dagster_home / "storage" / run_id / "compute_logs"
    output.mkdir(parents=True, exist_ok=True)
    (output / "x.out").write_text(PLANTED, encoding="utf-8")
    remove_runs(project, datetime.now(UTC).date() + timedelta(days=2))
    left = [path for path in Path(project.dagster_home).rglob("*") if run_id in str(path)]
    assert left == []
    assert not stored(project)
