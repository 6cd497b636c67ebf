# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What one query depends on: columns, rows, keys, and what is refused."""

from __future__ import annotations

import duckdb
import pytest

from godonu_platform.lineage.column_lineage import UNSEEN, trace
from godonu_platform.lineage.dependency import Dependency, compose
from tests.lineage.traced import SCHEMA, inputs, singled, traced, values

ROWS_OF_T = {"t.* filter"}
ROWS_OF_U = {"u.* filter"}
ON_A = {"t.a join", "u.a join"}

# sql (one column named z) -> what z depends on
EXPRESSIONS = {
    "select a as z from raw.t": {"t.a"},
    "select t.a as z from raw.t": {"t.a"},
    "select raw.t.a as z from raw.t": {"t.a"},
    "select x.z from raw.t as x(z)": {"t.a"},
    "select a + b as z from raw.t": {"t.a", "t.b"},
    "select case when k = 'x' then a else b end as z from raw.t": {"t.k condition", "t.a", "t.b"},
    "select case k when 'x' then a end as z from raw.t": {"t.k condition", "t.a"},
    "select if(a > 1, b, 0) as z from raw.t": {"t.a condition", "t.b"},
    "select coalesce(a, b, 1) as z from raw.t": {"t.a", "t.b"},
    "select try_cast(k as int) as z from raw.t": {"t.k"},
    "select s.x as z from raw.t": {"t.s"},
    "select (s).x + s['y']::int as z from raw.t": {"t.s"},
    "select c.v.p as z from (select {'p': a, 'q': b} as v from raw.t) as c": {"t.a"},
    "select v.q as z from (select {'p': a, 'q': b} as v from raw.t)": {"t.b"},
    "select list_transform(l, lambda x: x + b) as z from raw.t": {"t.l", "t.b"},
    "select [x + b for x in l if x > a] as z from raw.t": {"t.l", "t.b", "t.l condition", "t.a condition"},
    "select k.upper() as z from raw.t": {"t.k"},
    "select t as z from raw.t": {"t.a", "t.b", "t.k", "t.l", "t.s"},
    "select to_json(t) as z from raw.t": {"t.a", "t.b", "t.k", "t.l", "t.s"},
    "select max(columns('^(a|b)$')) as z from raw.t": {"t.a", *ROWS_OF_T},
    "select a as y, y + b as z from raw.t": {"t.a", "t.b"},
    "select b as a, a + 1 as z from raw.t": {"t.a"},
    "select {'x': a} is null as z from raw.t": {"t.a"},
    "select date_trunc('month', k::date) as z from raw.t": {"t.k"},
    "select json_object('a', a) as z from raw.t": {"t.a"},
    "select v.y as z from (values (1, 2)) as v(x, y)": set(),
    "select (select max(c) from raw.u where u.a = t.a) as z from raw.t": {
        *("u.c", "u.* filter", "u.a filter", "t.a filter")
    },
    "select exists (select 1 from raw.u where u.a = t.b) as z from raw.t": {"u.* filter", "u.a filter", "t.b filter"},
    "select a in (select c from raw.u where k = 'x') as z from raw.t": {"t.a", "u.c", "u.* filter", "u.k filter"},
    "select array(select c from raw.u) as z from raw.t": {"u.c", "u.* filter"},
    "select count(*) as z from raw.t": {"t.*", *ROWS_OF_T},
    "select count(*) as z from raw.t group by k": {"t.*", "t.k group", *ROWS_OF_T},
    "select sum(1) as z from raw.t": {"t.*", *ROWS_OF_T},
    "select count(a) as z from raw.t where b = 1": {"t.a", "t.b filter", *ROWS_OF_T},
    "select sum(a) filter (where b > 1) as z from raw.t": {"t.a", "t.b condition", *ROWS_OF_T},
    "select arg_max(a, b) as z from raw.t": {"t.a", "t.b condition", *ROWS_OF_T},
    "select min_by(a, b) as z from raw.t": {"t.a", "t.b condition", *ROWS_OF_T},
    "select string_agg(k, ',' order by a) as z from raw.t": {"t.k", "t.a sort", *ROWS_OF_T},
    "select percentile_disc(0.5) within group (order by a) as z from raw.t": {"t.a", *ROWS_OF_T},
    "select count(*) as z from (select a, count(*) from raw.t group by a)": {"t.*", "t.a group", *ROWS_OF_T},
    "select wavg(a, b) as z from raw.t": {"t.a", "t.b", *ROWS_OF_T},
    "select row_number() over (partition by k order by a) as z from raw.t": {"t.k window", "t.a window", *ROWS_OF_T},
    "select sum(b) over w as z from raw.t window w as (partition by k)": {"t.b", "t.k window", *ROWS_OF_T},
    "select lag(b, 1, a) over (order by k) as z from raw.t": {"t.a", "t.b", "t.k window", *ROWS_OF_T},
    "select sum(sum(b)) over (order by k) as z from raw.t group by k": {
        *("t.b", "t.k group", "t.k window", *ROWS_OF_T)
    },
    "select u.x as z from raw.t, unnest(t.l) as u(x)": {"t.l"},
    "select i as z from raw.t, range(t.a) as r(i)": {"t.a"},
    "select unnest(l) as z from raw.t": {"t.l"},
    "with c as (select a from raw.t), d as (from c) select d.a as z from d": {"t.a"},
    "with t as (select c as a from raw.u) select a as z from t": {"u.c"},
    "select z from (select a as z from raw.t union all select c from raw.u)": {"t.a", "u.c"},
    "select z from (select a, b as z from raw.t union all by name select c as z from raw.u)": {"t.b", "u.c"},
    "select a as z from raw.t except select c from raw.u": {"t.a"},
    "with recursive r(id, z) as (select id, name from raw.e union all select e.id, r.z || e.name from r "
    "join raw.e on e.parent = r.id) select z from r": {"e.name"},
}


