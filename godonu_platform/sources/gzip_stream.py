# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Decompress gzip on the fly, with bounded memory, and refuse what is cut, damaged or in several parts.

Keep out: the limit on expansion; who counts the text decides about it.
"""

import zlib
from collections.abc import Iterable, Iterator

from godonu_platform.sources.refusal import RefusedDelivery

MAGIC = b"\x1f\x8b"
BLOCK_BYTES = 1024 * 1024


def gunzip(blocks: Iterable[bytes | memoryview]) -> Iterator[bytes]:
    """Give the text of one gzip member in pieces of at most 1 MB.

    Raises RefusedDelivery: ``archiv_abgeschnitten``, ``archiv_beschaedigt``, ``archiv_mehrteilig``.
    """
    engine = zlib.decompressobj(wbits=31)
    for block in blocks:
        if engine.eof:
            rest = bytes(block)
        else:
            yield from _inflate(engine, block)
            rest = engine.unused_data
        _refuse_rest(rest)
    if not engine.eof:
        raise RefusedDelivery(
            "archiv_abgeschnitten",
            "Das gzip-Archiv ist abgeschnitten. Bitte die Datei noch einmal vollständig liefern.",
        )


def _inflate(engine: "zlib._Decompress", block: bytes | memoryview) -> Iterator[bytes]:
    data: bytes | memoryview = block
    while True:
        try:
            text = engine.decompress(data, BLOCK_BYTES)
        except zlib.error as error:
            raise RefusedDelivery(
                "archiv_beschaedigt", "Das gzip-Archiv ist beschädigt. Bitte die Datei noch einmal liefern."
            ) from error
        if text:
            yield text
        data = engine.unconsumed_tail
        # A full piece means that zlib may hold back more, even when all input is taken.
        if engine.eof or (not data and len(text) < BLOCK_BYTES):
            return


def _refuse_rest(rest: bytes) -> None:
    """Behind the member only NUL padding (tapes, block devices) is harmless."""
    rest = rest.lstrip(b"\0")
    if rest.startswith(MAGIC[:1]):
        raise RefusedDelivery(
            "archiv_mehrteilig", "Das gzip-Archiv besteht aus mehreren Teilen. Bitte in einem Stück packen."
        )
    if rest:
        raise RefusedDelivery("archiv_beschaedigt", "Hinter dem Ende des gzip-Archivs stehen weitere Bytes.")
