# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Functions of one row: their arguments, lambdas and list comprehensions over them, structs and their fields.

Keep out: operators with a meaning of their own (expressions), aggregates.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from godonu_platform.lineage import functions
from godonu_platform.lineage.dependency import Dependency
from godonu_platform.lineage.flow import Flow
from godonu_platform.lineage.relations import Output
from godonu_platform.lineage.scopes import Scope, field_of, find

Found = set[Dependency]


def call(node: exp.Expression, flow: Flow, scope: Scope, found: Found) -> None:
    """A function of one row: every argument; the names of a lambda stand for the other arguments."""
    below = flow.through(functions.kind_of(node), "break")
    arguments = [_argument(part) for part in node.iter_expressions()]
    values = [part for part in arguments if not isinstance(part, exp.Lambda)]
    for part in values:
        scope.trace.walk(part, below, scope, found)
    bodies = [part for part in arguments if isinstance(part, exp.Lambda)]
    if bodies:
        element = Output("", frozenset().union(*(scope.depends(part) for part in values)))
        for body in bodies:
            names = {name.name.lower(): element for name in body.expressions}
            scope.trace.walk(body.this, below, scope.inside(names), found)


def comprehension(node: exp.Expression, flow: Flow, scope: Scope, found: Found) -> None:
    """A list made of another: `[f(x) for x in list if p(x)]`."""
    below = flow.computed()
    source, condition = node.args["iterator"], node.args.get("condition")
    scope.trace.walk(source, below, scope, found)
    names = [node.expression, node.args.get("position")]
    element = Output("", scope.depends(source))
    inside = scope.inside({name.name.lower(): element for name in names if name is not None})
    scope.trace.walk(node.this, below, inside, found)
    if condition is not None:
        scope.trace.walk(condition, below.only("condition"), inside, found)


def _argument(part: exp.Expression) -> exp.Expression:
    """Return what is handed over by `name := value`; the name is none of a column."""
    named = isinstance(part, exp.PropertyEQ | exp.Kwarg) and isinstance(part.this, exp.Identifier | exp.Var)
    return part.args["expression"] if named else part


def path_of(node: exp.Expression) -> list[str]:
    """Return the names of a dotted column reference, empty for anything else."""
    if isinstance(node, exp.Column) and isinstance(node.this, exp.Identifier):
        return [part.name.lower() for part in node.parts]
    if isinstance(node, exp.Identifier):
        return [node.name.lower()]
    if isinstance(node, exp.Dot) and isinstance(node.args["expression"], exp.Identifier):
        before = path_of(node.this)
        return [*before, node.args["expression"].name.lower()] if before else []
    return []


def fields_of(node: exp.Expression, scope: Scope) -> Mapping[str, Output] | None:
    """Return the fields of a struct, where the expression shows them."""
    while isinstance(node, exp.Paren | exp.Alias):
        node = node.this
    if id(node) in scope.trace.marks:
        return None
    path = path_of(node)
    if path:
        return find(path, scope, node).output.fields
    if isinstance(node, exp.Struct):
        return _built(node, scope)
    inside = _accessed(node)
    return field_of(scope.trace.output(inside[0], scope), [inside[1]]).fields if inside else None


def accessed(node: exp.Expression, scope: Scope) -> Output | None:
    """Return the field that `(struct).name` or `struct['name']` stands for; None for any other expression."""
    inside = _accessed(node)
    return field_of(scope.trace.output(inside[0], scope), [inside[1]]) if inside else None


def _accessed(node: exp.Expression) -> tuple[exp.Expression, str] | None:
    if isinstance(node, exp.Dot) and isinstance(node.args["expression"], exp.Identifier):
        return node.this, node.args["expression"].name.lower()
    if isinstance(node, exp.Bracket) and len(node.expressions) == 1:
        index = node.expressions[0]
        if isinstance(index, exp.Literal) and index.is_string:
            return node.this, str(index.this).lower()
    return None


def _built(node: exp.Struct, scope: Scope) -> Mapping[str, Output] | None:
    fields: dict[str, Output] = {}
    for part in node.expressions:
        if not isinstance(part, exp.PropertyEQ) or not isinstance(part.this, exp.Identifier | exp.Literal):
            return None
        fields[part.this.name.lower()] = scope.trace.output(part.args["expression"], scope)
    return fields
