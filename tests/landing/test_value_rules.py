# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The column rules of mappings: splits, codes, patterns, numbers, durations, hashes; computed a second time here."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from godonu_platform.contracts.contract import Column
from godonu_platform.landing.mapping import ColumnRule
from godonu_platform.landing.value_rules import concat_sql, hash_sql, value_sql

_connection = duckdb.connect()
COLUMN = Column("x", "X", "", "string")


def value(text: str | None, **rule: Any) -> tuple[str | None, bool]:
    """Return what a rule makes of a text, and whether it calls the text a problem."""
    made, problems = value_sql(ColumnRule.model_validate({"from": "f", **rule}), COLUMN, "f")
    broken = " or ".join(problem.condition for problem in problems) or "false"
    [(text, problem)] = _connection.execute(f"select {made}, {broken} from (select ?::varchar as f)", [text]).fetchall()
    return text, problem


@pytest.mark.parametrize(
    ("text", "rule", "wanted"),
    [
        ("EG, Eingegangen, heute", {"split": "code"}, ("EG", False)),
        ("EG, Eingegangen, heute", {"split": "label"}, ("Eingegangen, heute", False)),
        ("EG", {"split": "code"}, ("EG", False)),
        ("EG", {"split": "label"}, (None, False)),
        ("EG, x", {"split": "code", "codes": {"EG": "received"}}, ("received", False)),
        ("ZZ", {"codes": {"EG": "received"}}, (None, True)),
        (None, {"codes": {"EG": "received"}}, (None, False)),
        ("Straße stadteinwärts", {"patterns": {"(?i)einwärts": "in", ".*": "?"}}, ("in", False)),
        ("quer", {"patterns": {"(?i)einwärts": "in"}}, (None, True)),
        ("1.234,50", {"decimal_comma": True}, ("1234.50", False)),
        ("1234,5", {"decimal_comma": True, "factor": 100}, ("123450", False)),
        ("12,345", {"decimal_comma": True, "factor": 100}, ("1234.5", False)),
        ("1.5", {"decimal_comma": True}, (None, True)),
        ("12 EUR", {"decimal_comma": True}, (None, True)),
        ("0.1", {"factor": 10}, ("1", False)),
        ("100", {"factor": 1}, ("100", False)),
        ("zehn", {"factor": 10}, (None, True)),
        ("9" * 15, {"factor": 1000000}, ("9" * 15 + "000000", False)),
        ("9" * 16, {"factor": 10}, (None, True)),
        (None, {"factor": 10, "decimal_comma": True}, (None, False)),
        ("2 Minuten 9s", {"duration_de": True}, ("129", False)),
        ("1 Stunde 1 Minute 1 Sekunde", {"duration_de": True}, ("3661", False)),
        ("1h 2m 3s", {"duration_de": True}, ("3723", False)),
        ("45s", {"duration_de": True}, ("45", False)),
        ("3", {"duration_de": True}, ("180", False)),
        ("lange", {"duration_de": True}, (None, True)),
    ],
)
def test_known_values(text: str | None, rule: dict[str, Any], wanted: tuple[str | None, bool]) -> None:
    assert value(text, **rule) == wanted


@given(st.decimals(-(10**9), 10**9, places=2), st.sampled_from(["1", "10", "100", "1000", "0.01"]))
def test_german_numbers_with_a_factor(number: Decimal, factor: str) -> None:
    german = f"{number:,.2f}".translate(str.maketrans(",.", ".,"))
    made, problem = value(german, decimal_comma=True, factor=factor)
    assert made is not None and not problem
    assert Decimal(made) == number * Decimal(factor)
    assert "." not in made or made[-1] != "0"


@given(st.integers(0, 99), st.integers(0, 59), st.integers(0, 59))
def test_german_durations(hours: int, minutes: int, seconds: int) -> None:
    assert value(f"{hours} Stunden {minutes} Min. {seconds}s", duration_de=True) == (
        str(hours * 3600 + minutes * 60 + seconds),
        False,
    )


@given(st.lists(st.one_of(st.none(), st.text("ab1", max_size=4)), min_size=2, max_size=3))
def test_hash_and_concat(parts: list[str | None]) -> None:
    names = [f"f{n}" for n in range(len(parts))]
    source = ", ".join(f"?::varchar as {name}" for name in names)
    hashed = hash_sql("'civento'", names)
    sql = f"select {hashed}, {concat_sql(names)} from (select {source})"
    [(digest, joined)] = _connection.execute(sql, parts).fetchall()
    if all(part is None for part in parts):
        assert (digest, joined) == (None, None)
    else:
        text = chr(31).join(["civento", *(part or "" for part in parts)])
        assert digest == hashlib.sha256(text.encode()).hexdigest()
        assert joined == "".join(part or "" for part in parts)
