# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Protective steps are recognised by what they compute, with whatever names and brackets, and by nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pytest

from godonu_platform.lineage.dependency import Dependency, StepUse
from godonu_platform.lineage.macro_templates import UnreadableMacro, make_template
from godonu_platform.lineage.model_graph import load_manifest
from godonu_platform.lineage.sql_text import parse
from godonu_platform.lineage.step_templates import StepTemplate, match
from godonu_platform.project import Project
from tests.lineage.traced import traced

THRESHOLD = """case when not delivered then null when coalesce(n, 0) = 0 then 0 when n < 5 then null
    else cast(((n) + 2) - ((n) + 2) % 5 as bigint) end"""
NOT_SET_ASIDE = """not exists (select 1 from raw.u as repeats where repeats.month = t.month and repeats.batch = t.batch
    and repeats.record_no = t.record_no)"""


@pytest.fixture(scope="module")
def manifest(repository: Any, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    return load_manifest(Project.at(repository, tmp_path_factory.mktemp("manifest")))


@pytest.fixture(scope="module")
def threshold(manifest: Mapping[str, Any]) -> StepTemplate:
    return make_template(manifest, "threshold", {"count": "p_count", "delivered": "p_delivered"})


def found(template: StepTemplate, sql: str) -> dict[str, list[str]] | None:
    """Return what the arguments are bound to, as SQL."""
    tree = parse(sql if sql.startswith(("with", "select")) else f"select {sql} from raw.t")
    node = tree if sql.startswith(("with", "select")) else tree.expressions[0]
    bound = match(template, node)
    return (
        None
        if bound is None
        else {name: [part.sql(dialect="duckdb") for part in parts] for name, parts in bound.items()}
    )


def steps(dependencies: Iterable[Dependency]) -> dict[str, set[StepUse]]:
    """Return the steps that each column passed."""
    uses: dict[str, set[StepUse]] = {}
    for dependency in dependencies:
        uses.setdefault(f"{dependency.table}.{dependency.column}", set()).update(dependency.steps)
    return uses


def test_a_step_is_found_with_its_arguments(threshold: StepTemplate) -> None:
    assert found(threshold, THRESHOLD) == {"delivered": ["delivered"], "count": ["n"]}
    other = THRESHOLD.replace("(n", "(m.starts").replace("n <", "m.starts <").replace("not delivered", "not (d = 'x')")
    assert found(threshold, other) == {"delivered": ["d = 'x'"], "count": ["m.starts"]}


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ("not delivered", "not ((delivered))"),
        ("when n < 5", "when (n) < 5"),
        ("coalesce(n, 0)", "coalesce(t.n, 0)"),
        ("cast(", "cast(cast("),
        ("then 0 when", "then (0) when"),
        ("case when", "CASE /* n < 1 */ WHEN"),
    ],
)
def test_how_it_is_written_does_not_matter(threshold: StepTemplate, written: str, instead: str) -> None:
    sql = THRESHOLD.replace(written, instead, 1)
    if instead.startswith("cast(cast"):
        sql = sql.replace(" as bigint)", " as bigint) as bigint)")
    assert found(threshold, sql) is not None


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ("n < 5", "n < 1"),
        ("n < 5", "n <= 5"),
        ("n < 5", "n < 5 and n <> 3"),
        ("n < 5", "m < 5"),
        ("n < 5", "'n' < 5"),
        ("not delivered", "not delivered and false"),
        ("not delivered", "delivered"),
        ("= 0 then 0", "= 0 then n"),
        ("coalesce(n, 0)", "coalesce(n, 1)"),
        ("coalesce(n, 0)", "coalesce(n, 0, n)"),
        ("% 5", "% 1"),
        ("% 5", "% 5 * 0"),
        ("cast(((n) + 2) - ((n) + 2) % 5 as bigint)", "n"),
        ("cast(((n) + 2) - ((n) + 2) % 5 as bigint)", "cast(n as bigint)"),
        ("cast(((n) + 2)", "try_cast(((n) + 2)"),
        ("as bigint", "as tinyint"),
        ("then null\n    else", "then null when n > 100 then n else"),
        ("when n < 5 then null", ""),
        (" end", " end + 1"),
    ],
)
def test_a_weaker_expression_is_no_step(threshold: StepTemplate, written: str, instead: str) -> None:
    assert written in THRESHOLD
    assert found(threshold, THRESHOLD.replace(written, instead, 1)) is None


def test_a_name_or_a_comment_proves_nothing(threshold: StepTemplate) -> None:
    assert found(threshold, "n as threshold") is None
    assert found(threshold, "/* threshold(n, delivered) */ n") is None


def test_a_placeholder_is_none_in_another_template(manifest: Mapping[str, Any]) -> None:
    only_count = make_template(manifest, "threshold", {"count": "p_count", "delivered": "p_delivered"})
    assert found(only_count, THRESHOLD.replace("not delivered", "not p_x")) is not None
    fixed = StepTemplate("x", "", only_count.pattern, ("count",))
    assert found(fixed, THRESHOLD) is None


def test_default_arguments_make_variants(manifest: Mapping[str, Any]) -> None:
    names = {"count": "p_measure", "delivered": "p_delivered", "contributors": "p_contributors"}
    template = make_template(manifest, "threshold", names, step="threshold", variant="1")
    sql = THRESHOLD.replace("coalesce(n,", "coalesce(visits,").replace("n < 5", "visits < 5")
    assert found(template, sql) == {"delivered": ["delivered"], "contributors": ["visits"], "measure": ["n"]}


