# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""CSV by RFC 4180: nothing lost, nothing doubled, nothing silently altered."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from godonu_platform.sources import RefusedDelivery

from .conftest import read_path

Read = Callable[..., Any]

CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=8)
TABLES = st.integers(2, 4).flatmap(lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), max_size=8))


@settings(deadline=None)
@given(
    TABLES,
    st.sampled_from(",;|\t"),
    st.sampled_from(['"', "'"]),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.booleans(),
    st.integers(1, 100),
    st.booleans(),
)
def test_round_trip(
    read: Read,
    table: list[list[str]],
    delimiter: str,
    quote: str,
    line_break: str,
    encoding: str,
    stated: bool,
    chunk: int,
    packed: bool,
) -> None:
    width = len(table[0]) if table else 2
    target = io.StringIO()
    writer = csv.writer(target, delimiter=delimiter, quotechar=quote, lineterminator=line_break)
    writer.writerow([f"feld {number}" for number in range(width)])
    starts = []
    for cells in table:
        starts.append(target.getvalue().count("\n") + 1 + stated)
        writer.writerow(cells)
    text = (f"sep={delimiter}{line_break}" if stated else "") + target.getvalue()
    options = {"quote": quote} if stated else {"quote": quote, "delimiter": delimiter}
    reading = read(text.encode(encoding), "csv", chunk_bytes=chunk, packed=packed, **options)
    kept = [(start, cells) for start, cells in zip(starts, table, strict=True) if any(cell.strip() for cell in cells)]
    assert reading.cells == [cells for _, cells in kept]
    assert [row["line"] for row in reading.rows] == [start for start, _ in kept]
    assert reading.opened.field_names == [f"feld {number}" for number in range(width)]


@settings(deadline=None)
@given(
    st.lists(st.sampled_from([b";", b'"', b"\n", b"\r\n", b"\r", b"x", b" ", b"\0", b"\xe4", b"\xc3\xbc"])),
    st.integers(1, 20),
)
def test_rubbish_is_read_alike_in_any_chunks(read: Read, rubbish: list[bytes], chunk: int) -> None:
    content = "ä;b\n".encode() + b"".join(rubbish)
    one, other = (read(content, "csv", delimiter=";", chunk_bytes=size) for size in (chunk, 1 << 20))
    assert one.rows == other.rows
    assert all(len(cells) == 2 for cells in one.cells)


def test_blank_records_are_none(read: Read) -> None:
    reading = read(b"a;b\n\n1;2\n;\n  ; \n\n3;\n\n", "csv")
    assert reading.cells == [["1", "2"], ["3", ""]]
    assert [row["line"] for row in reading.rows] == [3, 7]


def test_wrong_number_of_columns(read: Read) -> None:
    reading = read(b"a;b\n1;2\n3\n4;5;6\n7;8\n", "csv")
    assert reading.cells == [["1", "2"], ["7", "8"]]
    assert reading.problems == {2: "spaltenzahl", 3: "spaltenzahl"}


@pytest.mark.parametrize(
    ("content", "problems", "good"),
    [
        (b'a;b\n1;2\n3;"offen\nx;y\n', {2: "anfuehrungszeichen_offen"}, [["1", "2"]]),
        (b'a;b\n1;2\n3;"offen', {2: "anfuehrungszeichen_offen"}, [["1", "2"]]),
        (b'a;b\n"Haus "Rose"";2\n3;4\n', {1: "anfuehrungszeichen_offen"}, [["3", "4"]]),
        (b'a;b\nRohr 5" dick;2\n3;"4"\n', {}, [['Rohr 5" dick', "2"], ["3", "4"]]),
        (b'a;b\n"Haus ""Rose""";2\n', {}, [['Haus "Rose"', "2"]]),
        (b"a;b\n1;2\n3;x\0\n4;5\n", {2: "nul_zeichen"}, [["1", "2"], ["4", "5"]]),
    ],
)
def test_quotation_marks_and_nul(read: Read, content: bytes, problems: dict[int, str], good: list[list[str]]) -> None:
    reading = read(content, "csv")
    assert (reading.problems, reading.cells) == (problems, good)


def test_lone_carriage_returns(read: Read) -> None:
    assert read(b"a;b\r1;2\r3;4\r", "csv").cells == [["1", "2"], ["3", "4"]]
    reading = read(b"a;b\n1;x\ry\n3;4\n", "csv")
    assert (reading.problems, reading.cells) == ({1: "spaltenzahl"}, [["3", "4"]])


def test_header_names(read: Read) -> None:
    reading = read("  Name ;Gro\u0308ße;;Line;problem\n1;2;3;4;5\n".encode(), "csv")
    assert reading.opened.field_names == ["Name", "Größe", "spalte_3", "Line_", "problem_"]
    assert reading.cells == [["1", "2", "3", "4", "5"]]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\n", "kopfzeile_fehlt"),
        (b";;\n1;2;3\n", "kopfzeile_fehlt"),
        (b"a;b;a\n", "kopfzeile_doppelt"),
        (b"Name; name\n", "kopfzeile_doppelt"),
        (b'a;"b\n', "kopfzeile_unlesbar"),
        ("ä;Größe;".encode() + b"\xe4\n1;2;3\n", "kopfzeile_unlesbar"),
        (b";".join(b"s%d" % number for number in range(3000)) + b"\n", "zu_viele_spalten"),
        (b"x" * 20_000_000 + b"\n", "kopfzeile_unlesbar"),
    ],
)
def test_header_that_cannot_be_used(read: Read, content: bytes, code: str) -> None:
    with pytest.raises(RefusedDelivery) as caught:
        read(content, "csv")
    assert caught.value.code == code


