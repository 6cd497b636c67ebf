# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Checks OpenLineage events against the core schema and every facet against its own; what is unknown is a mistake.

The core schema lets unknown facets, misspelt keys and wrong values inside a facet pass. Here a facet must stand in the
right place under the name that its own schema gives it, say the address of that schema, and hold only keys it names.
Keep out: what our events should tell; the tests of the emission ask that.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jsonschema
from referencing import Registry, Resource

from godonu_platform.project import Project
from tests.conftest import BESIDE

FOLDER = BESIDE / "conformance" / "openlineage"
CORE = "https://openlineage.io/spec/2-0-2/OpenLineage.json"
PLACES = ("RunFacet", "JobFacet", "DatasetFacet", "InputDatasetFacet", "OutputDatasetFacet")
BASE_KEYS = {"_producer", "_schemaURL", "_deleted"}
DIRECT = {"IDENTITY", "TRANSFORMATION", "AGGREGATION"}
INDIRECT = {"JOIN", "GROUP_BY", "FILTER", "SORT", "WINDOW", "CONDITIONAL"}
ENDS = {"COMPLETE", "FAIL", "ABORT"}


class Schemas:
    """The core schema and the schemas of all facets, by place and name."""

    def __init__(self, folder: Path) -> None:
        core = json.loads((folder / "OpenLineage.json").read_text(encoding="utf-8"))
        files = [json.loads(p.read_text(encoding="utf-8")) for p in sorted((folder / "facets").glob("*.json"))]
        registry: Registry[Any] = Registry().with_resources(
            [(schema["$id"], Resource.from_contents(schema)) for schema in (core, *files)]
        )
        self._core = _validator(core, registry)
        # the core only says that none of its three kinds fits; the kind itself says why
        self._run_event = _validator({"$schema": core["$schema"], "$ref": f"{CORE}#/$defs/RunEvent"}, registry)
        self.facets: dict[tuple[str, str], tuple[str, Any, set[str]]] = {}
        for schema in files:
            for name, reference in schema["properties"].items():
                validator = _validator(schema, registry)
                for kind in _kinds(schema, reference):
                    for place, keys in _places(schema["$defs"][kind]):
                        self.facets[place, name] = (f"{schema['$id']}#/$defs/{kind}", validator, keys)

    def mistakes(self, event: Mapping[str, Any]) -> Iterator[str]:
        """Yield every mistake of one event."""
        reasons = [f"{e.json_path}: {e.message[:300]}" for e in self._run_event.iter_errors(event)]
        yield from reasons if reasons or self._core.is_valid(event) else ["fits no kind of event of the core schema"]
        for place, facets, where in facets_of(event):
            for name, facet in facets.items():
                yield from (f"{where}.{name}: {text}" for text in self._facet(place, name, facet))
        yield from _meaning(event)

    def _facet(self, place: str, name: str, facet: Any) -> Iterator[str]:
        known = self.facets.get((place, name))
        if known is None:
            yield f"no {place} has this name"
            return
        address, validator, keys = known
        yield from (error.message[:300] for error in validator.iter_errors({name: facet}))
        if facet.get("_schemaURL") != address:
            yield f"_schemaURL is {facet.get('_schemaURL')}, not {address}"
        yield from (f"the schema names no key {key!r}" for key in sorted(set(facet) - keys - BASE_KEYS))


def facets_of(event: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any], str]]:
    """Yield (place, facets, where) for every set of facets in an event, those inside the parent facet too."""
    run, job = event.get("run", {}), event.get("job", {})
    yield "RunFacet", run.get("facets", {}), "run.facets"
    yield "JobFacet", job.get("facets", {}), "job.facets"
    for side, own in (("inputs", "inputFacets"), ("outputs", "outputFacets")):
        for number, dataset in enumerate(event.get(side, [])):
            yield "DatasetFacet", dataset.get("facets", {}), f"{side}[{number}].facets"
            kind = "InputDatasetFacet" if side == "inputs" else "OutputDatasetFacet"
            yield kind, dataset.get(own, {}), f"{side}[{number}].{own}"
    parent = run.get("facets", {}).get("parent", {})
    for where, part in (("parent", parent), ("parent.root", parent.get("root", {}))):
        yield "RunFacet", part.get("run", {}).get("facets", {}), f"{where}.run.facets"
        yield "JobFacet", part.get("job", {}).get("facets", {}), f"{where}.job.facets"


