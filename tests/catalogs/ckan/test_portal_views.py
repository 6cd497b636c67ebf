# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Table, picture and interactive chart stand on the pages of the files, and one that breaks its page goes again."""

from __future__ import annotations

from typing import Any

from godonu_platform.catalogs.ckan.views import CHART, PICTURE, TABLE
from tests.catalogs.ckan.disturbed_calls import BrokenPages
from tests.catalogs.ckan.portal_house import ROWS, PortalHouse


def views(house: PortalHouse, dataset: str) -> list[dict[str, Any]]:
    calls = house.calls()
    package = calls.read("package_show", id=dataset)
    return [view for one in package["resources"] for view in calls.read("resource_view_list", id=one["id"])]


def test_each_view_is_made_once_and_its_page_answers(house: PortalHouse) -> None:
    dataset = house.name()
    order = house.release(dataset)
    done = house.publish(order)[dataset]
    assert not done.problems
    found = views(house, dataset)
    assert [view["view_type"] for view in found] == [TABLE, CHART, PICTURE]
    chart = found[1]
    assert (chart["engine"], chart["type"], chart["x"], chart["y"]) == ("plotly", "Bar", "month", "starts")
    for view in found:
        page = f"{house.calls().url}/dataset/{dataset}/resource/{view['resource_id']}?view_id={view['id']}"
        assert house.calls().page(page) == 200
    house.publish(house.release(dataset, ROWS[:3]))
    assert [view["id"] for view in views(house, dataset)] == [view["id"] for view in found]


def test_a_view_that_was_taken_away_comes_back(house: PortalHouse) -> None:
    dataset = house.name()
    order = house.release(dataset)
    house.publish(order)
    house.calls().write("resource_view_delete", {"id": views(house, dataset)[0]["id"]})
    (entry,) = house.plan(order).entries
    assert [change.field for change in entry.changes] == ["Ansichten"]
    house.publish(order)
    assert len(views(house, dataset)) == 3


def test_a_view_that_breaks_its_page_is_removed_told_and_not_tried_every_night(house: PortalHouse) -> None:
    dataset = house.name()
    order = house.release(dataset)
    assert house.project.ckan is not None
    done = house.publish(order, calls=BrokenPages(house.project.ckan, "?view_id="))[dataset]
    assert not done.failed
    assert len(done.problems) == 3
    assert "»Interaktives Diagramm« ist wieder entfernt" in " ".join(done.problems)
    assert views(house, dataset) == []
    assert house.plan(order).entries[0].action == "unchanged"
    house.publish(house.release(dataset, title="Mit einer neuen Version wird es wieder versucht"))
    assert len(views(house, dataset)) == 3


def test_on_a_page_that_does_not_answer_anyway_no_view_is_blamed(house: PortalHouse) -> None:
    dataset = house.name()
    order = house.release(dataset)
    assert house.project.ckan is not None
    calls = BrokenPages(house.project.ckan, "/resource/")
    done = house.publish(order, calls=calls)[dataset]
    assert [problem for problem in done.problems if "antwortet mit Status 500" in problem]
    assert views(house, dataset) == []
    house.publish(order)
    assert len(views(house, dataset)) == 3
