# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Builds the new table beside the old one: same structure as datastore_create, rows by COPY, words, indexes.

Everything happens in the caller's transaction: whatever fails, nothing is left behind. Keep out: the switch.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import psycopg2
import psycopg2.errors
from ckanext.datastore.backend import postgres

from ckanext.godonu.table.columns import Column, in_order_of
from ckanext.godonu.table.csv_stream import CsvStream
from ckanext.godonu.table.full_text import full_text
from ckanext.godonu.table.mistakes import TableMistake
from ckanext.godonu.table.names import ROWS, identifier, literal, staging

# an apostrophe stands before a cell that a spreadsheet would run; it, and only it, is taken off again
_NEUTRALISED = r"^'+[=+@\t\r-]"


def build(
    connection: Any, resource_id: str, columns: Sequence[Column], key: Sequence[str], stream: CsvStream, null: str
) -> int:
    """Create and fill the table of a resource under its passing name; return its rows. Raises TableMistake."""
    cursor = connection.connection.cursor()
    cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
    cursor.execute("SET LOCAL work_mem = '64MB'")
    _copy(cursor, columns, stream, null)
    context: Any = {"connection": connection}
    name = staging(resource_id)
    fields = [{"id": column.name, "type": column.type, "info": column.info} for column in columns]
    postgres.create_table(context, {"resource_id": name, "fields": fields}, {})
    # an index is made faster over rows that are there than row by row
    primary = f"ALTER TABLE {identifier(name)} {{}} CONSTRAINT {identifier(name + '_pkey')}"
    cursor.execute(primary.format("DROP"))
    rows = _fill(cursor, name, columns)
    cursor.execute(primary.format("ADD") + " PRIMARY KEY (_id)")
    postgres._create_fulltext_trigger(connection, name)
    _index(cursor, name, columns, key)
    cursor.execute(f"ANALYZE {identifier(name)}")
    return rows


def _copy(cursor: Any, columns: Sequence[Column], stream: CsvStream, null: str) -> None:
    """Read the file into a table that is gone at the end of the transaction; the types are checked on the way."""
    declared = ", ".join(f"{identifier(column.name)} {column.type}" for column in columns)
    # a join may turn the rows around; their number in the file is the _id of the table
    cursor.execute(f"CREATE TEMP TABLE {ROWS} (_id serial, {declared}) ON COMMIT DROP")
    order = ", ".join(identifier(column.name) for column in in_order_of(stream.header, columns))
    options = f"FORMAT csv, DELIMITER ',', QUOTE '\"', ESCAPE '\"', NULL {literal(null)}, ENCODING 'UTF8'"
    try:
        cursor.copy_expert(f"COPY {ROWS} ({order}) FROM STDIN WITH ({options})", stream, size=1024 * 1024)
    except psycopg2.DataError as error:
        raise TableMistake("resource_id", _copy_mistake(error)) from None
    cursor.execute(f"ANALYZE {ROWS}")


def _copy_mistake(error: psycopg2.DataError) -> str:
    """Say where, and never what: the message of PostgreSQL quotes the cell."""
    found = re.search(r"line (\d+)(?:, column (.*?): \")?", error.diag.context or "")
    line = f"Zeile {int(found[1]) + 1}" if found else "Die Datei"  # the header was taken off
    column = f", Spalte »{found[2]}«" if found and found[2] else ""
    if isinstance(error, (psycopg2.errors.CharacterNotInRepertoire, psycopg2.errors.UntranslatableCharacter)):
        return f"{line}: Die Datei ist nicht in UTF-8 geschrieben."
    if isinstance(error, psycopg2.errors.BadCopyFileFormat):
        return f"{line}: Die Zahl der Spalten oder die Anführungszeichen stimmen nicht."
    return f"{line}{column}: Der Wert passt nicht zum Typ der Spalte."


def _fill(cursor: Any, name: str, columns: Sequence[Column]) -> int:
    cursor.execute("SELECT attname, n_distinct FROM pg_stats WHERE tablename = %s", (ROWS,))
    distinct = dict(cursor.fetchall())
    cursor.execute("SELECT reltuples::bigint FROM pg_class WHERE oid = %s::regclass", (ROWS,))
    (estimate,) = cursor.fetchone()
    source = _as_meant(columns)
    words = full_text(columns, source, distinct, int(estimate))
    for statement in words.preparations:
        cursor.execute(statement)
    names = ", ".join(identifier(column.name) for column in columns)
    values = ", ".join(f"r.{identifier(column.name)}" for column in columns)
    into = f"INSERT INTO {identifier(name)} (_id, _full_text, {names})"
    cursor.execute(f"{into} SELECT r._id, {words.vector}, {values} FROM {source} r {words.joins}")
    rows = int(cursor.rowcount)
    # as if the rows had drawn their numbers from it one by one
    sequence = literal(identifier(name + "__id_seq"))
    cursor.execute(f"SELECT setval({sequence}, {max(rows, 1)}, {'true' if rows else 'false'})")
    return rows


def _as_meant(columns: Sequence[Column]) -> str:
    """Return where to take the rows from: the file as it is, or with the apostrophes taken off where that was asked."""
    if not any(column.neutralised for column in columns):
        return ROWS
    found = f"{{0}} ~ {literal(_NEUTRALISED)}"
    taken_off = f"CASE WHEN {found} THEN substr({{0}}, 2) ELSE {{0}} END AS {{0}}"
    values = ((taken_off if column.neutralised else "{0}").format(identifier(column.name)) for column in columns)
    return f"(SELECT _id, {', '.join(values)} FROM {ROWS})"


def _index(cursor: Any, name: str, columns: Sequence[Column], key: Sequence[str]) -> None:
    """Make the indexes that datastore_create makes; CKAN's own function fails at a colon in a name."""
    form = 'CREATE {unique} INDEX "{name}" ON "{res_id}" USING {method}({fields})'
    fields = [{"id": column.name, "type": column.type} for column in columns]
    statements, _ = postgres._build_fts_indexes({"resource_id": name}, form, fields)
    if key:
        joined = ", ".join(identifier(column) for column in key)
        unique = postgres._generate_index_name(name, joined)
        statements.append(f"CREATE UNIQUE INDEX {identifier(unique)} ON {identifier(name)} ({joined})")
    try:
        for statement in statements:
            cursor.execute(statement)
    except psycopg2.errors.UniqueViolation:
        raise TableMistake("primary_key", "Zwei Zeilen der Datei haben denselben Schlüssel.") from None
    except psycopg2.errors.ProgramLimitExceeded:
        raise TableMistake(
            "primary_key", "Ein Wert des Schlüssels ist zu lang; bitte kürzere Spalten wählen."
        ) from None
