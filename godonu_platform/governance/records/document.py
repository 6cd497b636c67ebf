# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""A record before it is laid out: sections of sentences, facts and tables, and the sheets for spreadsheets.

Keep out: Markdown, HTML and CSV; and where any statement comes from.
"""

from __future__ import annotations

from dataclasses import dataclass

MISSING = "fehlt"
"""What is printed where nobody stated anything."""

Cell = str | tuple[str, ...] | None
"""A text, several texts, or nothing that anybody stated; None and no texts at all are printed as missing."""


@dataclass(frozen=True)
class Table:
    """Rows under a head; `empty` is said when there are none, `name` tells several sheets of a record apart."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: str = "Keine."
    name: str = ""

    kind = "table"


@dataclass(frozen=True)
class FactList:
    """Statements with their names, one below the other."""

    rows: tuple[tuple[str, Cell], ...]

    kind = "facts"


@dataclass(frozen=True)
class Text:
    """A sentence or a few."""

    text: str

    kind = "text"


Part = Table | FactList | Text


@dataclass(frozen=True)
class Section:
    """A heading with what stands below it; the anchor stays the same from one day to the next."""

    title: str
    anchor: str
    parts: tuple[Part, ...] = ()
    sections: tuple[Section, ...] = ()


@dataclass(frozen=True)
class Document:
    """One record. `sheets` become CSV files; `new_pages` prints each sheet on a page of its own."""

    name: str
    title: str
    lead: tuple[str, ...]
    sections: tuple[Section, ...]
    sheets: tuple[Table, ...]
    gaps: int
    new_pages: bool = False

    @property
    def csv_files(self) -> tuple[tuple[str, Table], ...]:
        """The names of the CSV files with their sheets; the first is called after the record."""
        return tuple(
            (f"{self.name}-{sheet.name}.csv" if sheet.name else f"{self.name}.csv", sheet) for sheet in self.sheets
        )


def values_of(cell: Cell) -> tuple[str, ...]:
    """Return the texts of a cell; none means that the statement is missing."""
    if cell is None:
        return ()
    return tuple(text for text in ((cell,) if isinstance(cell, str) else cell) if text)
