# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Only what a reader would see differently is a difference, and an edit by hand is told from a new release."""

from __future__ import annotations

import json
from typing import Any

import pytest

from godonu_platform.catalogs.ckan.comparison import field_changes, field_title, visible, with_field_sums
from godonu_platform.catalogs.ckan.package import wanted_package
from tests.catalogs.ckan.portal_house import PortalHouse


@pytest.fixture
def wanted(dry_house: PortalHouse) -> dict[str, Any]:
    dataset = dry_house.name()
    dry_house.release(dataset)
    return with_field_sums(wanted_package(dry_house.record(dataset), "a" * 64, dry_house.site()))


def as_ckan_gives_it_back(package: dict[str, Any]) -> dict[str, Any]:
    """The same package as package_show tells it: more keys, other orders, lists as texts, full addresses."""
    shown = json.loads(json.dumps(package))
    shown |= {"organization": {"name": shown["owner_org"]}, "owner_org": "uuid", "metadata_modified": "2026-11-01"}
    shown["tags"] = [{"name": tag["name"], "id": "x", "state": "active"} for tag in reversed(shown["tags"])]
    shown["theme"] = json.dumps(shown["theme"])
    shown["author"] = None
    for resource in shown["resources"]:
        resource["url"] = f"https://p.example/dataset/x/resource/y/download/{resource['url']}"
        resource |= {"size": str(resource["size"]), "format": resource["format"].upper()}
        resource |= {"position": 3, "cache_url": None}
    return shown


def test_what_ckan_only_writes_differently_is_no_difference(wanted: dict[str, Any]) -> None:
    assert field_changes(as_ckan_gives_it_back(wanted), wanted) == []


def test_a_field_names_old_and_new_and_whether_a_hand_was_in_it(wanted: dict[str, Any]) -> None:
    shown = as_ckan_gives_it_back(wanted)
    shown["title"] = "Von Hand"
    shown["tags"].append({"name": "Neu"})
    shown["resources"][1]["description"] = ""
    newer = with_field_sums({**wanted, "version": "v2"})
    found = {change.name: change for change in field_changes(shown, newer)}
    assert set(found) == {"title", "tags", "version", "parquet.description"}
    assert (found["title"].field, found["title"].old, found["title"].by_hand) == ("Titel", "Von Hand", True)
    assert found["tags"].old == "Antrag; Neu; Verwaltung"
    assert found["parquet.description"].field == "Parquet: Beschreibung"
    assert (found["version"].old, found["version"].new, found["version"].by_hand) == ("v1", "v2", False)


def test_a_field_that_is_both_new_and_edited_counts_as_edited(wanted: dict[str, Any]) -> None:
    shown = as_ckan_gives_it_back(wanted) | {"notes": "Von Hand"}
    changes = field_changes(shown, with_field_sums({**wanted, "notes": "Neu in der Freigabe"}))
    assert [(change.name, change.by_hand) for change in changes] == [("notes", True)]


def test_without_a_trace_of_the_last_publication_nobody_is_accused(wanted: dict[str, Any]) -> None:
    shown = as_ckan_gives_it_back(wanted) | {"title": "Anders"}
    shown["herkunft_und_guete"] = ""
    assert not any(change.by_hand for change in field_changes(shown, wanted))


def test_a_table_that_is_being_loaded_is_no_edit_by_hand(wanted: dict[str, Any]) -> None:
    wanted["resources"][0]["table_version"] = "v1"
    wanted = with_field_sums(wanted)
    shown = as_ckan_gives_it_back(wanted)
    shown["resources"][0]["table_version"] = "v1 wird geladen"
    assert [(c.name, c.by_hand) for c in field_changes(shown, wanted)] == [("csv.table_version", False)]


def test_of_the_long_block_only_the_parts_that_differ_are_named(wanted: dict[str, Any]) -> None:
    shown = as_ckan_gives_it_back(wanted)
    shown["herkunft_und_guete"] = json.dumps(json.loads(shown["herkunft_und_guete"]) | {"schutz": "anders"})
    change = next(iter(field_changes(shown, wanted)))
    assert (change.field, change.new, change.by_hand) == ("Herkunft und Güte", "schutz", True)


def test_everything_is_new_where_nothing_is_shown(wanted: dict[str, Any]) -> None:
    changes = field_changes(None, wanted)
    assert {change.name for change in changes} == visible(wanted).keys()
    assert {change.old for change in changes} == {""}
    assert all(len(change.new) <= 200 and field_title(change.name) == change.field for change in changes)
