# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the value of an expression depends on.

Keep out: aggregates and windows (aggregates), comparisons (comparisons), names (scopes). An expression without a rule
is refused; a rule for many (any operator, any function of one row) looks at every part of it.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp

from godonu_platform.lineage import aggregates, choices, comparisons, functions, lambdas, types, words
from godonu_platform.lineage.dependency import Dependency
from godonu_platform.lineage.flow import PLAIN, Flow, lift, passed
from godonu_platform.lineage.refusals import Refused, unknown
from godonu_platform.lineage.relations import Output
from godonu_platform.lineage.scopes import Scope, find
from godonu_platform.lineage.step_marks import arguments_of, mark_matches

Found = set[Dependency]
Rule = Callable[[exp.Expression, Flow, Scope, Found], None]

QUERIES = (exp.Select, exp.SetOperation, exp.Subquery, exp.Values)
# Only their parts matter: every one of them is looked at.
PLAIN_PARTS = (
    exp.Array,
    exp.AtTimeZone,
    exp.Between,
    exp.Binary,
    exp.Boolean,
    exp.Bracket,
    exp.IntervalSpan,
    exp.JSONKeyValue,
    exp.JSONPath,
    exp.JSONPathPart,
    exp.Literal,
    exp.Null,
    exp.Slice,
    exp.Tuple,
    exp.Unary,
    exp.UnicodeString,
    exp.Var,
)
NEVER: tuple[type[exp.Expr], ...] = (exp.ReadCSV, exp.ReadParquet, exp.Columns, exp.Dot, exp.Star)


def dependencies(node: exp.Expression, flow: Flow, scope: Scope) -> frozenset[Dependency]:
    """Return what the expression depends on; raises Refused."""
    found: Found = set()
    walk(node, flow, scope, found)
    return frozenset(found)


def walk(node: exp.Expression, flow: Flow, scope: Scope, found: Found) -> None:
    """Add to `found` what the expression depends on, seen from above the flow."""
    mark_matches(node, scope.trace)
    uses = arguments_of(node, scope.trace)
    if uses:
        inner: Found = set()
        _rule(node)(node, PLAIN, scope, inner)
        found |= lift(passed(inner, uses), flow)
        return
    _rule(node)(node, flow, scope, found)


def output(node: exp.Expression, scope: Scope) -> Output:
    """Return an expression as a column, with the fields of a struct where they are known."""
    return Output("", dependencies(node, PLAIN, scope), lambdas.fields_of(node, scope), types.type_of(node, scope))


def parts(node: exp.Expression, flow: Flow, scope: Scope, found: Found) -> None:
    """Look at every part of an expression that makes something new of them."""
    below = flow.through(functions.kind_of(node), "break")
    for part in node.iter_expressions():
        walk(part, below, scope, found)


def _rule(node: exp.Expression) -> Rule:
    kind = type(node)
    rule = RULES.get(kind)
    if rule is None:
        rule = RULES[kind] = _rule_of(kind)
    return rule


def _rule_of(kind: type[exp.Expression]) -> Rule:
    if issubclass(kind, QUERIES):
        return subquery
    if issubclass(kind, functions.WINDOW_TYPES):
        return _refuse
    if issubclass(kind, exp.AggFunc):
        return aggregates.aggregate
    if issubclass(kind, functions.COMPARING_TYPES) or issubclass(kind, comparisons.OPERATORS + comparisons.RANGES):
        return comparisons.compare
    if issubclass(kind, exp.Func) and not issubclass(kind, NEVER):
        return lambdas.call
    return parts if issubclass(kind, PLAIN_PARTS) and not issubclass(kind, NEVER) else _refuse


def _refuse(node: exp.Expression, _flow: Flow, _scope: Scope, _found: Found) -> None:
    raise unknown(node)


def _same(node: exp.Expression, flow: Flow, scope: Scope, found: Found) -> None:
    walk(node.this, flow, scope, found)


def _column(node: exp.Expression, flow: Flow, scope: Scope, found: Found) -> None:
    path = lambdas.path_of(node)
    if not path:
        raise unknown(node.this if isinstance(node.this, exp.Star) else node)
    qualifier = node.args.get("table")
    column = find(path, scope, node).output.dependencies
    uses = arguments_of(qualifier, scope.trace) if qualifier is not None else ()
    found |= lift(passed(column, uses) if uses else column, flow)


