# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Killed at every commit point: after the next run everything stored equals that of an undisturbed run."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from godonu_platform.landing.commit import batch_directory, file_away, landing_lock, stored_delivery
from godonu_platform.project import Project
from tests.landing.small_inbox import KASSEL, event, files, land, lines, put, rows, stored

STEPS = ["gelesen", "vorbereitet", "quarantaene_verschoben", "umbenannt", "berichtet", "abgelegt"]
KILLED_RUN = Path(__file__).with_name("killed_run.py")


def deliveries(project: Project) -> None:
    """Write two deliveries, both with a month more than one and rejected records."""
    for ars in ("064130000000", KASSEL):
        made = [event(n, ars=ars, occurred_at=f"2026-0{n % 3 + 1}-05T08:00:00Z") for n in range(30)]
        put(project, lines(*made, event(90, ars=ars, channel="fax"), event(91, ars=ars, step_index="1.5")), ars=ars)


def kill_at(project: Project, step: str, *batch: str) -> None:
    """Run landing, or a replay, in a process that is killed at a step."""
    done = subprocess.run(
        [sys.executable, str(KILLED_RUN), str(project.root), str(project.data), step, *batch],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    from tests.conftest import CLOCK, KEY, REPOSITORY

    project = Project.at(REPOSITORY, tmp_path_factory.mktemp("ungestoert"), fixed_clock=CLOCK, hmac_key=KEY)
    deliveries(project)
    assert land(project).landed == 60
    return stored(project)


@pytest.mark.parametrize("step", STEPS)
def test_a_kill_at_any_step_leaves_nothing_half_done(project: Project, undisturbed: dict[str, Any], step: str) -> None:
    deliveries(project)
    kill_at(project, step)
    visible = rows(project)
    assert len(visible) in (0, 30), "a delivery is visible as a whole or not at all"
    land(project)
    assert stored(project) == undisturbed
    assert land(project).deliveries == []


def test_killed_again_and_again_at_other_steps(project: Project, undisturbed: dict[str, Any]) -> None:
    deliveries(project)
    for step in ("quarantaene_verschoben", "umbenannt"):
        kill_at(project, step)
    land(project)
    assert stored(project) == undisturbed


def test_a_refusal_of_the_same_bytes_does_not_hide_a_commit(project: Project, undisturbed: dict[str, Any]) -> None:
    """Without a key the deliveries are refused first; their reports must not be taken for those of the landing."""
    deliveries(project)
    land(Project.at(project.root, project.data, fixed_clock=project.fixed_clock))
    kill_at(project, "umbenannt")
    summary = land(project)
    assert len(summary.recovered) == 1
    assert stored(project) == undisturbed


def test_a_delivery_moves_across_file_systems(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put(project, b"inhalt", "a.csv")

    def other_file_system(*_: object) -> None:
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr("os.rename", other_file_system)
    file_away(project, path, ars=KASSEL, dataset="services", batch="0" * 16, move=True)
    kept = stored_delivery(project, ars=KASSEL, dataset="services", batch="0" * 16)
    assert kept is not None and kept.read_bytes() == b"inhalt"
    assert kept.stat().st_mode & 0o777 == 0o600
    assert not path.exists()
    assert files(project.deliveries) == [f"{KASSEL}/services/{'0' * 16}__a.csv"]


def test_two_runs_at_once_wait_for_each_other(project: Project) -> None:
    import threading

    order: list[str] = []

    def second() -> None:
        with landing_lock(project):
            order.append("zweiter")

    with landing_lock(project):
        other = threading.Thread(target=second)
        other.start()
        other.join(0.3)
        order.append("erster")
    other.join(5)
    assert order == ["erster", "zweiter"]


def test_two_processes_land_the_same_inbox_once(project: Project, undisturbed: dict[str, Any]) -> None:
    deliveries(project)
    command = [sys.executable, str(KILLED_RUN), str(project.root), str(project.data), "nie"]
    running = [subprocess.Popen(command) for _ in range(2)]
    assert [one.wait(120) for one in running] == [0, 0]
    assert stored(project) == undisturbed


def test_where_batches_lie(project: Project) -> None:
    assert batch_directory(project, "services", "ab").name == "batch=ab"
    assert batch_directory(project, "services", "ab", 2).name == "batch=ab-r2"
