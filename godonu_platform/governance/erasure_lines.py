# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Empties lines of a text and copies all others byte by byte: CSV, NDJSON, fixed width, in any encoding.

Keep out: which lines a record has (erasure_rewrite).
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO

from godonu_platform.sources.delivery_file import Inspection

_BOMS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass
class Span:
    """The physical lines of a record, from 1; `last` None: to the end. Not certain: only if it names a case."""

    record: int
    first: int
    last: int | None
    certain: bool


def without_lines(
    blocks: Iterable[bytes],
    out: IO[bytes],
    inspection: Inspection,
    line_break: str,
    spans: Sequence[Span],
    names: Sequence[bytes],
) -> set[int]:
    """Copy a text without the lines of some records; return the records that went."""
    gone: set[int] = set()
    waiting = iter(spans)
    span = next(waiting, None)
    held: list[bytes] = []
    wide = inspection.encoding == "utf-16"
    written = False
    for number, line in enumerate(_lines(blocks, line_break, wide), start=1):
        if span is None or number < span.first:
            written = bool(out.write(line)) or written
            continue
        held.append(line)
        if span.last is not None and number >= span.last:
            written = _settle(out, span, held, names, gone, wide) or written
            span, held = next(waiting, None), []
    if span is not None and held:
        written = _settle(out, span, held, names, gone, wide) or written
    if not written:
        out.write("\n".encode("utf-16-le") if wide else b"\n")  # an empty file would not be a delivery
    return gone


def _settle(
    out: IO[bytes], span: Span, held: Sequence[bytes], names: Sequence[bytes], gone: set[int], wide: bool
) -> bool:
    text = b"".join(held)
    shown = text.decode("utf-16-le", "replace").encode() if wide else text
    if not span.certain and not any(name in shown for name in names if name):
        return bool(out.write(text))
    gone.add(span.record)
    return bool(out.write(b"".join(_emptied(line, wide) for line in held)))


def _emptied(line: bytes, wide: bool) -> bytes:
    """Return the line break of a line, and the byte order mark if it begins with one."""
    mark = next((bom for bom in _BOMS if line.startswith(bom)), b"")
    if not wide:
        return mark + line[len(line.rstrip(b"\r\n")) :]
    kept = len(line)
    while kept >= 2 and line[kept - 2 : kept] in (b"\r\0", b"\n\0", b"\0\r", b"\0\n"):
        kept -= 2
    return mark + line[kept:]


def _lines(blocks: Iterable[bytes], line_break: str, wide: bool) -> Iterator[bytes]:
    """Give the physical lines with their breaks, the last one perhaps without."""
    if wide:
        yield from _wide_lines(blocks, line_break)
        return
    sign = line_break.encode()
    carry = b""
    for block in blocks:
        *whole, carry = (carry + block).split(sign)
        yield from (line + sign for line in whole)
    if carry:
        yield carry


def _wide_lines(blocks: Iterable[bytes], line_break: str) -> Iterator[bytes]:
    """Split UTF-16 at whole characters; the byte order mark at the beginning says how they are written."""
    data = b"".join(blocks)
    encoding = "utf-16-be" if data.startswith(codecs.BOM_UTF16_BE) else "utf-16-le"
    sign = line_break.encode(encoding)
    begin = place = 0
    while (place := data.find(sign, place)) >= 0:
        if place % 2:  # half of one character and half of the next
            place += 1
            continue
        place += 2
        yield data[begin:place]
        begin = place
    if begin < len(data):
        yield data[begin:]
