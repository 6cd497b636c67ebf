# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Removes rows from the warehouse and its copy so that no byte of them stays in a file: a new file, one rename.

Deleting in place would leave the values in free blocks of the file. Keep out: which rows (retention, erasure).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from godonu_platform.contracts.row_checks import quoted, text_literal
from godonu_platform.governance.retention_plan import file_digest
from godonu_platform.landing.staging import sync
from godonu_platform.project import Project
from godonu_platform.warehouse import publish_copy

Unwanted = Callable[["StoredTable"], str | None]
"""Says for a table which rows have to go, as an SQL condition; None: the table stays as it is."""


@dataclass(frozen=True)
class StoredTable:
    """A table of the warehouse and the types of its columns."""

    schema: str
    name: str
    columns: Mapping[str, str]

    @property
    def sql(self) -> str:
        """The name as it is written in a query on the attached warehouse."""
        return f"stored.{quoted(self.schema)}.{quoted(self.name)}"

    @property
    def texts(self) -> list[str]:
        """The text columns."""
        return [name for name, kind in self.columns.items() if kind == "VARCHAR"]


@dataclass
class WarehouseChange:
    """What was removed: rows by table, and the SHA-256 of the file before and after."""

    rows: dict[str, int] = field(default_factory=dict)
    before: str = ""
    after: str = ""


def stored_tables(connection: duckdb.DuckDBPyConnection) -> list[StoredTable]:
    """Return the tables of the warehouse that is attached as `stored`; views hold nothing."""
    rows = connection.execute(
        "select t.schema_name, t.table_name, c.column_name, c.data_type from duckdb_tables() t"
        " join duckdb_columns() c using (database_name, schema_name, table_name)"
        " where t.database_name = 'stored' order by 1, 2, c.column_index"
    ).fetchall()
    found: dict[tuple[str, str], dict[str, str]] = {}
    for schema, name, column, kind in rows:
        found.setdefault((schema, name), {})[column] = kind
    return [StoredTable(schema, name, columns) for (schema, name), columns in found.items()]


@contextmanager
def attached(
    project: Project, path: Path, values: Mapping[str, list[str]], *, read_only: bool = True
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a warehouse as `stored` in an engine in memory, beside tables of texts to look for: `sought.<name>`."""
    with duckdb.connect(":memory:", config={"threads": project.threads, "memory_limit": project.memory_limit}) as one:
        one.execute(f"attach {text_literal(str(path))} as stored{' (read_only)' if read_only else ''}")
        one.execute("create schema memory.sought")
        for name, texts in values.items():
            one.execute(f"create table memory.sought.{quoted(name)} (value varchar)")
            # as a parameter, never as part of a statement: statements turn up in error messages
            one.execute(f"insert into memory.sought.{quoted(name)} select unnest(?::varchar[])", [sorted(texts)])
        yield one


def remove_rows(project: Project, unwanted: Unwanted, values: Mapping[str, list[str]] | None = None) -> WarehouseChange:
    """Write the warehouse anew without some rows and put it in the place of the old one, then renew the copy.

    Call it with the warehouse to oneself (warehouse.sole_writer). Where no row has to go the file stays as it is.
    """
    change = WarehouseChange()
    if not project.warehouse.is_file():
        return change
    change.before = change.after = file_digest(project.warehouse)
    project.staging.mkdir(parents=True, exist_ok=True)
    fresh = project.staging / "warehouse_fresh.duckdb"
    fresh.unlink(missing_ok=True)
    with attached(project, project.warehouse, values or {}, read_only=False) as connection:
        tables = stored_tables(connection)
        conditions = {table.sql: condition for table in tables if (condition := unwanted(table))}
        for table in (t for t in tables if t.sql in conditions):
            count = _one(connection, f"select count(*) from {table.sql} where {conditions[table.sql]}")
            if count:
                change.rows[f"{table.schema}.{table.name}"] = count
        if change.rows:
            _copy_without(connection, fresh, tables, conditions)
    if change.rows:
        sync(fresh)
        os.replace(fresh, project.warehouse)
        sync(project.warehouse.parent)
        change.after = file_digest(project.warehouse)
    publish_copy(project)
    return change


def _copy_without(
    connection: duckdb.DuckDBPyConnection, fresh: Path, tables: list[StoredTable], conditions: Mapping[str, str]
) -> None:
    connection.execute(f"attach {text_literal(str(fresh))} as fresh")
    connection.execute("copy from database stored to fresh (schema)")
    for table in tables:
        condition = conditions.get(table.sql)
        where = f" where not coalesce({condition}, false)" if condition else ""
        target = f"fresh.{quoted(table.schema)}.{quoted(table.name)}"
        connection.execute(f"insert into {target} select * from {table.sql}{where}")
    connection.execute("checkpoint fresh")
    connection.execute("detach fresh")


def _one(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    return int(connection.execute(sql).fetchall()[0][0])
