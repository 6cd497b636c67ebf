# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Gate checks on the rows that would leave: key and schema.

Keep out: any cell value in a message; counts and column names are enough.
"""

from __future__ import annotations

from collections.abc import Iterator

from godonu_platform.publication.gate_view import GateView, Objection
from godonu_platform.publication.table import quoted

CHUNK_VECTORS = 50  # 50 x 2048 rows in one pandas frame: bounded memory whatever the size of the table
_RULE_NAMES = {
    "not_nullable": "Pflichtfeld ist leer",
    "isin": "kein erlaubter Wert",
    "str_matches": "Muster nicht eingehalten",
    "str_length": "Text zu lang",
    "greater_than": "kleiner als der Mindestwert",
    "less_than": "größer als der Höchstwert",
    "field_uniqueness": "Wert kommt mehrfach vor",
    "multiple_fields_uniqueness": "Schlüssel kommt mehrfach vor",
    "coerce_dtype": "anderer Datentyp",
    "column_in_dataframe": "Spalte fehlt",
    "column_in_schema": "Spalte steht nicht im Vertrag",
}


def key_is_unique(view: GateView) -> Iterator[Objection]:
    """The contract's key must be there and unique over the whole release; a frame in pieces cannot see that."""
    table, contract = view.built_table(), view.candidate.contract
    if not contract.key:
        return
    names = ", ".join(quoted(name) for name in contract.key)
    empty = " or ".join(f"{quoted(name)} is null" for name in contract.key)
    relation = table.relation(view.partners)
    twice, missing = table.rows(
        f"select (select count(*) from (select 1 from ({relation}) group by {names} having count(*) > 1)), "
        f"(select count(*) from ({relation}) where {empty})"
    )[0]
    if twice:
        yield Objection("schluessel_doppelt", f"{twice} Schlüssel kommen mehrfach vor; bitte das Modell prüfen.")
    if missing:
        yield Objection("schluessel_leer", f"In {missing} Zeilen ist ein Schlüsselfeld leer; bitte das Modell prüfen.")


def frame_keeps_schema(view: GateView) -> Iterator[Objection]:
    """The release frame must meet the pandera schema made from the contract, piece by piece."""
    from godonu_platform.contracts.frames import frame_failures

    table, contract = view.built_table(), view.candidate.contract
    failures: dict[tuple[str, str], int] = {}
    result = table.connection.execute(table.relation(view.partners))
    while len(frame := result.fetch_df_chunk(CHUNK_VECTORS)):
        for column, rule, rows in frame_failures(contract, frame):
            failures[column, rule] = failures.get((column, rule), 0) + rows
    for (column, rule), rows in sorted(failures.items()):
        yield Objection("schema", f"{rows} Zeilen verletzen den Datenvertrag: {_rule_name(rule)}.", column)


def _rule_name(rule: str) -> str:
    """Say a pandera rule in German; its arguments may name codes of the contract, never a value of the data."""
    for start, name in _RULE_NAMES.items():
        if rule.startswith(start):
            return name
    return f"Regel {rule}"