def test_header_alone_is_a_delivery_of_nothing(read: Read) -> None:
    reading = read("Größe;ä\n".encode(), "csv")
    assert (reading.rows, reading.opened.field_names) == ([], ["Größe", "ä"])


@pytest.mark.parametrize("packed", [False, True])
def test_a_huge_record_is_one_rejected_record(read: Read, packed: bool) -> None:
    huge = b"x" * 40_000_000
    lines = b"y" * 999 + b"\n"
    content = b"\n".join([b"a;b", b"1;2", huge, b"3;4", b'5;"' + huge + b'"', b"6;7", b'8;"', b""])
    content += lines * 20_000 + huge + b'\n";9\n10;11\n'
    reading = read(content, "csv", packed=packed, delimiter=";")
    # The quoted field in one huge line cannot be told from text: it is passed over as a line.
    assert reading.cells == [["1", "2"], ["3", "4"], ["6", "7"], ["10", "11"]]
    assert reading.problems == {2: "zu_gross", 4: "zu_gross", 6: "zu_gross"}


def test_an_open_quote_in_a_large_file_ends_the_reading_with_little_memory(read: Read) -> None:
    reading = read(b'a;b\n1;2\n3;"offen\n' + b"4;5\n" * 5_000_000, "csv", delimiter=";")
    assert reading.cells == [["1", "2"]]
    assert reading.problems == {2: "zu_gross"}


def test_delimiter_is_told_by_header_and_records(read: Read) -> None:
    assert read(b"Name, Vorname;Alter, Jahre;x, y\n1;2;3\n4;5;6\n", "csv").cells == [["1", "2", "3"], ["4", "5", "6"]]
    assert read(b"a,b\n1;5,2\n3,4\n", "csv").opened.field_names == ["a", "b"]
    assert read(b'"a;b"|c\n1|2\n', "csv").opened.field_names == ["a;b", "c"]
    assert read(b"nur eine\n1\n2\n", "csv").cells == [["1"], ["2"]]
    assert read(b"SEP=|\r\na;x|b\r\n1|2\r\n", "csv").cells == [["1", "2"]]


def test_no_quoting(read: Read) -> None:
    reading = read(b'a|b\n"Eins" ist|2\n"x|y\n', "csv", quote="none")
    assert reading.cells == [['"Eins" ist', "2"], ['"x', "y"]]


def test_many_rows_come_in_several_batches(read: Read) -> None:
    reading = read(b"a;b\n" + b"".join(b"%d;x\n" % number for number in range(300_000)), "csv")
    assert [int(cells[0]) for cells in reading.cells] == list(range(300_000))


@pytest.mark.realdata
def test_real_pvog_list(realdata: Path) -> None:
    path = realdata / "pvog-suchdienst" / "servicedescriptions_ars_000000000000.csv"
    reading = read_path(path, "csv", delimiter="|", quote="none")
    assert len(reading.rows) == len(reading.good) == 933
    lines = path.read_text("utf-8").splitlines()
    assert reading.cells == [line.split("|") for line in lines[1:]]
    assert reading.opened.field_names == lines[0].split("|")


@pytest.mark.realdata
def test_real_code_list(realdata: Path) -> None:
    reading = read_path(realdata / "pvog-suchdienst" / "codeliste_ars.csv")
    assert len(reading.good) == len(reading.rows) == 11_243
    assert reading.opened.field_names == ["ars", "bezeichnung", "hinweis"]
    assert reading.cells[0] == ["010010000000", "Flensburg, Stadt", ""]


@pytest.mark.realdata
def test_real_matomo_totals(realdata: Path) -> None:
    reading = read_path(realdata / "muenster-opendata-zugriffe" / "zugriffszahlen.csv")
    assert len(reading.rows) == 45
    assert reading.problems == {}
    assert reading.cells[1][:4] == ["23.11.2023", "1997", "1662", "3"]


@pytest.mark.realdata
def test_every_real_csv_reads_as_the_standard_library_reads_it(realdata: Path) -> None:
    seen = 0
    for path in sorted(realdata.glob("*/*.csv")):
        reading = read_path(path, "csv", quote="none" if path.name.startswith("servicedesc") else None)
        if path.name.startswith("servicedesc"):
            continue
        text = path.read_bytes().decode("utf-8-sig")
        first = text.split("\n")[0]
        delimiter = max(",;|\t", key=first.count)
        expected = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if any(row)]
        width = len(expected[0])
        assert reading.cells == [row for row in expected[1:] if len(row) == width], path.name
        assert len(reading.rows) == len(expected) - 1
        seen += 1
    assert seen >= 5
