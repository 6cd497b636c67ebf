# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""A finished run becomes the same valid events every time, in order, with what each run, step and dataset did."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from godonu_platform.lineage.openlineage_events import lines_of, run_uuid
from tests.lineage.finished_runs import DATASETS, RUN_ID, at, finished_run
from tests.lineage.openlineage_schemas import mistakes_in, story_mistakes

NAMESPACE = "godonu://kreis-offenbach"
Event = dict[str, Any]


@pytest.fixture(scope="module")
def lines() -> list[str]:
    return lines_of(finished_run(), DATASETS, NAMESPACE)


@pytest.fixture(scope="module")
def events(lines: list[str]) -> list[Event]:
    return [json.loads(line) for line in lines]


def one(events: list[Event], job: str, kind: str) -> Event:
    [found] = [e for e in events if e["job"]["name"] == job and e["eventType"] == kind]
    return found


def output(event: Event) -> dict[str, Any]:
    [found] = event["outputs"]
    return dict(found)


def test_every_event_holds_against_the_official_schemas(lines: list[str], conformance: object) -> None:
    assert mistakes_in(lines) == []


def test_each_part_has_a_start_and_an_end_in_the_order_of_the_run(events: list[Event]) -> None:
    assert [(e["job"]["name"], e["eventType"]) for e in events] == [
        ("alles", "START"),
        ("raw__visits", "START"),
        ("raw__visits", "COMPLETE"),
        ("dbt", "START"),
        ("dbt.marts.figures", "START"),
        ("dbt.marts.figures", "COMPLETE"),
        ("dbt.marts.broken", "START"),
        ("dbt.marts.broken", "FAIL"),
        ("dbt", "COMPLETE"),
        ("catalogue__figures", "START"),
        ("catalogue__figures", "FAIL"),
        ("alles", "FAIL"),
    ]
    assert list(story_mistakes(events)) == []


def test_the_same_run_gives_the_same_bytes_and_another_run_other_ids(lines: list[str], events: list[Event]) -> None:
    assert lines_of(finished_run(), DATASETS, NAMESPACE) == lines
    other = finished_run("11111111-2222-4333-8444-555555555555")
    ids = {json.loads(line)["run"]["runId"] for line in lines_of(other, DATASETS, NAMESPACE)}
    assert not ids & {e["run"]["runId"] for e in events}
    assert len({e["run"]["runId"] for e in events}) == 6


def test_the_run_keeps_its_dagster_id_and_its_parts_get_made_ones() -> None:
    assert run_uuid(RUN_ID) == RUN_ID
    assert run_uuid(RUN_ID, "dbt") == run_uuid(RUN_ID, "dbt") != run_uuid(RUN_ID, "dbt", "marts.figures")
    assert run_uuid("no uuid") == run_uuid("no uuid")


def test_times_are_those_of_the_run(events: list[Event]) -> None:
    assert one(events, "dbt.marts.figures", "START")["eventTime"] == "2026-11-01T06:00:03.123456Z"
    assert one(events, "alles", "FAIL")["eventTime"] == "2026-11-01T06:00:11.123456Z"


def test_a_model_runs_below_its_step_and_both_below_the_run(events: list[Event]) -> None:
    parent = one(events, "dbt.marts.figures", "COMPLETE")["run"]["facets"]["parent"]
    assert (parent["job"]["name"], parent["root"]["job"]["name"]) == ("dbt", "alles")
    assert (parent["run"]["runId"], parent["root"]["run"]["runId"]) == (run_uuid(RUN_ID, "dbt"), RUN_ID)
    assert one(events, "dbt", "START")["run"]["facets"]["parent"]["run"]["runId"] == RUN_ID
    assert "parent" not in one(events, "alles", "START")["run"]["facets"]


def test_months_are_a_range_and_a_list(events: list[Event]) -> None:
    facets = one(events, "alles", "START")["run"]["facets"]
    assert facets["nominalTime"]["nominalStartTime"] == "2026-07-31T22:00:00.000000Z", "August in Berlin"
    assert facets["nominalTime"]["nominalEndTime"] == "2026-10-31T23:00:00.000000Z", "winter time begins in October"
    assert facets["tags"]["tags"] == [{"key": "monate", "value": "2026-08,2026-10", "source": "GODONU"}]
    assert "nominalTime" not in one(events, "raw__visits", "START")["run"]["facets"]


