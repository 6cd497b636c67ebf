# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the walker knows about a table, a common table expression or a subquery: columns, rows, keys.

Keep out: how one relation is made of others (from_clause, joins, queries).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from godonu_platform.lineage.dependency import ALL, Dependency
from godonu_platform.lineage.flow import PLAIN, lift

Dependencies = frozenset[Dependency]
Keys = frozenset[frozenset[str]]
Owner = tuple[str, str]  # (name of a source in the FROM, column)

NOTHING: Dependencies = frozenset()
SINGLE_ROW: Keys = frozenset({frozenset()})
# Why rows repeat (repeats): each cause is the sets of columns of which one, held to one value, leaves every row once.
Causes = frozenset[frozenset[frozenset[Any]]]  # of Owner, or a mark
NameCauses = frozenset[frozenset[frozenset[Any]]]  # of names of columns, or a mark
ALWAYS: NameCauses = frozenset({frozenset()})
MIXED: frozenset[frozenset[Any]] = frozenset({frozenset({("", "")})})  # the value itself is made for each of the rows
MANY: frozenset[frozenset[Any]] = frozenset({frozenset({("", "many")})})  # surely multiplied, not only perhaps
MARKS = (MIXED, MANY)
ROWS = "*"


@dataclass(frozen=True)
class Output:
    """One column: its name, what its value depends on, the fields of a struct and the type where they are known."""

    name: str
    dependencies: Dependencies
    fields: Mapping[str, Output] | None = None
    type: str = ""

    def adding(self, more: Dependencies) -> Output:
        """Return the same column with further dependencies, in its fields too."""
        fields = {name: part.adding(more) for name, part in self.fields.items()} if self.fields else self.fields
        return Output(self.name, self.dependencies | more, fields, self.type)

    def renamed(self, name: str) -> Output:
        """Return the same column under another name."""
        return replace(self, name=name)


@dataclass(frozen=True)
class Relation:
    """A result of a query: columns in order, what its rows depend on, the tables whose rows they are, keys."""

    columns: tuple[Output, ...]
    rows: Dependencies
    bases: Dependencies  # what count(*) depends on
    keys: Keys = frozenset()
    repeats: Mapping[str, NameCauses] = field(default_factory=dict)  # column or ROWS -> why it repeats

    def changed(self, change: Callable[[Dependencies], Dependencies]) -> Relation:
        """Return the relation with a change applied to every dependency of its columns and rows."""
        columns = tuple(_changed(column, change) for column in self.columns)
        return Relation(columns, change(self.rows), change(self.bases), self.keys, self.repeats)

    def named(self, names: Iterable[str]) -> Relation:
        """Return the relation with its first columns renamed, as a column list after an alias does."""
        new = list(names)
        if len(new) > len(self.columns):
            raise ValueError("more names than columns")
        renames = {old.name: name for old, name in zip(self.columns, new, strict=False)}
        columns = tuple(c.renamed(renames.get(c.name, c.name)) for c in self.columns)
        keys = frozenset(frozenset(renames.get(c, c) for c in key) for key in self.keys)
        repeats = {renames.get(c, c): _causes_named(causes, renames) for c, causes in self.repeats.items()}
        return Relation(deduplicated(columns), self.rows, self.bases, keys, repeats)

    def everything(self) -> Dependencies:
        """Return what the columns depend on, all together."""
        return frozenset().union(*(column.dependencies for column in self.columns))


def _causes_named(causes: NameCauses, renames: Mapping[str, str]) -> NameCauses:
    return frozenset(
        cause if cause in MARKS else frozenset(frozenset(renames.get(c, c) for c in key) for key in cause)
        for cause in causes
    )


def _changed(column: Output, change: Callable[[Dependencies], Dependencies]) -> Output:
    fields = {name: _changed(part, change) for name, part in column.fields.items()} if column.fields else column.fields
    return Output(column.name, change(column.dependencies), fields, column.type)


