# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""One SELECT: what its columns, its rows and its keys are.

Keep out: set operations and WITH (queries), FROM (from_clause), expressions.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlglot import exp

from godonu_platform.lineage import grouping, keys, projections, repeated_columns, repeats, types
from godonu_platform.lineage.aggregates import partition_of
from godonu_platform.lineage.dependency import Dependency
from godonu_platform.lineage.flow import PLAIN, Flow, lift
from godonu_platform.lineage.from_clause import from_part
from godonu_platform.lineage.projections import Item
from godonu_platform.lineage.refusals import check_arguments
from godonu_platform.lineage.relations import NOTHING, Dependencies, Keys, Output, Relation, deduplicated
from godonu_platform.lineage.scopes import Scope, alias

ARGUMENTS = frozenset(
    {
        "with_",
        "expressions",
        "distinct",
        "from_",
        "joins",
        "where",
        "group",
        "having",
        "qualify",
        "windows",
        "order",
        "limit",
        "offset",
        "sample",
    }
)
LIMITS = frozenset({"expression", "limit_options", "count", "direction"})


@dataclass
class Selected:
    """A SELECT while it is put together."""

    scope: Scope
    items: list[Item]
    rows: Dependencies
    group: grouping.Group
    outputs: list[Output] = field(default_factory=list)


def select(node: exp.Select, scope: Scope) -> Relation:
    """Return what a SELECT yields; the scope already knows the common table expressions."""
    check_arguments(node, ARGUMENTS)
    scope.part = from_part(node, scope)
    scope.windows = {window.this.name.lower(): window for window in node.args.get("windows") or []}
    items = projections.items(node, scope)
    for item in items:
        if isinstance(item.node, exp.Alias):
            scope.aliases.setdefault(item.name, item.node)
    where = node.args.get("where")
    scope.where = where.this if where is not None else None
    rows = scope.part.rows | _filter(node.args.get("where"), scope)
    selected = Selected(scope, items, rows, grouping.group_of(node, items, scope))
    _group(selected, node)
    selected.outputs = [_output(item, scope) for item in items]
    _after_grouping(selected, node)
    columns = deduplicated(selected.outputs)
    bases = scope.part.bases
    names = [column.name for column in columns]
    repeating = repeated_columns.of_select(items, names, selected.group, scope, distinct=node.args.get("distinct"))
    return Relation(columns, selected.rows, bases, _keys(selected, node, names), repeating)


def _filter(clause: exp.Expression | None, scope: Scope) -> Dependencies:
    if clause is None:
        return NOTHING
    return _indirect([clause.this], PLAIN.only("filter"), scope)


def _indirect(nodes: list[exp.Expression], flow: Flow, scope: Scope) -> Dependencies:
    found: set[Dependency] = set()
    for node in nodes:
        scope.trace.walk(node, flow, scope, found)
    return frozenset(found)


def _group(selected: Selected, node: exp.Select) -> None:
    """Note which rows go into the aggregates and what groups them, then go on with the rows of groups."""
    scope, group = selected.scope, selected.group
    scope.held = repeats.held_by(group.terms if group.tells_apart else [], scope)
    grouped = _indirect(group.terms, PLAIN.only("group"), scope)
    multiplied = _indirect(projections.multiplying(selected.items), PLAIN.only("join"), scope)
    scope.group_rows = selected.rows | grouped
    selected.rows |= grouped | multiplied
    having = node.args.get("having")
    if having is not None:
        ungrouped = frozenset(scope.aliases) - group.columns
        selected.rows |= _filter(having, scope.preferring(ungrouped))
    scope.window_rows = selected.rows


def _output(item: Item, scope: Scope) -> Output:
    if item.cell is not None:
        return item.cell.output.renamed(item.name)
    assert item.node is not None
    if isinstance(item.node, exp.Alias) and scope.aliases.get(item.name) is item.node:
        return alias(item.name, scope, item.node).renamed(item.name)
    return scope.trace.output(item.node, scope).renamed(item.name)


