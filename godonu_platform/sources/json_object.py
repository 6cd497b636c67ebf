# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Read a file that is one JSON object: the whole file is one record (PVOG detail, for instance).

Keep out: picking single keys; the mapping file says what becomes of them.
"""

from pathlib import Path

from godonu_platform.sources.delivery_file import Inspection
from godonu_platform.sources.json_text import WHITE_SPACE, keys_of, problem_of
from godonu_platform.sources.reader import (
    DEFAULT_CHUNK,
    RECORD_LIMIT,
    OpenDelivery,
    ReaderOptions,
    text_batch,
    text_column,
)
from godonu_platform.sources.text_stream import TextStream


def open_json_object(
    path: Path, inspection: Inspection, options: ReaderOptions, *, chunk_bytes: int = DEFAULT_CHUNK
) -> OpenDelivery:
    """Open a delivery of a single JSON object; a file of white space has no record."""
    with TextStream(path, inspection) as stream:
        # One byte more than a record may have is enough to see that it is too large.
        text = stream.read(min(inspection.text_bytes * 3, RECORD_LIMIT + 1))
    start = len(text) - len(text.lstrip(WHITE_SPACE))
    if start == len(text):
        return OpenDelivery([], iter(()))
    problem = problem_of(text)
    content = text_column([None if problem else text[start:].decode("utf-8")])
    problems = {0: problem} if problem else {}
    batch = text_batch([1], [1 + text.count(b"\n", 0, start)], problems, {"json": content}, "json")
    return OpenDelivery([] if problem else keys_of(text) or [], iter((batch,)))
