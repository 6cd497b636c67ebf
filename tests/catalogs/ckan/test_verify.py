# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whatever somebody changes in the portal, the check finds it, and the next publication puts it right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from godonu_platform.catalogs.ckan.orders import Order
from godonu_platform.catalogs.ckan.portal_memory import read_memory
from godonu_platform.catalogs.ckan.uploads import Upload
from godonu_platform.catalogs.ckan.verify import verify_datasets
from tests.catalogs.ckan.disturbed_calls import BrokenPages
from tests.catalogs.ckan.portal_house import PortalHouse

Tamper = Callable[[PortalHouse, dict[str, Any]], None]


def csv(package: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = package["resources"][0]
    return found


def other_title(house: PortalHouse, package: dict[str, Any]) -> None:
    house.calls().write("package_patch", {"id": package["id"], "title": "Von Hand"})


def other_bytes(house: PortalHouse, package: dict[str, Any]) -> None:
    """Another file of the same size; hash and size in the metadata stay as they were."""
    path = house.project.data / "anders.csv"
    path.write_bytes(b"x" * int(csv(package)["size"]))
    match = {"id": package["id"], "metadata_modified": package["metadata_modified"]}
    upload = Upload(path, csv(package)["url"].rpartition("/")[2], "text/csv")
    house.calls().revise({"match": match, "update": {}}, {csv(package)["id"]: upload})


def other_cell(house: PortalHouse, package: dict[str, Any]) -> None:
    row = house.calls().read("datastore_search", resource_id=csv(package)["id"], limit=1)["records"][0]
    row = {name: value for name, value in row.items() if name != "_id"} | {"starts": 4711}
    order = {"resource_id": csv(package)["id"], "records": [row], "method": "upsert", "force": True}
    house.calls().write("datastore_upsert", order)


def fewer_rows(house: PortalHouse, package: dict[str, Any]) -> None:
    filters = {"partner_name": "Stadt Kassel"}
    house.calls().write("datastore_delete", {"resource_id": csv(package)["id"], "filters": filters, "force": True})


def no_table(house: PortalHouse, package: dict[str, Any]) -> None:
    house.calls().write("datastore_delete", {"resource_id": csv(package)["id"], "force": True})


def other_version_told(house: PortalHouse, package: dict[str, Any]) -> None:
    house.calls().write("resource_patch", {"id": csv(package)["id"], "table_version": "v9", "description": ""})


def hidden(house: PortalHouse, package: dict[str, Any]) -> None:
    house.calls().write("package_patch", {"id": package["id"], "private": True})


def file_gone(house: PortalHouse, package: dict[str, Any]) -> None:
    house.calls().write("resource_delete", {"id": package["resources"][2]["id"]})


def view_gone(house: PortalHouse, package: dict[str, Any]) -> None:
    view = house.calls().read("resource_view_list", id=csv(package)["id"])[0]
    house.calls().write("resource_view_delete", {"id": view["id"]})


TAMPERINGS: tuple[tuple[Tamper, str], ...] = (
    (other_title, "Titel (von Hand geändert)"),
    (other_bytes, "Inhalt von data.csv"),
    (other_cell, "Zeilen der Tabelle"),
    (fewer_rows, "Tabelle"),
    (no_table, "Tabelle"),
    (other_version_told, "CSV: Version der Tabelle"),
    (hidden, "Sichtbarkeit"),
    (file_gone, "JSON: Prüfsumme"),
    (view_gone, "Ansichten"),
)


def test_every_tampering_is_found_and_put_right(house: PortalHouse) -> None:
    orders = [house.release(house.name(tamper.__name__), chart=tamper is view_gone) for tamper, _ in TAMPERINGS]
    house.publish(*orders)
    for order, (tamper, _) in zip(orders, TAMPERINGS, strict=True):
        tamper(house, house.calls().read("package_show", id=order.dataset))
    found = content(house, *orders)
    for order, (_, told) in zip(orders, TAMPERINGS, strict=True):
        assert [what for dataset, what in found if dataset == order.dataset and what.startswith(told)], (told, found)
    assert {entry.action for entry in house.plan(*orders).entries} == {"changed"}
    done = house.publish(*orders)
    assert not [one.problems for one in done.values() if one.failed]
    assert content(house, *orders) == set()
    assert read_memory(house.project).repairs == {}
    assert not house.plan(*orders).has_changes


def content(house: PortalHouse, *orders: Order) -> set[tuple[str, str]]:
    """What differs, without what a harvester reads: the profile of the extension has its own tests."""
    found = verify_datasets(house.project, orders)
    return {(one.dataset, one.what) for one in found if not one.what.startswith(("Metadaten für Harvester", "MQA"))}


def test_no_difference_tells_a_value(house: PortalHouse) -> None:
    dataset = house.name()
    order = house.release(dataset)
    house.publish(order)
    package = house.calls().read("package_show", id=dataset)
    other_cell(house, package)
    other_bytes(house, house.calls().read("package_show", id=dataset))
    told = " ".join(str(one) for one in verify_datasets(house.project, [order]))
    assert "4711" not in told and "xxxx" not in told and "Wohnsitz" not in told


def test_a_dataset_that_is_missing_or_not_released_is_said(house: PortalHouse) -> None:
    dataset = house.name()
    order = house.release(dataset)
    assert [(one.what, one.found) for one in verify_datasets(house.project, [order])] == [("Datensatz", "fehlt dort")]
    assert order.folder is not None
    (order.folder / "data.json").write_text("[]", encoding="utf-8")
    (difference,) = verify_datasets(house.project, [order])
    assert (difference.what, difference.expected) == ("nicht zu prüfen", "eine gültige Freigabe")


def test_pages_that_do_not_answer_are_told(house: PortalHouse) -> None:
    dataset = house.name()
    order = house.release(dataset)
    house.publish(order)
    assert house.project.ckan is not None
    broken = BrokenPages(house.project.ckan, f"/dataset/{dataset}/resource")
    found = verify_datasets(house.project, [order], calls=broken)
    pages = [one for one in found if one.what.startswith("Seite ")]
    assert len(pages) == 5
    assert {one.found for one in pages} == {"Status 500"}


def test_what_a_harvester_reads_passes_shapes_and_mqa(house: PortalHouse, conformance: Path) -> None:
    dataset = house.name()
    order = house.release(dataset)
    house.publish(order)
    house.project = replace(house.project, shapes=conformance / "dcat-ap-de")
    assert [str(one) for one in verify_datasets(house.project, [order])] == []
