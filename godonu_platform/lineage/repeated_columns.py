# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Why the columns and rows that a query yields repeat, for the aggregates of the queries around it.

Keep out: why rows of a FROM repeat (repeats).
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from godonu_platform.lineage import grouping, projections, repeats
from godonu_platform.lineage.grouping import Group
from godonu_platform.lineage.projections import Item
from godonu_platform.lineage.relations import ALWAYS, MANY, MIXED, ROWS, Causes, NameCauses, Owner, Relation
from godonu_platform.lineage.scopes import Scope

Repeats = dict[str, NameCauses]


def of_select(
    items: Sequence[Item], names: Sequence[str], group: Group, scope: Scope, *, distinct: exp.Expression | None
) -> Repeats:
    """Return why the columns and the rows of a SELECT repeat."""
    found: Repeats
    if projections.multiplying(list(items)):
        found = dict.fromkeys([*names, ROWS], ALWAYS | {MIXED, MANY})
        for item, name in zip(items, names, strict=True):  # a column that is handed on is not made for each row
            if projections.owner(item, scope):
                found[name] = ALWAYS | {MANY} | (repeats.of_value(_node(item), frozenset(), scope) & {MIXED})
        return found
    handed = {owner: name for item, name in zip(items, names, strict=True) for owner in projections.owner(item, scope)}
    fixed = repeats.held_by([], scope)
    terms: list[exp.Expression] | None = None
    if group.is_grouped:
        terms = group.terms
    elif distinct is not None:
        terms = [_node(item) for item in items]
    found = {}
    for item, name in zip(items, names, strict=True):
        found[name] = repeats.named(_of_item(item, terms, fixed, scope), handed, fixed)
    rows = repeats.of_rows(scope.part, fixed, scope.where, scope)
    if terms is not None:
        rows = _of_groups(terms, rows, scope)
    found[ROWS] = repeats.named(rows, handed, fixed)
    return found


def _of_item(item: Item, terms: list[exp.Expression] | None, fixed: frozenset[Owner], scope: Scope) -> Causes:
    node = _node(item)
    causes = repeats.of_value(node, fixed, scope)
    if terms is None or (item.node is not None and grouping.has_aggregate(item.node)):
        return causes
    own = [repeats.all_of(source, name) - source.fanned for source, name in repeats.sources_of(node, scope) or []]
    return _of_groups(terms, causes, scope).union(*own)


def _node(item: Item) -> exp.Expression:
    if item.node is None:
        owners = sorted(item.cell.owners) if item.cell is not None else []
        return exp.column(owners[0][1], table=owners[0][0]) if owners else exp.column(item.name)
    return item.node.this if isinstance(item.node, exp.Alias) else item.node


def _of_groups(terms: list[exp.Expression], causes: Causes, scope: Scope) -> Causes:
    """Return why groups repeat: groups by columns of one source are no more than its rows are."""
    columns = [repeats.sources_of(term, scope) for term in terms]
    found = [column for part in columns if part is not None for column in part]
    if None in columns or len({source.alias for source, _ in found}) > 1:
        return causes
    own = [repeats.all_of(source, ROWS) - source.fanned for source, _ in found]
    return repeats.NEVER.union(*own)


def always(relation: Relation) -> Repeats:
    """Return that all of a relation repeats, for ever."""
    return dict.fromkeys([*(column.name for column in relation.columns), ROWS], ALWAYS | {MIXED, MANY})


def _tables(relation: Relation) -> set[str]:
    values = {d.table for column in relation.columns for d in column.dependencies if d.role == "value"}
    return values | {d.table for d in relation.bases}


def of_union(one: Relation, other: Relation) -> Repeats:
    """Return why the rows of a UNION repeat: for ever where both sides read the same table."""
    if _tables(one) & _tables(other):
        return dict.fromkeys([*(column.name for column in one.columns), ROWS], ALWAYS | {MANY})
    renamed = dict(zip((c.name for c in other.columns), (c.name for c in one.columns), strict=True))
    theirs = other.named(renamed.values()).repeats
    found: Repeats = {}
    for name in [*renamed.values(), ROWS]:
        found[name] = one.repeats.get(name, frozenset()) | theirs.get(name, frozenset())
    return found
