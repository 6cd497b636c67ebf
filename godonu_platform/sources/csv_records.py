# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Read CSV by RFC 4180: a header, then records; any delimiter and quotation mark, line breaks in quotes.

Blank records are none, a leading ``sep=`` line neither. Keep out: what the columns mean.
"""

import csv
import unicodedata
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from godonu_platform.sources.csv_dialect import CsvDialect, csv_rules, find_dialect, head_text
from godonu_platform.sources.delivery_file import Inspection
from godonu_platform.sources.reader import (
    DEFAULT_CHUNK,
    RECORD_LIMIT,
    TECHNICAL_COLUMNS,
    Batch,
    OpenDelivery,
    ReaderOptions,
    text_batch,
    text_column,
)
from godonu_platform.sources.refusal import RefusedDelivery
from godonu_platform.sources.text_lines import LineFeed
from godonu_platform.sources.text_stream import TextStream

COLUMN_LIMIT = 2000
"""More columns than this are no table that anybody has made on purpose."""

_BATCH_CELLS = 500_000
_BATCH_CHARACTERS = 16 * 1024 * 1024

# The library's own limit of 128 kB would end the reading; the line feed already bounds what a record may hold.
csv.field_size_limit(RECORD_LIMIT * 2)


@dataclass(frozen=True)
class Row:
    """One record: its cells, or the reason why it cannot be read; ``size`` is about its length in characters."""

    line: int
    cells: list[str]
    problem: str | None
    size: int


def open_csv(
    path: Path, inspection: Inspection, options: ReaderOptions, *, chunk_bytes: int = DEFAULT_CHUNK
) -> OpenDelivery:
    """Open a CSV delivery; raises RefusedDelivery when there is no usable header."""
    dialect = find_dialect(head_text(path, inspection), options)
    rows = csv_rows(path, inspection, dialect, chunk_bytes)
    names = column_names(next(rows, None))
    opened = OpenDelivery(names, iter(()))
    opened.source = _batches(rows, names, opened.tallies)
    return opened


def csv_rows(path: Path, inspection: Inspection, dialect: CsvDialect, chunk_bytes: int) -> Iterator[Row]:
    """Give header and records as they stand, blank ones included; the number of columns is not judged here."""
    with closing(TextStream(path, inspection)) as stream:
        feed = LineFeed(stream, chunk_bytes, dialect.quote, dialect.line_break)
        if dialect.sep_line:
            next(feed.given, None)
        records = csv.reader(feed.given, csv_rules(dialect.delimiter, dialect.quote))
        while True:
            feed.begin_record()
            line = feed.line + 1
            problem = None
            try:
                cells = next(records)
            except StopIteration:
                return
            except csv.Error as error:
                cells, problem = [], _problem_of_error(str(error))
            if feed.oversized:
                cells, problem = [], "zu_gross"
            elif cells:
                problem = _problem_of_text(cells, inspection)
            yield Row(line, cells, problem, feed.record_size)


def column_names(header: Row | None) -> list[str]:
    """Give the columns' names (NFC, trimmed); raises RefusedDelivery for a header nobody could work with.

    A nameless column becomes ``spalte_<n>``; one that is named like a technical column gets an underscore.
    """
    if header is None or not (header.problem or any(cell.strip() for cell in header.cells)):
        raise RefusedDelivery("kopfzeile_fehlt", "Die Datei hat keine Kopfzeile mit Spaltennamen.")
    if header.problem:
        raise RefusedDelivery(
            "kopfzeile_unlesbar", "Die Kopfzeile kann nicht gelesen werden (Zeichen, Länge, Anführung)."
        )
    if len(header.cells) > COLUMN_LIMIT:
        raise RefusedDelivery("zu_viele_spalten", f"Die Kopfzeile hat mehr als {COLUMN_LIMIT} Spalten.")
    names: list[str] = []
    for number, cell in enumerate(header.cells, start=1):
        name = unicodedata.normalize("NFC", cell).strip() or f"spalte_{number}"
        names.append(f"{name}_" if name.casefold() in TECHNICAL_COLUMNS else name)
    # DuckDB does not tell names apart by case: two such columns would silently become one.
    if len({name.casefold() for name in names}) < len(names):
        raise RefusedDelivery("kopfzeile_doppelt", "Die Kopfzeile enthält einen Spaltennamen mehrfach.")
    return names


def _problem_of_error(message: str) -> str:
    """Translate the library's message: a lone carriage return breaks the record, all else is about quotes."""
    return "spaltenzahl" if message.startswith("new-line character") else "anfuehrungszeichen_offen"


def _problem_of_text(cells: list[str], inspection: Inspection) -> str | None:
    if inspection.has_nul and any("\0" in cell for cell in cells):
        return "nul_zeichen"
    if inspection.may_be_broken:
        try:
            "".join(cells).encode("utf-8")
        except UnicodeEncodeError:
            return "zeichensatz"
    return None


def _batches(rows: Iterator[Row], names: list[str], tallies: dict[str, int]) -> Iterator[Batch]:
    most = max(1, _BATCH_CELLS // len(names))
    next_record, size = 1, 0
    waiting: list[Row] = []
    for row in rows:
        if not row.problem and not any(cell and not cell.isspace() for cell in row.cells):
            tallies["leerzeile"] = tallies.get("leerzeile", 0) + 1
            continue
        waiting.append(row)
        size += row.size
        if len(waiting) >= most or size > _BATCH_CHARACTERS:
            yield rows_batch(waiting, names, next_record)
            next_record, size, waiting = next_record + len(waiting), 0, []
    if waiting:
        yield rows_batch(waiting, names, next_record)


def rows_batch(rows: list[Row], names: list[str], first_record: int) -> Batch:
    """Turn rows into columns; a row with another number of cells than the header is rejected."""
    width = len(names)
    problems: dict[int, str] = {}
    nothing = (None,) * width
    content: list[list[str] | tuple[None, ...]] = []
    for place, row in enumerate(rows):
        problem = row.problem or (None if len(row.cells) == width else "spaltenzahl")
        if problem:
            problems[place] = problem
        content.append(nothing if problem else row.cells)
    columns = dict(zip(names, map(text_column, zip(*content, strict=True)), strict=True))
    record_nos = range(first_record, first_record + len(rows))
    return text_batch(record_nos, [row.line for row in rows], problems, columns, "columns")
