# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Copies a JSON array without some of its elements, which need not stand in lines of their own.

Keep out: which elements these are, and the finding of their ends (sources.json_array does it for landing too).
"""

from __future__ import annotations

import codecs
from collections.abc import Collection, Sequence
from typing import IO

from godonu_platform.governance.erasure_records import Reading
from godonu_platform.sources.json_array import elements
from godonu_platform.sources.json_window import Window
from godonu_platform.sources.text_stream import TextStream

_CHUNK = 4 * 1024 * 1024


class CopyingWindow(Window):
    """Remembers the text that has been passed since it was last taken."""

    def __init__(self, stream: TextStream, chunk_bytes: int) -> None:
        """Begin with nothing passed."""
        super().__init__(stream, chunk_bytes)
        self._passed: list[str] = []

    def pass_to(self, place: int) -> None:
        """Pass over text and keep it."""
        self._passed.append(self.text[self.at : place])
        super().pass_to(place)

    def take(self) -> str:
        """Return what was passed since the last call."""
        passed, self._passed = "".join(self._passed), []
        return passed


def without_elements(
    reading: Reading, out: IO[bytes], gone: Collection[int], suspects: Collection[int], names: Sequence[bytes]
) -> tuple[frozenset[int], int]:
    """Copy an array without some elements; return which went (suspects only if they name a case), and their total."""
    encode = _Encoder(reading)
    out.write(encode.mark)
    went: set[int] = set()
    total = 0
    first_kept = True
    with TextStream(reading.path, reading.inspection) as stream:
        window = CopyingWindow(stream, _CHUNK)
        for total, _ in enumerate(elements(window, {}), start=1):
            piece = window.take()
            if total == 1:
                begin = piece.index("[") + 1
                out.write(encode(piece[:begin]))
                piece = piece[begin:]
            goes = total in gone or (total in suspects and _names_a_case(piece, names))
            if goes:
                went.add(total)
                out.write(encode("\n" * piece.count("\n")))
                continue
            # the comma before an element belongs to it: the first one that stays has none
            out.write(encode(_without_comma(piece) if first_kept else piece))
            first_kept = False
        out.write(encode(window.take()))
    return frozenset(went), total


def _names_a_case(piece: str, names: Sequence[bytes]) -> bool:
    raw = piece.encode("utf-8", "surrogatepass")
    return any(name in raw for name in names)


def _without_comma(piece: str) -> str:
    bare = piece.lstrip(" \t\r\n,")
    return piece[: len(piece) - len(bare)].replace(",", "") + bare


class _Encoder:
    """Writes text as the delivery was written; what could not be read stays unreadable."""

    def __init__(self, reading: Reading) -> None:
        encoding = str(reading.inspection.encoding)
        self.mark = {"utf-8-sig": codecs.BOM_UTF8, "utf-16": codecs.BOM_UTF16_LE}.get(encoding, b"")
        self._encoding = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le"}.get(encoding, encoding)

    def __call__(self, text: str) -> bytes:
        if self._encoding == "cp1252":
            return b"\x81".join(part.encode("cp1252", "replace") for part in text.split("\udcff"))
        return text.encode(self._encoding, "surrogatepass")
