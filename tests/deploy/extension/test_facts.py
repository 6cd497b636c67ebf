# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is told about a dataset and a file: words for IRIs, links only where they are safe, no empty row."""

from __future__ import annotations

from typing import Any

from ckanext.godonu import facts
from ckanext.godonu.dictionary import dictionary
from ckanext.godonu.facts import Item
from tests.browser import portal_packages as stock

HVD = {"hvd_category": ["http://data.europa.eu/bna/c_ac64a52d"]}


def _dataset(**changes: Any) -> dict[str, tuple[Item, ...]]:
    package = {**stock.whole(), "id": "kennung", "license_title": "Zero", "license_url": "https://example.org/"}
    return {fact.label: fact.items for fact in facts.dataset_facts({**package, **changes})}


def test_a_dataset_in_words() -> None:
    found = _dataset()
    assert found["Aktualisierung"] == (Item("monatlich"),)
    assert found["Lizenz"] == (Item("Zero", "https://example.org/"),)
    assert found["Namensnennung"] == (Item("GoDonu-Kommunen"),)
    assert found["Kontakt"][1] == Item("offene-daten@example.org", "mailto:offene-daten@example.org")
    assert found["Kennung"] == (Item("kennung", code=True),)
    assert "Art der Daten" not in found and all(items for items in found.values())


def test_an_iri_without_a_word_is_not_shown() -> None:
    found = _dataset(frequency="http://example.org/neu", references=["http://example.org/1", "http://example.org/2"])
    assert "Aktualisierung" not in found
    assert found["Musterdatenkatalog"] == (
        Item("Eintrag 1", "http://example.org/1"),
        Item("Eintrag 2", "http://example.org/2"),
    )


def test_no_link_but_to_the_web_and_to_mail() -> None:
    bad = {"name": "Name", "url": "javascript:alert(1)", "email": "a@b.de?bcc=c@d.de"}
    found = _dataset(license_url="javascript:alert(1)", contact=[bad], publisher=[bad])
    assert found["Lizenz"] == (Item("Zero"),)
    assert found["Kontakt"] == found["Herausgeber"] == (Item("Name"),)


def test_high_value_only_with_its_reason() -> None:
    assert "Hochwertiger Datensatz" not in _dataset(**HVD)
    assert [item.text for item in _dataset(**HVD, hvd_reason="Weil.")["Hochwertiger Datensatz"]] == [
        "Geodaten",
        "Weil.",
    ]


def test_a_file_in_words() -> None:
    resource = stock.whole()["resources"][0]
    found = {fact.label: fact.items[0].text for fact in facts.file_facts(resource)}
    assert found["Größe"] == "48,2 KB"
    assert found["Tabelle im Portal"] == "Stand v2"
    assert found["Lizenz"].startswith("Datenlizenz Deutschland")
    assert found["Prüfsumme (SHA-256)"] == stock.CHECKSUM
    loading = {
        fact.label: fact.items[0].text for fact in facts.file_facts({**resource, "table_version": "wird geladen"})
    }
    assert loading["Tabelle im Portal"] == "wird geladen"
    assert facts.file_title(resource) == "Daten als CSV"
    assert facts.file_title({"name": "Karte"}) == "Karte"
    assert facts.file_title({}) == "Datei"


def test_fields_of_any_shape_are_borne() -> None:
    odd: dict[str, Any] = {"spatial_coverage": "x", "temporal_coverage": [3], "contact": {"a": 1}, "resources": None}
    found = {fact.label for fact in facts.dataset_facts({**odd, "theme": 7, "geocoding_level": [None]})}
    assert found == set()
    assert facts.places(odd) == [] and facts.stretch(odd) == "" and facts.status_of({"dataset_status": 3}) == ""


def test_a_data_dictionary_repeats_no_unit() -> None:
    info = {"label": "Anträge", "notes": "Gerundet.\nEinheit: Anträge", "unit": "Anträge"}
    whole, bare = dictionary([{"id": "starts", "type": "int8", "info": info}, {"id": "a", "type": "box", "info": "x"}])
    assert (whole.title, whole.notes, whole.type, whole.unit) == ("Anträge", ("Gerundet.",), "ganze Zahl", "Anträge")
    assert (bare.title, bare.notes, bare.type, bare.unit) == ("a", (), "box", "")
