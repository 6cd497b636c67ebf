# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Measures whole publications into a portal: thirty datasets that have not changed, ten that have, of 20,000 rows each.

`python -m benchmarks.portal_publication` starts a CKAN of its own, or uses one by `--portal <state folder>`; `--plain`
starts one without our extension. The releases are those of the tests, with rows of their own. Starting Python does not
count; planning, comparing, writing and loading do.
"""

from __future__ import annotations

import argparse
import shutil
import time
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from benchmarks.portal_tables import portal_for
from benchmarks.scenarios import REPOSITORY
from benchmarks.table import machine
from deploy.ckan.accounts import Actions
from deploy.ckan.portal import Running
from godonu_platform.catalogs.ckan.orders import Order
from godonu_platform.project import Project
from godonu_platform.settings import CkanAccess
from tests.catalogs.ckan import portal_house
from tests.catalogs.ckan.portal_house import PortalHouse, Row
from tests.conftest import CLOCK, KEY
from tests.publication.world import GIESSEN, KASSEL, build_world

UNCHANGED, CHANGED, ROWS = 30, 10, 20_000
MOST_UNCHANGED, MOST_CHANGED = 2.0, 60.0
MONTHS = 24


def rows_of(count: int, more: int) -> list[Row]:
    """Return rows of two towns; `more` changes every tenth of the figures."""
    towns = ((KASSEL, "Stadt Kassel"), (GIESSEN, "Universitätsstadt Gießen"))
    found: list[Row] = []
    for number in range(count):
        town, name = towns[number % 2]
        month = number // 2 % MONTHS
        day = f"{2024 + month // 12}-{month % 12 + 1:02d}-01"
        starts = 5 * (number % 997) + (more if number % 10 == 0 else 0)
        found.append((town, name, day, f"Leistung {number // (2 * MONTHS)}", starts, "wert"))
    return found


def write_rows(folder: Path, rows: Sequence[Row]) -> None:
    """Write the files of a release as the tests do, only quicker."""
    names = ("ars", "partner_name", "month", "service", "starts", "starts_status")
    given = pa.table({name: [row[place] for row in rows] for place, name in enumerate(names)})
    with duckdb.connect() as connection:
        connection.register("given", given)
        connection.execute("create table t as select * replace (month::date as month) from given order by all")
        connection.execute(f"copy t to '{folder}/data.parquet' (format parquet)")
        connection.execute(f"copy t to '{folder}/data.json' (format json, array true)")
        connection.execute(f"copy t to '{folder}/data.csv' (format csv, header)")
    (folder / "dictionary.csv").write_text("spalte\n" + "\n".join(names) + "\n", encoding="utf-8")


def new_house(portal: Running, root: Path) -> PortalHouse:
    """Return an installation that may publish into the portal; one release has gone through its gate."""
    shutil.rmtree(root, ignore_errors=True)
    drawers = root / "vorlage"
    project = Project.at(drawers, root / "daten", fixed_clock=CLOCK, hmac_key=KEY)
    world = build_world(REPOSITORY, drawers, project)
    world.publish()
    house = portal_house.portal_house(world, CkanAccess(portal.url, portal.token), root)
    portal_house._write_files = write_rows
    return house


def timed(house: PortalHouse, orders: Sequence[Order], what: str) -> tuple[float, int]:
    """Plan and apply; return seconds and writing calls, and stop when anything went wrong."""
    calls = house.calls()
    begun = time.perf_counter()
    applied = house.publish(*orders, calls=calls)
    seconds = time.perf_counter() - begun
    wrong = {name: one.problems for name, one in applied.items() if one.failed or one.problems}
    if wrong:
        raise SystemExit(f"{what}: {wrong}")
    print(f"{what}: {seconds:.2f} s, {calls.writes} schreibende Aufrufe", flush=True)
    return seconds, calls.writes


def unchanged(house: PortalHouse, count: int) -> list[tuple[float, int]]:
    """Publish so many small datasets, then the same again three times."""
    orders = [house.release(house.name("gleich"), rows_of(40, 0), title=f"Gleich {n}") for n in range(count)]
    timed(house, orders, f"{count} neue Datensätze")
    return [timed(house, orders, f"{count} unveränderte Datensätze") for _ in range(3)]


def changed(house: PortalHouse, count: int, rows: int) -> tuple[float, int]:
    """Publish so many datasets, then a new release of each with a tenth of other figures and some rows more."""
    names = [house.name("neu") for _ in range(count)]
    first = [house.release(name, rows_of(rows, 0), title=f"Neu {number}") for number, name in enumerate(names)]
    timed(house, first, f"{count} neue Datensätze mit {rows} Zeilen")
    second = [house.release(name, rows_of(rows + 200, 5), title=f"Neu {number}") for number, name in enumerate(names)]
    return timed(house, second, f"{count} geänderte Datensätze mit {rows + 200} Zeilen")


def report(again: Sequence[tuple[float, int]], anew: tuple[float, int] | None) -> str:
    """Return the figures against what was asked for, as a Markdown table."""
    lines = [f"Auf: {machine()}.", "", "| Aufgabe | verlangt | gemessen | erfüllt |", "|---|---:|---:|---|"]
    if again:
        seconds, writes = sorted(seconds for seconds, _ in again)[len(again) // 2], max(w for _, w in again)
        lines.append(_line(f"{UNCHANGED} unveränderte Datensätze: Dauer (s)", MOST_UNCHANGED, seconds))
        lines.append(_line(f"{UNCHANGED} unveränderte Datensätze: schreibende Aufrufe", 0, writes))
    if anew is not None:
        lines.append(_line(f"{CHANGED} geänderte Datensätze von je 20.000 Zeilen: Dauer (s)", MOST_CHANGED, anew[0]))
    return "\n".join(lines)


def _line(task: str, wanted: float, found: float) -> str:
    said = [f"{value:.2f}".replace(".", ",").removesuffix(",00") for value in (wanted, found)]
    return f"| {task} | ≤ {said[0]} | {said[1]} | {'ja' if found <= wanted else '**nein**'} |"


def clear(portal: Running, names: Sequence[str]) -> None:
    """Remove what was published."""
    actions = Actions(portal.url, portal.sysadmin_token)
    for name in names:
        actions.call("dataset_purge", id=name)


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(prog="benchmarks.portal_publication", description=__doc__)
    parser.add_argument("--work", type=Path, default=REPOSITORY / "data" / "messung", help="Arbeitsordner")
    parser.add_argument("--portal", type=Path, help="Zustandsordner eines laufenden Portals")
    parser.add_argument("--plain", action="store_true", help="ein Portal ohne unsere Erweiterung")
    parser.add_argument("--only", choices=("unchanged", "changed"), help="nur dieser Teil")
    asked: Any = parser.parse_args()
    work = asked.work.resolve()
    with portal_for(
        asked.portal, work / ("portal_ohne" if asked.plain else "portal"), extension=not asked.plain
    ) as one:
        house = new_house(one, work / f"veroeffentlichung_{uuid.uuid4().hex[:8]}")
        try:
            again = unchanged(house, UNCHANGED) if asked.only != "changed" else []
            anew = changed(house, CHANGED, ROWS) if asked.only != "unchanged" else None
        finally:
            clear(one, list(house.versions))
            shutil.rmtree(house.project.root.parent, ignore_errors=True)
    print(report(again, anew))


if __name__ == "__main__":
    main()
