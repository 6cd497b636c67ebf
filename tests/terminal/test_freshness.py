# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""A run with nothing new is recognised; whatever would change the outcome makes a run necessary."""

from __future__ import annotations

import dataclasses
import json
import os
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from godonu_platform.project import Project
from godonu_platform.settings import CkanAccess
from godonu_platform.terminal import freshness
from godonu_platform.warehouse import code_digest


@pytest.fixture
def after_a_run(own_drawers: Project) -> Project:
    """An installation as a good run leaves it, without the cost of a run."""
    own_drawers.catalogue.mkdir(parents=True)
    own_drawers.warehouse.write_bytes(b"")
    own_drawers.warehouse_state.write_text(json.dumps({"code": code_digest(own_drawers), "built": []}))
    waiting_file(own_drawers, "abgelehnt.csv")
    freshness.remember(own_drawers, freshness.look_around(own_drawers), done=True)
    return own_drawers


def waiting_file(project: Project, name: str, content: str = "x\n") -> Path:
    path = project.inbox / "06439" / "services" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    os.utime(path, (time.time() - 60, time.time() - 60))
    return path


def needed(project: Project) -> bool:
    return freshness.anything_to_do(project, freshness.look_around(project))


def test_a_refused_file_that_stays_is_nothing_new(after_a_run: Project) -> None:
    assert not needed(after_a_run)


@pytest.mark.parametrize(
    "change",
    [
        lambda p: waiting_file(p, "neu.csv"),
        lambda p: waiting_file(p, "abgelehnt.csv", "geändert\n"),
        lambda p: (p.assets / "services" / "mappings" / "neu.yaml").write_text("title: Neu\n"),
        lambda p: (p.catalogs / "portal.yaml").write_text("x: 1\n"),
        lambda p: p.warehouse.unlink(),
        lambda p: p.warehouse_state.unlink(),
    ],
    ids=["new file", "changed file", "mapping", "portal", "warehouse gone", "state gone"],
)
def test_what_changes_the_outcome_needs_a_run(after_a_run: Project, change: Callable[[Project], object]) -> None:
    after_a_run.delivery_reports.mkdir(parents=True, exist_ok=True)
    report = {"batch": "b" * 16, "ars": "06439", "dataset": "services", "file": "a", "size": 1, "sha256": "c",
              "status": "gelandet", "landed_at": "2026-10-01T00:00:00Z", "records": 1, "landed": 1}  # fmt: skip
    state = {"code": code_digest(after_a_run), "built": ["b" * 16]}
    (after_a_run.delivery_reports / f"{'b' * 16}.json").write_text(json.dumps(report))
    after_a_run.warehouse_state.write_text(json.dumps(state))
    assert needed(after_a_run), "a run from the UI left another state"
    freshness.remember(after_a_run, freshness.look_around(after_a_run), done=True)
    assert not needed(after_a_run)
    change(after_a_run)
    assert needed(after_a_run)


def test_a_wiedervorlage_that_passes_and_a_key_that_is_set_need_a_run(after_a_run: Project) -> None:
    later = dataclasses.replace(after_a_run, fixed_clock=after_a_run.clock() + timedelta(days=365 * 20))
    assert needed(later)
    assert needed(dataclasses.replace(after_a_run, hmac_key=None))


def test_a_run_that_was_not_done_is_repeated(after_a_run: Project) -> None:
    freshness.remember(after_a_run, freshness.look_around(after_a_run), done=False)
    assert needed(after_a_run)


def test_a_file_that_came_during_the_run_is_not_taken_for_seen(after_a_run: Project) -> None:
    before = freshness.look_around(after_a_run)
    waiting_file(after_a_run, "waehrenddessen.csv")
    freshness.remember(after_a_run, before, done=True)
    assert needed(after_a_run)


def test_a_portal_that_is_set_needs_a_run(after_a_run: Project) -> None:
    access = CkanAccess("https://daten.example.org", "geheim")
    there = dataclasses.replace(after_a_run, ckan=access)
    assert needed(there)
    freshness.remember(there, freshness.look_around(there), done=True)
    assert not needed(there)
    assert "geheim" not in (there.reports / "seen.json").read_text(encoding="utf-8")


def test_an_announced_end_that_comes_needs_a_run(after_a_run: Project) -> None:
    entry = after_a_run.catalogs / "datasets" / "open_services.yaml"
    ends = "deprecation:\n  since: 2026-10-20\n  note: Die Liste wird durch eine andere ersetzt.\n"
    entry.write_text(entry.read_text(encoding="utf-8") + ends, encoding="utf-8")
    freshness.remember(after_a_run, freshness.look_around(after_a_run), done=True)
    later = dataclasses.replace(after_a_run, fixed_clock=after_a_run.clock() + timedelta(days=17))
    assert not needed(later)
    assert needed(dataclasses.replace(after_a_run, fixed_clock=after_a_run.clock() + timedelta(days=18)))


def test_an_entry_with_mistakes_does_not_keep_from_looking(after_a_run: Project) -> None:
    entry = after_a_run.catalogs / "datasets" / "open_services.yaml"
    entry.write_text("deprecation: [\n\ndeprecation: {\n", encoding="utf-8")
    assert needed(after_a_run)
