# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Two who write at once lose nothing: neither a resource nor each other's words."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from godonu_platform.catalogs.ckan.apply import apply_plan
from godonu_platform.catalogs.ckan.orders import Applied
from tests.catalogs.ckan.disturbed_calls import InterferedCalls
from tests.catalogs.ckan.portal_house import ROWS, PortalHouse


def test_two_publishers_of_the_same_release_end_in_the_planned_state(house: PortalHouse) -> None:
    datasets = [house.name() for _ in range(3)]
    house.publish(*(house.release(dataset) for dataset in datasets[:2]))
    orders = [house.release(dataset, ROWS[:3], title="Beide") for dataset in datasets]
    plan = house.plan(*orders)
    together = threading.Barrier(2)

    def publish(_number: int) -> tuple[Applied, ...]:
        together.wait()
        return apply_plan(house.project, plan, orders)

    with ThreadPoolExecutor(2) as pool:
        both = [pool.submit(publish, number) for number in range(2)]
    told = [one for future in both if not future.exception() for one in future.result()]
    assert told, "at least one of them got through"
    others = [one.problems for one in told if one.failed and "gleichzeitig" not in one.problems[0]]
    assert not others, others
    house.publish(*orders)
    assert {entry.action for entry in house.plan(*orders).entries} == {"unchanged"}
    for dataset in datasets:
        package = house.calls().read("package_show", id=dataset)
        assert len({one["id"] for one in package["resources"]}) == len(package["resources"]) == 5


def test_a_resource_added_at_the_same_moment_is_kept(house: PortalHouse) -> None:
    dataset = house.name()
    house.publish(house.release(dataset))
    order = house.release(dataset, ROWS[:2])
    package = house.calls().read("package_show", id=dataset)

    def add() -> None:
        link = {"package_id": package["id"], "name": "Anhang", "url": "https://example.org/a.pdf"}
        house.calls().write("resource_create", link)

    assert house.project.ckan is not None
    done = house.publish(order, calls=InterferedCalls(house.project.ckan, "package_revise", add))[dataset]
    assert not done.failed, done.problems
    after = house.calls().read("package_show", id=dataset)
    assert [one["name"] for one in after["resources"]][-1] == "Anhang"
    assert (after["version"], len(after["resources"])) == ("v2", 6)


def test_words_written_at_the_same_moment_are_told_and_not_overwritten(house: PortalHouse) -> None:
    dataset = house.name()
    house.publish(house.release(dataset))
    order = house.release(dataset, ROWS[:2])
    package = house.calls().read("package_show", id=dataset)

    def write() -> None:
        house.calls().write("package_patch", {"id": package["id"], "notes": "Gerade eben von Hand"})

    assert house.project.ckan is not None
    done = house.publish(order, calls=InterferedCalls(house.project.ckan, "package_revise", write))[dataset]
    assert done.failed
    assert "gleichzeitig geändert" in done.problems[0]
    after = house.calls().read("package_show", id=dataset)
    assert (after["notes"], after["version"]) == ("Gerade eben von Hand", "v1")
    (entry,) = house.plan(order).entries
    assert {"Beschreibung"} == {change.field for change in entry.by_hand}


def test_a_dataset_that_somebody_else_has_just_made_is_taken_up(house: PortalHouse) -> None:
    dataset = house.name()
    order = house.release(dataset)
    assert house.project.ckan is not None

    def other() -> None:
        assert not house.publish(order)[dataset].failed

    done = house.publish(order, calls=InterferedCalls(house.project.ckan, "package_create", other))[dataset]
    assert not done.failed, done.problems
    assert {entry.action for entry in house.plan(order).entries} == {"unchanged"}
