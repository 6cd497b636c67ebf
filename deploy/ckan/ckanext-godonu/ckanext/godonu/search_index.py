# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Decides what of a dataset goes into the search: municipalities as a filter, column titles as words, no raw JSON.

Keep out: CKAN; this module only changes dictionaries.
"""

from __future__ import annotations

import json
import unicodedata
from typing import Any

from ckanext.godonu.addresses import printable
from ckanext.godonu.provenance import provenance_of
from ckanext.godonu.rdf.cleaned import read_list

# texts for machines; nobody searches for what stands in them, and each is longer than one word of the index may be
_NOT_SEARCHED = ("herkunft_und_guete", "versions")
# Fields that Solr cuts into words. Any other field is one word, which may have 32,766 bytes; one byte more, and the
# whole dataset cannot be saved.
_CUT_INTO_WORDS = ("title", "notes", "data_dict", "validated_data_dict", "author", "maintainer")
_MOST_CHARACTERS = 8_000
MUNICIPALITIES = "vocab_kommunen"
SAMPLE = "godonu_beispiel"


def indexed(dataset: dict[str, Any]) -> dict[str, Any]:
    """Return the dictionary that goes to Solr."""
    whole = _whole(dataset)
    for field in _NOT_SEARCHED:
        # the fields of the schema come twice: under their own name, and as a text of the search
        dataset.pop(field, None)
        dataset.pop(f"extras_{field}", None)
    dataset[MUNICIPALITIES] = sorted(municipalities(whole))
    found = provenance_of(whole)
    if found is not None:
        dataset[SAMPLE] = found.sample or "keine"
        dataset["extras_spalten"] = " ".join(f"{column.name} {column.title}" for column in found.columns)
    return {field: _shaped(field, value) for field, value in dataset.items()}


def asked(search: dict[str, Any]) -> dict[str, Any]:
    """Return a search whose words are written as the index has them: an umlaut is one character."""
    if isinstance(search.get("q"), str):
        search["q"] = unicodedata.normalize("NFC", search["q"])
    return search


def municipalities(dataset: dict[str, Any]) -> set[str]:
    """Return the names of the places that a dataset is about."""
    places = [place for place in read_list(dataset.get("spatial_coverage")) if isinstance(place, dict)]
    names = (str(place["text"]) for place in places if isinstance(place.get("text"), str))
    return {unicodedata.normalize("NFC", printable(name)).strip()[:200] for name in names} - {""}


def _whole(dataset: dict[str, Any]) -> dict[str, Any]:
    """Return the dataset as package_show has it; other plugins may have taken fields apart already."""
    try:
        found = json.loads(dataset.get("validated_data_dict") or "{}")
    except ValueError:
        found = {}
    return found if isinstance(found, dict) and found else dataset


def _shaped(field: str, value: Any) -> Any:
    if not isinstance(value, str) or field in ("data_dict", "validated_data_dict"):
        return value
    text = unicodedata.normalize("NFC", value)
    in_words = field in _CUT_INTO_WORDS or field.startswith(("extras_", "res_"))
    return text if in_words else text[:_MOST_CHARACTERS]