@pytest.mark.parametrize(
    "sql",
    [
        NOT_SET_ASIDE,
        NOT_SET_ASIDE.replace("repeats", "r"),
        NOT_SET_ASIDE.replace("repeats.", ""),
        f"({NOT_SET_ASIDE})",
    ],
)
def test_names_of_tables_do_not_matter(manifest: Mapping[str, Any], sql: str) -> None:
    template = make_template(manifest, "not_set_aside", {"repeats": "p_repeats", "rows": "p_rows"})
    bound = found(template, sql)
    assert bound is not None
    assert bound["rows"] == ["t"]


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ("t.batch", "u.batch"),
        ("repeats.batch = t.batch", "repeats.batch = t.batch or t.name = 'x'"),
        ("and repeats.record_no = t.record_no", ""),
        ("record_no)", "record_no and t.name = 'x')"),
        ("t.month", "month"),
        ("raw.u as repeats", "raw.u as repeats, raw.e"),
        ("select 1 from", "select count(*) from"),
    ],
)
def test_a_weaker_choice_of_rows_is_no_step(manifest: Mapping[str, Any], written: str, instead: str) -> None:
    template = make_template(manifest, "not_set_aside", {"repeats": "p_repeats", "rows": "p_rows"})
    assert written in NOT_SET_ASIDE
    assert found(template, NOT_SET_ASIDE.replace(written, instead, 1)) is None


def test_a_whole_query_with_lists(manifest: Mapping[str, Any], repository: Any) -> None:
    template = make_template(
        manifest, "newest_snapshot", {"dataset": "p_dataset", "key": "many_key", "columns": "many_columns"}
    )
    sql = template.pattern.sql(dialect="duckdb").replace("p_dataset", "units").replace("many_key", "id, kind")
    columns = "id, trim(name) AS name, case when x then y end as z"
    bound = found(template, sql.replace("many_columns", columns).lower())
    assert bound is not None
    assert bound["dataset"][0] == "units"
    assert [len(bound["many_key"]), len(bound["many_columns"])] == [2, 3]
    older = sql.replace("many_columns", columns).replace("landed_at DESC", "landed_at")
    other = sql.replace("many_columns", columns).replace("'units'", "'others'")
    assert found(template, older.lower()) is None
    assert found(template, other.lower()) is None


def test_what_flows_through_a_step_says_so(threshold: StepTemplate) -> None:
    sql = f"select {THRESHOLD.replace('delivered', 'b = 1')} as z from (select b, count(*) as n from raw.t group by b)"
    uses = steps(traced(sql, steps=[threshold]).columns["z"])
    assert uses["raw.t.*"] == {
        StepUse("threshold", "count", "count", "value"),
        StepUse("threshold", "count", "count", "filter"),
    }
    assert uses["raw.t.b"] == {
        StepUse("threshold", "delivered", "break", "value"),
        StepUse("threshold", "count", "count", "group"),
    }


def test_the_effect_is_that_up_to_the_argument(threshold: StepTemplate) -> None:
    sql = f"select {THRESHOLD.replace('delivered', 'true')} as z from (select count(*) * 2 as n from raw.t)"
    assert {use.effect for use in steps(traced(sql, steps=[threshold]).columns["z"])["raw.t.*"]} == {"break"}
    weaker = sql.replace("< 5", "< 1")
    assert not any(steps(traced(weaker, steps=[threshold]).columns["z"]).values())


def test_a_relation_that_is_an_argument(manifest: Mapping[str, Any]) -> None:
    template = make_template(manifest, "not_set_aside", {"repeats": "p_repeats", "rows": "p_rows"})
    keys = "(select a as month, k as batch, c as record_no from raw.u)"
    rows = "(select a as month, k as batch, b as record_no from raw.t)"
    uses = steps(
        traced(f"select 1 from {rows} as t where {NOT_SET_ASIDE.replace('raw.u', keys)}", steps=[template]).rows
    )
    assert {use.argument for use in uses["raw.u.c"] | uses["raw.u.*"]} == {"repeats"}
    assert {use.argument for use in uses["raw.t.b"]} == {"rows"}
    assert uses["raw.t.*"] == set()


def test_a_step_that_is_a_query_marks_its_rows_and_its_listed_columns(manifest: Mapping[str, Any]) -> None:
    template = make_template(
        manifest, "protected_series", {"relation": "p_relation", "keys": "many_keys", "cases": "p_cases"}
    )
    sql = "with s as (select k, a from raw.t group by k, a having count(*) >= 5) select k from s"
    lineage = traced(sql, steps=[template])
    arguments = {use.argument for use in steps(lineage.columns["k"])["raw.t.k"]}
    assert arguments == {"relation", "many_keys"}
    assert {use.argument for use in steps(lineage.rows)["raw.t.*"]} == {"relation", "cases", "rows"}
    assert not steps(traced(sql.replace(">= 5", ">= 2"), steps=[template]).rows)["raw.t.*"]


def test_a_macro_that_is_no_template_is_told(manifest: Mapping[str, Any]) -> None:
    with pytest.raises(UnreadableMacro, match="lässt sich so nicht auflösen"):
        make_template(manifest, "gibt_es_nicht", {})
    with pytest.raises(UnreadableMacro, match="kein Platzhalter"):
        make_template(manifest, "threshold", {"count": "n", "delivered": "p_delivered"})
    with pytest.raises(UnreadableMacro, match="lässt sich so nicht auflösen"):
        make_template(manifest, "threshold", {"count": "p_count"})
    with pytest.raises(UnreadableMacro):
        make_template(manifest, "protected_measure", {"measure": "p_m", "count": "p_count", "delivered": "p_delivered"})
