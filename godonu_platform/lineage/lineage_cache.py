# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Keeps the lineage of models between runs, each under the digest of everything that decides it.

Keep out: what that is (project_lineage). A file that cannot be read counts as empty: the lineage is found again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from godonu_platform.lineage.dependency import Dependency, Effect, Kind, ModelLineage, Refusal, Role, StepUse
from godonu_platform.lineage.relations import MARKS, NameCauses
from godonu_platform.warehouse import replace_text


class LineageCache:
    """The file; only what was asked for in this run is written back."""

    def __init__(self, path: Path) -> None:
        """Read what is kept."""
        self._path = path
        self._kept = _content(path)
        self._used: dict[str, Any] = {}
        self._changed = False

    def get(self, digest: str) -> ModelLineage | None:
        """Return the lineage kept under a digest."""
        kept = self._kept.get(digest)
        if kept is None:
            return None
        try:
            lineage = _loaded(kept)
        except (LookupError, TypeError, ValueError):
            return None
        self._used[digest] = kept
        return lineage

    def put(self, digest: str, lineage: ModelLineage) -> None:
        """Keep a lineage under a digest."""
        self._used[digest] = _dumped(lineage)
        self._changed = True

    def write(self) -> None:
        """Write the file, if anything in it is new or no longer used."""
        if self._changed or len(self._used) != len(self._kept):
            replace_text(self._path, json.dumps(self._used, separators=(",", ":")))


def _content(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _dumped(lineage: ModelLineage) -> dict[str, Any]:
    """Return a lineage with each dependency once; columns and rows name them by number."""
    numbers: dict[Dependency, int] = {}

    def listed(dependencies: Iterable[Dependency]) -> list[int]:
        return sorted(numbers.setdefault(d, len(numbers)) for d in sorted(dependencies))

    columns = {name: listed(dependencies) for name, dependencies in lineage.columns.items()}
    rows = listed(lineage.rows)
    return {
        "model": lineage.model,
        "columns": columns,
        "rows": rows,
        "keys": [sorted(key) for key in lineage.keys],
        "refusals": [[r.construct, r.line, r.reason] for r in lineage.refusals],
        "repeats": {name: listed_causes(causes) for name, causes in sorted(lineage.repeats.items())},
        "dependencies": [_flat(dependency) for dependency in numbers],
    }


def listed_causes(causes: NameCauses) -> list[Any]:
    """Return causes as lists of keys; marks, which name no columns, as numbers."""
    found: list[Any] = [sorted(sorted(key) for key in cause) for cause in causes if cause not in MARKS]
    return [*sorted(found), *(MARKS.index(mark) for mark in MARKS if mark in causes)]


def _cause(kept: list[list[str]] | int) -> frozenset[frozenset[Any]]:
    return MARKS[kept] if isinstance(kept, int) else frozenset(frozenset(key) for key in kept)


def _flat(d: Dependency) -> list[Any]:
    steps = [[s.step, s.argument, s.effect, s.role] for s in d.steps]
    return [d.table, d.column, d.kind, d.role, d.effect, d.singled, steps]


def _loaded(kept: dict[str, Any]) -> ModelLineage:
    dependencies = [_dependency(*fields) for fields in kept["dependencies"]]
    columns = {name: frozenset(dependencies[n] for n in numbers) for name, numbers in kept["columns"].items()}
    return ModelLineage(
        kept["model"],
        columns,
        frozenset(dependencies[n] for n in kept["rows"]),
        tuple(frozenset(key) for key in kept["keys"]),
        tuple(Refusal(*refusal) for refusal in kept["refusals"]),
        {name: frozenset(_cause(cause) for cause in causes) for name, causes in kept["repeats"].items()},
    )


def _dependency(
    table: str, column: str, kind: Kind, role: Role, effect: Effect, singled: bool, steps: list[list[Any]]
) -> Dependency:
    return Dependency(table, column, kind, role, effect, singled, tuple(StepUse(*step) for step in steps))
