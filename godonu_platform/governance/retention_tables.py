# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which month-wise tables of the warehouse hang on a dataset, which keep their rows when its rows go, which lose them.

Told by the dbt manifest. A mart keeps its rows, and so does whatever a table without months is made of (it would
forget the month at the next build); everything else speaks of single rows and goes with them. Keep out: the rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from godonu_platform.contracts.concept import Concept
from godonu_platform.landing.build_window import shifted
from godonu_platform.landing.frozen_months import KeptRows

MARTS = "marts"


@dataclass(frozen=True)
class MonthTable:
    """One month-wise table: the datasets it is computed from, and how many months after its own it looks at."""

    schema: str
    name: str
    sources: frozenset[str]
    look_back: int
    kept: bool
    tells_datasets_apart: bool

    def needing(self, dataset: str, month: str) -> Iterable[KeptRows]:
        """Give the rows that cannot be computed any more once a month of a dataset is gone."""
        if dataset in self.sources:
            apart = dataset if self.tells_datasets_apart else None
            yield from (KeptRows(self.name, shifted(month, -back), apart) for back in range(self.look_back + 1))


def month_tables(manifest: Mapping[str, Any], concept: Concept) -> list[MonthTable]:
    """Return the month-wise tables of the project, by name."""
    personal_from = concept.rank("personenbezug", concept.four_eyes_from)
    found = []
    for node in _models(manifest):
        if not _meta(node).get("partitioned") or node["config"]["materialized"] == "view":
            continue
        columns = node.get("columns", {})
        # a table of months that names people is no mart, whatever its folder says: it goes
        personal = any(
            concept.rank("personenbezug", _meta(column).get("personenbezug")) >= personal_from
            for column in columns.values()
        )
        found.append(
            MonthTable(
                schema=node["schema"],
                name=node["name"],
                sources=frozenset(_sources(manifest, node["unique_id"])),
                look_back=int(_meta(node).get("look_back_months") or 0),
                kept=not personal and (node["schema"] == MARTS or _feeds_a_whole_table(manifest, node["unique_id"])),
                tells_datasets_apart="dataset" in columns,
            )
        )
    return sorted(found, key=lambda table: table.name)


def _models(manifest: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    return (node for node in manifest["nodes"].values() if node["resource_type"] == "model")


def _meta(node: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = node.get("config", {}).get("meta") or node.get("meta") or {}
    return found


def _sources(manifest: Mapping[str, Any], unique_id: str) -> set[str]:
    """Return the names of the source datasets above a model."""
    seen: set[str] = set()
    todo = [unique_id]
    while todo:
        for parent in manifest["parent_map"].get(todo.pop(), []):
            if parent not in seen:
                seen.add(parent)
                todo.append(parent)
    return {manifest["sources"][found]["name"] for found in seen if found in manifest["sources"]}


def _feeds_a_whole_table(manifest: Mapping[str, Any], unique_id: str) -> bool:
    """Whether a table without months reads this one, directly or through views."""
    for child in manifest["child_map"].get(unique_id, []):
        node = manifest["nodes"].get(child)
        if node is None or node["resource_type"] != "model" or _meta(node).get("partitioned"):
            continue
        if node["config"]["materialized"] != "view" or _feeds_a_whole_table(manifest, child):
            return True
    return False
