# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The portal's table of a release (DataStore): loaded, looked at, dropped; never standing empty while it is replaced.

With our extension the portal reads the CSV that was uploaded and switches the table in one transaction; without it we
send the rows (table_sync). datastore_search_sql is never called. Keep out: files and metadata of the resource.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from godonu_platform.catalogs.ckan import table_sync
from godonu_platform.catalogs.ckan.calls import Calls
from godonu_platform.catalogs.ckan.faults import PortalFault
from godonu_platform.catalogs.ckan.portal_facts import PortalFacts
from godonu_platform.catalogs.ckan.table_fields import TableShape, release_rows, table_shape
from godonu_platform.catalogs.ckan.table_rows import table_rows
from godonu_platform.catalogs.release_folder import sha256_of
from godonu_platform.catalogs.release_record import DATA_FILES, ColumnNote

_LOADING = 900.0  # seconds that the portal may take to read a file into a table
_BUSY = "gerade geladen"  # what our extension says while another call loads the same table
_AGAIN = 2.0
# How often rows are brought before somebody else must be changing the table at the same time.
_ATTEMPTS = 2


@dataclass(frozen=True)
class TableState:
    """What the portal's table is now: type and label of each field, in its order, and how many rows it has."""

    fields: dict[str, str]
    labels: dict[str, str] = field(default_factory=dict)
    rows: int = 0


def load_table(
    calls: Calls,
    facts: PortalFacts,
    resource_id: str,
    folder: Path,
    columns: Sequence[ColumnNote],
    version: str,
    *,
    progress: Callable[[str], None] | None = None,
) -> int:
    """Make the table of a resource hold exactly the rows of a release folder; return how many those are.

    Can be repeated: what is already there stays. Raises PortalFault; the table then is old, or a mixture that the next
    call completes.
    """
    tell = progress or (lambda _text: None)
    shape = table_shape(folder, columns)
    if facts.own_actions:
        return _loaded_by_portal(calls, resource_id, folder, shape, version)
    expected = release_rows(folder)
    state = table_state(calls, resource_id)
    if state is not None and (reason := _other_shape(state, shape)):
        tell(reason)
        drop_table(calls, resource_id)
        state = None
    for _attempt in range(_ATTEMPTS):  # parallel chunks on a busy portal: what one of them lost is brought once more
        with table_rows(folder, shape) as rows:
            if state is None:
                table_sync.build(calls, resource_id, shape, rows, tell)
            else:
                table_sync.align(calls, resource_id, shape, rows, tell)
        state = table_state(calls, resource_id)
        if state is not None and state.rows == expected:
            return expected
    there = "keine Tabelle" if state is None else f"{state.rows} Zeilen"
    raise PortalFault(
        "konflikt",
        f"Nach dem Laden hat das Portal {there} statt {expected} Zeilen: Jemand hat die Tabelle zugleich geändert. "
        "Bitte noch einmal veröffentlichen.",
    )


def table_change(state: TableState | None, folder: Path, columns: Sequence[ColumnNote]) -> str | None:
    """Say in German why the table of a release would replace the present one, None when it fits as it is."""
    return None if state is None else _other_shape(state, table_shape(folder, columns))


def table_state(calls: Calls, resource_id: str) -> TableState | None:
    """Return what the table of a resource is now, None when it has none."""
    try:
        said = calls.read("datastore_info", resource_id=resource_id)
    except PortalFault as fault:
        if fault.kind == "nicht_gefunden":
            return None
        raise
    fields = {one["id"]: str(one.get("type", "")) for one in said["fields"]}
    labels = {one["id"]: str((one.get("info") or {}).get("label", "")) for one in said["fields"]}
    return TableState(fields, labels, int(said["meta"]["count"]))


def drop_table(calls: Calls, resource_id: str) -> None:
    """Take the table of a resource away, with its rows; nothing happens when there is none."""
    try:
        calls.write("datastore_delete", {"resource_id": resource_id, "force": True})
    except PortalFault as fault:
        if fault.kind != "nicht_gefunden":
            raise


def _loaded_by_portal(calls: Calls, resource_id: str, folder: Path, shape: TableShape, version: str) -> int:
    order = {
        "resource_id": resource_id,
        "fields": [one.as_sent() for one in shape.fields],
        "primary_key": list(shape.key),
        "sha256": sha256_of(folder / DATA_FILES["csv"]),
        "version": version,
    }
    until = time.monotonic() + _LOADING
    while True:
        try:
            return int(calls.write("godonu_table_load", order, seconds=_LOADING)["rows"])
        except PortalFault as fault:
            problem = fault
        # an answer may have been lost: the portal keeps beside the table which file it was loaded from
        if (problem.unsure or _BUSY in str(problem)) and (rows := _rows_of(calls, order)) is not None:
            return rows
        if _BUSY not in str(problem) or time.monotonic() > until:
            raise problem
        time.sleep(_AGAIN)


def _rows_of(calls: Calls, order: Mapping[str, Any]) -> int | None:
    try:
        note = calls.read("godonu_table_show", resource_id=order["resource_id"]) or {}
    except PortalFault:
        return None
    same = all(note.get(name) == order[name] for name in ("sha256", "version"))
    return int(note["rows"]) if same else None


def _other_shape(state: TableState, shape: TableShape) -> str | None:
    wanted = shape.types
    if not shape.key:
        return "Die Tabelle wird neu aufgebaut, weil ihr Schlüssel fehlt."
    if state.fields == wanted:
        return None
    new = sorted(wanted.keys() - state.fields.keys())
    old = sorted(state.fields.keys() - wanted.keys())
    typed = sorted(name for name in wanted.keys() & state.fields.keys() if wanted[name] != state.fields[name])
    said = [
        f"{what}: {', '.join(names)}"
        for what, names in (("neue Spalten", new), ("entfallene Spalten", old), ("anderer Typ", typed))
        if names
    ]
    return f"Die Tabelle wird neu aufgebaut ({'; '.join(said)})." if said else None
