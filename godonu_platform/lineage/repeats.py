# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whether the rows that an aggregate counts may repeat: a threshold of five is void when one case is five rows.

Keep out: what an aggregate depends on (aggregates).

A cause is what multiplied the rows of a source: the sets of columns of which one set, held to one value, leaves each
row once. `a join b on b.k = a.k`, b unique on (k, n): the rows of a repeat, but not inside of `group by b.n`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlglot import exp

from godonu_platform.lineage import keys, types
from godonu_platform.lineage.lambdas import path_of
from godonu_platform.lineage.refusals import Refused
from godonu_platform.lineage.relations import (
    ALWAYS,
    MANY,
    MARKS,
    MIXED,
    ROWS,
    Causes,
    NameCauses,
    Output,
    Owner,
    Part,
    Source,
)
from godonu_platform.lineage.scopes import Scope, find

NEVER: Causes = frozenset()
OUTER = Source("(outer)", {}, None, {ROWS: ALWAYS | {MIXED}})
MAKING = (exp.Window, exp.Query, exp.Rand, exp.Uuid, exp.Anonymous)  # a value that is none of one row of a source


def fanned(part: Part, other: Part, columns: frozenset[Owner]) -> Part:
    """Return a side of a join; its rows repeat where the other side is not unique on the columns it is equated by."""
    cause = frozenset(key - columns for key in other.keys)
    if frozenset() in cause:
        return part
    if not cause and not other.bases:
        cause = MANY  # a series, a list, constants
    return replace(part, sources=tuple(replace(s, fanned=s.fanned | {cause}) for s in part.sources))


def all_of(source: Source, column: str) -> Causes:
    """Return why the values of a column (or the rows, ROWS) of a source repeat."""
    own: NameCauses = source.repeats.get(column, source.repeats.get(ROWS, frozenset()))
    return source.fanned | frozenset(
        cause if cause in MARKS else frozenset(frozenset((source.alias, name) for name in key) for key in cause)
        for cause in own
    )


def of_rows(part: Part, held: frozenset[Owner], where: exp.Expression | None, scope: Scope) -> Causes:
    """Return why the rows of a FROM repeat: the causes of the source whose rows repeat least."""
    found = [_left(source.alias, all_of(source, ROWS), held, where, scope) for source in part.sources]
    return min(found, key=len, default=NEVER)


def _left(alias: str, causes: Causes, held: frozenset[Owner], where: exp.Expression | None, scope: Scope) -> Causes:
    """Return the causes that remain where some columns are held to one value, for a row of a source."""
    if not causes:
        return causes
    own = {(s.alias, c) for s in scope.part.sources if s.alias == alias and s.fanned for c in s.columns}
    joined = _closed(held | own, where, scope)
    plain = _closed(held, where, scope)
    inner = {cause for cause in causes if any(a == alias for key in cause for a, _ in key)}
    return frozenset(c for c in causes if not any(key <= (plain if c in inner else joined) for key in c))


def _closed(held: frozenset[Owner], where: exp.Expression | None, scope: Scope) -> frozenset[Owner]:
    """Return the columns together with those that WHERE holds to the same values."""
    pairs = []
    for one, other in keys.equalities(where):
        both = keys.owner_of(one, scope), keys.owner_of(other, scope)
        if both[0] and both[1] and types.comparable(one, other, scope):
            pairs.append((both[0], both[1]))
    closed = set(held)
    for _ in pairs:
        for one_, other_ in pairs:
            if one_ in closed or other_ in closed:
                closed |= {one_, other_}
    return frozenset(closed)


def sources_of(node: exp.Expression, scope: Scope) -> list[tuple[Source, str]] | None:
    """Return the columns that an expression is made of, with their sources; None where one is not clear."""
    by_alias = {source.alias: source for source in scope.part.sources}
    found: list[tuple[Source, str]] = []
    for column in node.find_all(exp.Column):
        if isinstance(column.this, exp.Star):
            return None
        path = path_of(column)
        if path and len(path) == 1 and path[0] in scope.aliases and not _is_column(path[0], scope):
            inside = sources_of(scope.aliases[path[0]].this, scope)
            if inside is None:
                return None
            found += inside
            continue
        try:
            named = find(path, scope, column) if path else None
        except Refused:
            named = None
        if named is None:
            return None
        if named.outer:  # a row of the query around may be met again for each row here
            found.append((OUTER, named.output.name))
            continue
        owners = named.owners or _struct_owner(path, scope)
        if not owners or any(alias not in by_alias for alias, _ in owners):
            return None
        found += [(by_alias[alias], name) for alias, name in owners]
    return found


