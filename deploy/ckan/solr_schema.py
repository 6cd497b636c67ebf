# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Turns the Solr schema of CKAN, which reads text as English, into one that reads it as German.

Keep out: fields and their meaning; they stay CKAN's, and so does the name that CKAN asks for.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping, Sequence

# What a letter stands for (ä = ae = a, ß = ss), then the endings; the light stemmer keeps words apart better than
# Snowball does: Zähler/Zählung.
GERMAN = (
    {"class": "solr.GermanNormalizationFilterFactory"},
    {"class": "solr.GermanLightStemFilterFactory"},
)
WORD_PARTS = "wortteile.txt"
# Only while indexing: whoever asks for a compound means it, and not each of its parts.
COMPOUNDS = {
    "class": "solr.DictionaryCompoundWordTokenFilterFactory",
    "dictionary": WORD_PARTS,
    "minWordSize": "6",
    "minSubwordSize": "3",
    "maxSubwordSize": "20",
    "onlyLongestMatch": "true",
}
# Fields whose contents are read by people but which CKAN does not stem.
ALSO_GERMAN = ("res_name", "res_description")


class SchemaChanged(ValueError):
    """CKAN's schema no longer looks as we know it; nothing was changed."""


def german(schema: str) -> str:
    """Return CKAN's schema with German text analysis; raises SchemaChanged when a place to change is missing."""
    root = ET.fromstring(schema)
    text = _one(root.iterfind(".//fieldType[@name='text']"), "the field type 'text'")
    for kind, filters in (("index", (COMPOUNDS, *GERMAN)), ("query", GERMAN)):
        _put_german(_one(text.iterfind(f"analyzer[@type='{kind}']"), f"its {kind} analyzer"), filters)
    for name in ALSO_GERMAN:
        field = _one(root.iterfind(f".//field[@name='{name}']"), f"the field {name!r}")
        field.set("type", "text")
    ET.indent(root, "  ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _put_german(analyzer: ET.Element, wanted: Sequence[Mapping[str, str]]) -> None:
    filters = list(analyzer)
    stemmer = _one((f for f in filters if "SnowballPorter" in f.get("class", "")), "the English stemmer")
    place = filters.index(stemmer)
    analyzer.remove(stemmer)
    for offset, attributes in enumerate(wanted):
        analyzer.insert(place + offset, ET.Element("filter", dict(attributes)))


def _one(found: Iterable[ET.Element], what: str) -> ET.Element:
    elements = list(found)
    if len(elements) != 1:
        raise SchemaChanged(f"expected {what} once in CKAN's Solr schema, found it {len(elements)} times")
    return elements[0]
