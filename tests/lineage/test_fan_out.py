# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""A number of rows is a number of cases only where no row stands there more than once."""

from __future__ import annotations

import pytest

from godonu_platform.lineage.compiled_models import CompiledModel
from godonu_platform.lineage.project_lineage import trace_models
from tests.lineage.traced import SCHEMA, traced

UNIQUE = {"raw.u": [frozenset({"k", "c"})], "raw.e": [frozenset({"id"})]}
BREAKS = {
    "rows crossed with a series": "select count(*) as n from raw.t cross join range(1000)",
    "rows beside a series": "select count(*) as n from raw.t, range(1000)",
    "a sum crossed with a series": "select sum(t.a) as n from raw.t as t cross join range(1000)",
    "a count of values crossed with a series": "select count(t.a) as n from raw.t as t cross join range(1000)",
    "a condition crossed with a series": "select count_if(t.a > 0) as n from raw.t as t cross join range(1000)",
    "a case crossed with a series": "select sum(case when t.a > 0 then 1 else 0 end) as n from raw.t as t, range(9)",
    "ones crossed with a series": "select sum(1) as n from raw.t cross join range(1000)",
    "distinct texts made with a series": "select count(distinct t.k || r.n) as n from raw.t as t, range(9) as r(n)",
    "distinct pairs made with a series": "select count(distinct (t.k, r.n)) as n from raw.t as t, range(9) as r(n)",
    "distinct numbers of a series": "select count(distinct r.n) as n from raw.t as t, range(9) as r(n)",
    "distinct texts made below": (
        "select count(distinct x) as n from (select t.k || r.n as x from raw.t as t, range(9) as r(n)) as s"
    ),
    "distinct numbers given below": (
        "select count(distinct x) as n from (select row_number() over () as x from raw.t, range(9)) as s"
    ),
    "unnest in the list below": "select count(*) as n from (select a, unnest([1, 2, 3]) as x from raw.t) as s",
    "unnest in the FROM": "select count(*) as n from raw.t as t, unnest(t.l) as v(x)",
    "a sum beside unnest": "select sum(t.a) as n from raw.t as t, unnest([1, 2, 3]) as v(x)",
    "lateral unnest": "select count(*) as n from raw.t as t, lateral (select unnest([1, 2, 3]) as x) as v",
    "values": "select count(*) as n from raw.t cross join (values (1), (2)) as v(x)",
    "a table made of constants": "select count(*) as n from raw.t cross join (select 1 as x union all select 2) as v",
    "a table united with itself": "select count(*) as n from (select a from raw.t union all select a from raw.t) as s",
    "a sum over a table united with itself": (
        "select sum(a) as n from (select a from raw.t union all select a from raw.t) as s"
    ),
    "three times itself": (
        "with s as (select a from raw.t) select count(*) as n from (from s union all from s union all from s) as x"
    ),
    "made apart by constants": (
        "select count(*) as n from (select a, 1 as x from raw.t union select a, 2 as x from raw.t) as s"
    ),
    "a join that is not unique": "select sum(t.a) as n from raw.t as t join raw.u as u on u.k = t.k",
    "a left join that is not unique": "select sum(t.a) as n from raw.t as t left join raw.u as u on u.k = t.k",
    "the unique side": "select sum(e.parent) as n from raw.t as t join raw.e as e on e.id = t.a",
    "joined with itself": "select count(*) as n from raw.t as t join raw.t as o on o.k = t.k",
    "crossed below": "select count(*) as n from (select t.* from raw.t as t cross join range(1000)) as s",
    "crossed in a common table": "with s as (select a from raw.t, range(9)) select sum(a) as n from s",
    "grouped by the series below": (
        "select count(*) as n from (select t.k, r.n from raw.t as t, range(9) as r(n) group by t.k, r.n) as s"
    ),
    "distinct with the series below": (
        "select count(*) as n from (select distinct t.k, r.n from raw.t as t, range(9) as r(n)) as s"
    ),
    "counts added over the groups that repeat them": (
        "select sum(n) as n from (select u.c, sum(t.a) as n from raw.t as t join raw.u as u on u.k = t.k group by u.c)"
    ),
    "in parentheses": "select count(*) as n from (raw.t as t cross join range(9) as r(x)) as s",
    "over a window": "select sum(t.a) over () as n from raw.t as t cross join range(9)",
    "a window over repeated groups": (
        "select sum(count(*)) over () as n from raw.t as t join raw.u as u on u.k = t.k group by u.c"
    ),
    "filtered": "select count(*) filter (where t.a > 0) as n from raw.t as t cross join range(9)",
    "rounds of a recursion": (
        "with recursive r as (select a, 1 as i from raw.t union all select a, i + 1 from r where i < 9)"
        " select count(*) as n from r"
    ),
    "a value of the query around, once for each row": (
        "select e.id, sum(v.a) as n from raw.e as e, lateral (select e.parent as a from range(9)) as v group by e.id"
    ),
    "values of the query around": (
        "select e.id, sum(v.a) as n from raw.e as e, lateral (values (e.parent), (e.parent)) as v(a) group by e.id"
    ),
    "a looked up column united with its table": (
        "select sum(n) as n from (select e.parent as n from raw.t as t left join raw.e as e on e.id = t.a"
        " union all select parent as n from raw.e) as s"
    ),
    "the unique side, grouped below": (
        "with s as (select e.parent as p, t.k from raw.t as t join raw.e as e on e.id = t.a)"
        " select sum(p) as n from (select p, k from s group by p, k) as g"
    ),
    "unpivoted": "select count(*) as n from (unpivot raw.u on a, c into name x value y) as s",
    "rolled up": "select sum(t.a) as n from raw.t as t join raw.u as u on u.k = t.k group by rollup (u.c)",
}
COUNTS = {
    "rows": "select count(*) as n from raw.t",
    "values": "select count(a) as n from raw.t",
    "a condition": "select count_if(a > 0) as n from raw.t",
    "distinct values": "select count(distinct a) as n from raw.t",
    "distinct values, repeated": "select count(distinct t.k) as n from raw.t as t cross join range(1000)",
    "distinct pairs of one table": "select count(distinct (t.k, t.a)) as n from raw.t as t cross join range(1000)",
    "distinct values, repeated below": (
        "select count(distinct k) as n from (select t.k from raw.t as t cross join range(1000)) as s"
    ),
    "rows with one row beside": (
        "select count(*) as n from raw.t cross join (select max(a) as last from raw.u) as bounds"
    ),
    "the many side": "select count(*) as n from raw.t as t join raw.e as e on e.id = t.a",
    "values of the many side": "select count(t.b) as n from raw.t as t left join raw.e as e on e.id = t.a",
    "the many side by WHERE": "select count(t.b) as n from raw.t as t, raw.e as e where e.id = t.a",
    "unique with a constant": "select count(*) as n from raw.t as t join raw.u as u on u.k = t.k and u.c = 1",
    "grouped by what repeats": (
        "select u.c, count(t.a) as n from raw.t as t join raw.u as u on u.k = t.k group by u.c"
    ),
    "grouped by a key that repeats": (
        "select e.id, count(*) as n from raw.t as t join raw.e as e on (t.a & e.id) <> 0 group by e.id"
    ),
    "repeated groups, kept apart": (
        "select c, sum(n) as n from (select u.c, count(t.a) as n from raw.t as t join raw.u as u on u.k = t.k"
        " group by u.c) as s group by c"
    ),
    "grouped by one table": (
        "select count(*) as n from (select t.k from raw.t as t cross join range(9) group by t.k) as s"
    ),
    "distinct of one table": "select count(*) as n from (select distinct t.k from raw.t as t cross join range(9)) as s",
    "different tables united": "select count(*) as n from (select a from raw.t union all select a from raw.u) as s",
    "counts of different tables": (
        "select sum(n) as n from (select count(*) as n from raw.t union all select count(*) as n from raw.u) as s"
    ),
    "a semi join": "select count(*) as n from raw.t as t semi join raw.u as u on u.k = t.k",
    "an IN": "select count(*) as n from raw.t where k in (select k from raw.u)",
}


