# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Writes a table as CSV for a German spreadsheet: semicolon, byte order mark, and no cell that it would run.

Keep out: which table.
"""

from __future__ import annotations

import csv
import io

from godonu_platform.governance.records.document import MISSING, Cell, Table, values_of

# A spreadsheet takes a cell that starts like this for a formula (OWASP, CSV injection); the apostrophe makes it text.
_FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_MARK = "\ufeff"


def csv_text(table: Table) -> str:
    """Return the file; several texts of a cell are separated by a bar."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow([_cell(title) for title in table.head])
    writer.writerows([_cell(cell) for cell in row] for row in table.rows)
    return _MARK + stream.getvalue()


def _cell(cell: Cell) -> str:
    text = " | ".join(" ".join(value.split()) for value in values_of(cell)) or MISSING
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
