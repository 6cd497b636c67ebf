# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""A thousand made-up personal tokens go in; a search that finds all of them at the door finds none behind it.

Looked at: lake, warehouse and its copy, quarantine, reports, logs, Dagster's store, events, documents, catalogue,
plans, half-done work of a killed run, and what the command prints. Only the deliveries themselves may hold them.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from godonu_platform.cli import main
from godonu_platform.contracts.contract import load_contracts
from godonu_platform.contracts.partners import load_partners
from godonu_platform.landing.coded_columns import coded
from godonu_platform.landing.inbox import land_inbox
from godonu_platform.landing.registry import delivery_reports
from godonu_platform.landing.treatment import Treatment
from godonu_platform.project import Project
from godonu_platform.terminal import running
from tests.conftest import CLOCK, KEY, REPOSITORY
from tests.end_to_end.planted_deliveries import KASSEL, Planted, event
from tests.end_to_end.planted_tokens import planted
from tests.end_to_end.token_search import TokenSearch

TOKENS = planted()
# The marts of visits, broken so that the engine stumbles over a text and would like to quote it.
BROKEN_MODEL = "models/marts/web_visits_monthly.sql"
BROKEN_SQL = "select cast(entry_url as integer) as month from {{ ref('stg_web_visits') }}\n"
KILLED = """
import os, signal, sys
from pathlib import Path
from godonu_platform.contracts.contract import load_contracts
from godonu_platform.contracts.partners import load_partners
from godonu_platform.landing.inbox import land_inbox
from godonu_platform.project import Project
project = Project.from_environment()
stop = lambda step: os.kill(os.getpid(), signal.SIGKILL) if step == "vorbereitet" else None
land_inbox(project, load_contracts(project), load_partners(project), checkpoint=stop)
"""


class House:
    """An installation into which everything was planted, and which went through good and bad runs."""

    def __init__(self, base: Path) -> None:
        self.project = Project.at(REPOSITORY, base / "data", fixed_clock=CLOCK, hmac_key=KEY)
        self.base = base
        self.printed = base / "data" / "terminal"
        self.printed.mkdir(parents=True)
        self.planted = Planted(self.project)
        self.exit_codes: dict[str, int] = {}

    def environment(self) -> dict[str, str]:
        """The variables that point every part of the program here."""
        return {
            "GODONU_HOME": str(self.project.root),
            "GODONU_DATA": str(self.project.data),
            "GODONU_CLOCK": CLOCK.isoformat(),
            "GODONU_HMAC_KEY": KEY.secret.hex(),
            "GODONU_HMAC_KEY_ID": KEY.key_id,
        }

    def run(self, name: str) -> None:
        """Run everything, keeping what is printed."""
        with contextlib.ExitStack() as stack:
            stream = stack.enter_context((self.printed / f"{name}.txt").open("w", encoding="utf-8"))
            stack.enter_context(contextlib.redirect_stdout(stream))
            stack.enter_context(contextlib.redirect_stderr(stream))
            self.exit_codes[name] = running.run(self.project, []).exit_code

    def command(self, *words: str) -> None:
        """Call the command, keeping what it prints and what it throws."""
        result = CliRunner().invoke(main, list(words))
        name = "_".join(word for word in words if "/" not in word)
        thrown = "" if isinstance(result.exception, SystemExit) else repr(result.exception)
        (self.printed / f"{name}.txt").write_text(f"{result.output}\n{thrown}", encoding="utf-8")
        self.exit_codes[" ".join(words[:2])] = result.exit_code

    def list_everything(self) -> None:
        """Call every listing of the command."""
        verbs = ("status", "quarantine list", "plan", "grades", "grades portal_events", "retention", "lineage status")
        for words in verbs:
            self.command(*words.split())
            self.command(*words.split(), "--json")
        for report in (r for r in delivery_reports(self.project) if r.rejected):
            self.command("quarantine", "show", report.batch, "--limit", "1000", "--json")
        self.command("quarantine", "replay", "--all", "--json")

    def search(self) -> TokenSearch:
        """Search everything but the deliveries."""
        search = TokenSearch(TOKENS)
        search.files(self.project.data, [self.project.inbox, self.project.deliveries])
        return search


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Planted, run, listed; its own first search has found every token in the inbox."""
    built = House(tmp_path_factory.mktemp("planted"))
    with pytest.MonkeyPatch.context() as patch:
        for name, value in built.environment().items():
            patch.setenv(name, value)
        built.planted.plant(TOKENS)
        at_the_door = TokenSearch(TOKENS)
        at_the_door.files(built.project.inbox)
        missed = [(t, built.planted.where[t].name) for t in TOKENS if t not in at_the_door.found]
        assert not missed, "the control finds all: " + str(missed[:5])
        shutil.copytree(built.project.inbox, built.base / "unprotected" / "inbox")
        shutil.copytree(built.project.sample, built.base / "unprotected" / "sample")
        built.run("full run")
        built.list_everything()
        built.command("docs")
        yield built


def test_without_treatment_every_treated_token_would_stand_in_the_lake(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control run: the same landing, but for pseudonyms, screening and cut addresses."""
    open_house = Project.at(REPOSITORY, house.base / "unprotected", fixed_clock=CLOCK, hmac_key=KEY)
    monkeypatch.setattr(Treatment, "apply", lambda self, column, given, days: coded(given))
    land_inbox(open_house, load_contracts(open_house), load_partners(open_house))
    search = TokenSearch(TOKENS)
    search.files(open_house.lake)
    expected = {token for token, place in house.planted.where.items() if place.lands}
    assert set(search.found) == expected
    assert len(expected) > 350


