# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""How long work tells whoever watches how far it is, without knowing who watches.

Keep out: drawing. The command draws bars; under Dagster the watcher writes log lines; by default nobody watches.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol


class Watcher(Protocol):
    """Somebody who is told about long work."""

    def step(self, name: str) -> None:
        """A new stage of the run begins, e.g. a dataset or a model; German."""

    def advance(self, name: str, done: int, total: int | None, unit: str) -> None:
        """Within a stage `done` of `total` units are done; total is None where it is not known."""


class Nobody:
    """The watcher where none was set."""

    def step(self, name: str) -> None:
        """Ignore the stage."""

    def advance(self, name: str, done: int, total: int | None, unit: str) -> None:
        """Ignore the progress."""


_WATCHER: ContextVar[Watcher] = ContextVar("godonu_watcher", default=Nobody())  # noqa: B039 - Nobody has no state


def watcher() -> Watcher:
    """Return whoever watches the present run."""
    return _WATCHER.get()


@contextmanager
def watched_by(somebody: Watcher) -> Iterator[None]:
    """Let somebody watch what runs inside the block."""
    token = _WATCHER.set(somebody)
    try:
        yield
    finally:
        _WATCHER.reset(token)
