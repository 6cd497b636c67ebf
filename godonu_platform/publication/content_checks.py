# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Gate checks on the rows that would leave: key, schema, disclosure.

Keep out: any cell value in a message; counts and column names are enough.
"""

from __future__ import annotations

from collections.abc import Iterator

from godonu_platform.contracts.contract import Column, Contract
from godonu_platform.publication.gate_view import GateView, Objection
from godonu_platform.publication.table import CandidateTable, quoted, status_pairs

CHUNK_VECTORS = 50  # 50 x 2048 rows in one pandas frame: bounded memory whatever the size of the table
BASE = 5
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
VALUE_STATUS = "wert"


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


def disclosure_holds(view: GateView) -> Iterator[Objection]:
    """What the contract promises as protection must be visible in the release itself.

    `basis5`: every count has a status column, is a multiple of 5 and so never 1 to 4, and nothing looks like a rate
    (publishing-and-governance, section 5). `keine` is a declared choice for data without any count of people.
    """
    contract = view.candidate.contract
    if contract.protection is None:
        yield Objection(
            "offenlegungsschutz_fehlt", "Der Vertrag nennt keinen Offenlegungsschutz; bitte basis5 oder keine setzen."
        )
    elif contract.protection == "basis5":
        yield from _unprotected(contract)
        for value, status in status_pairs(contract):
            yield from _unrounded(view.built_table(), view.partners, value, status)


def _unprotected(contract: Contract) -> Iterator[Objection]:
    paired = {value.name for value, _ in status_pairs(contract)}
    for column in contract.columns:
        if column.type == "number":
            yield Objection(
                "quote", "Anteile und Durchschnitte werden noch nicht veröffentlicht; bitte entfernen.", column.name
            )
        elif column.type == "integer" and column.name not in paired and column.name not in contract.key:
            yield Objection("zahl_ohne_status", "Zur Zahl fehlt die Spalte mit der Endung _status.", column.name)


def _unrounded(table: CandidateTable, partners: tuple[str, ...], value: Column, status: Column) -> Iterator[Objection]:
    number, state = quoted(value.name), quoted(status.name)
    rough, small, torn = table.rows(
        f"select count(*) filter (where {number} % {BASE} <> 0), "
        f"count(*) filter (where {number} between 1 and {BASE - 1} or {number} < 0), "
        f"count(*) filter (where ({state} = '{VALUE_STATUS}') is distinct from ({number} is not null) "
        f"and not ({state} = 'null' and {number} = 0)) "
        f"from ({table.relation(partners)})"
    )[0]
    if rough:
        yield Objection(
            "ungerundet", f"{rough} Werte sind kein Vielfaches von {BASE}; bitte das Makro verwenden.", value.name
        )
    if small:
        yield Objection("zu_klein", f"{small} Werte liegen unter der Schwelle {BASE}; bitte sperren.", value.name)
    if torn:
        yield Objection("status_widerspricht", f"In {torn} Zeilen passen Wert und Status nicht zusammen.", status.name)
