# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The row checks at landing, made from a contract as SQL conditions.

Keep out: how text becomes a typed value, and everything about times and partners; that is landing's own law.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from godonu_platform.contracts.contract import Column, Contract


@dataclass(frozen=True)
class RowCheck:
    """One rule: `condition` is SQL, true where a record breaks it, over text `t."x"` and typed value `v."x"`.

    A condition never yields NULL, so that an absent value breaks only the rule that asks for it.
    """

    code: str
    column: str
    condition: str
    message: str


def row_checks(contract: Contract) -> tuple[RowCheck, ...]:
    """Return the checks of a contract in the order in which a record's first reason is named."""
    return tuple(check for column in contract.columns for check in _of_column(column))


def quoted(name: str) -> str:
    """Return a name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def text_literal(text: str) -> str:
    """Return a text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def _of_column(column: Column) -> Iterator[RowCheck]:
    text, value = f"t.{quoted(column.name)}", f"v.{quoted(column.name)}"
    name = column.title
    if column.required:
        yield RowCheck("pflichtfeld_leer", column.name, f"({text} is null)", f"»{name}« fehlt, ist aber Pflicht.")
    if column.type != "string":
        kind = _KINDS[column.type]
        yield RowCheck(
            "typ_falsch",
            column.name,
            f"({text} is not null and {value} is null)",
            f"»{name}« ist {kind[0]}; erwartet wird {kind[1]}.",
        )
    if column.allowed is not None:
        codes = ", ".join(text_literal(code) for code in column.allowed)
        yield RowCheck(
            "unbekannter_code",
            column.name,
            f"coalesce({value} not in ({codes}), false)",
            f"»{name}« hat einen unbekannten Code; erlaubt sind: {', '.join(column.allowed)}. "
            "Bitte die Zuordnung (mapping) ergänzen und die Lieferung wiederholen.",
        )
    if column.minimum is not None:
        yield RowCheck(
            "zu_klein",
            column.name,
            f"coalesce({value} < {column.minimum:g}, false)",
            f"»{name}« ist kleiner als {column.minimum:g}.",
        )
    if column.maximum is not None:
        yield RowCheck(
            "zu_gross_wert",
            column.name,
            f"coalesce({value} > {column.maximum:.15g}, false)",
            f"»{name}« ist größer als {column.maximum:.15g}.",
        )
    if column.pattern is not None:
        yield RowCheck(
            "muster",
            column.name,
            f"coalesce(not regexp_full_match({value}, {text_literal(column.pattern)}), false)",
            f"»{name}« hat nicht die vereinbarte Form {column.pattern}.",
        )
    if column.max_length is not None:
        yield RowCheck(
            "zu_lang",
            column.name,
            f"coalesce(length({value}) > {column.max_length}, false)",
            f"»{name}« ist länger als {column.max_length} Zeichen.",
        )


_KINDS = {
    "integer": ("keine ganze Zahl", "eine Zahl nur aus Ziffern, z. B. 12"),
    "number": ("keine Zahl", "eine Zahl mit Dezimalpunkt, z. B. 12.5"),
    "timestamp": ("kein Zeitpunkt", "ein Zeitpunkt mit Zeitzone, z. B. 2026-10-01T08:15:00+02:00"),
    "date": ("kein Datum", "ein Datum wie 2026-10-01"),
    "boolean": ("kein Ja/Nein-Wert", "true oder false"),
}
