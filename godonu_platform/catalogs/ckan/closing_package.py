# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The package of a dataset that ends, made of what the portal shows: out of date with a note, or a page without files.

A page that stays tells harvesters and readers what became of it (DCAT-AP.de: 30 days DEPRECATED, then WITHDRAWN).
Keep out: when that happens, and the calls.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from godonu_platform.catalogs.ckan.comparison import field_sums, field_sums_of, visible, with_field_sums
from godonu_platform.catalogs.ckan.extras import in_form
from godonu_platform.catalogs.ckan.orders import Closing
from godonu_platform.catalogs.ckan.package import Site
from godonu_platform.catalogs.ckan.package_fields import CORE_FIELDS, EXTRA_TITLES, FILE_TITLES, PACKAGE_TITLES
from godonu_platform.catalogs.ckan.package_texts import markdown_text, plain_text
from godonu_platform.catalogs.german import day
from godonu_platform.catalogs.lifecycle import Status

# What a page without files no longer says: figures, grades and the way they were made.
_GONE = ("herkunft_und_guete", "provenance", "summary", "release_hash", "frequency", "version_notes")


def status_of_package(package: Mapping[str, Any], site: Site) -> Status | None:
    """Return the status that the portal shows, or None where it shows none of the known ones."""
    extras = {extra["key"]: extra["value"] for extra in package.get("extras") or ()}
    shown = package.get("dataset_status") or extras.get("dataset_status")
    names: tuple[Status, ...] = ("COMPLETED", "DEPRECATED", "WITHDRAWN")
    return next((name for name in names if site.vocabularies.dataset_statuses[name].iri == shown), None)


def deprecated_package(package: Mapping[str, Any], closing: Closing, site: Site) -> dict[str, Any]:
    """Return the package with status, note and successor; everything else and all files stay as they are."""
    note = f"Veraltet seit dem {day(closing.since)}. {plain_text(closing.note)}"
    resources = [
        {**resource, "status": site.vocabularies.distribution_statuses["DEPRECATED"].iri}
        if resource.get("file_key") in FILE_TITLES
        else dict(resource)
        for resource in package.get("resources") or ()
    ]
    changed = _with(package, _lifecycle("DEPRECATED", note, closing.successor, site), site)
    return _resummed({**changed, "resources": resources}, package)


def tombstone_package(package: Mapping[str, Any], note: str, successor: str | None, site: Site) -> dict[str, Any]:
    """Return the page that stays: title, why it is gone, the history of versions; no files, nothing of the figures."""
    told = f"Dieser Datensatz wurde zurückgezogen. {markdown_text(note)}".strip()
    fields = _lifecycle("WITHDRAWN", f"Zurückgezogen. {plain_text(note)}".strip(), successor, site)
    kept = {name: value for name, value in package.items() if name not in _GONE}
    if "extras" in package:
        kept["extras"] = [extra for extra in package["extras"] if extra["key"] not in _GONE]
    return {**_with(kept, fields, site), "notes": told, "private": False, "state": "active", "resources": []}


def is_tombstone(package: Mapping[str, Any], site: Site) -> bool:
    """Tell whether the portal shows a page without files already, whatever day or words stand on it."""
    public = package.get("state") == "active" and not package.get("private")
    return public and status_of_package(package, site) == "WITHDRAWN" and not package.get("resources")


def _lifecycle(status: Status, note: str, successor: str | None, site: Site) -> dict[str, Any]:
    there = successor or ""
    return {
        "dataset_status": site.vocabularies.dataset_statuses[status].iri,
        "lifecycle_note": note,
        "successor": there if "://" in there or not there else site.addresses.page(there),
    }


def _with(package: Mapping[str, Any], fields: Mapping[str, Any], site: Site) -> dict[str, Any]:
    """Return our fields of the package with some of them changed, wherever this portal keeps them."""
    ours = {name: package[name] for name in (*CORE_FIELDS, *PACKAGE_TITLES) if package.get(name) not in (None, "", [])}
    ours["owner_org"] = (package.get("organization") or {}).get("name") or package.get("owner_org")
    for name in ("groups", "tags"):
        ours[name] = [{"name": one["name"]} for one in package.get(name) or ()]
    if site.form.own:
        return {**ours, **fields}
    formed = in_form({name: value for name, value in fields.items() if value}, site.form)
    replaced = {extra["key"]: extra["value"] for extra in formed.pop("extras")}
    before = {extra["key"]: extra["value"] for extra in package.get("extras") or () if extra["key"] in EXTRA_TITLES}
    before.pop("successor", None)
    extras = [{"key": key, "value": value} for key, value in sorted((before | replaced).items())]
    return {**ours, **{key: value for key, value in formed.items() if key != "resources"}, "extras": extras}


def _resummed(package: dict[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """Return the package with new digests for what we change; an edit by hand stays recognisable as one."""
    old, sums = visible(before), field_sums_of(before)
    if not sums:
        return package
    new = field_sums(package)
    same = {name: sums.get(name, "") for name, value in visible(package).items() if old.get(name) == value}
    return with_field_sums(package, new | same)
