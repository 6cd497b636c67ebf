# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes a dataset safe to be written as a graph: only usable addresses, only printable text, only what is justified.

What a person typed into a form may be anything; a graph with one broken IRI cannot be read by any harvester.
Keep out: the terms of the graph.
"""

from __future__ import annotations

import json
import unicodedata
from typing import Any

from ckanext.godonu.addresses import mail_address, printable, web_address

HVD_REGULATION = "http://data.europa.eu/eli/reg_impl/2023/138/oj"
_DATASET_IRIS = ("url", "frequency", "dcat_type", "contributor_id", "dataset_status", "homepage")
_DATASET_LISTS = (
    "theme",
    "language",
    "documentation",
    "conforms_to",
    "references",
    "geocoding_level",
    "hvd_category",
    "applicable_legislation",
)
_RESOURCE_IRIS = ("license", "access_url", "download_url", "availability", "status", "hash_algorithm")
_RESOURCE_LISTS = ("language", "conforms_to", "documentation", "applicable_legislation")
_SERVICE_IRIS = ("uri", "license", "access_rights", "endpoint_description", "availability")
_SERVICE_LISTS = ("endpoint_url", "conforms_to", "language", "landing_page", "theme", "applicable_legislation")


def cleaned(dataset: dict[str, Any]) -> dict[str, Any]:
    """Return a deep copy of a CKAN dataset in which every address can stand in a graph; the rest is left out."""
    clean = _printable(dataset)
    # CKAN's own e-mail fields are free text there; the profile writes the contacts of the schema
    for field in ("maintainer", "maintainer_email", "author", "author_email"):
        clean.pop(field, None)
    _keep_iris(clean, _DATASET_IRIS)
    _keep_lists(clean, _DATASET_LISTS)
    _keep_statement(clean, "access_rights")
    for agents in ("publisher", "creator", "contact"):
        clean[agents] = _agents(agents, clean.get(agents))
    clean["spatial_coverage"] = [_place(p) for p in _dicts(clean.get("spatial_coverage"))]
    clean["temporal_coverage"] = [p for p in _dicts(clean.get("temporal_coverage")) if p.get("start") or p.get("end")]
    clean["resources"] = [_resource(r) for r in _dicts(clean.get("resources"))]
    _high_value(clean)
    return clean


def read_list(value: Any) -> list[Any]:
    """Return a list that may have been stored as JSON text; a single value becomes a list of one."""
    if isinstance(value, str):
        try:
            value = json.loads(value) if value.startswith(("[", "{")) else value
        except ValueError:
            value = []
    if value in (None, "", [], {}):
        return []
    return value if isinstance(value, list) else [value]


def _agents(field: str, value: Any) -> list[dict[str, Any]]:
    """Return the agents that say what they must: a contact how to reach it, anybody else a name."""
    kept = []
    for agent in _dicts(value):
        _keep_iris(agent, ("uri", "url", "type", "homepage"))
        agent["email"] = mail_address(agent.get("email")) or ""
        name = agent.get("name")
        agent["name"] = name if isinstance(name, str) else ""
        if agent["email"] or agent.get("url") if field == "contact" else agent["name"]:
            kept.append(agent)
    return kept


def _resource(resource: dict[str, Any]) -> dict[str, Any]:
    _keep_iris(resource, _RESOURCE_IRIS)
    _keep_lists(resource, _RESOURCE_LISTS)
    _keep_statement(resource, "rights")
    url = web_address(resource.get("url"))
    resource["url"] = url or ""
    # the mandatory address is never lost, not even when it is the same as the download
    resource["access_url"] = resource.get("access_url") or url or resource.get("download_url") or ""
    resource["access_services"] = [_service(s) for s in _dicts(resource.get("access_services"))]
    try:
        resource["size"] = int(resource["size"]) if int(resource["size"]) >= 0 else None
    except (KeyError, TypeError, ValueError):
        resource["size"] = None
    return resource


def _service(service: dict[str, Any]) -> dict[str, Any]:
    _keep_iris(service, _SERVICE_IRIS)
    _keep_lists(service, _SERVICE_LISTS)
    for agents in ("publisher", "contact"):
        service[agents] = _agents(agents, service.get(agents))
    return service


def _place(place: dict[str, Any]) -> dict[str, Any]:
    _keep_iris(place, ("uri",))
    return place


def _high_value(dataset: dict[str, Any]) -> None:
    """Keep the claim of a high-value dataset only with its reason (DCAT-AP HVD 3.0; Regulation (EU) 2023/138)."""
    claimed = bool(dataset["hvd_category"]) and bool(str(dataset.get("hvd_reason") or "").strip())
    if not claimed:
        dataset["hvd_category"] = []
    for thing in (dataset, *dataset["resources"], *(s for r in dataset["resources"] for s in r["access_services"])):
        laws = [law for law in thing.get("applicable_legislation", []) if law != HVD_REGULATION]
        thing["applicable_legislation"] = [*laws, HVD_REGULATION] if claimed else laws


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [entry for entry in read_list(value) if isinstance(entry, dict)]


def _keep_iris(thing: dict[str, Any], fields: tuple[str, ...]) -> None:
    for field in fields:
        if field in thing:
            thing[field] = web_address(thing[field]) or ""


def _keep_lists(thing: dict[str, Any], fields: tuple[str, ...]) -> None:
    for field in fields:
        thing[field] = [iri for iri in map(web_address, read_list(thing.get(field))) if iri]


def _keep_statement(thing: dict[str, Any], field: str) -> None:
    """A statement of rights may be an IRI or plain words; what merely looks like an IRI is neither."""
    value = str(thing.get(field) or "")
    if value.lower().startswith("http"):
        thing[field] = web_address(value) or ""


def _printable(value: Any) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", printable(value))
    if isinstance(value, dict):
        return {key: _printable(entry) for key, entry in value.items()}
    return [_printable(entry) for entry in value] if isinstance(value, (list, tuple)) else value
