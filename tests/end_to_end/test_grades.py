# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Grades are measured by every run, shown by Dagster, the command and the catalogue, and never typed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import dagster as dg
import pytest
from click.testing import CliRunner

from godonu_platform.cli import main
from godonu_platform.components import grade_events
from godonu_platform.project import Project
from godonu_platform.quality.grade_history import current_grades, history_path
from godonu_platform.quality.grade_model import Key
from godonu_platform.terminal import running
from tests.end_to_end import records

OFFENBACH, KASSEL = "064130000000", "066110000000"
USAGE, OPEN_USAGE = "application_usage_monthly", "open_application_usage"
Deliver = Callable[..., Path]


def deliver_two_months(deliver: Deliver) -> None:
    """Kassel delivers August twice and September with bad records; Offenbach leaves September out."""
    for ars in (OFFENBACH, KASSEL):
        deliver(ars, "services", records.services(ars))
        deliver(ars, "portal_events", records.applications(ars, 20, "2026-08"), name="august")
    again = records.applications(KASSEL, 20, "2026-08")
    deliver(KASSEL, "portal_events", again[:15], name="nochmals")
    september = records.applications(KASSEL, 20, "2026-09")
    for record in september[:15]:
        record["channel"] = "brieftaube"
    deliver(KASSEL, "portal_events", september, name="september")


def letters(project: Project, dataset: str, ars: str, month: str) -> str:
    grade = current_grades(project)[Key(dataset, ars, month)]
    return "".join("-" if letter == "nicht_messbar" else letter for letter in (*grade.letters.values(), grade.overall))


def keys_in(content: Any) -> set[str]:
    if isinstance(content, dict):
        return set(content).union(*map(keys_in, content.values()))
    return set().union(*map(keys_in, content)) if isinstance(content, list) else set()


def shown_in_dagster(project: Project, dataset: str) -> dict[str, Any]:
    with project.exported({"DAGSTER_HOME": str(project.dagster_home)}), dg.DagsterInstance.get() as instance:
        event = instance.get_latest_materialization_event(dg.AssetKey(["guete", dataset]))
        assert event is not None and event.asset_materialization is not None
        return dict(event.asset_materialization.metadata)


def test_a_run_measures_and_shows_the_grades(
    installation: Project, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver_two_months(deliver)
    assert running.run(installation, []).exit_code == 0
    for dataset in ("portal_events", USAGE, OPEN_USAGE):
        assert letters(installation, dataset, KASSEL, "2026-08") == "A-AACC", "15 of 75 came twice"
        assert letters(installation, dataset, KASSEL, "2026-09") == "A-CAAC", "15 of 60 were rejected"
        assert letters(installation, dataset, OFFENBACH, "2026-09") == "D----D", "nothing was delivered"

    metadata = shown_in_dagster(installation, OPEN_USAGE)
    assert metadata["Gesamtnote"].value == "D (2026-09)"
    assert metadata["Validität (Anteil)"].value == 0.75
    assert "data:image/svg+xml" in metadata["Verlauf"].value
    assert "15 von 60 Datensätzen" in metadata["Was auffällt"].value
    assert len(metadata["Noten je Kommune und Monat"].value.records) == 4

    release = json.loads((installation.releases / OPEN_USAGE / "v1" / "release.json").read_text(encoding="utf-8"))
    grades = release["grades"]
    by_partner = {partner["ars"]: partner for partner in grades["partners"]}
    assert (grades["overall"], by_partner[OFFENBACH]["overall"], by_partner[KASSEL]["overall"]) == ("C", "D", "B")
    assert by_partner[KASSEL]["months"] == {"2026-08": "C", "2026-09": "C"}
    assert not {"value", "share", "detail"} & keys_in(grades), "letters go out, figures of small partners do not"
    page = (installation.catalogue / OPEN_USAGE / "index.html").read_text(encoding="utf-8")
    assert "Güte der Daten" in page and "C – mit Mängeln" in page

    listed = CliRunner().invoke(main, ["grades", "portal_events", "--ars", KASSEL])
    assert listed.exit_code == 0 and "Kassel, 2026-09, Validität C: 15 von 60" in listed.output
    as_json = json.loads(CliRunner().invoke(main, ["grades", "--json", "--month", "2026-08"]).output)
    assert {entry["month"] for entry in as_json} == {"2026-08"}
    assert CliRunner().invoke(main, ["grades", "delivery_ledger"]).exit_code == 2

    before = history_path(installation).read_bytes()
    said: list[str] = []
    context: Any = SimpleNamespace(run=SimpleNamespace(run_id="next"), log=SimpleNamespace(error=said.append))
    monkeypatch.setattr(grade_events, "measure_grades", lambda *_: int("erika@beispiel.example"))
    grade_events.tell_grades(context, installation)
    assert len(said) == 1 and "ValueError" in said[0] and "erika" not in said[0]
    assert letters(installation, OPEN_USAGE, KASSEL, "2026-08") == "------", "no old letter beside new figures"
    assert history_path(installation).read_bytes().startswith(before)
