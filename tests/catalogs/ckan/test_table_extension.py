# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The table of a release on a portal with our extension: the uploaded file becomes the table in one step."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from godonu_platform.catalogs.ckan import table
from godonu_platform.catalogs.ckan.faults import PortalFault
from godonu_platform.catalogs.ckan.portal_facts import PortalFacts
from godonu_platform.catalogs.ckan.table import load_table, table_state
from godonu_platform.catalogs.ckan.uploads import Upload
from tests.catalogs.ckan.conftest import OwnDataset, Scripted
from tests.catalogs.ckan.scripted_portal import Play, answer, raw, refusal, reset
from tests.catalogs.ckan.test_table import COUNTS, KEYS, ODD, expected, same_instant, there
from tests.catalogs.ckan.test_table_fields import note
from tests.catalogs.ckan.test_table_rows import write_release

OURS = PortalFacts("2.12.0", frozenset({"godonu"}), True, True, True, True, True, None)
BUSY = refusal(409, "Validation Error", resource_id=["Diese Tabelle wird gerade geladen; bitte später noch einmal."])


def upload(own: OwnDataset, folder: Path, sql: str) -> None:
    write_release(folder, sql)
    shown = own.show()
    own.calls.revise(
        {"match": {"id": own.id, "metadata_modified": shown["metadata_modified"]}},
        {own.resource: Upload(folder / "data.csv", "data.csv", "text/csv")},
    )


def load(own: OwnDataset, folder: Path, sql: str, version: str = "v1") -> int:
    upload(own, folder, sql)
    return load_table(own.calls, own.facts, own.resource, folder, KEYS, version)


def test_both_ways_end_in_the_same_table(own_dataset: OwnDataset, tmp_path: Path) -> None:
    assert own_dataset.facts.own_actions
    assert load(own_dataset, tmp_path, COUNTS.format(300)) == 300
    by_portal, state = there(own_dataset), table_state(own_dataset.calls, own_dataset.resource)
    assert same_instant(by_portal) == expected(COUNTS.format(300))
    told: list[str] = []
    load_table(own_dataset.calls, own_dataset.stock, own_dataset.resource, tmp_path, KEYS, "v1", progress=told.append)
    assert told == ["Tabelle abgeglichen: 0 Zeilen neu, 0 geändert, 0 entfernt"]
    assert table_state(own_dataset.calls, own_dataset.resource) == state


def test_a_new_release_takes_its_place_without_a_gap(own_dataset: OwnDataset, tmp_path: Path) -> None:
    load(own_dataset, tmp_path, COUNTS.format(3000))
    seen: set[int] = set()
    done = threading.Event()

    def watch() -> None:
        while not done.is_set():
            state = table_state(own_dataset.calls, own_dataset.resource)
            seen.add(-1 if state is None else state.rows)

    with ThreadPoolExecutor(1) as pool:
        watching = pool.submit(watch)
        load(own_dataset, tmp_path, COUNTS.format(4000), "v2")
        load(own_dataset, tmp_path, f"select * exclude (gerade) from ({COUNTS.format(5000)})", "v3")
        done.set()
        watching.result()
    assert seen <= {3000, 4000, 5000}, "never empty, never half, also with other columns"
    assert {3000, 5000} & seen


def test_odd_column_names_and_values_are_those_of_the_stock_way(own_dataset: OwnDataset, tmp_path: Path) -> None:
    quoted = ", ".join(f"'w{number}' as \"{name.replace(chr(34), chr(34) * 2)}\"" for number, name in enumerate(ODD))
    upload(own_dataset, tmp_path, f"select 1 as nummer, {quoted}, '''=1+1' as formel, '' as leer, null::int as nichts")
    columns = [note("nummer", key=True), *(note(name, title=name) for name in ODD)]
    assert load_table(own_dataset.calls, own_dataset.facts, own_dataset.resource, tmp_path, columns, "v1") == 1
    state = table_state(own_dataset.calls, own_dataset.resource)
    assert state is not None
    assert list(state.labels.values())[: len(ODD) + 1] == ["Nummer", *ODD]
    (row,) = own_dataset.found()["records"]
    assert list(row.values())[2:-3] == [f"w{number}" for number in range(len(ODD))]
    assert (row["formel"], row["leer"], row["nichts"]) == ("'=1+1", "", None)


def test_another_file_than_expected_is_refused_in_german(own_dataset: OwnDataset, tmp_path: Path) -> None:
    load(own_dataset, tmp_path, COUNTS.format(10))
    write_release(tmp_path, COUNTS.format(11))
    with pytest.raises(PortalFault, match="Prüfsumme"):
        load_table(own_dataset.calls, own_dataset.facts, own_dataset.resource, tmp_path, KEYS, "v2")
    assert len(there(own_dataset)) == 10, "the old table stays"


@pytest.mark.parametrize("lost", [reset, raw(504)])
def test_a_lost_answer_is_settled_by_looking(
    lost: Play, portal_that: Scripted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table, "_AGAIN", 0)
    write_release(tmp_path, COUNTS.format(3))
    portal, calls = portal_that(lost, BUSY, answer(None), BUSY, lambda handler: noted(handler))

    def noted(handler: object) -> None:
        order = portal.calls[0].json
        answer({"sha256": order["sha256"], "version": order["version"], "rows": 3})(handler)  # type: ignore[arg-type]

    assert load_table(calls, OURS, "r", tmp_path, KEYS, "v1") == 3
    assert portal.actions == [
        "godonu_table_load",
        "godonu_table_load",
        "godonu_table_show",
        "godonu_table_load",
        "godonu_table_show",
    ]


def test_a_refusal_is_told_at_once(portal_that: Scripted, tmp_path: Path) -> None:
    write_release(tmp_path, COUNTS.format(3))
    portal, calls = portal_that(refusal(409, "Validation Error", resource_id=["Zeile 7, Spalte »tag«: passt nicht."]))
    with pytest.raises(PortalFault, match="Zeile 7"):
        load_table(calls, OURS, "r", tmp_path, KEYS, "v1")
    assert portal.actions == ["godonu_table_load"]
