# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Searches everything that is stored for case numbers and pseudonyms: bytes, gzip, Parquet, SQLite, DuckDB.

The proof of an erasure rests on it, so it knows nothing of how rows were removed. Keep out: removing; values of any
kind in what it returns.
"""

from __future__ import annotations

import gzip
import sqlite3
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path

from godonu_platform.governance.erasure_pages import parquet_hits, warehouse_hits
from godonu_platform.governance.erasure_request import spellings
from godonu_platform.project import Project

_BLOCK = 8 * 1024 * 1024
_GZIP, _PARQUET, _SQLITE, _DUCKDB = b"\x1f\x8b", b"PAR1", b"SQLite format 3\x00", b"DUCK"
_WORD = frozenset(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
_AREAS = {
    "deliveries": "Lieferungen",
    "lake": "Datensee",
    "quarantine": "Quarantäne",
    "warehouse.duckdb": "Warehouse",
    "warehouse_ro.duckdb": "Warehouse-Kopie",
    "dagster": "Dagster",
    "dbt": "Protokolle und dbt",
    "lineage": "Ausgang (OpenLineage)",
    "reports": "Berichte",
    "releases": "Veröffentlichungen",
    "catalogue": "Katalog",
}
INBOX, OTHER = "Eingang", "Übriges"
AREAS = (*_AREAS.values(), INBOX, OTHER)


class Search:
    """What is looked for: words (case numbers) and pseudonyms."""

    def __init__(self, words: Iterable[str], pseudonyms: Iterable[str]) -> None:
        """Make the needles once, in every way in which a word may be written in a file."""
        self.words, self.pseudonyms = sorted(set(words)), sorted(set(pseudonyms))
        # how wide a character is beside which a word ends; 0: it may stand inside of anything
        needles: dict[bytes, int] = dict.fromkeys((pseudonym.encode() for pseudonym in self.pseudonyms), 0)
        for word in self.words:
            needles |= dict.fromkeys((word.encode("utf-16-le"), word.encode("utf-16-be")), 2)
            needles |= dict.fromkeys((spelling.encode() for spelling in spellings(word)), 1)
            needles[word.encode("cp1252", "ignore")] = 1
        self._needles = needles

    def __call__(self, project: Project, skipped: Path) -> dict[str, int]:
        """Return how often anything was found, by area; nothing below `skipped` is looked at."""
        found: Counter[str] = Counter(dict.fromkeys(AREAS, 0))
        for root, area_of in ((project.data, _area), (project.inbox, lambda place: INBOX)):
            for path in _files(root, skipped):
                if root == project.data and path.is_relative_to(project.inbox):
                    continue
                found[area_of(path.relative_to(root))] += self.in_file(path)
        return dict(found)

    def in_file(self, path: Path) -> int:
        """Return how often anything stands in a file, its name included."""
        found = self._in_bytes([path.name.encode("utf-8", "surrogateescape")])
        head = _head(path)
        if head.startswith(_PARQUET):
            return found + parquet_hits(path, self.words, self.pseudonyms)
        if head.startswith(_GZIP):
            return found + self._in_bytes(_unpacked(path))
        found += self._in_bytes(_blocks(path))
        if head.startswith(_SQLITE):
            found += self._in_sqlite(path)
        elif head[8:12] == _DUCKDB:
            found += warehouse_hits(path, self.words, self.pseudonyms)
        return found

    def _in_bytes(self, blocks: Iterable[bytes]) -> int:
        """Count occurrences; a block keeps the end of the one before, so that nothing is cut in two."""
        if not self._needles:
            return 0
        overlap = max(map(len, self._needles)) + 2
        found, tail, begin = 0, b"", 0
        for block in blocks:
            text = tail + block
            # what lies wholly in the tail was counted with the block before
            found += sum(_count(text, needle, width, len(tail), begin) for needle, width in self._needles.items())
            tail = text[-overlap:]
            begin += len(text) - len(tail)
        return found

    def _in_sqlite(self, path: Path) -> int:
        """Look into cells too: long texts are cut up over the pages of the file."""
        found = 0
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            connection.text_factory = bytes
            tables = connection.execute("select name from sqlite_master where type = 'table'").fetchall()
            for (name,) in tables:
                quoted = name.decode().replace('"', '""')
                for row in connection.execute(f'select * from "{quoted}"'):
                    found += self._in_bytes([cell for cell in row if isinstance(cell, bytes) and len(cell) > 3000])
        return found


def _count(text: bytes, needle: bytes, width: int, seen: int, begin: int) -> int:
    """Count a needle in a part of a file that begins at a place; what ends within `seen` was counted before."""
    found, place = 0, text.find(needle)
    while place >= 0:
        end = place + len(needle)
        beside = (text[max(place - width, 0) : place], text[end : end + width])
        whole = width < 2 or (begin + place) % 2 == 0  # two bytes to a character: halves of two make none
        found += end > seen and whole and not any(map(_is_word, beside))
        place = text.find(needle, place + 1)
    return found


def _is_word(sign: bytes) -> bool:
    """Whether a character, in one byte or in two, goes on with a word."""
    return any(byte in _WORD for byte in sign) and (len(sign) < 2 or 0 in sign)


def _area(place: Path) -> str:
    return _AREAS.get(place.parts[0], OTHER)


def _files(root: Path, skipped: Path) -> Iterator[Path]:
    if root.is_dir():
        yield from (
            path
            for path in sorted(root.rglob("*"))
            if path.is_file() and not path.is_symlink() and not path.is_relative_to(skipped)
        )


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(16)


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from iter(lambda: file.read(_BLOCK), b"")


def _unpacked(path: Path) -> Iterator[bytes]:
    read: Callable[[int], bytes]
    try:
        with gzip.open(path) as file:
            read = file.read
            yield from iter(lambda: read(_BLOCK), b"")
    except (OSError, EOFError, zlib.error):
        yield from _blocks(path)  # no archive after all, or a broken one: its bytes are all there is
