# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The search finds planted numbers and pseudonyms wherever a file may hide them, and nothing beside them."""

from __future__ import annotations

import gzip
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from godonu_platform.governance.erasure_search import INBOX, Search
from godonu_platform.project import Project

WORD, PID = "Vg-2026/Ä17", "0123456789abcdef" * 2


def table(*texts: str) -> pa.Table:
    return pa.table({"n": list(range(len(texts))), "t": list(texts)})


def in_duckdb(path: Path) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table a as select range as n, 'x' || range as t from range(5000)")
        connection.execute("insert into a values (1, ?), (2, ?)", [f"siehe {WORD}.", PID])


def in_sqlite(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("create table a (t text)")
        connection.execute("insert into a values (?)", ["x" * 20_000 + f" {WORD} " + "y" * 20_000])
        connection.execute("insert into a values (?)", [PID])


PLACES: dict[str, Callable[[Path], object]] = {
    "deliveries/x/a.csv": lambda path: path.write_text(f"1;{WORD};2\n{PID}\n", encoding="cp1252"),
    "deliveries/x/b.json": lambda path: path.write_text(json.dumps([WORD, PID])),
    "deliveries/x/c.json": lambda path: path.write_text(f'{{"a": "{WORD.replace("/", chr(92) + "/")}", "b": "{PID}"}}'),
    "deliveries/x/d.txt": lambda path: path.write_text(f"{WORD} {PID}", encoding="utf-16"),
    "deliveries/x/e.gz": lambda path: path.write_bytes(gzip.compress(f"{WORD}\n{PID}".encode())),
    "lake/a/p.parquet": lambda path: pq.write_table(table("a", WORD, PID), path, compression="zstd"),
    "warehouse.duckdb": in_duckdb,
    "dagster/runs.db": in_sqlite,
    "reports/r.json": lambda path: path.write_text(json.dumps({"file": f"{WORD} und {PID}"})),
    "lineage/refused.ndjson": lambda path: path.write_text(json.dumps([WORD, PID]) + "\n"),
    "inbox/x/a.csv": lambda path: path.write_text(f"{WORD} {PID}"),
}
AREAS = (
    "Lieferungen", "Lieferungen", "Lieferungen", "Lieferungen", "Lieferungen", "Datensee", "Warehouse", "Dagster",
    "Berichte", "Ausgang (OpenLineage)", INBOX,
)  # fmt: skip


@pytest.mark.parametrize(("place", "area"), list(zip(PLACES, AREAS, strict=True)), ids=list(PLACES))
def test_what_is_planted_is_found(place: str, area: str, project: Project) -> None:
    path = project.data / place
    path.parent.mkdir(parents=True)
    PLACES[place](path)
    # what is written as UTF-16 came from a deliverer, and a deliverer knows no pseudonym of ours
    searches = [Search([WORD], []), Search([], [PID])][: 1 if place.endswith(".txt") else 2]
    for search in searches:
        found = {name: count for name, count in search(project, project.retention).items() if count}
        assert list(found) == [area], found
    nothing = Search(["Vg-2026/Ä1", "g-2026/Ä17"], ["f" * 32])(project, project.retention)
    assert not any(nothing.values()), "a longer word is another one"


def test_a_file_name_counts_and_what_is_skipped_does_not(project: Project) -> None:
    name = "Vg-2026-17"
    for folder in (project.reports, project.retention / "x"):
        folder.mkdir(parents=True)
        (folder / f"{name}.txt").write_text("nichts")
    found = Search([name], [])(project, project.retention / "x")
    assert {area: count for area, count in found.items() if count} == {"Berichte": 1}


def test_nothing_is_cut_in_two_between_blocks(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    project.reports.mkdir(parents=True)
    path = project.reports / "lang.txt"
    path.write_text(f"x{PID}" * 3 + f" {WORD} " * 5, encoding="utf-8")
    for size in (1, 7, 33, 64):
        monkeypatch.setattr("godonu_platform.governance.erasure_search._BLOCK", size)
        assert Search([], [PID]).in_file(path) == 3
        assert Search([WORD], []).in_file(path) == 5
