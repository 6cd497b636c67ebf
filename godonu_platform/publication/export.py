# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The files of a release, written by DuckDB in a fixed order: CSV, Parquet, JSON; and the dictionary beside them.

Keep out: who is allowed in and where the files end up.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from godonu_platform.catalogs.release_folder import sha256_of
from godonu_platform.catalogs.release_record import DATA_FILES, DICTIONARY_NAME, ColumnNote, FileRecord
from godonu_platform.contracts.contract import Column, Contract
from godonu_platform.publication.table import CandidateTable, literal, quoted

# A spreadsheet runs a cell that starts like this (OWASP, CSV injection); the apostrophe makes it text.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_DICTIONARY_HEAD = ("spalte", "titel", "beschreibung", "art", "einheit", "pflicht", "schluessel", "werte", "beispiel")


def export(table: CandidateTable, partners: Sequence[str], folder: Path) -> None:
    """Write data.csv, data.parquet and data.json of these partners' rows, each sorted by the key."""
    ordered = f"select * from ({table.relation(partners)}) order by {table.order}"
    as_csv = "format csv, header true, delimiter ',', quote '\"', escape '\"', null ''"
    formats = {
        "csv": (csv_columns(table.contract), as_csv),
        "parquet": ("*", "format parquet, compression zstd"),
        "json": (json_columns(table.contract), "format json, array true"),
    }
    for kind, (columns, options) in formats.items():
        target = literal(str(folder / DATA_FILES[kind]))
        table.connection.execute(f"copy (select {columns} from ({ordered})) to {target} ({options})")


def neutralised(text: str) -> str:
    """Return a CSV cell that no spreadsheet runs."""
    return "'" + text if text.startswith(FORMULA_STARTS) else text


def write_dictionary(columns: Sequence[ColumnNote], folder: Path) -> None:
    """Write dictionary.csv, one line per column."""
    with (folder / DICTIONARY_NAME).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(_DICTIONARY_HEAD)
        for note in columns:
            values = "; ".join(f"{code} = {label}" if label else code for code, label in note.values)
            required, key = ("ja" if flag else "nein" for flag in (note.required, note.key))
            row = (note.name, note.title, note.description, note.type, note.unit, required, key, values, note.example)
            writer.writerow([neutralised(cell) for cell in row])


def file_records(folder: Path) -> list[FileRecord]:
    """Return name, format, size and hash of every file of a folder, by name."""
    return [
        FileRecord(name=path.name, format=path.suffix[1:], sha256=sha256_of(path), bytes=path.stat().st_size)
        for path in sorted(folder.iterdir())
    ]


def csv_columns(contract: Contract) -> str:
    """Return SQL for the columns as they stand in the CSV: cells that a spreadsheet would run are neutralised."""
    starts = "".join("\\" + c if c in "+-" else c for c in "=+-@") + "\\t\\r"
    parts = []
    for column in contract.columns:
        name = quoted(column.name)
        if column.type == "string":
            parts.append(
                f"case when regexp_matches({name}, '^[{starts}]') then '''' || {name} else {name} end as {name}"
            )
        else:
            parts.append(f"{_plain(column)} as {name}")
    return ", ".join(parts)


def json_columns(contract: Contract) -> str:
    """Return SQL for the columns as they stand in the JSON."""
    return ", ".join(f"{_plain(column)} as {quoted(column.name)}" for column in contract.columns)


def _plain(column: Column) -> str:
    name = quoted(column.name)
    if column.type == "timestamp":
        return f"strftime({name}, '%Y-%m-%dT%H:%M:%SZ')"
    return f"cast({name} as double)" if column.type == "number" else name
