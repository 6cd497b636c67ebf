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
    below = flow.through("transformed", "keep")
    subject = node.args.get("this")
    for branch in node.args["ifs"]:
        if subject is not None:
            comparisons.sides([subject], [branch.this], flow.only("condition"), scope, found)
        else:
            scope.trace.walk(branch.this, below.only("condition"), scope, found)
        scope.trace.walk(branch.args["true"], below, scope, found)
    default = node.args.get("default")
    if default is not None:
        scope.trace.walk(default, below, scope, found)


def when(node: exp.Expression, flow: Flow, scope: Scope, found: Found) -> None:
    """The function if(condition, value, otherwise)."""
    below = flow.through("transformed", "keep")
    scope.trace.walk(node.this, below.only("condition"), scope, found)
    for name in ("true", "false"):
        branch = node.args.get(name)
        if branch is not None:
            scope.trace.walk(branch, below, scope, found)


def one_of(node: exp.Expression, flow: Flow, scope: Scope, found: Found) -> None:
    """coalesce(), least(), greatest(): one of the arguments."""
    below = flow.through("transformed", "keep")
    for part in node.iter_expressions():
        scope.trace.walk(part, below, scope, found)
