# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Finds datasets of ours that stand in the portal although nobody asks for them any more.

Keep out: what is done about them; they are told, never touched.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from godonu_platform.catalogs.ckan.calls import Calls
from godonu_platform.catalogs.ckan.closing_package import is_tombstone
from godonu_platform.catalogs.ckan.organisations import organisations
from godonu_platform.catalogs.ckan.package import Site
from godonu_platform.catalogs.identifiers import dataset_id

_AT_ONCE = 1000


def forgotten(calls: Calls, site: Site, known: Collection[str]) -> list[tuple[str, str]]:
    """Return name and title of each; a page that says that its dataset was withdrawn is none of them.

    Ours is what lies in one of our organisations under the id that its name gives in this installation.
    """
    names = [one.name for one in organisations(site.partners, site.portal.publisher.name)]
    left = [
        (one["name"], one.get("title") or one["name"], one["id"])
        for one in _listed(calls, names)
        if one["name"] not in known
        and dataset_id(site.installation, one["name"]) in (one["id"], one.get("extras_identifier"))
    ]
    return [
        (name, title) for name, title, number in left if not is_tombstone(calls.read("package_show", id=number), site)
    ]


def _listed(calls: Calls, organisations: list[str]) -> Iterator[Mapping[str, Any]]:
    """Yield every dataset of these organisations, page by page; a portal may give smaller pages than asked for."""
    begin = 0
    while True:
        found = calls.read(
            "package_search",
            fq=f"organization:({' OR '.join(organisations)})",
            fl="id,name,title,extras_identifier",
            sort="id asc",
            rows=_AT_ONCE,
            start=begin,
            include_private=True,
        )
        yield from found["results"]
        begin += len(found["results"])
        if not found["results"] or begin >= found.get("count", 0):
            return
