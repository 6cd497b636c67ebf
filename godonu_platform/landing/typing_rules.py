# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Canonical text to typed values as SQL, with try_cast and the rules for times; a value that does not fit is NULL.

Keep out: which text (projection) and the contract's own checks (contracts/row_checks).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from godonu_platform.contracts.contract import Column, Contract
from godonu_platform.contracts.row_checks import quoted, text_literal
from godonu_platform.landing.local_time import Zone
from godonu_platform.landing.mapping import EPOCHS, ISO, ColumnRule
from godonu_platform.landing.row_rule import RowRule, text_name, value_name

_INTEGER = "[+-]?[0-9]{1,19}"
_NUMBER = r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,2})?"
_DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_CLOCK = r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?"
# Offsets run from -12:00 to +14:00; the engine would take +25:00 without a word.
_OFFSET = r"(Z|[+-](0[0-9]|1[0-4])(:?[0-5][0-9])?)"
# Seconds of the years 0001 and 9999: outside, make_timestamp would raise and stop the whole delivery.
_EPOCH_BOUNDS = (-62135596800, 253402300799)
TOLERANCE = timedelta(minutes=10)
"""How far a delivery's clock may be ahead of ours (landing rules, values)."""


@dataclass(frozen=True)
class TypedColumn:
    """How one column gets its type: SQL over the canonical text.

    For times of a zone: `local` is computed first, under local_name(column); `value` and `double` are made of it.
    """

    value: str
    double: str | None = None
    local: str | None = None
    rules: tuple[RowRule, ...] = ()


def typed_column(column: Column, rule: ColumnRule | None, zone: Zone | None) -> TypedColumn:
    """Return the SQL that makes a column's value of its text; `zone` is that of the mapping, if it names one."""
    text = text_name(column.name)
    if column.type == "integer":
        return TypedColumn(f"case when regexp_full_match({text}, '{_INTEGER}') then try_cast({text} as bigint) end")
    if column.type == "number":
        return TypedColumn(
            f"case when regexp_full_match({text}, '{_NUMBER}') then try_cast({text} as decimal(18,6)) end"
        )
    if column.type == "boolean":
        return TypedColumn(f"case lower({text}) when 'true' then true when 'false' then false end")
    if column.type == "date":
        return TypedColumn(_date(text, rule))
    if column.type == "timestamp":
        return _timestamp(column, text, rule, zone)
    return TypedColumn(text)


def _date(text: str, rule: ColumnRule | None) -> str:
    if rule is not None and rule.time is not None and rule.time not in (ISO, *EPOCHS):
        return f"try_cast(try_strptime({text}, {text_literal(rule.time)}) as date)"
    return f"case when regexp_full_match({text}, '{_DATE}') then try_cast({text} as date) end"


def _timestamp(column: Column, text: str, rule: ColumnRule | None, zone: Zone | None) -> TypedColumn:
    form = rule.time if rule is not None else None
    if form in EPOCHS:
        return TypedColumn(_plus_minutes(column, rule, _epoch(text, form == "epoch_ms")))
    if form not in (None, ISO) and form is not None and "%z" in form.lower():
        instant = f"make_timestamp(epoch_us(try_strptime({text}, {text_literal(form)})))"
        return TypedColumn(_plus_minutes(column, rule, instant))
    if zone is None:
        return TypedColumn(_plus_minutes(column, rule, _instant(text)), rules=(_without_zone(column, text),))
    name = local_name(column.name)
    instant = _existing(zone, name)
    if form in (None, ISO):
        local = f"case when regexp_full_match({text}, '{_CLOCK}') then try_cast({text} as timestamp) end"
        instant = f"coalesce({instant}, {_instant(text)})"
    else:
        local = f"try_strptime({text}, {text_literal(str(form))})"
    return TypedColumn(
        _plus_minutes(column, rule, instant), zone.is_double(name), local, (_missing_hour(column, zone, name),)
    )


