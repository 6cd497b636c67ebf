# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The search for planted tokens finds each of them in each wrapping; else its silence would mean nothing."""

from __future__ import annotations

import base64
import contextlib
import gzip
import html
import json
import sqlite3
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.end_to_end.planted_tokens import COUNTS, planted
from tests.end_to_end.token_search import TokenSearch

TOKENS = planted()
TEXT = "\n".join(token.text for token in TOKENS)


def test_the_tokens_are_what_they_claim_to_be() -> None:
    assert len(set(TOKENS)) == 1000
    assert {kind: sum(t.kind == kind for t in TOKENS) for kind in COUNTS} == COUNTS
    assert planted() == TOKENS


def _parquet(place: Path, **options: Any) -> None:
    lines = [f"Akte {token.text}, erledigt" for token in TOKENS]
    pq.write_table(pa.table({"nr": list(range(1000)), "text": lines}), place, **options)


def _sqlite(place: Path) -> None:
    with contextlib.closing(sqlite3.connect(place)) as connection:
        connection.execute("create table runs (id integer, body text, packed blob)")
        for number, token in enumerate(TOKENS):
            packed = zlib.compress(json.dumps({"t": token.text}).encode()) if number % 2 else None
            connection.execute("insert into runs values (?, ?, ?)", (number, None if packed else token.text, packed))
        connection.commit()


def _duckdb(place: Path) -> None:
    with duckdb.connect(str(place)) as connection:
        rows = pa.table({"text": [token.text for token in TOKENS]})
        connection.sql("create schema marts; create table marts.a as select * from rows")
        assert rows.num_rows == 1000


WRAPPINGS: dict[str, Callable[[Path], object]] = {
    "parquet": lambda p: _parquet(p, compression="zstd"),
    "parquet without dictionary": lambda p: _parquet(p, compression="snappy", use_dictionary=False),
    "gzip": lambda p: p.write_bytes(gzip.compress(TEXT.encode())),
    "torn gzip": lambda p: p.write_bytes(gzip.compress((TEXT + "\n" + "x1y2" * 9999).encode())[:-40]),
    "gzip in parts": lambda p: p.write_bytes(b"".join(gzip.compress(f"{token.text}\n".encode()) for token in TOKENS)),
    "sqlite": _sqlite,
    "duckdb": _duckdb,
    "utf-16": lambda p: p.write_bytes(TEXT.encode("utf-16")),
    "utf-16 without mark": lambda p: p.write_bytes(TEXT.encode("utf-16-be")),
    "latin-1": lambda p: p.write_bytes(TEXT.encode("latin-1")),
    "url": lambda p: p.write_text("".join(f"&q={quote(t.text, safe='')}" for t in TOKENS)),
    "url twice": lambda p: p.write_text("".join(f"&q={quote(quote(t.text, safe=''), safe='')}" for t in TOKENS)),
    "html": lambda p: p.write_text("".join(f"<p>{''.join(f'&#{ord(sign)};' for sign in t.text)}</p>" for t in TOKENS)),
    "html names": lambda p: p.write_text(html.escape(TEXT).replace("ü", "&uuml;").replace("@", "&commat;")),
    "json": lambda p: p.write_text(json.dumps([t.text for t in TOKENS]).replace("/", "\\/")),
    "json in json": lambda p: p.write_text(json.dumps({"a": json.dumps({"b": TEXT}, ensure_ascii=False)})),
    "bytes in a repr": lambda p: p.write_text(repr(TEXT.encode())),
    "base64": lambda p: p.write_text(base64.b64encode(TEXT.encode()).decode()),
    "upper case": lambda p: p.write_text("".join(sign if sign == "ß" else sign.upper() for sign in TEXT)),
    "without separators": lambda p: p.write_text(" ".join(min(t.forms, key=len) for t in TOKENS)),
}


@pytest.mark.parametrize("name", list(WRAPPINGS))
def test_the_search_finds_every_token_in_every_wrapping(name: str, tmp_path: Path) -> None:
    WRAPPINGS[name](tmp_path / "file")
    search = TokenSearch(TOKENS)
    search.files(tmp_path)
    assert len(search.found) == 1000, [t for t in TOKENS if t not in search.found][:5]


def test_the_search_finds_nothing_where_nothing_is(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("Wunibald Knorzebein, OF-AB 12, DE02 1203 0000 0000 2020 51, 069 8065-0\n" * 99)
    search = TokenSearch(TOKENS)
    search.files(tmp_path)
    assert not search.found
