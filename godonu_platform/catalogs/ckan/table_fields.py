# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The fields of a portal table: names that CKAN and PostgreSQL take, types of the Parquet file, labels and notes.

What was found by trying every character on CKAN 2.12 (and read of 2.11): refused are a leading underscore, double
quotes, spaces at the ends and control characters; `#` breaks searching in 2.11, a comma breaks sorting, the names of
PostgreSQL's own columns end in an error 500, and PostgreSQL cuts after 63 bytes. Keep out: the rows (table_rows).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from godonu_platform.catalogs.release_record import DATA_FILES, ColumnNote

LONGEST = 63  # bytes
# The first are columns that every table of PostgreSQL has; `query` is an alias in CKAN's own search statement.
RESERVED = frozenset({"ctid", "xmin", "xmax", "cmin", "cmax", "tableoid", "query"})
_KEPT = frozenset(" _-.()/")
_LISTED = 20  # values of a code list that are written into the notes


@dataclass(frozen=True)
class TableField:
    """One column: its name on the portal, its name in the files, its PostgreSQL type, and what the dictionary says."""

    id: str
    name: str
    type: str
    label: str
    notes: str
    unit: str

    @property
    def info(self) -> dict[str, str]:
        """What CKAN shows as data dictionary."""
        said = {"label": self.label, "notes": self.notes, "unit": self.unit}
        return {key: value for key, value in said.items() if value}

    def as_sent(self) -> dict[str, Any]:
        """Return the field as CKAN's actions take it."""
        return {"id": self.id, "type": self.type, "info": self.info}


@dataclass(frozen=True)
class TableShape:
    """All fields in the order of the files, and the ids of those that make the key."""

    fields: tuple[TableField, ...]
    key: tuple[str, ...]

    @property
    def types(self) -> dict[str, str]:
        """The type of each field by its name on the portal."""
        return {field.id: field.type for field in self.fields}


def table_shape(folder: Path, columns: Sequence[ColumnNote]) -> TableShape:
    """Return the table of a release: types of data.parquet, words of the data dictionary."""
    schema = pq.read_schema(folder / DATA_FILES["parquet"])
    notes = {note.name: note for note in columns}
    fields, key = [], []
    for name, field_id in zip(schema.names, portal_names(schema.names), strict=True):
        note = notes.get(name)
        fields.append(_field(field_id, name, column_type(schema.field(schema.get_field_index(name)).type), note))
        if note is not None and note.key:
            key.append(field_id)
    return TableShape(tuple(fields), tuple(key))


def release_rows(folder: Path) -> int:
    """Return how many rows a release has."""
    return int(pq.read_metadata(folder / DATA_FILES["parquet"]).num_rows)


def portal_names(names: Iterable[str]) -> list[str]:
    """Return names that CKAN takes, in the same order, each once; a name that it takes anyway stays."""
    taken: set[str] = set()
    result = []
    for name in names:
        plain = _plain(name)
        candidate, number = plain, 1
        while candidate in taken:
            number += 1
            tail = f"_{number}"
            candidate = _cut(plain, LONGEST - len(tail)) + tail
        taken.add(candidate)
        result.append(candidate)
    return result


def column_type(kind: pa.DataType) -> str:
    """Return the PostgreSQL type that holds a column of the Parquet file without loss."""
    if pa.types.is_dictionary(kind):
        return column_type(kind.value_type)
    if pa.types.is_boolean(kind):
        return "bool"
    if pa.types.is_uint64(kind) or pa.types.is_decimal(kind):
        return "numeric"
    if pa.types.is_integer(kind):
        return "int8"
    if pa.types.is_floating(kind):
        return "float8"
    if pa.types.is_date(kind):
        return "date"
    if pa.types.is_timestamp(kind):
        return "timestamptz" if kind.tz else "timestamp"
    return "text"


def _field(field_id: str, name: str, kind: str, note: ColumnNote | None) -> TableField:
    if note is None:
        return TableField(field_id, name, kind, name, "", "")
    lines = [note.description.strip()]
    if note.unit:
        lines.append(f"Einheit: {note.unit}")
    if note.values:
        shown = [f"{code} = {label}" if label else code for code, label in note.values[:_LISTED]]
        more = " …" if len(note.values) > _LISTED else ""
        lines.append(f"Werte: {'; '.join(shown)}{more}")
    if field_id != name:
        lines.append(f"Spaltenname in den Dateien: {_printable(name)}")
    return TableField(field_id, name, kind, note.title or _printable(name), "\n".join(filter(None, lines)), note.unit)


def _plain(name: str) -> str:
    normal = unicodedata.normalize("NFC", name)
    kept = "".join(c if c in _KEPT or unicodedata.category(c)[0] in "LNM" else "_" for c in normal)
    short = _cut(re.sub(r" {2,}", " ", kept).strip(" ").lstrip("_ "), LONGEST).rstrip(" ")
    if not short.strip("_"):
        return "spalte"
    return f"{short}_" if short in RESERVED else short


def _cut(text: str, most: int) -> str:
    return text.encode()[:most].decode(errors="ignore")


def _printable(name: str) -> str:
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in name)
