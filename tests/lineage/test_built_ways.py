# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""A table that was built by other SQL than the one that is judged is told, also when the SQL was put back."""

from __future__ import annotations

from pathlib import Path

import pytest

from godonu_platform.lineage.built_ways import built_otherwise, record_built
from godonu_platform.project import SOURCE_ROOT, Project

CHECKED = "select ars, count(*) as n from raw.visits where true group by ars"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    made = Project.at(SOURCE_ROOT, tmp_path)
    made.warehouse.write_bytes(b"")
    return made


def test_a_table_built_by_the_checked_sql_is_fine_whatever_the_months(project: Project) -> None:
    record_built(project, {"marts.a": CHECKED.replace("true", "month in ('2026-08')"), "marts.b": CHECKED})
    assert built_otherwise(project, {"marts.a": CHECKED, "marts.b": CHECKED}) == []


def test_sql_that_was_changed_for_a_build_and_put_back_is_told(project: Project) -> None:
    record_built(project, {"marts.a": CHECKED})
    record_built(project, {"marts.a": CHECKED.replace("count(*)", "min(name)")})
    assert built_otherwise(project, {"marts.a": CHECKED}) == ["marts.a"]
    record_built(project, {"marts.a": CHECKED})
    assert built_otherwise(project, {"marts.a": CHECKED}) == []


@pytest.mark.parametrize("content", ["", "[]", "{", '{"marts.a": 1}'])
def test_what_was_not_recorded_or_cannot_be_read_was_not_built_so(project: Project, content: str) -> None:
    assert built_otherwise(project, {"marts.a": CHECKED}) == ["marts.a"]
    project.reports.mkdir()
    (project.reports / "built_models.json").write_text(content, encoding="utf-8")
    assert built_otherwise(project, {"marts.a": CHECKED}) == ["marts.a"]


def test_without_a_warehouse_there_is_nothing_built(tmp_path: Path) -> None:
    assert built_otherwise(Project.at(SOURCE_ROOT, tmp_path), {"marts.a": CHECKED}) == []