def _meaning(event: Mapping[str, Any]) -> Iterator[str]:
    """What the schemas say in prose only: allowed words, and fields that exist."""
    for dataset in event.get("outputs", []):
        lineage = dataset.get("facets", {}).get("columnLineage")
        if lineage is None:
            continue
        fields = lineage.get("fields", {})
        columns = {field["name"] for field in dataset["facets"].get("schema", {}).get("fields", [])}
        yield from (f"columnLineage of {c}, which the schema has not" for c in sorted(set(fields) - columns))
        read = {(d["namespace"], d["name"]) for d in event.get("inputs", [])}
        entries = [i for f in fields.values() for i in f["inputFields"]] + lineage.get("dataset", [])
        for entry in entries:
            if (entry["namespace"], entry["name"]) not in read:
                yield f"columnLineage reads {entry['name']}, which is no input"
            yield from _transformations(entry)
    for dataset in event.get("inputs", []):
        for check in dataset.get("inputFacets", {}).get("dataQualityAssertions", {}).get("assertions", []):
            if check.get("severity") not in {"error", "warn"}:
                yield f"assertion {check.get('name')}: severity {check.get('severity')!r}"


def _transformations(entry: Mapping[str, Any]) -> Iterator[str]:
    for way in entry.get("transformations", []):
        allowed = {"DIRECT": DIRECT, "INDIRECT": INDIRECT}.get(way["type"])
        if allowed is None or way.get("subtype") not in allowed:
            yield f"{entry['name']}.{entry['field']}: {way['type']} {way.get('subtype')}"
        if not isinstance(way.get("masking"), bool):
            yield f"{entry['name']}.{entry['field']}: masking is not told"


def story_mistakes(events: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield what is wrong with the events of whole runs: a start and one end each, parents that exist."""
    told: dict[str, list[str]] = {}
    parents: dict[str, str] = {}
    for event in events:
        run = event["run"]
        told.setdefault(run["runId"], []).append(event["eventType"])
        parent = run.get("facets", {}).get("parent")
        if parent:
            parents[run["runId"]] = parent["run"]["runId"]
    for run_id, types in told.items():
        if types.count("START") != 1 or len([t for t in types if t in ENDS]) != 1:
            yield f"run {run_id} has the events {types}"
    yield from (f"run {run} has a parent that was never told" for run, parent in parents.items() if parent not in told)


def mistakes_in(lines: Iterable[str]) -> list[str]:
    """Return the mistakes of an outbox, each with the number of its line."""
    schemas = official()
    found = []
    for number, line in enumerate(lines, start=1):
        found += [f"line {number}: {text}" for text in schemas.mistakes(json.loads(line))]
    return found


def mistakes_in_outbox(project: Project) -> list[str]:
    """Return the mistakes of every event that an installation has written; none where the schemas are not there."""
    files = sorted(project.outbox.parent.glob("outbox*.ndjson"))
    if not files or not FOLDER.is_dir():
        return []
    found: list[str] = []
    for path in files:
        found += [f"{path.name}, {text}" for text in mistakes_in(path.read_text(encoding="utf-8").splitlines())]
    return found


@lru_cache(maxsize=1)
def official() -> Schemas:
    """Return the official schemas, read once."""
    return Schemas(FOLDER)


def _kinds(schema: Mapping[str, Any], reference: Mapping[str, Any]) -> Iterator[str]:
    """Yield the definitions behind a facet's name; some have one form for each place."""
    forms = reference.get("anyOf") or reference.get("oneOf")
    if forms:
        for form in forms:
            yield from _kinds(schema, form)
        return
    kind = str(reference["$ref"]).rsplit("/", 1)[-1]
    if "oneOf" in schema["$defs"][kind]:
        yield from _kinds(schema, schema["$defs"][kind])
    else:
        yield kind


def _places(definition: Mapping[str, Any]) -> Iterator[tuple[str, set[str]]]:
    """Yield where a facet may stand, and which keys it has."""
    keys = {key for part in definition["allOf"] for key in part.get("properties", {})}
    for part in definition["allOf"]:
        base = part.get("$ref", "").rsplit("/", 1)[-1]
        if base in PLACES:
            yield base, keys


FORMATS = jsonschema.FormatChecker(formats=())


@FORMATS.checks("date-time", raises=ValueError)
def _is_instant(value: object) -> bool:
    return "T" in str(value) and datetime.fromisoformat(str(value)).tzinfo is not None


@FORMATS.checks("uri", raises=ValueError)
def _is_uri(value: object) -> bool:
    return bool(urlsplit(str(value)).scheme) and " " not in str(value)


@FORMATS.checks("uuid", raises=ValueError)
def _is_uuid(value: object) -> bool:
    return str(uuid.UUID(str(value))) == value


def _validator(schema: Mapping[str, Any], registry: Registry[Any]) -> Any:
    kind = jsonschema.validators.validator_for(schema)
    return kind(schema, registry=registry, format_checker=FORMATS)
