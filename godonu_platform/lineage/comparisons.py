# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Comparisons: what both sides depend on, and whether a column is held against a constant (which singles out).

Keep out: joins; there, equal columns of two tables are compared with the same rule.
A constant is anything that depends on no table: a literal, a computation of literals, a row of VALUES.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from godonu_platform.lineage.dependency import Dependency
from godonu_platform.lineage.flow import Flow, lift
from godonu_platform.lineage.scopes import Scope
from godonu_platform.lineage.types import is_text, measurable

OPERATORS = (
    exp.EQ,
    exp.NEQ,
    exp.NullSafeEQ,
    exp.NullSafeNEQ,
    exp.Like,
    exp.ILike,
    exp.Glob,
    exp.SimilarTo,
    exp.RegexpLike,
    exp.RegexpILike,
    exp.In,
)
# A range of texts may hold one name only; a range of numbers or days does not single out.
RANGES = (exp.Between, exp.GT, exp.GTE, exp.LT, exp.LTE)


def compare(node: exp.Expression, flow: Flow, scope: Scope, found: set[Dependency]) -> None:
    """An operator or a function that holds its first operand against the others."""
    first, *others = node.iter_expressions()
    if isinstance(node, exp.In | exp.Between):
        first = node.this
        others = [part for part in node.iter_expressions() if part is not first]
    if isinstance(node, RANGES) and not _of_texts([first, *others], scope):
        for part in (first, *others):
            scope.trace.walk(part, flow.compared(with_constant=False), scope, found)
        return
    sides([first], others, flow, scope, found)


def _of_texts(operands: Sequence[exp.Expression], scope: Scope) -> bool:
    """Whether a range holds texts: a column is one, or nothing shows that numbers or times are compared."""
    if any(is_text(node, scope) for node in operands):
        return True
    return not any(measurable(node, scope) for node in operands)


def sides(
    one: Sequence[exp.Expression],
    other: Sequence[exp.Expression],
    flow: Flow,
    scope: Scope,
    found: set[Dependency],
) -> None:
    """Add what both sides depend on; a side that is held against a constant is singled out."""
    left, right = [scope.depends(node) for node in one], [scope.depends(node) for node in other]
    for here, there in ((left, right), (right, left)):
        below = flow.compared(any(not dependencies for dependencies in there))
        for dependencies in here:
            found |= lift(dependencies, below)