@pytest.mark.parametrize("sql", EXPRESSIONS)
def test_value(sql: str) -> None:
    lineage = traced(sql)
    column = lineage.columns["z"] if "z" in lineage.columns else next(iter(lineage.columns.values()))
    assert inputs(column) == EXPRESSIONS[sql]


# sql -> what decides which rows there are
ROWS = {
    "select a from raw.t": ROWS_OF_T,
    "select a from raw.t where b = 1 and k is not null": {*ROWS_OF_T, "t.b filter", "t.k filter"},
    "select b as zz from raw.t where zz > 1": {*ROWS_OF_T, "t.b filter"},
    "select b as a from raw.t where a > 1": {*ROWS_OF_T, "t.a filter"},
    "select k from raw.t group by k": {*ROWS_OF_T, "t.k group"},
    "select k, a % 2 as g from raw.t group by 1, g": {*ROWS_OF_T, "t.k group", "t.a group"},
    "select b as a, count(*) from raw.t group by a, b": {*ROWS_OF_T, "t.a group", "t.b group"},
    "select k, a from raw.t group by all": {*ROWS_OF_T, "t.k group", "t.a group"},
    "select k from raw.t group by rollup (k, a)": {*ROWS_OF_T, "t.k group", "t.a group"},
    "select k from raw.t group by k having sum(b) > 1": {
        *ROWS_OF_T,
        "t.k group",
        "t.b filter",
        "t.* filter",
        "t.k filter",
    },
    "select k, sum(b) as b from raw.t group by k having b > 1": {
        *(*ROWS_OF_T, "t.k group", "t.b filter", "t.* filter", "t.k filter")
    },
    "select a from raw.t qualify row_number() over (partition by k order by b) = 1": {
        *(*ROWS_OF_T, "t.k filter", "t.b filter")
    },
    "select distinct a from raw.t": {*ROWS_OF_T, "t.a group"},
    "select distinct on (k) a from raw.t order by b": {*ROWS_OF_T, "t.k group", "t.b sort"},
    "select a from raw.t order by b": ROWS_OF_T,
    "select a from raw.t order by b limit 3": {*ROWS_OF_T, "t.b sort"},
    "select b as a, k from raw.t order by a limit 3": {*ROWS_OF_T, "t.b sort"},
    "select a from raw.t limit (select max(c) from raw.u)": {*ROWS_OF_T, "u.c filter", "u.* filter"},
    "select t.a from raw.t join raw.u on t.a = u.a": {*ROWS_OF_T, *ROWS_OF_U, *ON_A},
    "select a from raw.t join raw.u using (a)": {*ROWS_OF_T, *ROWS_OF_U, *ON_A},
    "select a from raw.t natural join (select a, c from raw.u)": {*ROWS_OF_T, *ROWS_OF_U, *ON_A},
    "select t.a from raw.t left join raw.u on t.a = u.a": {*ROWS_OF_T, *ROWS_OF_U, *ON_A},
    "select t.a from raw.t, raw.u": {*ROWS_OF_T, *ROWS_OF_U},
    "select t.a from raw.t semi join raw.u on t.a = u.a": {*ROWS_OF_T, *ROWS_OF_U, *ON_A},
    "select t.a from raw.t anti join raw.u using (a)": {*ROWS_OF_T, *ROWS_OF_U, *ON_A},
    "select a from raw.t where a in (select c from raw.u)": {*ROWS_OF_T, *ROWS_OF_U, "t.a filter", "u.c filter"},
    "select a from raw.t where not exists (from raw.u where u.k = t.k)": {
        *(*ROWS_OF_T, *ROWS_OF_U, "t.k filter", "u.k filter")
    },
    "select a from raw.t union select c from raw.u": {*ROWS_OF_T, *ROWS_OF_U, "t.a group", "u.c group"},
    "select a from raw.t except all select c from raw.u": {*ROWS_OF_T, *ROWS_OF_U, "t.a filter", "u.c filter"},
    "select a, unnest(l) from raw.t": {*ROWS_OF_T, "t.l join"},
    "select t.a from raw.t, unnest(t.l)": {*ROWS_OF_T, "t.l join"},
    "unpivot (select k, a, b from raw.t) on a, b": {*ROWS_OF_T, "t.a filter", "t.b filter"},
}


