# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Draws long work on the terminal: one line per stage with count and rate; plain lines where there is no terminal."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from godonu_platform.progress import watched_by


class TerminalWatcher:
    """Shows stages as bars."""

    def __init__(self, progress: Progress, console: Console) -> None:
        """Draw on the given progress display."""
        self._progress, self._console = progress, console
        self._tasks: dict[str, TaskID] = {}
        self._begun: dict[str, float] = {}

    def step(self, name: str) -> None:
        """Begin a stage."""
        if name in self._tasks:
            return
        self._tasks[name] = self._progress.add_task(name, total=None, rate="")
        self._begun[name] = time.monotonic()
        if not self._console.is_terminal:
            self._console.print(f"… {name}", highlight=False)

    def advance(self, name: str, done: int, total: int | None, unit: str) -> None:
        """Move a stage on, with the rate since it began."""
        self.step(name)
        seconds = max(time.monotonic() - self._begun[name], 0.001)
        rate = f"{done / seconds:,.0f} {unit}/s".replace(",", ".")
        self._progress.update(self._tasks[name], completed=done, total=total, rate=rate)


@contextmanager
def on_terminal() -> Iterator[None]:
    """Let the terminal watch what runs inside the block; progress goes to stderr, so that --json stays clean."""
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeElapsedColumn(),
    )
    display = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
    with display as progress, watched_by(TerminalWatcher(progress, console)):
        yield
