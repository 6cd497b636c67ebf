# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Why a table is not put in place after all: its dataset was taken off meanwhile, or the database could not.

Keep out: CKAN and the database; this only judges what was read there.
"""

from __future__ import annotations

from typing import Any

GONE = "Der Datensatz wurde inzwischen zurückgezogen; die Tabelle wird nicht geladen."
# https://www.postgresql.org/docs/current/errcodes-appendix.html
_SENTENCES = {
    "53100": "Die Datenbank hat keinen Platz mehr; die alte Tabelle gilt weiter.",
    "57014": "Das Laden hat zu lange gedauert; die alte Tabelle gilt weiter.",
    "55P03": "Der Datensatz wird gerade geändert; bitte später noch einmal versuchen.",
}


def objection_to(state: Any, url_type: Any, package_state: Any, dataset_status: Any) -> str | None:
    """Return why the table of a resource may not be shown, or None: it needs a file, and a dataset in being."""
    withdrawn = str(dataset_status or "").rpartition("/")[2] == "WITHDRAWN"
    there = state == "active" and url_type == "upload" and package_state in ("active", "draft")
    return None if there and not withdrawn else GONE


def sentence_of(error: Any) -> str | None:
    """Return what a steward is told about an error of the database, bare or wrapped by SQLAlchemy; None for others."""
    return _SENTENCES.get(getattr(getattr(error, "orig", None) or error, "pgcode", None) or "")