def local_name(column: str) -> str:
    """Return the name, quoted, under which a column's naive local time travels."""
    return quoted(f"l:{column}")


def _instant(text: str) -> str:
    """SQL: ISO 8601 with offset or Z to naive UTC; the fast path is for the usual form."""
    # Cast to timestamp drops the offset silently; only timestamptz regards it, and is dearer.
    return (
        f"case when strlen({text}) between 20 and 27 and ends_with({text}, 'Z')"
        f" and regexp_full_match({text}, '{_CLOCK}Z') then try_cast({text} as timestamp)"
        f" when regexp_full_match({text}, '{_CLOCK}{_OFFSET}')"
        f" then make_timestamp(epoch_us(try_cast({text} as timestamptz))) end"
    )


def _existing(zone: Zone, local: str) -> str:
    return f"case when not {zone.is_missing(local)} then {zone.to_utc(local)} end"


def _epoch(text: str, milliseconds: bool) -> str:
    number = f"case when regexp_full_match({text}, '-?[0-9]{{1,15}}') then try_cast({text} as bigint) end"
    unit = 1000 if milliseconds else 1
    low, high = (bound * unit for bound in _EPOCH_BOUNDS)
    return f"case when {number} between {low} and {high} then make_timestamp({number} * {1_000_000 // unit}) end"


def _plus_minutes(column: Column, rule: ColumnRule | None, instant: str) -> str:
    if rule is None or rule.plus_minutes is None:
        return instant
    minutes = quoted(f"plus:{column.name}")
    return (
        f"({instant} + case when regexp_full_match({minutes}, '[0-9]{{1,6}}')"
        f" then interval (try_cast({minutes} as integer)) minute end)"
    )


def _without_zone(column: Column, text: str) -> RowRule:
    return RowRule(
        "zeit_ohne_zone",
        column.name,
        f"coalesce({value_name(column.name)} is null and regexp_full_match({text}, '{_CLOCK}'), false)",
        f"»{column.title}« hat keine Zeitzone; bitte mit Zeitzone liefern, z. B. 2026-10-01T08:15:00+02:00, "
        "oder die Zone in der Zuordnung (mapping) angeben.",
        implied=True,
    )


def _missing_hour(column: Column, zone: Zone, local: str) -> RowRule:
    return RowRule(
        "uhrzeit_gibt_es_nicht",
        column.name,
        f"({value_name(column.name)} is null and {zone.is_missing(local)})",
        f"»{column.title}« liegt in der Stunde, die es wegen der Umstellung auf Sommerzeit nicht gibt ({zone.name}).",
        implied=True,
    )


def time_rules(contract: Contract, clock: datetime) -> list[RowRule]:
    """Return the bounds of times: not before the contract's earliest day, not after the landing clock.

    Every instant is bound so; of the dates only the one that decides about the month, since a removal may be planned
    and a site older than the data. `clock` is naive UTC.
    """
    rules = []
    for column in contract.columns:
        value = value_name(column.name)
        if column.type == "timestamp":
            bounds = f"timestamp '{contract.earliest} 00:00:00'", f"timestamp '{clock + TOLERANCE:%Y-%m-%d %H:%M:%S}'"
        elif column.type == "date" and column.name == contract.month_column:
            bounds = f"date '{contract.earliest}'", f"date '{(clock + timedelta(days=1)):%Y-%m-%d}'"
        elif column.type == "date":
            bounds = "date '1800-01-01'", "date '2199-12-31'"
        else:
            continue
        rules.append(
            RowRule(
                "zeit_unglaubwuerdig",
                column.name,
                f"coalesce({value} not between {bounds[0]} and {bounds[1]}, false)",
                f"»{column.title}« liegt vor dem {_german_day(bounds[0])} oder in der Zukunft.",
            )
        )
    return rules


def _german_day(literal: str) -> str:
    year, month, day = literal.split("'")[1][:10].split("-")
    return f"{day}.{month}.{year}"
