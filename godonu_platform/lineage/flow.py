# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""How a dependency changes on its way up through an expression.

Keep out: which expressions there are. The walker goes from the whole to the parts and carries a flow; where it meets
a column, the flow says what the column's own dependencies look like from above.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from godonu_platform.lineage.dependency import Dependency, Effect, Kind, Role, StepUse, compose, stronger


class Flow(NamedTuple):
    """What lies between a part of an expression and the value that is looked at."""

    kind: Kind = "identity"
    role: Role = "value"
    effect: Effect = "keep"
    singling: bool = False  # a constant is compared with what stands here

    def through(self, kind: Kind, effect: Effect) -> Flow:
        """Return the flow below an operation; a predicate that only chooses does not change what it chooses."""
        below = compose(self.effect, effect) if self.role == "value" else self.effect
        return self._replace(kind=stronger(self.kind, kind), effect=below)

    def computed(self) -> Flow:
        """Return the flow below an operation that makes something new of its operands."""
        return self.through("transformed", "break")

    def only(self, role: Role) -> Flow:
        """Return the flow below a place that only chooses; what lies nearer the output keeps its role."""
        return self._replace(role=self.role if self.role != "value" else role, singling=False)

    def compared(self, with_constant: bool) -> Flow:
        """Return the flow of an operand of a comparison."""
        return self.computed()._replace(singling=with_constant)


PLAIN = Flow()


def lift(dependencies: frozenset[Dependency], flow: Flow) -> frozenset[Dependency]:
    """Return the dependencies of a part as they look from above the flow."""
    if flow == PLAIN:
        return dependencies
    return frozenset(_lifted(dependency, flow) for dependency in dependencies)


@lru_cache(maxsize=65536)
def _lifted(dependency: Dependency, flow: Flow) -> Dependency:
    table, column, kind, role, effect, singled, steps = (
        dependency.table,
        dependency.column,
        dependency.kind,
        dependency.role,
        dependency.effect,
        dependency.singled,
        dependency.steps,
    )
    if flow.singling and role == "value" and kind in ("identity", "transformed"):
        singled = True
    if flow.role == "value":
        effect = compose(flow.effect, effect)
    else:
        role, effect = flow.role, flow.effect
    return Dependency(table, column, stronger(flow.kind, kind), role, effect, singled, steps)


def passed(dependencies: Iterable[Dependency], uses: Iterable[tuple[str, str]]) -> frozenset[Dependency]:
    """Return the dependencies after they passed protective steps, each given as (step, argument), inner to outer."""
    steps = tuple(uses)
    return frozenset(
        Dependency(
            d.table,
            d.column,
            d.kind,
            d.role,
            d.effect,
            d.singled,
            d.steps + tuple(StepUse(step, argument, d.effect, d.role) for step, argument in steps),
        )
        for d in dependencies
    )
