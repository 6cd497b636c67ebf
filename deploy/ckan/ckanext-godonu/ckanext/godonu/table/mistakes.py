# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What can be wrong with a table to be loaded, said in German, without any value of a cell.

Keep out: CKAN; the action turns a mistake into its validation error.
"""

from __future__ import annotations


class TableMistake(Exception):
    """The table cannot be loaded; `field` is the parameter of the action that the message belongs to."""

    def __init__(self, field: str, message: str) -> None:
        """Say to which parameter it belongs and what to do."""
        super().__init__(message)
        self.field = field
