# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The situations that are measured: the limit and the platform side by side, a new day, nothing new, the sample.

Keep out: how a process is measured, and what the figures are compared with.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from benchmarks.generate_events import Job, generate, job_for
from benchmarks.measure import Figure, Spread, measured

REPOSITORY = Path(__file__).resolve().parent.parent
UNTIL = date(2026, 10, 31)
Say = Callable[[str], None]


@dataclass
class Bench:
    """One session of measuring: where it works, how often it repeats, what it has found."""

    work: Path
    repetitions: int
    say: Say
    spreads: dict[str, Spread] = field(default_factory=dict)

    def side_by_side(self, name: str, events: int, repetitions: int | None = None, single: bool = False) -> None:
        """Measure the limit and the platform in turn on the same files, each time from nothing."""
        source = self.source(f"quelle_{name}", job_for(events, 1 if single else 3, UNTIL, single))
        limit: list[Figure] = []
        platform: list[Figure] = []
        for number in range(repetitions or self.repetitions):
            self.say(f"{name}: {number + 1}. Durchgang, reines Skript")
            out = self.fresh("grenze")
            limit.append(self._run([sys.executable, "-m", "benchmarks.limit", str(source), str(out)], out))
            self.say(f"{name}: {number + 1}. Durchgang, godonu run")
            data = self.fresh("plattform")
            self.deliver(source, data)
            platform.append(self.godonu_run(data))
        self.spreads[f"{name}/limit"] = Spread(tuple(limit))
        self.spreads[f"{name}/platform"] = Spread(tuple(platform))

    def new_days(self, events: int) -> None:
        """Measure one new day after another on twelve months of history, and then runs that find nothing new."""
        data = self.fresh("verlauf")
        self.say("Verlauf: zwölf Monate aufbauen (nicht gemessen)")
        self.deliver(self.source("quelle_verlauf", job_for(events, 12, UNTIL)), data)
        self.godonu_run(data)
        days: list[Figure] = []
        nothing: list[Figure] = []
        for number in range(self.repetitions):
            day = UNTIL + timedelta(days=number + 1)
            self.say(f"Neuer Tag: {day.isoformat()}")
            job = Job(events // 365, day, day, offset=(number + 1) * 1_000_000_000)
            self.deliver(self.source(f"quelle_{day.isoformat()}", job), data)
            days.append(self.godonu_run(data))
            self.say("Nichts Neues")
            nothing.append(self.godonu_run(data))
        self.spreads["new_day/platform"] = Spread(tuple(days))
        self.spreads["nothing_new/platform"] = Spread(tuple(nothing))

    def sample(self) -> None:
        """Measure `make run` on the sample, from writing it to the catalogue, after set-up."""
        figures = []
        for number in range(self.repetitions):
            self.say(f"make run mit Beispieldaten: {number + 1}. Durchgang")
            data = self.fresh("beispiel")
            figures.append(self._run(["make", "run"], data))
        self.spreads["sample/platform"] = Spread(tuple(figures))

    def source(self, name: str, job: Job) -> Path:
        """Return the folder of generated files, made once for a session's size."""
        folder = self.work / f"{name}_{job.events}"
        if not (folder / "fertig").exists():
            self.say(f"{job.events:,} Ereignisse erzeugen ({name})".replace(",", "."))
            shutil.rmtree(folder, ignore_errors=True)
            for path in generate(folder / "inbox", job):
                settled = path.stat().st_mtime - 60  # landing leaves alone what has just changed
                os.utime(path, (settled, settled))
            (folder / "fertig").touch()
        return folder / "inbox"

    def fresh(self, name: str) -> Path:
        """Return an empty folder."""
        folder = self.work / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return folder

    def deliver(self, source: Path, data: Path) -> None:
        """Put the files into the inbox as further names of the same bytes, as landing will move them away."""
        for path in sorted(source.glob("*/*/*")):
            target = data / "inbox" / path.relative_to(source)
            target.parent.mkdir(parents=True, exist_ok=True)
            os.link(path, target)

    def godonu_run(self, data: Path) -> Figure:
        """Measure `godonu run`."""
        return self._run([sys.executable, "-m", "godonu_platform.cli", "run"], data)

    def _run(self, command: list[str], data: Path) -> Figure:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("GODONU_", "DAGSTER_"))}
        # real deliveries need a key; this one protects nothing but generated numbers
        settings = {"GODONU_DATA": str(data), "GODONU_INBOX": str(data / "inbox")}
        settings |= {"GODONU_HOME": str(REPOSITORY), "GODONU_HMAC_KEY": "5a" * 32, "GODONU_HMAC_KEY_ID": "messung"}
        return measured(command, REPOSITORY, kept | settings, self.work / "protokoll.txt")
