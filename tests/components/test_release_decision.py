# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The job `freigabe`: without answers it only shows, with answers it writes, and refusals say what speaks against."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from godonu_platform.components.release_decision import ReleaseDecision
from godonu_platform.governance.decisions import load_decisions
from godonu_platform.project import Project
from tests.conftest import CLOCK, REPOSITORY

DATASET, KASSEL = "open_services", "066110000000"
QUESTIONS = (
    "personenbezug", "betriebsgeheimnis", "rechte_dritter", "oeffentliche_sicherheit", "auftragsangelegenheit",
    "statistikgeheimnis",
)  # fmt: skip


@pytest.fixture(scope="module")
def haus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    root = tmp_path_factory.mktemp("haus")
    for drawer in ("assets", "governance", "catalogs", "dbt_project"):
        shutil.copytree(REPOSITORY / drawer, root / drawer, ignore=shutil.ignore_patterns("target", "logs", "__py*"))
    (root / "governance" / "decisions" / f"{DATASET}.yaml").unlink(missing_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith("GODONU_"):
                patch.delenv(name)
        yield Project.at(root, root / "data", fixed_clock=CLOCK)


@pytest.fixture
def job(haus: Project, monkeypatch: pytest.MonkeyPatch) -> dg.JobDefinition:
    monkeypatch.setenv("GODONU_HOME", str(haus.root))
    monkeypatch.setenv("GODONU_DATA", str(haus.data))
    monkeypatch.setenv("GODONU_CLOCK", CLOCK.isoformat())
    component = ReleaseDecision(job="freigabe", description="Über die Öffnung entscheiden.", example=DATASET)
    found = component.build_defs(None).get_job_def("freigabe")  # type: ignore[arg-type]  # it asks for nothing
    assert isinstance(found, dg.JobDefinition)
    return found


def run(job: dg.JobDefinition, **config: Any) -> dg.ExecuteInProcessResult:
    return job.execute_in_process({"ops": {"freigabe_entscheiden": {"config": config}}}, raise_on_error=False)


def observations(result: dg.ExecuteInProcessResult) -> list[dg.AssetObservation]:
    events = [event for event in result.all_events if event.event_type == dg.DagsterEventType.ASSET_OBSERVATION]
    return [event.asset_observation_data.asset_observation for event in events]


def failure(result: dg.ExecuteInProcessResult) -> str:
    [event] = [event for event in result.all_events if event.is_step_failure]
    return str(event.step_failure_data.user_failure_data.description)


def answers(**change: Any) -> dict[str, Any]:
    return {
        "partners": [KASSEL],
        "gilt_fuer": "echtdaten",
        "status": "offen",
        "checklist": dict.fromkeys(QUESTIONS, "nein"),
        "begruendung": "Verzeichnis der Leistungen, ohnehin öffentlich.",
        "rechtsgrund": "Beschluss zur Offenlegung",
        "wiedervorlage": "2027-11-20",
        "entschieden_von": {"person": "p-3f9a1c7e", "rolle": "dateneigentuemer"},
        **change,
    }


def test_without_answers_it_only_shows(job: dg.JobDefinition, haus: Project) -> None:
    result = run(job, datensatz=DATASET)
    assert result.success
    assert job.execute_in_process().success, "the Launchpad is filled so that it can be started as it is"
    [seen] = observations(result)
    assert seen.asset_key == dg.AssetKey(["catalogue", DATASET])
    assert set(seen.metadata) == {
        "Worüber entschieden wird", "Prüfzahl (gesehen)", "Änderungen seit der letzten Entscheidung",
        "Spalten und Klassen", "Woher die Spalten kommen", "Schutzschritte", "Kommunen",
    }  # fmt: skip
    columns = str(seen.metadata["Spalten und Klassen"].value)
    assert columns.startswith("| Spalte | Bezeichnung | Klasse laut Vertrag | Klasse nach dem Rechenweg |\n| --- |")
    assert "| name |" in columns
    assert list(load_decisions(haus, DATASET)) == []


def test_with_answers_it_writes_and_says_where(job: dg.JobDefinition, haus: Project) -> None:
    [seen] = observations(run(job, datensatz=DATASET))
    number = str(seen.metadata["Prüfzahl (gesehen)"].value)
    result = run(job, datensatz=DATASET, antworten=answers(gesehen=number))
    assert result.success
    _, written = observations(result)
    assert str(written.metadata["Eingetragen"].value) == "open-services-1: offen"
    [entry] = load_decisions(haus, DATASET)
    assert (entry.fingerprint or "").startswith(number)


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ({"datensatz": "portal_events"}, "ist kein Datensatz der Ebene Veröffentlichung"),
        ({"datensatz": DATASET, "antworten": answers()}, "Unter »gesehen« fehlt die Prüfzahl"),
        ({"datensatz": DATASET, "antworten": answers(gesehen="0" * 16)}, "Seit der Ansicht hat sich etwas geändert"),
        ({"datensatz": DATASET, "antworten": answers(status="ofen")}, "status: unbekannter Wert"),
    ],
)
def test_a_refusal_fails_the_run_and_says_why(
    job: dg.JobDefinition, haus: Project, config: dict[str, Any], said: str
) -> None:
    before = list(load_decisions(haus, DATASET))
    result = run(job, **config)
    assert not result.success
    assert said in failure(result)
    assert list(load_decisions(haus, DATASET)) == before


def test_the_job_of_the_house_is_this_one(tmp_path: Path) -> None:
    import yaml

    content = yaml.safe_load((REPOSITORY / "assets" / "opening_decisions" / "defs.yaml").read_text(encoding="utf-8"))
    assert content["type"].endswith(".ReleaseDecision")
    assert content["attributes"]["job"] == "freigabe"
