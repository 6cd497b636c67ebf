# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Gathers what the start page shows: how much there is, the themes, what is new.

Keep out: words and markup of the page.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ckan.lib.search import SearchError
from ckan.plugins import toolkit

NEWEST = 6
# what was withdrawn keeps its page, but it is neither new nor a dataset one can use
_IN_USE = '-dataset_status:"http://publications.europa.eu/resource/authority/dataset-status/WITHDRAWN"'


@dataclass(frozen=True)
class Theme:
    """A group with datasets in it."""

    name: str
    title: str
    count: int


@dataclass(frozen=True)
class Start:
    """The figures of the start page; all zero where the search does not answer."""

    datasets: int = 0
    places: int = 0
    themes: tuple[Theme, ...] = ()
    newest: tuple[dict[str, Any], ...] = ()
    sample: str = ""


def start_figures() -> Start:
    """Return the figures as the public may see them."""
    question = {
        "q": "*:*",
        "fq": _IN_USE,
        "rows": NEWEST,
        "sort": "metadata_modified desc",
        "facet.field": ["groups", "vocab_kommunen", "godonu_beispiel"],
        "facet.limit": -1,
    }
    try:
        found = toolkit.get_action("package_search")({}, question)
    except SearchError:
        return Start()
    facets = {name: facet["items"] for name, facet in found["search_facets"].items()}
    themes = (Theme(one["name"], one["display_name"], one["count"]) for one in facets.get("groups", []))
    return Start(
        datasets=found["count"],
        places=len(facets.get("vocab_kommunen", [])),
        themes=tuple(sorted(themes, key=lambda theme: theme.title)),
        newest=tuple(found["results"]),
        sample=_sample({one["name"]: one["count"] for one in facets.get("godonu_beispiel", [])}, found["count"]),
    )


def _sample(counts: dict[str, int], datasets: int) -> str:
    """Return whether all or some datasets hold generated figures, or nothing."""
    if datasets and counts.get("alle", 0) == datasets:
        return "alle"
    return "teilweise" if counts.get("alle", 0) + counts.get("teilweise", 0) else ""
