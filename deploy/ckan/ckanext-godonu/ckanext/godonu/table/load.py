# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Loads the table of a resource from its uploaded CSV file: one transaction, all or nothing.

Keep out: who may ask for it, and how the table is built or switched.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import psycopg2
import sqlalchemy as sa
from ckan import model
from ckan.plugins import toolkit
from ckanext.datastore.backend import postgres
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from ckanext.godonu.table.build import build
from ckanext.godonu.table.columns import Column
from ckanext.godonu.table.csv_stream import CsvStream
from ckanext.godonu.table.mistakes import TableMistake
from ckanext.godonu.table.refusals import GONE, objection_to, sentence_of
from ckanext.godonu.table.storage import uploaded_chunks
from ckanext.godonu.table.switch import switch


class TableBusy(Exception):
    """Somebody else is loading this table right now."""


@dataclass(frozen=True)
class Order:
    """What is to be loaded: columns, key, and which file it has to be."""

    columns: tuple[Column, ...]
    key: tuple[str, ...]
    sha256: str
    version: str
    null: str


def load(resource: dict[str, Any], order: Order) -> dict[str, Any]:
    """Load the table and return its note; raises TableMistake or TableBusy, and then nothing has changed."""
    resource_id = resource["id"]
    stream = CsvStream(uploaded_chunks(resource))
    engine = postgres.get_write_engine()
    postgres._cache_types(engine)
    try:
        with Session(model.meta.engine) as fresh, engine.connect() as connection, connection.begin():
            _begin(connection, resource_id)
            rows = build(connection, resource_id, order.columns, order.key, stream, order.null)
            if stream.sha256() != order.sha256:
                raise TableMistake("sha256", "Die hochgeladene Datei hat eine andere Prüfsumme als angegeben.")
            note = _note(order, rows)
            wait = float(toolkit.config["godonu.table_switch_seconds"])
            switch(connection, resource_id, order.columns, order.key, note, reader=_reader(), seconds=wait)
            _refuse_withdrawn(fresh, resource_id)
    except (psycopg2.Error, sa.exc.DBAPIError) as error:
        sentence = sentence_of(error)
        if sentence is None:
            raise
        raise TableMistake("resource_id", sentence) from None
    return note


def _refuse_withdrawn(fresh: Session, resource_id: str) -> None:
    """Look once more, in a transaction of its own, whether the table may still be shown; raises TableMistake.

    The row stays locked until the new table is committed, which is at once: whoever takes the dataset off meanwhile is
    either seen here, or comes after the commit and drops the table.
    """
    fresh.execute(sa.text("SET LOCAL lock_timeout = '10s'"))
    # read for sharing; `of` leaves the package to others
    asked = fresh.query(model.Resource).filter_by(id=resource_id).with_for_update(read=True, of=model.Resource)
    resource = asked.one_or_none()
    package = fresh.get(model.Package, resource.package_id) if resource is not None else None
    if resource is None or package is None:
        raise TableMistake("resource_id", GONE)
    status = (package.extras or {}).get("dataset_status")
    if objection := objection_to(resource.state, resource.url_type, package.state, status):
        raise TableMistake("resource_id", objection)


def _begin(connection: Any, resource_id: str) -> None:
    seconds = int(toolkit.config["godonu.table_load_seconds"])
    connection.execute(sa.text(f"SET LOCAL statement_timeout = {seconds * 1000}"))
    free = sa.text("SELECT pg_try_advisory_xact_lock(hashtextextended(:id, 7))")
    if not connection.execute(free, {"id": resource_id}).scalar():
        raise TableBusy


def _note(order: Order, rows: int) -> dict[str, Any]:
    return {
        "version": order.version,
        "sha256": order.sha256,
        "rows": rows,
        "key": list(order.key),
        "loaded": datetime.now(UTC).replace(microsecond=0).isoformat(),
    }


def _reader() -> str | None:
    return make_url(toolkit.config["ckan.datastore.read_url"]).username


def noted(resource_id: str) -> dict[str, Any] | None:
    """Return the note of a table that was loaded here, None for any other."""
    sql = sa.text(
        "SELECT obj_description(c.oid, 'pg_class') FROM pg_class c"
        " WHERE c.relname = :id AND c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace"
    )
    with postgres.get_read_engine().connect() as connection:
        comment = connection.execute(sql, {"id": resource_id}).scalar()
    try:
        note = json.loads(comment or "{}").get("godonu")
    except (ValueError, AttributeError):
        return None
    return note if isinstance(note, dict) else None
