# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The effective class of every column of every model: what it was declared as, and all that flows into it.

A class goes along the lineage from the landed columns up and is lowered only where a protective step stands that a
contract names (design, decision 6; publishing-and-governance 4.4, rules 1 to 4 and 6).
Keep out: how lineage is found (lineage), whether a step is proven and what the gate makes of a class.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce

from godonu_platform.governance.classes import LOWEST, Classes, Ranks, Scale, join
from godonu_platform.governance.declared_class import Declared
from godonu_platform.governance.lowering import Flow, Lowering
from godonu_platform.lineage.dependency import Dependency, ModelLineage

WHOLE_TABLE = "*"


@dataclass(frozen=True)
class ColumnClass:
    """The class of one column.

    direct: what flows in as a value; indirect: what decides about it (conditions, joins, groups, filters); fixed: what
    was singled out by a constant and no step lowers; effective: the maximum of these and of the declared class.
    counted: the value is a count of cases. steps: the protective steps on its way. untraced: why not (German).
    because: the way down to the landed column that makes it as strict as it is; empty when its own declaration does.
    """

    declared: Classes
    direct: Classes
    indirect: Classes
    fixed: Classes
    effective: Classes
    counted: bool
    steps: tuple[str, ...] = ()
    untraced: str | None = None
    because: tuple[str, ...] = ()


@dataclass(frozen=True)
class State:
    """What travels up the lineage with a column, in numbers."""

    direct: Ranks = LOWEST
    indirect: Ranks = LOWEST
    fixed: Ranks = LOWEST
    counted: bool = False
    encoded: bool = False  # a condition on a person chose the value: it may stand for what the condition asked
    technical: bool = True
    steps: frozenset[str] = frozenset()
    because: tuple[str, ...] = ()

    @property
    def strictest(self) -> Ranks:
        """The maximum of all parts."""
        return join(join(self.direct, self.indirect), self.fixed)


class ClassWalk:
    """Carries classes through models in the order in which they are built."""

    def __init__(self, scale: Scale, declared: Declared, lowering: Lowering) -> None:
        """Keep the declared classes of everything and the rules of the protective steps."""
        self._scale, self._declared, self._lowering = scale, declared, lowering
        self._states: dict[str, dict[str, State]] = {}
        self._rows: dict[str, State] = {}
        self._unsound: frozenset[str] = frozenset()

    def walk(self, lineages: Mapping[str, ModelLineage]) -> dict[str, dict[str, ColumnClass]]:
        """Return the classes of all columns by relation; models must stand after what they read."""
        found = {}
        for relation, lineage in lineages.items():
            self._unsound = self._without_count(lineage)
            self._rows[relation] = self._joined(lineage, WHOLE_TABLE, lineage.rows, LOWEST)
            states = {column: self._column(lineage, column) for column in lineage.columns}
            self._states[relation] = states
            found[relation] = {column: self._told(lineage, column, state) for column, state in states.items()}
        return found

    def _without_count(self, lineage: ModelLineage) -> frozenset[str]:
        every = lineage.rows.union(*lineage.columns.values())
        found = (self._lowering.without_count(d, self._upstream(d)) for d in every if d.steps)
        return frozenset().union(*found)

    def _column(self, lineage: ModelLineage, column: str) -> State:
        declared = self._declared.of(lineage.model, column) or LOWEST
        return self._joined(lineage, column, lineage.columns[column] | lineage.rows, declared)

    def _joined(
        self, lineage: ModelLineage, column: str, dependencies: Iterable[Dependency], declared: Ranks
    ) -> State:
        direct, indirect, fixed = declared, LOWEST, LOWEST
        technical, steps = True, set[str]()
        values: list[bool] = []
        broken = encoded = False
        most, because = sum(declared), tuple[str, ...]()
        for dependency in sorted(dependencies, key=lambda one: (one.role != "value", one)):
            up = self._upstream(dependency)
            flow = self._flow(dependency, up)
            flow = self._lowering.apply(lineage.model, column, dependency, flow, up, self._unsound)
            direct, indirect = join(direct, flow.direct), join(indirect, flow.indirect)
            fixed = join(fixed, flow.fixed)
            weight = sum(join(join(flow.direct, flow.indirect), flow.fixed))
            if weight > most:
                most, because = weight, (f"{dependency.table}.{dependency.column}", *up.because)
            technical = technical and flow.technical
            steps |= flow.steps
            if dependency.role != "value" and dependency.effect == "break":
                broken = broken or sum(up.strictest) > 0
                asks = dependency.role == "condition" and self._declared.is_personal(up.strictest)
                encoded = encoded or (asks and not dependency.steps)
            if dependency.role == "value":
                encoded = encoded or (up.encoded and not dependency.steps)
                steps |= up.steps
                values.append(dependency.effect == "count" or (dependency.effect == "keep" and up.counted))
        counted = bool(values) and all(values) and not broken
        return State(direct, indirect, fixed, counted, encoded, technical, frozenset(steps), because)

    def _flow(self, dependency: Dependency, up: State) -> Flow:
        # a count that is compared with a number singles out nobody
        names_one = dependency.singled and not up.counted and self._declared.is_personal(up.direct)
        singled = up.direct if names_one else LOWEST
        fixed = join(up.fixed, singled)
        if dependency.role == "value":
            return Flow(up.direct, up.indirect, fixed, up.technical)
        return Flow(LOWEST, join(up.direct, up.indirect), fixed, up.technical)

    def _upstream(self, dependency: Dependency) -> State:
        known = self._states.get(dependency.table)
        if known is None:
            known = self._states[dependency.table] = dict(self._landed(dependency.table))
        if dependency.column == WHOLE_TABLE and dependency.role != "value":
            return self._rows.get(dependency.table) or self._landed_rows(known.values())
        if dependency.column == WHOLE_TABLE:
            # how many copies a key has is technical; any other use of a whole table is not
            return _whole(known.values(), self._scale.strictest, technical=dependency.effect == "count")
        return known.get(dependency.column) or State(direct=self._scale.strictest, technical=False)

    def _landed_rows(self, columns: Iterable[State]) -> State:
        """Return what the rows of a landed table tell: where it speaks of people, that somebody was there."""
        personal = [state.direct for state in columns if self._declared.is_personal(state.direct)]
        return State(indirect=reduce(join, personal, LOWEST))

    def _landed(self, table: str) -> Iterator[tuple[str, State]]:
        for column, about in self._declared.landed(table).items():
            yield column, State(direct=about.ranks, counted=about.counts_cases, technical=about.technical)

    def _told(self, lineage: ModelLineage, column: str, state: State) -> ColumnClass:
        declared = self._declared.of(lineage.model, column)
        names = self._scale.classes
        refusal = lineage.refusals[0] if lineage.refusals else None
        return ColumnClass(
            declared=names(declared or LOWEST),
            direct=names(state.direct),
            indirect=names(state.indirect),
            fixed=names(state.fixed),
            effective=names(state.strictest),
            counted=state.counted,
            steps=tuple(sorted(state.steps)),
            untraced=f"{refusal.construct} in Zeile {refusal.line}: {refusal.reason}" if refusal else None,
            because=state.because,
        )


def _whole(states: Iterable[State], strictest: Ranks, *, technical: bool) -> State:
    direct, indirect, fixed, empty = LOWEST, LOWEST, LOWEST, True
    for state in states:
        direct, indirect, fixed = join(direct, state.direct), join(indirect, state.indirect), join(fixed, state.fixed)
        empty = False
    return State(strictest if empty else direct, indirect, fixed, technical=technical)
