# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which sets of keys the records of a JSON delivery have: to find columns, and keys that stand twice.

Keep out: what the keys mean (source_fields).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from godonu_platform.landing.source_fields import normal

# A delivery in which every record has other keys must not fill the memory.
_MOST_SHAPES = 20_000
MOST_UNKNOWN = 200


class JsonShapes:
    """Learns the shapes chunk by chunk; names that no column can have are only remembered up to a limit."""

    def __init__(self, expected: Iterable[str], first_names: Iterable[str]) -> None:
        """Take the names that matter (JSON paths by their first part), and the keys of the first record."""
        self._expected = {normal(root).casefold() for name in expected for root in (name, _root(name))}
        self._twice: dict[int, bool] = {}
        self.shapes: set[frozenset[str]] = set()
        self.unknown: dict[str, None] = {}
        self.more_unknown = False
        self.learn_names(list(first_names))

    def learn(self, connection: duckdb.DuckDBPyConnection, shapes: Any, raw: pa.Table) -> bool:
        """Take in the shapes of a chunk (column "shape", row by row as in raw); True when new columns appeared."""
        if len(self._twice) > _MOST_SHAPES:
            self._twice.clear()
        new = [shape for shape in pc.unique(shapes).to_pylist() if shape is not None and shape not in self._twice]
        if not new:
            return False
        rows = pc.index_in(pa.array(new, shapes.type), value_set=shapes.combine_chunks())
        examples = raw.select(["json"]).take(rows)
        connection.register("examples", examples)
        try:
            keys = connection.execute("select json_keys(json) from examples").fetchall()
        finally:
            connection.unregister("examples")
        before = len(self.shapes)
        for shape, (names,) in zip(new, keys, strict=True):
            self._twice[shape] = len(set(names)) < len(names)
            if not self._twice[shape]:
                self.learn_names(names)
        return len(self.shapes) > before

    def learn_names(self, names: list[str]) -> None:
        """Take in the keys of one record."""
        relevant = frozenset(name for name in names if normal(name).casefold() in self._expected)
        self.shapes.add(relevant)
        for name in names:
            if name not in relevant and name not in self.unknown:
                if len(self.unknown) >= MOST_UNKNOWN:
                    self.more_unknown = True
                    break
                self.unknown[name] = None

    def seen_names(self) -> list[str]:
        """Return the names that occurred, those that no column can have only up to a limit."""
        return sorted(set().union(*self.shapes)) + list(self.unknown)

    def with_keys_twice(self) -> list[int]:
        """Return the shapes in which a key stands twice."""
        return [shape for shape, twice in self._twice.items() if twice]


def _root(name: str) -> str:
    return name.replace("[", ".").split(".")[0]
