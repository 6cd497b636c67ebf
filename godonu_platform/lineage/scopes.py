# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which names an expression can see, and which column a name stands for; as DuckDB resolves them.

Keep out: what is done with a column once it is found. A column of the FROM wins over an alias of the same SELECT, an
alias over a whole row, and all of these over the query around.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from sqlglot import exp

from godonu_platform.lineage.dependency import Dependency
from godonu_platform.lineage.flow import PLAIN, Flow, lift
from godonu_platform.lineage.refusals import Refused
from godonu_platform.lineage.relations import NO_FROM, NOTHING, Dependencies, Output, Owner, Part, Relation, Source

if TYPE_CHECKING:
    from godonu_platform.lineage.step_templates import StepTemplate


@dataclass
class Trace:
    """What holds for the whole of one query text: the tables it may use and the protective steps to look for."""

    tables: Callable[[str], Relation | None]
    templates: Mapping[type[exp.Expression], Sequence[StepTemplate]]
    query: Callable[[exp.Expression, Scope], Relation]
    walk: Callable[[exp.Expression, Flow, Scope, set[Dependency]], None]
    output: Callable[[exp.Expression, Scope], Output]
    # node -> the steps whose argument it is, inner to outer: (step, argument)
    marks: dict[int, list[tuple[str, str]]] = field(default_factory=dict)
    matched: set[int] = field(default_factory=set)
    made: list[exp.Expression] = field(default_factory=list)  # kept, so that no other node gets the number of these
    names: int = 0

    def unnamed(self) -> str:
        """Return a name for a subquery without one; no query can write it."""
        self.names += 1
        return f"({self.names})"


class Found(NamedTuple):
    """A name and what it stands for: the column, where it lies, and whether it was found in a query around."""

    output: Output
    owners: frozenset[Owner]
    outer: bool


@dataclass
class Scope:
    """One SELECT while it is being traced."""

    trace: Trace
    parent: Scope | None = None
    tables: Mapping[str, Relation] = field(default_factory=dict)  # common table expressions in sight
    part: Part = NO_FROM
    aliases: dict[str, exp.Expression] = field(default_factory=dict)
    known_aliases: dict[str, Output] = field(default_factory=dict)
    lambdas: Mapping[str, Output] = field(default_factory=dict)
    windows: Mapping[str, exp.Window] = field(default_factory=dict)
    aliases_first: frozenset[str] = frozenset()  # HAVING: names of columns that are not grouped
    where: exp.Expression | None = None  # the condition of WHERE
    held: frozenset[Owner] = frozenset()  # columns that have one value in a group
    group_rows: Dependencies = NOTHING  # rows that go into an aggregate, and what groups them
    window_rows: Dependencies = NOTHING  # rows that a window sees
    touched: bool = False  # a query inside used a column of this one

    def depends(self, node: exp.Expression) -> Dependencies:
        """Return what an expression depends on, as it stands."""
        found: set[Dependency] = set()
        self.trace.walk(node, PLAIN, self, found)
        return frozenset(found)

    def inside(self, lambdas: Mapping[str, Output]) -> Scope:
        """Return the scope in the body of a lambda."""
        child = copy.copy(self)
        child.lambdas = {**self.lambdas, **lambdas}
        return child

    def plain(self) -> Scope:
        """Return the scope as it is outside of lambdas and of HAVING."""
        child = copy.copy(self)
        child.lambdas, child.aliases_first = {}, frozenset()
        return child

    def plain_names(self) -> Scope:
        """Return the scope as an aggregate in HAVING sees it: columns before aliases again."""
        return self.preferring(frozenset()) if self.aliases_first else self

    def preferring(self, aliases: frozenset[str]) -> Scope:
        """Return the scope with these aliases before columns of the same name."""
        child = copy.copy(self)
        child.aliases_first = aliases
        return child

    def child(self, part: Part = NO_FROM) -> Scope:
        """Return a scope for a query inside this one."""
        return Scope(self.trace, parent=self, tables=self.tables, part=part)


