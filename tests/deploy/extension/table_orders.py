# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Makes small tables to be loaded: the dataset they belong to, their CSV file, and the call.

Keep out: what is expected of them.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Sequence
from typing import Any

from tests.deploy.extension.full_dataset import id_of
from tests.deploy.extension.portal_client import PortalClient

FIELDS = [
    {"id": "monat", "type": "date", "info": {"label": "Monat", "notes": "Monat der Zählung", "unit": ""}},
    {"id": "ort", "type": "text", "info": {"label": "Ort", "notes": "Name der Kommune"}},
    {"id": "anzahl", "type": "int4", "info": {"label": "Anzahl", "notes": "Gezählte Fälle", "unit": "Fälle"}},
    {"id": "anteil", "type": "float8"},
    {"id": "gemessen", "type": "timestamp"},
    {"id": "offen", "type": "bool"},
]
ROWS = [
    ("2026-09-01", "Gießen", 25, 0.5, "2026-09-30T07:30:00Z", "true"),
    ("2026-09-01", 'Straße, "alt"', "", "", "", ""),
    ("2026-10-01", "Frankfurt am Main", -3, "1e-05", "2026-10-31T23:59:59Z", "false"),
]


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Write a CSV file as releases are written."""
    begun = io.StringIO()
    writer = csv.writer(begun, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return begun.getvalue().encode()


def small_csv(rows: Iterable[Sequence[Any]] = ROWS) -> bytes:
    """The CSV of FIELDS."""
    return csv_bytes([str(field["id"]) for field in FIELDS], rows)


def new_resource(portal: PortalClient, name: str, **more: Any) -> str:
    """Make a dataset with one resource that has no file yet, and return the id of the resource."""
    resource = {"id": id_of(name, "csv"), "name": "Daten", "format": "CSV", "url": f"{name}.csv", "url_type": "upload"}
    given = {"id": id_of(name), "name": name, "title": name, "notes": "x", "owner_org": "godonu"}
    portal.publisher("package_create", **given, resources=[resource], **more)
    return str(resource["id"])


def order(resource_id: str, content: bytes, **changes: Any) -> dict[str, Any]:
    """Return the parameters of godonu_table_load."""
    whole = {
        "resource_id": resource_id,
        "fields": FIELDS,
        "primary_key": ["monat", "ort"],
        "sha256": hashlib.sha256(content).hexdigest(),
        "version": "v1",
    }
    return whole | changes


def loaded(portal: PortalClient, name: str, content: bytes, **changes: Any) -> str:
    """Make a dataset, upload its file, load its table, and return the id of the resource."""
    resource_id = new_resource(portal, name)
    portal.upload(resource_id, f"{name}.csv", content)
    portal.publisher("godonu_table_load", **order(resource_id, content, **changes))
    return resource_id


def rows_of(portal: PortalClient, resource_id: str, **asked: Any) -> list[list[Any]]:
    """Return the rows of a table in the order of the file."""
    found = portal.anybody("datastore_search", resource_id=resource_id, limit=1000, sort="_id", **asked)
    names = [field["id"] for field in found["fields"] if field["id"] not in ("_id", "rank")]
    return [[record[name] for name in names] for record in found["records"]]
