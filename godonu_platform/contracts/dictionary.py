# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""A contract as a data dictionary: one row per column, in German, for people and for the portal."""

from __future__ import annotations

from godonu_platform.contracts.contract import Contract

TYPE_NAMES = {
    "string": "Text",
    "integer": "Ganze Zahl",
    "number": "Zahl",
    "timestamp": "Zeitpunkt (UTC)",
    "date": "Datum",
    "boolean": "Ja/Nein",
}
FIELDS = ("spalte", "titel", "beschreibung", "typ", "einheit", "pflicht", "schluessel", "werte", "klasse", "beispiel")


def dictionary_rows(contract: Contract) -> list[dict[str, str]]:
    """Return the dictionary of a dataset; the keys are FIELDS, every value is text."""
    rows = []
    for column in contract.columns:
        codes = [f"{code} = {column.labels[code]}" if code in column.labels else code for code in column.allowed or ()]
        values = (
            column.name,
            column.title,
            column.description,
            TYPE_NAMES[column.type],
            column.unit or "",
            "ja" if column.required else "nein",
            "ja" if column.primary_key else "nein",
            "; ".join(codes),
            column.classification,
            column.example or "",
        )
        rows.append(dict(zip(FIELDS, values, strict=True)))
    return rows
