# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What of a dataset is searched: names and titles, not raw JSON; and nothing that Solr would choke on."""

from __future__ import annotations

import json
import unicodedata
from typing import Any

from ckanext.godonu.search_index import asked, indexed, municipalities
from tests.deploy.extension.full_dataset import dataset


def _document(**changes: Any) -> dict[str, Any]:
    """As CKAN hands it over: the fields of the schema twice, lists as JSON, the whole beside."""
    whole = dataset("wege", "https://daten.example.org", **changes)
    document = {key: value for key, value in whole.items() if isinstance(value, str)}
    document |= {f"extras_{key}": value for key, value in document.items() if key not in ("title", "notes")}
    return document | {"title_string": whole["title"], "validated_data_dict": json.dumps(whole)}


def test_json_for_machines_is_not_searched() -> None:
    """Neither under its own name nor as a text."""
    document = indexed(_document())
    assert not [key for key in document if "herkunft_und_guete" in key or key.endswith("versions")]
    assert "herkunft_und_guete" in document["validated_data_dict"]


def test_municipalities_and_column_titles_are() -> None:
    """The first as a filter, the second as words."""
    document = indexed(_document())
    assert document["vocab_kommunen"] == ["Gießen", "Rheingau-Taunus-Kreis"]
    assert "Wohnsitzanmeldungen" in document["extras_spalten"]
    assert document["godonu_beispiel"] == "alle"


def test_umlauts_are_one_character_on_both_sides() -> None:
    """Whoever types »für« must find »für«."""
    apart = unicodedata.normalize("NFD", "Bürgerbüros für alle")
    assert indexed(_document(title=apart, notes=apart))["title"] == "Bürgerbüros für alle"
    assert asked({"q": unicodedata.normalize("NFD", "für")})["q"] == "für"
    assert asked({"fq": "x"}) == {"fq": "x"}


def test_no_field_is_too_long_for_one_word() -> None:
    """Solr refuses the whole dataset for one word of more than 32,766 bytes."""
    document = indexed(_document(provenance="ü" * 40_000, title="Titel " * 9_000))
    cut_into_words = ("title", "notes", "validated_data_dict")
    for key, value in document.items():
        if isinstance(value, str) and key not in cut_into_words and not key.startswith("extras_"):
            assert len(value.encode()) < 32_766, key


def test_places_of_any_shape() -> None:
    """What is no place has no name."""
    found = {"spatial_coverage": [{"text": " Gießen\x00 "}, {"text": 7}, "x", {"uri": "u"}, {"text": ""}]}
    assert municipalities(found) == {"Gießen"}
    assert municipalities({"spatial_coverage": json.dumps([{"text": "Fulda"}])}) == {"Fulda"}
    assert municipalities({}) == set()


def test_a_dataset_without_the_block() -> None:
    """As somebody types it into the form."""
    document = _document()
    document["validated_data_dict"] = json.dumps({"title": "x"})
    found = indexed(document)
    assert found["vocab_kommunen"] == []
    assert "godonu_beispiel" not in found
