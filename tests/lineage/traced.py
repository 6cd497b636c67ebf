# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Three small tables and a short way of writing down what a query depends on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from godonu_platform.lineage.column_lineage import trace
from godonu_platform.lineage.dependency import Dependency, ModelLineage
from godonu_platform.lineage.step_templates import StepTemplate

SCHEMA = {
    "raw.t": {"a": "INTEGER", "b": "INTEGER", "k": "VARCHAR", "l": "INTEGER[]", "s": "STRUCT(x INTEGER, y VARCHAR)"},
    "raw.u": {"a": "INTEGER", "c": "INTEGER", "k": "VARCHAR"},
    "raw.e": {"id": "INTEGER", "parent": "INTEGER", "name": "VARCHAR"},
}
Unique = Mapping[str, Sequence[frozenset[str]]]


def traced(sql: str, unique: Unique | None = None, steps: Sequence[StepTemplate] = ()) -> ModelLineage:
    """Return the lineage of a query over the three tables; it must not be refused."""
    lineage = trace("marts.m", sql, schema=SCHEMA, unique=unique, steps=steps)
    assert not lineage.refusals, lineage.refusals
    return lineage


def inputs(dependencies: Iterable[Dependency]) -> set[str]:
    """Return table.column, with the role where it is not the value."""
    return {_column(d) if d.role == "value" else f"{_column(d)} {d.role}" for d in dependencies}


def values(dependencies: Iterable[Dependency]) -> set[str]:
    """Return the direct dependencies: table.column kind effect."""
    return {f"{_column(d)} {d.kind} {d.effect}" for d in dependencies if d.role == "value"}


def singled(dependencies: Iterable[Dependency]) -> set[str]:
    """Return the columns that are held against a constant."""
    return {_column(d) for d in dependencies if d.singled}


def _column(dependency: Dependency) -> str:
    return f"{dependency.table.removeprefix('raw.')}.{dependency.column}"
