# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What dbt executed is compared with what was checked: months may differ, nothing else may."""

from __future__ import annotations

from typing import Any

import pytest

from godonu_platform.lineage.compiled_models import CompiledModel
from godonu_platform.lineage.same_way import deviations, months_apart
from godonu_platform.quality.dbt_checks import SAME_WAY, results_of_build
from godonu_platform.warehouse import BuildResult, NodeResult

CHECKED = 'select ars, count(*) as n from "raw"."visits" where kind = \'a\' and true group by ars'
MODEL = CompiledModel("visits_monthly", "marts", "marts.visits_monthly", CHECKED, "m.sql", {}, ())


def manifest(**config: Any) -> dict[str, Any]:
    node = {"resource_type": "model", "name": "visits_monthly", "language": "sql", "config": config}
    return {"nodes": {"m": node}, "macros": {}, "metadata": {"project_name": "godonu"}}


def told(sql: str, known: dict[str, Any] | None = None) -> str:
    found = deviations(known or manifest(), {"visits_monthly": MODEL}, {"visits_monthly": sql})
    return found.get("visits_monthly", "")


@pytest.mark.parametrize(
    "condition",
    [
        "true",
        "month in ('2026-08')",
        "v.month in ('2026-08', '2026-09')",
        "false",
        "MONTH  IN ( '2026-08' ) /* window */",
    ],
)
def test_the_same_sql_for_other_months_is_the_same_way(condition: str) -> None:
    built = CHECKED.replace('"raw"', '"house"."raw"').replace("true", condition)
    assert told(built + "\n") == ""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("ars, count(*)", "ars, name, count(*)"),
        ("kind = 'a'", "kind = 'b'"),
        ("and true", "and month in ('2026-08', name)"),
        ("and true", "or month in ('2026-08') and name = 'x'"),
        ("and true", "and name in ('2026-08x')"),
        ("and true", ""),
        ("count(*)", "max(name)"),
    ],
)
def test_any_other_difference_closes_the_model(old: str, new: str) -> None:
    assert "etwas anderes" in told(CHECKED.replace(old, new))


@pytest.mark.parametrize(
    "config",
    [
        {"post-hook": [{"sql": "update {{ this }} set n = 1"}]},
        {"pre-hook": [{"sql": "{{ delete_window() }}; drop table x"}]},
        {"post-hook": [{"sql": "{{ restore_frozen() }}"}, {"sql": "insert into {{ this }} select 1"}]},
    ],
)
def test_steps_beside_the_model_close_it(config: dict[str, Any]) -> None:
    assert "hooks" in told(CHECKED, manifest(**config))


def test_the_known_steps_are_fine() -> None:
    known = {"pre-hook": [{"sql": "{{ delete_window(2) }}"}], "post-hook": [{"sql": "{{ restore_frozen() }}"}]}
    assert told(CHECKED, manifest(**known)) == ""


def test_steps_around_the_run_and_own_materializations_close_everything() -> None:
    around = manifest()
    around["nodes"]["op"] = {"resource_type": "operation", "raw_code": "insert into marts.x select 1"}
    assert "hooks" in told(CHECKED, around)
    own = manifest()
    own["macros"]["x"] = {"package_name": "godonu", "name": "materialization_table_duckdb"}
    assert "Materialisierungen" in told(CHECKED, own)
    python = manifest()
    python["nodes"]["m"]["language"] = "python"
    assert told(CHECKED, python)


def test_a_model_that_nobody_checked_is_not_the_same_way() -> None:
    assert deviations(manifest(), {}, {"visits_monthly": CHECKED})["visits_monthly"]


def test_the_result_is_recorded_with_the_build() -> None:
    def results(sql: str) -> dict[str, bool]:
        node = NodeResult("model.m", "model", "visits_monthly", "success", "", None, 0.1, sql)
        found = results_of_build(BuildResult((node,)), manifest(), {"visits_monthly": MODEL})
        return {result.name: result.passed for result in found["visits_monthly"]}

    assert results(CHECKED)[SAME_WAY] is True
    assert results(CHECKED.replace("count(*)", "max(name)"))[SAME_WAY] is False


def test_months_are_taken_out_only_where_they_are_a_choice_of_months() -> None:
    assert months_apart("select 1 where month in ('2026-08')") == months_apart("select 1 where true")
    assert months_apart("select month in ('2026')") != months_apart("select true")
