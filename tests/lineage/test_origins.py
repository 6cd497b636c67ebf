# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Composing down to landed columns: kinds grow, effects and steps are carried along, direct and indirect stay apart."""

from __future__ import annotations

from collections.abc import Mapping

from godonu_platform.lineage.column_lineage import UNSEEN, trace
from godonu_platform.lineage.dependency import Dependency, ModelLineage, StepUse
from godonu_platform.lineage.origins import ColumnOrigins, Origin, compose_origins
from godonu_platform.lineage.sql_text import parse
from godonu_platform.lineage.step_templates import StepTemplate
from tests.lineage.traced import SCHEMA

MODELS = {
    "staging.s": "select a, lower(k) as k, b from raw.t where b > 0",
    "staging.r": "select a, c from raw.u",
    "marts.n": "select a, k, count(*) as n, sum(b) as b from staging.s where k = 'x' group by a, k",
    "marts.o": "select n.a, n.n * 2 as n2, n.n, r.c, case when r.c > 1 then n.b end as b from marts.n as n "
    "join staging.r as r on r.a = n.a",
}


def lineages(models: Mapping[str, str], steps: tuple[StepTemplate, ...] = ()) -> dict[str, ModelLineage]:
    """Trace models in the given order."""
    schema: dict[str, Mapping[str, str]] = dict(SCHEMA)
    found = {}
    for relation, sql in models.items():
        found[relation] = trace(relation, sql, schema=schema, steps=steps)
        schema[relation] = dict.fromkeys(found[relation].columns, "")
    return found


def direct(column: ColumnOrigins) -> set[str]:
    """Return table.column kind effect of the direct origins."""
    return {f"{o.table}.{o.column} {o.kind} {o.effect}" for o in column.direct}


def indirect(column: ColumnOrigins) -> set[str]:
    """Return table.column role of the indirect origins."""
    return {f"{o.table}.{o.column} {o.role}" for o in column.indirect}


def test_direct_and_indirect_are_kept_apart() -> None:
    origins = compose_origins(lineages(MODELS))["marts.o"].columns
    assert direct(origins["a"]) == {"raw.t.a identity keep"}
    assert indirect(origins["a"]) == set()
    assert direct(origins["b"]) == {"raw.t.b aggregated keep"}
    assert {"raw.u.c condition", "raw.t.k filter", "raw.t.a group", "raw.t.b filter"} <= indirect(origins["b"])


def test_counted_rows_are_the_rows_of_the_landed_table() -> None:
    origins = compose_origins(lineages(MODELS))["marts.o"].columns
    assert direct(origins["n"]) == {"raw.t.* aggregated count"}
    assert direct(origins["n2"]) == {"raw.t.* aggregated break"}
    assert "raw.t.b filter" in indirect(origins["n"])


def test_rows_come_from_the_rows_below() -> None:
    rows = compose_origins(lineages(MODELS))["marts.o"].rows
    assert {"raw.t.* filter", "raw.u.* filter", "raw.t.k filter", "raw.t.b filter", "raw.u.a join"} <= indirect(rows)
    assert not rows.direct


def test_what_is_singled_out_above_is_singled_out_below() -> None:
    origins = compose_origins(lineages(MODELS))["marts.n"]
    assert {o.column for o in origins.rows.all if o.singled} == {"k"}
    assert {o.column for o in origins.columns["n"].all if o.singled} == {"k"}


def test_the_way_names_the_columns_between() -> None:
    origins = compose_origins(lineages(MODELS), ["marts.o"])
    assert set(origins) == {"marts.o"}
    (origin,) = origins["marts.o"].columns["a"].direct
    assert origin.via == ("marts.n.a", "staging.s.a")
    counted = next(iter(origins["marts.o"].columns["n"].direct))
    assert counted.via == ("marts.n.n", "staging.s.*")


def test_the_shortest_way_is_told() -> None:
    models = {
        "staging.one": "select a from raw.t",
        "staging.two": "select a from staging.one",
        "marts.m": "select coalesce(two.a, one.a) as a from staging.one as one cross join staging.two as two",
    }
    (origin,) = compose_origins(lineages(models))["marts.m"].columns["a"].direct
    assert origin.via == ("staging.one.a",)


def test_steps_keep_their_order_and_their_effect_from_the_landed_column() -> None:
    inner = StepTemplate("inner", "", parse("select least(p_x, 100)").expressions[0], ("x",))
    outer = StepTemplate("outer", "", parse("select p_count % 7").expressions[0], ("count",))
    models = {
        "staging.s": "select count(*) * 3 as n, least(b, 100) as b from raw.t group by b",
        "marts.m": "select n % 7 as n, (b + 0) % 7 as b, sum(b) filter (where n > 1) % 7 as f "
        "from staging.s group by n, b",
    }
    columns = compose_origins(lineages(models, (inner, outer)))["marts.m"].columns
    assert {o.steps for o in columns["n"].direct} == {(StepUse("outer", "count", "break"),)}
    assert {o.steps for o in columns["b"].direct} == {
        (StepUse("inner", "x", "keep"), StepUse("outer", "count", "break"))
    }
    condition = {o.steps[-1] for o in columns["f"].indirect if o.role == "condition" and o.column == "*"}
    assert condition == {StepUse("outer", "count", "keep", "condition")}


def test_a_refusal_below_is_told_and_taints_everything() -> None:
    models = {
        "staging.s": "select nope(a) as x, b from raw.t",
        "staging.ok": "select a from raw.u",
        "marts.m": "select s.b, ok.a from staging.s as s, staging.ok as ok",
    }
    origins = compose_origins(lineages(models))["marts.m"].columns
    assert [(relation, r.construct) for relation, r in origins["b"].refused] == [("staging.s", "nope()")]
    assert origins["a"].refused == ()
    assert direct(origins["b"]) == {"raw.t.* transformed break", f"{UNSEEN}.* transformed break"}
    again = {**models, "marts.m": "select whatever(s.b) as y from staging.s as s"}
    assert direct(compose_origins(lineages(again))["marts.m"].columns["y"]) >= {"raw.t.* transformed break"}


def test_everything_after_a_refusal_is_every_column_below() -> None:
    models = {"staging.s": "select a, k from raw.t where b > 1", "marts.m": "select whatever(a) as x from staging.s"}
    column = compose_origins(lineages(models))["marts.m"].columns["x"]
    assert {o.column for o in column.direct} == {"a", "k", "*"}
    assert {o.column for o in column.indirect} == {"b"}


def test_a_model_that_reads_itself_adds_nothing() -> None:
    own = Dependency("marts.m", "a", "identity", "value", "keep", False)
    landed = Dependency("raw.t", "a", "identity", "value", "keep", False)
    lineage = ModelLineage("marts.m", {"a": frozenset({own, landed})}, frozenset())
    assert compose_origins({"marts.m": lineage})["marts.m"].columns["a"].direct == {
        Origin("raw.t", "a", "identity", "value", "keep", False)
    }
