# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Chunks, threads and late keys do not change what lands; masters arrive as snapshots; dirt in every chunk is found."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from godonu_platform.landing import delivery_landing, engine, staging
from godonu_platform.project import Project
from tests.conftest import CLOCK, KEY, REPOSITORY
from tests.landing.small_inbox import OFFENBACH, event, land_one, lines, quarantined, rows, stored

MIXED = (
    lines(
        *(
            event(
                n,
                occurred_at=f"2026-0{n % 3 + 1}-{n % 28 + 1:02d}T0{n % 9}:00:00Z",
                channel="fax" if n % 17 == 0 else "web",
                step_label=f"Schritt {n % 5}" if n % 4 else f"an max{n % 3}@example.de",
                page_url=f"https://p.example/v/{n}00000/x?y={n}",
                service_key="kaputt" if n % 13 == 0 else "99008001012000",
                **({"Language": "de"} if n > 300 else {}),
            )
            for n in range(600)
        )
    )
    + b'{"event_id": "torn'
)


def landed_with(folder: Path, monkeypatch: pytest.MonkeyPatch, chunk: int, threads: int, group: int) -> dict[str, Any]:
    monkeypatch.setattr(delivery_landing, "CHUNK_BYTES", chunk)
    monkeypatch.setattr(engine, "_ROWS_WORTH_A_THREAD", 10)
    monkeypatch.setattr(staging, "_ROWS_PER_GROUP", group)
    project = Project.at(REPOSITORY, folder, fixed_clock=CLOCK, hmac_key=KEY, threads=threads)
    report = land_one(project, MIXED)
    assert (report.records, report.rejected) == (601, 37)
    return stored(project)


def test_chunks_threads_and_row_groups_do_not_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = landed_with(tmp_path / "ganz", monkeypatch, 32 * 1024 * 1024, 1, 120_000)
    assert whole["reports"]
    for number, (chunk, threads, group) in enumerate([(2_000, 1, 50), (5_000, 3, 1), (50_000, 2, 120_000)]):
        assert landed_with(tmp_path / str(number), monkeypatch, chunk, threads, group) == whole


def test_one_file_for_each_month_whatever_the_chunks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    landed_with(tmp_path, monkeypatch, 2_000, 2, 10)
    names = sorted(str(p.relative_to(p.parents[1])) for p in (tmp_path / "lake/portal_events").glob("*/*/*.parquet"))
    assert names == [f"month=2026-0{month}/part-00000.parquet" for month in (1, 2, 3)]


def test_lake_files_have_the_contracts_columns_and_types(project: Project) -> None:
    import duckdb

    from godonu_platform.contracts.contract import load_contracts

    land_one(project, lines(event(1)))
    [path] = (project.lake / "portal_events").glob("*/*/*.parquet")
    query = f"describe select * from read_parquet('{path}', hive_partitioning = false)"
    described = duckdb.connect().sql(query).fetchall()
    contract = load_contracts(project)["portal_events"]
    wanted = [(column.name, column.duckdb_type) for column in contract.columns]
    wanted += [("record_no", "BIGINT"), ("landed_at", "TIMESTAMP"), ("content_hash", "BIGINT"), ("flags", "VARCHAR")]
    assert [(row[0], row[1]) for row in described] == wanted


def test_a_snapshot_belongs_to_the_month_of_its_landing(project: Project) -> None:
    content = b"service_id;name\nL1;Wohnsitz anmelden\nL2;Hund anmelden\n"
    report = land_one(project, content, "leistungen.csv", dataset="services")
    assert report.months == {"2026-11": 2}
    assert rows(project, "ars, service_id", "services") == [(OFFENBACH, "L1"), (OFFENBACH, "L2")]


def test_text_is_stored_in_nfc(project: Project) -> None:
    report = land_one(project, lines(event(1, step_label="Gro\u0308\u00dfe")))
    assert report.landed == 1
    assert rows(project, "step_label") == [("Gr\u00f6\u00dfe",)]


def test_sessions_are_told_apart_by_day_and_cases_are_not(project: Project) -> None:
    times = ["2026-03-01T22:59:59Z", "2026-03-01T23:00:00Z", "2026-03-02T10:00:00Z"]
    land_one(project, lines(*(event(n, session_id="s", case_id="c", occurred_at=time) for n, time in enumerate(times))))
    found = rows(project, "event_id, session_pid, case_pid")
    assert found[0][1] != found[1][1] == found[2][1]
    assert len({row[2] for row in found}) == 1


def test_pseudonyms_made_by_the_deliverer_are_made_anew(project: Project) -> None:
    made = event(1, case_id=None, session_id=None, case_pid="c" * 64, session_pid="s" * 64)
    land_one(project, lines(made))
    [(case, session)] = rows(project, "case_pid, session_pid")
    assert case not in (None, "c" * 64) and session not in (None, "s" * 64)


def test_every_rejection_has_one_row_and_no_value(project: Project) -> None:
    land_one(project, lines(event(1, channel="geheim-1", step_index="geheim-2", occurred_at="geheim-3")))
    [row] = quarantined(project)
    assert row["reason_code"] == "typ_falsch"
    assert "geheim" not in str(row)
    assert set(row) == {"batch", "ars", "file", "line", "record_no", "column", "reason_code", "message"}
