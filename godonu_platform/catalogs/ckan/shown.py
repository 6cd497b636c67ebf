# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the portal shows of one dataset at this moment: package, table, views; and a digest of all that.

Keep out: what it should show.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from godonu_platform.catalogs.ckan.calls import Calls
from godonu_platform.catalogs.ckan.comparison import visible
from godonu_platform.catalogs.ckan.faults import PortalFault
from godonu_platform.catalogs.ckan.package import Site
from godonu_platform.catalogs.ckan.table import TableState, table_state
from godonu_platform.catalogs.ckan.views import View, views_of
from godonu_platform.catalogs.identifiers import dataset_id, file_id
from godonu_platform.catalogs.release_record import CHART_NAME, DATA_FILES

_AT_ONCE = 500


@dataclass(frozen=True)
class Shown:
    """The portal's side of one dataset; package is None when there is none of that name and id."""

    package: Mapping[str, Any] | None
    table: TableState | None = None
    views: tuple[View, ...] = ()

    @property
    def digest(self) -> str:
        """A hash of what a reader sees; times that CKAN keeps for itself do not count."""
        package = self.package or {}
        told = {
            "package": visible(self.package),
            "resources": [resource["id"] for resource in package.get("resources", ())],
            "table": [self.table.rows, dict(self.table.fields), dict(self.table.labels)] if self.table else None,
            "views": sorted([view.kind, view.resource_id, sorted(view.settings)] for view in self.views),
        }
        text = json.dumps(told, sort_keys=True, ensure_ascii=False, default=str)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def resource(self, resource_id: str) -> Mapping[str, Any] | None:
        """Return one resource of the package, or None."""
        found = (r for r in (self.package or {}).get("resources", ()) if r["id"] == resource_id)
        return next(found, None)


@dataclass(frozen=True)
class Detail:
    """Table and views of one resource."""

    table: TableState | None
    views: tuple[View, ...]


def read_details(calls: Calls, site: Site, datasets: Sequence[str]) -> dict[str, Detail] | None:
    """Read tables and views of many datasets in one call; None where the portal cannot tell them so.

    CKAN's own actions need three calls for each, one of which counts the size of the table on disk.
    """
    if not site.form.own:
        return None
    ids = [number for dataset in datasets for number in _watched(site, dataset)]
    found: dict[str, Any] = {}
    try:
        for begin in range(0, len(ids), _AT_ONCE):
            found |= calls.read("godonu_resources_show", ids=ids[begin : begin + _AT_ONCE])
    except PortalFault as fault:
        if fault.kind != "nicht_gefunden":
            raise
        return None
    return {
        number: Detail(_table(calls, number, one["table"]), views_of(number, one["views"]))
        for number, one in found.items()
    }


def read_shown(
    calls: Calls, site: Site, dataset: str, details: Mapping[str, Detail] | None = None, *, strict: bool = False
) -> Shown:
    """Read what the portal shows of a dataset; raises PortalFault when the portal does not answer.

    `details` are those of read_details, when the caller has read them for several datasets. strict: what we may not
    see is a fault, not absent.
    """
    package = _package(calls, site, dataset, ("nicht_gefunden",) if strict else ("nicht_gefunden", "verboten"))
    if package is None:
        return Shown(None)
    details = details if details is not None else read_details(calls, site, [dataset])
    there = {resource["id"]: resource for resource in package.get("resources", ())}
    numbers = [number for number in _watched(site, dataset) if number in there]
    if details is not None:
        found = [details[number] for number in numbers if number in details]
        table = next((one.table for one in found if one.table is not None), None)
        return Shown(package, table, tuple(view for one in found for view in one.views))
    csv = numbers[0] if numbers else ""
    has_table = bool(there.get(csv, {}).get("datastore_active")) and site.facts.datastore
    views = [view for number in numbers for view in views_of(number, calls.read("resource_view_list", id=number))]
    return Shown(package, table_state(calls, csv) if has_table else None, tuple(views))


def _watched(site: Site, dataset: str) -> tuple[str, str]:
    """The resources with a table or views: CSV and chart."""
    return (
        file_id(site.installation, dataset, DATA_FILES["csv"]),
        file_id(site.installation, dataset, CHART_NAME),
    )


def _table(calls: Calls, number: str, told: Mapping[str, Any] | None) -> TableState | None:
    if told is None:
        return None
    if told["rows"] is None:  # counted only for whoever may change the dataset, and only as long as that is quick
        return table_state(calls, number)
    fields = {one["id"]: str(one.get("type", "")) for one in told["fields"]}
    labels = {one["id"]: str((one.get("info") or {}).get("label", "")) for one in told["fields"]}
    return TableState(fields, labels, int(told["rows"]))


def _package(calls: Calls, site: Site, dataset: str, absent: Sequence[str]) -> Mapping[str, Any] | None:
    """Find the package by our id, or by name where the portal chooses ids."""
    number = dataset_id(site.installation, dataset)
    for key in (number, dataset) if site.form.own else (dataset, number):
        try:
            found: Mapping[str, Any] = calls.read("package_show", id=key)
        except PortalFault as fault:
            if fault.kind not in absent:
                raise
            continue
        return found
    return None