@pytest.mark.parametrize("sql", ROWS)
def test_rows(sql: str) -> None:
    assert inputs(traced(sql).rows) == ROWS[sql]


# sql (z) -> kind and effect of the direct dependencies
KINDS = {
    "select a::bigint as z from raw.t": {"t.a identity keep"},
    "select coalesce(a, 0) as z from raw.t": {"t.a transformed keep"},
    "select greatest(a, b) as z from raw.t": {"t.a transformed keep", "t.b transformed keep"},
    "select case when k = 'x' then a end as z from raw.t": {"t.a transformed keep"},
    "select a * 2 as z from raw.t": {"t.a transformed break"},
    "select round(a) as z from raw.t": {"t.a transformed break"},
    "select left(k, 2) as z from raw.t": {"t.k transformed break"},
    "select sha256(lower(k)) as z from raw.t": {"t.k masked break"},
    "select sum(a) as z from raw.t": {"t.a aggregated keep"},
    "select max(a) as z from raw.t": {"t.a aggregated break"},
    "select avg(a) as z from raw.t": {"t.a aggregated break"},
    "select product(a) as z from raw.t": {"t.a aggregated break"},
    "select count(distinct a * 2) as z from raw.t": {"t.a aggregated count"},
    "select count(*) as z from raw.t": {"t.* aggregated count"},
    "select count(*) + 1 as z from raw.t": {"t.* aggregated break"},
    "select count_if(a > 1) as z from raw.t": {"t.a aggregated count"},
    "select sum(case when a > 1 then 1 else 0 end) as z from raw.t": {"t.* aggregated count"},
    "select sum(case when a > 1 then 2 else 0 end) as z from raw.t": {"t.* aggregated keep"},
    "select max(n) as z from (select count(*) as n from raw.t group by k)": {"t.* aggregated break"},
    "select sum(n) filter (where k = 'x') as z from (select k, count(*) as n from raw.t group by k)": {
        "t.* aggregated count"
    },
    "select sum(a) over (partition by k) as z from raw.t": {"t.a aggregated keep"},
    "select first_value(a) over (order by k) as z from raw.t": {"t.a transformed break"},
    "select a as z from raw.t join raw.u using (a)": {"t.a identity keep", "u.a identity keep"},
    "select a as z from raw.t left join raw.u using (a)": {"t.a identity keep"},
    "select a as z from raw.t right join raw.u using (a)": {"u.a identity keep"},
    "select a as z from raw.t full join raw.u using (a)": {"t.a identity keep", "u.a identity keep"},
}


