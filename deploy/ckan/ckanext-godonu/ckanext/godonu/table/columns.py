# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads which columns a table is to have; everything that is not allowed is refused before the database sees it.

Keep out: SQL and CKAN.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from ckanext.godonu.table.mistakes import TableMistake

Kind = Literal["text", "whole", "decimal", "date", "instant", "truth"]
# PostgreSQL's name of a type -> what it holds. Nothing else may become part of a CREATE TABLE.
TYPES: dict[str, Kind] = {
    "text": "text",
    "int": "whole",
    "int4": "whole",
    "int8": "whole",
    "integer": "whole",
    "bigint": "whole",
    "numeric": "decimal",
    "float": "decimal",
    "float8": "decimal",
    "double precision": "decimal",
    "date": "date",
    "timestamp": "instant",
    "timestamptz": "instant",
    "bool": "truth",
    "boolean": "truth",
}
# PostgreSQL cuts a longer name off silently
_MOST_BYTES = 63
_MOST_COLUMNS = 500


@dataclass(frozen=True)
class Column:
    """One column: `info` is what the data dictionary shows, None where nothing was said."""

    name: str
    type: str
    info: dict[str, str] | None
    neutralised: bool = False

    @property
    def kind(self) -> Kind:
        """What the column holds."""
        return TYPES[self.type]


def read_columns(fields: Any, neutralised: Any) -> tuple[Column, ...]:
    """Return the columns of a call; raises TableMistake."""
    if not isinstance(fields, list) or not fields or len(fields) > _MOST_COLUMNS:
        raise TableMistake("fields", f"Bitte eine Liste von 1 bis {_MOST_COLUMNS} Spalten angeben.")
    marked = _names(neutralised, "neutralised")
    columns = tuple(_column(field, marked) for field in fields)
    twice = [name for name, count in Counter(column.name for column in columns).items() if count > 1]
    if twice:
        raise TableMistake("fields", f"Spaltennamen müssen eindeutig sein; doppelt: {', '.join(twice)}.")
    texts = {column.name for column in columns if column.kind == "text"}
    if wrong := [name for name in marked if name not in texts]:
        raise TableMistake("neutralised", f"Das sind keine Textspalten der Tabelle: {', '.join(wrong)}.")
    return columns


def read_key(key: Any, columns: Sequence[Column]) -> tuple[str, ...]:
    """Return the columns of the primary key; raises TableMistake."""
    names = _names(key, "primary_key")
    known = {column.name for column in columns}
    if wrong := [name for name in names if name not in known]:
        raise TableMistake("primary_key", f"Diese Spalten gibt es nicht: {', '.join(wrong)}.")
    if len(set(names)) != len(names):
        raise TableMistake("primary_key", "Jede Spalte darf im Schlüssel nur einmal stehen.")
    return names


def in_order_of(header: Sequence[str], columns: Sequence[Column]) -> tuple[Column, ...]:
    """Return the columns as they follow each other in the file; raises TableMistake when their numbers differ.

    Names may differ from the header (a publisher makes names that CKAN takes): then the order of the call counts. Where
    header and call have the same names, the names count.
    """
    if len(header) != len(columns):
        raise TableMistake(
            "fields", f"Die Datei hat {len(header)} Spalten, angegeben sind {len(columns)}; bitte alle Spalten angeben."
        )
    by_name = {column.name: column for column in columns}
    return tuple(by_name[name] for name in header) if set(header) == set(by_name) else tuple(columns)


def _names(value: Any, field: str) -> tuple[str, ...]:
    if value is None or value == "":
        return ()
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise TableMistake(field, "Bitte eine Liste von Spaltennamen angeben.")
    return tuple(value)


def _column(field: Any, marked: Sequence[str]) -> Column:
    if not isinstance(field, dict):
        raise TableMistake("fields", "Jede Spalte muss ein Objekt mit id und type sein.")
    name, kind = field.get("id"), str(field.get("type") or "").strip().lower()
    if not isinstance(name, str) or not _usable(name):
        raise TableMistake(
            "fields",
            f"»{name}« ist kein Spaltenname: höchstens {_MOST_BYTES} Bytes, kein Unterstrich am Anfang, "
            'kein Anführungszeichen ("), keine Steuerzeichen, keine Leerzeichen am Rand.',
        )
    if kind not in TYPES:
        raise TableMistake("fields", f"Spalte »{name}«: Der Typ muss einer von {', '.join(TYPES)} sein.")
    return Column(name, kind, _info(name, field.get("info")), neutralised=name in marked)


def _usable(name: str) -> bool:
    """Tell whether CKAN and PostgreSQL both take the name as it is."""
    return bool(
        name
        and name == name.strip()
        and not name.startswith("_")
        and '"' not in name
        and len(name.encode("utf-8")) <= _MOST_BYTES
        and not any(unicodedata.category(character).startswith("C") for character in name)
    )


def _info(name: str, info: Any) -> dict[str, str] | None:
    if info is None:
        return None
    if not isinstance(info, dict) or not all(isinstance(key, str) for key in info):
        raise TableMistake("fields", f"Spalte »{name}«: info muss ein Objekt mit label, notes und unit sein.")
    return {key: value for key, value in info.items() if isinstance(value, str)}
