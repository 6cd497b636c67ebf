# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from godonu_platform.catalogs.local_client import put_release
from godonu_platform.catalogs.release_folder import UnusableRelease, verified_record
from tests.publication.world import USE, World


@pytest.fixture
def folder(world: World) -> Path:
    world.publish()
    return world.project.releases / USE / "v1"


def _edit(folder: Path, change: Callable[[dict[str, Any]], None]) -> None:
    path = folder / "release.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    change(record)
    path.write_text(json.dumps(record), encoding="utf-8")


def test_a_fresh_release_may_be_shown(folder: Path) -> None:
    assert verified_record(folder).version == "v1"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda r: r["gate"].update(outcome="gestoppt"), "öffnet diesen Datensatz nicht"),
        (lambda r: r["gate"].update(dataset="open_other"), "öffnet diesen Datensatz nicht"),
        (lambda r: r["gate"].update(partners_in=[]), "öffnet diesen Datensatz nicht"),
        (lambda r: r["gate"].update(checks=[]), "fehlen Prüfungen"),
        (lambda r: r["gate"]["checks"].pop(), "fehlen Prüfungen: offenlegungsschutz"),
        (lambda r: r["gate"]["checks"][0].update(passed=False), "nicht bestandene"),
        (lambda r: r["files"].pop(), "fehlen Dateien|nicht kennt"),
        (lambda r: r["files"][0].update(name="../../x"), "nicht kennt|fehlt"),
        (lambda r: r.update(extra=1), "beschädigt"),
        (lambda r: r.pop("gate"), "beschädigt"),
    ],
)
def test_a_record_that_was_tampered_with_is_refused(
    folder: Path, change: Callable[[dict[str, Any]], None], said: str
) -> None:
    _edit(folder, change)
    with pytest.raises(UnusableRelease, match=said):
        verified_record(folder)


def test_files_changed_added_or_taken_away_are_refused(folder: Path) -> None:
    kept = (folder / "data.csv").read_bytes()
    (folder / "data.csv").write_bytes(kept + b"x")
    with pytest.raises(UnusableRelease, match=r"data\.csv wurde nach der Freigabe verändert"):
        verified_record(folder)
    (folder / "data.csv").unlink()
    with pytest.raises(UnusableRelease, match=r"data\.csv fehlt"):
        verified_record(folder)
    (folder / "data.csv").write_bytes(kept)
    (folder / "geheim.csv").write_text("x")
    with pytest.raises(UnusableRelease, match="nicht kennt"):
        verified_record(folder)


def test_no_record_no_release(folder: Path) -> None:
    (folder / "release.json").unlink()
    with pytest.raises(UnusableRelease, match=r"release\.json fehlt"):
        verified_record(folder)


def test_the_client_refuses_before_its_first_write(world: World, folder: Path) -> None:
    shown = world.project.catalogue / USE
    before = {path.name: path.stat().st_mtime_ns for path in shown.iterdir()}
    (folder / "data.json").write_text("[]")
    with pytest.raises(UnusableRelease):
        put_release(world.project, folder)
    assert {path.name: path.stat().st_mtime_ns for path in shown.iterdir()} == before
