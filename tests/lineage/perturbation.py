# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Finds by trial which base columns a query's output columns react to: change one column, run again, compare.

It can never prove that there is no influence; but what it finds, no lineage may leave out.
Keep out: what a lineage says; the tests compare the two.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import duckdb

Input = tuple[str, str]  # table and column, lower case
KINDS = ("shuffle", "other", "one", "empty", "extreme")
EXTREME: dict[type, tuple[Any, Any]] = {
    bool: (True, False),
    int: (-999, 99999),
    float: (-1024.0, 131072.0),
    str: ("", "~zz"),
    date: (date(1899, 1, 1), date(2199, 12, 31)),
    datetime: (datetime(1899, 1, 1), datetime(2199, 12, 31)),
    list: ([], []),
    dict: (None, None),
}


@dataclass(frozen=True)
class SmallTable:
    """A table of a few rows; keys are columns whose values stay unique whatever is changed."""

    name: str  # schema.table
    types: Mapping[str, str]
    rows: Sequence[tuple[Any, ...]]
    keys: frozenset[str] = frozenset()

    @property
    def address(self) -> str:
        """The quoted name."""
        schema, table = self.name.split(".")
        return f'"{schema}"."{table}"'


@dataclass(frozen=True)
class Answer:
    """What a query returned, so that two answers can be compared column by column."""

    rows: int
    columns: Mapping[str, tuple[str, ...]]

    def differing(self, other: Answer) -> frozenset[str]:
        """The columns that react; another number of rows is a reaction of all."""
        if self.rows != other.rows:
            return frozenset(self.columns)
        return frozenset(name for name, values in self.columns.items() if values != other.columns[name])


class Laboratory:
    """Small tables in DuckDB, each column of which can be exchanged for a changed one.

    The tables are views, so that a change is one statement and is taken back by another.
    """

    def __init__(
        self,
        tables: Iterable[SmallTable],
        *,
        kinds: Sequence[str] = KINDS,
        changeable: Set[Input] | None = None,
    ) -> None:
        """changeable: the only inputs that will be changed; without it, all."""
        self.tables = {table.name.lower(): table for table in tables}
        self.kinds = kinds
        self.changeable = self.inputs(*self.tables) if changeable is None else set(changeable)
        self.connection = duckdb.connect()
        self.connection.execute("attach ':memory:' as portal; use portal; set threads = 1; create schema store")
        self._stores = {name: f"store.t{number}" for number, name in enumerate(self.tables)}
        for table in self.tables.values():
            self._store(table)
            self.connection.execute(f'create schema if not exists "{table.name.split(".")[0]}"')
            self._show(table)

    def answer(self, sql: str) -> Answer:
        """Run a query; columns of one name get a number, as a table made of the query would give them."""
        cursor = self.connection.execute(sql)
        names = unique_names([column[0] for column in cursor.description])
        rows = cursor.fetchall()
        values = zip(*rows, strict=True) if rows else [()] * len(names)
        return Answer(len(rows), {n: tuple(sorted(map(repr, v))) for n, v in zip(names, values, strict=True)})

    def inputs(self, *tables: str) -> set[Input]:
        """All columns of the tables."""
        return {(name, column.lower()) for name in tables for column in self.tables[name].types}

    def changes(self, inputs: Iterable[Input]) -> Iterator[Input]:
        """Show one changed column after the other; while the caller works, the change is in force."""
        for name, wanted in sorted(set(inputs)):
            table = self.tables[name]
            column = next(c for c in table.types if c.lower() == wanted)
            for number in range(len(self.kinds)):
                self._show(table, column, number)
                yield name, wanted
            self._show(table)

    def influences(
        self, queries: Mapping[str, str], suspects: Mapping[str, set[Input]]
    ) -> dict[str, dict[str, set[Input]]]:
        """Return query -> output column -> the inputs it was seen to react to. suspects: the inputs tried for it."""
        first = {name: self.answer(sql) for name, sql in queries.items()}
        found: dict[str, dict[str, set[Input]]] = {n: {c: set() for c in a.columns} for n, a in first.items()}
        for change in self.changes(set().union(*suspects.values())):
            for name, sql in queries.items():
                if change not in suspects[name]:
                    continue
                try:
                    changed = self.answer(sql)
                except duckdb.Error:
                    continue  # a value the query cannot take tells nothing
                for output in first[name].differing(changed):
                    found[name][output].add(change)
        return found

    def _store(self, table: SmallTable) -> None:
        store, declared, values = self._stores[table.name.lower()], [], []
        for index, (column, kind) in enumerate(table.types.items()):
            given = [row[index] for row in table.rows]
            seed = f"{table.name}.{column}"
            kinds = self.kinds if (table.name.lower(), column.lower()) in self.changeable else ()
            versions = [given, *(changed(given, how, seed, unique=column in table.keys) for how in kinds)]
            declared += [f'"{column}#{version}" {kind}' for version in range(len(versions))]
            values += versions
        self.connection.execute(f"create table {store} ({', '.join(declared)})")
        if table.rows:
            marks = ", ".join("?" * len(declared))
            self.connection.executemany(f"insert into {store} values ({marks})", list(zip(*values, strict=True)))

    def _show(self, table: SmallTable, column: str | None = None, number: int = -1) -> None:
        versions = {name: number + 1 if name == column else 0 for name in table.types}
        shown = ", ".join(f'"{name}#{version}" as "{name}"' for name, version in versions.items())
        store = self._stores[table.name.lower()]
        self.connection.execute(f"create or replace view {table.address} as select {shown} from {store}")


def changed(values: Sequence[Any], kind: str, seed: str, *, unique: bool) -> list[Any]:
    """Return other values for a column, the same on every run; a unique column stays unique."""
    dice = random.Random(f"{seed}.{kind}")
    result = list(values)
    known = [v for v in values if v is not None] or [None]
    low, high = extremes(known[0])
    if kind == "shuffle" or (unique and kind == "other"):
        dice.shuffle(result)
    elif kind == "other":
        result = [dice.choice([v for v in [*known, high] if v != value] or [high]) for value in values]
    elif kind == "one":
        place = dice.randrange(len(values)) if values else 0
        result[place : place + 1] = [high]
    elif kind == "empty":
        share = 1 if unique else max(1, len(values) // 2)
        for place in dice.sample(range(len(values)), min(share, len(values))):
            result[place] = None
    elif unique:
        result = [further(value, 100000) for value in values]
    else:
        result = [dice.choice([low, high, value]) for value in values]
    return result


def extremes(value: Any) -> tuple[Any, Any]:
    """Return a very small and a very large value of the kind of this one."""
    if isinstance(value, list):
        return [], [extremes(v)[1] for v in value[:1]] + value
    if isinstance(value, dict):
        return {k: extremes(v)[0] for k, v in value.items()}, {k: extremes(v)[1] for k, v in value.items()}
    return EXTREME.get(type(value), (None, None))


def further(value: Any, distance: int) -> Any:
    """Return another value for a unique one, different for different ones."""
    if isinstance(value, int | float):
        return value + distance
    if isinstance(value, date):
        return value + timedelta(days=distance % 3650)
    return f"{value}#{distance}" if isinstance(value, str) else value


def unique_names(names: Sequence[str]) -> list[str]:
    """Return lower-case names; of those given twice the later ones get a number."""
    result: list[str] = []
    for name in map(str.lower, names):
        number, free = 0, name
        while free in result:
            number += 1
            free = f"{name}_{number}"
        result.append(free)
    return result
