# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Brings a portal table to a release with CKAN's own actions only, for portals without our extension.

A table that has rows never stands empty: new rows are added, changed ones updated, then those that are gone deleted.
Only a table with other columns, types or key is dropped and made anew. `update` and not `upsert` for changed rows:
CKAN's upsert leaves the full text index of a row as it was. Keep out: what is compared how (table_rows).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Any

from godonu_platform.catalogs.ckan.calls import Calls
from godonu_platform.catalogs.ckan.faults import PortalFault
from godonu_platform.catalogs.ckan.table_fields import TableShape
from godonu_platform.catalogs.ckan.table_rows import Row, TableRows

CHUNK = 10_000
AT_ONCE = 3
_PAGE = 32_000  # what CKAN gives at most, unless configured otherwise
_DELETED = 5_000
_SMALLEST, _PARTS = 1_000, 8  # how rows are divided for a portal that is slow
_WRITING = 300.0  # seconds for a chunk or a table
Progress = Callable[[str], None]


def build(calls: Calls, resource: str, shape: TableShape, rows: TableRows, progress: Progress) -> None:
    """Make a table that is not there, with its first rows in the same transaction, and fill it."""
    chunks = rows.all(CHUNK)
    try:
        _create(calls, resource, shape, next(chunks, []))
    except PortalFault as fault:
        # its rows are there already: an answer was lost, or somebody else was here first
        if fault.kind != "konflikt" or not shape.key:
            raise
        align(calls, resource, shape, rows, progress)
        return
    _insert(calls, resource, chunks, bool(shape.key))
    _count(calls, resource)
    progress("Tabelle neu angelegt")


def align(calls: Calls, resource: str, shape: TableShape, rows: TableRows, progress: Progress) -> None:
    """Change a table that has these columns until it holds these rows; labels and notes first."""
    _create(calls, resource, shape, [])
    for page in _portal_pages(calls, resource, shape):
        rows.note_portal_page(page)
    missing, changed, gone = rows.compare()
    _insert(calls, resource, rows.differing(CHUNK, missing=True), bool(shape.key))
    changed_rows = rows.differing(CHUNK, missing=False)
    _in_parallel(lambda chunk: _settle(calls, resource, chunk, "update", "update"), changed_rows)
    for several in rows.gone(_DELETED):
        filters = {"_id": several}
        calls.write(
            "datastore_delete",
            {"resource_id": resource, "filters": filters, "force": True, "calculate_record_count": False},
        )
    if missing or changed or gone:
        _count(calls, resource)
    progress(f"Tabelle abgeglichen: {missing} Zeilen neu, {changed} geändert, {gone} entfernt")


def _create(calls: Calls, resource: str, shape: TableShape, records: list[Row]) -> None:
    data: dict[str, Any] = {
        "resource_id": resource,
        "force": True,
        "fields": [field.as_sent() for field in shape.fields],
        "primary_key": list(shape.key),
        "calculate_record_count": False,
    }
    calls.write("datastore_create", data | ({"records": records} if records else {}), seconds=_WRITING)


def _insert(calls: Calls, resource: str, chunks: Iterable[list[Row]], keyed: bool) -> None:
    _in_parallel(lambda chunk: _settle(calls, resource, chunk, "insert", "upsert" if keyed else None), chunks)


def _settle(calls: Calls, resource: str, chunk: list[Row], method: str, again: str | None) -> None:
    """Send rows until they are there; `again` is the method that does no harm when they are there already.

    Inserting is quicker by half than upserting, but may not be repeated. A portal that did not answer in time gets the
    rows once more, in smaller parts.
    """
    try:
        _send(calls, resource, chunk, method)
        return
    except PortalFault as fault:
        if again is None or not (fault.unsure or (fault.kind == "konflikt" and method != again)):
            raise
        size = max(_SMALLEST, len(chunk) // _PARTS) if fault.unsure else len(chunk)
    for start in range(0, len(chunk), size):
        _send(calls, resource, chunk[start : start + size], again)


def _send(calls: Calls, resource: str, chunk: list[Row], method: str) -> None:
    data = {
        "resource_id": resource,
        "force": True,
        "method": method,
        "records": chunk,
        "calculate_record_count": False,
    }
    calls.write("datastore_upsert", data, seconds=_WRITING)


def _count(calls: Calls, resource: str) -> None:
    """Let CKAN count once, when all is there: an upsert of nothing."""
    data = {"resource_id": resource, "force": True, "records": [], "calculate_record_count": True}
    calls.write("datastore_upsert", data, seconds=_WRITING)


def _portal_pages(calls: Calls, resource: str, shape: TableShape) -> Iterator[str]:
    """Yield all rows page by page, until one is empty: the portal's own count may be that of yesterday."""
    fields = ["_id", *(field.id for field in shape.fields)]
    offset = 0
    while True:
        page = calls.read(
            "datastore_search",
            resource_id=resource,
            fields=fields,
            sort="_id",
            limit=_PAGE,
            offset=offset,
            records_format="csv",
            include_total=False,
        )
        if not page["records"]:
            return
        yield page["records"]
        offset += min(_PAGE, int(page.get("limit") or _PAGE))


def _in_parallel(send: Callable[[list[Row]], None], chunks: Iterable[list[Row]]) -> None:
    """Send a few chunks at once; no more of them are in memory. The first fault ends it."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        under_way: set[Future[None]] = set()
        try:
            for chunk in chunks:
                under_way.add(pool.submit(send, chunk))
                if len(under_way) >= AT_ONCE:
                    done, under_way = wait(under_way, return_when=FIRST_COMPLETED)
                    for one in done:
                        one.result()
        finally:
            for one in under_way:
                one.cancel()
        for one in under_way:
            if not one.cancelled():
                one.result()
