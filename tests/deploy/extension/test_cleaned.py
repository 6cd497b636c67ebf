# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What goes into the graph is cleaned first: broken addresses, unprintable text, claims without a reason."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ckanext.godonu.rdf.cleaned import HVD_REGULATION, cleaned, read_list
from tests.deploy.extension.full_dataset import dataset

CATEGORY = "http://data.europa.eu/bna/c_ac64a52d"


def _clean(**changes: Any) -> dict[str, Any]:
    return cleaned(dataset("wege", "https://daten.example.org", **changes))


def test_a_good_dataset_stays_as_it_is() -> None:
    """Nothing that was right gets lost."""
    given_dataset = dataset("wege", "https://daten.example.org")
    clean = cleaned(given_dataset)
    for field in ("title", "theme", "geocoding_level", "references", "contributor_id", "frequency", "spatial_coverage"):
        assert clean[field] == given_dataset[field], field
    assert clean["publisher"][0]["type"] == given_dataset["publisher"][0]["type"]
    assert clean["resources"][0]["access_services"][0]["endpoint_url"] == ["https://daten.example.org/api/3"]


def test_the_original_is_not_touched() -> None:
    """CKAN goes on working with it."""
    given_dataset = dataset("wege", "https://daten.example.org", url="javascript:alert(1)")
    before = json.dumps(given_dataset, sort_keys=True)
    cleaned(given_dataset)
    assert json.dumps(given_dataset, sort_keys=True) == before


def test_broken_addresses_are_left_out() -> None:
    """One broken IRI would make the whole catalogue unreadable."""
    clean = _clean(
        url="javascript:alert(1)",
        theme=["http://example.org/ok", "kein Thema", 7],
        contact=[
            {"name": "A", "url": "javascript:x", "email": "kein Postfach"},
            {"name": "", "email": "mailto:a@b.example", "url": "x:"},
        ],
        publisher=[{"name": "B", "uri": "böse>", "email": "b@example.org"}],
    )
    assert clean["url"] == ""
    assert clean["theme"] == ["http://example.org/ok"]
    # a contact that cannot be reached is none (DCAT-AP.de 3.0)
    assert [(c["name"], c["url"], c["email"]) for c in clean["contact"]] == [("", "", "a@b.example")]
    assert clean["publisher"][0]["uri"] == ""


def test_text_is_printable_and_composed() -> None:
    """Control characters would break RDF/XML; an umlaut of two characters would be another word."""
    assert _clean(title="Stra\x00ße fu\u0308r\x0b alle")["title"] == "Straße für alle"


def test_the_access_address_is_never_lost() -> None:
    """Not when it is the same as the download, and not when only one of them is there (DCAT: mandatory)."""
    base = dataset("wege", "https://daten.example.org")["resources"][1]
    same = {**base, "url": "https://x.example/a", "download_url": "https://x.example/a", "access_url": ""}
    only = {**base, "url": "", "download_url": "https://x.example/b", "access_url": None}
    clean = _clean(resources=[same, only])
    assert [r["access_url"] for r in clean["resources"]] == ["https://x.example/a", "https://x.example/b"]


def test_a_size_is_a_number_or_nothing() -> None:
    """A negative or worded size is none."""
    base = dataset("wege", "https://daten.example.org")["resources"][1]
    clean = _clean(resources=[{**base, "size": size} for size in (0, "12", -1, "viel", None)])
    assert [r["size"] for r in clean["resources"]] == [0, 12, None, None, None]


def test_high_value_needs_category_and_reason() -> None:
    """With both, the regulation stands on dataset, distributions and services; with one of them, nowhere."""
    for claim in ({"hvd_category": [CATEGORY]}, {"hvd_reason": "weil"}, {"applicable_legislation": [HVD_REGULATION]}):
        clean = _clean(**claim)
        assert clean["hvd_category"] == []
        assert HVD_REGULATION not in json.dumps(clean)
    clean = _clean(hvd_category=[CATEGORY], hvd_reason="Anhang, Nr. 4")
    assert clean["hvd_category"] == [CATEGORY]
    assert clean["applicable_legislation"] == [HVD_REGULATION]
    assert all(r["applicable_legislation"] == [HVD_REGULATION] for r in clean["resources"])
    assert clean["resources"][0]["access_services"][0]["applicable_legislation"] == [HVD_REGULATION]


def test_lists_may_be_stored_as_json() -> None:
    """As CKAN's extras hold them."""
    assert read_list('["a", "b"]') == ["a", "b"]
    assert read_list("a") == ["a"]
    assert read_list("[kaputt") == []
    assert read_list({"a": 1}) == [{"a": 1}]
    assert read_list(None) == read_list("") == read_list([]) == []


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
_FIELDS = sorted(dataset("wege", "https://daten.example.org"))


@given(st.dictionaries(st.sampled_from(_FIELDS), _JSON))
def test_no_field_can_break_it(changes: dict[str, Any]) -> None:
    """Whatever stands in the fields of a dataset of the portal, the graph of the others must still be made."""
    clean = _clean(**changes)
    assert isinstance(clean["resources"], list)
