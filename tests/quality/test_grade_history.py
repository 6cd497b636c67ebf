# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The history only grows, only by what changed, and survives a line that was torn by a crash."""

from __future__ import annotations

from pathlib import Path

import pytest

from godonu_platform.project import Project
from godonu_platform.quality.grade_history import add_changed, current_grades, history, history_path
from godonu_platform.quality.grade_model import Grade, Key, Measure, Scale, all_unknown, graded

SCALE = Scale({"A": 0.95, "B": 0.85, "C": 0.70})


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project.at(tmp_path, tmp_path / "data")


def grade(month: str, value: float, run: str = "r") -> Grade:
    measures = all_unknown("leer") | {"validitaet": Measure(value, "", "weil »ä«")}
    return graded(Key("d", "06439", month), measures, SCALE, "2026-11-01T06:00:00+00:00", run)


def test_only_what_changed_is_added(project: Project) -> None:
    assert add_changed(project, [grade("2026-08", 0.5), grade("2026-09", 0.5)], {}) != []
    before = history_path(project).read_bytes()
    assert add_changed(project, [grade("2026-08", 0.5, "other run")], current_grades(project)) == []
    assert history_path(project).read_bytes() == before
    [changed] = add_changed(project, [grade("2026-08", 0.6), grade("2026-09", 0.5)], current_grades(project))
    assert changed.measures["validitaet"].value == 0.6
    assert history_path(project).read_bytes().startswith(before)
    assert [g.measures["validitaet"].value for g in history(project)] == [0.5, 0.5, 0.6]
    assert current_grades(project)[Key("d", "06439", "2026-08")] == grade("2026-08", 0.6)
    assert current_grades(project)[Key("d", "06439", "2026-09")].run == "r"


def test_other_thresholds_are_a_change(project: Project) -> None:
    add_changed(project, [grade("2026-08", 0.8)], {})
    known, key = current_grades(project), Key("d", "06439", "2026-08")
    stricter = graded(key, known[key].measures, Scale({"A": 0.9, "B": 0.89, "C": 0.88}))
    assert add_changed(project, [stricter], known) == [stricter]


@pytest.mark.parametrize("torn", ['{"dataset": "d", "ars', "[]\n", "null\n", '{"dataset": 1}\n', "\n"])
def test_a_torn_line_is_passed_over_and_the_next_one_stands_by_itself(project: Project, torn: str) -> None:
    add_changed(project, [grade("2026-08", 0.5)], {})
    with history_path(project).open("a", encoding="utf-8") as stream:
        stream.write(torn)
    add_changed(project, [grade("2026-09", 0.5)], current_grades(project))
    assert [g.key.month for g in history(project)] == ["2026-08", "2026-09"]