def find(parts: Sequence[str], scope: Scope, node: exp.Expression) -> Found:
    """Return the column that a dotted name stands for; raises Refused."""
    here: Scope | None = scope
    outer = False
    while here is not None:
        found = _in_scope(parts, here, node)
        if found is not None:
            here.touched = here.touched or outer
            return Found(*found, outer)
        here, outer = here.parent, True
    name = ".".join(parts)
    raise Refused(f"unbekannte Spalte {name}", node, "Diese Spalte gibt es hier nicht; bitte den Namen prüfen.")


def _in_scope(parts: Sequence[str], scope: Scope, node: exp.Expression) -> tuple[Output, frozenset[Owner]] | None:
    first = parts[0]
    if first in scope.lambdas:
        return field_of(scope.lambdas[first], parts[1:]), frozenset()
    qualified = _qualified(parts, scope.part, node)
    if qualified is not None:
        return qualified
    column = _unqualified(first, scope, node)
    if column is not None:
        output, owners = column
        return field_of(output, parts[1:]), owners if len(parts) == 1 else frozenset()
    for source in _sources(scope.part, first, node):
        if len(parts) > 1:
            name = ".".join(parts)
            raise Refused(f"unbekannte Spalte {name}", node, "Diese Spalte gibt es hier nicht; bitte den Namen prüfen.")
        return whole_row(source), frozenset()
    return None


def _qualified(parts: Sequence[str], part: Part, node: exp.Expression) -> tuple[Output, frozenset[Owner]] | None:
    if len(parts) < 2:
        return None
    for source in _sources(part, parts[0], node):
        if parts[1] in source.columns:
            return _owned(source, parts[1], parts[2:])
    for skip in (1, 2):  # schema.table.column, database.schema.table.column
        if len(parts) > skip + 1:
            table = ".".join(parts[skip - 1 : skip + 1])
            for source in part.sources:
                named = source.qualified == table and table.endswith(f".{source.alias}")
                if named and parts[skip + 1] in source.columns:
                    return _owned(source, parts[skip + 1], parts[skip + 2 :])
    return None


def _owned(source: Source, name: str, rest: Sequence[str]) -> tuple[Output, frozenset[Owner]]:
    owners = frozenset() if rest else frozenset({(source.alias, name)})
    return field_of(source.columns[name], rest), owners


def _sources(part: Part, alias: str, node: exp.Expression) -> list[Source]:
    sources = [source for source in part.sources if source.alias == alias]
    if len(sources) > 1:
        raise Refused(f"doppelter Name {alias}", node, "Bitte jeder Tabelle im FROM einen eigenen Namen geben.")
    return sources


def _unqualified(name: str, scope: Scope, node: exp.Expression) -> tuple[Output, frozenset[Owner]] | None:
    if name in scope.aliases_first and name in scope.aliases:
        return alias(name, scope, node), frozenset()
    cell = scope.part.merged.get(name)
    if cell is not None:
        return cell.output, cell.owners
    sources = [source for source in scope.part.sources if name in source.columns]
    if len(sources) > 1:
        raise Refused(f"mehrdeutige Spalte {name}", node, f"Bitte die Tabelle davorschreiben: tabelle.{name}.")
    if sources:
        return sources[0].columns[name], frozenset({(sources[0].alias, name)})
    if name in scope.aliases:
        return alias(name, scope, node), frozenset()
    return None


def alias(name: str, scope: Scope, node: exp.Expression) -> Output:
    """Return the column that another part of the same SELECT calls by this name."""
    known = scope.known_aliases
    if name not in known:
        expression = scope.aliases.pop(name, None)
        if expression is None:
            raise Refused(f"Alias {name}", node, "Dieser Alias hängt von sich selbst ab.")
        try:
            known[name] = scope.trace.output(expression, scope.plain())
        finally:
            scope.aliases[name] = expression
    return known[name]


def whole_row(source: Source) -> Output:
    """Return the struct of all columns of a source, as its bare name stands for."""
    together = frozenset().union(*(column.dependencies for column in source.columns.values()))
    return Output(source.alias, lift(together, PLAIN.computed()), source.columns)


def field_of(output: Output, path: Sequence[str]) -> Output:
    """Return a field of a struct; of an unknown one, everything that the struct depends on."""
    for name in path:
        if output.fields is not None and name in output.fields:
            output = output.fields[name]
        else:
            output = Output(name, lift(output.dependencies, PLAIN.computed()))
    return output
