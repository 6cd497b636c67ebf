# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Holds the bytes of the portal's files and the rows of its table against a release; no cell value is ever told.

Keep out: metadata, and what is done about a difference.
"""

from __future__ import annotations

import hashlib
import math
import random
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from godonu_platform.catalogs.ckan.assessment import ReleaseWork
from godonu_platform.catalogs.ckan.calls import Calls
from godonu_platform.catalogs.ckan.faults import PortalFault
from godonu_platform.catalogs.ckan.package import Site
from godonu_platform.catalogs.ckan.table import TableState
from godonu_platform.catalogs.ckan.table_fields import TableShape, table_shape
from godonu_platform.catalogs.identifiers import file_id
from godonu_platform.catalogs.release_record import DATA_FILES

# Rows of a table that are looked at one by one: all of a small one, of a large one the same ones on every run.
SAMPLED_ROWS = 25
_SEED = 20261121
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
Told = tuple[str, str, str]


def damaged_files(calls: Calls, package: Mapping[str, Any], work: ReleaseWork, site: Site) -> Iterator[tuple[str, str]]:
    """Download each file of the release and yield name and what is wrong with it; memory stays small."""
    there = {resource["id"]: resource for resource in package.get("resources") or ()}
    for file in work.record.files:
        resource = there.get(file_id(site.installation, work.record.dataset, file.name))
        if resource is None or file.name in work.uploads:
            continue  # the metadata tell that already
        digest, size = hashlib.sha256(), 0
        try:
            for piece in calls.download(resource["url"]):
                digest.update(piece)
                size += len(piece)
        except PortalFault as fault:
            if fault.kind not in ("nicht_gefunden", "verboten", "antwort"):
                raise
            yield file.name, "lässt sich nicht herunterladen"
            continue
        if digest.hexdigest() != file.sha256:
            yield file.name, f"andere Bytes ({size} statt {file.bytes})"


def table_differences(calls: Calls, resource: str, state: TableState, work: ReleaseWork) -> Iterator[Told]:
    """Yield what differs in the table: rows that are missing, added or hold other values."""
    shape = table_shape(work.folder, work.record.description.columns)
    if not shape.key:
        return
    rows = _sample(work, shape)
    other = sum(not _agrees(calls, resource, shape, row) for row in rows)
    if other:
        yield "Zeilen der Tabelle", "wie in der Freigabe", f"{other} von {len(rows)} verglichenen weichen ab"


def _sample(work: ReleaseWork, shape: TableShape) -> list[dict[str, Any]]:
    """Return rows of the Parquet file with the table's names; of a large file the same sample on every run."""
    import pyarrow.parquet as pq

    file = pq.ParquetFile(work.folder / DATA_FILES["parquet"])
    total = file.metadata.num_rows
    chosen = sorted(random.Random(_SEED).sample(range(total), min(total, SAMPLED_ROWS)))
    found: list[dict[str, Any]] = []
    offset = 0
    for batch in file.iter_batches(batch_size=20_000):
        inside = [number - offset for number in chosen if offset <= number < offset + batch.num_rows]
        found += batch.take(inside).to_pylist() if inside else []
        offset += batch.num_rows
    ids = {one.name: one.id for one in shape.fields}
    return [{ids[name]: value for name, value in row.items()} for row in found]


def _agrees(calls: Calls, resource: str, shape: TableShape, row: Mapping[str, Any]) -> bool:
    """Ask for the one row with the key of this one and compare all of it."""
    key = {name: _as_asked(row[name]) for name in shape.key}
    if any(value is None for value in key.values()):
        return True  # a key without value cannot be asked for
    found = calls.read("datastore_search", resource_id=resource, filters=key, limit=2)["records"]
    return len(found) == 1 and all(_same(value, found[0].get(name)) for name, value in row.items())


def _as_asked(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return _neutralised(value) if isinstance(value, str) else value


def _same(wanted: Any, found: Any) -> bool:
    """Compare a value of the Parquet file with what the API gives; text as it stands in the CSV."""
    if wanted is None or found is None:
        return wanted is None and found in (None, "")
    if isinstance(wanted, bool):
        return str(found).lower() in (("true", "t", "1") if wanted else ("false", "f", "0"))
    if isinstance(wanted, datetime):
        return _utc(wanted) == _utc(datetime.fromisoformat(str(found)))
    if isinstance(wanted, date):
        return str(found)[:10] == wanted.isoformat()
    if isinstance(wanted, int | float | Decimal):
        return math.isclose(float(wanted), float(found), rel_tol=1e-9, abs_tol=1e-12)
    return str(found) in (str(wanted), _neutralised(str(wanted)))


def _neutralised(text: str) -> str:
    return "'" + text if text.startswith(_FORMULA) else text


def _utc(value: datetime) -> datetime:
    return value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
