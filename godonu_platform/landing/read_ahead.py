# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads the next piece of something in a second thread while the present one is worked on.

Keep out: what is read.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from queue import Empty, Full, Queue
from typing import TypeVar

Item = TypeVar("Item")
_PATIENCE = 0.2


class _End:
    """Says that nothing more comes, and why if something broke."""

    def __init__(self, error: BaseException | None) -> None:
        self.error = error


def read_ahead(source: Iterator[Item]) -> Iterator[Item]:
    """Give the items of `source` in order; at most one waits. Errors of the source are raised here."""
    waiting: Queue[Item | _End] = Queue(maxsize=1)
    stopped = threading.Event()

    def put(item: Item | _End) -> bool:
        while not stopped.is_set():
            try:
                waiting.put(item, timeout=_PATIENCE)
                return True
            except Full:
                continue
        return False

    def work() -> None:
        error: BaseException | None = None
        try:
            for item in source:
                if not put(item):
                    return
        except BaseException as raised:  # handed over to the consumer, whatever it is
            error = raised
        put(_End(error))

    thread = threading.Thread(target=work, name="godonu-read-ahead", daemon=True)
    thread.start()
    try:
        while True:
            item = waiting.get()
            if isinstance(item, _End):
                if item.error is not None:
                    raise item.error
                return
            yield item
    finally:
        stopped.set()
        with contextlib.suppress(Empty):
            waiting.get_nowait()
        thread.join()
