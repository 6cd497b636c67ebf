# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Writes a record as Markdown; whatever somebody wrote stays text, in tables too.

Keep out: what a record says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from godonu_platform.governance.records.document import (
    MISSING,
    Cell,
    Document,
    FactList,
    Part,
    Section,
    Table,
    values_of,
)

# What Markdown or a browser would take for more than text; `_` inside a word is text anyway.
_SPECIAL = re.compile(r"([\\`*\[\]|~#])")
_MISSING = f"**{MISSING}**"


def markdown_text(document: Document) -> str:
    """Return the file."""
    lines = [f"# {escaped(document.title)}", ""]
    for text in document.lead:
        lines += [escaped(text), ""]
    for section in document.sections:
        lines += _section(section, 2)
    return "\n".join(lines).rstrip() + "\n"


def escaped(text: str) -> str:
    """Return a text on one line that Markdown shows as it is."""
    plain = _SPECIAL.sub(r"\\\1", " ".join(text.split())).replace("&", "&amp;")
    return plain.replace("<", "&lt;").replace(">", "&gt;")


def _section(section: Section, level: int) -> Iterator[str]:
    yield f"{'#' * level} {escaped(section.title)}"
    yield ""
    for part in section.parts:
        yield from _part(part)
        yield ""
    for inner in section.sections:
        yield from _section(inner, level + 1)


def _part(part: Part) -> Iterator[str]:
    if isinstance(part, Table):
        yield from _table(part)
    elif isinstance(part, FactList):
        for name, cell in part.rows:
            yield from _fact(name, cell)
    else:
        yield escaped(part.text)


def _fact(name: str, cell: Cell) -> Iterator[str]:
    values = values_of(cell)
    if len(values) < 2:
        yield f"- **{escaped(name)}:** {escaped(values[0]) if values else _MISSING}"
        return
    yield f"- **{escaped(name)}:**"
    yield from (f"  - {escaped(value)}" for value in values)


def _table(table: Table) -> Iterator[str]:
    yield f"**{escaped(table.title)}**"
    yield ""
    if not table.rows:
        yield escaped(table.empty)
        return
    yield _line([escaped(title) for title in table.head])
    yield _line(["---"] * len(table.head))
    for row in table.rows:
        yield _line(["<br>".join(map(escaped, values_of(cell))) or _MISSING for cell in row])


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