def _is_column(name: str, scope: Scope) -> bool:
    return name in scope.part.merged or any(name in source.columns for source in scope.part.sources)


def _struct_owner(path: Sequence[str], scope: Scope) -> frozenset[Owner]:
    for source in scope.part.sources:
        if path[0] == source.alias and len(path) > 1 and path[1] in source.columns:
            return frozenset({(source.alias, path[1])})
    return frozenset((s.alias, path[0]) for s in scope.part.sources if path[0] in s.columns)


def of_value(node: exp.Expression | None, held: frozenset[Owner], scope: Scope, *, distinct: bool = False) -> Causes:
    """Return why the values of an expression repeat, one for each row; none of it: why the rows repeat."""
    columns: list[tuple[Source, str]] | None = sources_of(node, scope) if node is not None else []
    if columns is None:
        everything = [(source, name) for source in scope.part.sources for name in source.columns]
        causes = NEVER.union(*(all_of(source, name) for source, name in everything))
        return causes | {MIXED} if causes else causes
    making = node is not None and next(node.find_all(*MAKING), None) is not None
    if not columns:
        causes = of_rows(scope.part, held, scope.where, scope)
        causes |= {MIXED} if causes and making else NEVER
        return causes & {MIXED} if distinct else causes
    causes = NEVER.union(*(_left(s.alias, all_of(s, name), held, scope.where, scope) for s, name in columns))
    if causes and (making or len({s.alias for s, _ in columns}) > 1):
        causes |= {MIXED}
    return causes & {MIXED} if distinct else causes


def repeated(function: exp.Expression, held: frozenset[Owner], scope: Scope) -> bool:
    """Whether an aggregate counts or adds up rows that may repeat."""
    parts = [part for part in function.iter_expressions() if not isinstance(part, exp.Star)]
    if isinstance(function.this, exp.Distinct):
        whole = exp.Tuple(expressions=[part.copy() for part in function.this.expressions])
        return bool(of_value(whole, held, scope, distinct=True))
    return any(of_value(part, held, scope) for part in parts) if parts else bool(of_value(None, held, scope))


def held_by(terms: Iterable[exp.Expression], scope: Scope) -> frozenset[Owner]:
    """Return the columns that one value is given for by these terms and by WHERE."""
    found = set(keys.constants(scope.where, scope))
    for term in terms:
        owner = keys.owner_of(term, scope)
        if owner is not None:
            found.add(owner)
    return frozenset(found)


def named(causes: Causes, names: dict[Owner, str], fixed: frozenset[Owner]) -> NameCauses:
    """Return causes under the names that their columns are handed on by; MIXED stays, what is lost is for ever."""
    return frozenset(
        cause if cause in MARKS else frozenset(keys.renamed((key - fixed for key in cause), names)) for cause in causes
    )


def of_star(part: Part, columns: Sequence[Output]) -> dict[str, NameCauses]:
    """Return why the columns of a FROM in parentheses repeat, under the names that they get."""
    names: dict[Owner, str] = {}
    for cell, column in zip(part.star, columns, strict=True):
        names |= dict.fromkeys(cell.owners, column.name)
    by_alias = {source.alias: source for source in part.sources}
    found: dict[str, NameCauses] = {}
    for cell, column in zip(part.star, columns, strict=True):
        causes = NEVER.union(*(all_of(by_alias[alias], name) for alias, name in cell.owners))
        found[column.name] = named(causes, names, frozenset())
    rows = min((all_of(source, ROWS) for source in part.sources), key=len, default=NEVER)
    return found | {ROWS: named(rows, names, frozenset())}
