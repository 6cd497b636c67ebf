# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Cut a text into chunks of whole lines, and find what may be wrong in a chunk without touching every line.

Only arrays of positions are made, never an object per line: this is what lets gigabytes through.
Keep out: what a record is, and the making of batches.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from godonu_platform.sources.reader import RECORD_LIMIT
from godonu_platform.sources.text_stream import TextStream

Positions = npt.NDArray[np.int64]

_SLICE = 256 * 1024
"""Bytes that are scanned at a time: small enough to stay in the processor's cache."""


@dataclass(frozen=True)
class Chunk:
    """Whole lines in one buffer: line i is ``buffer[offsets[i]:offsets[i + 1]]``, its line break included.

    ``first_line`` is the physical number of the first. ``ends_oversized``: behind the last line comes one
    that is larger than a record may be; its content has been passed over.
    """

    buffer: pa.Buffer
    offsets: Positions
    backslashes: Positions
    openers: Positions
    first_line: int
    ends_oversized: bool

    @property
    def view(self) -> memoryview:
        """The buffer's bytes, writable."""
        return memoryview(self.buffer).cast("B")

    def line_of(self, positions: Positions) -> Positions:
        """Give for each byte position the line (0-based in the chunk) that holds it."""
        return np.searchsorted(self.offsets, positions, side="right").astype(np.int64) - 1


def chunks(stream: TextStream, chunk_bytes: int) -> Iterator[Chunk]:
    """Give the text in chunks of whole lines; memory is bounded by the chunk and the record limit."""
    carry: bytes | memoryview = b""
    line, skipping, at_end = 1, False, False
    while not at_end:
        buffer = pa.allocate_buffer(len(carry) + chunk_bytes)
        view = memoryview(buffer).cast("B")
        view[: len(carry)] = carry
        filled = len(carry) + stream.fill(view[len(carry) :])
        at_end = filled < len(view)
        breaks, backslashes, openers = _scan(np.frombuffer(buffer, np.uint8)[:filled])
        begin = 0
        if skipping:
            # The rest of the oversized line: it was counted when it was met.
            begin = int(breaks[0]) + 1 if len(breaks) else filled
            skipping = not len(breaks)
            breaks = breaks[1:]
        if at_end and not skipping and begin < filled and (not len(breaks) or breaks[-1] + 1 < filled):
            breaks = np.append(breaks, filled - 1)
        end = int(breaks[-1]) + 1 if len(breaks) else begin
        carry = view[end:filled]
        oversized = not skipping and len(carry) > RECORD_LIMIT
        if len(breaks) or oversized:
            offsets = np.concatenate([[begin], breaks + 1]).astype(np.int64)
            yield Chunk(buffer, offsets, backslashes, openers, line, oversized)
        line += len(breaks) + oversized
        if skipping or oversized:
            skipping, carry = True, b""


def _scan(values: npt.NDArray[np.uint8]) -> tuple[Positions, Positions, Positions]:
    """Find line breaks, backslashes and opening brackets."""
    found: tuple[list[Positions], ...] = ([], [], [])
    mask = np.empty(_SLICE, bool)
    folded = np.empty(_SLICE, np.uint8)
    for start in range(0, len(values), _SLICE):
        part = values[start : start + _SLICE]
        hits = mask[: len(part)]
        for byte, places in zip((0x0A, 0x5C), found[:2], strict=True):
            np.equal(part, byte, out=hits)
            places.append(np.flatnonzero(hits) + start)
        # In ASCII the two opening brackets differ in bit 0x20 alone.
        np.bitwise_or(part, 0x20, out=folded[: len(part)])
        np.equal(folded[: len(part)], 0x7B, out=hits)
        found[2].append(np.flatnonzero(hits) + start)
    breaks, backslashes, openers = (np.concatenate([np.empty(0, np.int64), *places]) for places in found)
    return breaks, backslashes, openers
