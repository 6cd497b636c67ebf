# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""`godonu decide` and the script for the sample, on the real project: show, ask, refuse, write, and bind again."""

from __future__ import annotations

import json
import os
import re
import runpy
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import yaml
from click.testing import CliRunner, Result

from godonu_platform.cli import main
from godonu_platform.governance.decisions import load_decisions
from godonu_platform.project import Project
from godonu_platform.terminal import deciding
from tests.conftest import CLOCK, REPOSITORY

DATASET, PERSONAL = "open_services", "open_web_visits"
KASSEL, GIESSEN = "066110000000", "065310005005"
QUESTIONS = (
    "personenbezug", "betriebsgeheimnis", "rechte_dritter", "oeffentliche_sicherheit", "auftragsangelegenheit",
    "statistikgeheimnis",
)  # fmt: skip
OWNER, STEWARD = "p-3f9a1c7e", "p-b04d52e8"


@pytest.fixture(scope="module")
def haus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """The drawers in a folder of their own, compiled once for all tests of this file."""
    root = tmp_path_factory.mktemp("haus")
    for drawer in ("assets", "governance", "catalogs", "dbt_project"):
        shutil.copytree(REPOSITORY / drawer, root / drawer, ignore=shutil.ignore_patterns("target", "logs", "__py*"))
    project = Project.at(root, root / "data", fixed_clock=CLOCK)
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith("GODONU_"):
                patch.delenv(name)
        yield project


