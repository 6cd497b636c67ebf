# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The wide CSV of Eco-Counter: flows are records, the total is a control, and every real vehicle is counted."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from godonu_platform.sources import READERS, ReaderOptions, RefusedDelivery, detect_format, inspect
from godonu_platform.sources.eco_counter import FIELDS, FINDINGS_LIMIT

from .conftest import read_path

Read = Callable[..., Any]

HEADER = "Datetime,100 (Tor),101 (Tor (alt) ein),102 (Tor, aus),100-status,101-status,102-status".replace(
    "102 (Tor, aus)", '"102 (Tor, aus)"'
)
FIRST_SHIPPED = "100034978"


def _file(*rows: str) -> bytes:
    return "\n".join([HEADER, *rows, ""]).encode()


def test_cells_become_records(read: Read) -> None:
    reading = read(_file("2025-01-01 00:00,3,3,0,0,4,0", "2025-01-01 00:15,2,,2,0,,modified", "2025-01-01 00:30,,,,,,"))
    assert reading.opened.field_names == FIELDS
    assert reading.cells == [
        ["100", "101", "Tor (alt) ein", "2025-01-01 00:00", "15", "3", "4"],
        ["100", "102", "Tor, aus", "2025-01-01 00:00", "15", "0", "0"],
        ["100", "102", "Tor, aus", "2025-01-01 00:15", "15", "2", "modified"],
    ]
    assert [row["line"] for row in reading.rows] == [2, 2, 3]
    assert reading.opened.tallies["leer"] == 3
    assert reading.opened.findings == []


def test_total_that_is_not_the_sum(read: Read) -> None:
    rows = [
        "2025-01-01 00:00,9,3,0,,,",
        "2025-01-01 00:15,,1,,,,",
        "2025-01-01 00:30,2,x,2,,,",
        "2025-01-01 00:45,4,4,,,,",
    ]
    reading = read(_file(*rows))
    found = [(finding.line, finding.column, finding.code) for finding in reading.opened.findings]
    assert found == [(2, "100", "summe_weicht_ab"), (3, "100", "summe_weicht_ab")]
    assert reading.opened.tallies == {"leer": 2, "summe_weicht_ab": 2, "summe_nicht_pruefbar": 1}
    assert len(reading.good) == 6


def test_findings_are_bounded_and_the_tally_is_not(read: Read) -> None:
    reading = read(_file(*(f"2025-01-01 00:{number % 60:02d},1,2,3,,," for number in range(1000))))
    assert len(reading.opened.findings) == FINDINGS_LIMIT
    assert reading.opened.tallies["summe_weicht_ab"] == 1000


def test_torn_row_and_blank_rows(read: Read) -> None:
    reading = read(_file("2025-01-01 00:00,1,1,,0,0,", "", ",,,,,,", "2025-01-01 00:15,2,2,,0,0,", "2025-01-01 00:3"))
    assert [cells[3:6] for cells in reading.cells] == [["2025-01-01 00:00", "15", "1"], ["2025-01-01 00:15", "15", "2"]]
    assert reading.problems == {3: "spaltenzahl"}


@pytest.mark.parametrize("header", ["Datetime,100 (Tor),100-status", "Zeit,100 (Tor),101 (Tor)", "a,b"])
def test_header_of_another_kind(read: Read, header: str) -> None:
    with pytest.raises(RefusedDelivery, match="kopfzeile_fehlt"):
        read(f"{header}\n".encode(), "eco_counter")


def test_flow_named_twice_and_unknown_column(read: Read) -> None:
    with pytest.raises(RefusedDelivery, match="kopfzeile_doppelt"):
        read(b"Datetime,100 (Tor),101 (ein),101 (aus)\n", "eco_counter")
    reading = read(b"Datetime,100 (Tor),101 (ein),Wetter\n2025-01-01,1,1,Regen\n")
    assert [(finding.column, finding.code) for finding in reading.opened.findings] == [("Wetter", "spalte_unbekannt")]
    assert reading.cells[0][4] == ""


@pytest.mark.realdata
def test_every_vehicle_of_2025_is_counted(realdata: Path) -> None:
    files = sorted((realdata / "muenster-radzaehlstellen").glob("*/2025-*.csv"))
    assert len({path.parent.name for path in files}) == 12
    expected_sum = summed = expected_cells = cells = 0
    expected_status: Counter[str] = Counter()
    status: Counter[str] = Counter()
    for path in files:
        # Independent of the reader: the first half of the columns after the time are values, the site's total first.
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        half = (len(rows[0]) - 1) // 2
        for row in rows[1:]:
            for place in range(2, half + 1):
                if row[place]:
                    expected_sum += int(row[place])
                    expected_cells += 1
                    expected_status[row[place + half]] += 1
        inspection = inspect(path, b"")
        assert detect_format(path, inspection) == "eco_counter"
        opened = READERS["eco_counter"](path, inspection, ReaderOptions())
        for batch in opened.batches():
            assert batch.table["problem"].null_count == len(batch.table)
            assert batch.table["site_id"].unique().to_pylist() == [path.parent.name]
            summed += sum(map(int, batch.table["value"].to_pylist()))
            status.update(batch.table["status"].to_pylist())
            cells += len(batch.table)
        assert opened.findings == []
    assert summed == expected_sum == 23_975_634
    assert cells == expected_cells
    assert status == expected_status
    assert status["4"] > 0


@pytest.mark.realdata
def test_intervals_of_the_site_that_changes_them(realdata: Path) -> None:
    folder = realdata / "muenster-radzaehlstellen" / "300037932"
    lengths: dict[str, Counter[str]] = {}
    for path in sorted(folder.glob("2025-*.csv")):
        lengths[path.stem] = Counter(cells[4] for cells in read_path(path).cells)
    assert set(lengths["2025-01"]) == set(lengths["2025-02"]) == {"15"}
    assert set(lengths["2025-03"]) == {"15", "60"}
    assert all(set(lengths[f"2025-{month:02d}"]) == {"60"} for month in range(4, 13))


@pytest.mark.realdata
def test_periods_never_overlap_and_fill_each_day(realdata: Path) -> None:
    march = read_path(realdata / "muenster-radzaehlstellen" / "300037932" / "2025-03.csv")
    lengths = {datetime.fromisoformat(cells[3]): int(cells[4]) for cells in march.cells}
    stamps = sorted(lengths)
    for one, other in pairwise(stamps):
        assert (other - one).total_seconds() / 60 >= lengths[one]
    # The hour that spring skips and the quarter hours before the change are gaps, not longer periods.
    assert lengths[datetime(2025, 3, 30, 1, 0)] == 60
    assert lengths[datetime(2025, 3, 9, 1, 45)] == 15
    # The change itself, from quarter hours to hours.
    assert lengths[datetime(2025, 3, 13, 23, 45)] == 15
    assert lengths[datetime(2025, 3, 14, 0, 0)] == 60
    other = read_path(realdata / "muenster-radzaehlstellen" / FIRST_SHIPPED / "2025-03.csv")
    assert {cells[4] for cells in other.cells} == {"15"}
