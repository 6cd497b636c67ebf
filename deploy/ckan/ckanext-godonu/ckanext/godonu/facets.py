# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Names by what a search can be narrowed down, and what organisations and groups are called here.

An organisation is a »Herausgeber«, a group is a »Thema«. Keep out: how the fields get into the index.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from ckan.plugins import toolkit

# in the order of the page; vocab_kommunen is filled when a dataset is indexed
TITLES = OrderedDict(
    [
        ("vocab_kommunen", "Kommune"),
        ("groups", "Thema"),
        ("res_format", "Format"),
        ("tags", "Schlagwort"),
        ("license_id", "Lizenz"),
        ("organization", "Herausgeber"),
    ]
)
SORTING = [
    ("Beste Treffer zuerst", "score desc, metadata_modified desc"),
    ("Zuletzt geändert", "metadata_modified desc"),
    ("Titel A bis Z", "title_string asc"),
    ("Titel Z bis A", "title_string desc"),
]
_WORDS = {
    "group": {
        "breadcrumb": "Themen",
        "content tab": "Themen",
        "facet label": "Themen",
        "main nav": "Themen",
        "page title": "Themen",
        "search placeholder": "Themen durchsuchen",
        "no any objects": "Es gibt noch keine Themen.",
        "no associated label": "Dieser Datensatz gehört zu keinem Thema.",
    },
    "organization": {
        "breadcrumb": "Herausgeber",
        "content tab": "Herausgeber",
        "facet label": "Herausgeber",
        "main nav": "Herausgeber",
        "page title": "Herausgeber",
        "search placeholder": "Herausgeber durchsuchen",
        "no any objects": "Es gibt noch keine Herausgeber.",
    },
    "package": {
        "search placeholder": "Datensätze durchsuchen",
        "search_placeholder": "Datensätze durchsuchen",
    },
}


def titles(*without: str) -> OrderedDict[str, str]:
    """Return field -> German title of all facets but some."""
    return OrderedDict((name, title) for name, title in TITLES.items() if name not in without)


@toolkit.chained_helper
def humanize_entity_type(following: Any, entity_type: str, object_type: str, purpose: str) -> str | None:
    """Call organisations and groups by their names here; anything else is CKAN's."""
    usual = object_type in (entity_type, "dataset")
    found = _WORDS.get(entity_type, {}).get(purpose) if usual else None
    return found or following(entity_type, object_type, purpose)
