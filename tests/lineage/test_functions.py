# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Every function of the pinned DuckDB is read as what DuckDB says it is, and none loses an argument in the parser."""

from __future__ import annotations

import re
from collections.abc import Iterator

import duckdb
import pytest
import sqlglot
from sqlglot import exp

from godonu_platform.lineage import functions
from godonu_platform.lineage.column_lineage import trace
from godonu_platform.lineage.sql_text import parse

SCHEMA = {"raw.t": {f"c{number}": "VARCHAR" for number in range(8)}}


def rows(kinds: str) -> list[tuple[str, str, int, str | None]]:
    """Return name, type, number of parameters and text of the functions of these types."""
    with duckdb.connect() as connection:
        return connection.execute(
            "select distinct function_name, function_type, len(parameters), macro_definition from duckdb_functions() "
            f"where function_type in ({kinds}) and internal and len(parameters) < 8"
        ).fetchall()


def calls() -> Iterator[tuple[str, str, int]]:
    """Yield every function that is written with a name, once for each number of arguments."""
    for name, kind, count, _ in sorted(rows("'scalar', 'aggregate', 'macro'"), key=str):
        if re.fullmatch(r"[A-Za-z]\w*", name):
            yield name, kind, count


def test_no_argument_of_any_function_is_lost() -> None:
    lost, refused = [], set()
    for name, _, count in calls():
        sql = f"select {name}({', '.join(f'c{number}' for number in range(count))}) as z from raw.t"
        lineage = trace("marts.m", sql, schema=SCHEMA)
        if lineage.refusals:
            refused.add(name)
        elif {f"c{number}" for number in range(count)} - {d.column for d in lineage.columns["z"]}:
            lost.append(sql)
    assert not lost
    units = {"date_diff", "date_sub", "date_trunc", "datediff", "datesub", "datetrunc", "time_bucket", "decode"}
    parsers = {"apply", "reduce", "array_cat", "array_concat", "list_concat"}
    assert refused <= units | parsers | functions.ELSEWHERE


def test_aggregates_are_those_that_duckdb_calls_so() -> None:
    aggregates = {name for name, _, _, _ in rows("'aggregate'")} | functions.AGGREGATING_MACROS
    for name, _, count in calls():
        sql = f"select {name}({', '.join(f'c{number}' for number in range(count))}) as z from raw.t"
        if trace("marts.m", sql, schema=SCHEMA).refusals:
            continue
        inside = [node for node in parse(sql).expressions[0].walk() if isinstance(node, exp.Func)]
        assert any(functions.is_aggregate(node) for node in inside) is (name in aggregates), name


def test_macros_of_duckdb_hide_neither_aggregates_nor_tables() -> None:
    for name, _, _, text in rows("'macro'"):
        try:
            tree = sqlglot.parse_one(f"select {text}", dialect="duckdb").expressions[0]
        except sqlglot.ParseError:
            continue
        inside = [node for node in tree.walk() if isinstance(node, exp.Expression)]
        if any(isinstance(node, exp.Query | exp.Table) for node in inside):
            assert name in functions.ELSEWHERE, name
        if any(isinstance(node, exp.Func) and functions.is_aggregate(node) for node in inside):
            assert name in functions.AGGREGATING_MACROS, name
        if any(functions.multiplies(node) for node in inside):
            assert name in functions.MULTIPLYING, name


def test_window_functions_are_known() -> None:
    for name, _, count, _ in rows("'window'"):
        arguments = ", ".join(f"c{number}" for number in range(count))
        lineage = trace("marts.m", f"select {name}({arguments}) over (order by c7) as z from raw.t", schema=SCHEMA)
        assert not lineage.refusals, name
        assert "c7" in {d.column for d in lineage.columns["z"] if d.role == "window"}
        assert trace("marts.m", f"select {name}({arguments}) as z from raw.t", schema=SCHEMA).refusals or name in (
            *("first", "last", "first_value", "last_value"),
        )


@pytest.mark.parametrize(
    ("sql", "effect"),
    [
        ("count(*)", "count"),
        ("count_star()", "count"),
        ("count(distinct a)", "count"),
        ("count_if(a)", "count"),
        ("sum(1)", "count"),
        ("sum(case when a then 1 else 0 end)", "count"),
        ("sum(case when a then 1 end)", "count"),
        ("sum(if(a, 1, 0))", "count"),
        ("sum(cast((case when a then 1 else 0 end) as bigint))", "count"),
        ("sum(case when a then 0 else 0 end)", "keep"),
        ("sum(case when a then b else 0 end)", "keep"),
        ("sum(case when a then 1 else 2 end)", "keep"),
        ("sum(distinct 1)", "keep"),
        ("sum(a)", "keep"),
        ("max(a)", "break"),
        ("max(a, 3)", "break"),
        ("avg(a)", "break"),
        ("list(a)", "break"),
        ("approx_count_distinct(a)", "break"),
    ],
)
def test_what_an_aggregate_makes_of_a_count(sql: str, effect: str) -> None:
    assert functions.effect_of(parse(f"select {sql}").expressions[0]) == effect
