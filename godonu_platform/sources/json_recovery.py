# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Find the end of an array element that is broken, too deep or too large, so that the next ones are not lost.

Slow and rarely needed. Three things tell that a bracket or a quotation mark is missing: a closing bracket of the
other kind, an opening bracket where an object needs a key, and a line break inside a string.
Keep out: elements that can be parsed.
"""

import re

from godonu_platform.sources.json_window import Window
from godonu_platform.sources.reader import RECORD_LIMIT

_OUTSIDE = re.compile(r'["\[\]{},]')
_INSIDE = re.compile(r'["\\\n]')
_BRACKETS = re.compile(r"[\[\]{},]")
_STACK_LIMIT = 1_000_000


class ElementEnd:
    """Walks over one element, starting at the window's place, and remembers open brackets.

    All places are counted from the window's own place, so that they stay right when the window grows.
    """

    def __init__(self, window: Window) -> None:
        self._window = window
        self._place = 0
        self._open = bytearray()
        self._deeper = 0
        self._string_at: int | None = None
        self._blind_until = 0
        self._last = ""
        self._comma = 0
        self.dropped = False

    def find(self) -> int | None:
        """Give the number of characters to the element's end; None when the text ends before.

        ``dropped`` says that the element is larger than a record may be and that (some of) its text is gone.
        """
        while True:
            sign = self._next_sign()
            if not sign:
                if not self._more():
                    return None
            elif self._string_at is not None:
                self._take_in_string(sign, self._string_at)
            else:
                end = self._take(sign)
                if end is not None:
                    return end

    def _next_sign(self) -> str:
        """Go behind the next sign that matters here; empty at the end of the window."""
        text, base = self._window.text, self._window.at
        if self._place < self._blind_until:
            match = _BRACKETS.search(text, base + self._place, base + self._blind_until)
            if match is None:
                self._place = self._blind_until
        if self._place >= self._blind_until:
            match = (_OUTSIDE if self._string_at is None else _INSIDE).search(text, base + self._place)
        self._place = len(text) - base if match is None else match.end() - base
        return "" if match is None else match[0]

    def _more(self) -> bool:
        if self._window.left > RECORD_LIMIT:
            self.dropped = True
            self._window.pass_to(self._window.at + self._place)
            self._comma -= self._place
            if self._string_at is not None:
                self._string_at -= self._place
            self._place = self._blind_until = 0
        return self._window.grow()

    def _take_in_string(self, sign: str, string_at: int) -> None:
        if sign == "\\":
            while not (following := self._window.text[self._window.at + self._place :][:1]) and self._window.grow():
                pass
            # Of all escaped signs only these two would be taken for something else.
            self._place += following in ['"', "\\"]
            return
        self._string_at = None
        if sign == "\n" and string_at >= 0:
            # No string goes over a line break: its quotation mark was a stray one, and its brackets count.
            self._blind_until = self._place - 1
            self._place = string_at + 1

    def _take(self, sign: str) -> int | None:
        """Take one sign outside of strings; gives the element's end when this sign shows it."""
        last, self._last = self._last, sign
        if sign == '"':
            self._string_at = self._place - 1
        elif sign == ",":
            if not self._open:
                return self._place - 1
            self._comma = self._place - 1
        elif sign in "[{":
            if last == "," and self._open and self._open[-1] == ord("{") and not self._deeper:
                # Behind a comma an object needs a key: a closing bracket was forgotten, the element ended there.
                return max(self._comma, 0)
            self._push(sign)
        elif not self._close(sign):
            return self._place - 1
        return None

    def _push(self, sign: str) -> None:
        if len(self._open) < _STACK_LIMIT:
            self._open.append(ord(sign))
        else:
            self._deeper += 1

    def _close(self, sign: str) -> bool:
        """Close the nearest bracket of this kind; False when the sign closes the array itself."""
        if self._deeper:
            self._deeper -= 1
            return True
        found = self._open.rfind(b"{" if sign == "}" else b"[")
        if found >= 0:
            del self._open[found:]
            return True
        # A bracket that nothing has opened closes the array only when nothing comes behind it.
        return sign == "}" or self._window.next_sign(self._place) != ""
