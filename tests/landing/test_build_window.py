# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Months to rebuild are a list of touched months with their look-back, never the range between."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from godonu_platform import warehouse
from godonu_platform.landing.build_window import Window, close_window, pending, shifted, with_look_back
from godonu_platform.landing.report import DeliveryReport
from godonu_platform.project import SOURCE_ROOT, Project

months = st.builds(lambda y, m: f"{y:04d}-{m:02d}", st.integers(2015, 2030), st.integers(1, 12))


@given(months, st.integers(-200, 200))
def test_shifting_there_and_back_is_the_same_month(month: str, by: int) -> None:
    assert shifted(shifted(month, by), -by) == month


@given(st.lists(months, max_size=5), st.integers(0, 3))
def test_look_back_adds_only_months_just_before(touched: list[str], back: int) -> None:
    found = with_look_back(touched, back)
    assert set(touched) <= set(found)
    assert all(any(shifted(month, b) in touched for b in range(back + 1)) for month in found)


def test_a_gap_stays_a_gap() -> None:
    assert with_look_back(["2026-01", "2026-06"], 1) == ["2025-12", "2026-01", "2026-05", "2026-06"]


MANIFEST: dict[str, Any] = {
    "nodes": {f"model.{m}": {"unique_id": f"model.{m}", "resource_type": "model", "name": m} for m in ("a", "b", "c")},
    "sources": {f"source.{s}": {"unique_id": f"source.{s}", "name": s} for s in ("events", "sites")},
    "child_map": {"source.events": ["model.a"], "model.a": ["model.b"], "source.sites": ["model.c"]},
}


def built(*models: str, failed: tuple[str, ...] = ()) -> warehouse.BuildResult:
    return warehouse.BuildResult(
        tuple(
            warehouse.NodeResult(f"model.{m}", "model", m, "error" if m in failed else "success", "", None, 0.1)
            for m in models
        )
    )


@pytest.mark.parametrize(
    ("result", "anew", "left"),
    [
        (built("a", "b", "c"), True, set()),
        (built("a", "b", "c"), False, set()),
        (built("c"), False, {"events"}),
        (built("a", "b", "c", failed=("b",)), False, {"events"}),
        (built("a", "b"), True, {"events", "sites"}),
    ],
    ids=["all anew", "all", "one model chosen", "a model failed", "rules changed, not all built"],
)
def test_a_delivery_counts_as_built_only_when_all_its_models_were(
    tmp_path: Path, result: warehouse.BuildResult, anew: bool, left: set[str]
) -> None:
    project = Project.at(SOURCE_ROOT, tmp_path)
    project.warehouse.write_bytes(b"")
    project.delivery_reports.mkdir(parents=True)
    reports = []
    for dataset in ("events", "sites"):
        facts = {"batch": dataset[0] * 16, "ars": "06439", "dataset": dataset, "file": "f", "size": 1, "sha256": "s"}
        facts |= {"status": "gelandet", "landed_at": "2026-10-01T00:00:00Z", "records": 1, "landed": 1}
        (project.delivery_reports / f"{facts['batch']}.json").write_text(json.dumps(facts))
        reports.append(DeliveryReport.from_json(json.dumps(facts)))
    code = warehouse.code_digest(project)
    if not anew:
        project.warehouse_state.write_text(json.dumps({"code": code, "built": []}))
    close_window(project, Window(("2026-10",), tuple(reports), code, anew), result, MANIFEST)
    assert {b.dataset for b in pending(project).batches} == left