def deduplicated(columns: Iterable[Output]) -> tuple[Output, ...]:
    """Return the columns with unique names, as DuckDB makes them: a, a_1, a_2."""
    taken: set[str] = set()
    result = []
    for column in columns:
        name, number = column.name, 0
        while name in taken:
            number += 1
            name = f"{column.name}_{number}"
        taken.add(name)
        result.append(column.renamed(name))
    return tuple(result)


@dataclass(frozen=True)
class Source:
    """One name in a FROM, with its columns; `qualified` is set for tables ("schema.table")."""

    alias: str
    columns: Mapping[str, Output]
    qualified: str | None = None
    repeats: Mapping[str, NameCauses] = field(default_factory=dict)
    fanned: Causes = frozenset()  # why its rows repeat in this FROM


@dataclass(frozen=True)
class Cell:
    """One column of `select *`, with the columns of sources that it is."""

    output: Output
    owners: frozenset[Owner]


@dataclass(frozen=True)
class Part:
    """A FROM, or a part of it: its sources, the order of `*`, merged columns of USING, rows and keys over owners."""

    sources: tuple[Source, ...] = ()
    star: tuple[Cell, ...] = ()
    merged: Mapping[str, Cell] = field(default_factory=dict)
    rows: Dependencies = NOTHING
    bases: Dependencies = NOTHING
    keys: frozenset[frozenset[Owner]] = frozenset()

    def adding(self, more: Dependencies) -> Part:
        """Return the part with further dependencies on each of its columns."""
        return replace(
            self,
            sources=tuple(
                replace(s, columns={name: column.adding(more) for name, column in s.columns.items()})
                for s in self.sources
            ),
            star=tuple(replace(cell, output=cell.output.adding(more)) for cell in self.star),
            merged={name: replace(cell, output=cell.output.adding(more)) for name, cell in self.merged.items()},
        )

    def aliases(self) -> set[str]:
        """Return the names of the sources."""
        return {source.alias for source in self.sources}


NO_FROM = Part(keys=frozenset({frozenset()}))


def part_of(alias: str, relation: Relation, qualified: str | None = None) -> Part:
    """Return the FROM that consists of one relation."""
    columns = {column.name: column for column in relation.columns}
    return Part(
        sources=(Source(alias, columns, qualified, relation.repeats),),
        star=tuple(Cell(column, frozenset({(alias, column.name)})) for column in relation.columns),
        rows=relation.rows,
        bases=relation.bases,
        keys=frozenset(frozenset((alias, column) for column in key) for key in relation.keys),
    )


def table_relation(
    table: str,
    columns: Mapping[str, str],
    keys: Iterable[frozenset[str]],
    repeats: Mapping[str, NameCauses] | None = None,
) -> Relation:
    """Return a table as it stands: every column is itself, its rows are its rows."""
    outputs = tuple(_table_column(table, name.lower(), kind) for name, kind in columns.items())
    rows = frozenset({Dependency(table, ALL, "identity", "filter", "keep", False)})
    bases = frozenset({Dependency(table, ALL, "identity", "value", "keep", False)})
    return Relation(outputs, rows, bases, frozenset(keys), repeats or {})


def _table_column(table: str, name: str, kind: str) -> Output:
    own = frozenset({Dependency(table, name, "identity", "value", "keep", False)})
    fields = struct_fields(kind)
    if fields is None:
        return Output(name, own, None, kind)
    inside = lift(own, PLAIN.computed())
    return Output(name, own, {part: Output(part, inside) for part in fields}, kind)


def struct_fields(kind: str) -> list[str] | None:
    """Return the names of the fields of a struct type, None for any other type."""
    if not kind.strip().upper().startswith("STRUCT(") or kind.strip().endswith("]"):
        return None
    from sqlglot import exp

    parsed = exp.DataType.build(kind, dialect="duckdb")
    return [definition.name.lower() for definition in parsed.expressions]
