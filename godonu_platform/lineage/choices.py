# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Expressions that hand on one of several values as it is: CASE, if(), coalesce(), least(), greatest().

Keep out: everything that computes. What decides which value it is counts as a condition.
"""

from __future__ import annotations

from sqlglot import exp

from godonu_platform.lineage import comparisons
from godonu_platform.lineage.dependency import Dependency
from godonu_platform.lineage.flow import Flow
from godonu_platform.lineage.scopes import Scope

Found = set[Dependency]


def case(node: exp.Expression, flow: Flow, scope: Scope, found: Found) -> None:
    """CASE, with conditions or with values that a subject is compared with."""
    branches = [b.args["true"] for b in node.args["ifs"]] + [d for d in (node.args.get("default"),) if d is not None]
    below = _chosen(flow, branches, scope)
    asked = flow.through("transformed", "break").only("condition")
    subject = node.args.get("this")
    for branch in node.args["ifs"]:
        if subject is not None:
            comparisons.sides([subject], [branch.this], asked, scope, found)
        else:
            scope.trace.walk(branch.this, asked, scope, found)
        scope.trace.walk(branch.args["true"], below, scope, found)
    default = node.args.get("default")
    if default is not None:
        scope.trace.walk(default, below, scope, found)


def when(node: exp.Expression, flow: Flow, scope: Scope, found: Found) -> None:
    """The function if(condition, value, otherwise)."""
    below = _chosen(flow, [b for n in ("true", "false") if (b := node.args.get(n)) is not None], scope)
    scope.trace.walk(node.this, flow.through("transformed", "break").only("condition"), scope, found)
    for name in ("true", "false"):
        branch = node.args.get(name)
        if branch is not None:
            scope.trace.walk(branch, below, scope, found)


def one_of(node: exp.Expression, flow: Flow, scope: Scope, found: Found) -> None:
    """coalesce(), least(), greatest(): one of the arguments."""
    below = _chosen(flow, list(node.iter_expressions()), scope)
    for part in node.iter_expressions():
        scope.trace.walk(part, below, scope, found)


def _chosen(flow: Flow, branches: list[exp.Expression], scope: Scope) -> Flow:
    """A value that stands for nothing counted may encode what it replaces: the choice is then no count any more."""
    foreign = any(not _harmless(b) and not any(d.role == "value" for d in scope.depends(b)) for b in branches)
    return flow.through("transformed", "break" if foreign else "keep")


def _harmless(node: exp.Expression) -> bool:
    while isinstance(node, exp.Paren | exp.Cast):
        node = node.this
    return isinstance(node, exp.Null) or (isinstance(node, exp.Literal) and str(node.this) == "0")
