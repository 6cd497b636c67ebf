# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Read NDJSON: one record is a line that is not blank.

The fast path of the platform: a chunk becomes a column of text without an object per line; single lines are
only looked at in chunks where something is wrong. Keep out: JSON validity, which landing decides in SQL.
"""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from godonu_platform.sources.delivery_file import Inspection
from godonu_platform.sources.json_text import WHITE_SPACE, escape_problem, is_too_deep, is_utf8, keys_of
from godonu_platform.sources.line_scan import Chunk, Positions, chunks
from godonu_platform.sources.reader import (
    DEFAULT_CHUNK,
    DEPTH_LIMIT,
    RECORD_LIMIT,
    Batch,
    OpenDelivery,
    ReaderOptions,
    text_batch,
)
from godonu_platform.sources.text_stream import TextStream

_LINES_FOR_KEYS = 1000
"""How many records are tried until one gives its keys."""


def open_ndjson(
    path: Path, inspection: Inspection, options: ReaderOptions, *, chunk_bytes: int = DEFAULT_CHUNK
) -> OpenDelivery:
    """Open a delivery of one JSON object per line; the field names are the keys of the first readable record."""
    batches = _batches(path, inspection, chunk_bytes)
    first = next(batches, None)
    if first is None:
        return OpenDelivery([], iter(()))
    return OpenDelivery(_first_keys(first), chain([first], batches))


def _first_keys(batch: Batch) -> list[str]:
    for value in batch.table.column("json").slice(0, _LINES_FOR_KEYS):
        keys = keys_of(value.as_py()) if value.is_valid else None
        if keys is not None:
            return keys
    return []


def _batches(path: Path, inspection: Inspection, chunk_bytes: int) -> Iterator[Batch]:
    next_record = 1
    with TextStream(path, inspection) as stream:
        for chunk in chunks(stream, chunk_bytes):
            batch = _batch(chunk, inspection, next_record)
            if batch.table.num_rows:
                next_record += batch.table.num_rows
                yield batch


def _batch(chunk: Chunk, inspection: Inspection, first_record: int) -> Batch:
    problems = _problems(chunk, inspection)
    offsets = chunk.offsets
    if chunk.ends_oversized:
        problems[len(offsets) - 1] = "zu_gross"
        offsets = np.append(offsets, offsets[-1])
    count = len(offsets) - 1
    texts = pa.StringArray.from_buffers(
        count, pa.py_buffer(offsets.astype(np.int32)), chunk.buffer, _validity(count, problems)
    )
    lines = np.arange(chunk.first_line, chunk.first_line + count)
    blank = _blank_lines(chunk)
    if len(blank):
        kept = np.delete(np.arange(count), blank)
        place = {int(row): new for new, row in enumerate(kept)} if problems else {}
        problems = {place[row]: code for row, code in problems.items() if row in place}
        texts, lines, count = texts.filter(_bits(kept, count)), lines[kept], len(kept)
    record_nos = np.arange(first_record, first_record + count)
    return text_batch(record_nos, lines, problems, {"json": texts}, "json")


def _validity(count: int, problems: dict[int, str]) -> pa.Buffer | None:
    """Make the bitmap that turns records with a problem into null."""
    if not problems:
        return None
    return _bits(np.delete(np.arange(count), list(problems)), count).buffers()[1]


def _bits(rows: npt.NDArray[np.int64], count: int) -> pa.Array:
    """Make a column of yes and no that says yes for these rows."""
    chosen = np.zeros(count, bool)
    chosen[rows] = True
    return pa.Array.from_buffers(pa.bool_(), count, [None, pa.py_buffer(np.packbits(chosen, bitorder="little"))])


def _blank_lines(chunk: Chunk) -> npt.NDArray[np.int64]:
    starts = chunk.offsets[:-1]
    first_bytes = np.frombuffer(chunk.buffer, np.uint8)[starts]
    candidates = np.flatnonzero(np.isin(first_bytes, list(WHITE_SPACE)))
    view = chunk.view
    blank = [row for row in map(int, candidates) if not bytes(_line(view, chunk, row)).strip(WHITE_SPACE)]
    return np.array(blank, np.int64)


def _line(view: memoryview, chunk: Chunk, row: int) -> memoryview:
    return view[chunk.offsets[row] : chunk.offsets[row + 1]]


def _problems(chunk: Chunk, inspection: Inspection) -> dict[int, str]:
    """Give the reason codes by line; the first that holds counts, the gravest are looked for first."""
    problems: dict[int, str] = {}
    large = np.flatnonzero(np.diff(chunk.offsets) > RECORD_LIMIT)
    problems.update((int(row), "zu_gross") for row in large)
    if inspection.has_nul:
        for row in _lines_with_nul(chunk):
            problems.setdefault(int(row), "nul_zeichen")
    if inspection.may_be_broken:
        _mark_broken(chunk, problems)
    view = chunk.view
    for row in _lines_with_odd_escapes(chunk):
        code = escape_problem(bytes(_line(view, chunk, row)))
        if code:
            problems.setdefault(int(row), code)
    for row in _lines_with_many_openers(chunk):
        if int(row) not in problems and is_too_deep(bytes(_line(view, chunk, row))):
            problems[int(row)] = "zu_tief"
    return problems


def _lines_with_nul(chunk: Chunk) -> Positions:
    end = int(chunk.offsets[-1])
    places = np.flatnonzero(np.frombuffer(chunk.buffer, np.uint8)[:end] == 0)
    return np.unique(chunk.line_of(places[places >= chunk.offsets[0]]))


def _mark_broken(chunk: Chunk, problems: dict[int, str]) -> None:
    """Find lines that are not valid UTF-8, and blank them out: an Arrow text must be valid even where it is null."""
    view = chunk.view
    begin, end = int(chunk.offsets[0]), int(chunk.offsets[-1])
    if is_utf8(bytes(view[begin:end])):
        return
    for row in range(len(chunk.offsets) - 1):
        line = _line(view, chunk, row)
        if not is_utf8(bytes(line)):
            problems.setdefault(row, "zeichensatz")
            line[:] = b"-" * len(line)


def _lines_with_odd_escapes(chunk: Chunk) -> Positions:
    r"""Give the lines that hold ``\u0000`` or ``\uD8..`` to ``\uDF..``, whether really escaped or not."""
    values = np.frombuffer(chunk.buffer, np.uint8)
    begin, end = chunk.offsets[0], chunk.offsets[-1]
    places: Positions = chunk.backslashes[(chunk.backslashes >= begin) & (chunk.backslashes < end - 5)]
    places = places[values[places + 1] == ord("u")]
    if not len(places):
        return np.empty(0, np.int64)
    digits = [values[places + ahead] for ahead in (2, 3, 4, 5)]
    nul = (digits[0] == 0x30) & (digits[1] == 0x30) & (digits[2] == 0x30) & (digits[3] == 0x30)
    surrogate = ((digits[0] | 0x20) == ord("d")) & (digits[1] >= ord("8"))
    return np.unique(chunk.line_of(places[nul | surrogate]))


def _lines_with_many_openers(chunk: Chunk) -> Positions:
    """Give the lines with more opening brackets than the depth limit: only these can be too deep."""
    if len(chunk.openers) <= DEPTH_LIMIT:
        return np.empty(0, np.int64)
    until: Positions = np.searchsorted(chunk.openers, chunk.offsets).astype(np.int64)
    return np.flatnonzero(np.diff(until) > DEPTH_LIMIT).astype(np.int64)
