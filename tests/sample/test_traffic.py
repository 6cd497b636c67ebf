# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Counts: 25-hour day, control column, status, revision."""

from __future__ import annotations

import csv
import io
from collections import Counter

from tests.sample.conftest import Written

OFFENBACH, GIESSEN = "064130000000", "065310005005"


def _rows(sample: Written, ars: str, name: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(sample.text(sample.files("traffic_counts", ars, name)[0]))))


def test_the_day_with_25_hours(sample: Written) -> None:
    rows = [r[0] for r in _rows(sample, OFFENBACH, "*300027828_2026-10*")[1:] if r[0].startswith("2026-10-25")]
    assert len(rows) == 100
    assert Counter(rows)["2026-10-25 02:15"] == 2
    assert rows.index("2026-10-25 02:45") < len(rows) - 1 - rows[::-1].index("2026-10-25 02:00")
    once = [r[0] for r in _rows(sample, OFFENBACH, "*300027722_2026-10*")[1:] if r[0].startswith("2026-10-25")]
    assert len(once) == 96
    periods = {
        r[4] for r in _rows(sample, GIESSEN, "*GI-201_2026-10*")[1:] if "2026-10-24T22" <= r[4] < "2026-10-25T23"
    }
    assert len(periods) == 100


def test_the_total_is_the_sum_but_once(sample: Written) -> None:
    wrong = 0
    for path in sample.files("traffic_counts", OFFENBACH):
        for row in list(csv.reader(io.StringIO(sample.text(path))))[1:]:
            values = row[1 : len(row) // 2 + 1]
            if values[0] and int(values[0]) != sum(map(int, values[1:])):
                wrong += 1
    assert wrong == 3  # one site, in each of its months


def test_status_and_empty_cells(sample: Written) -> None:
    rows = [
        row for path in sample.files("traffic_counts", OFFENBACH) for row in csv.reader(io.StringIO(sample.text(path)))
    ]
    status = Counter(row[-1] for row in rows)
    assert {"0", "4", "modified", ""} <= set(status)
    assert status["0"] > 0.98 * len(rows)
    assert all((row[-1] == "") == (row[1] == "") for row in rows if row[0] != "Datetime")


def test_the_last_days_come_again_with_a_newer_state(sample: Written) -> None:
    september = {(r[1], r[4]): r for r in _rows(sample, GIESSEN, "*GI-201_2026-09*")[1:]}
    october = {(r[1], r[4]): r for r in _rows(sample, GIESSEN, "*GI-201_2026-10*")[1:]}
    again = september.keys() & october.keys()
    assert len(again) == 3 * 96 * 2
    assert all(october[key][9] > september[key][9] for key in again)
    assert all(int(october[key][6]) == int(september[key][6]) + 1 for key in again)
    assert {r[3] for r in october.values()} == {"bicycle", "car"}
