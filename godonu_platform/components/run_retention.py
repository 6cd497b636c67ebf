# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Removes old runs from Dagster's own store: the run, its events and its captured output, and the space they took.

Keep out: how old is old (governance.retention_rules).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import dagster as dg

from godonu_platform.components.in_process import prepare_home
from godonu_platform.project import Project

_BERLIN = ZoneInfo("Europe/Berlin")
_SQLITE = b"SQLite format 3\x00"
_LOCK_SECONDS = 60  # an open Dagster page holds the file for a moment
_FINISHED = [dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED]


def count_runs(project: Project, before: date) -> int:
    """Return how many finished runs ended before a day (Berlin)."""
    if not project.dagster_home.is_dir():
        return 0
    with _instance(project) as instance:
        return len(_old_runs(instance, before))


def remove_runs(project: Project, before: date) -> int:
    """Remove the finished runs that ended before a day, and return how many these were."""
    if not project.dagster_home.is_dir():
        return 0
    with _instance(project) as instance:
        old = _old_runs(instance, before)
        # an asset keeps a copy of its last event; where that run goes, nothing of the asset's history is left
        last = {record.asset_entry.asset_key: record.asset_entry.last_run_id for record in instance.get_asset_records()}
        instance.wipe_assets([key for key, run_id in last.items() if run_id in set(old)])
        for run_id in old:
            instance.compute_log_manager.delete_logs(prefix=[run_id])
            instance.delete_run(run_id)
    # also when nothing is old: a run before this one may have been killed between removing and giving back
    _give_back_space(project, old)
    return len(old)


@contextmanager
def _instance(project: Project) -> Iterator[dg.DagsterInstance]:
    prepare_home(project)
    home = {"DAGSTER_HOME": str(project.dagster_home), **project.environment()}
    with project.exported(home), dg.DagsterInstance.get() as instance:
        yield instance


def _old_runs(instance: dg.DagsterInstance, before: date) -> list[str]:
    midnight = datetime.combine(before, time(), _BERLIN)
    # a run that is still going has no end and is never old
    filters = dg.RunsFilter(statuses=_FINISHED, created_before=midnight)
    records = instance.get_run_records(filters)
    return [r.dagster_run.run_id for r in records if (r.end_time or 0.0) < midnight.timestamp()]


def _give_back_space(project: Project, old: list[str]) -> None:
    """Remove what else names the runs, and write the files anew: a removed row stays readable in a free page."""
    for path in sorted(project.dagster_home.rglob("*.db")):
        with path.open("rb") as file:
            if file.read(len(_SQLITE)) != _SQLITE:
                continue
        with closing(sqlite3.connect(path, isolation_level=None, timeout=_LOCK_SECONDS)) as connection:
            for table in _tables_of_runs(connection):
                connection.executemany(f'delete from "{table}" where run_id = ?', [(run_id,) for run_id in old])
            if old or connection.execute("pragma freelist_count").fetchone()[0]:
                connection.execute("vacuum")
            connection.execute("pragma wal_checkpoint(truncate)")


def _tables_of_runs(connection: sqlite3.Connection) -> list[str]:
    return [
        name
        for (name,) in connection.execute("select name from sqlite_master where type = 'table'").fetchall()
        if any(column[1] == "run_id" for column in connection.execute(f'pragma table_info("{name}")').fetchall())
    ]
