# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""A moving window over a JSON text: the decoded part at hand, more on request, lines counted.

Keep out: what is a record and what is an error.
"""

import codecs

from godonu_platform.sources.encoding import BROKEN
from godonu_platform.sources.text_stream import TextStream

_WHITE_SPACE = " \t\r\n"


class Window:
    """``text[at:]`` is what has been read and not yet been passed; ``line`` is the physical line of ``at``."""

    def __init__(self, stream: TextStream, chunk_bytes: int) -> None:
        self._stream = stream
        self._chunk_bytes = chunk_bytes
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors=BROKEN)
        self.text = ""
        self.at = 0
        self.line = 1
        self.ended = False

    @property
    def left(self) -> int:
        """Number of characters at hand."""
        return len(self.text) - self.at

    def grow(self) -> bool:
        """Drop what has been passed and read more; False at the end of the text."""
        if self.ended:
            return False
        block = self._stream.read(self._chunk_bytes)
        self.ended = len(block) < self._chunk_bytes
        # Even without another byte the decoder may give a last sign, for a character that was cut off.
        added = self._decoder.decode(block, self.ended)
        self.text = self.text[self.at :] + added
        self.at = 0
        return bool(added) or not self.ended

    def pass_to(self, place: int) -> None:
        """Pass over everything before this place in the text."""
        self.line += self.text.count("\n", self.at, place)
        self.at = place

    def next_sign(self, ahead: int = 0) -> str:
        """Give the first character that is no white space, from ``ahead`` on; empty at the end of the text."""
        while True:
            place = self.at + ahead
            while place < len(self.text):
                if self.text[place] not in _WHITE_SPACE:
                    return self.text[place]
                place += 1
            ahead = place - self.at
            if not self.grow():
                return ""

    def skip_space(self) -> str:
        """Pass over white space and give the sign behind it; empty at the end of the text."""
        while True:
            place = self.at
            while place < len(self.text) and self.text[place] in _WHITE_SPACE:
                place += 1
            self.pass_to(place)
            if place < len(self.text):
                return self.text[place]
            if not self.grow():
                return ""
