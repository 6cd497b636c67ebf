# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The stream takes the header off, passes the rest on unchanged, and knows the checksum of the whole."""

from __future__ import annotations

import csv
import hashlib
import io

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ckanext.godonu.table.csv_stream import CsvStream
from ckanext.godonu.table.mistakes import TableMistake


def _chunks(content: bytes, size: int) -> list[bytes]:
    return [content[start : start + size] for start in range(0, len(content), size)]


@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r\ufeff"), min_size=1), min_size=1
    ),
    st.binary(max_size=60),
    st.integers(1, 9),
    st.integers(1, 7),
)
def test_header_rest_and_checksum(names: list[str], rest: bytes, chunk: int, piece: int) -> None:
    """In whatever pieces the file comes and is read; a first line of blanks alone is no header."""
    assume(not "".join(names).isspace())
    begun = io.StringIO()
    csv.writer(begun, lineterminator="\n").writerow(names)
    content = begun.getvalue().encode() + rest
    stream = CsvStream(_chunks(content, chunk))
    read = b"".join(iter(lambda: stream.read(piece), b""))
    assert list(stream.header) == names
    assert read == rest
    assert stream.sha256() == hashlib.sha256(content).hexdigest()


def test_all_at_once_and_nothing_left() -> None:
    """As a file does it."""
    stream = CsvStream([b"a,b\n1,", b"2\n"])
    assert stream.read() == b"1,2\n"
    assert stream.read(10) == b""


def test_the_checksum_covers_what_was_not_read() -> None:
    """A load that stops early must not accept half a file."""
    stream = CsvStream([b"a\n", b"1\n", b"2\n"])
    assert stream.sha256() == hashlib.sha256(b"a\n1\n2\n").hexdigest()


def test_windows_lines_and_a_byte_order_mark() -> None:
    """Spreadsheets write both."""
    assert CsvStream([b"\xef\xbb\xbfa,b\r\n1,2\r\n"]).header == ("a", "b")
    assert CsvStream([b"a,b"]).header == ("a", "b")


@pytest.mark.parametrize("content", [b"", b"\n", b"  \n1\n", b'"' + b"x" * 300_000])
def test_no_header(content: bytes) -> None:
    """An empty file, or one whose first line never ends."""
    with pytest.raises(TableMistake, match="Kopfzeile"):
        CsvStream(_chunks(content, 65_536))


def test_a_header_in_another_encoding() -> None:
    """Said before anything is loaded."""
    with pytest.raises(TableMistake, match="UTF-8"):
        CsvStream(["Größe\n".encode("latin-1")])
