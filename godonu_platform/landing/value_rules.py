# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The column rules of a mapping as SQL on text: split, codes, patterns, numbers, durations, hashes.

Keep out: where the source text comes from (source_fields) and types (typing_rules).
"""

from __future__ import annotations

from collections.abc import Mapping as Dictionary
from collections.abc import Sequence

from godonu_platform.contracts.contract import Column
from godonu_platform.contracts.row_checks import text_literal
from godonu_platform.landing.mapping import ColumnRule
from godonu_platform.landing.row_rule import RowRule

_GERMAN_NUMBER = r"[+-]?([0-9]{1,3}(\.[0-9]{3})+|[0-9]+)(,[0-9]+)?"
# Bounded, so that the product with a factor cannot overflow: that would stop the whole delivery.
_PLAIN_NUMBER = r"[+-]?[0-9]{1,15}(\.[0-9]{1,6})?"
_HOURS = r"([0-9]+)\s*(?:Stunden?|Std\.?|h)(?:\s|$|[0-9])"
_MINUTES = r"([0-9]+)\s*(?:Minuten?|Min\.?|min|m)(?:\s|$|[0-9])"
_SECONDS = r"([0-9]+)\s*(?:Sekunden?|Sek\.?|sek|s)(?:\s|$)"
_DURATION = (
    r"([0-9]{1,9}\s*(Stunden?|Std\.?|h)\s*)?([0-9]{1,9}\s*(Minuten?|Min\.?|min|m)\s*)?"
    r"([0-9]{1,9}\s*(Sekunden?|Sek\.?|sek|s)\s*)?"
)
SEPARATOR = "chr(31)"


def value_sql(rule: ColumnRule, column: Column, text: str) -> tuple[str, list[RowRule]]:
    """Return the SQL of a column's canonical text, made of the source's cleaned text, and what can go wrong."""
    problems: list[RowRule] = []
    if rule.split is not None:
        text = _split(rule.split, text)
    if rule.codes is not None:
        text, problem = _codes(rule.codes, column, text)
        problems.append(problem)
    if rule.patterns is not None:
        text, problem = _patterns(rule.patterns, column, text)
        problems.append(problem)
    if rule.decimal_comma:
        text, problem = _decimal_comma(column, text)
        problems.append(problem)
    if rule.duration_de:
        text, problem = _duration(column, text)
        problems.append(problem)
    if rule.factor is not None:
        text, problem = _factor(rule, column, text)
        problems.append(problem)
    return text, problems


def hash_sql(source_system: str, texts: Sequence[str]) -> str:
    """SQL: SHA-256 (hex) over the source system and the fields; NULL where every field is empty."""
    parts = ", ".join(f"coalesce({text}, '')" for text in (source_system, *texts))
    return f"case when coalesce({', '.join(texts)}) is not null then sha256(concat_ws({SEPARATOR}, {parts})) end"


def concat_sql(texts: Sequence[str]) -> str:
    """SQL: the fields joined without anything between; NULL where every field is empty."""
    return f"case when coalesce({', '.join(texts)}) is not null then concat({', '.join(texts)}) end"


def _split(part: str, text: str) -> str:
    if part == "code":
        return f"nullif(trim(split_part({text}, ',', 1)), '')"
    return f"case when contains({text}, ',') then nullif(trim(substr({text}, instr({text}, ',') + 1)), '') end"


def _codes(codes: Dictionary[str, str], column: Column, text: str) -> tuple[str, RowRule]:
    cases = "".join(f" when {text_literal(given)} then {text_literal(wanted)}" for given, wanted in codes.items())
    value = f"case {text}{cases} end"
    known = ", ".join(text_literal(given) for given in codes)
    return value, RowRule(
        "unbekannter_code",
        column.name,
        f"coalesce({text} not in ({known}), false)",
        f"»{column.title}« hat einen Code, den die Zuordnung nicht kennt; bekannt sind: {', '.join(codes)}. "
        "Bitte die Zuordnung (mapping) ergänzen und die Lieferung wiederholen.",
    )


def _patterns(patterns: Dictionary[str, str], column: Column, text: str) -> tuple[str, RowRule]:
    cases = "".join(
        f" when regexp_matches({text}, {text_literal(pattern)}) then {text_literal(wanted)}"
        for pattern, wanted in patterns.items()
    )
    value = f"case{cases} end"
    return value, RowRule(
        "unbekannter_code",
        column.name,
        f"({text} is not null and {value} is null)",
        f"»{column.title}« passt zu keinem Muster der Zuordnung. "
        "Bitte die Zuordnung (mapping) ergänzen und die Lieferung wiederholen.",
    )


def _unreadable(column: Column, condition: str, expected: str) -> RowRule:
    return RowRule(
        "typ_falsch", column.name, condition, f"»{column.title}« ist nicht lesbar; erwartet wird {expected}."
    )


def _decimal_comma(column: Column, text: str) -> tuple[str, RowRule]:
    fits = f"regexp_full_match({text}, {text_literal(_GERMAN_NUMBER)})"
    value = f"case when {fits} then replace(replace({text}, '.', ''), ',', '.') end"
    problem = _unreadable(column, f"coalesce(not {fits}, false)", "eine Zahl mit Dezimalkomma, z. B. 12,50")
    return value, problem


def _factor(rule: ColumnRule, column: Column, text: str) -> tuple[str, RowRule]:
    fits = f"regexp_full_match({text}, {text_literal(_PLAIN_NUMBER)})"
    number = f"try_cast({text} as decimal(38, 6)) * cast('{rule.factor:f}' as decimal(38, 6))"
    # 1234.500000 stays a fraction and is then no whole number; 1234.000000 is 1234
    shortened = f"regexp_replace(cast({number} as varchar), '(\\.[0-9]*?)0+$', '\\1')"
    value = f"case when {fits} then rtrim({shortened}, '.') end"
    problem = _unreadable(column, f"({text} is not null and {value} is null)", "eine Zahl, z. B. 12.50")
    return value, problem


def _duration(column: Column, text: str) -> tuple[str, RowRule]:
    def part(pattern: str) -> str:
        return f"coalesce(try_cast(nullif(regexp_extract({text}, {text_literal(pattern)}, 1), '') as bigint), 0)"

    in_words = f"({text} <> '' and regexp_full_match({text}, {text_literal(_DURATION)}))"
    bare = f"regexp_full_match({text}, '[0-9]{{1,9}}')"
    seconds = f"{part(_HOURS)} * 3600 + {part(_MINUTES)} * 60 + {part(_SECONDS)}"
    # a bare number means minutes, as Matomo's German pages write it
    value = (
        f"case when {bare} then cast(try_cast({text} as bigint) * 60 as varchar)"
        f" when {in_words} then cast({seconds} as varchar) end"
    )
    problem = _unreadable(
        column, f"coalesce(not {bare} and not {in_words}, false)", "eine Dauer wie »2 Minuten 9s« oder »3« (Minuten)"
    )
    return value, problem
