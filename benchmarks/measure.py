# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Measures a command as a whole: CPU of all its processes, wall time, peak memory of all of them together."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

INTERVAL = 0.05  # seconds between two looks at /proc
_PAGE = os.sysconf("SC_PAGESIZE")


class CommandFailed(Exception):
    """A measured command did not succeed; a figure of it would say nothing."""


@dataclass(frozen=True)
class Figure:
    """One run: CPU and wall seconds, peak of the summed resident memory in bytes, exit code."""

    cpu: float
    wall: float
    peak: int


@dataclass(frozen=True)
class Spread:
    """Several runs of the same: least, middle and most of each figure."""

    figures: tuple[Figure, ...]

    def cpu(self) -> tuple[float, float, float]:
        """Return CPU seconds."""
        return _three([figure.cpu for figure in self.figures])

    def wall(self) -> tuple[float, float, float]:
        """Return wall seconds."""
        return _three([figure.wall for figure in self.figures])

    def peak(self) -> tuple[float, float, float]:
        """Return the peak in gigabytes (10^9 bytes)."""
        return _three([figure.peak / 1e9 for figure in self.figures])


def measured(command: Sequence[str], folder: Path, environment: Mapping[str, str], log: Path) -> Figure:
    """Run a command and return its figures; raises CommandFailed with the end of its output.

    CPU is what the kernel accounts to the process and to all descendants that were waited for.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        started = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=folder, env=dict(environment), stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
        watch = _Watch(process.pid)
        watch.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        watch.stop()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        end = log.read_text(encoding="utf-8", errors="replace")[-2000:]
        raise CommandFailed(f"{' '.join(command)} ended with {process.returncode}; see {log}\n{end}")
    return Figure(usage.ru_utime + usage.ru_stime, wall, watch.peak)


class _Watch(threading.Thread):
    """Adds up, again and again, the resident memory of a process and of all that come from it."""

    def __init__(self, root: int) -> None:
        super().__init__(daemon=True)
        self.root, self.peak = root, 0
        self._end = threading.Event()

    def run(self) -> None:
        while not self._end.wait(INTERVAL):
            self.peak = max(self.peak, _resident(self.root))

    def stop(self) -> None:
        self._end.set()
        self.join()


def _resident(root: int) -> int:
    """Return the bytes of all processes of the session that `root` leads, and of their descendants elsewhere."""
    parents: dict[int, int] = {}
    pages: dict[int, int] = {}
    family = {root}
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            try:
                stat = Path(entry.path, "stat").read_bytes()
            except OSError:
                continue  # it has ended meanwhile
            # the name in brackets may hold spaces and brackets itself
            fields = stat[stat.rindex(b")") + 2 :].split()
            pid = int(entry.name)
            parents[pid], pages[pid] = int(fields[1]), int(fields[21])
            if int(fields[3]) == root:
                family.add(pid)
    size = 0
    while len(family) != size:
        size = len(family)
        family |= {pid for pid, parent in parents.items() if parent in family}
    return sum(pages.get(pid, 0) for pid in family) * _PAGE


def _three(values: list[float]) -> tuple[float, float, float]:
    return min(values), median(values), max(values)
