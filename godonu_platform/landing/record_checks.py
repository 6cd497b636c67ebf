# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Decides about typed records in one query: what is wrong with each, its flags, its month, its content hash.

Keep out: how records became typed (projection) and what happens to the rejected (staging).
"""

from __future__ import annotations

import zlib
from datetime import datetime

from godonu_platform.contracts.contract import Column, Contract
from godonu_platform.contracts.row_checks import quoted, row_checks, text_literal
from godonu_platform.landing.local_time import month_number
from godonu_platform.landing.projection import Projection
from godonu_platform.landing.row_rule import RowRule, text_name, value_name
from godonu_platform.landing.typing_rules import time_rules

# The key of the national catalogue of services: 14 digits that begin with 99 (domain 3.2, FIT-Connect Routing API).
SERVICE_KEY = "service_key"
_SERVICE_PATTERN = r"99[0-9]{12}"
UNKNOWN_SERVICE = "leistung_unbekannt"
AMBIGUOUS_TIME = "zeit_mehrdeutig"


class RecordChecks:
    """The compiled decision for one delivery; `rules` are numbered as in the column "reasons" of its result."""

    def __init__(self, contract: Contract, projection: Projection, ars: str, clock: datetime) -> None:
        """Compile; `clock` is the landing clock in naive UTC."""
        self._contract = contract
        self._projection = projection
        self.rules: list[RowRule] = [_under_flag(rule, number) for number, rule in enumerate(projection.problems)]
        self.rules.append(_partner_rule(ars))
        for typed in projection.typed.values():
            self.rules += typed.rules
        self.rules += time_rules(contract, clock)
        self.rules += [
            RowRule(check.code, check.column, check.condition, check.message) for check in row_checks(contract)
        ]
        self.rules += _month_rule(contract)
        self.sql = self._compile()

    def _compile(self) -> str:
        month = month_number("day") if self._contract.month_column else "null::integer"
        texts = ", ".join(f"{quoted(c.name)} := {text_name(c.name)}" for c in self._contract.columns)
        values = ", ".join(f"{quoted(c.name)} := {self._value(c)}" for c in self._contract.columns)
        broken = " or ".join(rule.condition for rule in self.rules if not rule.implied) or "false"
        numbered = ", ".join(f"case when {rule.condition} then {n} end" for n, rule in enumerate(self.rules))
        reasons = f"case when problem is null and ({broken}) then concat_ws(',', {numbered}) end"
        return (
            f"select record_no, {reasons} as reasons,"
            f" {self._flags()} as flags, {_content_hash(self._contract)} as content_hash, {month} as month"
            f" from (select *, struct_pack({texts}) as t, struct_pack({values}) as v from typed)"
        )

    def _value(self, column: Column) -> str:
        return value_name(column.name) if _has_value_column(column) else text_name(column.name)

    def _flags(self) -> str:
        flags = []
        if any(column.name == SERVICE_KEY for column in self._contract.columns):
            key = text_name(SERVICE_KEY)
            condition = f"not regexp_full_match({key}, '{_SERVICE_PATTERN}')"
            flags.append(f"case when {condition} then '{UNKNOWN_SERVICE}' end")
        doubles = [quoted(f"d:{name}") for name in self._projection.local_columns]
        if doubles:
            flags.append(f"case when {' or '.join(doubles)} then '{AMBIGUOUS_TIME}' end")
        return f"nullif(concat_ws(';', {', '.join(flags)}), '')" if flags else "null::varchar"

    def explain(self, reasons: str) -> tuple[str, str, str]:
        """Return column, reason code and German message for a value of "reasons"; one reason for each column."""
        broken = [self.rules[int(number)] for number in reasons.split(",")]
        firsts: dict[str, RowRule] = {}
        for rule in broken:
            firsts.setdefault(rule.column, rule)
        return broken[0].column, broken[0].code, " ".join(rule.message for rule in firsts.values())


def _has_value_column(column: Column) -> bool:
    return column.type != "string" or column.treatment is not None


def stored_name(column: Column) -> str:
    """Return the name under which the typed table holds what the lake stores of a column."""
    return f"v:{column.name}" if _has_value_column(column) else f"t:{column.name}"


def _under_flag(rule: RowRule, number: int) -> RowRule:
    # a mapping's rules see source fields, so the first query has evaluated them into flags
    return RowRule(rule.code, rule.column, f"coalesce({quoted(f'p:{number}')}, false)", rule.message)


def _partner_rule(ars: str) -> RowRule:
    return RowRule(
        "falsche_kommune",
        "ars",
        f"{text_name('ars')} <> {text_literal(ars)}",
        "Der Regionalschlüssel im Datensatz ist ein anderer als der des Ordners. "
        "Bitte die Lieferung in den Ordner der richtigen Kommune legen.",
    )


def _month_rule(contract: Contract) -> list[RowRule]:
    if contract.month_column is None:
        return []
    column = contract.column(contract.month_column)
    if column.required:
        return []
    message = f"»{column.title}« fehlt; ohne diese Angabe lässt sich der Monat nicht bestimmen."
    return [RowRule("pflichtfeld_leer", column.name, f"({value_name(column.name)} is null)", message)]


def _content_hash(contract: Contract) -> str:
    """SQL: 63 bits of MD5 over the typed content, independent of formats, order of columns and absent columns."""
    # Absent values leave no trace, so that a column added to the contract later does not change old hashes.
    parts = [
        f"'{_tag(column.name)}' || {_as_text(column)}" for column in sorted(contract.columns, key=lambda c: c.name)
    ]
    return f"cast(md5_number_lower(concat_ws(chr(31), {', '.join(parts)})) >> 1 as bigint)"


def _tag(name: str) -> str:
    # stands for the column's name at a third of its length; this query is the dearest of landing
    return f"{zlib.crc32(name.encode()) & 0xFFFF:04x}"


def _as_text(column: Column) -> str:
    name = quoted(stored_name(column))
    if column.type == "string":
        return name
    if column.type == "timestamp":
        return f"cast(epoch_us({name}) as varchar)"
    return f"cast({name} as varchar)"
