# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Searches files for tokens however they are wrapped: Parquet, gzip, SQLite, DuckDB, other encodings and escapes.

A search is only worth what it can find; the tests first let it find every token in each of these wrappings.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import hashlib
import html
import re
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from tests.end_to_end.planted_tokens import Token

_ENCODINGS = ("utf-8", "latin-1", "utf-16-le", "utf-16-be")
_WINDOW, _TABLE_BITS, _CHUNK = 8, 22, 8 * 1024 * 1024
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{16,}={0,2}")
_ESCAPE = re.compile(rb"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([/\"\\]))")
_DEEPEST = 4


class TokenSearch:
    """Finds tokens in bytes and in files, and remembers where."""

    def __init__(self, tokens: Iterable[Token]) -> None:
        """Prepare every form of every token in every encoding."""
        self.tokens = list(tokens)
        self.found: dict[Token, set[str]] = {}
        self._by_start: dict[int, list[tuple[bytes, Token]]] = {}
        self._longest = 0
        self._unpacked: set[bytes] = set()
        for token in self.tokens:
            for form in {spelling for text in token.forms for spelling in _spellings(text)}:
                for encoding in _ENCODINGS:
                    # bytes.lower() knows only ASCII; both cases of an umlaut are among the spellings
                    needle = form.encode(encoding).lower()
                    assert len(needle) >= _WINDOW, token
                    self._by_start.setdefault(int.from_bytes(needle[:_WINDOW], "little"), []).append((needle, token))
                    self._longest = max(self._longest, len(needle))
        self._table = np.zeros(1 << _TABLE_BITS, bool)
        self._table[self._places(np.fromiter(self._by_start, np.uint64, len(self._by_start)))] = True

    @staticmethod
    def _places(starts: Any) -> Any:
        return (starts * _FACTOR) >> np.uint64(64 - _TABLE_BITS)

    def files(self, folder: Path, leaving_out: Iterable[Path] = ()) -> None:
        """Search every file below a folder, and the names of files and folders, except some folders."""
        outside = tuple(leaving_out)
        for path in sorted(folder.rglob("*")):
            if any(path == place or place in path.parents for place in outside):
                continue
            self.text(str(path.relative_to(folder)), f"name of {path}")
            if path.is_file() and not path.is_symlink():
                self.file(path)

    def file(self, path: Path) -> None:
        """Search one file: its bytes, and what its format holds."""
        data = path.read_bytes()
        if data[:15] == b"SQLite format 3" or data[8:12] == b"DUCK" or data[:4] == b"PAR1":
            self._scan(data, str(path))
        else:
            self.blob(data, str(path))
        if data[:4] == b"PAR1":
            self.table(pq.read_table(path), f"{path} (Parquet)")
        elif data[:15] == b"SQLite format 3":
            for value in _sqlite_values(path):
                self.blob(value, f"{path} (SQLite)")
        elif data[8:12] == b"DUCK":
            with duckdb.connect(str(path), read_only=True) as connection:
                for schema, name in _duckdb_tables(connection):
                    rows = connection.sql(f'select * from "{schema}"."{name}"').to_arrow_table()
                    self.table(rows, f"{path} (DuckDB {schema}.{name})")

    def table(self, table: pa.Table, where: str) -> None:
        """Search every value of every column."""
        for name in table.column_names:
            values = {str(value) for value in table.column(name).unique().to_pylist() if value is not None}
            self.text("\n".join([name, *values]), f"{where}.{name}")

    def text(self, text: str, where: str) -> None:
        """Search a text."""
        self.blob(text.encode("utf-8", "surrogateescape"), where)

    def blob(self, data: bytes, where: str, depth: int = 0) -> None:
        """Search bytes, and what they turn into when unpacked or unescaped."""
        self._scan(data, where)
        digest = hashlib.sha1(data, usedforsecurity=False).digest()
        if depth < _DEEPEST and digest not in self._unpacked:
            self._unpacked.add(digest)
            for inner in _unpacked(data):
                self.blob(inner, where, depth + 1)
            for plain in _unescaped(data):
                self._scan(plain, where)
            for inner in _from_base64(data):
                self.blob(inner, where, depth + 1)

    def _scan(self, data: bytes, where: str) -> None:
        low = data.lower()
        for begin in range(0, max(len(low), 1), _CHUNK):
            part = low[begin : begin + _CHUNK + self._longest]
            for offset in range(min(_WINDOW, max(len(part) - _WINDOW + 1, 0))):
                starts = np.frombuffer(part, "<u8", (len(part) - offset) // _WINDOW, offset)
                for place in np.flatnonzero(self._table[self._places(starts)]).tolist():
                    at = offset + place * _WINDOW
                    for needle, token in self._by_start.get(int(starts[place]), ()):
                        if part.startswith(needle, at):
                            self.found.setdefault(token, set()).add(where)

    def report(self) -> str:
        """Say where which kinds were found; the tokens are made up, so they may be shown."""
        lines = [f"{token.kind} {token.text!r}: {sorted(places)[:4]}" for token, places in self.found.items()]
        return f"{len(lines)} of {len(self.tokens)} tokens found:\n" + "\n".join(lines[:40])


def _spellings(text: str) -> tuple[str, str, str]:
    return text, text.lower(), "".join(sign if sign == "ß" else sign.upper() for sign in text)


def _unpacked(data: bytes) -> Iterator[bytes]:
    if data[:2] == b"\x1f\x8b":
        yield _gunzipped(data)
    if data[:1] == b"\x78":
        with contextlib.suppress(zlib.error):
            yield zlib.decompress(data)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        yield data.decode("utf-16", "replace").encode("utf-8")


def _unescaped(data: bytes) -> Iterator[bytes]:
    """Give a text with one escape after the other undone, three rounds of them: an escape may be escaped."""
    for _ in range(3):
        before = data
        for undo in (_without_percent, _without_entities, _without_backslashes):
            plain = undo(data)
            if plain != data:
                data = plain
                yield data
        if data == before:
            return


def _without_percent(data: bytes) -> bytes:
    return unquote_to_bytes(data) if b"%" in data else data


def _without_entities(data: bytes) -> bytes:
    if b"&" not in data:
        return data
    return html.unescape(data.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")


def _without_backslashes(data: bytes) -> bytes:
    return _ESCAPE.sub(_sign, data) if b"\\" in data else data


def _sign(match: re.Match[bytes]) -> bytes:
    if match[1]:
        return chr(int(match[1], 16)).encode("utf-8", "surrogatepass")
    return bytes([int(match[2], 16)]) if match[2] else match[3]


def _gunzipped(data: bytes) -> bytes:
    """Unpack as far as it goes: a torn archive holds something too."""
    unpacked, at = [], 0
    while data[at : at + 2] == b"\x1f\x8b":
        packed = zlib.decompressobj(31)
        with contextlib.suppress(zlib.error):
            while at < len(data) and not packed.eof:
                unpacked.append(packed.decompress(data[at : at + 4096]))
                at = min(at + 4096, len(data))
        if not packed.eof:
            break
        at -= len(packed.unused_data)
    return b"".join(unpacked)


def _from_base64(data: bytes) -> Iterator[bytes]:
    found = []
    for run in _BASE64.findall(data):
        try:
            found.append(base64.b64decode(run.replace(b"-", b"+").replace(b"_", b"/") + b"===", validate=False))
        except (binascii.Error, ValueError):
            continue
    if found:
        yield b"\n".join(found)


def _sqlite_values(path: Path) -> Iterator[bytes]:
    """Give texts together and blobs one by one: a blob may be packed."""
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    connection.text_factory = bytes
    try:
        names = connection.execute("select name from sqlite_master where type = 'table'").fetchall()
        for table in (name.decode() for (name,) in names):
            texts: list[bytes] = []
            for row in connection.execute(f'select * from "{table}"'):
                for value in row:
                    if isinstance(value, bytes):
                        texts.append(value)
                        if value[:1] in (b"\x78", b"\x1f"):
                            yield value
            yield b"\n".join(texts)
    finally:
        connection.close()


def _duckdb_tables(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    return connection.execute(
        "select table_schema, table_name from information_schema.tables where table_type = 'BASE TABLE'"
    ).fetchall()
