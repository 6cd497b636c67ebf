# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Ends what the portal shows of a dataset: out of date with a note, or files and table gone and a page that says so.

Nothing is ever deleted but files and table: address, title and the hashes of all versions stay.
Keep out: who decides it, the log of emergencies, and what the pages say (closing_package).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from godonu_platform.catalogs.ckan.assessment import csv_id
from godonu_platform.catalogs.ckan.calls import Calls
from godonu_platform.catalogs.ckan.closing_package import (
    deprecated_package,
    is_tombstone,
    tombstone_package,
)
from godonu_platform.catalogs.ckan.faults import PortalFault
from godonu_platform.catalogs.ckan.orders import Applied, Closing
from godonu_platform.catalogs.ckan.ownership import refuse_strangers
from godonu_platform.catalogs.ckan.package import Site
from godonu_platform.catalogs.ckan.revision import match_of, revision
from godonu_platform.catalogs.ckan.shown import read_shown
from godonu_platform.catalogs.ckan.site import open_site, portal_calls
from godonu_platform.catalogs.ckan.table import drop_table
from godonu_platform.catalogs.ckan.tally import Tally
from godonu_platform.project import Project

__all__ = ["close", "take_away", "unpublish_now"]
_TRIES = 5


def unpublish_now(project: Project, dataset: str, reason: str, *, calls: Calls | None = None) -> Applied:
    """Take files and table of a dataset away at once, whatever any plan says; the reason is public.

    Raises NoPortal, PortalTooOld and PortalFault: then it may still be there, and must be tried again. Raises
    NotOurs when the portal shows somebody else's dataset under this name; that is left alone.
    """
    tally = Tally(calls or portal_calls(project))
    portal = cast(Calls, tally)
    site = open_site(project, portal, any_version=True)
    shown = read_shown(portal, site, dataset, strict=True)
    url = site.addresses.page(dataset)
    if shown.package is None:
        return Applied(dataset, "unchanged", 0, "")
    refuse_strangers(dataset, site, shown.package)
    if is_tombstone(shown.package, site):
        # a table that was being loaded when the page was emptied may have come after it
        drop_table(portal, csv_id(site, dataset))
        return Applied(dataset, "unchanged", 0, url)
    take_away(site, portal, dataset, reason, None, shown.package)
    return Applied(dataset, "withdrawn", tally.writes, url)


def close(site: Site, calls: Calls, dataset: str, closing: Closing, package: Mapping[str, Any]) -> None:
    """Mark a dataset as out of date, or take it away; raises PortalFault."""
    if closing.kind == "withdrawn":
        take_away(site, calls, dataset, closing.note, closing.successor, package)
        return
    data = revision(package, deprecated_package(package, closing, site), ())
    if data is not None:
        calls.write("package_revise", data)


def take_away(
    site: Site, calls: Calls, dataset: str, note: str, successor: str | None, package: Mapping[str, Any]
) -> None:
    """Take files and table away and leave the page that says why.

    First nobody but us sees the dataset any more, in one call; then the files go, then the table, then the page comes
    back. Broken off anywhere, nothing of the data is public, and the next call finishes it. Raises PortalFault.
    """
    if is_tombstone(package, site):
        return
    hidden = _hidden(calls, package)
    csv = csv_id(site, dataset)
    drop_table(calls, csv)
    now = calls.read("package_show", id=hidden["id"])
    data = revision(now, tombstone_package(now, note, successor, site), [one["id"] for one in now["resources"]])
    if data is not None:
        calls.write("package_revise", data)
    # whoever was loading the table meanwhile may have put it back
    drop_table(calls, csv)


def _hidden(calls: Calls, package: Mapping[str, Any]) -> Mapping[str, Any]:
    """Hide the dataset and let CKAN remove the files from its disk; somebody else's change does not hold it up."""
    for number in range(_TRIES):
        gone = [
            {**resource, "url": "", "url_type": "", "clear_upload": True}
            if resource.get("url_type") == "upload"
            else dict(resource)
            for resource in package.get("resources") or ()
        ]
        data = {"match": match_of(package), "filter": ["-resources"], "update": {"private": True, "resources": gone}}
        try:
            answer: Mapping[str, Any] = calls.write("package_revise", data)
        except PortalFault as fault:
            if fault.kind != "konflikt" or number == _TRIES - 1:
                raise
            package = calls.read("package_show", id=package["id"])
            continue
        shown: Mapping[str, Any] = answer["package"]
        return shown
    raise AssertionError("unreachable")