def _dot(node: exp.Expression, flow: Flow, scope: Scope, found: Found) -> None:
    if lambdas.path_of(node):
        return _column(node, flow, scope, found)
    field = lambdas.accessed(node, scope)  # (expression).field
    if field is not None:
        found |= lift(field.dependencies, flow)
        return None
    call = words.method_call(node)  # value.function(more)
    if call is None:
        raise unknown(node)
    scope.trace.made.append(call)
    return walk(call, flow, scope, found)


def _bracket(node: exp.Expression, flow: Flow, scope: Scope, found: Found) -> None:
    field = lambdas.accessed(node, scope)  # struct['field']
    if field is None:
        return parts(node, flow, scope, found)
    found |= lift(field.dependencies, flow)
    return None


def _named(node: exp.Expression, flow: Flow, scope: Scope, found: Found) -> None:
    if not isinstance(node.this, exp.Identifier | exp.Var):
        walk(node.this, flow, scope, found)
    walk(node.args["expression"], flow, scope, found)


def _collate(node: exp.Expression, flow: Flow, scope: Scope, found: Found) -> None:
    walk(node.this, flow.computed(), scope, found)


def _interval(node: exp.Expression, flow: Flow, scope: Scope, found: Found) -> None:
    if node.args.get("unit") is None:  # "interval + 1" over a column of that name ends up here too
        raise Refused("INTERVAL", node, "Bitte die Einheit dazuschreiben, z. B. interval 1 day.")
    parts(node, flow, scope, found)


def _word(node: exp.Expression, _flow: Flow, scope: Scope, _found: Found) -> None:
    words.check(node, scope)


def _nothing(_node: exp.Expression, _flow: Flow, _scope: Scope, _found: Found) -> None:
    pass


def subquery(node: exp.Expression, flow: Flow, scope: Scope, found: Found) -> None:
    """A query in an expression: the values of its columns, and which rows it has."""
    relation = scope.trace.query(node, scope)
    found |= lift(relation.everything(), flow.through("transformed", "break"))
    found |= lift(relation.rows, flow.through("transformed", "break"))


def _exists(node: exp.Expression, flow: Flow, scope: Scope, found: Found) -> None:
    if not isinstance(node.this, QUERIES):
        return lambdas.call(node, flow, scope, found)
    relation = scope.trace.query(node.this, scope)
    found |= lift(relation.rows, flow.through("transformed", "keep"))
    return None


def _anonymous(node: exp.Expression, flow: Flow, scope: Scope, found: Found) -> None:
    if functions.is_window_function(node):
        raise unknown(node)
    if functions.is_aggregate(node):
        return aggregates.aggregate(node, flow, scope, found)
    if not functions.is_known(node):  # type: ignore[arg-type]
        raise Refused(f"{node.name}()", node, "Diese Funktion ist nicht eingebaut; bitte ihren Inhalt ausschreiben.")
    if functions.is_comparison(node):
        return comparisons.compare(node, flow, scope, found)
    return lambdas.call(node, flow, scope, found)


def _quantified(node: exp.Expression, flow: Flow, scope: Scope, found: Found) -> None:
    walk(node.this, flow, scope, found)


RULES: dict[type[exp.Expression], Rule] = {
    exp.Alias: _same,
    exp.Paren: _same,
    exp.Cast: _same,
    exp.TryCast: _same,
    exp.Column: _column,
    exp.Identifier: _column,
    exp.Dot: _dot,
    exp.Bracket: _bracket,
    exp.PropertyEQ: _named,
    exp.Kwarg: _named,
    exp.Collate: _collate,
    exp.DataType: _nothing,
    exp.Interval: _interval,
    **dict.fromkeys(words.WORDS, _word),
    exp.Case: choices.case,
    exp.If: choices.when,
    exp.Coalesce: choices.one_of,
    exp.Least: choices.one_of,
    exp.Greatest: choices.one_of,
    exp.Exists: _exists,
    exp.Any: _quantified,
    exp.All: _quantified,
    exp.Anonymous: _anonymous,
    exp.Window: aggregates.window,
    exp.Filter: aggregates.filtered,
    exp.WithinGroup: aggregates.within_group,
    exp.IgnoreNulls: aggregates.same_call,
    exp.RespectNulls: aggregates.same_call,
    exp.Comprehension: lambdas.comprehension,
}
