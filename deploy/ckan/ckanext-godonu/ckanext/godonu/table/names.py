# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Names of things in the database: quoted, and the passing names of a load.

Keep out: which columns there are.
"""

from __future__ import annotations

# CKAN lists only tables without a leading underscore; these are never seen from outside
ROWS = "_godonu_rows"


def identifier(name: str) -> str:
    """Return a name as PostgreSQL reads it literally, reserved words and quotes included."""
    return '"' + name.replace('"', '""').replace("\0", "") + '"'


def literal(text: str) -> str:
    """Return a text as a constant of SQL."""
    return "'" + text.replace("'", "''").replace("\0", "") + "'"


def staging(resource_id: str) -> str:
    """Return the name of the table that is being built for a resource."""
    return f"_godonu_{resource_id}"
