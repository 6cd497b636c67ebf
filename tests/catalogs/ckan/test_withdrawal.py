# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The end of a dataset: out of date with its files, or gone with a page that says so; never deleted."""

from __future__ import annotations

import contextlib
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from godonu_platform.catalogs.ckan.faults import PortalFault
from godonu_platform.catalogs.ckan.orders import Closing, Order
from godonu_platform.catalogs.ckan.withdrawal import unpublish_now
from tests.catalogs.ckan.disturbed_calls import DyingCalls, InterferedCalls, Killed
from tests.catalogs.ckan.portal_house import PortalHouse
from tests.portal import CkanForTests

EU = "http://publications.europa.eu/resource/authority/"
OUT_OF_DATE = Closing("deprecated", "Die Zählung ist auf neue Geräte umgestellt.", "neue_zaehlung", date(2026, 10, 1))
GONE = Closing("withdrawn", "Die Öffnung wurde <b>widerrufen</b>.", None, date(2026, 11, 1))


def shown(house: PortalHouse, dataset: str) -> dict[str, Any]:
    found: dict[str, Any] = house.calls().read("package_show", id=dataset)
    return found


def closing(house: PortalHouse, dataset: str, end: Closing) -> Order:
    return house.order(dataset, end, show=False)


def assert_gone(house: PortalHouse, before: dict[str, Any]) -> None:
    """See that neither files nor table of a package can be had any more, by anybody."""
    for resource in before["resources"]:
        with pytest.raises(PortalFault):
            b"".join(house.calls().download(resource["url"]))
    with pytest.raises(PortalFault):
        house.calls().read("datastore_search", resource_id=before["resources"][0]["id"])


def test_out_of_date_is_marked_and_keeps_its_files(house: PortalHouse) -> None:
    dataset = house.name()
    house.publish(house.release(dataset))
    before = shown(house, dataset)
    order = closing(house, dataset, OUT_OF_DATE)
    (entry,) = house.plan(order).entries
    assert (entry.action, entry.version) == ("deprecated", "v1")
    assert {"Status", "Hinweis zum Status", "Nachfolger", "CSV: Status"} <= {change.field for change in entry.changes}
    calls = house.calls()
    done = house.publish(order, calls=calls)[dataset]
    assert (done.failed, calls.writes) == (False, 1)
    after = shown(house, dataset)
    assert after["dataset_status"] == EU + "dataset-status/DEPRECATED"
    assert after["lifecycle_note"] == f"Veraltet seit dem 1. Oktober 2026. {OUT_OF_DATE.note}"
    assert after["successor"].endswith("/dataset/neue_zaehlung")
    assert {one["status"] for one in after["resources"]} == {EU + "distribution-status/DEPRECATED"}
    assert [one["hash"] for one in after["resources"]] == [one["hash"] for one in before["resources"]]
    assert b"".join(house.calls().download(after["resources"][0]["url"]))
    (entry,) = house.plan(order).entries
    assert (entry.action, entry.by_hand) == ("unchanged", ())


def test_gone_leaves_a_page_with_the_hashes_of_its_versions(house: PortalHouse) -> None:
    dataset = house.name()
    house.publish(house.release(dataset))
    before = shown(house, dataset)
    order = closing(house, dataset, GONE)
    assert house.plan(order).entries[0].action == "withdrawn"
    done = house.publish(order)[dataset]
    assert not done.failed, done.problems
    after = shown(house, dataset)
    assert (after["id"], after["state"], after["private"]) == (before["id"], "active", False)
    assert (after["title"], after["resources"]) == (before["title"], [])
    assert after["dataset_status"] == EU + "dataset-status/WITHDRAWN"
    assert after["notes"] == "Dieser Datensatz wurde zurückgezogen. Die Öffnung wurde ‹b>widerrufen‹/b>."
    assert json.loads(after["versions"])[0]["sha256_csv"] == before["resources"][0]["hash"]
    assert not after.get("herkunft_und_guete")
    assert_gone(house, before)
    assert house.calls().page(f"{house.calls().url}/dataset/{dataset}") == 200
    later = Closing("withdrawn", "Andere Worte.", None, date(2027, 1, 1))
    for again in (order, closing(house, dataset, later), closing(house, dataset, OUT_OF_DATE)):
        assert house.plan(again).entries[0].action == "unchanged"


