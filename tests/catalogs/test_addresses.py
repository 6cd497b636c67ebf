# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The addresses of both catalogues: distinct, lasting, and in CKAN those that the portal gives itself."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from godonu_platform.catalogs.addresses import Addresses, CkanAddresses, LocalAddresses, portal_file_name
from godonu_platform.catalogs.identifiers import dataset_id, file_id

FILES = ("data.csv", "data.parquet", "data.json", "dictionary.csv", "chart.svg")
BASE, SITE, HOUSE = "https://daten.example.org/", "https://portal.example.org/", "haus"
names = st.from_regex(r"\A[a-z][a-z0-9_]{1,30}\Z")
catalogues: tuple[Addresses, ...] = (
    LocalAddresses(BASE, HOUSE),
    CkanAddresses(SITE, HOUSE, True, BASE),
    CkanAddresses(SITE.rstrip("/"), HOUSE, False, BASE),
)


def test_the_local_catalogue_is_a_folder_per_dataset() -> None:
    local = LocalAddresses(BASE, HOUSE)
    assert (local.catalogue, local.home) == (f"{BASE}#katalog", BASE)
    assert local.dataset("open_use") == f"{BASE}open_use/#datensatz"
    assert local.explain("open_use") == f"{BASE}open_use/herkunft.html"
    assert local.download("open_use", "data.csv") == f"{BASE}open_use/data.csv"
    assert local.access("open_use", "data.csv") == local.page("open_use") == f"{BASE}open_use/"
    assert local.api("open_use") is None


@pytest.mark.parametrize("site", [SITE, SITE.rstrip("/")])
def test_ckan_gives_ids_to_nodes_and_names_to_pages(site: str) -> None:
    ckan, plain = CkanAddresses(site, HOUSE, True, BASE), SITE.rstrip("/")
    node = f"{plain}/dataset/{dataset_id(HOUSE, 'open_use')}"
    file = f"{node}/resource/{file_id(HOUSE, 'open_use', 'data.csv')}"
    assert (ckan.catalogue, ckan.home) == (plain, SITE)
    assert ckan.dataset("open_use") == node
    assert ckan.page("open_use") == f"{plain}/dataset/open_use"
    assert ckan.explain("open_use") == f"{plain}/dataset/open_use/herkunft"
    assert ckan.distribution("open_use", "data.csv") == ckan.access("open_use", "data.csv") == file
    assert ckan.download("open_use", "data.csv") == f"{file}/download/open_use.csv"
    assert ckan.api("open_use") == f"{plain}/api/3"


def test_without_our_extension_the_local_catalogue_explains() -> None:
    assert CkanAddresses(SITE, HOUSE, False, BASE).explain("open_use") == f"{BASE}open_use/herkunft.html"


@pytest.mark.parametrize("addresses", catalogues, ids=["local", "ckan", "plain_ckan"])
@given(first=names, second=names)
def test_no_two_things_share_an_iri(addresses: Addresses, first: str, second: str) -> None:
    pairs = list(product(dict.fromkeys((first, second)), FILES))
    nodes = [addresses.catalogue, addresses.part("kontakt"), addresses.part("herausgeber")]
    nodes += [addresses.dataset(name) for name in dict.fromkeys((first, second))]
    nodes += [addresses.distribution(name, file) for name, file in pairs]
    downloads = [addresses.download(name, file) for name, file in pairs]
    assert len(set(nodes)) == len(nodes) and len(set(downloads)) == len(downloads)
    assert all(iri.startswith("https://") and " " not in iri for iri in nodes + downloads)


def test_files_carry_the_name_of_their_dataset_in_a_portal() -> None:
    assert [portal_file_name("open_use", name) for name in FILES] == [
        "open_use.csv",
        "open_use.parquet",
        "open_use.json",
        "open_use_datenverzeichnis.csv",
        "open_use_diagramm.svg",
    ]
