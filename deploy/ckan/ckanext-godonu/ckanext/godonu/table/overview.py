# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tells of many resources at once which views they have and what stands in their tables: columns and rows.

The caller has checked who may see them. Keep out: changing anything.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa
from ckan import model
from ckan.lib import datapreview
from ckan.lib.dictization import model_dictize
from ckanext.datastore.backend import postgres

from ckanext.godonu.table.names import identifier, literal

_COUNTING_SECONDS = 20
_CANCELLED = "57014"
# CKAN's own columns begin with an underscore
_COLUMNS = sa.text(
    "SELECT c.relname, a.attname, t.typname, d.description"
    " FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid JOIN pg_type t ON t.oid = a.atttypid"
    " LEFT JOIN pg_description d ON d.objoid = c.oid AND d.objsubid = a.attnum"
    " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname = ANY(:ids)"
    " AND a.attnum > 0 AND NOT a.attisdropped AND NOT starts_with(a.attname, '_') ORDER BY c.relname, a.attnum"
)


def tables_of(ids: Sequence[str], counted: Collection[str]) -> dict[str, dict[str, Any]]:
    """Return id -> fields and rows; a resource without a table is not in it.

    Rows are counted exactly, but only of `counted`, as long as that is quick: reading a large table whole is no
    question that everybody may ask. Otherwise they are None.
    """
    found: dict[str, dict[str, Any]] = {}
    if not ids:
        return found
    with postgres.get_read_engine().connect() as connection:
        for table, name, kind, comment in connection.execute(_COLUMNS, {"ids": list(ids)}):
            entry = found.setdefault(table, {"fields": [], "rows": None})
            entry["fields"].append({"id": name, "type": kind, "info": _info(comment)})
    for table, rows in _counts([table for table in found if table in counted]):
        found[table]["rows"] = rows
    return found


def _counts(tables: Sequence[str]) -> list[tuple[str, int]]:
    """Count the rows of tables, all or none when it takes too long."""
    if not tables:
        return []
    counts = (f"SELECT {literal(table)}, count(*) FROM {identifier(table)}" for table in tables)
    try:
        with postgres.get_read_engine().connect() as connection, connection.begin():
            connection.execute(sa.text(f"SET LOCAL statement_timeout = {_COUNTING_SECONDS * 1000}"))
            return [(table, rows) for table, rows in connection.exec_driver_sql(" UNION ALL ".join(counts))]
    except sa.exc.DBAPIError as error:
        if getattr(error.orig, "pgcode", None) != _CANCELLED:
            raise
        return []


def views_of(ids: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """Return id -> views as resource_view_list gives them."""
    query = model.Session.query(model.ResourceView).filter(model.ResourceView.resource_id.in_(list(ids)))
    views: dict[str, list[dict[str, Any]]] = {}
    for view in query.order_by(model.ResourceView.order):
        if datapreview.get_view_plugin(view.view_type):
            made = model_dictize.resource_view_dictize(view, {"session": model.Session})
            views.setdefault(view.resource_id, []).append(made)
    return views


def _info(comment: str | None) -> dict[str, Any]:
    try:
        found = json.loads(comment or "{}").get("_info")
    except (ValueError, AttributeError):
        return {}
    return found if isinstance(found, dict) else {}
