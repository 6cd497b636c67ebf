# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The verbs of the portal say what is missing, ask before they take anything off, and never print the token."""

from __future__ import annotations

import datetime as dt
import io
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from rich.console import Console

from godonu_platform.catalogs.ckan.comparison import FieldChange
from godonu_platform.catalogs.ckan.orders import Order
from godonu_platform.catalogs.ckan.portal_plan import PortalEntry, PortalPlan
from godonu_platform.catalogs.ckan.verify import Difference
from godonu_platform.catalogs.emergency import stops
from godonu_platform.cli import main
from godonu_platform.project import Project
from godonu_platform.publication.portal_publication import PortalResult
from godonu_platform.terminal import portal_listings, running
from tests.conftest import CLOCK
from tests.portal import CkanForTests
from tests.publication.portal_world import nobody_listens

TOKEN = "eyJ-gepflanzter-Token-4711"
REASON, PERSON = "Eine Zahl ist nicht geschützt.", "p-3f9a1c7e"


@pytest.fixture
def here(compiled_project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.setenv("GODONU_HOME", str(compiled_project.root))
    monkeypatch.setenv("GODONU_DATA", str(compiled_project.data))
    monkeypatch.setenv("GODONU_CLOCK", CLOCK.isoformat())
    return compiled_project


@pytest.fixture
def dead(here: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.setenv("GODONU_CKAN_URL", nobody_listens())
    monkeypatch.setenv("GODONU_CKAN_TOKEN", TOKEN)
    return here


def call(*words: str, typed: str | None = None) -> Result:
    return CliRunner().invoke(main, list(words), input=typed)


def printed(parts: Any) -> str:
    console = Console(file=io.StringIO(), width=200, highlight=False)
    for part in parts:
        console.print(part)
    return console.file.getvalue()  # type: ignore[attr-defined, no-any-return]


@pytest.mark.parametrize(
    "words",
    [
        ("plan", "--portal", "ckan"),
        ("publish", "--portal", "ckan"),
        ("portal", "status"),
        ("portal", "verify", "--json"),
    ],
)
def test_without_a_portal_a_sentence_says_what_to_set(here: Project, words: tuple[str, ...]) -> None:
    result = call(*words)
    assert result.exit_code == 2, result.output
    assert "GODONU_CKAN_URL" in result.output and "make portal" in result.output
    assert "Traceback" not in result.output


def test_without_a_token_nothing_begins(here: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GODONU_CKAN_URL", nobody_listens())
    result = call("publish", "--portal", "ckan")
    assert (result.exit_code, "GODONU_CKAN_TOKEN" in result.output) == (2, True), result.output


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("publish", "--plan", "0123abcd4567"), "nur zusammen mit --portal ckan"),
        (("publish", "--portal", "ckan", "--plan", "0123abcd4567"), "Den Plan »0123abcd4567« gibt es nicht"),
        (("publish", "--portal", "dkan"), "ckan"),
        (("unpublish", "open_services", "--reason", REASON, "--person", PERSON), "Ohne --now geschieht nichts"),
        (
            ("unpublish", "open_services", "--now", "--yes", "--reason", REASON, "--person", "Erika"),
            "nie einen Namen",
        ),
        (("unpublish", "open_servces", "--now", "--yes", "--reason", REASON, "--person", PERSON), "open_services"),
    ],
)
def test_wrong_use_is_exit_code_2(dead: Project, words: tuple[str, ...], told: str) -> None:
    result = call(*words)
    assert (result.exit_code, told in result.output) == (2, True), result.output
    assert stops(dead) == []


def test_a_portal_that_is_not_there_is_exit_code_1_and_a_sentence(dead: Project) -> None:
    for words in (("portal", "status"), ("portal", "verify"), ("plan", "--portal", "ckan")):
        result = call(*words)
        assert (result.exit_code, "nicht zu erreichen" in " ".join(result.output.split())) == (1, True), result.output
        as_json = json.loads(call(*words, "--json").output)
        assert "nicht zu erreichen" in as_json["problem"]
        assert TOKEN not in result.output + json.dumps(as_json)


def test_taking_off_asks_first(dead: Project) -> None:
    words = ("unpublish", "open_services", "--now", "--reason", REASON, "--person", PERSON)
    result = call(*words, typed="n\n")
    assert result.exit_code == 1 and "open_services jetzt für alle" in result.output
    assert stops(dead) == []


