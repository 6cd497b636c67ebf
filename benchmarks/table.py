# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Compares the figures with what was asked for and writes them as a table into benchmarks/README.md.

Keep out: measuring.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from benchmarks.measure import Spread

README = Path(__file__).resolve().parent / "README.md"
BEGIN, END = "<!-- messung:anfang -->", "<!-- messung:ende -->"
NAMES = {
    "small/limit": "5 Mio. Ereignisse, reines Skript",
    "small/platform": "5 Mio. Ereignisse, `godonu run`",
    "big/limit": "20 Mio. Ereignisse, reines Skript",
    "big/platform": "20 Mio. Ereignisse, `godonu run`",
    "one_file/limit": "5 Mio. Ereignisse in einer Datei, reines Skript",
    "one_file/platform": "5 Mio. Ereignisse in einer Datei, `godonu run`",
    "new_day/platform": "Ein neuer Tag nach zwölf Monaten, `godonu run`",
    "nothing_new/platform": "Nichts Neues, `godonu run`",
    "sample/platform": "`make run` mit den Beispieldaten",
}
# the targets of issue 3, "Speed and memory"
FIXED_CPU, CPU_FACTOR, WALL_FACTOR, GROWTH_FACTOR = 12.0, 1.5, 3.0, 1.5
NEW_DAY_CPU, NOTHING_CPU, SAMPLE_WALL, FILE_SIZE_FACTOR = 18.0, 6.0, 60.0, 1.1


def report(spreads: Mapping[str, Spread], moment: datetime) -> str:
    """Return date, machine, figures and comparison as Markdown."""
    runs = max(len(spread.figures) for spread in spreads.values())
    lines = [
        f"Gemessen am {moment:%d.%m.%Y} um {moment:%H:%M} Uhr auf: {machine()}.",
        f"Bis zu {runs} Durchgänge: kleinster / mittlerer / größter Wert. Speicher: Summe aller Prozesse (RSS).",
        "",
        "| Aufgabe | Durchgänge | CPU in s | Dauer in s | Speicher in GB |",
        "|---|---:|---:|---:|---:|",
    ]
    for key, name in NAMES.items():
        if key in spreads:
            one = spreads[key]
            cells = (_cell(one.cpu(), 1), _cell(one.wall(), 1), _cell(one.peak(), 2))
            lines.append(f"| {name} | {len(one.figures)} | {' | '.join(cells)} |")
    lines += ["", "| Vorgabe | verlangt | gemessen (mittlerer Wert) | erfüllt |", "|---|---:|---:|---|"]
    for text, wanted, found in comparisons(spreads):
        lines.append(
            f"| {text} | ≤ {_number(wanted, 2)} | {_number(found, 2)} | {'ja' if found <= wanted else '**nein**'} |"
        )
    return "\n".join(lines)


def comparisons(spreads: Mapping[str, Spread]) -> Iterator[tuple[str, float, float]]:
    """Yield for each target that can be judged: what it is, the most that is allowed, what was found."""
    for size, name in (("small", "5 Mio."), ("big", "20 Mio.")):
        limit, platform_ = spreads.get(f"{size}/limit"), spreads.get(f"{size}/platform")
        if limit and platform_:
            wanted = FIXED_CPU + CPU_FACTOR * limit.cpu()[1]
            yield f"{name}: CPU höchstens 12 s + 1,5 × Skript", wanted, platform_.cpu()[1]
            if size == "small":
                yield f"{name}: Dauer höchstens 3 × Skript", WALL_FACTOR * limit.wall()[1], platform_.wall()[1]
            yield f"{name}: Speicher höchstens wie das Skript (GB)", limit.peak()[1], platform_.peak()[1]
    if all(f"{size}/{side}" in spreads for size in ("small", "big") for side in ("limit", "platform")):
        growth = {
            side: spreads[f"big/{side}"].wall()[1] / spreads[f"small/{side}"].wall()[1]
            for side in ("limit", "platform")
        }
        yield (
            "Wachstum der Dauer von 5 auf 20 Mio. höchstens 1,5 × Skript",
            GROWTH_FACTOR * growth["limit"],
            growth["platform"],
        )
    if "one_file/platform" in spreads and "small/platform" in spreads:
        # a tenth of room, because two runs of the same never peak alike
        wanted = FILE_SIZE_FACTOR * spreads["small/platform"].peak()[1]
        yield "Speicher wächst nicht mit der Dateigröße (GB)", wanted, spreads["one_file/platform"].peak()[1]
    for key, text, wanted in (
        ("new_day/platform", "Neuer Tag: CPU (s)", NEW_DAY_CPU),
        ("nothing_new/platform", "Nichts Neues: CPU (s)", NOTHING_CPU),
    ):
        if key in spreads:
            yield text, wanted, spreads[key].cpu()[1]
    if "sample/platform" in spreads:
        yield "Beispieldaten: Dauer (s)", SAMPLE_WALL, spreads["sample/platform"].wall()[1]


def write(text: str, path: Path = README) -> None:
    """Replace what stands between the two marks; everything else in the file is written by people."""
    before, _, rest = path.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    path.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")


def machine() -> str:
    """Describe processor, cores, memory and system; never the name of the machine."""
    model = "unbekannter Prozessor"
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
            break
    memory = os.sysconf("SC_PAGESIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    cores = len(os.sched_getaffinity(0))
    return f"{model}, {cores} Kerne, {memory:.0f} GB, Python {platform.python_version()}, {platform.system()}"


def _cell(three: tuple[float, float, float], digits: int) -> str:
    return " / ".join(_number(value, digits) for value in three)


def _number(value: float, digits: int) -> str:
    return f"{value:.{digits}f}".replace(".", ",")
