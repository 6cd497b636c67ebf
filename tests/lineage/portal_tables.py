# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The small tables of the made-up city portal, filled from fresh_queries/tables.yaml, the same on every run.

Keep out: the queries and their truth.
"""

from __future__ import annotations

import random
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.lineage.perturbation import SmallTable

FOLDER = Path(__file__).parent / "fresh_queries"


@cache
def declared() -> dict[str, Any]:
    """The tables as their file declares them."""
    return dict(yaml.safe_load((FOLDER / "tables.yaml").read_text(encoding="utf-8")))


def types() -> dict[str, dict[str, str]]:
    """Table -> column -> type, lower case, as the walker takes a schema."""
    return {name: {c.lower(): f["type"] for c, f in table["columns"].items()} for name, table in declared().items()}


def unique() -> dict[str, list[frozenset[str]]]:
    """Table -> the column sets declared to be keys, as the walker takes them."""
    return {name: [frozenset(key) for key in table["unique"]] for name, table in declared().items() if table["unique"]}


def portal_tables(rows: int) -> list[SmallTable]:
    """Return the tables with so many rows each."""
    return [
        SmallTable(
            name,
            {column: field["type"] for column, field in table["columns"].items()},
            list(zip(*(_values(name, *entry, rows) for entry in table["columns"].items()), strict=True)),
            frozenset(column for key in table["unique"] for column in key),
        )
        for name, table in declared().items()
    ]


def _values(table: str, column: str, field: dict[str, Any], rows: int) -> list[Any]:
    if field["values"] == "key":
        return list(range(1, rows + 1))
    dice = random.Random(f"{table}{column}")
    choice = [_cell(value, field["type"]) for value in field["values"]]
    if field.get("fixed") == "above":  # a parent stands above its children, so that a hierarchy has an end
        return [dice.choice([v for v in choice if v is None or v < row]) for row in range(1, rows + 1)]
    return [dice.choice(choice) for _ in range(rows)]


def _cell(value: Any, kind: str) -> Any:
    if isinstance(value, str) and kind in {"DATE", "TIMESTAMP"}:
        return (date if kind == "DATE" else datetime).fromisoformat(value)
    return value
