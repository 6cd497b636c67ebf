# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The table of a candidate in the read-only warehouse, and questions that are answered in SQL.

Keep out: any judgement; the gate and the release ask.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import duckdb

from godonu_platform.contracts.contract import Column, Contract
from godonu_platform.project import Project

PARTNER_COLUMN = "ars"
STATUS_SUFFIX = "_status"
_SCHEMA = "marts"


def quoted(name: str) -> str:
    """Quote an identifier for SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Quote a text for SQL."""
    return "'" + text.replace("'", "''") + "'"


class CandidateTable:
    """Questions about one table; `rows_of` restricts every question to some partners."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, contract: Contract) -> None:
        """Keep the connection; the table may be missing, see exists."""
        self.connection, self.contract = connection, contract
        self._fingerprints: dict[tuple[str, ...], str] = {}
        self._types = dict(
            connection.execute(
                "select column_name, data_type from duckdb_columns() "
                "where database_name = 'w' and schema_name = ? and table_name = ? order by column_index",
                [_SCHEMA, contract.name],
            ).fetchall()
        )

    @property
    def exists(self) -> bool:
        """Whether the model was built."""
        return bool(self._types)

    @property
    def types(self) -> dict[str, str]:
        """The columns of the table with their DuckDB types."""
        return self._types

    def relation(self, partners: Sequence[str]) -> str:
        """Return SQL for the contract's columns of these partners' rows; nobody named gives no rows."""
        columns = ", ".join(quoted(column.name) for column in self.contract.columns)
        named = ", ".join(literal(ars) for ars in partners) or "null"
        return (
            f"select {columns} from w.{_SCHEMA}.{quoted(self.contract.name)} "
            f"where {quoted(PARTNER_COLUMN)} in ({named})"
        )

    @property
    def order(self) -> str:
        """Return the sort order of a release: the contract's key, or every column when it names none."""
        names = self.contract.key or tuple(column.name for column in self.contract.columns)
        return ", ".join(quoted(name) for name in names)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Run a query and return all rows; for small answers only."""
        return self.connection.execute(sql).fetchall()

    def partner_rows(self) -> dict[str | None, int]:
        """Return how many rows each partner has."""
        ars = quoted(PARTNER_COLUMN)
        table = f"w.{_SCHEMA}.{quoted(self.contract.name)}"
        return dict(self.rows(f"select {ars}, count(*) from {table} group by {ars} order by {ars}"))

    def fingerprint(self, partners: Sequence[str]) -> str:
        """Return a number that changes when any value of these partners' rows does, and not with their order."""
        wanted = tuple(partners)
        if wanted not in self._fingerprints:
            self._fingerprints[wanted] = self.rows_hash(f"({self.relation(wanted)})")
        return self._fingerprints[wanted]

    def rows_hash(self, source: str, absent: str = "chr(30)") -> str:
        """Return the same number for whatever SQL gives the contract's columns; `absent` stands for an empty cell."""
        cells = ", ".join(
            f"coalesce(cast({quoted(c.name)} as varchar), {absent}), chr(31)" for c in self.contract.columns
        )
        count, low, high = self.rows(
            "select count(*), sum(md5_number_lower(t)), sum(md5_number_upper(t)) "
            f"from (select concat({cells}) as t from {source})"
        )[0]
        return f"{count}-{int(low or 0):x}-{int(high or 0):x}"


def month_of(column: Column) -> str:
    """Return SQL for the Berlin month (YYYY-MM) of a column; timestamps are UTC."""
    name = quoted(column.name)
    if column.type == "timestamp":
        return f"strftime(timezone('Europe/Berlin', timezone('UTC', {name})), '%Y-%m')"
    return f"strftime({name}, '%Y-%m')" if column.type == "date" else f"left({name}, 7)"


def status_pairs(contract: Contract) -> list[tuple[Column, Column]]:
    """Return the (value, status) columns of a contract, matched by name."""
    names = {column.name: column for column in contract.columns}
    return [
        (column, names[column.name + STATUS_SUFFIX])
        for column in contract.columns
        if column.name + STATUS_SUFFIX in names
    ]


@contextmanager
def lent_table(project: Project, contract: Contract, table: CandidateTable | None) -> Iterator[CandidateTable]:
    """Yield the table that somebody has open already, or open it for as long as it is needed."""
    if table is not None:
        yield table
    else:
        with open_table(project, contract) as opened:
            yield opened


@contextmanager
def open_table(project: Project, contract: Contract) -> Iterator[CandidateTable]:
    """Open the table of one contract; raises FileNotFoundError when there is no warehouse copy."""
    with open_warehouse(project) as connection:
        yield CandidateTable(connection, contract)


@contextmanager
def open_warehouse(project: Project) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the warehouse copy read-only with bounded memory; raises FileNotFoundError when there is none.

    An in-memory database with the file attached, so that another reader in this process with other settings does
    not get in the way.
    """
    if not project.warehouse_ro.is_file():
        raise FileNotFoundError(project.warehouse_ro.name)
    project.staging.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect()
    try:
        connection.execute(f"set memory_limit = {literal(project.memory_limit)}")
        connection.execute(f"set threads = {project.threads}")
        connection.execute(f"set temp_directory = {literal(str(project.staging / 'duckdb'))}")
        connection.execute("set timezone = 'UTC'")
        connection.execute(f"attach {literal(str(project.warehouse_ro))} as w (read_only)")
        yield connection
    finally:
        connection.close()
