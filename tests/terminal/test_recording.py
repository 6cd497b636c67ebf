# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""`godonu records` writes everything, counts what is missing, and calls that no failure."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from godonu_platform.cli import main
from godonu_platform.project import Project
from tests.governance.built_house import house


@pytest.fixture
def godonu(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A house in which nothing was ever delivered."""
    project = house(tmp_path / "haus")
    monkeypatch.setenv("GODONU_HOME", str(project.root))
    monkeypatch.setenv("GODONU_DATA", str(project.data))
    monkeypatch.setenv("GODONU_CLOCK", "2026-11-01T06:00:00+00:00")
    return project


def call(*words: str) -> Result:
    return CliRunner().invoke(main, ["records", *words])


def test_gaps_are_told_and_are_no_failure(godonu: Project) -> None:
    result = call("--json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.output)
    folder = Path(told["ordner"])
    assert folder.samefile(godonu.records) and told["jahr"] == 2026
    assert sorted(path.name for path in folder.iterdir()) == told["dateien"]
    lines = (folder / "luecken.csv").read_text("utf-8-sig").splitlines()
    assert told["luecken"] == len(lines) - 1 > 0
    assert told["luecken_je_verzeichnis"]["Verzeichnis von Verarbeitungstätigkeiten"] > 0
    report = (folder / "jahresbericht-2026.md").read_text("utf-8")
    assert "Es ist nichts veröffentlicht." in report and "keine Lieferung" in report
    assert not godonu.plans.exists(), "asking the gate stores no plan"
    assert f"Insgesamt fehlen {told['luecken']} Angaben" in call().output


def test_a_year_that_cannot_be_is_wrong_use(godonu: Project) -> None:
    for year in ("2014", "2027", "heuer"):
        result = call("--jahr", year)
        assert result.exit_code == 2
    assert "erwartet ein Jahr von 2015 bis 2026; nicht: 2027" in call("--jahr", "2027").output
    assert not godonu.records.exists()


def test_a_mistake_in_a_drawer_is_told(own_drawers: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GODONU_HOME", str(own_drawers.root))
    monkeypatch.setenv("GODONU_DATA", str(own_drawers.data))
    (own_drawers.governance / "verzeichnisse.yaml").unlink()
    result = call()
    assert result.exit_code == 2 and "verzeichnisse.yaml" in result.output
