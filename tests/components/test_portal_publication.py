# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The portal in Dagster: only where one is set, last in a run, with plan, checks and address; red is no failure."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from godonu_platform import run_report
from godonu_platform.catalogs.ckan.comparison import FieldChange
from godonu_platform.components import portal_publication as component
from godonu_platform.components.portal_publication_events import cell, changes_table
from godonu_platform.contracts.contract import load_contracts
from godonu_platform.project import Project
from godonu_platform.publication.candidate import open_contracts
from godonu_platform.settings import CkanAccess
from tests.conftest import CLOCK
from tests.portal import CkanForTests
from tests.publication.conftest import world
from tests.publication.portal_world import edit, nobody_listens, package
from tests.publication.world import FULDA, GIESSEN, KASSEL, KREIS, UNITS, USE, World, decision

__all__ = ["world"]
TOKEN = "eyJ-gepflanzter-Token-4711"


def loaded(home: Path, **variables: str) -> dg.Definitions:
    """Load the door as the UI does."""
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith("GODONU_"):
                patch.delenv(name)
        patch.setenv("GODONU_DATA", str(home / "data"))
        for name, value in variables.items():
            patch.setenv(name, value)
        from godonu_platform.definitions import defs

        return defs()


@pytest.fixture(scope="module")
def with_portal(tmp_path_factory: pytest.TempPathFactory) -> dg.Definitions:
    home = tmp_path_factory.mktemp("mit")
    return loaded(home, GODONU_CKAN_URL="https://daten.example.org", GODONU_CKAN_TOKEN=TOKEN)


def test_without_a_portal_there_is_nothing_of_it(tmp_path: Path) -> None:
    found = loaded(tmp_path)
    assert not [spec for spec in found.resolve_all_asset_specs() if spec.key.path[0] == "portal"]
    assert not [name for name in found.resolve_job_def("alles").graph.node_dict if name == "portal"]
    assert not {job.name for job in found.resolve_all_job_defs()} & {"portal_veroeffentlichen", "portal_pruefen"}


def test_every_open_dataset_stands_behind_its_local_publication(
    with_portal: dg.Definitions, repository: Path
) -> None:
    names = {c.name for c in open_contracts(load_contracts(Project.at(repository, repository / "data")))}
    specs = {spec.key.path[-1]: spec for spec in with_portal.resolve_all_asset_specs() if spec.key.path[0] == "portal"}
    assert set(specs) == names
    for name, spec in specs.items():
        assert [dep.asset_key.path for dep in spec.deps] == [["catalogue", name]]
        assert spec.description is not None and spec.description.startswith("**Im Portal: ")
    checks = [s for d in with_portal.resolve_asset_graph().assets_defs for s in d.check_specs]
    mine = [spec for spec in checks if spec.asset_key.path[0] == "portal"]
    assert {spec.name for spec in mine} == {"plan", "angewendet", "zurueckgelesen"}
    assert not any(spec.blocking for spec in mine)


def test_one_step_publishes_all_of_them_and_waits_for_none(with_portal: dg.Definitions) -> None:
    for name in ("alles", "veroeffentlichen", "portal_veroeffentlichen"):
        job = with_portal.resolve_job_def(name)
        [step] = [node for node in job.graph.nodes if node.name == "portal"]
        assert dict(job.graph.dependency_structure.input_to_upstream_outputs_for_node("portal")) == {}
        assert int(step.definition.tags["dagster/priority"]) < 0
    assert {node.name for node in with_portal.resolve_job_def("portal_veroeffentlichen").graph.nodes} == {"portal"}


def test_the_weekly_look_is_off_until_somebody_switches_it_on(with_portal: dg.Definitions) -> None:
    schedule = with_portal.resolve_schedule_def("portal_pruefen_woechentlich")
    assert (schedule.cron_schedule, schedule.execution_timezone) == ("0 5 * * 0", "Europe/Berlin")
    assert schedule.default_status == dg.DefaultScheduleStatus.STOPPED
    assert with_portal.resolve_job_def("portal_pruefen").asset_layer.selected_asset_keys == set()


