# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""No client shows a release that was touched after the gate, or that what it rests on no longer carries."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from godonu_platform.catalogs.gate_ledger import read_ledger, write_anchor
from godonu_platform.catalogs.local_client import put_release
from godonu_platform.catalogs.release_folder import (
    UnusableRelease,
    is_vouched_for,
    read_record,
    releasable_record,
    verified_record,
)
from tests.publication.world import USE, World, decision


@pytest.fixture
def folder(world: World) -> Path:
    world.publish()
    return world.project.releases / USE / "v1"


def _edit(folder: Path, change: Callable[[dict[str, Any]], None]) -> None:
    path = folder / "release.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    change(record)
    path.write_text(json.dumps(record), encoding="utf-8")


def _anchored(world: World, folder: Path) -> None:
    """Enter the record in the gate's book as it is now, so that only its content is judged."""
    path = folder / "release.json"
    write_anchor(world.project, USE, 1, hashlib.sha256(path.read_bytes()).hexdigest(), "")


def test_a_fresh_release_may_be_shown(world: World, folder: Path) -> None:
    assert verified_record(folder, world.project).version == "v1"
    assert releasable_record(folder, world.project, world.candidate().fingerprint).version == "v1"
    assert is_vouched_for(world.project, read_record(folder))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda r: r["gate"].update(outcome="gestoppt"), "öffnet diesen Datensatz nicht"),
        (lambda r: r["gate"].update(dataset="open_other"), "öffnet diesen Datensatz nicht"),
        (lambda r: r["gate"].update(partners_in=[]), "öffnet diesen Datensatz nicht"),
        (lambda r: r["gate"].update(checks=[]), "fehlen Prüfungen"),
        (lambda r: r["gate"]["checks"].pop(), "fehlen Prüfungen: personensuche"),
        (lambda r: r["gate"]["checks"][0].update(passed=False), "nicht bestandene"),
        (lambda r: r["gate"]["screened"].clear(), "nicht die Datei, die geprüft wurde"),
        (lambda r: r["files"].pop(), "fehlen Dateien|nicht kennt"),
        (lambda r: r["files"][0].update(name="../../x"), "nicht kennt|fehlt"),
        (lambda r: r.update(extra=1), "beschädigt"),
        (lambda r: r.pop("gate"), "beschädigt"),
    ],
)
def test_a_record_that_was_not_made_by_the_whole_gate_is_refused(
    world: World, folder: Path, change: Callable[[dict[str, Any]], None], said: str
) -> None:
    _edit(folder, change)
    _anchored(world, folder)
    with pytest.raises(UnusableRelease, match=said):
        verified_record(folder, world.project)


@pytest.mark.parametrize(
    "change",
    [
        lambda r: r["gate"].update(outcome="offen"),
        lambda r: r["gate"]["partners_in"].pop(),
        lambda r: r["description"].update(title="Anderer Titel"),
        lambda r: r.update(rows=7),
    ],
)
def test_any_edit_of_the_record_is_noticed_by_the_book_of_the_gate(
    world: World, folder: Path, change: Callable[[dict[str, Any]], None]
) -> None:
    _edit(folder, change)
    with pytest.raises(UnusableRelease, match="wurde nach der Freigabe verändert"):
        verified_record(folder, world.project)
    assert not is_vouched_for(world.project, read_record(folder))


def test_what_the_book_does_not_know_did_not_pass_the_gate(world: World, folder: Path) -> None:
    world.project.gate_ledger.unlink()
    with pytest.raises(UnusableRelease, match="nicht durch die Freigabe gegangen"):
        verified_record(folder, world.project)


def test_a_book_that_was_edited_vouches_for_nothing(world: World, folder: Path) -> None:
    lines = world.project.gate_ledger.read_text(encoding="utf-8").splitlines()
    assert len(lines) == 4, "for each dataset the decision and the release"
    assert '"version":1' in lines[1]
    lines[1] = lines[1].replace('"version":1', '"version":2')
    world.project.gate_ledger.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(UnusableRelease, match=r"Freigabebuch .* ist beschädigt"):
        verified_record(folder, world.project)


def test_a_line_that_a_crash_cut_off_does_no_harm(world: World, folder: Path) -> None:
    with world.project.gate_ledger.open("ab") as stream:
        stream.write(b'{"dataset":"open_use","vers')
    assert verified_record(folder, world.project).version == "v1"
    write_anchor(world.project, "open_other", 1, "0" * 64, "")
    assert read_ledger(world.project).problem == ""
    assert read_ledger(world.project).newest == {USE: 1, "open_units": 1, "open_other": 1}


def test_files_changed_added_or_taken_away_are_refused(world: World, folder: Path) -> None:
    kept = (folder / "data.csv").read_bytes()
    (folder / "data.csv").write_bytes(kept + b"x")
    with pytest.raises(UnusableRelease, match=r"data\.csv wurde nach der Freigabe verändert"):
        verified_record(folder, world.project)
    (folder / "data.csv").unlink()
    with pytest.raises(UnusableRelease, match=r"data\.csv fehlt"):
        verified_record(folder, world.project)
    (folder / "data.csv").write_bytes(kept)
    (folder / "geheim.csv").write_text("x")
    with pytest.raises(UnusableRelease, match="nicht kennt"):
        verified_record(folder, world.project)


def test_no_record_no_release(world: World, folder: Path) -> None:
    (folder / "release.json").unlink()
    with pytest.raises(UnusableRelease, match=r"release\.json fehlt"):
        verified_record(folder, world.project)


def test_a_release_made_under_other_rules_is_stale(world: World, folder: Path) -> None:
    for fingerprint in (None, "", "0" * 64):
        with pytest.raises(UnusableRelease, match="sie ist veraltet"):
            releasable_record(folder, world.project, fingerprint)


def test_an_older_version_is_stale(world: World, folder: Path) -> None:
    world.build(f"update marts.{USE} set starts = 125 where starts = 120")
    world.publish()
    with pytest.raises(UnusableRelease, match=r"schon eine neuere Version \(v2\)"):
        put_release(world.project, folder, fingerprint=world.candidate().fingerprint)


def test_a_release_goes_no_further_than_its_decision(world: World, folder: Path) -> None:
    fingerprint = world.candidate().fingerprint
    with pytest.raises(UnusableRelease, match="gilt die Öffnung nicht mehr: Wiedervorlage"):
        releasable_record(folder, world.at("2028-01-01T00:00:00+00:00").project, fingerprint)
    world.at("2026-11-01T06:00:00+00:00")
    world.decide(USE, decision(USE), decision(USE, 2, status="widerrufen"))
    with pytest.raises(UnusableRelease, match="widerrufen"):
        releasable_record(folder, world.project, fingerprint)
    (world.project.governance / "decisions" / f"{USE}.yaml").write_text("kaputt: [", encoding="utf-8")
    with pytest.raises(UnusableRelease, match="nicht lesbar"):
        releasable_record(folder, world.project, fingerprint)


def test_the_client_refuses_before_its_first_write(world: World, folder: Path) -> None:
    shown = world.project.catalogue / USE
    before = {path.name: path.stat().st_mtime_ns for path in shown.iterdir()}
    (folder / "data.json").write_text("[]")
    with pytest.raises(UnusableRelease):
        put_release(world.project, folder, fingerprint=world.candidate().fingerprint)
    assert {path.name: path.stat().st_mtime_ns for path in shown.iterdir()} == before
