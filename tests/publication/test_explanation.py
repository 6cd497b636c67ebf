# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What stands behind a number besides its way: deliveries, proofs, decision, run and code."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace

import pytest

from godonu_platform import run_report
from godonu_platform.governance.project_classes import ProjectClasses, project_classes
from godonu_platform.landing.report import DeliveryReport, Status
from godonu_platform.project import Project
from godonu_platform.publication.explanation import Explanations
from tests.publication.world import KASSEL


@pytest.fixture
def project(compiled_project: Project) -> Iterator[Project]:
    """The compiled project, without what a test of this file has left in it."""
    yield compiled_project
    shutil.rmtree(compiled_project.reports, ignore_errors=True)


@pytest.fixture
def classes(compiled_project: Project) -> ProjectClasses:
    return project_classes(compiled_project)


def land(project: Project, batch: str, dataset: str, status: Status = "gelandet") -> None:
    """Write the report of one delivery."""
    report = DeliveryReport(
        batch, KASSEL, dataset, "geheim.csv", 1, "0" * 64, status, sample=True, landed=7, months={"2026-09": 7}
    )
    path = project.delivery_reports / f"{batch}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(report.to_json(), encoding="utf-8")


def test_deliveries_of_the_landed_datasets_on_the_way_are_named_by_id_and_count(
    project: Project, classes: ProjectClasses
) -> None:
    land(project, "aaaa", "web_visits")
    land(project, "bbbb", "traffic_counts")
    land(project, "cccc", "web_visits", "abgelehnt")
    run_report.add(project, "lauf-7", "eingang", {})
    found = Explanations(replace(project, revision="abc"), classes).of("open_web_visits", "visits")
    [delivery] = found.deliveries
    assert (delivery.batch, delivery.partner, delivery.landed) == ("aaaa", "Stadt Kassel", 7)
    assert delivery.months == ("2026-09",)
    assert found.proofs["threshold"].passed
    assert (found.release, found.decisions) == (None, {})
    assert (found.run, found.revision) == ("lauf-7", "abc")
    assert "geheim" not in repr(found)


def test_what_is_not_known_is_none(project: Project, classes: ProjectClasses) -> None:
    found = Explanations(project, classes).of("traffic_daily", "count")
    assert (found.deliveries, found.run, found.release) == ((), None, None)
