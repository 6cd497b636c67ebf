# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What an aggregate or a window function depends on: its arguments, its order and filter, and the rows that go in.

Keep out: which call is an aggregate (functions).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sqlglot import exp

from godonu_platform.lineage import functions, repeats
from godonu_platform.lineage.dependency import Dependency, Effect
from godonu_platform.lineage.flow import PLAIN, Flow, lift
from godonu_platform.lineage.refusals import Refused, check_arguments, unknown
from godonu_platform.lineage.relations import Owner
from godonu_platform.lineage.scopes import Scope, find

WINDOW_ARGUMENTS = frozenset({"this", "partition_by", "order", "spec", "alias", "over"})
# WITHIN GROUP (ORDER BY x): for these x is what is looked at, for all others it only orders.
ORDERED_VALUE = (exp.PercentileCont, exp.PercentileDisc, exp.Quantile, exp.ApproxQuantile, exp.Mode, exp.Median)
WITH_CONDITION = frozenset({"arg_max_null", "arg_min_null", "arg_max_nulls_last", "arg_min_nulls_last"})
Found = set[Dependency]


class Call(NamedTuple):
    """An aggregate with what stands around it: FILTER, WITHIN GROUP, IGNORE NULLS."""

    function: exp.Expression
    condition: exp.Expression | None
    order: exp.Order | None


def call_of(node: exp.Expression) -> Call:
    """Return the aggregate inside of its wrappers."""
    condition: exp.Expression | None = None
    order: exp.Order | None = None
    while isinstance(node, exp.Filter | exp.WithinGroup | exp.IgnoreNulls | exp.RespectNulls):
        if isinstance(node, exp.Filter):
            condition = node.expression.this
        elif isinstance(node, exp.WithinGroup):
            order = node.expression
        node = node.this
    return Call(node, condition, order)


def aggregate(node: exp.Expression, flow: Flow, scope: Scope, found: Found) -> None:
    """An aggregate, bare or in its wrappers."""
    call = call_of(node)
    if not functions.is_aggregate(call.function):
        raise unknown(call.function)
    _check_own_columns(call, scope)
    base = PLAIN.through("aggregated", _effect(call.function, scope.held, scope))
    inner = _arguments(call, base, scope.plain_names())
    inner |= lift(scope.group_rows, base)
    found |= lift(frozenset(inner), flow)


filtered = within_group = same_call = aggregate


def window(node: exp.Expression, flow: Flow, scope: Scope, found: Found) -> None:
    """A function over a window: its arguments, the window's keys, and which rows there are."""
    check_arguments(node, WINDOW_ARGUMENTS)
    call = call_of(node.this)
    if functions.is_window_function(call.function):
        base = PLAIN.computed()
    elif functions.is_aggregate(call.function):
        held = repeats.held_by(partition_of(node, scope), scope)
        base = PLAIN.through("aggregated", _effect(call.function, held, scope))
    else:
        raise unknown(node)
    inner = _arguments(call, base, scope, counts=functions.is_aggregate(call.function))
    for part in definition(node, scope):
        scope.trace.walk(part, base.only("window"), scope, inner)
    inner |= lift(scope.window_rows, base)
    found |= lift(frozenset(inner), flow)


def _effect(function: exp.Expression, held: frozenset[Owner], scope: Scope) -> Effect:
    """Return what an aggregate makes of a count; a number of rows that repeat is none of cases."""
    effect = functions.effect_of(function)
    return "break" if effect != "break" and repeats.repeated(function, held, scope.plain_names()) else effect


def definition(node: exp.Expression, scope: Scope) -> Iterator[exp.Expression]:
    """Yield the keys, orders and bounds of a window, those of the named window it is made from included."""
    name = node.args.get("alias")
    if name is not None:
        named = scope.windows.get(name.name.lower())
        if named is None:
            raise Refused(f"Fenster {name.name}", node, "Dieses Fenster ist nicht benannt; bitte den Namen prüfen.")
        yield from definition(named, scope)
    yield from node.args.get("partition_by") or []
    order = node.args.get("order")
    if order is not None:
        yield from (ordered.this for ordered in order.expressions)
    spec = node.args.get("spec")
    if spec is not None:
        yield from (bound for side in ("start", "end") if isinstance(bound := spec.args.get(side), exp.Expression))


def partition_of(node: exp.Expression, scope: Scope) -> list[exp.Expression]:
    """Return what a window is partitioned by."""
    name = node.args.get("alias")
    named = scope.windows.get(name.name.lower()) if name is not None else None
    return [*(partition_of(named, scope) if named is not None else []), *(node.args.get("partition_by") or [])]


def _arguments(call: Call, base: Flow, scope: Scope, *, counts: bool = True) -> Found:
    inner: Found = set()
    function = call.function
    conditional = isinstance(function, exp.ArgMax | exp.ArgMin) or functions.name_of(function) in WITH_CONDITION
    for place, argument in enumerate(_parts(function)):
        _argument(argument, base.only("condition") if conditional and place == 1 else base, scope, inner)
    if call.order is not None:
        value = isinstance(function, ORDERED_VALUE) or not list(_parts(function))
        _ordered(call.order.expressions, base if value else base.only("sort"), scope, inner)
    if counts and not any(d.role == "value" for d in inner):
        inner |= lift(scope.part.bases, base)
    if call.condition is not None:
        scope.trace.walk(call.condition, base.only("condition"), scope, inner)
    return inner


def _parts(function: exp.Expression) -> list[exp.Expression]:
    return [part for part in function.iter_expressions() if not isinstance(part, exp.Star)]


def _argument(node: exp.Expression, flow: Flow, scope: Scope, inner: Found) -> None:
    if isinstance(node, exp.Order):
        _ordered(node.expressions, flow.only("sort"), scope, inner)
        if node.this is not None:
            _argument(node.this, flow, scope, inner)
    elif isinstance(node, exp.Distinct):
        check_arguments(node, frozenset({"expressions"}))
        for part in node.expressions:
            scope.trace.walk(part, flow, scope, inner)
    else:
        scope.trace.walk(node, flow, scope, inner)


def _ordered(nodes: Sequence[exp.Expression], flow: Flow, scope: Scope, inner: Found) -> None:
    for node in nodes:
        scope.trace.walk(node.this, flow, scope, inner)


def _check_own_columns(call: Call, scope: Scope) -> None:
    """Refuse an aggregate in a subquery over columns of the query around alone: it is that query's aggregate."""
    if scope.parent is None:
        return
    inside = call.function.walk(prune=lambda n: isinstance(n, exp.Query | exp.Lambda | exp.Comprehension))
    columns = [n for n in inside if isinstance(n, exp.Column) and not isinstance(n.this, exp.Star)]
    if columns and all(find([p.name.lower() for p in c.parts], scope, c).outer for c in columns):
        raise Refused(
            "Aggregat der äußeren Abfrage",
            call.function,
            "In einer Unterabfrage wird hier über Spalten der äußeren Abfrage gerechnet; bitte dort rechnen.",
        )
