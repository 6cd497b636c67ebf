# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Column lineage in OpenLineage's words: type, subtype and masking of every input field.

Keep out: finding the lineage (column_lineage), and deciding which steps are protective (governance names them).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from godonu_platform.lineage.dependency import ALL, Dependency, ModelLineage
from godonu_platform.lineage.openlineage_facts import FieldUse

# relation -> protective step -> the columns for which a contract names it; None: all of them
NamedSteps = Mapping[str, Mapping[str, frozenset[str] | None]]
_DIRECT = {
    "identity": "IDENTITY",
    "transformed": "TRANSFORMATION",
    "aggregated": "AGGREGATION",
    "masked": "TRANSFORMATION",
}
_WHOLE = "Tabelle als Ganzes"
_INDIRECT = {
    "condition": "CONDITIONAL",
    "join": "JOIN",
    "window": "WINDOW",
    "group": "GROUP_BY",
    "filter": "FILTER",
    "sort": "SORT",
}


class UseReader:
    """Reads the uses of input fields from column lineage, for relations that have other names outside."""

    def __init__(self, names: Mapping[str, str], fields: Mapping[str, Iterable[str]], named: NamedSteps) -> None:
        """Take the outer names of relations, their columns, and which steps a contract names for which columns."""
        self._names, self._fields, self._named = names, fields, named

    def columns(self, lineage: ModelLineage) -> dict[str, tuple[FieldUse, ...]]:
        """Return for every column of a model the input fields of its value."""
        return {column: self._uses(lineage.model, found, column) for column, found in lineage.columns.items()}

    def rows(self, lineage: ModelLineage) -> tuple[FieldUse, ...]:
        """Return the input fields that decide which rows a model has."""
        return self._uses(lineage.model, lineage.rows, None)

    def _uses(self, model: str, dependencies: Iterable[Dependency], column: str | None) -> tuple[FieldUse, ...]:
        """One use for each way in which a field takes part; the words of several dependencies are told together."""
        named = self._named.get(model, {})
        ways: dict[FieldUse, set[str]] = {}
        for dependency in dependencies:
            steps = {use.step for use in dependency.steps if _counts(named, use.step, column)}
            dataset = self._names.get(dependency.table, dependency.table)
            for field in _columns(dependency, self._fields):
                words = ways.setdefault(_use(dependency, dataset, field, masking=bool(steps)), set())
                words |= {f"Schutzschritt {step}" for step in steps}
                words |= {_WHOLE} if dependency.column == ALL else set()
        return tuple(sorted(replace(use, description=", ".join(sorted(words))) for use, words in ways.items()))


def _counts(named: Mapping[str, frozenset[str] | None], step: str, column: str | None) -> bool:
    """Whether a contract names a step for a column; where rows are chosen, for any column."""
    if step not in named:
        return False
    columns = named[step]
    return columns is None or column is None or column in columns


def _columns(dependency: Dependency, fields: Mapping[str, Iterable[str]]) -> Iterable[str]:
    """A whole table as a value (a count of rows, an untraced construct) is all its columns.

    Which rows a table has depends on no column of it that could be named; that it was read stands in the inputs.
    """
    if dependency.column != ALL:
        return (dependency.column,)
    return fields.get(dependency.table, ()) if dependency.role == "value" else ()


def _use(dependency: Dependency, dataset: str, column: str, *, masking: bool) -> FieldUse:
    """`masking` says that a declared protective step lies on the way; a hash alone masks nothing (decision 6)."""
    direct = dependency.role == "value"
    subtype = _DIRECT[dependency.kind] if direct else _INDIRECT[dependency.role]
    return FieldUse(dataset, column, "DIRECT" if direct else "INDIRECT", subtype, masking)
