# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Perturbation: it finds what it should, and for generated queries nothing that the walker does not name."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings

from godonu_platform.lineage.column_lineage import trace
from godonu_platform.lineage.dependency import Dependency, ModelLineage
from tests.lineage.generated_queries import generated_queries
from tests.lineage.perturbation import KINDS, Input, Laboratory, SmallTable, changed
from tests.lineage.portal_tables import portal_tables, types, unique

PEOPLE = SmallTable(
    "raw.people",
    {"id": "BIGINT", "name": "VARCHAR", "age": "INTEGER", "unused": "VARCHAR"},
    [(1, "a", 30, "u"), (2, "b", 40, "v"), (3, "c", 50, "w"), (4, "a", 60, "x")],
    frozenset({"id"}),
)


@pytest.fixture(scope="module")
def people() -> Laboratory:
    return Laboratory([PEOPLE])


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("select name, age * 2 as double from raw.people", {"name": {"name"}, "double": {"age"}}),
        ("select max(name) as name from raw.people where age > 35", {"name": {"name", "age"}}),
        ("select id from raw.people where name = 'a'", {"id": {"id", "name"}}),
        ("select case when age > 35 then name end as x from raw.people", {"x": {"name", "age"}}),
        ("select count(*) as n from raw.people", {"n": set()}),
        ("select to_json(p) as j from raw.people as p", {"j": {"id", "name", "age", "unused"}}),
        ("select name, rank() over (order by age) as r from raw.people", {"name": {"name"}, "r": {"age"}}),
        ("select 1 as one, 1 as one from raw.people", {"one": set(), "one_1": set()}),
    ],
)
def test_influences_are_found(people: Laboratory, sql: str, found: dict[str, set[str]]) -> None:
    seen = people.influences({"q": sql}, {"q": people.inputs("raw.people")})["q"]
    assert seen == {column: {("raw.people", name) for name in names} for column, names in found.items()}


def test_after_a_trial_the_tables_are_as_before(people: Laboratory) -> None:
    sql = "select * from raw.people"
    before = people.answer(sql)
    people.influences({"q": sql}, {"q": people.inputs("raw.people")})
    assert people.answer(sql) == before


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("values", [[1, 2, 3, 4], ["a", "b", "c", "d"], [1.5, 2.5, 3.0, 4.0]])
def test_changes_are_the_same_every_time_and_a_unique_column_stays_unique(kind: str, values: list[object]) -> None:
    once, again = (changed(values, kind, "seed", unique=True) for _ in range(2))
    assert once == again and len(once) == len(values)
    assert len(set(once)) == len(once)
    assert changed(values, kind, "seed", unique=False) != values or kind == "shuffle"


def named(lineage: ModelLineage, column: str) -> set[Input]:
    """What a lineage names for a column. That a table has rows at all says nothing about its columns."""

    def inputs(dependency: Dependency) -> set[Input]:
        if dependency.column != "*":
            return {(dependency.table, dependency.column.lower())}
        whole = dependency.role == "value" and dependency.effect == "break"
        return {(dependency.table, name) for name in types()[dependency.table]} if whole else set()

    return set().union(*map(inputs, lineage.columns[column] | lineage.rows))


LABORATORY = Laboratory(portal_tables(9), kinds=("other", "one", "extreme"))
SEEN: Counter[str] = Counter()


def suspects(sql: str) -> set[Input]:
    """The columns that can matter: their table and their name are written, or a star is."""
    star = re.search(r"(select |\.)\*", sql)
    tables = [table for table in LABORATORY.tables if f"{table} " in sql]
    return {(table, column) for table, column in LABORATORY.inputs(*tables) if star or column in sql}


def hold_against_trial(sql: str) -> None:
    """Every influence found by trial is named by the walker, or the walker refuses the query."""
    try:
        answer = LABORATORY.answer(sql)
    except duckdb.Error:
        SEEN["invalid"] += 1
        assume(False)
    lineage = trace("generated.query", sql, schema=types(), unique=unique())
    if lineage.refusals:
        SEEN["refused"] += 1
        return
    SEEN["traced"] += 1
    assert {name.lower() for name in lineage.columns} == set(answer.columns), sql
    found = LABORATORY.influences({"q": sql}, {"q": suspects(sql)})["q"]
    for column, inputs in found.items():
        SEEN["influences"] += len(inputs)
        missed = inputs - named(lineage, column)
        assert not missed, f"{column} reacts to {sorted(missed)}:\n{sql}"


def odd_queries() -> list[str]:
    """The queries made to mislead, one by one."""
    lines = (Path(__file__).parent / "odd_queries.sql").read_text(encoding="utf-8").splitlines()
    text = "\n".join(line for line in lines if not line.startswith("--"))
    return [query.strip() for query in text.split(";\n") if query.strip()]


def test_trial_never_finds_an_input_of_an_odd_query_that_the_walker_missed() -> None:
    queries = dict(enumerate(map(str.strip, odd_queries())))
    lineages = {n: trace("odd.query", sql, schema=types(), unique=unique()) for n, sql in queries.items()}
    refused = {n for n, lineage in lineages.items() if lineage.refusals}
    assert len(refused) <= 8, [queries[number] for number in sorted(refused)]
    laboratory = Laboratory(portal_tables(14), kinds=("other", "extreme"))
    tried = {str(number): sql for number, sql in queries.items() if number not in refused}
    tables = {n: [t for t in laboratory.tables if t in sql.lower().replace('"', "")] for n, sql in tried.items()}
    found = laboratory.influences(tried, {n: laboratory.inputs(*tables[n]) for n in tried})
    for name, columns in found.items():
        lineage = lineages[int(name)]
        assert {column.lower() for column in lineage.columns} == set(columns), tried[name]
        missed = {column: inputs - named(lineage, column) for column, inputs in columns.items()}
        assert not any(missed.values()), f"{missed}\n{tried[name]}"


@settings(
    max_examples=45,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(generated_queries())
def _generated(sql: str) -> None:
    hold_against_trial(sql)


def test_trial_never_finds_an_input_of_a_generated_query_that_the_walker_missed() -> None:
    """The figures keep the test honest: most queries run, are traced, and have influences to be found."""
    SEEN.clear()
    _generated()
    assert SEEN["traced"] >= 30 and SEEN["influences"] >= 80, SEEN
    assert SEEN["refused"] <= 10 and SEEN["invalid"] <= 10, SEEN
