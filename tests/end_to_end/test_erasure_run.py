# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""After an erasure a whole run counts without the case, and publishes nothing that would show the difference."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from godonu_platform import run_report
from godonu_platform.governance import erasure
from godonu_platform.governance.erasure_journal import anything_unfinished
from godonu_platform.project import Project
from godonu_platform.terminal import running
from tests.end_to_end import records

OFFENBACH, KASSEL = "064130000000", "066110000000"
DATASET = "open_application_usage"
Deliver = Callable[..., Path]


def submissions(project: Project) -> int:
    with duckdb.connect(str(project.warehouse_ro), read_only=True) as connection:
        sql = f"select sum(submissions) from marts.application_usage_monthly where ars = '{KASSEL}'"
        return int(connection.execute(sql).fetchall()[0][0])


def published(project: Project) -> list[str]:
    return sorted(str(path.relative_to(project.releases)) for path in (project.releases / DATASET).glob("v*"))


def outcome(project: Project) -> str:
    [entry] = [e for e in run_report.load(project)["veroeffentlichung"] if e["dataset"] == DATASET]
    return str(entry["ausgang"])


def test_the_figures_wait_for_a_decision(
    installation: Project, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Eight submissions are shown as 10; without one of them they would be shown as 5."""
    for ars in (OFFENBACH, KASSEL):
        deliver(ars, "portal_events", records.applications(ars, 8))
    assert running.run(installation, []).exit_code == 0
    assert (submissions(installation), published(installation)) == (8, [f"{DATASET}/v1"])
    shown = (installation.catalogue / DATASET / "data.csv").read_bytes()

    def killed(*given: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("godonu_platform.governance.erasure_apply.remove_positions", killed)
        with pytest.raises(KeyboardInterrupt):
            erasure.erase(installation, f"e0-{KASSEL}-2026-09")
    assert anything_unfinished(installation)
    assert running.run(installation, []).exit_code == 3, "the run finishes the erasure, and the gate stops"
    assert not anything_unfinished(installation)
    assert submissions(installation) == 7
    assert outcome(installation) == "gestoppt"
    assert published(installation) == [f"{DATASET}/v1"]
    assert (installation.catalogue / DATASET / "data.csv").read_bytes() == shown
    assert running.publish(installation).exit_code == 3, "nor on demand"
    assert (installation.catalogue / DATASET / "data.csv").read_bytes() == shown
