# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Fixed width text: characters, not bytes, make a field; a torn line is seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from godonu_platform.sources import RefusedDelivery

from .conftest import read_path

Read = Callable[..., Any]
FIELDS = {"art": (1, 2), "name": (3, 10), "zahl": (11, 14)}


def test_fields_by_characters(read: Read) -> None:
    content = "10Grün    0012\n\n20Weißöäü    7\r\n".encode()
    reading = read(content, "fixed_width", fields=FIELDS)
    assert reading.cells == [["10", "Grün", "0012"], ["20", "Weißöäü", "7"]]
    assert [row["line"] for row in reading.rows] == [1, 3]


def test_torn_and_broken_lines(read: Read) -> None:
    content = "10Grün    0012\n".encode() + b"20\xe4       0013\n" + b"30x\0      0014\n" + b"40Gr"
    reading = read(content, "fixed_width", fields=FIELDS)
    assert reading.problems == {2: "zeichensatz", 3: "nul_zeichen", 4: "spaltenzahl"}
    trimmed = read(b"10a\n20b\n30c       0001\n", "fixed_width", fields=FIELDS)
    assert trimmed.cells == [["10", "a", ""], ["20", "b", ""], ["30", "c", "0001"]]


def test_huge_line(read: Read) -> None:
    reading = read(b"10a       0001\n" + b"x" * 40_000_000 + b"\n20b       0002\n", "fixed_width", fields=FIELDS)
    assert reading.problems == {2: "zu_gross"}
    assert len(reading.good) == 2


def test_without_fields(read: Read) -> None:
    with pytest.raises(RefusedDelivery, match="satzaufbau_fehlt"):
        read(b"10a\n", "fixed_width")


@pytest.mark.realdata
def test_real_register_of_municipalities(realdata: Path) -> None:
    path = realdata / "destatis-gv100ad" / "GV100AD_301123.txt"
    fields = {"satzart": (1, 2), "land": (11, 12), "rb": (13, 13), "kreis": (14, 15), "gemeinde": (16, 18)}
    fields |= {"verband": (19, 22), "name": (23, 72), "flaeche": (129, 139), "einwohner": (140, 150)}
    reading = read_path(path, fields=fields)
    assert len(reading.rows) == len(reading.good) == 16_035
    kinds = Counter(cells[0] for cells in reading.cells)
    assert kinds == {"10": 16, "20": 29, "30": 12, "40": 400, "50": 4_597, "60": 10_981}
    by_key = {"".join(cells[1:4] + [cells[5], cells[4]]): cells for cells in reading.cells if cells[0] == "60"}
    assert by_key["064130000000"][6] == "Offenbach am Main, Stadt"
    assert by_key["065310005005"][6] == "Gießen, Universitätsstadt"
    assert int(by_key["064130000000"][8]) == 134_170
