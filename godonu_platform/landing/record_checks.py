# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Decides what is wrong with typed records: the rules of landing and of the contract, asked as cheaply as possible.

Rules on one text column are asked once for each distinct value, the others once for each row; only the rows that
break something are asked for every reason. Keep out: how records became typed (projection).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from godonu_platform.contracts.contract import Column, Contract
from godonu_platform.contracts.row_checks import quoted, row_checks, text_literal
from godonu_platform.landing.engine import Engine
from godonu_platform.landing.projection import Projection
from godonu_platform.landing.row_rule import RowRule, text_name, value_name
from godonu_platform.landing.typing_rules import time_rules
from godonu_platform.landing.verdicts import Verdicts

_MENTION = re.compile(r'(?:\b[tv]\.|(?<=")[tvl]:)"?((?:[^"]|"")*)"')
Mask = npt.NDArray[np.bool_]


class RecordChecks:
    """The compiled rules of one delivery; a rule's place in `rules` is its number in the reasons."""

    def __init__(
        self, contract: Contract, projection: Projection, *, ars: str, clock: datetime, verdicts: Verdicts
    ) -> None:
        """Compile; `clock` is the landing clock in naive UTC."""
        self._contract = contract
        self._verdicts = verdicts
        problems = [_evaluated(rule, number) for number, rule in enumerate(projection.problems)]
        self.rules: list[RowRule] = [*problems, _partner_rule(ars)]
        for typed in projection.typed.values():
            self.rules += typed.rules
        self.rules += time_rules(contract, clock)
        self.rules += [RowRule(c.code, c.column, c.condition, c.message) for c in row_checks(contract)]
        self.rules += _month_rule(contract)
        by_column: dict[str, list[str]] = {}
        by_row = [rule.condition for rule in problems]
        for rule in self.rules[len(problems) :]:
            mentioned = {name.replace('""', '"') for name in _MENTION.findall(rule.condition)}
            alone = len(mentioned) == 1 and is_coded(contract, contract.column(rule.column))
            if not rule.implied:
                (by_column.setdefault(rule.column, []) if alone else by_row).append(rule.condition)
        self._by_column = {name: " or ".join(conditions) for name, conditions in by_column.items()}
        self._row_sql = self._select(f"{' or '.join(by_row)} as broken") if by_row else None
        numbered = ", ".join(f"case when {rule.condition} then {n} end" for n, rule in enumerate(self.rules))
        self._reasons_sql = self._select(f"record_no, nullif(concat_ws(',', {numbered}), '') as reasons")

    def _select(self, what: str) -> str:
        # a condition sees texts as t."x" and values as v."x"; structs of references cost nothing
        names = {name.replace('""', '"') for name in _MENTION.findall(what)}
        columns = [column for column in self._contract.columns if column.name in names] or [self._contract.columns[0]]
        texts = ", ".join(f"{quoted(c.name)} := {text_name(c.name)}" for c in columns)
        values = ", ".join(f"{quoted(c.name)} := {_stored(c)}" for c in columns)
        return f"select {what} from (select *, struct_pack({texts}) as t, struct_pack({values}) as v from typed)"

    def broken(self, engine: Engine, typed: pa.Table, columns: dict[str, pa.Array]) -> Mask:
        """Return the rows that break a rule; `columns` are those of the lake."""
        mask = np.zeros(typed.num_rows, np.bool_)
        for name, condition in self._by_column.items():
            found = self._verdicts.broken(name, condition, columns[name])
            if found is not None:
                mask |= found
        if self._row_sql is not None:
            answer = engine.query(self._row_sql, with_treated(self._contract, typed, columns), "typed")
            mask |= answer.column("broken").fill_null(False).to_numpy()
        return mask

    def reasons(self, engine: Engine, typed: pa.Table) -> list[str]:
        """Return, for rows that break a rule, the numbers of all the rules they break, joined by commas."""
        answer = engine.query(self._reasons_sql, typed, "typed")
        found: list[str] = answer.column("reasons").to_pylist()
        return found

    def explain(self, reasons: str) -> tuple[str, str, str]:
        """Return column, reason code and German message for joined numbers of rules; one reason for each column."""
        broken = [self.rules[int(number)] for number in reasons.split(",")]
        firsts: dict[str, RowRule] = {}
        for rule in broken:
            firsts.setdefault(rule.column, rule)
        return broken[0].column, broken[0].code, " ".join(rule.message for rule in firsts.values())


def is_coded(contract: Contract, column: Column) -> bool:
    """Whether a column travels as codes into its distinct values: texts do, but not a key by which rows differ."""
    return column.type == "string" and contract.key != (column.name,)


def with_treated(contract: Contract, typed: pa.Table, columns: dict[str, pa.Array]) -> pa.Table:
    """Return the typed table with what pseudonyms, screening and cutting made of columns."""
    for column in contract.columns:
        if column.treatment is not None:
            typed = typed.append_column(f"v:{column.name}", columns[column.name])
    return typed


def _stored(column: Column) -> str:
    has_value = column.type != "string" or column.treatment is not None
    return value_name(column.name) if has_value else text_name(column.name)


def _evaluated(rule: RowRule, number: int) -> RowRule:
    # a mapping's rules see source fields, so the first query has evaluated them
    return RowRule(rule.code, rule.column, f"coalesce({quoted(f'p:{number}')}, false)", rule.message)


def _partner_rule(ars: str) -> RowRule:
    return RowRule(
        "falsche_kommune",
        "ars",
        f"{text_name('ars')} <> {text_literal(ars)}",
        "Der Regionalschlüssel im Datensatz ist ein anderer als der des Ordners. "
        "Bitte die Lieferung in den Ordner der richtigen Kommune legen.",
    )


def _month_rule(contract: Contract) -> Iterable[RowRule]:
    column = contract.column(contract.month_column) if contract.month_column is not None else None
    if column is not None and not column.required:
        message = f"»{column.title}« fehlt; ohne diese Angabe lässt sich der Monat nicht bestimmen."
        yield RowRule("pflichtfeld_leer", column.name, f"({value_name(column.name)} is null)", message)
