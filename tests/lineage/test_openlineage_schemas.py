# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The checks of events find what the core schema lets pass; a check that cannot fail is none."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.lineage.openlineage_schemas import Schemas, story_mistakes

Event = dict[str, Any]
SPEC = "https://openlineage.io/spec/facets"


@pytest.fixture(scope="module")
def schemas(conformance: Path) -> Schemas:
    return Schemas(conformance / "openlineage")


def facet(name: str, version: str, **content: Any) -> dict[str, Any]:
    file = "DatasetVersionDatasetFacet" if name == "version" else name
    return {"_producer": "urn:test", "_schemaURL": f"{SPEC}/{version}/{file}.json#/$defs/{file}", **content}


def event() -> Event:
    lineage = {
        "a": {
            "inputFields": [
                {
                    "namespace": "n",
                    "name": "in",
                    "field": "x",
                    "transformations": [{"type": "DIRECT", "subtype": "IDENTITY", "masking": False}],
                }
            ]
        }
    }
    assertion = {"assertion": "not_null", "success": True, "severity": "error", "column": "x"}
    return {
        "eventType": "COMPLETE",
        "eventTime": "2026-11-01T06:00:00.000000Z",
        "producer": "urn:test",
        "schemaURL": "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent",
        "run": {
            "runId": "0190a1c0-5f0a-7cc3-8d2b-000000000001",
            "facets": {"nominalTime": facet("NominalTimeRunFacet", "1-0-1", nominalStartTime="2026-10-01T00:00:00Z")},
        },
        "job": {"namespace": "n", "name": "j", "facets": {}},
        "inputs": [
            {
                "namespace": "n",
                "name": "in",
                "facets": {},
                "inputFacets": {
                    "dataQualityAssertions": facet("DataQualityAssertionsDatasetFacet", "1-1-0", assertions=[assertion])
                },
            }
        ],
        "outputs": [
            {
                "namespace": "n",
                "name": "out",
                "facets": {
                    "schema": facet("SchemaDatasetFacet", "1-2-0", fields=[{"name": "a"}]),
                    "columnLineage": facet("ColumnLineageDatasetFacet", "1-2-0", fields=lineage),
                },
                "outputFacets": {"outputStatistics": facet("OutputStatisticsOutputDatasetFacet", "1-0-2", rowCount=3)},
            }
        ],
    }


def test_a_good_event_has_no_mistake(schemas: Schemas) -> None:
    assert list(schemas.mistakes(event())) == []


def way(e: Event) -> dict[str, Any]:
    found: dict[str, Any] = e["outputs"][0]["facets"]["columnLineage"]["fields"]["a"]["inputFields"][0]
    return found


SPOILED: dict[str, tuple[Callable[[Event], Any], str]] = {
    "unknown facet": (lambda e: e["job"]["facets"].update(own={"_producer": "urn:t", "_schemaURL": SPEC}), "no JobFac"),
    "facet in the wrong place": (
        lambda e: e["outputs"][0]["facets"].update(e["outputs"][0]["outputFacets"]),
        "no DatasetFacet has this name",
    ),
    "misspelt key": (lambda e: e["outputs"][0]["outputFacets"]["outputStatistics"].update(rows=3), "names no key"),
    "wrong type": (lambda e: e["outputs"][0]["outputFacets"]["outputStatistics"].update(rowCount="3"), "integer"),
    "missing key": (lambda e: e["outputs"][0]["facets"]["columnLineage"].pop("fields"), "required"),
    "other schema": (lambda e: e["outputs"][0]["facets"]["schema"].update(_schemaURL=SPEC), "_schemaURL is"),
    "no producer": (lambda e: e["outputs"][0]["facets"]["schema"].pop("_producer"), "required"),
    "time without zone": (lambda e: e.update(eventTime="2026-11-01T06:00:00"), "date-time"),
    "nominal time without zone": (
        lambda e: e["run"]["facets"]["nominalTime"].update(nominalStartTime="2026-10-01T00:00:00"),
        "date-time",
    ),
    "run id": (lambda e: e["run"].update(runId="lauf-1"), "uuid"),
    "event type": (lambda e: e.update(eventType="DONE"), "is not one of"),
    "unknown subtype": (lambda e: way(e)["transformations"][0].update(subtype="MASKED"), "DIRECT MASKED"),
    "subtype of the other type": (lambda e: way(e)["transformations"][0].update(type="INDIRECT"), "INDIRECT IDENTITY"),
    "masking not told": (lambda e: way(e)["transformations"][0].pop("masking"), "masking is not told"),
    "reads what is no input": (lambda e: way(e).update(name="elsewhere"), "which is no input"),
    "column that is not there": (
        lambda e: e["outputs"][0]["facets"]["columnLineage"]["fields"].update(b={"inputFields": []}),
        "which the schema has not",
    ),
    "severity": (
        lambda e: e["inputs"][0]["inputFacets"]["dataQualityAssertions"]["assertions"][0].update(severity="ERROR"),
        "severity 'ERROR'",
    ),
}


@pytest.mark.parametrize("name", SPOILED)
def test_each_mistake_is_found(name: str, schemas: Schemas) -> None:
    spoil, expected = SPOILED[name]
    spoiled = copy.deepcopy(event())
    spoil(spoiled)
    found = list(schemas.mistakes(spoiled))
    assert any(expected in text for text in found), found


def test_every_official_facet_is_known_by_place_and_name(schemas: Schemas, conformance: Path) -> None:
    files = list((conformance / "openlineage" / "facets").glob("*.json"))
    assert len({address.split("#")[0] for address, _, _ in schemas.facets.values()}) == len(files)


def test_a_run_without_end_or_parent_is_found() -> None:
    start = {"eventType": "START", "run": {"runId": "a"}}
    assert list(story_mistakes([start])) == ["run a has the events ['START']"]
    child = {"eventType": "COMPLETE", "run": {"runId": "b", "facets": {"parent": {"run": {"runId": "gone"}}}}}
    assert any("never told" in text for text in story_mistakes([{**child, "eventType": "START"}, child]))
