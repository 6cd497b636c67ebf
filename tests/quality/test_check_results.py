# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Recorded results are replaced by dataset and survive the others."""

from __future__ import annotations

from pathlib import Path

from godonu_platform.project import Project
from godonu_platform.quality.check_results import CheckResult, load_results, record_results


def test_results_are_replaced_by_dataset(tmp_path: Path) -> None:
    project = Project.at(tmp_path, tmp_path / "data")
    assert load_results(project) == {}
    record_results(project, {"a": [CheckResult("x", True, "error")], "b": [CheckResult("y", False, "warn", "M")]})
    record_results(project, {"a": [CheckResult("x", False, "error", "kaputt")]})
    assert load_results(project) == {
        "a": [CheckResult("x", False, "error", "kaputt")],
        "b": [CheckResult("y", False, "warn", "M")],
    }
