# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The fields of the schema: what is written comes back the same, what is wrong is refused, people can use it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.deploy.extension.full_dataset import AUTHORITY, dataset
from tests.deploy.extension.portal_client import PortalClient, Refused


@pytest.fixture(scope="module")
def written(portal: PortalClient) -> dict[str, Any]:
    """A dataset as it was sent."""
    sent = dataset("rundweg", portal.ckan.url)
    portal.publisher("package_create", **sent)
    return sent


def test_everything_comes_back_as_it_was_sent(portal: PortalClient, written: dict[str, Any]) -> None:
    """A publisher compares; a list in another order or a text in another form would look like a change."""
    shown = portal.anybody("package_show", id=written["name"])
    made_by_ckan = {"resources", "groups", "tags", "owner_org"}
    assert {key: shown.get(key) for key in written if key not in made_by_ckan} == {
        key: value for key, value in written.items() if key not in made_by_ckan
    }
    for sent, got in zip(written["resources"], shown["resources"], strict=True):
        address = f"{portal.ckan.url}/dataset/{written['id']}/resource/{sent['id']}/download/{sent['url']}"
        assert {key: got.get(key) for key in sent} == sent | {"url": address}


def test_nothing_changes_when_the_same_is_written_again(portal: PortalClient, written: dict[str, Any]) -> None:
    """Then CKAN makes no new date and no activity."""
    before = portal.anybody("package_show", id=written["name"])
    update = {key: value for key, value in written.items() if key not in ("id", "resources")}
    portal.publisher("package_revise", match={"id": written["id"]}, update=update)
    assert portal.anybody("package_show", id=written["name"]) == before


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("url", "javascript:alert(1)", "Internetadresse"),
        ("references", ["https://ok.example", "javascript:alert(1)"], "Internetadresse"),
        ("publisher", [{"name": "x", "url": "javascript:alert(1)"}], "Internetadresse"),
        ("theme", [AUTHORITY + "data-theme/ERFUNDEN"], "nicht auf der Liste"),
        ("frequency", "manchmal", "manchmal"),
        ("successor", "javascript:alert(1)", "Internetadresse"),
        ("release_hash", "kurz", "SHA-256"),
        ("herkunft_und_guete", "kein JSON", "JSON-Objekt"),
        ("herkunft_und_guete", "[]", "JSON-Objekt"),
        ("herkunft_und_guete", json.dumps({"a": "x" * 200_001}), "zu lang"),
        ("herkunft_und_guete", "[" * 100_000, "JSON-Objekt"),
        ("versions", "{}", "JSON-Liste"),
        ("versions", '["a"]', "JSON-Objekt"),
    ],
)
def test_what_is_wrong_is_refused(portal: PortalClient, field: str, value: Any, said: str) -> None:
    """With the field, in German, before anything is saved."""
    with pytest.raises(Refused) as caught:
        portal.publisher("package_create", **dataset("falsch", portal.ckan.url, **{field: value}))
    assert caught.value.status == 409
    assert field in caught.value.error
    assert said in caught.value.text
    with pytest.raises(Refused, match="404"):
        portal.anybody("package_show", id="falsch")


@pytest.mark.parametrize("field", ["url", "access_url", "download_url", "license"])
def test_no_other_scheme_in_a_resource(portal: PortalClient, field: str) -> None:
    """CKAN would make a button of it."""
    wrong = dataset("falsch", portal.ckan.url)
    wrong["resources"][0] |= {"url_type": "", field: "JavaScript:alert(1)"}
    with pytest.raises(Refused) as caught:
        portal.publisher("package_create", **wrong)
    assert "Internetadresse" in caught.value.text


def test_long_texts_can_be_saved(portal: PortalClient) -> None:
    """Solr would refuse a word of more than 32,766 bytes, and CKAN with it the dataset."""
    block = {"gezaehlt": "ü" * 30_000, "abdeckung": [{"name": "Ort", "monate": {}}]}
    texts = {"herkunft_und_guete": json.dumps(block), "provenance": "ä" * 60_000, "title": "T" * 999}
    portal.publisher("package_create", **dataset("lang", portal.ckan.url, **texts))
    assert portal.anybody("package_search", q="name:lang")["count"] == 1


def test_search_in_german(portal: PortalClient, written: dict[str, Any]) -> None:
    """By the stem of a word, by the title of a column, by an umlaut of two characters, by municipality."""
    for words in ("Besuch", "Wohnsitzanmeldung", "Bu\u0308rgerbu\u0308ro", "Onlinedienst"):
        found = portal.anybody("package_search", q=words)["results"]
        assert written["name"] in {one["name"] for one in found}, words
    filtered = portal.anybody("package_search", fq='vocab_kommunen:"Gießen"', **{"facet.field": ["vocab_kommunen"]})
    assert filtered["count"] >= 1
    names = {item["name"] for item in filtered["search_facets"]["vocab_kommunen"]["items"]}
    assert {"Gießen", "Rheingau-Taunus-Kreis"} <= names


def test_the_form_is_german_and_loses_nothing(portal: PortalClient, written: dict[str, Any]) -> None:
    """A person edits in the browser: every field of the schema is in the form, the choices in German words."""
    page = portal.form(f"/dataset/edit/{written['name']}")
    for word in ("Titel", "Herausgeber", "Aktualisierung", "monatlich", "Verwaltungsebene", "Herkunft und Güte (JSON)"):
        assert word in page, word
    schema = portal.anybody("scheming_dataset_schema_show", type="dataset")
    for field in schema["dataset_fields"]:
        if field.get("form_snippet", "") is not None:
            assert f'"{field["field_name"]}' in page or f'"field-{field["field_name"]}' in page, field["field_name"]


def test_licences_of_the_value_list_can_be_chosen(portal: PortalClient) -> None:
    """And their title and openness are shown."""
    licences = {entry["id"]: entry for entry in portal.anybody("license_list")}
    assert licences["dl-zero-de/2.0"]["title"] == "Datenlizenz Deutschland – Zero – Version 2.0"
    shown = portal.anybody("package_show", id="rundweg")
    assert shown["isopen"]
    assert shown["license_title"].startswith("Datenlizenz Deutschland")
