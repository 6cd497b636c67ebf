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
    return tuple(
        check for column in contract.columns for check in (*_of_column(column), *_beside_another(contract, column))
    )


def quoted(name: str) -> str:
    """Return a name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def text_literal(text: str) -> str:
    """Return a text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def _of_column(column: Column) -> Iterator[RowCheck]:
    text, value = f"t.{quoted(column.name)}", f"v.{quoted(column.name)}"
    for code, broken, words in (*_presence(column, text, value), *_limits(column, value)):
        # coalesce, because a comparison with an absent value is neither true nor false
        yield RowCheck(code, column.name, f"coalesce({broken}, false)", f"»{column.title}« {words}")


def _presence(column: Column, text: str, value: str) -> Iterator[tuple[str, str, str]]:
    if column.required:
        yield "pflichtfeld_leer", f"{text} is null", "fehlt, ist aber Pflicht."
    if column.type != "string":
        found, expected = _KINDS[column.type]
        yield "typ_falsch", f"{text} is not null and {value} is null", f"ist {found}; erwartet wird {expected}."


def _limits(column: Column, value: str) -> Iterator[tuple[str, str, str]]:
    if column.allowed is not None:
        codes = ", ".join(text_literal(code) for code in column.allowed)
        yield (
            "unbekannter_code",
            f"{value} not in ({codes})",
            f"hat einen unbekannten Code; erlaubt sind: {', '.join(column.allowed)}. "
            "Bitte die Zuordnung (mapping) ergänzen und die Lieferung wiederholen.",
        )
    if column.minimum is not None:
        yield "zu_klein", f"{value} < {column.minimum:.15g}", f"ist kleiner als {column.minimum:.15g}."
    if column.maximum is not None:
        yield "zu_gross_wert", f"{value} > {column.maximum:.15g}", f"ist größer als {column.maximum:.15g}."
    if column.pattern is not None:
        broken = f"not regexp_full_match({value}, {text_literal(column.pattern)})"
        yield "muster", broken, f"hat nicht die vereinbarte Form {column.pattern}."
    if column.max_length is not None:
        yield "zu_lang", f"length({value}) > {column.max_length}", f"ist länger als {column.max_length} Zeichen."


def _beside_another(contract: Contract, column: Column) -> Iterator[RowCheck]:
    if column.at_most is not None:
        mine, other = f"v.{quoted(column.name)}", f"v.{quoted(column.at_most)}"
        yield RowCheck(
            "widerspruch",
            column.name,
            f"coalesce({mine} > {other}, false)",
            f"»{column.title}« ist größer als »{contract.column(column.at_most).title}«.",
        )


_KINDS = {
    "integer": ("keine ganze Zahl", "eine Zahl nur aus Ziffern, z. B. 12"),
    "number": ("keine Zahl", "eine Zahl mit Dezimalpunkt, z. B. 12.5"),
    "timestamp": ("kein Zeitpunkt", "ein Zeitpunkt mit Zeitzone, z. B. 2026-10-01T08:15:00+02:00"),
    "date": ("kein Datum", "ein Datum wie 2026-10-01"),
    "boolean": ("kein Ja/Nein-Wert", "true oder false"),
}
