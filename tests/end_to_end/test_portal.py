# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The whole sample in a real CKAN, as citizens, harvesters and outsiders see it; and what a steward does there later.

The tests of this file follow one another: those that change the portal come last.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ckanapi
import pytest
import requests
from click.testing import CliRunner, Result
from rdflib import DCAT, RDF, Graph

from godonu_platform.catalogs.ckan.calls import Calls
from godonu_platform.catalogs.mqa import mqa_of
from godonu_platform.catalogs.official_shapes import official_findings
from godonu_platform.catalogs.vocabularies import load_vocabularies
from godonu_platform.cli import main
from godonu_platform.contracts.contract import load_contracts
from godonu_platform.governance.deciding import Answers
from godonu_platform.governance.decision_model import Checklist, Signature
from godonu_platform.project import Project
from godonu_platform.publication.candidate import open_contracts
from godonu_platform.publication.decision_desk import laid_out, take
from godonu_platform.publication.release import latest_release
from godonu_platform.sample import write_sample
from tests.catalogs.shown_graph import official
from tests.conftest import CLOCK, REPOSITORY
from tests.end_to_end.planted_tokens import Token
from tests.end_to_end.token_search import TokenSearch
from tests.portal import CkanForTests
from tests.publication.portal_world import edit, package, resource

USAGE, TRAFFIC, VISITS = "open_application_usage", "open_traffic_daily", "open_web_visits"
UMLAUTS = {"Verkehrszählungen": {TRAFFIC, "open_traffic_hourly"}, "Besuch": {VISITS}}


@dataclass(frozen=True)
class Shown:
    """The installation, its portal, and how the first run ended."""

    project: Project
    ckan: CkanForTests
    first: dict[str, Any]
    variables: dict[str, str] = field(repr=False)

    @property
    def datasets(self) -> list[str]:
        return [contract.name for contract in open_contracts(load_contracts(self.project))]

    def release(self, dataset: str) -> Path:
        found = latest_release(self.project, dataset)
        assert found is not None
        return found.folder


def godonu(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory, ckan_alone: CkanForTests) -> Shown:
    """The sample, landed, computed, opened and published everywhere by one `godonu run`."""
    root, data = tmp_path_factory.mktemp("haus"), tmp_path_factory.mktemp("daten")
    for drawer in ("assets", "governance", "catalogs", "dbt_project"):
        shutil.copytree(
            REPOSITORY / drawer, root / drawer, ignore=shutil.ignore_patterns("target", "logs", "__pycache__")
        )
    shutil.copy(REPOSITORY / "pyproject.toml", root)  # Dagster looks for the folder of the definitions there
    variables = {
        "GODONU_HOME": str(root), "GODONU_DATA": str(data), "GODONU_CLOCK": CLOCK.isoformat(),
        "GODONU_CKAN_URL": ckan_alone.url, "GODONU_CKAN_TOKEN": ckan_alone.token,
    }  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("GODONU_")]:
            patch.delenv(name)
        for name, value in variables.items():
            patch.setenv(name, value)
        project = Project.from_environment()
        write_sample(project)
        result = godonu("run", "--json")
    assert result.exit_code == 0, result.output[-4000:]
    return Shown(project, ckan_alone, json.loads(result.stdout), variables)


