# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""BOM first, else valid UTF-8, else CP1252; mixed files reject what is broken, and never show wrong letters."""

from __future__ import annotations

import codecs
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from godonu_platform.sources import RefusedDelivery
from godonu_platform.sources.encoding import EncodingCheck, Verdict

GERMAN = "Größe;Straße;Ärger „Spaß“ – 5 €\n"


def _verdict(data: bytes, block: int = 1 << 20) -> Verdict:
    check = EncodingCheck()
    buffer = bytearray(block)
    for start in range(0, len(data), block):
        part = data[start : start + block]
        buffer[: len(part)] = part
        check.feed(memoryview(buffer)[: len(part)])
    return check.finish()


@pytest.mark.parametrize("block", [1, 2, 3, 7, 1 << 20])
@pytest.mark.parametrize(
    ("data", "encoding", "mixed"),
    [
        (b"a;b\n1;2\n", "utf-8", False),
        (GERMAN.encode(), "utf-8", False),
        (codecs.BOM_UTF8 + GERMAN.encode(), "utf-8-sig", False),
        (codecs.BOM_UTF8 + GERMAN.encode() + b"\xe4\n", "utf-8-sig", True),
        (GERMAN.encode("cp1252"), "cp1252", False),
        ("Spaß“ Fuß… \n".encode("cp1252") * 3 + "Grün\n".encode("cp1252"), "cp1252", False),
        (GERMAN.encode("utf-16"), "utf-16", False),
        (codecs.BOM_UTF16_BE + GERMAN.encode("utf-16-be"), "utf-16", False),
        (GERMAN.encode() + GERMAN.encode("cp1252"), "utf-8", True),
        (GERMAN.encode("cp1252") + GERMAN.encode(), "utf-8", True),
        ("Grüße, Jürgen\n".encode("cp850"), "utf-8", True),
        ("a;Grün".encode()[:-2], "utf-8", True),
        (b"\xef", "utf-8", True),
        (b"", "utf-8", False),
    ],
)
def test_verdict(data: bytes, encoding: str, mixed: bool, block: int) -> None:
    said = _verdict(data, block)
    assert (said.encoding, said.mixed, said.text_bytes) == (encoding, mixed, len(data))


def test_utf32_is_refused() -> None:
    with pytest.raises(RefusedDelivery, match="unlesbar"):
        _verdict("abc".encode("utf-32"))


@pytest.mark.parametrize("data", [b"a\0b", "a\0b".encode("utf-16"), b"\xe4\0"])
def test_nul_is_seen(data: bytes) -> None:
    assert _verdict(data, 2).has_nul
    assert not _verdict("abc".encode("utf-16"), 2).has_nul


@given(st.text(), st.integers(1, 9))
def test_what_is_utf8_is_taken_as_utf8(text: str, block: int) -> None:
    said = _verdict(b"abcd" + text.encode(), block)
    assert (said.encoding, said.mixed, said.has_nul) == ("utf-8", False, "\0" in text)


@given(st.binary(), st.integers(1, 9))
def test_the_verdict_on_validity_does_not_depend_on_the_blocks(data: bytes, block: int) -> None:
    said = _verdict(b"abcd" + data, block)
    try:
        data.decode()
        valid = True
    except UnicodeDecodeError:
        valid = False
    assert valid == (said.encoding == "utf-8" and not said.mixed)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("chunk_bytes", [3, 1 << 20])
def test_every_encoding_is_read_alike(
    read: Callable[..., object], encoding: str, packed: bool, chunk_bytes: int
) -> None:
    lines = ['{"a": "Größe €"}', '{"a": "Straße"}']
    reading = read("\n".join(lines).encode(encoding), "ndjson", packed=packed, chunk_bytes=chunk_bytes)
    assert reading.texts == lines  # type: ignore[attr-defined]
    table = read("a;b\nGröße;€\n".encode(encoding), "csv", packed=packed, chunk_bytes=chunk_bytes)
    assert table.cells == [["Größe", "€"]]  # type: ignore[attr-defined]


def test_broken_records_of_a_mixed_file(read: Callable[..., object]) -> None:
    content = "Name;Zahl\nGröße;1\n".encode() + "Straße;2\n".encode("cp1252") + "Maß;3\n".encode()
    reading = read(content, "csv")
    assert reading.cells == [["Größe", "1"], ["Maß", "3"]]  # type: ignore[attr-defined]
    assert reading.problems == {2: "zeichensatz"}  # type: ignore[attr-defined]


def test_bytes_that_cp1252_does_not_define(read: Callable[..., object]) -> None:
    content = b"Name\n" + "Grüße äöüß\n".encode("cp1252") * 100 + b"x\x81\n"
    assert read(content, "csv").problems == {101: "zeichensatz"}  # type: ignore[attr-defined]


def test_utf16_that_is_cut_off_or_has_half_a_pair(read: Callable[..., object]) -> None:
    text = 'a\n"b"\nc'.encode("utf-16")
    assert read(text + b"\x00", "csv").problems == {2: "zeichensatz"}  # type: ignore[attr-defined]
    half = "a\n".encode("utf-16") + b"\x00\xd8x\x00\n\x00y\x00"
    reading = read(half, "csv")
    assert reading.problems == {1: "zeichensatz"}  # type: ignore[attr-defined]
    assert reading.cells == [["y"]]  # type: ignore[attr-defined]
