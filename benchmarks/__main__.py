# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Runs the measurements and writes their table: `make bench`, or `python -m benchmarks --help`."""

from __future__ import annotations

import argparse
import time
from datetime import datetime
from pathlib import Path

from benchmarks.scenarios import REPOSITORY, Bench
from benchmarks.table import README, report, write

SMALL, BIG = 5_000_000, 20_000_000
PARTS = ("small", "one_file", "new_day", "sample", "big")


def main() -> None:
    """Read the command line, measure, write benchmarks/README.md."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument(
        "--work", type=Path, default=REPOSITORY / "data" / "messung", help="Arbeitsordner (etwa 40 GB frei)"
    )
    parser.add_argument("--repetitions", type=int, default=3, help="Durchgänge je Aufgabe (20 Mio.: einer)")
    parser.add_argument("--only", choices=PARTS, action="append", help="nur diese Teile, mehrfach möglich")
    parser.add_argument("--events", type=int, default=SMALL, help="Ereignisse statt 5 Mio.; nur zum Ausprobieren")
    parser.add_argument("--dry", action="store_true", help="Tabelle zeigen, README nicht ändern")
    asked = parser.parse_args()
    parts = asked.only or PARTS
    begun = time.monotonic()
    bench = Bench(
        asked.work.resolve(),
        asked.repetitions,
        lambda text: print(f"[{time.monotonic() - begun:6.0f} s] {text}", flush=True),
    )
    if "small" in parts:
        bench.side_by_side("small", asked.events)
    if "one_file" in parts:
        bench.side_by_side("one_file", asked.events, repetitions=1, single=True)
    if "new_day" in parts:
        bench.new_days(asked.events)
    if "sample" in parts:
        bench.sample()
    if "big" in parts:
        bench.side_by_side("big", asked.events * BIG // SMALL, repetitions=1)
    trial = asked.events != SMALL
    if trial:
        print(f"\nProbelauf mit {asked.events} statt {SMALL} Ereignissen: Die Vorgaben gelten dafür nicht.\n")
    text = report(bench.spreads, datetime.now().astimezone())
    print(text)
    if not asked.dry and not trial:
        write(text)
        print(f"\nGeschrieben: {README}")


if __name__ == "__main__":
    main()