@pytest.fixture(autouse=True)
def _here(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test begins with a clean environment; these tests all belong to the one installation."""
    for name, value in shown.variables.items():
        monkeypatch.setenv(name, value)


def test_one_run_publishes_every_sample_dataset_into_the_portal(shown: Shown) -> None:
    told = {entry["dataset"]: entry for entry in shown.first["portal"]}
    assert len(told) == 10 and set(told) == set(shown.datasets)
    assert {(entry["ergebnis"], entry["abgebrochen"]) for entry in told.values()} == {("neu", False)}
    state = json.loads(godonu("portal", "status", "--json").stdout)
    assert [(one["dataset"], one["version"]) for one in state["datasets"]] == [(name, "v1") for name in shown.datasets]
    for dataset in shown.datasets:
        page = requests.get(told[dataset]["adresse"], timeout=60)
        assert page.status_code == 200 and "erzeugte Beispielzahlen" in page.text


def test_what_is_read_back_is_what_was_published(shown: Shown) -> None:
    result = godonu("portal", "verify", "--json")
    assert (result.exit_code, json.loads(result.stdout)["differences"]) == (0, []), result.stdout


def test_a_second_time_nothing_is_written(shown: Shown) -> None:
    result = godonu("publish", "--portal", "ckan", "--json")
    assert result.exit_code == 0, result.output[-2000:]
    told = json.loads(result.stdout)["portal"]
    assert {(entry["ergebnis"], entry["schreibzugriffe"]) for entry in told} == {("unverändert", 0)}


def test_people_find_it_by_german_stems(shown: Shown) -> None:
    def found(words: str) -> set[str]:
        answer = requests.get(f"{shown.ckan.url}/api/3/action/package_search", params={"q": words, "rows": 100})
        return {one["name"] for one in answer.json()["result"]["results"]}

    for word, datasets in UMLAUTS.items():
        assert datasets <= found(word), word
    assert found("Antrag") == found("Anträge") == found("Anträgen") != set()
    assert found("Quittung") == set()


def test_an_outsider_filters_rows_and_gets_types(shown: Shown) -> None:
    portal = ckanapi.RemoteCKAN(shown.ckan.url)
    table = resource(portal.action.package_show(id=USAGE), "csv")["id"]
    rows = json.loads((shown.release(USAGE) / "data.json").read_text(encoding="utf-8"))
    ars = rows[0]["ars"]
    answer = portal.action.datastore_search(resource_id=table, filters={"ars": ars}, limit=5000)
    assert answer["total"] == sum(row["ars"] == ars for row in rows)
    types = {field["id"]: field["type"] for field in answer["fields"]}
    assert (types["ars"], types["submissions"]) == ("text", "int8")
    assert {type(row["submissions"]) for row in answer["records"]} <= {int, type(None)}
    labels = {field["id"]: field.get("info", {}).get("label") for field in answer["fields"]}
    assert labels["submissions"] and labels["submissions"] != "submissions"


def test_the_dump_of_every_table_is_the_release(shown: Shown) -> None:
    for dataset in shown.datasets:
        table = resource(package(shown.ckan, dataset), "csv")
        dump = requests.get(f"{shown.ckan.url}/datastore/dump/{table['id']}", timeout=120)
        there = list(csv.DictReader(io.StringIO(dump.content.decode("utf-8-sig"))))
        released = list(csv.DictReader((shown.release(dataset) / "data.csv").open(encoding="utf-8", newline="")))
        assert len(there) == len(released), dataset
        plain = sorted(tuple(_plain(cell) for name, cell in row.items() if name != "_id") for row in there)
        assert plain == sorted(tuple(_plain(cell) for cell in row.values()) for row in released), dataset


def _plain(cell: str) -> str:
    """A number is the same with and without zeros behind the point, a moment (UTC) with and without them and Z."""
    if re.fullmatch(r"-?\d+\.\d+", cell):
        return cell.rstrip("0").rstrip(".")
    moment = re.fullmatch(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.0+)?Z?", cell)
    return moment.group(1) if moment else cell


def catalogue(shown: Shown) -> Graph:
    return Graph().parse(data=requests.get(f"{shown.ckan.url}/catalog.ttl", timeout=120).text, format="turtle")


def test_what_a_harvester_reads_conforms_to_all_official_shapes(shown: Shown, conformance: Path) -> None:
    graph = catalogue(shown)
    assert len(set(graph.subjects(RDF.type, DCAT.Dataset))) == 10
    found = [finding for finding in official_findings(graph, official(conformance)) if not finding.warning]
    assert found == []


def test_every_dataset_has_all_405_points_with_every_address_answered(shown: Shown) -> None:
    graph, asked = catalogue(shown), {}

    def answers(address: str) -> bool:
        asked[address] = requests.get(address, timeout=60, stream=True).status_code == 200
        return asked[address]

    vocabularies = load_vocabularies(shown.project)
    for node in set(graph.subjects(RDF.type, DCAT.Dataset)):
        report = mqa_of(graph, str(node), vocabularies, answers=answers, conforms=True)
        assert report.points == 405, "\n".join(str(line) for line in report.lines)
    assert len(asked) >= 10 and all(asked.values())
    assert all(address.startswith(shown.ckan.url) for address in asked)


def test_the_token_is_nowhere(shown: Shown) -> None:
    """Not in a report, a plan, a page, a release, an event of Dagster or of lineage, however it is wrapped."""
    search = TokenSearch([Token("token", shown.ckan.token)])
    search.text(f"vorher {shown.ckan.token} nachher", "probe")
    assert search.found, "a search that cannot find it is none"
    search.found.clear()
    search.files(shown.project.data)
    assert search.found == {}, search.report()
    assert (shown.project.dagster_home / "storage").is_dir()
    for dataset in shown.datasets:
        told = requests.get(f"{shown.ckan.url}/dataset/{dataset}", timeout=60).text
        assert shown.ckan.token not in told + json.dumps(package(shown.ckan, dataset))


def test_a_plan_that_is_older_than_the_portal_is_refused(shown: Shown) -> None:
    entry = shown.project.catalogs / "datasets" / f"{VISITS}.yaml"
    entry.write_text(entry.read_text(encoding="utf-8").replace("Websites", "Webseiten", 1), encoding="utf-8")
    _decide_again(shown.project, VISITS)
    assert godonu("publish").exit_code == 0, "the text stands in both catalogues"
    assert "Webseiten" in package(shown.ckan, VISITS)["title"]
    edit(shown.ckan, "package_patch", id=package(shown.ckan, VISITS)["id"], title="Von Hand")
    plan = json.loads(godonu("plan", "--portal", "ckan", "--json").stdout)
    assert {e["dataset"]: e["action"] for e in plan["entries"] if e["action"] != "unchanged"} == {VISITS: "changed"}
    edit(shown.ckan, "package_patch", id=package(shown.ckan, VISITS)["id"], title="Noch einmal von Hand")
    refused = godonu("publish", "--portal", "ckan", "--plan", plan["id"], "--json")
    assert refused.exit_code == 1
    assert "älter als das Portal" in json.dumps(json.loads(refused.stdout)["portal"], ensure_ascii=False)
    assert package(shown.ckan, VISITS)["title"] == "Noch einmal von Hand"
    plan = json.loads(godonu("plan", "--portal", "ckan", "--json").stdout)
    assert godonu("publish", "--portal", "ckan", "--plan", plan["id"]).exit_code == 0
    assert "Webseiten" in package(shown.ckan, VISITS)["title"]


def test_a_portal_that_is_down_fails_no_build(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setenv("GODONU_CKAN_URL", "http://127.0.0.1:9")
        result = godonu("publish", "--json")
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert told["status"] == "fertig", "the run itself has done its work"
    assert {entry["abgebrochen"] for entry in told["veroeffentlichung"]} == {False}
    assert {entry["ergebnis"] for entry in told["portal"]} == {"nicht erreicht"}


def test_revoked_for_all_leaves_the_portal_with_the_next_run(shown: Shown) -> None:
    desk = laid_out(shown.project, TRAFFIC, origins=False)
    book = desk.candidate.book
    assert book is not None
    take(desk, _answers(book.opened_partners(), "widerrufen", None))
    result = godonu("run", "--json")
    assert result.exit_code == 0, result.output[-2000:]
    told = {entry["dataset"]: entry["ergebnis"] for entry in json.loads(result.stdout)["portal"]}
    assert told[TRAFFIC] == "zurückgezogen"
    assert package(shown.ckan, TRAFFIC)["resources"] == []
    assert not (shown.project.catalogue / TRAFFIC / "data.csv").exists()


def test_in_an_emergency_files_and_table_go_at_once_and_stay_away(shown: Shown) -> None:
    table = resource(package(shown.ckan, USAGE), "csv")
    words = ("--now", "--yes", "--reason", "Eine Zahl ist nicht geschützt.", "--person", "p-3f9a1c7e")
    result = godonu("unpublish", USAGE, *words)
    assert result.exit_code == 0, result.output
    assert requests.get(table["url"], timeout=60).status_code == 404
    rows = f"{shown.ckan.url}/api/3/action/datastore_search?resource_id={table['id']}"
    assert requests.get(rows, timeout=60).status_code == 404
    page = requests.get(f"{shown.ckan.url}/dataset/{USAGE}", timeout=60)
    assert page.status_code == 200 and "Eine Zahl ist nicht geschützt." in page.text
    assert "p-3f9a1c7e" not in page.text
    assert godonu("publish").exit_code == 3
    assert package(shown.ckan, USAGE)["resources"] == []
    assert not (shown.project.catalogue / USAGE / "data.csv").exists()
    assert Calls(shown.project.ckan).page(f"/dataset/{USAGE}") == 200  # type: ignore[arg-type]


def _decide_again(project: Project, dataset: str) -> None:
    """Decide as before on what is there now; nothing where it is still decided upon."""
    desk = laid_out(project, dataset, origins=False)
    book = desk.candidate.book
    assert book is not None
    [newest] = [entry for entry in book if entry.opens][-1:]
    if newest.fingerprint != desk.matter.fingerprint:
        take(desk, _answers(list(newest.partners), newest.status, desk.matter.fingerprint))


def _answers(partners: list[str], status: str, seen: str | None) -> Answers:
    return Answers(
        gesehen=seen,
        partners=tuple(partners),
        gilt_fuer="beispieldaten",
        status=status,  # type: ignore[arg-type]
        checklist=Checklist(
            personenbezug="ja", betriebsgeheimnis="nein", rechte_dritter="nein", oeffentliche_sicherheit="nein",
            auftragsangelegenheit="nein", statistikgeheimnis="nein",
        ),
        begruendung="Für diesen Test entschieden.",
        rechtsgrund="§ 1 HODaG",
        wiedervorlage=CLOCK.date().replace(year=2027),
        entschieden_von=Signature(person="p-00000001", rolle="dateneigentuemer"),
        mitgezeichnet_von=Signature(person="p-00000002", rolle="data_steward"),
    )  # fmt: skip
