# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""A whole run tells its lineage: valid, complete, once, without any personal value, whatever a receiver does."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from godonu_platform import run_report
from godonu_platform.components.run_events import Written, write_pending
from godonu_platform.lineage import outbox
from godonu_platform.project import Project
from godonu_platform.terminal import running
from tests.end_to_end import records
from tests.lineage.openlineage_schemas import mistakes_in_outbox, story_mistakes
from tests.lineage.receiver import hang, receiver

OFFENBACH, KASSEL = "064130000000", "066110000000"
Deliver = Callable[..., Path]
Event = dict[str, Any]
PLANTED = ("Mustermann", "mustermann", "erika@example.org", "DE02120300000000202051", "OF-EM 1971", "12345678911")


def events(project: Project) -> list[Event]:
    return [json.loads(line) for line in project.outbox.read_text(encoding="utf-8").splitlines()]


def ends(found: list[Event]) -> dict[str, Event]:
    return {e["job"]["name"]: e for e in found if e["eventType"] != "START"}


def plant(ars: str, number: int = 12) -> list[dict[str, object]]:
    """Events with personal values in their fields, some in fields that make a row be rejected."""
    found = records.applications(ars, number)
    found[0] |= {"step_key": "Erika Mustermann", "case_id": "erika@example.org"}
    found[1] |= {"auth_method": "Mustermann, Erika"}
    found[2] |= {"occurred_at": "DE02120300000000202051"}
    found[3] |= {"session_id": "OF-EM 1971", "neue_spalte": "12345678911"}
    return found


def test_a_whole_run_is_told_once_and_without_a_person(
    installation: Project, deliver: Deliver, conformance: Path
) -> None:
    for ars in (OFFENBACH, KASSEL):
        deliver(ars, "portal_events", plant(ars), name="Erika_Mustermann_erika@example.org")
        deliver(ars, "services", records.services(ars))
    deliver(OFFENBACH, "traffic_counts", records.counts(OFFENBACH))
    deliver(OFFENBACH, "traffic_sites", records.sites(OFFENBACH))
    (installation.inbox / OFFENBACH / "Mustermann").mkdir()
    (installation.inbox / OFFENBACH / "Mustermann" / "erika@example.org.csv").write_text("a,b\n", encoding="utf-8")
    os.utime(installation.inbox / OFFENBACH / "Mustermann" / "erika@example.org.csv", (0, 0))
    running.run(installation, [])

    [told] = run_report.load(installation)["herkunft"]
    found = events(installation)
    assert (told["laeufe"], told["ereignisse"], told["fehler"]) == (1, len(found), "")
    assert mistakes_in_outbox(installation) == []
    assert list(story_mistakes(found)) == []
    text = "".join(p.read_text(encoding="utf-8") for p in installation.outbox.parent.glob("*.*"))
    assert [secret for secret in PLANTED if secret in text] == []
    assert str(installation.data) not in text and str(installation.root) not in text

    done = ends(found)
    assert {e["eventType"] for name, e in done.items() if name.startswith(("raw", "dbt"))} == {"COMPLETE"}
    lake = done["raw__portal_events"]["outputs"][0]
    assert (lake["name"], lake["outputFacets"]["outputStatistics"]["rowCount"] > 0) == ("lake/portal_events", True)
    usage = done["dbt.marts.open_application_usage"]["outputs"][0]["facets"]
    assert set(usage["columnLineage"]["fields"]) == {f["name"] for f in usage["schema"]["fields"]}
    inputs = [i for f in usage["columnLineage"]["fields"].values() for i in f["inputFields"]]
    ways = [t for i in inputs for t in i["transformations"]]
    assert any(way["masking"] for way in ways) and any(way["type"] == "INDIRECT" for way in ways)
    tags = {(t.get("field"), t["key"]): t["value"] for t in usage["tags"]["tags"]}
    assert tags["submissions", "vertraulichkeit_erklaert"] == "oeffentlich"
    assert ("submissions", "personenbezug") in tags
    tested = {d["name"] for d in done["dbt"]["inputs"]}
    assert "marts.open_application_usage" in tested
    shown = done["catalogue__open_application_usage"]
    assert shown["inputs"][0]["inputFacets"]["dataQualityAssertions"]["assertions"]

    with installation.exported({"DAGSTER_HOME": str(installation.dagster_home)}), dg.DagsterInstance.get() as instance:
        assert write_pending(installation, instance) == Written(), "each run once"


def test_a_failed_emission_is_told_and_made_up_for_by_the_next_run(
    installation: Project, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver(OFFENBACH, "traffic_sites", records.sites(OFFENBACH))

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "Mustermann")

    with monkeypatch.context() as patch:
        patch.setattr(outbox, "append", full)
        outcome = running.land(installation, [], None, None)
    assert outcome.exit_code == 0, "the run has done its work"
    [told] = outcome.report["herkunft"]
    assert told["ereignisse"] == 0 and "OSError" in told["fehler"] and "Mustermann" not in told["fehler"]
    assert not installation.outbox.exists()
    deliver(OFFENBACH, "services", records.services(OFFENBACH))
    again = running.land(installation, [], None, None)
    assert again.report["herkunft"][0]["laeufe"] == 2
    assert len({e["run"]["runId"] for e in events(installation) if e["job"]["name"] == "nur_landen"}) == 2


def test_a_killed_run_is_told_as_aborted_by_the_next_start(installation: Project, deliver: Deliver) -> None:
    deliver(OFFENBACH, "portal_events", records.applications(OFFENBACH, 2000))
    environment = {**os.environ, "PYTHONPATH": str(installation.root)}
    command = [sys.executable, "-m", "godonu_platform.cli", "run"]
    run = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
    while run.poll() is None and not list(installation.lake.rglob("*.parquet")):
        time.sleep(0.05)
    run.send_signal(signal.SIGKILL)
    run.wait()
    assert not installation.outbox.exists(), "killed before its end"
    running.land(installation, [], None, None)
    found = events(installation)
    assert [(e["job"]["name"], e["eventType"]) for e in found if e["job"]["name"] in ("alles", "nur_landen")] == [
        ("alles", "START"),
        ("alles", "ABORT"),
        ("nur_landen", "START"),
        ("nur_landen", "COMPLETE"),
    ]
    assert list(story_mistakes(found)) == []


def test_a_receiver_that_hangs_delays_no_run(
    installation: Project, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fault 45: events are only written; nobody is asked."""
    with receiver() as there:
        there.always = hang(60)
        monkeypatch.setenv("GODONU_OPENLINEAGE_URL", there.url)
        deliver(OFFENBACH, "traffic_sites", records.sites(OFFENBACH))
        assert running.land(Project.from_environment(), [], None, None).exit_code == 0
        assert there.seen == []
    assert len(events(installation)) > 4
