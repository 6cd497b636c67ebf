# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The generated project is SQL that DuckDB takes, all of it is traced, and a second time nothing is."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from benchmarks import lineage_project
from benchmarks.lineage_project import project, seconds, sources, told, traced
from godonu_platform.lineage import project_lineage
from godonu_platform.lineage.origins import compose_origins
from godonu_platform.lineage.project_lineage import in_order


def test_the_project_has_the_promised_size() -> None:
    models = project()
    assert len(models) == 200
    assert len({model.relation for model in models}) == 200


def test_duckdb_takes_every_model_and_the_walker_traces_it(tmp_path: Path) -> None:
    models = project(models=24, width=9)
    lineages = traced(models, 9, tmp_path / "cache.json")
    assert told(lineages) == "24 Modelle, 216 Spalten, 0 nicht verfolgt"
    with duckdb.connect() as connection:
        for schema in {"raw", *(model.schema for model in models)}:
            connection.execute(f"create schema {schema}")
        for table, columns in sources(9).items():
            connection.execute(f"create table {table} ({', '.join(f'{n} {t}' for n, t in columns.items())})")
        for model in in_order(models):
            connection.execute(f"create view {model.relation} as {model.sql}")
            names = [row[0] for row in connection.execute(f"describe {model.relation}").fetchall()]
            assert names == list(lineages[model.relation].columns)
    published = compose_origins(lineages)["marts.offen_1"].columns["anzahl_0"]
    assert {origin.table for origin in published.direct} == {"raw.quelle_1"}


def test_unchanged_it_is_only_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    models = project(models=8, width=9)
    first = traced(models, 9, tmp_path / "cache.json")
    monkeypatch.setattr(project_lineage, "trace", None)
    assert traced(models, 9, tmp_path / "cache.json") == first


def test_it_prints_what_it_measured(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["lineage_project", "--models", "8", "--columns", "9"])
    lineage_project.main()
    assert "8 Modelle, 72 Spalten, 0 nicht verfolgt" in capsys.readouterr().out
    assert seconds(lambda: 7)[1] == 7
