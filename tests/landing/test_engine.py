# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Queries over Arrow with several threads keep the order of rows; what one of them raises is raised here."""

from __future__ import annotations

import duckdb
import pyarrow as pa
import pytest

from godonu_platform.landing.engine import Engine
from godonu_platform.project import Project


@pytest.mark.parametrize("threads", [1, 2, 3, 5])
@pytest.mark.parametrize("rows", [0, 1, 8_192, 50_000])
def test_order_is_kept(project: Project, threads: int, rows: int) -> None:
    engine = Engine(Project.at(project.root, project.data, threads=threads))
    table = pa.table({"n": pa.array(range(rows), pa.int64())})
    assert engine.query("select n, n * 2 as m from t", table, "t").column("m").to_pylist() == [
        n * 2 for n in range(rows)
    ]
    engine.close()


def test_errors_come_through_and_the_engine_goes_on(project: Project) -> None:
    engine = Engine(project)
    table = pa.table({"n": pa.array(range(40_000), pa.int64())})
    with pytest.raises(duckdb.Error):
        engine.query("select cast('x' || n as integer) as m from t", table, "t")
    assert engine.query("select n from t", table, "t").num_rows == 40_000