@pytest.mark.parametrize("sql", KINDS)
def test_kind_and_effect(sql: str) -> None:
    assert values(traced(sql).columns["z"]) == KINDS[sql]


def test_what_only_chooses_keeps_the_effect_of_its_choice() -> None:
    column = traced("select count(*) filter (where a * 2 > 5) as z, sum(b) filter (where a * 2 > 5) as y from raw.t")
    effects = {d.effect for name in ("z", "y") for d in column.columns[name] if d.role == "condition"}
    assert {d.effect for d in column.columns["z"] if d.role == "condition"} == {"count"}
    assert effects == {"count", "keep"}


def test_a_count_lasts_until_it_is_computed_with() -> None:
    assert compose("count", "break") == "count"
    assert compose("break", "count") == "break"
    assert compose("keep", "count") == "count"


SINGLED = {
    "select count(*) as n from raw.t where k between 'x' and 'y'": {"t.k"},
    "select count(*) as n from raw.t where k >= 'x' and 'y' > k": {"t.k"},
    "select count(*) as n from raw.t where a between 5 and 6 and b > 3": set(),
    "select count(*) as n from raw.t where cast(k as bigint) between 5 and 6": set(),
    "select count(*) as n from raw.t where cast(k as date) >= date '2026-01-01'": set(),
    "select 1 from raw.t where k = 'x'": {"t.k"},
    "select 1 from raw.t where 'x' = lower(k)": {"t.k"},
    "select 1 from raw.t where k in ('x', 'y') or not k like 'z%'": {"t.k"},
    "select 1 from raw.t where regexp_matches(k, 'x')": {"t.k"},
    "select 1 from raw.t where k is not distinct from 'x'": {"t.k"},
    "select 1 from raw.t where k.starts_with('x')": {"t.k"},
    "select 1 from raw.t where list_contains(['x', 'y'], k)": {"t.k"},
    "select 1 from raw.t where (a, k) = (1, 'x')": {"t.a", "t.k"},
    "select 1 from raw.t where (case when a > 1 then k end) = 'x'": {"t.k"},
    "select case k when 'x' then 1 end from raw.t": {"t.k"},
    "select count(*) filter (where k = 'x') from raw.t": {"t.k"},
    "with c as (select upper(k) as n from raw.t) select 1 from c where n = 'X'": {"t.k"},
    "select 1 from raw.t join (values ('x')) as v(k) on v.k = t.k": {"t.k"},
    "select 1 from raw.t join raw.u on t.k = u.k": set(),
    "select 1 from raw.t where a > 5 and k is not null": set(),
    "select 1 from (select k, count(*) as n from raw.t group by k) where n = 1": set(),
}


@pytest.mark.parametrize("sql", SINGLED)
def test_held_against_a_constant(sql: str) -> None:
    lineage = traced(sql)
    assert singled(lineage.rows | frozenset().union(*lineage.columns.values())) == SINGLED[sql]


def test_left_join_onto_a_unique_relation_adds_no_rows() -> None:
    grouped = "(select a, max(c) as c from raw.u group by a) as g"
    lineage = traced(f"select t.b, g.c, count(*) over () as n from raw.t left join {grouped} on g.a = t.a")
    assert inputs(lineage.rows) == ROWS_OF_T
    assert inputs(lineage.columns["b"]) == {"t.b"}
    assert inputs(lineage.columns["c"]) == {"u.c", "u.* filter", "u.a group", "u.a join", "t.a join"}
    assert inputs(lineage.columns["n"]) == {"t.*", *ROWS_OF_T}


UNIQUE = {
    "raw.u": False,
    "(select distinct a, k from raw.u)": False,
    "(select distinct a from raw.u)": True,
    "(select a, row_number() over (partition by a order by c) as n from raw.u qualify n = 1)": True,
    "(select * from (select *, row_number() over (partition by a order by c) as n from raw.u) where n = 1)": True,
    "(select * from (select *, row_number() over (partition by a order by c) as n from raw.u) where n < 3)": False,
    "(select a, count(*) from raw.u group by a having count(*) > 1)": True,
    "(select a, count(*) from raw.u group by rollup (a))": False,
    "(select u.a, t.b from raw.u join raw.t on t.k = u.k)": False,
    "(select u.a, unnest([1, 2]) from raw.u)": False,
    "(select a from raw.u union all select a from raw.u)": False,
    "(select max(a) as a from raw.u)": True,
}


