# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""A release into a real CKAN: planned, applied, unchanged on the second run, and only what differs on the third."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from godonu_platform.catalogs.ckan.apply import PlanOutdated, apply_plan
from godonu_platform.catalogs.ckan.calls import Calls
from godonu_platform.catalogs.ckan.portal_plan import read_portal_plan, store_portal_plan
from godonu_platform.catalogs.identifiers import dataset_id
from godonu_platform.settings import CkanAccess
from tests.catalogs.ckan.portal_house import ROWS, PortalHouse
from tests.portal import CkanForTests
from tests.publication.world import GIESSEN, KASSEL

NEW_ROW = (GIESSEN, "Universitätsstadt Gießen", "2026-10-01", "Wohnsitz anmelden", 90, "wert")


def shown(house: PortalHouse, dataset: str) -> dict[str, Any]:
    found: dict[str, Any] = house.calls().read("package_show", id=dataset)
    return found


def resources(package: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {one.get("file_key", one["id"]): one for one in package["resources"]}


def table(house: PortalHouse, package: dict[str, Any]) -> list[dict[str, Any]]:
    found = house.calls().read("datastore_search", resource_id=package["resources"][0]["id"], sort="ars,month,service")
    records: list[dict[str, Any]] = found["records"]
    return records


def test_a_new_dataset_is_there_with_files_table_and_version(house: PortalHouse) -> None:
    dataset = house.name()
    order = house.release(dataset)
    plan = house.plan(order)
    (entry,) = plan.entries
    assert (entry.action, entry.version, plan.lost) == ("created", "v1", ())
    assert "Titel" in {change.field for change in entry.changes}
    (done,) = apply_plan(house.project, plan, [order])
    assert not done.failed, done.problems
    package = shown(house, dataset)
    assert package["id"] == dataset_id(house.project.installation, dataset)
    assert (package["version"], package["private"], package["state"]) == ("v1", False, "active")
    found = resources(package)
    assert list(found) == ["csv", "parquet", "json", "dictionary", "chart"]
    assert {one["release_version"] for one in found.values()} == {"v1"}
    assert found["csv"]["table_version"] == "v1"
    for file in house.record(dataset).files:
        resource = next(one for one in found.values() if one["hash"] == file.sha256)
        bytes_there = b"".join(house.calls().download(resource["url"]))
        assert hashlib.sha256(bytes_there).hexdigest() == file.sha256
    rows = table(house, package)
    assert [(row["starts"], row["starts_status"]) for row in rows] == [
        (45, "wert"), (120, "wert"), (None, "gesperrt"), (1135, "wert"),
    ]  # fmt: skip
    assert rows[0]["ars"] == GIESSEN, "a leading zero stays"


def test_the_second_time_nothing_is_written(house: PortalHouse) -> None:
    orders = [house.release(house.name()) for _ in range(3)]
    first = house.publish(*orders)
    assert not [one.problems for one in first.values() if one.failed]
    calls = house.calls()
    assert {one.action for one in house.publish(*orders, calls=calls).values()} == {"unchanged"}
    assert calls.writes == 0
    assert not house.plan(*orders).has_changes


def test_new_words_cost_one_call_and_neither_file_nor_table(house: PortalHouse) -> None:
    dataset = house.name()
    house.publish(house.release(dataset))
    before = shown(house, dataset)
    order = house.release(dataset, title="Ein neuer Titel", keywords=("Nur", "noch", "diese"))
    (entry,) = house.plan(order).entries
    assert entry.action == "changed"
    assert {"Titel", "Schlagwörter", "Version"} <= {change.field for change in entry.changes}
    assert not entry.by_hand
    calls = house.calls()
    house.publish(order, calls=calls)
    after = shown(house, dataset)
    assert calls.writes == 1
    assert (after["title"], after["version"]) == ("Ein neuer Titel (erzeugte Beispielzahlen)", "v2")
    assert sorted(tag["name"] for tag in after["tags"]) == ["Nur", "diese", "noch"]
    assert {(one["release_version"], one.get("table_version", "v2")) for one in after["resources"]} == {("v2", "v2")}
    old, new = resources(before), resources(after)
    assert old["csv"]["last_modified"] == new["csv"]["last_modified"], "the file was not sent again"


def test_new_figures_replace_file_and_table_and_leave_the_address(house: PortalHouse) -> None:
    dataset = house.name()
    house.publish(house.release(dataset))
    before = shown(house, dataset)
    changed = [(*row[:4], 50, "wert") if row[0] == GIESSEN else row for row in ROWS[1:]]
    done = house.publish(house.release(dataset, [*changed, NEW_ROW]))
    assert not done[dataset].failed, done[dataset].problems
    after = shown(house, dataset)
    old, new = resources(before), resources(after)
    assert [one["id"] for one in old.values()] == [one["id"] for one in new.values()]
    assert old["csv"]["url"] == new["csv"]["url"]
    assert old["csv"]["hash"] != new["csv"]["hash"]
    assert old["dictionary"]["last_modified"] == new["dictionary"]["last_modified"], "the same file stays"
    assert (new["csv"]["release_version"], new["csv"]["table_version"]) == ("v2", "v2")
    assert [row["starts"] for row in table(house, after)] == [50, 90, None, 1135]
    versions = json.loads(after["versions"])
    assert [one["version"] for one in versions] == ["v2", "v1"]
    assert versions[1]["sha256_csv"] == old["csv"]["hash"]


def test_a_file_that_is_no_longer_part_of_it_goes_and_comes_back_in_its_place(house: PortalHouse) -> None:
    dataset = house.name()
    house.publish(house.release(dataset))
    house.publish(house.release(dataset, chart=False))
    assert list(resources(shown(house, dataset))) == ["csv", "parquet", "json", "dictionary"]
    house.publish(house.release(dataset))
    package = shown(house, dataset)
    assert list(resources(package)) == ["csv", "parquet", "json", "dictionary", "chart"]


def test_an_edit_by_hand_is_told_and_put_right(house: PortalHouse) -> None:
    dataset = house.name()
    order = house.release(dataset)
    house.publish(order)
    package = shown(house, dataset)
    house.calls().write("package_patch", {"id": package["id"], "title": "Von Hand", "tags": [{"name": "Hand"}]})
    (entry,) = house.plan(order).entries
    assert entry.action == "changed"
    assert {(change.field, change.by_hand) for change in entry.changes} == {("Titel", True), ("Schlagwörter", True)}
    assert "Im Portal von Hand geändert: Titel, Schlagwörter." in " ".join(entry.reasons)
    house.publish(order)
    assert shown(house, dataset)["title"] == package["title"]


def test_what_somebody_adds_to_our_dataset_stays(house: PortalHouse) -> None:
    dataset = house.name()
    house.publish(house.release(dataset))
    package = shown(house, dataset)
    link = {"package_id": package["id"], "name": "Anleitung", "url": "https://example.org/anleitung.pdf"}
    house.calls().write("resource_create", link)
    house.publish(house.release(dataset, [*ROWS, NEW_ROW]))
    after = shown(house, dataset)
    assert [one["name"] for one in after["resources"]][-1] == "Anleitung"
    assert len(after["resources"]) == 6


def test_a_plan_older_than_the_portal_is_refused_before_the_first_write(house: PortalHouse) -> None:
    orders = [house.release(house.name()) for _ in range(2)]
    house.publish(*orders)
    orders = [house.release(order.dataset, title="Neuer Titel") for order in orders]
    plan = house.plan(*orders)
    assert read_portal_plan(house.project, store_portal_plan(house.project, plan).stem) == plan
    house.calls().write("package_patch", {"id": shown(house, orders[0].dataset)["id"], "notes": "Von Hand"})
    calls = house.calls()
    with pytest.raises(PlanOutdated, match="älter als das Portal"):
        apply_plan(house.project, plan, orders, calls=calls)
    assert calls.writes == 0


def test_a_plan_older_than_the_release_is_refused(house: PortalHouse) -> None:
    dataset = house.name()
    plan = house.plan(house.release(dataset))
    with pytest.raises(PlanOutdated, match=r"Titel von .*neu planen"):
        apply_plan(house.project, plan, [house.release(dataset, ROWS[:2])])


def test_a_release_that_was_touched_is_held_back(house: PortalHouse) -> None:
    dataset = house.name()
    order = house.release(dataset)
    assert order.folder is not None
    with (order.folder / "data.csv").open("a", encoding="utf-8") as stream:
        stream.write("x\n")
    (entry,) = house.plan(order).entries
    assert entry.action == "held_back"
    assert "data.csv wurde nach der Freigabe verändert" in entry.reasons[-1]
    calls = house.calls()
    assert house.publish(order, calls=calls)[dataset].action == "held_back"
    assert calls.writes == 0


def test_a_portal_that_is_no_target_gets_nothing(house: PortalHouse) -> None:
    order = house.release(house.name())
    path = house.project.catalogs / "portal.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("targets: [ckan, lokal]", "targets: [lokal]"), "utf-8")
    (entry,) = house.plan(order).entries
    assert entry.action == "held_back"
    assert "»targets«" in entry.reasons[-1]


def test_a_name_that_somebody_else_has_is_left_alone(house: PortalHouse) -> None:
    dataset = house.name()
    foreign = {"name": dataset, "title": "Fremd", "notes": "Fremd", "owner_org": "godonu", "private": False}
    number = house.calls().write("package_create", foreign)["id"]
    (entry,) = house.plan(house.release(dataset)).entries
    assert entry.action == "held_back"
    assert "stammt nicht von hier" in entry.reasons[-1]
    assert shown(house, dataset)["id"] == number


def test_a_dataset_of_one_partner_lies_in_its_organisation(house: PortalHouse) -> None:
    dataset = house.name()
    house.publish(house.release(dataset, [row for row in ROWS if row[0] == KASSEL]))
    assert shown(house, dataset)["organization"]["name"] == "kommune-kassel"


def test_a_dataset_that_was_deleted_in_the_portal_comes_back_with_all_it_had(house: PortalHouse) -> None:
    dataset = house.name()
    order = house.release(dataset)
    house.publish(order)
    number = shown(house, dataset)["id"]
    house.calls().write("package_delete", {"id": number})
    assert house.plan(order).has_changes
    done = house.publish(order)
    assert not done[dataset].failed, done[dataset].problems
    package = shown(house, dataset)
    assert (package["id"], package["state"], len(package["resources"])) == (number, "active", 5)


def test_what_nobody_here_knows_any_more_is_told_and_not_touched(house: PortalHouse) -> None:
    dataset = house.name()
    order = house.release(dataset)
    house.publish(order)
    plan = house.plan()
    (entry,) = plan.entries
    assert (entry.dataset, entry.action) == (dataset, "held_back")
    assert "hier kennt ihn aber niemand mehr" in entry.reasons[0]
    assert not plan.has_changes


def test_a_token_without_rights_says_who_must_do_what(house: PortalHouse, ckan_alone: CkanForTests) -> None:
    admin = Calls(CkanAccess(ckan_alone.url, ckan_alone.sysadmin_token))
    user = house.name("niemand")
    admin.write("user_create", {"name": user, "email": f"{user}@example.org", "password": "gehtniemandenan"})
    token = admin.write("api_token_create", {"user": user, "name": "probe"})["token"]
    house.project = replace(house.project, ckan=CkanAccess(ckan_alone.url, token))
    dataset = house.name()
    order = house.release(dataset)
    plan = house.plan(order)
    assert "das Token darf nicht in sie schreiben" in " ".join(plan.entries[0].reasons)
    (done,) = apply_plan(house.project, plan, [order])
    assert done.failed
    assert "Bitte den Betrieb des Portals" in done.problems[0]
    assert token not in str(done) + plan.model_dump_json()
    assert not admin.read("package_search", fq=f"name:{dataset}", include_private=True)["count"]


def test_looking_through_unchanged_datasets_costs_one_call_for_each(house: PortalHouse) -> None:
    orders = [house.release(house.name(), chart=False) for _ in range(6)]
    house.publish(*orders)
    assert house.project.ckan is not None
    calls = CountedCalls(house.project.ckan)
    assert {one.action for one in house.publish(*orders, calls=calls).values()} == {"unchanged"}
    assert calls.writes == 0
    assert calls.actions["package_show"] == len(orders)
    assert calls.actions["godonu_resources_show"] == 1
    assert calls.actions.total() <= len(orders) + 8, calls.actions


class CountedCalls(Calls):
    """Counts what is asked, by action."""

    def __init__(self, access: CkanAccess) -> None:
        super().__init__(access)
        self.actions: Counter[str] = Counter()

    def read(self, action: str, **data: Any) -> Any:
        self.actions[action] += 1
        return super().read(action, **data)
