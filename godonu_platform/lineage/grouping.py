# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""GROUP BY: what a SELECT is grouped by, and under which names the keys are handed on.

Keep out: the aggregates over the groups.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlglot import exp

from godonu_platform.lineage import functions, keys
from godonu_platform.lineage.lambdas import path_of
from godonu_platform.lineage.projections import Item, owner
from godonu_platform.lineage.refusals import Refused, check_arguments
from godonu_platform.lineage.relations import Owner
from godonu_platform.lineage.scopes import Scope, find

ARGUMENTS = frozenset({"expressions", "all"})
SETS = (exp.GroupingSets, exp.Rollup, exp.Cube)


@dataclass(frozen=True)
class Group:
    """What a SELECT is grouped by: the terms, columns among them by name, and whether they tell the rows apart."""

    terms: list[exp.Expression]
    columns: frozenset[str]
    is_grouped: bool
    tells_apart: bool

    def key(self, items: Sequence[Item], names: Sequence[str], scope: Scope) -> frozenset[str] | None:
        """Return the output columns that tell the groups apart, None if one of the terms is not handed on."""
        if not self.tells_apart:
            return None
        return keys.named(self.terms, lambda term: name_of(term, items, names, scope))


def group_of(node: exp.Select, items: Sequence[Item], scope: Scope) -> Group:
    """Return what a SELECT is grouped by; aggregates without GROUP BY make one group of all rows."""
    clause = node.args.get("group")
    if clause is None:
        having = node.args.get("having")
        nodes = [item.node for item in items if item.node is not None] + ([having] if having is not None else [])
        return Group([], frozenset(), any(has_aggregate(n) for n in nodes), tells_apart=True)
    check_arguments(clause, ARGUMENTS)
    if clause.args.get("all"):
        terms = [_expression(item) for item in items if item.node is None or not has_aggregate(item.node)]
    else:
        terms = [_resolved(term, items, scope) for part in clause.expressions for term in _flat(part)]
    plain = not any(isinstance(part, SETS) for part in clause.expressions)
    columns = frozenset(path_of(term)[-1] for term in terms if isinstance(term, exp.Column) and path_of(term))
    return Group(terms, columns, is_grouped=True, tells_apart=plain)


def _flat(node: exp.Expression) -> Iterator[exp.Expression]:
    if isinstance(node, (*SETS, exp.Tuple)):
        for part in node.expressions:
            yield from _flat(part)
    elif isinstance(node, exp.Paren):
        yield from _flat(node.this)
    else:
        yield node


def _expression(item: Item) -> exp.Expression:
    """Return an item as a term; a column of a star by its name."""
    if item.node is None:
        assert item.cell is not None
        owners = sorted(item.cell.owners)
        return exp.column(owners[0][1], table=owners[0][0]) if owners else exp.column(item.name)
    return item.node.this if isinstance(item.node, exp.Alias) else item.node


def _resolved(term: exp.Expression, items: Sequence[Item], scope: Scope) -> exp.Expression:
    """Return what an ordinal or an alias stands for; a column of the FROM wins over an alias."""
    if isinstance(term, exp.Literal) and not term.is_string:
        return _expression(items[ordinal(term, len(items))])
    if isinstance(term, exp.Column) and len(term.parts) == 1:
        name = term.name.lower()
        is_column = name in scope.part.merged or any(name in source.columns for source in scope.part.sources)
        if not is_column and name in scope.aliases:
            named: exp.Expression = scope.aliases[name].this
            return named
    return term


def ordinal(term: exp.Literal, count: int) -> int:
    """Return the place that a number in GROUP BY or ORDER BY stands for."""
    place = int(term.name) if term.name.isdigit() else 0
    if not 1 <= place <= count:
        raise Refused(f"Spalte {term.name}", term, "So viele Spalten hat die Abfrage nicht.")
    return place - 1


def has_aggregate(node: exp.Expression) -> bool:
    """Whether an expression groups the rows: an aggregate that is not over a window, and not in a subquery."""
    if isinstance(node, exp.Query):
        return False
    if isinstance(node, exp.Window):
        inside: list[exp.Expression] = [part for part in node.iter_expressions() if part is not node.this]
        function = node.this
        while isinstance(function, exp.Filter | exp.WithinGroup | exp.IgnoreNulls | exp.RespectNulls):
            inside += [part for part in function.iter_expressions() if part is not function.this]
            function = function.this
        return any(has_aggregate(part) for part in [*inside, *function.iter_expressions()])
    if isinstance(node, exp.Func) and functions.is_aggregate(node):
        return True
    return any(has_aggregate(part) for part in node.iter_expressions())


def name_of(term: exp.Expression, items: Sequence[Item], names: Sequence[str], scope: Scope) -> str | None:
    """Return the output column that hands on a term, None if there is none."""
    if isinstance(term, exp.Paren):
        return name_of(term.this, items, names, scope)
    owners: frozenset[Owner] = frozenset()
    if isinstance(term, exp.Column) and path_of(term):
        found = find(path_of(term), scope, term)
        owners = frozenset() if found.outer else found.owners
    for item, name in zip(items, names, strict=True):
        if owners and owners <= owner(item, scope):
            return name
        if not owners and item.node is not None and _expression(item) == term:
            return name
    if isinstance(term, exp.Column) and not owners and len(term.parts) == 1:  # an alias of this SELECT
        return next((n for i, n in zip(items, names, strict=True) if i.name == term.name.lower()), None)
    return None