class Steps:
    """The step of the portal over the small house, run as a job would run it."""

    def __init__(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        self.world, self.patch = world, monkeypatch
        monkeypatch.setattr(component, "current_evidence", lambda _: world.known())

    def at(self, access: CkanAccess) -> Steps:
        project = self.world.project = replace(self.world.project, ckan=access)
        for name, value in {
            "GODONU_HOME": project.root, "GODONU_DATA": project.data, "GODONU_CLOCK": CLOCK.isoformat(),
            "GODONU_CKAN_URL": access.url, "GODONU_CKAN_TOKEN": access.token or "",
        }.items():  # fmt: skip
            self.patch.setenv(name, str(value))
        return self

    def run(self, only: str | None = None, **tags: str) -> dg.ExecuteInProcessResult:
        self.world.bind()
        assets = component._assets(open_contracts(self.world.contracts()), self.world.project)
        found = dg.Definitions(assets=[assets], jobs=[dg.define_asset_job("portal", selection="*")])
        with dg.DagsterInstance.ephemeral() as instance:
            return found.resolve_job_def("portal").execute_in_process(
                instance=instance, tags=tags, asset_selection=[dg.AssetKey(["portal", only])] if only else None
            )


@pytest.fixture
def steps(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Steps]:
    world.publish()
    return Steps(world, monkeypatch)


def checks(result: dg.ExecuteInProcessResult, dataset: str) -> dict[str, tuple[bool, str]]:
    return {
        found.check_name: (found.passed, str(found.metadata["Was zu tun ist"].value))
        for found in result.get_asset_check_evaluations()
        if found.asset_key.path[-1] == dataset
    }


def shown(result: dg.ExecuteInProcessResult, dataset: str) -> dict[str, Any] | None:
    found = [event.materialization for event in result.get_asset_materialization_events()]
    mine = [made.metadata for made in found if made.asset_key.path == ["portal", dataset]]  # type: ignore[attr-defined]
    return {name: value.value for name, value in mine[0].items()} if mine else None


def test_a_portal_that_is_down_turns_the_checks_red_and_fails_nothing(steps: Steps) -> None:
    result = steps.at(CkanAccess(nobody_listens(), TOKEN)).run()
    assert result.success
    for dataset in (USE, UNITS):
        assert shown(result, dataset) is None
        for passed, told in checks(result, dataset).values():
            assert not passed and "nicht zu erreichen" in told
    report = run_report.load(steps.world.project)["portal"]
    assert {entry["dataset"]: entry["abgebrochen"] for entry in report} == {USE: True, UNITS: True}
    assert TOKEN not in "".join(str(event) for event in result.all_events) + str(report)


def test_without_a_token_the_checks_say_which_variable_to_set(steps: Steps) -> None:
    result = steps.at(CkanAccess(nobody_listens())).run()
    assert result.success
    assert "GODONU_CKAN_TOKEN" in checks(result, USE)["plan"][1]


def test_what_was_published_is_shown_with_plan_address_and_checks(steps: Steps, ckan_alone: CkanForTests) -> None:
    ckan_alone.purge()
    result = steps.at(CkanAccess(ckan_alone.url, ckan_alone.token)).run()
    assert result.success
    told = shown(result, USE)
    assert told is not None
    assert told["Ergebnis"] == "neu" and told["Schreibzugriffe"] > 0
    assert "| Titel |  | Begonnene Anträge" in told["Plan"]
    assert told["Seite im Portal"] == f"{ckan_alone.url}/dataset/{USE}"
    assert told["Zurückgelesen"] == "stimmt überein"
    assert checks(result, USE) == {name: (True, checks(result, USE)[name][1]) for name in checks(result, USE)}
    assert ckan_alone.token not in "".join(str(event) for event in result.all_events)
    again = steps.run()
    told = shown(again, USE)
    assert told is not None
    assert (told["Ergebnis"], told["Schreibzugriffe"], told["Plan"]) == ("unverändert", 0, "keine Änderung")
    report = run_report.load(steps.world.project)["portal"]
    assert {(entry["ergebnis"], entry["abgebrochen"]) for entry in report} == {("unverändert", False)}
    assert {entry["adresse"] for entry in report} == {f"{ckan_alone.url}/dataset/{name}" for name in (USE, UNITS)}


def test_revoked_goes_from_the_portal_although_there_is_no_local_result_any_more(
    steps: Steps, ckan_alone: CkanForTests
) -> None:
    ckan_alone.purge()
    assert steps.at(CkanAccess(ckan_alone.url, ckan_alone.token)).run().success
    revoked = decision(USE, 2, partners=[KASSEL, GIESSEN, FULDA, KREIS], status="widerrufen")
    steps.world.decide(USE, decision(USE), revoked)
    result = steps.run()
    assert result.success and shown(result, USE) is None
    assert [passed for passed, _ in checks(result, USE).values()] == [True] * 3
    assert package(ckan_alone, USE)["resources"] == []
    assert shown(result, UNITS) is not None


def test_what_the_gate_stops_fails_its_check_and_stays(steps: Steps, ckan_alone: CkanForTests) -> None:
    ckan_alone.purge()
    assert steps.at(CkanAccess(ckan_alone.url, ckan_alone.token)).run().success
    steps.world.build(f"update marts.{USE} set starts = 3 where starts = 120")
    result = steps.run()
    assert result.success
    passed, told = checks(result, USE)["plan"]
    assert not passed and "Schwelle" in told
    assert package(ckan_alone, USE)["version"] == "v1"


def test_only_the_chosen_dataset_is_published(steps: Steps, ckan_alone: CkanForTests) -> None:
    ckan_alone.purge()
    result = steps.at(CkanAccess(ckan_alone.url, ckan_alone.token)).run(UNITS)
    assert result.success and shown(result, UNITS) is not None
    assert checks(result, USE) == {}


def test_a_run_with_a_plan_applies_just_that_plan(steps: Steps, ckan_alone: CkanForTests) -> None:
    ckan_alone.purge()
    steps.at(CkanAccess(ckan_alone.url, ckan_alone.token))
    result = steps.run(**{component.PLAN_TAG: "0123abcd4567"})
    assert result.success
    assert "Den Plan »0123abcd4567« gibt es nicht" in checks(result, USE)["plan"][1]


def test_the_weekly_look_tells_edits_by_hand_and_overwrites_nothing(
    steps: Steps, ckan_alone: CkanForTests
) -> None:
    ckan_alone.purge()
    assert steps.at(CkanAccess(ckan_alone.url, ckan_alone.token)).run().success
    job = component._check_job("portal_pruefen")
    with dg.DagsterInstance.ephemeral() as instance:
        assert job.execute_in_process(instance=instance).success
        edit(ckan_alone, "package_patch", id=package(ckan_alone, USE)["id"], title="Von Hand")
        failed = job.execute_in_process(instance=instance, raise_on_error=False)
        assert not failed.success
        told = str(failed.failure_data_for_node("portal_pruefen_lesen"))
        assert "nichts wurde überschrieben" in told and "Titel (von Hand geändert)" in told
        key = dg.AssetCheckKey(dg.AssetKey(["portal", USE]), "zurueckgelesen")
        latest = instance.event_log_storage.get_latest_asset_check_execution_by_key([key])[key]
        assert latest.evaluation is not None and not latest.evaluation.passed
    assert package(ckan_alone, USE)["title"] == "Von Hand"


def test_the_weekly_look_at_a_dead_portal_fails_with_the_reason(steps: Steps) -> None:
    steps.at(CkanAccess(nobody_listens(), TOKEN))
    failed = component._check_job("portal_pruefen").execute_in_process(raise_on_error=False)
    assert not failed.success
    assert "nicht zu erreichen" in str(failed.failure_data_for_node("portal_pruefen_lesen"))


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", "[klick](javascript:alert(1))", "a | b\nc", "![x](http://x/y.png)", "**fett** `x`"],
)
def test_what_people_wrote_is_shown_and_not_carried_out(text: str) -> None:
    shown = cell(text)
    assert "<" not in shown and "\n" not in shown
    assert not {"[", "]", "|", "`", "*"} & set(shown.replace("\\[", "").replace("\\]", "").replace("\\|", "").replace(
        "\\`", "").replace("\\*", ""))
    change = FieldChange(name="title", field="Titel", old=text, new="x" * 500, by_hand=True)
    table = changes_table([change])
    assert len(table.splitlines()) == 3 and "(im Portal von Hand geändert)" in table and "…" in table
