# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The publisher dies after call n, for every n of a publication of three datasets.

In between each file, each table and each record is old or new as a whole and says which; the second run ends in exactly
the planned state.
"""

from __future__ import annotations

import hashlib
from typing import Any

from godonu_platform.catalogs.ckan.faults import PortalFault
from godonu_platform.catalogs.ckan.orders import Order
from godonu_platform.catalogs.release_folder import read_record
from tests.catalogs.ckan.disturbed_calls import DyingCalls, Killed
from tests.catalogs.ckan.portal_house import ROWS, PortalHouse

MOST_CALLS = 40


def test_wherever_it_is_broken_off_nothing_is_half_and_the_next_run_finishes(house: PortalHouse) -> None:
    figures, words = house.name("zahlen"), house.name("worte")
    house.publish(house.release(figures), house.release(words))
    for last in range(1, MOST_CALLS):
        new = house.name("neu")
        orders = [
            house.release(new),
            house.release(figures, [(*row[:4], 5 * last, "wert") for row in ROWS]),
            house.release(words, title=f"Titel nach {last} Aufrufen"),
        ]
        if not publish_until(house, orders, last):
            break
        for dataset in (new, figures, words):
            assert_whole(house, dataset)
        done = house.publish(*orders)
        assert not [one.problems for one in done.values() if one.failed]
        assert {entry.action for entry in house.plan(*orders).entries if entry.dataset in (new, figures, words)} == {
            "unchanged"
        }
        for dataset in (new, figures):
            package = house.calls().read("package_show", id=dataset)
            assert assert_table_whole(house, dataset, package["resources"][0]) == f"v{house.versions[dataset]}"
        house.calls().write("package_delete", {"id": new})
    else:
        raise AssertionError("the publication never came to its end")
    assert last >= 9, "create, revise, table and views of one, figures of another, words of a third"


def publish_until(house: PortalHouse, orders: list[Order], last: int) -> bool:
    """Publish and die with the last call; tells whether it died."""
    assert house.project.ckan is not None
    calls = DyingCalls(house.project.ckan, last)
    try:
        house.publish(*orders, calls=calls)
    except Killed:
        return True
    return calls.died


def assert_whole(house: PortalHouse, dataset: str) -> set[str]:
    """See that record, files and table are each of one version and say so; returns the versions that were seen."""
    calls = house.calls()
    try:
        package = calls.read("package_show", id=dataset)
    except PortalFault as fault:
        assert fault.kind == "nicht_gefunden"
        return set()
    if not package["resources"]:
        assert package["private"], "what is only begun is seen by nobody"
        return set()
    version = package["version"]
    record = read_record(house.project.releases / dataset / version)
    assert package["title"] == f"{record.description.title} (erzeugte Beispielzahlen)"
    assert {one["release_version"] for one in package["resources"]} == {version}
    hashes = {file.sha256 for file in record.files}
    for resource in package["resources"]:
        assert resource["hash"] in hashes
        there = b"".join(calls.download(resource["url"]))
        assert hashlib.sha256(there).hexdigest() == resource["hash"], resource["name"]
    return {version, assert_table_whole(house, dataset, package["resources"][0])}


def assert_table_whole(house: PortalHouse, dataset: str, csv: dict[str, Any]) -> str:
    """See that the table holds the rows of one version, and of the one that it names."""
    said = str(csv["table_version"])
    if not csv["datastore_active"]:
        assert said.endswith("wird geladen")
        return said
    found = house.calls().read("datastore_search", resource_id=csv["id"], sort="ars,month,service")["records"]
    values = [row["starts"] for row in found]
    wanted = {f"v{number}": starts(house, dataset, number) for number in range(1, house.versions[dataset] + 1)}
    assert values in wanted.values(), "a mixture of versions"
    if not said.endswith("wird geladen"):
        assert values == wanted[said]
    return said


def starts(house: PortalHouse, dataset: str, number: int) -> list[int | None]:
    """The figures of a version in the order of the key."""
    import pyarrow.parquet as pq

    rows = pq.read_table(house.project.releases / dataset / f"v{number}" / "data.parquet").to_pylist()
    rows.sort(key=lambda row: (row["ars"], row["month"], _as_in_csv(row["service"])))
    return [row["starts"] for row in rows]


def _as_in_csv(text: str) -> str:
    return "'" + text if text.startswith("=") else text
