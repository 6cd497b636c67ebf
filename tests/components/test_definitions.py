# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The door opens without a warning and shows what stewards look for: groups, owners, classes, checks, jobs."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import warnings
from pathlib import Path

import dagster as dg
import pytest

from godonu_platform.contracts.contract import load_contracts
from godonu_platform.project import Project


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("definitions")


@pytest.fixture(scope="module")
def definitions(home: Path) -> dg.Definitions:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GODONU_DATA", str(home / "data"))
        from godonu_platform.definitions import defs

        with warnings.catch_warnings():
            warnings.simplefilter("error", DeprecationWarning)
            warnings.filterwarnings("ignore", message="sqlglotrs")
            return defs()


def specs(definitions: dg.Definitions) -> dict[str, dg.AssetSpec]:
    return {"/".join(spec.key.path): spec for spec in definitions.resolve_all_asset_specs()}


def test_every_source_and_every_open_dataset_is_an_asset(definitions: dg.Definitions, repository: Path) -> None:
    contracts = load_contracts(Project.at(repository, repository / "data"))
    found = specs(definitions)
    for contract in contracts.values():
        if contract.is_source:
            assert f"raw/{contract.name}" in found
        if contract.layer == "veroeffentlichung":
            assert {f"open/{contract.name}", f"catalogue/{contract.name}"} <= set(found)


def test_every_graded_dataset_shows_its_grades_beside_itself(definitions: dg.Definitions) -> None:
    found = specs(definitions)
    for name, path in (("portal_events", "raw"), ("traffic_daily", "marts"), ("open_traffic_daily", "open")):
        spec = found[f"guete/{name}"]
        assert [dep.asset_key.path for dep in spec.deps] == [[path, name]]
        assert spec.description is not None and spec.description.startswith("**Güte: ")
    assert "guete/delivery_ledger" not in found, "the platform's own books are not graded"


def test_an_asset_says_group_owner_and_class_of_each_column(definitions: dg.Definitions) -> None:
    spec = specs(definitions)["raw/portal_events"]
    assert spec.group_name == "portalnutzung"
    assert "team:data_steward" in spec.owners
    assert spec.tags["klasse"] == "vertraulich"
    schema = spec.metadata["dagster/column_schema"]
    assert isinstance(schema, dg.TableSchema)
    [case] = [c for c in schema.columns if c.name == "case_pid"]
    assert case.tags == {"klasse": "vertraulich", "personenbezug": "pseudonym"}
    assert case.description is not None and case.description.startswith("Fallpseudonym")


def test_the_graph_leads_from_raw_to_catalogue(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    published = dg.AssetKey(["catalogue", "open_traffic_daily"])
    seen, todo = set(), [published]
    while todo:
        for parent in graph.get(todo.pop()).parent_keys:
            if parent not in seen:
                seen.add(parent)
                todo.append(parent)
    assert dg.AssetKey(["raw", "traffic_counts"]) in seen
    assert dg.AssetKey(["raw", "portal_events"]) not in seen


def test_gate_checks_block_and_dbt_tests_do_not(definitions: dg.Definitions) -> None:
    checks = [s for d in definitions.resolve_asset_graph().assets_defs for s in d.check_specs]
    gate = [s for s in checks if s.asset_key.path[0] == "catalogue"]
    tests = [s for s in checks if s.asset_key.path[0] in ("staging", "intermediate", "marts", "open")]
    assert gate and all(s.blocking for s in gate)
    assert tests and not any(s.blocking for s in tests)


def test_jobs_of_the_house_choose_only_what_can_be_run(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    for name in ("alles", "nur_landen", "veroeffentlichen"):
        job = definitions.resolve_job_def(name)
        chosen = job.asset_layer.selected_asset_keys
        assert chosen and all(graph.get(key).is_executable for key in chosen), name
    assert definitions.resolve_job_def("nur_landen").asset_layer.selected_asset_keys == {
        key for key in graph.materializable_asset_keys if key.path[0] == "raw"
    }


def test_the_inbox_sensor_asks_for_one_run_per_state_of_the_inbox(
    definitions: dg.Definitions, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GODONU_DATA", str(home / "data"))
    sensor = definitions.resolve_sensor_def("eingang")
    with dg.DagsterInstance.ephemeral() as instance:
        tick = sensor.evaluate_tick(dg.build_sensor_context(instance=instance))
        assert tick.skip_message == "Keine neue Lieferung im Eingang."
        path = home / "data" / "inbox" / "06439" / "services" / "a.ndjson"
        path.parent.mkdir(parents=True)
        path.write_text("{}\n", encoding="utf-8")
        os.utime(path, (time.time() - 60, time.time() - 60))
        first = sensor.evaluate_tick(dg.build_sensor_context(instance=instance)).run_requests
        again = sensor.evaluate_tick(dg.build_sensor_context(instance=instance)).run_requests
        assert first and again and first[0].run_key == again[0].run_key
        path.write_text('{"a": 1}\n', encoding="utf-8")
        os.utime(path, (time.time() - 30, time.time() - 30))
        changed = sensor.evaluate_tick(dg.build_sensor_context(instance=instance)).run_requests
        assert changed and changed[0].run_key != first[0].run_key


def test_the_code_location_validates_from_the_workspace_file(repository: Path, home: Path) -> None:
    """What the UI does when it starts: load workspace.yaml in a process of its own."""
    environment = {**os.environ, "GODONU_DATA": str(home / "data"), "DAGSTER_HOME": str(home)}
    command = [sys.executable, "-m", "dagster", "definitions", "validate", "-w", "workspace.yaml"]
    done = subprocess.run(command, cwd=repository, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stderr[-2000:]
    assert "All code locations passed validation" in done.stderr + done.stdout
    told = [line for line in done.stderr.splitlines() if "Warning" in line and "Supersession" not in line]
    assert told == []


def test_a_source_without_contract_is_told_by_name(repository: Path) -> None:
    from godonu_platform.components.source_dataset import declared

    contracts = load_contracts(Project.at(repository, repository / "data"))
    assert declared(contracts, "services", "assets/services/defs.yaml").name == "services"
    for name in ("gibt_es_nicht", "open_services"):
        with pytest.raises(ValueError, match=rf"defs\.yaml: dataset: .*governance/contracts/{name}\.yaml anlegen"):
            declared(contracts, name, "assets/x/defs.yaml")


def test_the_job_for_decisions_is_there_and_touches_no_asset(definitions: dg.Definitions) -> None:
    job = definitions.resolve_job_def("freigabe")
    assert job.asset_layer.selected_asset_keys == set()
    assert "Über die Öffnung" in (job.description or "")