def test_a_dataset_that_never_was_there_gets_no_page(house: PortalHouse) -> None:
    dataset = house.name()
    house.release(dataset)
    for end in (OUT_OF_DATE, GONE):
        plan = house.plan(closing(house, dataset, end))
        assert plan.entries[0].action == "held_back"
        assert not plan.has_changes


def test_what_was_gone_can_be_shown_again_under_the_same_address(house: PortalHouse) -> None:
    dataset = house.name()
    house.publish(house.release(dataset))
    before = shown(house, dataset)
    house.publish(closing(house, dataset, GONE))
    done = house.publish(house.release(dataset, title="Wieder da"))[dataset]
    assert not done.failed, done.problems
    after = shown(house, dataset)
    assert [one["id"] for one in after["resources"]] == [one["id"] for one in before["resources"]]
    assert (after["version"], after["dataset_status"]) == ("v2", EU + "dataset-status/COMPLETED")
    assert not after.get("lifecycle_note")
    assert house.calls().read("datastore_search", resource_id=after["resources"][0]["id"])["total"] == 4
    assert b"".join(house.calls().download(after["resources"][1]["url"])).startswith(b"PAR1")


def test_in_an_emergency_everything_is_away_at_once(house: PortalHouse, ckan_alone: CkanForTests) -> None:
    dataset = house.name()
    house.publish(house.release(dataset))
    before = shown(house, dataset)
    on_disk = [uploaded(ckan_alone.folder, resource["id"]) for resource in before["resources"]]
    assert all(path.is_file() for path in on_disk)
    done = unpublish_now(house.project, dataset, "Eine Spalte enthielt Namen.")
    assert (done.action, done.failed) == ("withdrawn", False)
    assert_gone(house, before)
    assert not any(path.exists() for path in on_disk), "also from the portal's disk"
    assert "Eine Spalte enthielt Namen." in shown(house, dataset)["notes"]
    assert unpublish_now(house.project, dataset, "Noch einmal.").writes == 0
    assert unpublish_now(house.project, house.name(), "Nie dagewesen.").url == ""


def test_somebody_who_writes_at_the_same_moment_does_not_keep_it_public(house: PortalHouse) -> None:
    dataset = house.name()
    house.publish(house.release(dataset))
    before = shown(house, dataset)
    assert house.project.ckan is not None

    def write() -> None:
        house.calls().write("package_patch", {"id": before["id"], "notes": "Von Hand"})

    calls = InterferedCalls(house.project.ckan, "package_revise", write)
    unpublish_now(house.project, dataset, "Notfall.", calls=calls)
    assert_gone(house, before)


def test_broken_off_anywhere_nothing_of_it_is_public_and_the_next_run_finishes(house: PortalHouse) -> None:
    assert house.project.ckan is not None
    for last in range(1, 10):
        dataset = house.name()
        house.publish(house.release(dataset))
        before = shown(house, dataset)
        calls = DyingCalls(house.project.ckan, last)
        with contextlib.suppress(Killed):
            unpublish_now(house.project, dataset, "Notfall.", calls=calls)
        assert_gone_for_the_public(house, before)
        order = closing(house, dataset, GONE)
        assert house.plan(order).entries[0].action in ("withdrawn", "unchanged")
        done = house.publish(order)[dataset]
        assert not done.failed, done.problems
        assert_gone(house, before)
        assert shown(house, dataset)["dataset_status"] == EU + "dataset-status/WITHDRAWN"
        if not calls.died:
            return
    raise AssertionError("it never came to its end")


def uploaded(folder: Path, number: str) -> Path:
    """Where CKAN keeps the file of a resource."""
    return folder / "uploads" / "resources" / number[:3] / number[3:6] / number[6:]


def assert_gone_for_the_public(house: PortalHouse, before: dict[str, Any]) -> None:
    for resource in before["resources"]:
        assert house.calls().page(resource["url"]) != 200
    table = f"{house.calls().url}/api/3/action/datastore_search?resource_id={before['resources'][0]['id']}"
    assert house.calls().page(table) != 200
