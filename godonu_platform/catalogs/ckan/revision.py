# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The one package_revise that turns the package that is shown into the one that is wanted.

It locks on `metadata_modified`, removes a list before it sets it (CKAN merges lists place by place), and always sends
all resources in their order, so that none is lost; those of others go through as they are. Keep out: sending it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from godonu_platform.catalogs.ckan.comparison import visible
from godonu_platform.catalogs.ckan.package_fields import (
    EXTRA_TITLES,
    FIELD_SUMS,
    PACKAGE_TITLES,
    RESOURCE_EXTRA_TITLES,
    RESOURCE_TITLES,
)

_BLOCK = "herkunft_und_guete"
# Set by CKAN when it takes the file; sent again they would change it.
_OF_THE_FILE = ("url", "url_type")


def revision(
    shown: Mapping[str, Any], wanted: Mapping[str, Any], ours: Collection[str], uploads: Collection[str] = ()
) -> dict[str, Any] | None:
    """Return the data of package_revise, or None when nothing differs.

    `ours` are the ids of resources that may be ours: those that are not wanted any more go. `uploads` are the ids of
    resources whose file is sent along.
    """
    update, removed = _fields(shown, wanted)
    resources = _resources(shown, wanted, ours, uploads)
    if resources != list(shown.get("resources") or ()) or uploads:
        update["resources"] = resources
        removed.append("resources")
    if not update:
        return None
    if _BLOCK in wanted:
        update[_BLOCK] = wanted[_BLOCK]
    return {"match": match_of(shown), "filter": [f"-{name}" for name in removed], "update": update}


def match_of(shown: Mapping[str, Any]) -> dict[str, Any]:
    """Return what must still hold when CKAN takes the change: nobody else has written in between."""
    return {"id": shown["id"], "metadata_modified": shown["metadata_modified"]}


def _fields(shown: Mapping[str, Any], wanted: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    old, new = visible({**shown, "resources": []}), visible({**wanted, "resources": []})
    differing = [name for name in {**new, **old} if old.get(name) != new.get(name)]
    update: dict[str, Any] = {}
    removed = []
    for name in (name for name in differing if name in PACKAGE_TITLES):
        update[name] = wanted.get(name, [] if isinstance(shown.get(name), list) else "")
        if isinstance(shown.get(name), list):
            removed.append(name)
    if any(name.startswith("extras.") for name in differing):
        foreign = [
            {"key": extra["key"], "value": extra["value"]}
            for extra in shown.get("extras") or ()
            if extra["key"] not in EXTRA_TITLES and extra["key"] != FIELD_SUMS
        ]
        update["extras"] = [*foreign, *wanted.get("extras", ())]
        removed.append("extras")
    return update, removed


def _resources(
    shown: Mapping[str, Any], wanted: Mapping[str, Any], ours: Collection[str], uploads: Collection[str]
) -> list[dict[str, Any]]:
    there = {resource["id"]: dict(resource) for resource in shown.get("resources") or ()}
    mine = [_resource(there.get(one["id"]), one, one["id"] in uploads) for one in wanted.get("resources") or ()]
    listed = {one["id"] for one in mine}
    return [*mine, *(one for number, one in there.items() if number not in listed and number not in ours)]


def _resource(shown: dict[str, Any] | None, wanted: Mapping[str, Any], is_sent: bool) -> dict[str, Any]:
    if shown is None:
        return dict(wanted)
    old, new = _named(shown), _named(wanted)
    kept = () if is_sent else _OF_THE_FILE
    result = dict(shown)
    for name in {**new, **old}:
        if old.get(name) != new.get(name) and name not in kept:
            result.pop(name, None)
            if name in wanted:
                result[name] = wanted[name]
    return result


def _named(resource: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of ours of one resource by their plain names."""
    names = {*RESOURCE_TITLES, *RESOURCE_EXTRA_TITLES}
    told = visible({"resources": [{**resource, "file_key": "csv"}]})
    found = {name.removeprefix("csv."): value for name, value in told.items() if name.startswith("csv.")}
    return {name: value for name, value in found.items() if name in names} | {"file_key": resource.get("file_key")}
