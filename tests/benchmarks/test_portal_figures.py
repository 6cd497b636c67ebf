# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The measurements of the portal measure what they say: the same rows each time, the right key, plain figures."""

from __future__ import annotations

from pathlib import Path

import duckdb

from benchmarks import portal_publication, portal_tables
from benchmarks.portal_tables import COLUMNS, KEY, Outcome, notes, write_release
from godonu_platform.catalogs.ckan.table_fields import release_rows, table_shape


def test_the_generated_table_is_typed_and_keyed(tmp_path: Path) -> None:
    folder = write_release(tmp_path / "v1", 2000, "")
    shape = table_shape(folder, notes())
    assert list(shape.types.values()) == ["date", "text", "text", "int8", "float8", "bool", "timestamptz", "text"]
    assert (len(shape.fields), shape.key, release_rows(folder)) == (COLUMNS, KEY, 2000)
    rows = f"read_parquet('{folder}/data.parquet')"
    found = duckdb.sql(f"select count(distinct (tag, ars)) from {rows}").fetchall()
    assert found == [(2000,)]


def test_another_version_changes_a_twentieth(tmp_path: Path) -> None:
    one, two = (
        write_release(tmp_path / name, 2000, change) for name, change in (("a", ""), ("b", "+ (i % 20 = 0)::int"))
    )
    same = (
        f"select * from read_parquet('{one}/data.parquet') intersect select * from read_parquet('{two}/data.parquet')"
    )
    assert len(duckdb.sql(same).fetchall()) == 1900


def test_a_release_is_written_once(tmp_path: Path) -> None:
    folder = write_release(tmp_path / "v1", 10, "")
    before = (folder / "data.csv").stat().st_mtime_ns
    write_release(tmp_path / "v1", 10, "")
    assert (folder / "data.csv").stat().st_mtime_ns == before


def test_the_table_of_figures() -> None:
    found = {"extension": (Outcome(20.0, 1_000_000, 114.6, ""), Outcome(25.0, 1_050_000, 110.0, "nie leer (9 Blicke)"))}
    last = portal_tables.report(found).splitlines()[-1]
    assert last == (
        "| GoDonu mit Erweiterung (typisiert) | 1.000.000 | 20,0 | 50.000 | 25,0 | 42.000 | nie leer (9 Blicke) "
        "| 115 MB |"
    )


def test_published_rows_have_a_key_and_a_tenth_changes() -> None:
    before, after = portal_publication.rows_of(4000, 0), portal_publication.rows_of(4000, 5)
    assert len({(row[0], row[2], row[3]) for row in before}) == 4000
    assert sum(one != other for one, other in zip(before, after, strict=True)) == 400


def test_a_missed_target_is_told() -> None:
    said = portal_publication.report([(1.0, 0), (3.0, 0), (2.5, 1)], (59.0, 12))
    assert "≤ 2 | 2,50 | **nein** |" in said
    assert "≤ 0 | 1 | **nein** |" in said
    assert "≤ 60 | 59 | ja |" in said
