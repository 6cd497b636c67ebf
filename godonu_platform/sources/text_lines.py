# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Physical lines of a text, decoded, with bounded memory however long a line or a quoted record is.

Keep out: the rules of CSV or of fixed width.
"""

import codecs
from collections.abc import Iterator

from godonu_platform.sources.encoding import BROKEN
from godonu_platform.sources.reader import RECORD_LIMIT
from godonu_platform.sources.text_stream import TextStream

BLOCK_BYTES = 1024 * 1024


class LineFeed:
    """Gives the lines one by one, each with its line break; ``line`` is the number of the last one given.

    A reader of records calls ``begin_record`` between two records. A record that grows over the limit is
    emptied from there on (its quotation marks stay, so that its end is found) and ``oversized`` is set.
    """

    def __init__(self, stream: TextStream, chunk_bytes: int, quote: str | None = None, line_break: str = "\n") -> None:
        self._stream = stream
        self._chunk_bytes = min(chunk_bytes, BLOCK_BYTES)
        self._quote = quote
        self._line_break = line_break
        self.record_size = 0
        self._lines_in_record = 0
        self.line = 0
        self.oversized = False
        self.given = self._lines()

    def begin_record(self) -> None:
        """Say that the lines given so far belong to former records."""
        self.record_size = self._lines_in_record = 0
        self.oversized = False

    def _lines(self) -> Iterator[str]:
        for text, cut in self._whole_lines():
            self.line += 1
            self.record_size += len(text) + 1
            if cut or self.record_size > RECORD_LIMIT:
                self.oversized = True
                # The first line of a record tells nothing about open quotes: it is taken as the whole record.
                yield self._only_quotes(text) if self._lines_in_record else ""
            else:
                yield text + "\n"
            self._lines_in_record += 1

    def _whole_lines(self) -> Iterator[tuple[str, bool]]:
        """Give each line without its break, and whether it was cut because it is too long."""
        decoder = codecs.getincrementaldecoder("utf-8")(errors=BROKEN)
        carry, cut, at_end = "", False, False
        while not at_end:
            block = self._stream.read(self._chunk_bytes)
            at_end = len(block) < self._chunk_bytes
            parts = (carry + decoder.decode(block, at_end)).split(self._line_break)
            carry = parts.pop()
            for part in parts:
                yield part, cut
                cut = False
            cut = cut or len(carry) > RECORD_LIMIT
            if cut:
                carry = self._only_quotes(carry)
        if carry or cut:
            yield carry, cut

    def _only_quotes(self, text: str) -> str:
        """Keep what decides whether a quoted field goes on: an odd number of quotation marks ends it."""
        return self._quote if self._quote is not None and text.count(self._quote) % 2 else ""
