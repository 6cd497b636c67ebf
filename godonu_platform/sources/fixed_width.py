# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Read fixed width text (GV100AD and the like): one record is a line that is not blank.

Which characters make a field stands in the mapping file. Keep out: meaning of fields and of record types.
"""

from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

from godonu_platform.sources.csv_records import Row, rows_batch
from godonu_platform.sources.delivery_file import Inspection
from godonu_platform.sources.reader import DEFAULT_CHUNK, TECHNICAL_COLUMNS, Batch, OpenDelivery, ReaderOptions
from godonu_platform.sources.refusal import RefusedDelivery
from godonu_platform.sources.text_lines import LineFeed
from godonu_platform.sources.text_stream import TextStream

_BATCH_RECORDS = 50_000
_BATCH_CHARACTERS = 16 * 1024 * 1024


def open_fixed_width(
    path: Path, inspection: Inspection, options: ReaderOptions, *, chunk_bytes: int = DEFAULT_CHUNK
) -> OpenDelivery:
    """Open a fixed width delivery; raises RefusedDelivery when the mapping names no fields."""
    if not options.fields:
        raise RefusedDelivery(
            "satzaufbau_fehlt",
            "Für eine Datei mit festen Spaltenbreiten muss die Zuordnung unter reader.fields die Stellen nennen.",
        )
    fields = {f"{name}_" if name in TECHNICAL_COLUMNS else name: cut for name, cut in options.fields.items()}
    return OpenDelivery(list(fields), _batches(path, inspection, fields, chunk_bytes))


def _batches(
    path: Path, inspection: Inspection, fields: Mapping[str, tuple[int, int]], chunk_bytes: int
) -> Iterator[Batch]:
    names = list(fields)
    next_record, size = 1, 0
    waiting: list[Row] = []
    for row in _rows(path, inspection, fields, chunk_bytes):
        waiting.append(row)
        size += row.size
        if len(waiting) >= _BATCH_RECORDS or size > _BATCH_CHARACTERS:
            yield rows_batch(waiting, names, next_record)
            next_record, size, waiting = next_record + len(waiting), 0, []
    if waiting:
        yield rows_batch(waiting, names, next_record)


def _rows(path: Path, inspection: Inspection, fields: Mapping[str, tuple[int, int]], chunk_bytes: int) -> Iterator[Row]:
    cuts = [(first - 1, last) for first, last in fields.values()]
    needed = max(last for _, last in cuts)
    is_padded: bool | None = None
    with closing(TextStream(path, inspection)) as stream:
        feed = LineFeed(stream, chunk_bytes)
        while True:
            feed.begin_record()
            text = next(feed.given, None)
            if text is None:
                return
            text = text.rstrip("\r\n")
            problem = "zu_gross" if feed.oversized else _problem(text, inspection)
            if not problem and not text.strip():
                continue
            # A file that pads its lines shows a torn one by its length; one that trims them does not.
            if is_padded is None and not problem:
                is_padded = len(text) >= needed
            if is_padded and not problem and len(text) < needed:
                problem = "spaltenzahl"
            cells = [] if problem else [text[begin:end].strip() for begin, end in cuts]
            yield Row(feed.line, cells, problem, feed.record_size)


def _problem(text: str, inspection: Inspection) -> str | None:
    if inspection.has_nul and "\0" in text:
        return "nul_zeichen"
    if inspection.may_be_broken:
        try:
            text.encode("utf-8")
        except UnicodeEncodeError:
            return "zeichensatz"
    return None