@pytest.mark.parametrize("right", UNIQUE)
def test_what_is_known_to_be_unique(right: str) -> None:
    sql = f"select t.b from raw.t left join {right} as r on r.a = t.a"
    assert (inputs(traced(sql).rows) == ROWS_OF_T) is UNIQUE[right]


def test_a_key_of_a_table_holds_for_what_hands_it_on() -> None:
    kept = {"raw.u": True, "(select c, a as a from raw.u where c > 1)": True, "(select a + 1 as a from raw.u)": False}
    for right, holds in kept.items():
        sql = f"select t.b from raw.t left join {right} as r on r.a = t.a"
        assert (inputs(traced(sql, unique={"raw.u": [frozenset({"a"})]}).rows) == ROWS_OF_T) is holds


def test_a_number_of_the_row_is_unique_where_the_join_holds_it() -> None:
    numbered = "(select *, row_number() over (partition by a order by c) as n from raw.u) as r"
    assert inputs(traced(f"select t.b from raw.t left join {numbered} on r.a = t.a and r.n = 1").rows) == ROWS_OF_T
    assert inputs(traced(f"select t.b from raw.t left join {numbered} on r.a = t.a").rows) > ROWS_OF_T


def test_a_key_of_text_is_none_of_a_number() -> None:
    keys = {"raw.u": [frozenset({"k"})]}
    assert inputs(traced("select t.b from raw.t left join raw.u on u.k = t.k", unique=keys).rows) == ROWS_OF_T
    assert inputs(traced("select t.b from raw.t left join raw.u on u.k = t.a", unique=keys).rows) > ROWS_OF_T
    assert inputs(traced("select t.b from raw.t left join raw.u on u.k = 5", unique=keys).rows) > ROWS_OF_T
    assert inputs(traced("select t.b from raw.t left join raw.u on u.k = '5'", unique=keys).rows) == ROWS_OF_T
    both = {"raw.u": [frozenset({"a", "k"})]}
    for value, holds in (("'5'", True), ("5", False)):
        sql = f"select t.b from raw.t left join (select a from raw.u where k = {value}) as r on r.a = t.a"
        assert (inputs(traced(sql, unique=both).rows) == ROWS_OF_T) is holds


def test_pivot_with_its_values_written_out() -> None:
    lineage = traced("pivot (select k, a, b from raw.t) on a in (1, 2) using sum(b) as s, count(*) as n group by k")
    assert list(lineage.columns) == ["k", "1_s", "1_n", "2_s", "2_n"]
    assert inputs(lineage.columns["1_s"]) == {"t.b", "t.a condition", "t.k group", *ROWS_OF_T}
    assert singled(lineage.columns["2_n"]) == {"t.a"}
    assert inputs(lineage.rows) == {*ROWS_OF_T, "t.k group"}
    clause = traced("from raw.t pivot (max(b) for k in ('x' as one) group by a) as p(g, v) select g, v")
    assert inputs(clause.columns["v"]) == {"t.b", "t.k condition", "t.a group", *ROWS_OF_T}


def test_unpivot() -> None:
    lineage = traced("from (select k, a, b from raw.t) unpivot include nulls (v for n in (a as one, b))")
    assert [(name, inputs(found)) for name, found in lineage.columns.items()] == [
        ("k", {"t.k"}),
        ("n", set()),
        ("v", {"t.a", "t.b"}),
    ]
    assert inputs(lineage.rows) == ROWS_OF_T


def test_keys_of_the_output() -> None:
    assert traced("select a, k, count(*) from raw.t group by k, a").keys == (frozenset({"a", "k"}),)
    assert traced("select k as key, max(b) as b from raw.t group by k").keys == (frozenset({"key"}),)
    assert traced("select max(b) as b from raw.t").keys == (frozenset(),)
    assert traced("select a from raw.t").keys == ()


