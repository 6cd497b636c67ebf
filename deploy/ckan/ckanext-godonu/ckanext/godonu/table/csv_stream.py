# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Hands a CSV file to the database piece by piece: header taken off, checksum taken on the way, memory bounded.

Keep out: where the file lies and where its rows go.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Iterator

from ckanext.godonu.table.mistakes import TableMistake

# a header longer than this is no header
_MOST_HEADER = 256 * 1024
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class CsvStream:
    """The rows of a CSV file as something to read from; `header` stands ready after the beginning."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        """Read as far as the header goes; raises TableMistake when there is none."""
        self._chunks: Iterator[bytes] = iter(chunks)
        self._digest = hashlib.sha256()
        self._rest = b""
        self.header = self._read_header()

    def read(self, size: int = -1) -> bytes:
        """Return at most `size` bytes after the header, b"" at the end."""
        if size is None or size < 0:
            pieces = [self._rest, *iter(self._next, b"")]
            self._rest = b""
            return b"".join(pieces)
        if not self._rest:
            self._rest = self._next()
        piece, self._rest = self._rest[:size], self._rest[size:]
        return piece

    def sha256(self) -> str:
        """Return the checksum of the whole file; whatever has not been read yet is read now."""
        while self._next():
            pass
        return self._digest.hexdigest()

    def _next(self) -> bytes:
        for chunk in self._chunks:
            self._digest.update(chunk)
            if chunk:
                return chunk
        return b""

    def _read_header(self) -> tuple[str, ...]:
        begun = b""
        while (end := _end_of_record(begun)) < 0 and len(begun) <= _MOST_HEADER:
            chunk = self._next()
            if not chunk:
                end = len(begun)
                break
            begun += chunk
        if end < 0 or not begun[:end].strip():
            raise TableMistake("resource_id", "Die Datei ist leer oder hat keine Kopfzeile.")
        self._rest = begun[end:]
        try:
            text = begun[:end].removeprefix(_BYTE_ORDER_MARK).decode("utf-8")
        except UnicodeDecodeError:
            raise TableMistake("resource_id", "Die Kopfzeile der Datei ist nicht in UTF-8 geschrieben.") from None
        return tuple(next(csv.reader([text.rstrip("\r\n")]), ()))


def _end_of_record(text: bytes) -> int:
    """Return where the first line ends that is not inside quotation marks, or -1."""
    quoted = False
    for position, byte in enumerate(text):
        if byte == 0x22:
            quoted = not quoted
        elif byte == 0x0A and not quoted:
            return position + 1
    return -1
