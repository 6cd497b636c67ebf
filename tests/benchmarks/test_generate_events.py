# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The generator writes what it promises, and the limit script counts it right."""

from __future__ import annotations

import csv
import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from benchmarks.generate_events import PARTNERS, Job, generate, job_for
from benchmarks.limit import KNOWN, compute


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("erzeugt")
    generate(folder, job_for(60_000, 3, date(2026, 10, 31)))
    return folder


def _lines(inbox: Path) -> list[str]:
    return [line for path in sorted(inbox.rglob("*.ndjson")) for line in path.read_text(encoding="utf-8").splitlines()]


def _good(lines: list[str]) -> list[dict[str, object]]:
    good = []
    for line in lines:
        try:
            record = json.loads(line)
        except ValueError:
            continue
        if record["event_type"] in KNOWN and record["occurred_at"] < "2027":
            good.append(record)
    return good


def test_size_repetitions_and_dirt(inbox: Path) -> None:
    lines = _lines(inbox)
    good = _good(lines)
    assert len(lines) == pytest.approx(60_000, rel=0.01)
    assert 0.0003 < 1 - len(good) / len(lines) < 0.003
    ids = Counter(record["event_id"] for record in good)
    assert 0.005 < (len(good) - len(ids)) / len(good) < 0.015
    assert len(set(lines)) < len(lines)


def test_every_partner_and_month_has_a_file(inbox: Path) -> None:
    assert {path.name for path in inbox.iterdir()} == set(PARTNERS)
    assert {record["occurred_at"][:7] for record in _good(_lines(inbox))} == {"2026-08", "2026-09", "2026-10"}  # type: ignore[index]
    for record in _good(_lines(inbox)):
        assert record["ars"] in PARTNERS


def test_a_day_has_numbers_of_its_own(inbox: Path, tmp_path: Path) -> None:
    day = date(2026, 11, 1)
    generate(tmp_path, Job(2_000, day, day, offset=1_000_000_000))
    new = _good(_lines(tmp_path))
    assert {str(record["occurred_at"])[:10] for record in new} == {"2026-11-01"}
    assert not {record["event_id"] for record in new} & {record["event_id"] for record in _good(_lines(inbox))}


def test_the_same_job_gives_the_same_lines(inbox: Path, tmp_path: Path) -> None:
    generate(tmp_path, job_for(60_000, 3, date(2026, 10, 31)))
    assert sorted(_lines(tmp_path)) == sorted(_lines(inbox))


def test_the_limit_counts_each_event_once(inbox: Path, tmp_path: Path) -> None:
    good = _good(_lines(inbox))
    assert compute(inbox, tmp_path) == len({record["event_id"] for record in good})
    with (tmp_path / "usage.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    submitted = {record["case_id"] for record in good if record["event_type"] == "submitted"}
    assert sum(int(row["submitted"]) for row in rows) == len(submitted)
