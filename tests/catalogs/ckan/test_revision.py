# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""One call turns what is shown into what is wanted, and loses nobody's resource."""

from __future__ import annotations

import json
from typing import Any

import pytest

from godonu_platform.catalogs.ckan.comparison import with_field_sums
from godonu_platform.catalogs.ckan.extras import PortalForm
from godonu_platform.catalogs.ckan.package import wanted_package
from godonu_platform.catalogs.ckan.revision import revision
from tests.catalogs.ckan.portal_house import PortalHouse
from tests.catalogs.ckan.test_comparison import as_ckan_gives_it_back


@pytest.fixture
def wanted(dry_house: PortalHouse) -> dict[str, Any]:
    dataset = dry_house.name()
    dry_house.release(dataset)
    return with_field_sums(wanted_package(dry_house.record(dataset), "a" * 64, dry_house.site()))


def ids(package: dict[str, Any]) -> list[str]:
    return [resource["id"] for resource in package["resources"]]


def test_nothing_is_sent_when_nothing_differs(wanted: dict[str, Any]) -> None:
    assert revision(as_ckan_gives_it_back(wanted), wanted, ids(wanted)) is None


def test_only_what_differs_is_sent_under_the_lock_and_lists_are_emptied_first(wanted: dict[str, Any]) -> None:
    shown = as_ckan_gives_it_back(wanted) | {"title": "Alt", "successor": "weg", "language": ["x", "y"]}
    data = revision(shown, wanted, ids(wanted))
    assert data is not None
    assert data["match"] == {"id": wanted["id"], "metadata_modified": "2026-11-01"}
    assert data["update"].keys() == {"title", "successor", "language", "herkunft_und_guete"}
    assert (data["update"]["successor"], data["filter"]) == ("", ["-language"])


def test_all_resources_go_along_in_their_order_and_foreign_ones_as_they_are(wanted: dict[str, Any]) -> None:
    shown = as_ckan_gives_it_back(wanted)
    foreign = {"id": "fremd", "name": "Anhang", "url": "https://elsewhere.example/a.pdf", "tags": ["x"]}
    shown["resources"] = [foreign, *reversed(shown["resources"])]
    shown["resources"][1]["name"] = "Von Hand"
    data = revision(shown, wanted, ids(wanted))
    assert data is not None
    sent = data["update"]["resources"]
    assert [one["id"] for one in sent] == [*ids(wanted), "fremd"]
    assert sent[-1] == foreign
    untouched = next(one for one in shown["resources"] if one["id"] == sent[0]["id"])
    assert sent[0] == untouched, "CKAN skips a resource that comes back as it was"
    assert sent[4]["name"] == wanted["resources"][4]["name"]
    assert data["filter"] == ["-resources"]


def test_a_file_of_ours_that_is_not_wanted_any_more_goes(wanted: dict[str, Any]) -> None:
    shown = as_ckan_gives_it_back(wanted)
    without = with_field_sums({**wanted, "resources": wanted["resources"][:-1]})
    data = revision(shown, without, ids(wanted))
    assert data is not None
    assert [one["id"] for one in data["update"]["resources"]] == ids(wanted)[:-1]


def test_the_address_of_an_uploaded_file_is_only_sent_with_the_file(wanted: dict[str, Any]) -> None:
    shown = as_ckan_gives_it_back(wanted)
    changed = json.loads(json.dumps(wanted))
    changed["resources"][0] |= {"hash": "b" * 64, "url": "anders.csv"}
    number = changed["resources"][0]["id"]
    without_file = revision(shown, changed, ids(wanted))
    with_file = revision(shown, changed, ids(wanted), [number])
    assert without_file is not None and with_file is not None
    assert without_file["update"]["resources"][0]["url"] == shown["resources"][0]["url"]
    assert with_file["update"]["resources"][0]["url"] == "anders.csv"


def test_extras_that_others_left_stay(dry_house: PortalHouse) -> None:
    dataset = dry_house.name()
    dry_house.release(dataset)
    site = dry_house.site(PortalForm(own=False))
    wanted = with_field_sums(wanted_package(dry_house.record(dataset), "a" * 64, site))
    shown = as_ckan_gives_it_back(wanted | {"theme": []})
    shown["extras"] = [{"key": "harvest_object_id", "value": "4711"}, {"key": "contact_name", "value": "alt"}]
    data = revision(shown, wanted, ids(wanted))
    assert data is not None
    sent = {extra["key"]: extra["value"] for extra in data["update"]["extras"]}
    assert sent["harvest_object_id"] == "4711"
    assert sent["contact_name"] == "Geschäftsstelle Offene Daten"
    assert len(sent) == len(data["update"]["extras"])
    assert "extras" in "".join(data["filter"])
