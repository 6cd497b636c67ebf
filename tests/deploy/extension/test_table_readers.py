# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Readers never notice a load: they see the old rows or the new ones, never none, and never wait for long."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest

from tests.deploy.extension.portal_client import PortalClient, Refused
from tests.deploy.extension.table_orders import ROWS, loaded, order, small_csv

MANY = 30_000


def _rows(number: int, place: str) -> list[tuple[Any, ...]]:
    first = date(2000, 1, 1)
    return [(first + timedelta(days=i), place, i, 0.5, "2026-01-01T00:00:00Z", "true") for i in range(number)]


def test_old_or_new_but_never_none(portal: PortalClient) -> None:
    """While the table changes again and again between two contents, every answer is one of them in full."""
    old, new = small_csv(_rows(MANY, "alt")), small_csv(_rows(MANY + 7, "neu"))
    resource_id = loaded(portal, "wechsel", old)
    seen: set[tuple[int, str]] = set()
    wrong: list[Any] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            try:
                found = portal.anybody("datastore_search", resource_id=resource_id, limit=1, sort="_id desc")
            except Refused as refused:
                wrong.append(refused.text)
            else:
                seen.add((found["records"][0]["anzahl"], found["records"][0]["ort"]) if found["records"] else (0, ""))

    with ThreadPoolExecutor(2) as pool:
        readers = [pool.submit(read) for _ in range(2)]
        for version, content in (("v2", new), ("v3", old), ("v4", new)):
            portal.upload(resource_id, "wechsel.csv", content)
            portal.publisher("godonu_table_load", **order(resource_id, content, version=version))
        done.set()
        for reader in readers:
            reader.result()
    assert wrong == []
    assert seen == {(MANY - 1, "alt"), (MANY + 6, "neu")}
    assert portal.anybody("datastore_search", resource_id=resource_id, limit=0)["total"] == MANY + 7


def test_a_second_load_of_the_same_table_is_told_to_wait(portal: PortalClient) -> None:
    """The first one is held up by a reader; both at once would undo each other."""
    content = small_csv()
    resource_id = loaded(portal, "zugleich", content)
    with portal.reading(resource_id), ThreadPoolExecutor(1) as pool:
        first = pool.submit(portal.publisher, "godonu_table_load", **order(resource_id, content, version="erste"))
        portal.until(lambda: _waiting(portal))
        with pytest.raises(Refused, match="wird gerade geladen"):
            portal.publisher("godonu_table_load", **order(resource_id, content, version="zweite"))
        portal.end_reading()
        assert first.result()["version"] == "erste"


def test_other_readers_do_not_queue_behind_the_switch(portal: PortalClient) -> None:
    """A query that runs for minutes holds the switch up; others are answered meanwhile; then the load gives up."""
    content = small_csv()
    resource_id = loaded(portal, "geduld", content)
    slowest = 0.0
    with portal.reading(resource_id), ThreadPoolExecutor(1) as pool:
        load = pool.submit(portal.publisher, "godonu_table_load", **order(resource_id, content, version="v2"))
        portal.until(lambda: _waiting(portal))
        while not load.done():
            begun = time.monotonic()
            assert portal.anybody("datastore_search", resource_id=resource_id)["total"] == len(ROWS)
            slowest = max(slowest, time.monotonic() - begun)
        with pytest.raises(Refused, match="hält die alte Tabelle fest"):
            load.result()
    assert slowest < 10
    assert portal.anybody("godonu_table_show", resource_id=resource_id)["version"] == "v1"


def _waiting(portal: PortalClient) -> bool:
    waiting = "select 1 from pg_stat_activity where query like 'LOCK TABLE%' and wait_event_type = 'Lock'"
    return bool(portal.sql(waiting))
