# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The models keep to what every engine computes alike: words that must not occur, orders that must be total."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp

from tests.dbt_project.small_lake import REPOSITORY, SmallLake

PROJECT = REPOSITORY / "dbt_project"
MODELS = sorted(PROJECT.glob("models/*/*.sql"), key=lambda p: p.stem)
MACROS = sorted([*PROJECT.glob("macros/*.sql"), *PROJECT.glob("tests/**/*.sql")])
# Rounded, unordered, approximate or differently named on other engines; see ADR and macros for what is used instead.
FORBIDDEN = (
    "qualify", "round(", "avg(", "any_value(", "first(", "last(", "mode(", "approx_", "string_agg(", "listagg(",
    "group_concat(", "unnest(", "explode(", "date_diff(", "datediff(", "->>", "exclude (", "except (", "replace (*",
    "by name", "dayofweek", "weekday", "upper(", "asof", "concat(", "ignore nulls", "regexp_replace(", "stddev",
    "percentile_cont", "quantile(", "list(", "as double", "as float", "as real", "arg_max(", "arg_min(", "pivot",
    "columns(", "sample", "interval",
)  # fmt: skip
# Written only through a macro, which is dispatched per engine.
BY_MACRO = ("//", "<<", "date_trunc(", "timezone(", "epoch_ms(", "to_hours(", "at time zone")


def _without_comments(sql: str) -> str:
    return re.sub(r"--[^\n]*", "", re.sub(r"\{#.*?#\}", "", sql, flags=re.S)).lower()


def _compiled(build: SmallLake, path: Path) -> str:
    file = build.project.dbt_target / "compiled/godonu/models" / path.parent.name / path.name
    return file.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", MODELS, ids=lambda p: p.stem)
def test_compiled_sql_has_no_word_that_means_something_else_elsewhere(path: Path, empty_build: SmallLake) -> None:
    sql = _without_comments(_compiled(empty_build, path))
    assert [word for word in FORBIDDEN if re.search(r"(?<![a-z_])" + re.escape(word), sql)] == []


@pytest.mark.parametrize("path", MODELS, ids=lambda p: p.stem)
def test_compiled_sql_orders_totally_and_says_where_nulls_go(path: Path, empty_build: SmallLake) -> None:
    sql = _without_comments(_compiled(empty_build, path))
    orders = sum(len(order.expressions) for order in sqlglot.parse_one(sql, dialect="duckdb").find_all(exp.Order))
    assert orders == sql.count("nulls last") and "nulls first" not in sql
    assert "limit" not in sql


@pytest.mark.parametrize("path", MODELS, ids=lambda p: p.stem)
def test_compiled_sql_can_be_written_for_spark(path: Path, empty_build: SmallLake) -> None:
    """No construct that the other engine's grammar lacks; what it computes is the Spark suite's matter."""
    sqlglot.transpile(
        _compiled(empty_build, path), read="duckdb", write="spark", unsupported_level=sqlglot.ErrorLevel.RAISE
    )


@pytest.mark.parametrize("path", MODELS, ids=lambda p: p.stem)
def test_engine_traits_are_written_through_macros(path: Path) -> None:
    sql = re.sub(r"\{\{.*?\}\}", "", _without_comments(path.read_text(encoding="utf-8")), flags=re.S)
    assert [word for word in BY_MACRO if word in sql] == []


@pytest.mark.parametrize("path", [*MODELS, *MACROS], ids=lambda p: p.stem)
def test_a_file_fits_on_a_screen_and_names_its_licence(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) < (80 if path in MODELS else 130)
    assert lines[:2] == ["-- SPDX-FileCopyrightText: 2026 GoDonu contributors", "-- SPDX-License-Identifier: EUPL-1.2"]


def test_every_dispatched_macro_has_a_spark_twin() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in MACROS)
    duckdb, spark = (set(re.findall(rf"macro {engine}__(\w+)", text)) for engine in ("duckdb", "spark"))
    assert duckdb == spark == set(re.findall(r"adapter\.dispatch\('(\w+)'", text))


def test_paths_and_windows_never_come_by_vars() -> None:
    """Changed --vars cost a full parse; what changes from run to run comes by environment and by file."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in [*MODELS, *MACROS])
    assert set(re.findall(r"\bvar\('(\w+)'", text)) == {"traffic_capacity_per_hour"}
