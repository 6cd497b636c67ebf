# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Says in German which landed columns a published column comes from, and which decide about it.

Keep out: how that is found (lineage) and what class follows from it (effective_class).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from godonu_platform.governance.project_classes import project_classes
from godonu_platform.lineage.dependency import ModelLineage
from godonu_platform.lineage.origins import ColumnOrigins, Origin, RelationOrigins, compose_origins
from godonu_platform.project import Project

_KINDS = {
    "identity": "unverändert",
    "transformed": "umgerechnet",
    "aggregated": "zusammengefasst",
    "masked": "verschlüsselt",
}
_ROLES = {
    "condition": "Bedingung",
    "join": "Verknüpfung",
    "window": "Vergleich mit anderen Zeilen",
    "group": "Gruppierung",
    "filter": "Auswahl",
    "sort": "Reihenfolge",
}
_ROWS = "*"


@dataclass(frozen=True)
class OriginWords:
    """Where the columns of one dataset come from, in words: per column value and what decides it, and for all rows."""

    columns: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = field(default_factory=dict)
    rows: tuple[str, ...] = ()


def origin_words(project: Project, dataset: str) -> OriginWords:
    """Return the words for a model; none when there is no such model."""
    known = project_classes(project)
    relation = known.relation(dataset)
    if relation is None:
        return OriginWords()
    return words_of(compose_origins(_upstream(known.lineages, relation))[relation])


def _upstream(lineages: Mapping[str, ModelLineage], relation: str) -> dict[str, ModelLineage]:
    """Return the lineages that one model rests on, in the given order: only these are worth composing."""
    needed, todo = {relation}, [relation]
    while todo:
        lineage = lineages[todo.pop()]
        used = lineage.rows.union(*lineage.columns.values())
        fresh = {dependency.table for dependency in used} & set(lineages) - needed
        needed |= fresh
        todo += fresh
    return {name: lineage for name, lineage in lineages.items() if name in needed}


def words_of(origins: RelationOrigins) -> OriginWords:
    """Return the words for one relation; what decides about whole rows is told once and not with every column."""
    about_rows = {*origins.rows.direct, *origins.rows.indirect}
    decided = {(origin.table, origin.column) for origin in about_rows}
    columns = {
        name: (
            _values(column),
            _deciding(origin for origin in column.indirect if (origin.table, origin.column) not in decided),
        )
        for name, column in origins.columns.items()
    }
    return OriginWords(columns, _deciding(about_rows))


def _values(column: ColumnOrigins) -> tuple[str, ...]:
    kinds: dict[str, str] = {}
    for origin in sorted(column.direct):
        kinds[_name(origin)] = _KINDS[origin.kind] if origin.column != _ROWS else "gezählt"
    return tuple(f"{name} ({kind})" for name, kind in kinds.items())


def _deciding(origins: Iterable[Origin]) -> tuple[str, ...]:
    """Return one text per landed table: which of its columns decide, and how."""
    tables: dict[str, tuple[set[str], set[str]]] = {}
    for origin in origins:
        if origin.column != _ROWS:  # that a table has rows is no column that anybody could look at
            columns, roles = tables.setdefault(origin.table.removeprefix("raw."), (set(), set()))
            columns.add(origin.column)
            roles.add(_ROLES.get(origin.role, "Auswahl"))
    return tuple(
        f"{table}: {', '.join(sorted(columns))} ({', '.join(sorted(roles))})"
        for table, (columns, roles) in sorted(tables.items())
    )


def _name(origin: Origin) -> str:
    table = origin.table.removeprefix("raw.")
    return f"{table}, Zeilen" if origin.column == _ROWS else f"{table}.{origin.column}"
