# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The text of an inspected file as a stream of UTF-8 bytes: unpacked, without BOM, transcoded.

Keep out: lines, records, and the finding of encodings (the inspection has done it).
"""

import codecs
import os
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

from godonu_platform.sources.delivery_file import Inspection, open_regular, read_into, refuse_change
from godonu_platform.sources.encoding import BROKEN
from godonu_platform.sources.gzip_stream import gunzip
from godonu_platform.sources.refusal import RefusedDelivery

BLOCK_BYTES = 1024 * 1024


class TextStream:
    """An open delivery; characters that cannot be read come out as bytes that are not valid UTF-8.

    At the end of the text it makes sure that the file is still the one that was inspected.
    """

    def __init__(self, path: Path, inspection: Inspection) -> None:
        self._path = path
        self._inspection = inspection
        self._file = open_regular(path)
        self._before = os.fstat(self._file.fileno())
        self._pending = memoryview(b"")
        # Plain UTF-8 goes from the disk straight into the reader's buffer.
        self._direct = not inspection.compressed and inspection.encoding in ("utf-8", "utf-8-sig")
        self._blocks = self._converted()
        if self._before.st_size != inspection.size:
            self.close()
            raise RefusedDelivery(
                "waehrend_des_lesens_geaendert",
                "Die Datei ist seit der ersten Prüfung größer oder kleiner geworden. Bitte erneut einlesen.",
            )
        if self._direct and inspection.encoding == "utf-8-sig":
            self._file.seek(len(codecs.BOM_UTF8))

    def __enter__(self) -> "TextStream":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; harmless when it is closed."""
        self._file.close()

    def fill(self, target: memoryview) -> int:
        """Fill the whole buffer; a smaller number than its length means the end of the text."""
        filled = 0
        while filled < len(target):
            count = self._read_some(target[filled:])
            if not count:
                break
            filled += count
        return filled

    def read(self, count: int) -> bytes:
        """Give so many bytes, or all that is left; empty at the end."""
        buffer = bytearray(count)
        return bytes(memoryview(buffer)[: self.fill(memoryview(buffer))])

    def _read_some(self, target: memoryview) -> int:
        if self._direct:
            count = read_into(self._file, target)
            if not count:
                refuse_change(self._path, self._file, self._before)
            return count
        while not self._pending:
            block = next(self._blocks, None)
            if block is None:
                return 0
            self._pending = memoryview(block)
        count = min(len(target), len(self._pending))
        target[:count] = self._pending[:count]
        self._pending = self._pending[count:]
        return count

    def _stored(self) -> Iterator[bytes]:
        buffer = memoryview(bytearray(BLOCK_BYTES))
        while count := read_into(self._file, buffer):
            yield bytes(buffer[:count])
        refuse_change(self._path, self._file, self._before)

    def _converted(self) -> Iterator[bytes]:
        blocks = gunzip(self._stored()) if self._inspection.compressed else self._stored()
        if self._inspection.encoding == "utf-8":
            yield from blocks
            return
        if self._inspection.encoding == "utf-8-sig":
            yield from _without_bom(blocks)
            return
        decoder = codecs.getincrementaldecoder(self._inspection.encoding)(errors=BROKEN)
        for block in blocks:
            yield decoder.decode(block).encode("utf-8", "surrogatepass")
        yield decoder.decode(b"", True).encode("utf-8", "surrogatepass")


def _without_bom(blocks: Iterator[bytes]) -> Iterator[bytes]:
    head = b""
    for block in blocks:
        head += block
        if len(head) >= len(codecs.BOM_UTF8):
            break
    yield head[len(codecs.BOM_UTF8) :]
    yield from blocks