def test_what_was_written_says_how_much_which_version_and_what_became_of_the_old(events: list[Event]) -> None:
    written = output(one(events, "dbt.marts.figures", "COMPLETE"))
    assert written["outputFacets"]["outputStatistics"]["rowCount"] == 7
    assert written["facets"]["version"]["datasetVersion"] == "def"
    assert written["facets"]["lifecycleStateChange"]["lifecycleStateChange"] == "OVERWRITE"


def test_a_failed_part_keeps_its_lineage_and_claims_nothing_written(events: list[Event]) -> None:
    """Fault 45: a failed run does not delete good lineage."""
    failed = output(one(events, "catalogue__figures", "FAIL"))
    assert "columnLineage" in failed["facets"] and "schema" in failed["facets"]
    assert failed["outputFacets"] == {} and "version" not in failed["facets"]


def test_schema_tags_and_owners_are_those_of_the_dataset(events: list[Event]) -> None:
    facets = output(one(events, "raw__visits", "COMPLETE"))["facets"]
    assert [f["name"] for f in facets["schema"]["fields"]] == ["session_pid", "flags"]
    assert {(t.get("field"), t["key"], t["value"], t["source"]) for t in facets["tags"]["tags"]} == {
        (None, "datenebene", "roh", "GODONU"),
        ("session_pid", "personenbezug", "pseudonym", "GODONU"),
        ("session_pid", "vertraulichkeit", "intern", "GODONU"),
    }
    assert {(o["name"], o["type"]) for o in facets["ownership"]["owners"]} == {
        ("team:dateneigentuemer", "OWNER"),
        ("team:data_steward", "MAINTAINER"),
    }
    assert facets["symlinks"]["identifiers"][0]["name"] == "raw.visits"


def test_column_lineage_names_the_input_with_all_its_ways(events: list[Event]) -> None:
    lineage = output(one(events, "dbt.marts.figures", "COMPLETE"))["facets"]["columnLineage"]
    [field] = lineage["fields"]["visits"]["inputFields"]
    assert (field["namespace"], field["name"], field["field"]) == (NAMESPACE, "lake/visits", "session_pid")
    assert field["transformations"] == [{"type": "DIRECT", "subtype": "AGGREGATION", "masking": True}]
    [chosen] = lineage["dataset"]
    assert chosen["transformations"][0]["subtype"] == "FILTER"


def test_checks_stand_at_the_input_they_looked_at(events: list[Event]) -> None:
    [inbox] = one(events, "raw__visits", "COMPLETE")["inputs"]
    [landing] = inbox["inputFacets"]["dataQualityAssertions"]["assertions"]
    assert (inbox["name"], landing["success"], landing["severity"]) == ("inbox/visits", False, "warn")
    [tested] = one(events, "dbt", "COMPLETE")["inputs"]
    [test] = tested["inputFacets"]["dataQualityAssertions"]["assertions"]
    assert (tested["name"], test["assertion"], test["column"]) == ("marts.figures", "not_null", "visits")


def test_an_error_is_kind_and_place(events: list[Event]) -> None:
    failed = one(events, "catalogue__figures", "FAIL")["run"]["facets"]["errorMessage"]
    assert failed["message"] == "ValueError in publication/publish.py:80"
    assert "stackTrace" not in failed
    assert one(events, "dbt.marts.broken", "FAIL")["run"]["facets"]["errorMessage"]["programmingLanguage"] == "SQL"


def test_an_aborted_run_and_a_withdrawn_dataset(conformance: object) -> None:
    run = finished_run()
    last = run.steps[-1]
    gone = replace(last.works[0], state="COMPLETE", change="DROP")
    steps = (*run.steps[:-1], replace(last, state="ABORT", error="", ended=at(9), works=(gone,)))
    lines = lines_of(replace(run, state="ABORT", steps=steps), DATASETS, NAMESPACE)
    assert mistakes_in(lines) == []
    events = [json.loads(line) for line in lines]
    assert events[-1]["eventType"] == "ABORT"
    dropped = output(one(events, "catalogue__figures", "ABORT"))
    assert dropped["facets"]["lifecycleStateChange"]["lifecycleStateChange"] == "DROP"


def test_a_line_is_one_line_whatever_a_description_holds() -> None:
    dataset = replace(DATASETS["marts.figures"], description="Zeile 1\nZeile 2\u2028Ende\r\n")
    lines = lines_of(finished_run(), DATASETS | {"marts.figures": dataset}, NAMESPACE)
    assert all(len(line.splitlines()) == 1 for line in lines)