def _after_grouping(selected: Selected, node: exp.Select) -> None:
    """QUALIFY, DISTINCT, ORDER BY and LIMIT: all of them only choose rows."""
    scope = selected.scope
    selected.rows |= _filter(node.args.get("qualify"), scope)
    distinct = node.args.get("distinct")
    on = distinct.args.get("on") if distinct is not None else None
    if on is not None:
        selected.rows |= _indirect(on.expressions or [on], PLAIN.only("group"), scope)
    elif distinct is not None:
        for output in selected.outputs:
            selected.rows |= lift(output.dependencies, PLAIN.only("group"))
    limited = [node.args[name] for name in ("limit", "offset") if node.args.get(name) is not None]
    for limit in limited:
        check_arguments(limit, LIMITS)
        amount = limit.args.get("expression") or limit.args.get("count")
        if isinstance(amount, exp.Expression) and not isinstance(amount, exp.Var):
            selected.rows |= _indirect([amount], PLAIN.only("filter"), scope)
    if limited or on is not None or node.parent is not None:
        selected.rows |= ordering(node.args.get("order"), selected.outputs, scope)


def ordering(order: exp.Expression | None, outputs: list[Output], scope: Scope) -> Dependencies:
    """Return what the order of a result depends on; a name stands for a column of the result before anything else."""
    found: set[Dependency] = set()
    for ordered in order.expressions if order is not None else []:
        term = ordered.this
        name = term.name.lower() if isinstance(term, exp.Column) and len(term.parts) == 1 else None
        by_name = [output for output in outputs if output.name == name]
        if isinstance(term, exp.Var) and term.name.upper() == "ALL":
            by_name = outputs
        elif isinstance(term, exp.Literal) and not term.is_string:
            by_name = [outputs[grouping.ordinal(term, len(outputs))]]
        for output in by_name:
            found |= lift(output.dependencies, PLAIN.only("sort"))
        if not by_name:
            scope.trace.walk(term, PLAIN.only("sort"), scope, found)
    return frozenset(found)


def _keys(selected: Selected, node: exp.Select, names: list[str]) -> Keys:
    scope, items = selected.scope, selected.items
    if projections.multiplying(items):
        return frozenset()
    if _is_one(node.args.get("limit")):
        return frozenset({frozenset()})
    where = node.args.get("where")
    fixed = keys.constants(where.this if where is not None else None, scope)
    owners = {owner: name for item, name in zip(items, names, strict=True) for owner in projections.owner(item, scope)}
    found: list[frozenset[str]] = []
    if selected.group.is_grouped:
        key = selected.group.key(items, names, scope)
        found += [key] if key is not None else []
    else:
        found += keys.renamed((key - fixed for key in scope.part.keys), owners)
    found += _numbered(selected, names)
    distinct = node.args.get("distinct")
    if distinct is not None and distinct.args.get("on") is None:
        found.append(frozenset(names))
    elif distinct is not None:
        on = distinct.args["on"]
        key = keys.named(on.expressions or [on], lambda term: grouping.name_of(term, items, names, scope))
        found += [key] if key is not None else []
    held = frozenset(name for owner, name in owners.items() if owner in fixed and not selected.group.is_grouped)
    return keys.without(_qualified(found, selected, node, names), held)


def _is_one(limit: exp.Expression | None) -> bool:
    if not isinstance(limit, exp.Limit) or limit.args.get("limit_options"):
        return False
    return isinstance(limit.expression, exp.Literal) and limit.expression.name == "1"


def _numbered(selected: Selected, names: list[str]) -> list[frozenset[str]]:
    """Return the keys made by row_number(): its partition together with the number."""
    found = []
    for item, name in zip(selected.items, names, strict=True):
        window = item.node.this if isinstance(item.node, exp.Alias) else item.node
        partition = _row_number(window, selected, names)
        if partition is not None:
            found.append(partition | {name})
    return found


def _row_number(window: exp.Expression | None, selected: Selected, names: list[str]) -> frozenset[str] | None:
    if not isinstance(window, exp.Window) or not isinstance(window.this, exp.RowNumber):
        return None
    terms = partition_of(window, selected.scope)
    return keys.named(terms, lambda term: grouping.name_of(term, selected.items, names, selected.scope))


def _qualified(
    found: list[frozenset[str]], selected: Selected, node: exp.Select, names: list[str]
) -> list[frozenset[str]]:
    """Return the keys after QUALIFY: a number held to a constant leaves its partition."""
    clause = node.args.get("qualify")
    held: set[str] = set()
    for one, other in keys.equalities(clause.this if clause is not None else None):
        for side, value in ((one, other), (other, one)):
            if not keys.is_constant(value, selected.scope) or not types.comparable(side, value, selected.scope):
                continue
            partition = _row_number(side, selected, names)
            if partition is not None:
                found = [*found, partition]
            name = grouping.name_of(side, selected.items, names, selected.scope)
            if name is not None:
                held.add(name)
    return [key - held for key in found]
