# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Recorded results are replaced by dataset and survive the others."""

from __future__ import annotations

from pathlib import Path

from godonu_platform.project import Project
from godonu_platform.quality.check_results import CheckResult, begin, load_results, record_results


def test_results_are_recorded_over_those_of_the_same_check(tmp_path: Path) -> None:
    project = Project.at(tmp_path, tmp_path / "data")
    assert load_results(project) == {}
    record_results(project, {"a": [CheckResult("x", True), CheckResult("z", False)], "b": [CheckResult("y", False)]})
    record_results(project, {"a": [CheckResult("x", False, "error", "kaputt")]})
    assert load_results(project) == {
        "a": [CheckResult("x", False, "error", "kaputt"), CheckResult("z", False)],
        "b": [CheckResult("y", False)],
    }


def test_a_build_that_was_killed_leaves_no_green_result(tmp_path: Path) -> None:
    project = Project.at(tmp_path, tmp_path / "data")
    record_results(project, {"a": [CheckResult("x", True)], "b": [CheckResult("y", True)]})
    begin(project, ["a"], "gebaut", "Der Lauf wurde nicht beendet.")
    assert load_results(project) == {
        "a": [CheckResult("gebaut", False, "error", "Der Lauf wurde nicht beendet.")],
        "b": [CheckResult("y", True)],
    }
