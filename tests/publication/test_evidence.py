# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import Any

import pytest

from godonu_platform.project import Project
from godonu_platform.publication.evidence import Delivery, evidence, load_checks


def write(project: Project, text: str) -> None:
    project.reports.mkdir(parents=True, exist_ok=True)
    (project.reports / "checks.json").write_text(text, encoding="utf-8")


def test_results_are_read_as_recorded(project: Project) -> None:
    write(project, '{"open_use": [{"name": "unique", "passed": true, "severity": "warn", "message": "m"}], "x": []}')
    found = load_checks(project)
    assert found["x"] == []
    assert (found["open_use"][0].passed, found["open_use"][0].severity) == (True, "warn")


@pytest.mark.parametrize("text", ["", "[]", "{", '{"a": 1}', '{"a": [{"passed": true}]}', '{"a": ["x"]}', "null"])
def test_a_broken_report_gives_no_results(project: Project, text: str) -> None:
    write(project, text)
    assert load_checks(project) == {}


def test_no_report_gives_no_results(project: Project) -> None:
    assert load_checks(project) == {}


@pytest.mark.parametrize("passed", ["null", '"true"', "1", '"nein"', "{}"])
def test_only_true_is_passed(project: Project, passed: Any) -> None:
    write(project, f'{{"a": [{{"name": "n", "passed": {passed}}}]}}')
    assert not load_checks(project)["a"][0].passed


def test_an_unknown_severity_is_an_error(project: Project) -> None:
    write(project, '{"a": [{"name": "n", "passed": false, "severity": "egal"}]}')
    assert load_checks(project)["a"][0].severity == "error"


def test_deliveries_come_in_as_rows(project: Project) -> None:
    found = evidence(project, {"a": ["b"]}, [Delivery("06439", "b", True)])
    assert found.deliveries == (Delivery("06439", "b", True),)