REFUSED = {
    "select zz from raw.t": "unbekannte Spalte zz",
    "select a from raw.nope": "unbekannte Tabelle raw.nope",
    "select a from raw.t, raw.u": "mehrdeutige Spalte a",
    "select #1 from raw.t": "Spalte nach Nummer (#1)",
    "select a from raw.t where a = ?": "Platzhalter",
    "select * like 'a%' from raw.t": "*",
    "select count(t.*) from raw.t": "*",
    "select * from read_csv('x.csv')": "read_csv() im FROM",
    "select * from query('select 1')": "query() im FROM",
    "select * from 'x.parquet'": "unbekannte Tabelle x.parquet",
    "select getvariable('x') from raw.t": "getvariable()",
    "select my_macro(a) from raw.t": "my_macro()",
    "select date_trunc(k, a::date) from raw.t": "date_trunc()",
    "pivot raw.t on k using sum(a)": "PIVOT",
    "select * from raw.t positional join raw.u": "POSITIONAL JOIN",
    "select (select sum(t.a)) from raw.t": "Aggregat der äußeren Abfrage",
    "select row_number() from raw.t": "row_number()",
    "select unnest(s, recursive := true) from raw.t": "unnest() … EXPRESSIONS",
    "with recursive r(a) using key (a) as (select 1 union select a + 1 from r) from r": "CTE … KEY_EXPRESSIONS",
    "select a from raw.t for update": "SELECT … LOCKS",
    "select 1; select 2": "mehrere Anweisungen",
    "create table x as select 1": "CREATE",
    "select from where": "unlesbares SQL",
    "select t.a from raw.t join raw.u as t on true": "doppelter Name t",
    "select a from raw.t union all select a, c from raw.u": "UNION",
}


@pytest.mark.parametrize("sql", REFUSED)
def test_refused_by_name_and_line(sql: str) -> None:
    lineage = trace("marts.m", f"\n{sql}", schema={**SCHEMA, "marts.m": {"z": "INTEGER"}})
    assert REFUSED[sql] in [refusal.construct for refusal in lineage.refusals]
    assert all(refusal.line in (1, 2) and refusal.reason.endswith(".") for refusal in lineage.refusals)
    everything = {d for d in lineage.columns["z"] if d.column == "*"}
    assert everything == lineage.columns["z"]
    assert {(d.kind, d.role, d.effect) for d in everything} <= {("transformed", "value", "break")}


def test_a_refusal_names_every_table_and_its_line() -> None:
    sql = "with c as (\n  select * from raw.t\n)\nselect\n  nope(c.a)\nfrom c join raw.u using (a)"
    lineage = trace("marts.m", sql, schema=SCHEMA)
    assert [(r.construct, r.line) for r in lineage.refusals] == [("nope()", 5)]
    assert {d.table for d in lineage.rows} == {"raw.t", "raw.u", UNSEEN}


def test_a_column_called_like_a_word_of_sql_is_not_taken_for_the_word() -> None:
    schema = {"raw.t": {"current_date": "DATE", "interval": "INTEGER"}}
    for sql in ("select current_date as z from raw.t", "select interval + 1 as z from raw.t"):
        assert trace("marts.m", sql, schema=schema).refusals
    assert not trace("marts.m", "select current_date as z from raw.u", schema=SCHEMA).refusals


@pytest.mark.parametrize(
    "sql", [s for s in [*EXPRESSIONS, *ROWS, *KINDS, *SINGLED] if not s.startswith("select to_json")]
)
def test_duckdb_understands_the_queries_of_these_tests_and_names_their_columns_alike(sql: str) -> None:
    with duckdb.connect() as connection:
        connection.execute("create schema raw")
        for table, columns in SCHEMA.items():
            connection.execute(f"create table {table} ({', '.join(f'{n} {t}' for n, t in columns.items())})")
        connection.execute(f"create table made as {sql}")
        names = [row[0].lower() for row in connection.execute("describe made").fetchall()]
    ours = list(traced(sql).columns)
    assert len(ours) == len(names)
    assert [o for o, n in zip(ours, names, strict=True) if n.isidentifier()] == [n for n in names if n.isidentifier()]


def test_dependencies_can_be_ordered() -> None:
    one = Dependency("raw.t", "a", "identity", "value", "keep", False)
    assert sorted([one, Dependency("raw.t", "a", "aggregated", "value", "keep", False)])[1] == one