def test_taking_off_is_written_down_also_when_the_portal_is_not_there(dead: Project) -> None:
    try:
        words = ("unpublish", "open_services", "--now", "--yes", "--reason", REASON, "--person", PERSON)
        result = call(*words)
        assert result.exit_code == 1
        told = " ".join(result.output.split())
        assert "Bitte den Befehl wiederholen" in told and "godonu decide open_services" in told
        assert [(stop.dataset, stop.person) for stop in stops(dead)] == [("open_services", PERSON)]
        assert json.loads(call(*words, "--json").output)["exit_code"] == 1
    finally:
        (dead.reports / "unpublished.ndjson").unlink()


def test_the_state_of_a_real_portal_as_table_and_as_json(
    here: Project, ckan: CkanForTests, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GODONU_CKAN_URL", ckan.url)
    result = call("portal", "status")
    assert result.exit_code == 0, result.output
    assert f"Portal: {ckan.url}" in result.output and "CKAN 2.12.0" in result.output
    assert "nicht gesetzt (GODONU_CKAN_TOKEN)" in result.output
    monkeypatch.setenv("GODONU_CKAN_TOKEN", ckan.token)
    found = json.loads(call("portal", "status", "--json").output)
    assert (found["token"], found["version"]) == (True, "2.12.0")
    assert ckan.token not in json.dumps(found)


def made_plan(*entries: PortalEntry) -> PortalResult:
    orders = tuple(Order(e.dataset, e.title, Path(), None, reasons=e.reasons) for e in entries)
    now = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
    plan = PortalPlan(id="0123abcd4567", created=now, portal="http://x", portal_version="2.12.0", entries=entries,
                      lost=("Der Block fehlt.",), notes=("Auf dem Portal lädt »xloader« selbst.",))  # fmt: skip
    return PortalResult(orders, plan)


def test_a_plan_is_printed_field_by_field_with_its_number() -> None:
    change = FieldChange(name="title", field="Titel", old="[bold]Alt[/bold]", new="Neu [/x]", by_hand=True)
    entry = PortalEntry(dataset="open_use", title="T", action="changed", changes=(change,), reasons=("[red]Grund",))
    text = printed(portal_listings.plan(made_plan(entry), "http://x"))
    for words in ("open_use", "geändert", "[bold]Alt[/bold]", "Neu [/x]", "(im Portal von Hand geändert)",
                  "[red]Grund", "Der Block fehlt.", "»xloader«", "--plan 0123abcd4567"):  # fmt: skip
        assert words in text, text


def test_a_plan_without_changes_says_that_there_is_nothing_to_do() -> None:
    text = printed(portal_listings.plan(made_plan(PortalEntry(dataset="a", title="A", action="unchanged")), "http://x"))
    assert "Es gibt nichts zu tun." in text and "--plan" not in text


def test_differences_are_printed_and_what_to_do() -> None:
    result = PortalResult(differences=(Difference("open_use", "Titel (von Hand geändert)", "[a]", "[/b]"),))
    text = printed(portal_listings.differences(result))
    assert "[a]" in text and "[/b]" in text and "godonu publish --portal ckan" in text
    assert "Das Portal zeigt, was veröffentlicht wurde." in printed(portal_listings.differences(PortalResult()))


def entry_of(**more: Any) -> dict[str, Any]:
    return {
        "dataset": "open_use", "titel": "T", "ausgang": "offen", "ergebnis": "neu", "adresse": "http://x/dataset/a",
        "schreibzugriffe": 11, "gruende": ["[red]Ein Hinweis"], "abgebrochen": False, **more,
    }  # fmt: skip


def test_the_end_of_a_run_says_what_became_of_the_portal() -> None:
    text = printed(portal_listings.published([entry_of()]))
    assert "Im Portal (http://x)" in text and "[red]Ein Hinweis" in text and "nicht alles angekommen" not in text
    text = printed(portal_listings.published([entry_of(abgebrochen=True)]))
    assert "Daten und lokaler Katalog sind fertig" in text and "godonu publish --portal ckan" in text
    assert printed(portal_listings.published([])) == ""


@pytest.mark.parametrize(
    ("more", "code"),
    [({}, 0), ({"abgebrochen": True}, 1), ({"ausgang": "gestoppt"}, 3), ({"ausgang": "nicht_offen"}, 0)],
)
def test_the_portal_counts_for_the_exit_code_of_a_run(more: dict[str, Any], code: int) -> None:
    assert running._exit_code(True, {"portal": [entry_of(**more)]}) == code
