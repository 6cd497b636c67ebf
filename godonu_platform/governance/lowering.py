# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whether a protective step on the way of a dependency lowers its class, and to what.

A step that is not allow-listed, not named in a contract, or fed with something stricter than it accepts lowers nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from godonu_platform.governance.breakers import Breakers, Ceilings, Levels, Use
from godonu_platform.governance.classes import LOWEST, Ranks, Scale, lowered, within
from godonu_platform.lineage.dependency import Dependency, StepUse

# relation -> step -> the columns it protects; None stands for all of them
NamedSteps = Mapping[str, Mapping[str, frozenset[str] | None]]


class Upstream(Protocol):
    """What a step asks of the column that a dependency comes from."""

    @property
    def counted(self) -> bool:
        """Whether its value is a count of cases."""

    @property
    def encoded(self) -> bool:
        """Whether a condition on a person chose its value."""


@dataclass(frozen=True)
class Flow:
    """What one dependency brings: as a value, as a decision about it, singled out; `steps` are those that held."""

    direct: Ranks
    indirect: Ranks
    fixed: Ranks
    technical: bool
    steps: frozenset[str] = frozenset()


class Lowering:
    """The rules of the protective steps, and which model may rely on which of them."""

    def __init__(self, scale: Scale, breakers: Breakers, named: NamedSteps) -> None:
        """Keep the steps; `named` maps a relation to the steps that a contract names for it, and for which columns."""
        self._breakers, self._named = breakers, named
        self._result = {art: scale.of_levels(model.ergebnis) for art, model in breakers.arten.items()}
        self._ceilings = {art: _places(scale, model.hoechstens) for art, model in breakers.arten.items()}

    def without_count(self, dependency: Dependency, up: Upstream) -> frozenset[str]:
        """Return the steps in which this dependency stands where a count of cases must stand, and is none."""
        return frozenset(
            use.step
            for use in dependency.steps
            if use.step in self._breakers.steps
            and self._breakers.steps[use.step].angaben.get(use.argument) == "zaehlung"
            and use.role == "value"
            and not _is_count(use, up)
        )

    def apply(
        self, relation: str, column: str, dependency: Dependency, flow: Flow, up: Upstream, unsound: frozenset[str]
    ) -> Flow:
        """Return the flow after all steps on its way, the innermost first; `up` is the column that it comes from.

        `unsound` are the steps whose count is none here: what a group has in common is then not protected by them.
        """
        named = self._named.get(relation, {})
        for use in dependency.steps:
            breaker = self._breakers.steps.get(use.step)
            columns = named.get(use.step, frozenset())
            if breaker is None or not (columns is None or column in columns):
                continue
            kind = breaker.angaben.get(use.argument)
            if kind is not None and not (kind == "merkmal" and use.step in unsound):
                flow = self._through(use, kind, dependency, flow, up)
        return flow

    def _through(self, use: StepUse, kind: Use, dependency: Dependency, flow: Flow, up: Upstream) -> Flow:
        art = self._breakers.steps[use.step].art
        counting, direct, indirect = self._ceilings[art]
        result = self._result[art]
        if kind == "zeilenwahl":
            holds = flow.technical and flow.direct == LOWEST and dependency.role != "value"
            return self._lowered(use, flow, None, indirect, result) if holds else flow
        if kind == "angabe" or (kind == "messwert" and (up.encoded or use.role == "condition")):
            return self._lowered(use, flow, direct, direct, result)
        if kind in ("merkmal", "messwert"):
            return self._lowered(use, flow, direct, indirect, result)
        if use.role == "value":
            return self._lowered(use, flow, counting, indirect, result) if _is_count(use, up) else flow
        if use.effect == "break":
            # a case that chooses between numbers is only as harmless as what it asks
            return self._lowered(use, flow, direct, direct, result)
        return self._lowered(use, flow, direct, indirect, result)

    def _lowered(self, use: StepUse, flow: Flow, direct: Ranks | None, indirect: Ranks | None, result: Ranks) -> Flow:
        """Lower both parts or none: a step that does not accept all of what flows in has not protected it."""
        if not (flow.direct == LOWEST or within(flow.direct, direct)) or not within(flow.indirect, indirect):
            return flow
        return replace(
            flow,
            direct=lowered(flow.direct, result),
            indirect=lowered(flow.indirect, result),
            steps=flow.steps | {use.step},
        )


def _is_count(use: StepUse, up: Upstream) -> bool:
    return use.effect == "count" or (use.effect == "keep" and up.counted)


def _places(scale: Scale, ceilings: Ceilings) -> tuple[Ranks | None, Ranks | None, Ranks | None]:
    def place(levels: Levels | None) -> Ranks | None:
        return scale.of_levels(levels) if levels is not None else None

    return place(ceilings.zaehlung), place(ceilings.direkt), place(ceilings.mittelbar)
