# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Measuring sees all processes of a command, and the table judges and keeps what people wrote."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks.measure import CommandFailed, Figure, Spread, measured
from benchmarks.table import BEGIN, END, comparisons, machine, report, write

HOLD = "import time; held = bytearray(60_000_000); time.sleep(0.6)"


def test_memory_of_children_counts(tmp_path: Path) -> None:
    nested = f"import subprocess, sys; held = bytearray(60_000_000); subprocess.run([sys.executable, '-c', {HOLD!r}])"
    alone = measured([sys.executable, "-c", HOLD], tmp_path, os.environ, tmp_path / "log")
    together = measured([sys.executable, "-c", nested], tmp_path, os.environ, tmp_path / "log")
    assert together.peak > alone.peak + 55_000_000
    assert alone.wall >= 0.6


def test_cpu_of_children_counts(tmp_path: Path) -> None:
    busy = "import time; end = time.process_time() + 0.4\nwhile time.process_time() < end: pass"
    nested = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {busy!r}])"
    assert measured([sys.executable, "-c", nested], tmp_path, os.environ, tmp_path / "log").cpu >= 0.4


def test_a_failing_command_gives_no_figure(tmp_path: Path) -> None:
    with pytest.raises(CommandFailed, match="kaputt"):
        measured([sys.executable, "-c", "raise SystemExit('kaputt')"], tmp_path, os.environ, tmp_path / "log")


def _spread(cpu: float, wall: float, peak: float) -> Spread:
    return Spread((Figure(cpu, wall, int(peak * 1e9)), Figure(cpu + 2, wall + 2, int(peak * 1e9))))


def test_the_table_judges_by_the_targets() -> None:
    spreads = {"small/limit": _spread(20, 10, 3), "small/platform": _spread(40, 50, 2)}
    judged = {text: (wanted, found) for text, wanted, found in comparisons(spreads)}
    assert judged["5 Mio.: CPU höchstens 12 s + 1,5 × Skript"] == (12 + 1.5 * 21, 41)
    assert judged["5 Mio.: Dauer höchstens 3 × Skript"] == (33, 51)
    text = report(spreads, datetime(2026, 11, 21, 14, 5, tzinfo=UTC))
    assert "| 5 Mio. Ereignisse, reines Skript | 2 | 20,0 / 21,0 / 22,0 |" in text
    assert "| 5 Mio.: Dauer höchstens 3 × Skript | ≤ 33,00 | 51,00 | **nein** |" in text
    assert "21.11.2026" in text


def test_writing_keeps_what_people_wrote(tmp_path: Path) -> None:
    page = tmp_path / "README.md"
    page.write_text(f"Davor\n{BEGIN}\nalt\n{END}\nDanach\n", encoding="utf-8")
    write("neu", page)
    write("neuer", page)
    assert page.read_text(encoding="utf-8") == f"Davor\n{BEGIN}\nneuer\n{END}\nDanach\n"


def test_the_machine_is_described_without_its_name() -> None:
    assert "Kerne" in machine()
    assert os.uname().nodename not in machine()
