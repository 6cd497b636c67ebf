# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""`godonu explain` on the real project: sentences first, noise only when asked for, help for a misspelt name."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator

import pytest
from click.testing import CliRunner, Result

from godonu_platform.cli import main
from godonu_platform.project import Project
from tests.conftest import CLOCK
from tests.publication.test_explanation import land


@pytest.fixture(autouse=True)
def _here(compiled_project: Project, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("GODONU_HOME", str(compiled_project.root))
    monkeypatch.setenv("GODONU_DATA", str(compiled_project.data))
    monkeypatch.setenv("GODONU_CLOCK", CLOCK.isoformat())
    monkeypatch.setenv("COLUMNS", "200")
    land(compiled_project, "0123456789abcdef", "web_visits")
    yield
    shutil.rmtree(compiled_project.delivery_reports)


def explain(*words: str) -> Result:
    return CliRunner().invoke(main, ["explain", *words])


def test_sentences_come_first_then_the_way_then_what_decides() -> None:
    result = explain("open_web_visits.visits")
    assert result.exit_code == 0, result.output
    order = [
        "Besuche (open_web_visits.visits).", "Der Wert entsteht aus", "Wirksame Klasse:", "Rechenweg", "Lieferung",
        "Was entscheidet, ob es die Zeile gibt", "Technische Angaben der Plattform", "Schutzschritt",
        "Nachweis gelungen", "Lieferungen dahinter", "Stadt Kassel", "Veröffentlichte Version: noch keine",
    ]  # fmt: skip
    places = [result.output.find(text) for text in order]
    assert -1 not in places and places == sorted(places), dict(zip(order, places, strict=True))


def test_single_deliveries_are_listed_only_when_asked_for() -> None:
    assert "0123456789abcdef" not in explain("open_web_visits.visits").output
    assert "0123456789abcdef" in explain("open_web_visits.visits", "--lieferungen").output


def test_as_json_everything_is_there() -> None:
    found = json.loads(explain("open_web_visits.visits", "--json").output)
    assert found["weg"]["classes"]["effective"]["vertraulichkeit"] == "oeffentlich"
    assert found["lieferungen"][0]["batch"] == "0123456789abcdef"
    assert found["nachweise"]["threshold"]["passed"] is True
    assert {"entscheidungen", "version", "lauf", "programmstand"} <= set(found)


def test_a_mart_is_said_not_to_be_published() -> None:
    result = explain("web_visits_monthly.visits")
    assert "wird nicht veröffentlicht" in result.output
    assert "Veröffentlichte Version" not in result.output


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("open_web_visits.visit", "gemeint war wohl open_web_visits.visits"),
        ("open_web_visits", "nennt keine Spalte"),
        ("open_web_visits.", "nennt keine Spalte"),
    ],
)
def test_a_wrong_name_is_wrong_use_with_help(word: str, told: str) -> None:
    result = explain(word)
    assert result.exit_code == 2
    assert told in result.output
