# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Find out the encoding of a text in one streaming pass: BOM first, else valid UTF-8, else CP1252, else mixed.

Keep out: the transcoding itself (text_stream) and any statistical guessing between other encodings.
"""

import codecs
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from godonu_platform.sources.refusal import RefusedDelivery

Encoding = Literal["utf-8", "utf-8-sig", "cp1252", "utf-16"]
Bytes = npt.NDArray[np.uint8]

BROKEN = "godonu.broken"
"""Name of the decoding error handler that puts a lone surrogate where a character could not be read."""

_UTF32_BOMS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_UTF16_BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_GERMAN_CAPITALS = [0xD6, 0xDC, 0xDF]
"""Ö, Ü and ß of CP1252: with a quotation mark or a dash behind them they look like one letter of UTF-8."""

_UNDEFINED_IN_CP1252 = np.isin(np.arange(256), [0x81, 0x8D, 0x8F, 0x90, 0x9D])


def _put_broken_mark(error: UnicodeError) -> tuple[str | bytes, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "\udcff", error.end


codecs.register_error(BROKEN, _put_broken_mark)


@dataclass(frozen=True)
class Verdict:
    """What the whole text said; ``mixed`` means UTF-8 with records in it that are something else."""

    encoding: Encoding
    mixed: bool
    has_nul: bool
    text_bytes: int


class EncodingCheck:
    """Takes a text block by block and keeps only counts: memory does not grow with the text."""

    def __init__(self) -> None:
        self._text_bytes = 0
        self._head = b""
        self._utf16: codecs.IncrementalDecoder | None = None
        self._bom = False
        self._decided = False
        self._has_nul = False
        self._tail = b""
        self._broken = 0
        self._typical = False
        self._other_valid = 0
        self._non_ascii = 0
        self._undefined = 0

    def feed(self, block: bytes | memoryview) -> None:
        """Take the next block; it may be reused by the caller afterwards."""
        self._text_bytes += len(block)
        if self._decided:
            self._take(block)
            return
        self._head += bytes(block)
        if len(self._head) >= 4:
            self._decide_by_bom()

    def finish(self) -> Verdict:
        """Give the verdict; raises RefusedDelivery for a text in UTF-32."""
        if not self._decided:
            self._decide_by_bom()
        if self._utf16 is not None:
            return Verdict("utf-16", False, self._has_nul, self._text_bytes)
        torn = len(self._tail)
        self._broken += torn
        self._non_ascii += torn
        encoding: Encoding = "utf-8-sig" if self._bom else "utf-8"
        if self._bom or not self._broken or self._is_mixed(torn):
            return Verdict(encoding, self._broken > 0, self._has_nul, self._text_bytes)
        return Verdict("cp1252", False, self._has_nul, self._text_bytes)

    def _is_mixed(self, torn: int) -> bool:
        """Tell UTF-8 with foreign records from a text in CP1252.

        German CP1252 text has valid UTF-8 pairs by accident (ß before a quotation mark), but never the bytes
        of the commonest UTF-8 letters (those that look like Ã and Â). Bytes that CP1252 does not define at
        all, in number, mean an older DOS code page: better to reject these records than to show wrong letters.
        """
        only_cut_off = self._broken == torn
        foreign = self._undefined * 100 >= self._non_ascii > 0 and self._undefined > 0
        return self._typical or only_cut_off or self._other_valid > self._broken or foreign

    def _decide_by_bom(self) -> None:
        self._decided = True
        head, self._head = self._head, b""
        if head.startswith(_UTF32_BOMS):
            raise RefusedDelivery("unlesbar", "Die Datei ist in UTF-32 geschrieben. Bitte als UTF-8 liefern.")
        if head.startswith(_UTF16_BOMS):
            self._utf16 = codecs.getincrementaldecoder("utf-16")(errors=BROKEN)
        elif head.startswith(codecs.BOM_UTF8):
            self._bom = True
            head = head[3:]
        self._take(head)

    def _take(self, block: bytes | memoryview) -> None:
        if self._utf16 is not None:
            self._has_nul = self._has_nul or "\0" in self._utf16.decode(bytes(block))
            return
        values: Bytes = np.frombuffer(block, np.uint8)
        if not len(values):
            return
        self._has_nul = self._has_nul or bool(values.min() == 0)
        if values.max() < 0x80 and not self._tail:
            return
        data = self._tail + bytes(block) if self._tail else block
        self._tail = b""
        try:
            _, used = codecs.utf_8_decode(data, "strict", False)
        except UnicodeDecodeError:
            self._tail = _unfinished_tail(bytes(data))
            self._broken += max(1, self._weigh(bytes(data[: len(data) - len(self._tail)])))
            return
        self._tail = bytes(data[used:])
        if not self._typical:
            self._weigh(bytes(data[:used]))

    def _weigh(self, data: bytes) -> int:
        """Count what speaks for UTF-8 in a block; gives the number of bytes that speak against it."""
        values: Bytes = np.frombuffer(data, np.uint8)
        padded = np.concatenate([values, np.zeros(3, np.uint8)])
        first, second, third, fourth = (padded[place : len(values) + place] for place in range(4))
        follows = [(part >= 0x80) & (part < 0xC0) for part in (second, third, fourth)]
        two = (first >= 0xC2) & (first < 0xE0) & follows[0]
        three = (first >= 0xE0) & (first < 0xF0) & follows[0] & follows[1]
        four = (first >= 0xF0) & (first < 0xF5) & follows[0] & follows[1] & follows[2]
        typical = (two & (first < 0xC4)) | (three & (first == 0xE2) & (second <= 0x84)) | four
        by_accident = two & np.isin(first, _GERMAN_CAPITALS)
        non_ascii = int(np.count_nonzero(values >= 0x80))
        counts = [int(np.count_nonzero(part)) for part in (two, three, four)]
        self._typical = self._typical or bool(typical.any())
        self._other_valid += sum(counts) - int(np.count_nonzero(by_accident))
        self._non_ascii += non_ascii
        self._undefined += int(np.count_nonzero(_UNDEFINED_IN_CP1252[values]))
        return non_ascii - 2 * counts[0] - 3 * counts[1] - 4 * counts[2]


def _unfinished_tail(data: bytes) -> bytes:
    """Give the start of a character whose rest is in the next block."""
    for length in (1, 2, 3):
        byte = data[-length] if length <= len(data) else 0
        if byte >= 0xC2:
            needed = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4 if byte < 0xF5 else 1
            return data[-length:] if needed > length else b""
        if byte < 0x80:
            return b""
    return b""