def _effects(sql: str) -> set[str]:
    column = traced(sql, UNIQUE).columns["n"]
    return {d.effect for d in column if d.role == "value"}


@pytest.mark.parametrize("sql", BREAKS.values(), ids=BREAKS)
def test_rows_that_may_repeat_are_no_count(sql: str) -> None:
    assert _effects(sql) <= {"break"}


@pytest.mark.parametrize("sql", COUNTS.values(), ids=COUNTS)
def test_rows_that_stand_there_once_are_a_count(sql: str) -> None:
    assert _effects(sql) == {"count"}


MULTIPLIED = {
    "a series": "select t.a, t.k from raw.t as t cross join range(1000)",
    "unnest in the list": "select a, k, unnest([1, 2, 3]) as x from raw.t",
    "a table united with itself": "select a, k from raw.t union all select a, k from raw.t",
}


@pytest.mark.parametrize("below", MULTIPLIED.values(), ids=MULTIPLIED)
@pytest.mark.parametrize("number", ["count(*)", "sum(a)", "count(a)"])
def test_rows_multiplied_in_a_model_below_are_no_count(below: str, number: str) -> None:
    models = [
        CompiledModel("first", "staging", "staging.first", below, "first.sql", {}, ("raw.t",), incremental=False),
        CompiledModel(
            "m",
            "marts",
            "marts.m",
            f"select {number} as n, count(distinct k) as people from staging.first",
            "m.sql",
            {},
            ("staging.first",),
            incremental=False,
        ),
    ]
    columns = trace_models(models, SCHEMA, {})["marts.m"].columns
    assert {d.effect for d in columns["n"] if d.role == "value"} == {"break"}
    assert {d.effect for d in columns["people"] if d.role == "value"} == {"count"}
