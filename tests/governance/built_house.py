# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""A small installation with real deliveries, lake and warehouse, for the tests of retention and erasure.

Keep out: Dagster; what a run does around dbt is done here in a few lines.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from godonu_platform import warehouse
from godonu_platform.landing import build_window
from godonu_platform.lineage.model_graph import load_manifest
from godonu_platform.project import Project
from tests.conftest import CLOCK, KEY, REPOSITORY
from tests.dbt_project.small_lake import SmallLake


def house(folder: Path, clock: datetime = CLOCK) -> Project:
    """Return an installation whose dbt project is parsed only once for all tests of the process."""
    folder.mkdir(parents=True, exist_ok=True)
    return Project.at(REPOSITORY, SmallLake(folder).project.data, fixed_clock=clock, hmac_key=KEY)


def copied(template: Path, folder: Path) -> Project:
    """Return a copy of an installation that another test may change."""
    shutil.copytree(template, folder, symlinks=True)
    return house(folder)


def on(project: Project, year: int, month: int, day: int = 1) -> Project:
    """Return the installation as it was on a day."""
    return replace(project, fixed_clock=datetime(year, month, day, 6, tzinfo=UTC))


def build(project: Project, asked: Sequence[str] | None = None, *, anew: bool = False) -> build_window.Window:
    """Build what is pending as a run does."""
    window = build_window.open_window(project, asked)
    result = warehouse.build(project, anew=anew or window.anew)
    assert result.ok, [(n.name, n.status, n.message) for n in result.nodes if not n.ok]
    warehouse.publish_copy(project)
    build_window.close_window(project, window, result, load_manifest(project))
    return window


def query(project: Project, sql: str) -> list[tuple[Any, ...]]:
    """Return the rows of a query on the copy for readers."""
    with duckdb.connect(str(project.warehouse_ro), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def marts(project: Project) -> dict[str, list[tuple[Any, ...]]]:
    """Return the rows of all marts and open tables."""
    names = query(project, "select table_name from duckdb_tables() where schema_name = 'marts' order by 1")
    return {name: query(project, f"select * from marts.{name} order by all") for (name,) in names}


def folders(project: Project, dataset: str) -> list[str]:
    """Return the months that lie in the lake, by delivery."""
    found = (project.lake / dataset).glob("batch=*/month=*")
    return sorted(f"{path.parent.name.removeprefix('batch=')}/{path.name.removeprefix('month=')}" for path in found)
