# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Queries as a whole: WITH, recursion, set operations, VALUES, queries in parentheses.

Keep out: the inside of one SELECT (selects).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sqlglot import exp

from godonu_platform.lineage import keys, pivots, repeated_columns, repeats, selects
from godonu_platform.lineage.dependency import Dependency
from godonu_platform.lineage.flow import PLAIN, lift, passed
from godonu_platform.lineage.from_clause import item
from godonu_platform.lineage.refusals import Refused, check_arguments, unknown
from godonu_platform.lineage.relations import NOTHING, Dependencies, Keys, Output, Relation, deduplicated
from godonu_platform.lineage.scopes import Scope
from godonu_platform.lineage.step_marks import mark_matches, steps_of

SET_OPERATION = frozenset({"this", "expression", "distinct", "by_name", "with_", "order", "limit", "offset"})
PARENTHESES = frozenset({"this", "alias", "with_", "order", "limit", "offset", "sample", "pivots"})
VALUES = frozenset({"expressions", "alias", "order", "limit", "offset", "with_"})
CTE = frozenset({"this", "alias", "materialized"})
ROUNDS = 50  # a recursion that does not come to rest by then is refused


def query(node: exp.Expression, scope: Scope) -> Relation:
    """Return what a query yields, seen from the scope around it; raises Refused."""
    mark_matches(node, scope.trace)
    inner = scope.child()
    inner.tables = _with(node.args.get("with_"), inner)
    if isinstance(node, exp.Select):
        relation = selects.select(node, inner)
    elif isinstance(node, exp.SetOperation):
        relation = _set_operation(node, inner)
    elif isinstance(node, exp.Subquery):
        check_arguments(node, PARENTHESES)
        relation = _limited(node, query(node.this, inner), inner)
    elif isinstance(node, exp.Values):
        relation = _limited(node, _values(node, inner), inner)
    elif isinstance(node, exp.Pivot):
        relation = pivots.statement(node, relation_of(node.this, inner), inner)
    else:
        raise unknown(node)
    steps = steps_of(node, scope.trace)
    return _passed(relation, steps) if steps else relation


def relation_of(node: exp.Expression, scope: Scope) -> Relation:
    """Return what a PIVOT statement reads: a table or a query in parentheses."""
    part = item(node, scope)
    columns = deduplicated(cell.output for cell in part.star)
    return Relation(columns, part.rows, part.bases, repeats=repeats.of_star(part, columns))


def _passed(relation: Relation, steps: list[str]) -> Relation:
    """Return the relation after a step that is a whole query: what chooses its rows passed the step."""
    uses = [(step, "rows") for step in steps]
    return Relation(
        relation.columns, passed(relation.rows, uses), passed(relation.bases, uses), relation.keys, relation.repeats
    )


def _with(clause: exp.Expression | None, scope: Scope) -> Mapping[str, Relation]:
    tables = dict(scope.tables)
    for cte in clause.expressions if clause is not None else []:
        check_arguments(cte, CTE)
        name = cte.alias.lower()
        columns = [column.name.lower() for column in cte.args["alias"].args.get("columns") or []]
        scope.tables = tables
        recursive = bool(clause is not None and clause.args.get("recursive")) and isinstance(cte.this, exp.SetOperation)
        if recursive and _mentions(cte.this, name):
            relation = _recursion(cte, name, columns, scope)
        else:
            relation = _called(query(cte.this, scope), columns, cte)
        tables = {**tables, name: relation}
    return tables


def _called(relation: Relation, names: list[str], node: exp.Expression) -> Relation:
    try:
        return relation.named(names) if names else relation
    except ValueError:
        raise Refused("Spaltenliste", node, "Es sind mehr Namen als Spalten.") from None


def _mentions(node: exp.Expression, name: str) -> bool:
    return any(table.name.lower() == name and not table.db for table in node.find_all(exp.Table))


def _recursion(cte: exp.CTE, name: str, columns: list[str], scope: Scope) -> Relation:
    """Return a recursive query: what its rounds depend on, all together, until a round adds nothing."""
    union = cte.this
    if not isinstance(union, exp.Union) or union.args.get("by_name") or union.args.get("with_"):
        raise Refused("rekursive Abfrage", cte, "Bitte als UNION oder UNION ALL zweier Abfragen schreiben.")
    check_arguments(union, SET_OPERATION - {"order", "limit", "offset"})
    tables = dict(scope.tables)
    relation = _called(query(union.this, scope), columns, cte)
    relation = Relation(relation.columns, relation.rows, relation.bases, repeats=repeated_columns.always(relation))
    for _ in range(ROUNDS):
        scope.tables = {**tables, name: relation}
        step = _called(query(union.expression, scope), columns, cte)
        after = _united(relation, step, union, distinct=bool(union.args.get("distinct")))
        if after == relation:
            return relation
        relation = after
    raise Refused("rekursive Abfrage", cte, "Die Abhängigkeiten dieser Rekursion kommen nicht zur Ruhe.")


