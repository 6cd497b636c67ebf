# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The lineage of the project itself: compiled without month or path, traced without a refusal, kept while unchanged."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from sqlglot import exp

from godonu_platform.lineage import project_lineage as tracing
from godonu_platform.lineage.column_lineage import UNSEEN
from godonu_platform.lineage.compiled_models import CompiledModel, compiled_models, declared_keys, source_schema
from godonu_platform.lineage.dependency import ModelLineage
from godonu_platform.lineage.lineage_cache import LineageCache
from godonu_platform.lineage.model_graph import load_manifest
from godonu_platform.lineage.project_lineage import in_order, project_lineage, trace_models
from godonu_platform.lineage.sql_text import parse
from godonu_platform.lineage.step_templates import StepTemplate
from godonu_platform.project import Project
from godonu_platform.warehouse import BuildFailed
from tests.lineage.traced import inputs


@pytest.fixture(scope="module")
def built_project(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Project:
    return Project.at(repository, tmp_path_factory.mktemp("lineage") / "data")


@pytest.fixture(scope="module")
def models(built_project: Project) -> dict[str, CompiledModel]:
    return compiled_models(built_project)


@pytest.fixture(scope="module")
def lineages(built_project: Project) -> dict[str, ModelLineage]:
    return project_lineage(built_project)


def model(name: str, sql: str, *upstream: str, **more: object) -> CompiledModel:
    """Return a model of the schema marts."""
    return CompiledModel(name, "marts", f"marts.{name}", sql, f"models/{name}.sql", {}, upstream, **more)  # type: ignore[arg-type]


SOURCES = {"raw.t": {"a": "INTEGER", "b": "INTEGER"}}
SMALL = [
    model(
        "last",
        "select x.a, y.n from marts.first as x left join marts.counted as y on y.a = x.a",
        "marts.counted",
        "marts.first",
    ),
    model("counted", "select a, count(*) as n from marts.first group by a", "marts.first"),
    model("first", "select a, b * 2 as b from raw.t", "raw.t"),
]


def test_every_model_of_the_project_is_traced(
    models: Mapping[str, CompiledModel], lineages: Mapping[str, ModelLineage]
) -> None:
    assert set(lineages) == {m.relation for m in models.values()}
    assert {name: lineage.refusals for name, lineage in lineages.items() if lineage.refusals} == {}
    for m in models.values():
        assert set(lineages[m.relation].columns) == set(m.columns), m.name


def test_compiled_sql_holds_no_month_no_path_and_no_database(
    built_project: Project, models: Mapping[str, CompiledModel], repository: Path, tmp_path: Path
) -> None:
    for m in models.values():
        assert str(built_project.data) not in m.sql
        assert "read_parquet" not in m.sql
        assert all(not table.catalog for table in parse(m.sql).find_all(exp.Table))
        assert not m.sql.count("{{")
    elsewhere = compiled_models(Project.at(repository, tmp_path / "elsewhere"))
    assert elsewhere == models
    assert not built_project.warehouse.exists()


def test_incremental_models_are_compiled_for_all_months(models: Mapping[str, CompiledModel]) -> None:
    incremental = [m for m in models.values() if m.incremental]
    assert incremental
    assert not [m.name for m in incremental if m.relation in m.upstream]


def test_models_stand_after_what_they_read(
    lineages: Mapping[str, ModelLineage], models: Mapping[str, CompiledModel]
) -> None:
    order = list(lineages)
    for m in models.values():
        assert all(order.index(up) < order.index(m.relation) for up in m.upstream if up in lineages)
    assert [m.name for m in in_order(SMALL)] == ["first", "counted", "last"]


def test_published_columns_come_from_where_they_should(lineages: Mapping[str, ModelLineage]) -> None:
    usage = lineages["marts.open_application_usage"].columns
    assert inputs(usage["partner_name"]) == {"marts.partner_deliveries_monthly.partner_name"}
    assert "marts.application_usage_monthly.starts" in inputs(usage["starts"])
    visits = lineages["staging.stg_web_visits"]
    assert inputs(visits.columns["visitor_pid"]) == {"web_visits.visitor_pid"}
    assert "staging.stg_web_visit_repeats.batch filter" in inputs(visits.rows)


def test_an_unchanged_project_is_not_traced_again(
    built_project: Project, lineages: Mapping[str, ModelLineage], monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_work(*_: object, **__: object) -> ModelLineage:
        raise AssertionError("traced again")

    monkeypatch.setattr(tracing, "trace", no_work)
    assert project_lineage(built_project) == lineages


def test_a_changed_model_is_traced_again_and_so_is_what_reads_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    traced: list[str] = []
    original = tracing.trace

    def noted(relation: str, *arguments: object, **named: object) -> ModelLineage:
        traced.append(relation)
        return original(relation, *arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(tracing, "trace", noted)

    def run(models: list[CompiledModel], steps: tuple[StepTemplate, ...] = ()) -> list[str]:
        traced.clear()
        cache = LineageCache(tmp_path / "cache.json")
        trace_models(models, SOURCES, {}, steps, cache)
        cache.write()
        return list(traced)

    assert run(SMALL) == ["marts.first", "marts.counted", "marts.last"]
    assert run(SMALL) == []
    commented = [replace(m, sql=f"{m.sql} -- {m.name}") if m.name == "counted" else m for m in SMALL]
    assert run(commented) == ["marts.counted"]
    wider = [replace(m, sql="select a, b, a as c from raw.t") if m.name == "first" else m for m in SMALL]
    assert run(wider) == ["marts.first", "marts.counted", "marts.last"]
    step = StepTemplate("s", "", parse("select p_x % 5").expressions[0], ("x",))
    assert run(wider, (step,)) == ["marts.first", "marts.counted", "marts.last"]


def test_a_broken_cache_is_an_empty_one(tmp_path: Path) -> None:
    path = tmp_path / "cache.json"
    for content in ("", "[]", "{half"):
        path.write_text(content, encoding="utf-8")
        cache = LineageCache(path)
        assert len(trace_models(SMALL, SOURCES, {}, (), cache)) == 3
        cache.write()
        assert len(json.loads(path.read_text(encoding="utf-8"))) == 3


def test_damaged_entries_of_a_cache_are_traced_again(tmp_path: Path) -> None:
    path = tmp_path / "cache.json"
    cache = LineageCache(path)
    whole = trace_models(SMALL, SOURCES, {}, (), cache)
    cache.write()
    entries = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({digest: {"columns": 1} for digest in entries}), encoding="utf-8")
    mended = LineageCache(path)
    assert trace_models(SMALL, SOURCES, {}, (), mended) == whole
    mended.write()
    assert json.loads(path.read_text(encoding="utf-8")) == entries


def test_keys_of_models_decide_about_joins_of_others() -> None:
    joined = trace_models(SMALL, SOURCES, {})["marts.last"]
    assert inputs(joined.rows) == {"marts.first.* filter"}
    monthly = [replace(m, incremental=m.name == "counted") for m in SMALL]
    assert inputs(trace_models(monthly, SOURCES, {})["marts.last"].rows) > {"marts.first.* filter"}


def test_only_tests_that_stop_a_build_make_keys(built_project: Project) -> None:
    manifest = load_manifest(built_project)
    keys = declared_keys(manifest)
    assert keys["marts.open_application_usage"] == [frozenset({"month", "ars", "service_label"})]
    assert set(source_schema(manifest)["raw.run_months"]) == {"month"}
    changed = json.loads(json.dumps(manifest))
    for test in changed["nodes"].values():
        if test["resource_type"] == "test":
            test["config"]["severity"] = "warn"
    assert declared_keys(changed) == {}


def test_a_table_behind_the_back_of_dbt_is_refused() -> None:
    hidden = model("hidden", "select a from raw.t", "raw.other")
    lineage = trace_models([hidden], {**SOURCES, "raw.other": {"x": ""}}, {})["marts.hidden"]
    assert [r.construct for r in lineage.refusals] == ["unbekannte Tabelle raw.t"]


def test_a_declared_column_that_does_not_come_out_is_told() -> None:
    promised = replace(SMALL[2], columns={"a": "BIGINT", "b": "BIGINT", "c": "BIGINT"})
    lineage = trace_models([promised], SOURCES, {})["marts.first"]
    assert [r.construct for r in lineage.refusals] == ["Spalte c"]
    assert inputs(lineage.columns["c"]) == inputs(lineage.columns["a"]) == {"t.*", f"{UNSEEN}.*"}


def test_a_model_that_reads_itself_comes_to_an_end() -> None:
    circle = [model("x", "select a from marts.y", "marts.y"), model("y", "select a from marts.x", "marts.x")]
    lineages = trace_models(circle, {}, {})
    assert [bool(lineage.refusals) for lineage in lineages.values()] == [True, False]


def test_a_project_that_dbt_cannot_compile_says_so(own_drawers: Project) -> None:
    broken = own_drawers.dbt_project / "models" / "marts" / "delivery_ledger.sql"
    broken.write_text("select {{ gibt_es_nicht() }}", encoding="utf-8")
    with pytest.raises(BuildFailed):
        compiled_models(own_drawers)
    shutil.rmtree(own_drawers.data, ignore_errors=True)
