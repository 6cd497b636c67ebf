# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The command answers wrong use with exit code 2 and a German sentence, and lists as tables and as JSON."""

from __future__ import annotations

import json
import os
import re
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from godonu_platform.cli import main
from godonu_platform.project import Project


@pytest.fixture
def godonu(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.setenv("GODONU_HOME", str(project.root))
    monkeypatch.setenv("GODONU_DATA", str(project.data))
    return project


def call(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["land", "x.csv"], "--ars und --dataset"),
        (["land", "--ars", "06439"], "nur zusammen mit einem PFAD"),
        (["land", __file__, "--ars", "06439", "--dataset", "gibtesnicht"], "diesen Datensatz gibt es nicht"),
        (["land", __file__, "--ars", "06531014", "--dataset", "services"], "keine Kommune in governance/partners.yaml"),
        (["land", "/gibt/es/nicht.csv", "--ars", "06439", "--dataset", "services"], "gibt es nicht"),
        (["run", "--month", "2026-13"], "JJJJ-MM"),
        (["run", "--month", "2014-05"], "von 2015-01 bis"),
        (["run", "--month", "2099-01"], "von 2015-01 bis"),
        (["quarantine", "replay"], "entweder Lieferungen nennen oder --all"),
        (["gibtesnicht"], "No such command"),
    ],
)
def test_wrong_use_is_exit_code_2(godonu: Project, words: list[str], told: str) -> None:
    result = call(*words)
    assert (result.exit_code, told in result.output) == (2, True), result.output


def test_an_unusable_setting_is_a_sentence_not_a_traceback(godonu: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GODONU_CLOCK", "gestern")
    result = call("status")
    assert result.exit_code == 2
    assert result.output.startswith("GODONU_CLOCK ist kein Zeitpunkt")


def test_a_mistake_in_the_drawers_names_file_and_line(own_drawers: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GODONU_HOME", str(own_drawers.root))
    monkeypatch.setenv("GODONU_DATA", str(own_drawers.data))
    contract = own_drawers.contracts / "services.yaml"
    contract.write_text(contract.read_text(encoding="utf-8").replace("domain:", "domane:"), encoding="utf-8")
    result = call("status")
    assert result.exit_code == 2
    assert re.search(r"services\.yaml:\d+: domane: unbekannter Schlüssel; gemeint war wohl »domain«", result.output)


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("assets/portal_events/mappings/civento.yaml", "recognise:", "erkenne:", "civento.yaml:"),
        ("catalogs/portal.yaml", "title:", "titel:", "portal.yaml:"),
        ("governance/partners.yaml", "kurzname: Kassel", "kurznahme: Kassel", "gemeint war wohl »kurzname«"),
    ],
)
def test_a_run_tells_mistakes_of_every_drawer_before_it_begins(
    own_drawers: Project, monkeypatch: pytest.MonkeyPatch, file: str, old: str, new: str, told: str
) -> None:
    monkeypatch.setenv("GODONU_HOME", str(own_drawers.root))
    monkeypatch.setenv("GODONU_DATA", str(own_drawers.data))
    path = own_drawers.root / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    result = call("run")
    assert (result.exit_code, told in result.output) == (2, True), result.output


def test_the_state_of_an_empty_installation(godonu: Project) -> None:
    assert "noch nichts" in call("status").output
    state = json.loads(call("status", "--json").output)
    assert state["waiting"] == []
    assert {row["dataset"] for row in state["datasets"]} >= {"portal_events", "traffic_counts", "services"}
    assert json.loads(call("quarantine", "list", "--json").output) == []
    assert "Die Quarantäne ist leer" in call("quarantine", "list").output


def test_a_waiting_file_is_named(godonu: Project) -> None:
    path = godonu.inbox / "06439" / "services" / "a.csv"
    path.parent.mkdir(parents=True)
    path.write_text("service_id\n", encoding="utf-8")
    os.utime(path, (time.time() - 60, time.time() - 60))
    assert json.loads(call("status", "--json").output)["waiting"] == ["06439/services/a.csv"]


def test_a_key_is_printed_once_and_stored_nowhere(godonu: Project) -> None:
    first, second = call("schluessel", "--id", "2026-a").output, call("schluessel", "--id", "2026-a").output
    key = re.search(r"GODONU_HMAC_KEY=([0-9a-f]{64})$", first, re.MULTILINE)
    assert key and key[1] not in second
    stored = [p for p in godonu.data.rglob("*") if p.is_file() and key[1] in p.read_text(errors="ignore")]
    assert stored == []


def test_docs_before_the_first_run_say_what_to_do(godonu: Project) -> None:
    result = call("docs")
    assert result.exit_code == 1
    assert "zuerst »godonu run«" in result.output


def test_the_handbook_becomes_pages(godonu: Project) -> None:
    from godonu_platform.terminal.documentation import write_handbook

    pages = write_handbook(godonu)
    assert Path(godonu.docs / "handbuch" / "index.html") in pages
    text = (godonu.docs / "handbuch" / "index.html").read_text(encoding="utf-8")
    assert 'lang="de"' in text
    assert ".md" not in re.sub(r"<code>.*?</code>", "", text)
