# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Look at a delivered file once, from end to end: identity, compression, encoding, and whether it can be taken.

Keep out: records and columns. Everything here is true of the file as a whole.
"""

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from godonu_platform.sources.encoding import Encoding, EncodingCheck
from godonu_platform.sources.file_kind import HEAD_BYTES, refuse_non_text
from godonu_platform.sources.gzip_stream import MAGIC, gunzip
from godonu_platform.sources.refusal import RefusedDelivery

__all__ = ["Inspection", "RefusedDelivery", "inspect", "open_regular", "read_into", "refuse_change"]

BLOCK_BYTES = 1024 * 1024
EXPANSION_FACTOR = 200
EXPANSION_BYTES = 1024 * 1024 * 1024
"""A gzip file is refused when its text is larger than both limits say (landing rules, files)."""


@dataclass(frozen=True)
class Inspection:
    """What one pass over a file said; ``size`` is the stored size, ``text_bytes`` that after decompression.

    ``batch_digest`` is SHA-256 (hex) over the prefix and the stored bytes. ``mixed_encoding``: read as UTF-8,
    records that are not are rejected.
    """

    batch_digest: str
    size: int
    compressed: bool
    text_bytes: int
    encoding: Encoding
    mixed_encoding: bool
    has_nul: bool

    @property
    def may_be_broken(self) -> bool:
        """Whether single characters may be unreadable, so that readers must look at each record."""
        return self.mixed_encoding or self.encoding in ("cp1252", "utf-16")


def inspect(path: Path, prefix: bytes) -> Inspection:
    """Read the file once and say what it is; raises RefusedDelivery when it cannot be taken as a whole."""
    digest = hashlib.sha256(prefix)
    check = EncodingCheck()
    with open_regular(path) as file:
        before = os.fstat(file.fileno())
        if before.st_size == 0:
            raise RefusedDelivery("leer", "Die Datei ist leer (0 Bytes).")
        head = file.read(HEAD_BYTES)
        file.seek(0)
        compressed = head.startswith(MAGIC)
        if not compressed:
            refuse_non_text(head)
        stored = _hashed_blocks(file, digest)
        text: Iterator[bytes | memoryview] = _checked_text(stored, before.st_size) if compressed else stored
        for block in text:
            check.feed(block)
        refuse_change(path, file, before)
    verdict = check.finish()
    if verdict.text_bytes == 0:
        raise RefusedDelivery("leer", "Das gzip-Archiv ist leer.")
    return Inspection(
        batch_digest=digest.hexdigest(),
        size=before.st_size,
        compressed=compressed,
        text_bytes=verdict.text_bytes,
        encoding=verdict.encoding,
        mixed_encoding=verdict.mixed,
        has_nul=verdict.has_nul,
    )


def open_regular(path: Path) -> BinaryIO:
    """Open a regular file for reading, unbuffered; raises RefusedDelivery for all else, and never waits."""
    try:
        # Without O_NONBLOCK the opening of a named pipe would wait for a writer for ever.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise RefusedDelivery(
            "unlesbar", "Die Datei kann nicht gelesen werden (Rechte, Name oder Datenträger)."
        ) from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise RefusedDelivery("kein_dateityp", "Das ist keine Datei, sondern ein Ordner oder etwas anderes.")
    return os.fdopen(descriptor, "rb", buffering=0)


def refuse_change(path: Path, file: BinaryIO, before: os.stat_result) -> None:
    """Raise RefusedDelivery when the file is no longer what it was when it was opened."""
    after = os.fstat(file.fileno())
    same = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
    if not same or file.tell() != before.st_size:
        raise RefusedDelivery(
            "waehrend_des_lesens_geaendert",
            "Die Datei wurde während des Lesens geändert. Sie wird beim nächsten Lauf erneut gelesen.",
        )


def _hashed_blocks(file: BinaryIO, digest: "hashlib._Hash") -> Iterator[memoryview]:
    """Give the stored bytes through one buffer that is used again and again."""
    buffer = memoryview(bytearray(BLOCK_BYTES))
    while count := read_into(file, buffer):
        digest.update(buffer[:count])
        yield buffer[:count]


def read_into(file: BinaryIO, buffer: memoryview) -> int:
    """Read into a buffer and give the number of bytes, 0 at the end; raises RefusedDelivery for a failing disk."""
    try:
        return file.readinto(buffer)  # type: ignore[attr-defined, no-any-return]
    except OSError as error:
        raise RefusedDelivery("unlesbar", "Die Datei kann nicht zu Ende gelesen werden (Datenträger).") from error


def _checked_text(stored: Iterator[memoryview], size: int) -> Iterator[bytes]:
    """Decompress, and stop early at a file that would blow up."""
    text_bytes = 0
    head: bytes | None = b""
    for block in gunzip(stored):
        text_bytes += len(block)
        if text_bytes > EXPANSION_BYTES and text_bytes > EXPANSION_FACTOR * size:
            raise RefusedDelivery(
                "archiv_zu_gross", "Das gzip-Archiv wird beim Entpacken mehr als 200-mal so groß und größer als 1 GB."
            )
        if head is not None:
            head += block
            if len(head) >= HEAD_BYTES:
                _refuse_nested(head)
                head = None
        yield block
    if head:
        _refuse_nested(head)


def _refuse_nested(head: bytes) -> None:
    if head.startswith(MAGIC):
        raise RefusedDelivery("kein_dateityp", "Die Datei ist doppelt mit gzip gepackt. Bitte nur einmal packen.")
    refuse_non_text(head)
