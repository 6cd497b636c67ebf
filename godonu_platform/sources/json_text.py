# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Judge one JSON record by its bytes: size, encoding, NUL, nesting, and the names of its keys.

Keep out: whether it is valid JSON and what its values mean; landing decides that in SQL.
"""

import json
import re

import numpy as np

from godonu_platform.sources.reader import DEPTH_LIMIT, RECORD_LIMIT

WHITE_SPACE = b" \t\r\n"
_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_ESCAPE = re.compile(rb"\\(?:u([0-9a-fA-F]{4})|.)", re.DOTALL)
_NOT_BRACKETS = bytes(byte for byte in range(256) if byte not in b"[]{}")


def problem_of(text: bytes) -> str | None:
    """Give the reason code for which this record must be rejected, or None."""
    if len(text) > RECORD_LIMIT:
        return "zu_gross"
    if b"\0" in text:
        return "nul_zeichen"
    if not text.isascii() and not is_utf8(text):
        return "zeichensatz"
    return escape_problem(text) or ("zu_tief" if is_too_deep(text) else None)


def is_utf8(text: bytes) -> bool:
    """Whether the bytes are valid UTF-8 (a coded surrogate is not)."""
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def escape_problem(text: bytes) -> str | None:
    r"""Give the reason when an escape means NUL (``\u0000``) or half of a surrogate pair: no text can hold them."""
    if b"\\u" not in text:
        return None
    high_ends_at = -1
    for match in _ESCAPE.finditer(text):
        code = int(match[1], 16) if match[1] else -1
        if code == 0:
            return "nul_zeichen"
        if high_ends_at >= 0:
            if match.start() != high_ends_at or not 0xDC00 <= code < 0xE000:
                return "zeichensatz"
            high_ends_at = -1
        elif 0xD800 <= code < 0xDC00:
            high_ends_at = match.end()
        elif 0xDC00 <= code < 0xE000:
            return "zeichensatz"
    return "zeichensatz" if high_ends_at >= 0 else None


def is_too_deep(text: bytes) -> bool:
    """Whether brackets outside of strings are nested deeper than the limit."""
    if text.count(b"{") + text.count(b"[") <= DEPTH_LIMIT:
        return False
    brackets = np.frombuffer(_STRING.sub(b"", text).translate(None, _NOT_BRACKETS), np.uint8)
    # In ASCII the two closing brackets are 0x5D and 0x7D, the opening ones 0x5B and 0x7B.
    steps = np.where((brackets & 0x06) == 0x02, 1, -1)
    return len(steps) > 0 and int(np.cumsum(steps).max()) > DEPTH_LIMIT


def keys_of(text: bytes | str) -> list[str] | None:
    """Give the names at the top of a JSON object; None when it cannot be read or is something else."""
    try:
        record = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return list(record) if isinstance(record, dict) else None