@pytest.fixture(autouse=True)
def _here(haus: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Point the environment to the house; each test begins with no decision on its datasets."""
    monkeypatch.setenv("GODONU_HOME", str(haus.root))
    monkeypatch.setenv("GODONU_DATA", str(haus.data))
    monkeypatch.setenv("GODONU_CLOCK", CLOCK.isoformat())
    for path in (haus.governance / "decisions").glob("*.yaml"):
        path.unlink()
    shutil.rmtree(haus.governance / "decisions" / "grundlagen", ignore_errors=True)
    haus.gate_ledger.unlink(missing_ok=True)  # else it would miss what the test before decided


def call(*words: str, **more: Any) -> Result:
    return CliRunner().invoke(main, ["decide", *words], **more)


def shown(dataset: str = DATASET) -> dict[str, Any]:
    result = call(dataset, "--zeigen", "--json")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.output)
    return found


def answers(tmp_path: Path, **change: Any) -> str:
    given = {
        "gesehen": shown()["pruefzahl"][:16],
        "partners": [KASSEL],
        "gilt_fuer": "echtdaten",
        "status": "offen",
        "checklist": dict.fromkeys(QUESTIONS, "nein"),
        "begruendung": "Verzeichnis der Leistungen, ohnehin öffentlich.",
        "rechtsgrund": "Beschluss zur Offenlegung",
        "wiedervorlage": "2027-11-20",
        "entschieden_von": {"person": OWNER, "rolle": "dateneigentuemer"},
        **change,
    }
    path = tmp_path / "antworten.yaml"
    path.write_text(yaml.safe_dump(given, allow_unicode=True), encoding="utf-8")
    return str(path)


def test_showing_writes_nothing_and_names_everything(haus: Project) -> None:
    result = call(DATASET, "--zeigen")
    assert result.exit_code == 0, result.output
    for said in (
        "Spalten und Klassen",
        "Woher die Spalten kommen",
        "services.name",
        "Stadt Kassel",
        "nichts geliefert",
    ):
        assert said in result.output
    assert re.search(r"Prüfzahl dessen, worüber entschieden wird: [0-9a-f]{16}\n", result.output)
    assert not list((haus.governance / "decisions").glob("*.yaml"))


def test_two_signatures_are_asked_for_where_personal_data_flow_in() -> None:
    assert any("zwei Personen" in line for line in shown(PERSONAL)["hinweise"])
    assert any("Eine Unterschrift" in line for line in shown(DATASET)["hinweise"])


def test_answers_from_a_file_become_an_entry(haus: Project, tmp_path: Path) -> None:
    result = call(DATASET, "--antworten", answers(tmp_path))
    assert result.exit_code == 0, result.output
    assert "Eingetragen: open-services-1" in result.output
    [entry] = load_decisions(haus, DATASET)
    assert entry.fingerprint == shown()["pruefzahl"]
    assert shown()["aenderungen"] == ["nichts"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"gesehen": "0" * 16}, "Seit der Ansicht hat sich etwas geändert"),
        ({"checklist": {**dict.fromkeys(QUESTIONS, "nein"), "rechte_dritter": "ja"}}, "rechte_dritter"),
        ({"partners": ["06"]}, "keine teilnehmende Kommune"),
        ({"begruendung": "kurz"}, "begruendung"),
        ({"datum": "2020-01-01"}, "unbekannter Schlüssel"),
    ],
)
def test_refused_answers_are_exit_code_2_and_write_nothing(
    haus: Project, tmp_path: Path, change: dict[str, Any], said: str
) -> None:
    result = call(DATASET, "--antworten", answers(tmp_path, **change))
    assert (result.exit_code, said in result.output) == (2, True), result.output
    assert not list((haus.governance / "decisions").glob("*.yaml"))


def test_wrong_use_is_told() -> None:
    assert "zu entscheiden ist über: open_" in call("portal_events", "--zeigen").output
    assert call("portal_events", "--zeigen").exit_code == 2
    without = call(DATASET)
    assert (without.exit_code, "--zeigen oder --antworten" in without.output) == (2, True)
    assert "die Datei fehlt" in call(DATASET, "--antworten", "/gibt/es/nicht.yaml").output


def ask(monkeypatch: pytest.MonkeyPatch, dataset: str, *lines: str) -> Result:
    """Answer at the screen."""
    monkeypatch.setattr(deciding, "at_the_screen", lambda: True)
    return call(dataset, input="\n".join(lines) + "\n")


def test_a_person_at_the_screen_is_asked_everything(haus: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    result = ask(
        monkeypatch, PERSONAL,
        "066", f"{KASSEL}, {GIESSEN}", "echtdaten", "ja", "nein", "nein", "nein", "nein", "nein",
        "offen_nach_anonymisierung", "Erika Mustermann", OWNER, STEWARD,
        "zu kurz", "Monatszahlen, gerundet und gesperrt.", "Beschluss zur Offenlegung", "morgen", "2027-11-20", "y",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    for said in ("Handeln die Daten", "bitte Schlüssel aus der Tabelle", "Namen gehören nicht", "JJJJ-MM-TT schreiben"):
        assert said in result.output
    [entry] = load_decisions(haus, PERSONAL)
    assert entry.partners == (KASSEL, GIESSEN)
    assert entry.mitgezeichnet_von is not None and entry.mitgezeichnet_von.person == STEWARD
    assert entry.fingerprint == shown(PERSONAL)["pruefzahl"]


def test_contradicting_answers_at_the_screen_are_not_lost(haus: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    result = ask(
        monkeypatch, PERSONAL,
        "alle", "echtdaten", "nein", "nein", "nein", "nein", "nein", "nein", "offen", OWNER, OWNER,
        "Monatszahlen, gerundet und gesperrt.", "Beschluss", "2027-11-20", "y",
    )  # fmt: skip
    assert result.exit_code == 2
    assert "zwei verschiedene Personen" in result.output and "mit ja zu beantworten" in result.output
    kept = yaml.safe_load(result.output.split("--antworten:\n")[1])
    assert kept["begruendung"] == "Monatszahlen, gerundet und gesperrt."
    assert not list((haus.governance / "decisions").glob("*.yaml"))


def test_a_person_who_stops_has_decided_nothing(haus: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    result = ask(
        monkeypatch, DATASET,
        KASSEL, "echtdaten", *["nein"] * 6, "nicht_offen", OWNER, "Noch nicht geprüft worden.", "keiner",
        "2027-11-20", "n",
    )  # fmt: skip
    assert isinstance(result.exception, SystemExit | click.Abort)
    assert not list((haus.governance / "decisions").glob("*.yaml"))


def decide_sample(capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    module = runpy.run_path(str(REPOSITORY / "scripts" / "decide_sample.py"))
    code = module["main"]()
    return code, capsys.readouterr().out


def test_the_sample_is_decided_anew_only_where_something_changed(
    haus: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = decide_sample(capsys)
    assert code == 0, said
    assert decide_sample(capsys) == (0, re.sub(r": .*\n(    .*\n)*", ": gilt noch\n", said))
    first = {path.name: path.read_text("utf-8") for path in (haus.governance / "decisions").glob("*.yaml")}
    model = haus.dbt_project / "models" / "open" / "open_services.sql"
    text = model.read_text(encoding="utf-8")
    try:
        model.write_text(text.replace("where role = 'partner'", "where role = 'partner' and true"), encoding="utf-8")
        code, said = decide_sample(capsys)
        assert code == 0, said
        assert f"{DATASET}: open-services-2 eingetragen" in said
        assert "Rechenweg von marts.open_services geändert" in said
        assert said.count("eingetragen") == 1
        for name, before in first.items():
            after = (haus.governance / "decisions" / name).read_text(encoding="utf-8")
            assert after.startswith(before)
    finally:
        model.write_text(text, encoding="utf-8")


def test_recorded_answers_can_open_nothing_but_samples() -> None:
    recorded = yaml.safe_load((REPOSITORY / "assets" / "_sample" / "decisions.yaml").read_text(encoding="utf-8"))
    assert {entry["answers"]["gilt_fuer"] for entry in recorded["decisions"]} == {"beispieldaten"}
    module = runpy.run_path(str(REPOSITORY / "scripts" / "decide_sample.py"))
    wrong = {**recorded["decisions"][0]["answers"], "gilt_fuer": "echtdaten"}
    with pytest.raises(ValueError, match="beispieldaten"):
        module["SampleAnswers"].model_validate(wrong)
