# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Puts the new table in the place of the old one, within the transaction that built it.

Readers see the old rows until the commit and the new ones after it. A query that runs holds the switch up; the switch
gives way and tries again, so that it never makes readers queue behind it for long. Keep out: building.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from typing import Any

import psycopg2.errors
import sqlalchemy as sa
from ckanext.datastore.backend import postgres

from ckanext.godonu.table.columns import Column
from ckanext.godonu.table.mistakes import TableMistake
from ckanext.godonu.table.names import identifier, literal, staging

_PATIENCE = "700ms"
_PAUSE = 0.4


def switch(
    connection: Any,
    resource_id: str,
    columns: Sequence[Column],
    key: Sequence[str],
    note: dict[str, Any],
    *,
    reader: str | None,
    seconds: float,
) -> None:
    """Replace the table of a resource; `note` is kept as its comment. Raises TableMistake when readers do not end."""
    cursor = connection.connection.cursor()
    new, old = identifier(staging(resource_id)), identifier(resource_id)
    if reader:
        cursor.execute(f"GRANT SELECT ON {new} TO {identifier(reader)}")
    cursor.execute(f"COMMENT ON TABLE {new} IS {literal(json.dumps({'godonu': note}, ensure_ascii=False))}")
    aliases = postgres._get_aliases({"connection": connection}, {"resource_id": resource_id})  # type: ignore[arg-type]
    cursor.execute("SELECT to_regclass(%s) IS NOT NULL", (f"public.{old}",))
    if cursor.fetchone()[0]:
        _lock(cursor, old, seconds)
        cursor.execute(f"DROP TABLE {old} CASCADE")
    cursor.execute(f"ALTER TABLE {new} RENAME TO {old}")
    _rename_parts(cursor, resource_id, columns, key)
    for alias in aliases:
        cursor.execute(f"CREATE VIEW {identifier(alias)} AS SELECT * FROM {old}")
    connection.execute(
        sa.text(
            "INSERT INTO _table_stats VALUES (:id, jsonb_build_object('rows', CAST(:rows AS bigint)))"
            " ON CONFLICT (resource_id) DO UPDATE SET stats = excluded.stats"
        ),
        {"id": resource_id, "rows": note["rows"]},
    )


def _lock(cursor: Any, table: str, seconds: float) -> None:
    """Wait for running queries in short attempts: a long wait for the lock would stop every new reader meanwhile."""
    until = time.monotonic() + seconds
    cursor.execute(f"SET LOCAL lock_timeout = '{_PATIENCE}'")
    while True:
        cursor.execute("SAVEPOINT before_the_lock")
        try:
            cursor.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
            break
        except psycopg2.errors.LockNotAvailable:
            cursor.execute("ROLLBACK TO SAVEPOINT before_the_lock")
            if time.monotonic() > until:
                raise TableMistake(
                    "resource_id", "Eine lange Abfrage hält die alte Tabelle fest; bitte später noch einmal versuchen."
                ) from None
            time.sleep(_PAUSE)
    cursor.execute("SET LOCAL lock_timeout = 0")


def _rename_parts(cursor: Any, resource_id: str, columns: Sequence[Column], key: Sequence[str]) -> None:
    """Give sequence and indexes the names that CKAN would have given, so that it finds them on a later change."""
    passing = staging(resource_id)
    for suffix, kind in (("_pkey", "INDEX"), ("__id_seq", "SEQUENCE")):
        made, wanted = identifier(passing + suffix), identifier(resource_id + suffix)
        cursor.execute(f"ALTER {kind} IF EXISTS {made} RENAME TO {wanted}")
    for expression in _indexed(columns, key):
        name = postgres._generate_index_name
        made, wanted = identifier(name(passing, expression)), identifier(name(resource_id, expression))
        cursor.execute(f"ALTER INDEX IF EXISTS {made} RENAME TO {wanted}")


def _indexed(columns: Sequence[Column], key: Sequence[str]) -> list[str]:
    """Return every expression that CKAN may have made an index of, as CKAN writes it (its index names are hashes)."""
    language = literal(postgres._fts_lang())
    expressions = ['"_full_text"', ", ".join(identifier(name) for name in key)]
    for column in columns:
        name = identifier(column.name)
        text = name if column.type == "text" else f"cast({name} AS text)"
        expressions.append(f"to_tsvector({language}, {text})")
    return expressions
