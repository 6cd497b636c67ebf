# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Composes the lineage of models down to the landed columns: where each column of each model comes from.

Keep out: how one model is traced, what a class is. Direct and indirect parts are kept apart, and so are the rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from godonu_platform.lineage.dependency import (
    ALL,
    Dependency,
    Effect,
    Kind,
    ModelLineage,
    Refusal,
    Role,
    StepUse,
    compose,
    stronger,
)

Way = tuple[str, ...]


@dataclass(frozen=True, order=True)
class Origin:
    """One landed column that a column comes from; `via` are the columns in between, the output's side first."""

    table: str
    column: str
    kind: Kind
    role: Role
    effect: Effect
    singled: bool
    steps: tuple[StepUse, ...] = ()
    via: Way = ()


@dataclass(frozen=True)
class ColumnOrigins:
    """Where a column (or the rows of a relation) comes from, and what could not be traced on the way."""

    direct: frozenset[Origin]
    indirect: frozenset[Origin]
    refused: tuple[tuple[str, Refusal], ...] = ()

    @property
    def all(self) -> frozenset[Origin]:
        """Both parts together."""
        return self.direct | self.indirect


@dataclass(frozen=True)
class RelationOrigins:
    """The origins of each column of a model, and those of its rows."""

    relation: str
    columns: Mapping[str, ColumnOrigins]
    rows: ColumnOrigins


def compose_origins(
    lineages: Mapping[str, ModelLineage], relations: Iterable[str] | None = None
) -> dict[str, RelationOrigins]:
    """Return the origins of all models, or of the given ones only; tables without a lineage are landed ones."""
    composer = _Composer(lineages)
    wanted = lineages if relations is None else relations
    return {relation: composer.relation(relation) for relation in wanted}


@dataclass
class _Found:
    """Landed columns with the shortest way to each, and the relations passed on the way."""

    ways: dict[Dependency, Way] = field(default_factory=dict)
    passed: set[str] = field(default_factory=set)

    def add(self, dependency: Dependency, way: Way) -> None:
        known = self.ways.get(dependency)
        if known is None or (len(way), way) < (len(known), known):
            self.ways[dependency] = way


class _Composer:
    def __init__(self, lineages: Mapping[str, ModelLineage]) -> None:
        self._lineages = lineages
        self._known: dict[tuple[str, str], _Found] = {}
        self._open: set[tuple[str, str]] = set()

    def relation(self, relation: str) -> RelationOrigins:
        columns = {name: self._told(relation, name) for name in self._lineages[relation].columns}
        return RelationOrigins(relation, columns, self._told(relation, ALL))

    def _told(self, relation: str, column: str) -> ColumnOrigins:
        found = self._column(relation, column)
        origins = [_origin(dependency, way) for dependency, way in found.ways.items()]
        refused = [(name, r) for name in sorted(found.passed) for r in self._lineages[name].refusals]
        return ColumnOrigins(
            frozenset(origin for origin in origins if origin.role == "value"),
            frozenset(origin for origin in origins if origin.role != "value"),
            tuple(refused),
        )

    def _column(self, relation: str, column: str) -> _Found:
        """Return the landed columns behind a column, or behind the rows of a relation (`*`)."""
        key = (relation, column)
        if key not in self._known:
            if key in self._open:
                return _Found()  # an incremental model that reads itself adds nothing new
            self._open.add(key)
            lineage = self._lineages[relation]
            parts = lineage.rows if column == ALL else lineage.columns.get(column, frozenset())
            self._known[key] = self._composed(relation, parts)
            self._open.discard(key)
        return self._known[key]

    def _composed(self, relation: str, parts: frozenset[Dependency]) -> _Found:
        found = _Found(passed={relation})
        for part in sorted(parts):
            if part.table not in self._lineages:
                found.add(part, ())
                continue
            for name, inner in self._behind(part):
                found.passed |= inner.passed
                step = f"{part.table}.{name}"
                for dependency, way in inner.ways.items():
                    found.add(composed(part, dependency), (step, *way))
        return found

    def _behind(self, part: Dependency) -> Iterator[tuple[str, _Found]]:
        yield part.column, self._column(part.table, part.column)
        if part.column == ALL and part.role == "value" and part.kind == "transformed":  # everything, after a refusal
            for name in self._lineages[part.table].columns:
                yield name, self._column(part.table, name)


@lru_cache(maxsize=262144)
def composed(down: Dependency, up: Dependency) -> Dependency:
    """Return one dependency for two in a row: `down` reads a column of a model, `up` is what that column reads."""
    counted = down.column == ALL and up.column == ALL and up.kind == "identity"  # rows handed on: counted are these
    role = down.role if down.role != "value" or counted else up.role
    steps = tuple(
        StepUse(s.step, s.argument, compose(s.effect, up.effect), up.role) if s.role == "value" else s
        for s in down.steps
    )
    return Dependency(
        up.table,
        up.column,
        stronger(down.kind, up.kind),
        role,
        compose(down.effect, up.effect) if down.role == "value" else down.effect,
        up.singled or (down.singled and up.role == "value" and up.kind in ("identity", "transformed")),
        up.steps + steps,
    )


def _origin(d: Dependency, way: Way) -> Origin:
    return Origin(d.table, d.column, d.kind, d.role, d.effect, d.singled, d.steps, way)
