# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Writes a delivery again without some records, in its own format, encoding and compression; all else byte by byte.

The lines of a record stay as empty lines, so that line numbers in reports still mean the lines that the deliverer sees.
Keep out: which records these are (erasure_records), and putting the file in its place (erasure_apply).
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from godonu_platform.governance.erasure_json import without_elements
from godonu_platform.governance.erasure_lines import Span, without_lines
from godonu_platform.governance.erasure_records import Reading
from godonu_platform.governance.erasure_request import Request, spellings
from godonu_platform.landing.staging import sync
from godonu_platform.sources.csv_dialect import find_dialect, head_text
from godonu_platform.sources.delivery_file import open_regular
from godonu_platform.sources.gzip_stream import gunzip
from godonu_platform.sources.reader import ReaderOptions

_BLOCK = 1024 * 1024
_ARRAY, _OBJECT, _LINE = "json_array", "json_object", "ndjson"


class CannotRewrite(RuntimeError):
    """A delivery cannot be written again without some records; the text is German."""


@dataclass(frozen=True)
class Wanted:
    """Record numbers that go for certain, and those that go when their text names a case."""

    gone: frozenset[int]
    suspects: frozenset[int]

    def __bool__(self) -> bool:
        """Whether there is anything to do at all."""
        return bool(self.gone or self.suspects)


@dataclass(frozen=True)
class Rewritten:
    """What became of the records of a delivery."""

    gone: frozenset[int]
    total: int


def rewrite(reading: Reading, target: Path, wanted: Wanted, request: Request) -> Rewritten:
    """Write the delivery of a fresh reading to a new file; the result says which suspects went too."""
    if reading.form == "eco_counter":
        raise CannotRewrite("Zählstellendateien enthalten keine Vorgänge und werden nicht umgeschrieben.")
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    names = _names(reading, request)
    with _output(target, compressed=reading.inspection.compressed) as out:
        if reading.form == _ARRAY:
            rewritten = Rewritten(*without_elements(reading, out, wanted.gone, wanted.suspects, names))
        elif reading.form == _OBJECT:
            text = b"".join(_stored(reading))
            goes = bool(wanted.gone) or (bool(wanted.suspects) and any(name in text for name in names))
            out.write(b"\n" if goes else text)
            rewritten = Rewritten(frozenset({1} if goes else ()), 1)
        else:
            spans, total = _spans(reading, wanted)
            gone = without_lines(_stored(reading), out, reading.inspection, _line_break(reading), spans, names)
            rewritten = Rewritten(frozenset(gone), total)
    sync(target)
    return rewritten


def _names(reading: Reading, request: Request) -> list[bytes]:
    """Return the case numbers as they stand in the bytes that are looked through: a suspect's fields are unknown."""
    encoding = {"utf-8-sig": "utf-8", "utf-16": "utf-8"}.get(reading.inspection.encoding, reading.inspection.encoding)
    encoding = "utf-8" if reading.form == _ARRAY else encoding
    return [spelling.encode(encoding, "ignore") for token in request.tokens for spelling in spellings(token)]


def _spans(reading: Reading, wanted: Wanted) -> tuple[list[Span], int]:
    """Return the lines of the wanted records: from a record's first line to the one before the next record."""
    spans: list[Span] = []
    total, open_span = 0, False
    for batch in reading.opened.batches():
        numbers = batch.table.column("record_no").to_pylist()
        lines = batch.table.column("line").to_pylist()
        total += len(numbers)
        for number, line in zip(numbers, lines, strict=True):
            if open_span:
                spans[-1].last = line - 1
                open_span = False
            if number in wanted.gone or number in wanted.suspects:
                spans.append(Span(number, line, None, certain=number in wanted.gone))
                open_span = reading.form != _LINE
                if reading.form == _LINE:
                    spans[-1].last = line
    return spans, total


def _line_break(reading: Reading) -> str:
    if reading.form != "csv":
        return "\n"
    mapping = reading.opened.mapping
    options = mapping.reader.options() if mapping else ReaderOptions()
    return find_dialect(head_text(reading.path, reading.inspection), options).line_break


def _stored(reading: Reading) -> Iterator[bytes]:
    with open_regular(reading.path) as file:
        blocks = iter(lambda: file.read(_BLOCK), b"")
        yield from gunzip(blocks) if reading.inspection.compressed else blocks


@contextmanager
def _output(target: Path, *, compressed: bool) -> Iterator[IO[bytes]]:
    with target.open("wb") as file:
        target.chmod(0o600)
        if not compressed:
            yield file
            return
        # without name and time, so that the same content gives the same bytes
        with gzip.GzipFile("", "wb", fileobj=file, mtime=0) as packed:
            yield packed  # type: ignore[misc]