def _united(one: Relation, other: Relation, node: exp.Expression, *, distinct: bool) -> Relation:
    if len(one.columns) != len(other.columns):
        raise Refused(node.key.upper(), node, "Beide Seiten müssen gleich viele Spalten haben.")
    columns = tuple(
        Output(mine.name, mine.dependencies | theirs.dependencies)
        for mine, theirs in zip(one.columns, other.columns, strict=True)
    )
    rows = one.rows | other.rows
    if distinct:
        rows |= _as_key(columns)
    repeating = repeated_columns.of_union(one, other)
    return Relation(columns, rows, one.bases | other.bases, repeats=repeating)


def _as_key(columns: tuple[Output, ...]) -> Dependencies:
    return frozenset().union(*(lift(column.dependencies, PLAIN.only("group")) for column in columns))


def _set_operation(node: exp.SetOperation, scope: Scope) -> Relation:
    check_arguments(node, SET_OPERATION)
    one, other = query(node.this, scope), query(node.expression, scope)
    if node.args.get("by_name"):
        one, other = _by_name(one, other)
    distinct = bool(node.args.get("distinct"))
    if isinstance(node, exp.Union):
        relation = _united(one, other, node, distinct=distinct)
        found: Keys = frozenset()
    elif isinstance(node, exp.Intersect | exp.Except):
        if len(one.columns) != len(other.columns):
            raise Refused(node.key.upper(), node, "Beide Seiten müssen gleich viele Spalten haben.")
        chosen = lift(_as_key(one.columns) | _as_key(other.columns), PLAIN.only("filter"))
        theirs = lift(other.rows, PLAIN.through("transformed", "keep"))
        relation = Relation(one.columns, one.rows | chosen | theirs, one.bases, repeats=one.repeats)
        found = one.keys
    else:
        raise unknown(node)
    if distinct:
        found |= {frozenset(column.name for column in relation.columns)}
    return _limited(node, replace(relation, keys=keys.smallest_names(found)), scope)


def _by_name(one: Relation, other: Relation) -> tuple[Relation, Relation]:
    """Return both sides with the same columns in the same order; what a side lacks is NULL there."""
    mine = [column.name for column in one.columns]
    names = [*mine, *(column.name for column in other.columns if column.name not in mine)]
    sides = []
    for side in (one, other):
        own = {column.name: column for column in side.columns}
        columns = tuple(own.get(name, Output(name, NOTHING)) for name in names)
        sides.append(Relation(columns, side.rows, side.bases, side.keys, side.repeats))
    return sides[0], sides[1]


def _limited(node: exp.Expression, relation: Relation, scope: Scope) -> Relation:
    """Return the relation after ORDER BY and LIMIT of a query that is no SELECT."""
    rows: set[Dependency] = set(relation.rows)
    for name in ("limit", "offset"):
        limit = node.args.get(name)
        if limit is not None:
            check_arguments(limit, selects.LIMITS)
            amount = limit.args.get("expression") or limit.args.get("count")
            if isinstance(amount, exp.Expression) and not isinstance(amount, exp.Var):
                scope.trace.walk(amount, PLAIN.only("filter"), scope, rows)
    if any(node.args.get(name) is not None for name in ("limit", "offset")) or node.parent is not None:
        rows |= selects.ordering(node.args.get("order"), list(relation.columns), scope)
    return Relation(relation.columns, frozenset(rows), relation.bases, relation.keys, relation.repeats)


def _values(node: exp.Values, scope: Scope) -> Relation:
    check_arguments(node, VALUES)
    lines = [line.expressions if isinstance(line, exp.Tuple) else [line] for line in node.expressions]
    if len({len(line) for line in lines}) != 1:
        raise Refused("VALUES", node, "Alle Zeilen müssen gleich viele Werte haben.")
    columns = [
        Output(f"col{place}", frozenset().union(*(scope.depends(value) for value in values)))
        for place, values in enumerate(zip(*lines, strict=True))
    ]
    relation = Relation(deduplicated(columns), NOTHING, NOTHING)
    read = any(column.dependencies for column in columns)
    return replace(relation, repeats=repeated_columns.always(relation)) if read else relation
