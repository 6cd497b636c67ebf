# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lists the columns of a table as a data dictionary: label, notes and unit as texts, the type in German.

Keep out: markup; notes come from whoever may edit and stay plain text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

_TYPES = {
    "text": "Text",
    "int4": "ganze Zahl",
    "int8": "ganze Zahl",
    "numeric": "Zahl",
    "float8": "Zahl",
    "bool": "ja oder nein",
    "date": "Datum",
    "timestamp": "Zeitpunkt",
    "timestamptz": "Zeitpunkt",
}


@dataclass(frozen=True)
class Entry:
    """One column; notes: its lines, without the one that only repeats the unit."""

    name: str
    title: str
    notes: tuple[str, ...]
    type: str
    unit: str


def dictionary(fields: Iterable[Mapping[str, Any]]) -> list[Entry]:
    """Return the entries for the fields that CKAN's `datastore_dictionary` gives."""
    return [_entry(field) for field in fields]


def _entry(field: Mapping[str, Any]) -> Entry:
    said = field.get("info")
    info = said if isinstance(said, Mapping) else {}
    name, unit = str(field.get("id") or ""), str(info.get("unit") or "").strip()
    lines = (line.strip() for line in str(info.get("notes") or "").splitlines())
    return Entry(
        name=name,
        title=str(info.get("label") or "").strip() or name,
        notes=tuple(line for line in lines if line and line != f"Einheit: {unit}"),
        type=_TYPES.get(str(field.get("type")), str(field.get("type"))),
        unit=unit,
    )