def test_the_deliveries_were_really_taken_and_published(house: House) -> None:
    """Else there would be nothing to leak."""
    assert house.exit_codes["full run"] == 0
    by_file = {r.file: r for r in delivery_reports(house.project)}
    for name in ("kanonisch.ndjson.gz", "civento.csv", "efa.csv", "formular.ndjson", "matomo.json", "stellen.csv"):
        assert by_file[name].status == "gelandet", name
        assert by_file[name].landed >= 30, name
    assert by_file["kanonisch.ndjson.gz"].rejected > 100 and by_file["civento.csv"].rejected > 90
    assert sum(r.status == "abgelehnt" for r in by_file.values()) >= 5
    assert list(house.project.releases.glob("*/v1/release.json"))
    assert (house.project.docs / "dbt.html").is_file()
    listed = (house.printed / "quarantine_list_--json.txt").read_text(encoding="utf-8")
    assert "unbekannter_code" in listed
    assert "[IBAN]" in (house.printed / "status_--json.txt").read_text(encoding="utf-8")


def test_after_a_full_run_and_all_listings_nothing_is_found(house: House) -> None:
    search = house.search()
    assert not search.found, search.report()


def test_files_named_on_the_command_line_leave_no_name_behind(house: House) -> None:
    texts = [next(t.text for t in TOKENS if t.kind == kind) for kind in ("mail", "iban")]
    files = [house.base / f"brief an {text}.ndjson" for text in texts]
    for number, file in enumerate(files):
        file.write_text(json.dumps(event(500_000 + number)) + "\n", encoding="utf-8")
    house.command("land", *map(str, files), "--ars", KASSEL, "--dataset", "portal_events")
    assert house.exit_codes["land " + str(files[0])] == 0
    search = house.search()
    assert not search.found, search.report()


def test_after_a_crash_a_broken_model_and_a_kill_nothing_is_found(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = (("case_id" if token.kind == "name" else "step_label", token.text) for token in TOKENS)
    again = [json.dumps(event(600_000 + number, **{field: text})) + "\n" for number, (field, text) in enumerate(texts)]
    house.planted.put(KASSEL, "portal_events", "noch einmal.ndjson", "".join(again).encode())
    environment = house.environment() | {"PYTHONPATH": str(REPOSITORY)}
    killed = subprocess.run([sys.executable, "-c", KILLED], env=environment, cwd=REPOSITORY, check=False)  # noqa: S603
    assert killed.returncode == -9
    assert list(house.project.staging.rglob("*.parquet")), "it was killed with its work half done"
    search = house.search()
    assert not search.found, search.report()

    broken = tmp_path / "dbt_project"
    shutil.copytree(house.project.dbt_project, broken, ignore=shutil.ignore_patterns("target", "logs"))
    (broken / BROKEN_MODEL).write_text(BROKEN_SQL, encoding="utf-8")
    monkeypatch.setattr(Project, "dbt_project", property(lambda self: broken))

    def crash(self: Treatment, column: Any, given: Any, days: Any) -> Any:
        raise ValueError(f"cannot treat {given.to_pylist()[:500]}")

    with monkeypatch.context() as patch:
        patch.setattr(Treatment, "apply", crash)
        house.run("failed run")
    assert house.exit_codes["failed run"] == 1
    report = json.loads((house.project.reports / "last_run.json").read_text(encoding="utf-8"))
    assert "unerwarteter Fehler" in str(report["eingang"]) and report["modelle"][0]["fehler"]
    house.list_everything()
    search = house.search()
    assert not search.found, search.report()
