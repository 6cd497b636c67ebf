# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Measures how fast a table of a million rows reaches the portal: ours with and without extension, and ckanext-xloader.

`python -m benchmarks.portal_tables` starts a CKAN of its own, or uses one by `--portal <state folder>`. Each way loads
the release, and then another one in its place while a reader keeps looking; what the reader saw is part of the result.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import threading
import time
import uuid
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from benchmarks.measure import measured
from benchmarks.scenarios import REPOSITORY
from benchmarks.table import machine
from deploy.ckan.places import SOFTWARE, Places
from deploy.ckan.portal import PortalOnThisMachine, Running
from deploy.ckan.wishes import wishes_of
from godonu_platform.catalogs.ckan.calls import Calls
from godonu_platform.catalogs.ckan.faults import PortalFault
from godonu_platform.catalogs.ckan.portal_facts import portal_facts
from godonu_platform.catalogs.ckan.table import drop_table, load_table, table_state
from godonu_platform.catalogs.ckan.uploads import Upload
from godonu_platform.catalogs.release_record import ColumnNote
from godonu_platform.project import Project
from godonu_platform.settings import CkanAccess

ROWS, COLUMNS = 1_000_000, 8
XLOADER = "ckanext-xloader==2.6.0"
TITLES = {
    "extension": "GoDonu mit Erweiterung (typisiert)",
    "stock": "GoDonu ohne Erweiterung (typisiert)",
    "csv": "XLoader 2.6.0, COPY (alles Text)",
    "types": "XLoader 2.6.0, Typen geraten",
}
# Of a day and place: what a city publishes most.
RELEASE = """
select (date '2020-01-01' + (i // 400)::int)::date as tag, '06' || lpad((i % 400)::varchar, 10, '0') as ars,
    'Zählstelle ' || (i % 400) as stelle, (i * 7919 % 5000 {change})::bigint as anzahl,
    (i % 1000 / 8.0)::double as anteil, i % 3 = 0 as ferien,
    timestamptz '2020-01-01 00:00:00+00' + to_minutes(i % 1440) + to_days((i // 1440)::int) as gemessen,
    case i % 5 when 0 then null when 1 then 'ausgefallen' else 'gültig' end as hinweis
from range({rows}) as t(i)
"""
KEY = ("tag", "ars")


@dataclass(frozen=True)
class Outcome:
    """What one load took: seconds, rows, peak memory of the publishing process in MB, what the reader saw."""

    seconds: float
    rows: int
    peak: float
    seen: str


def write_release(folder: Path, rows: int, change: str) -> Path:
    """Write data.csv and data.parquet of a generated release, once."""
    if not (folder / "data.parquet").is_file():
        folder.mkdir(parents=True, exist_ok=True)
        with duckdb.connect() as connection:
            connection.execute("set timezone = 'UTC'")
            connection.execute(f"create table rows as {RELEASE.format(rows=rows, change=change)}")
            columns = "* replace (strftime(gemessen, '%Y-%m-%dT%H:%M:%SZ') as gemessen)"
            options = "format csv, header true, delimiter ',', quote '\"', escape '\"', null ''"
            connection.execute(f"copy (select {columns} from rows) to '{folder}/data.csv' ({options})")
            connection.execute(f"copy rows to '{folder}/data.parquet' (format parquet, compression zstd)")
    return folder


def notes() -> list[ColumnNote]:
    """Return the dictionary of the generated release, as far as loading needs it."""
    empty = {"description": "", "type": "", "unit": "", "required": True, "values": (), "example": ""}
    return [ColumnNote.model_validate({"name": name, "title": name.title(), "key": True, **empty}) for name in KEY]


def publish(url: str, resource: str, folder: Path, way: str) -> None:
    """Load the table as a process of its own, whose memory is measured; the token comes by the environment."""
    calls = Calls(CkanAccess(url, os.environ["BENCH_TOKEN"]))
    facts = replace(portal_facts(calls), own_actions=way == "extension")
    begun = time.perf_counter()
    load_table(calls, facts, resource, folder, notes(), folder.name)
    print(f"\nsekunden {time.perf_counter() - begun:.3f}")


class Reader(threading.Thread):
    """Looks at a table again and again, as a citizen's program would, and counts what it finds."""

    def __init__(self, calls: Calls, resource: str) -> None:
        super().__init__(daemon=True)
        self.calls, self.resource = calls, resource
        self.looks = self.empty = self.missing = 0
        self._end = threading.Event()

    def run(self) -> None:
        while not self._end.wait(0.1):
            self.looks += 1
            try:
                found = self.calls.read("datastore_search", resource_id=self.resource, limit=1, include_total=False)
                self.empty += not found["records"]
            except PortalFault:
                self.missing += 1

    def seen(self) -> str:
        self._end.set()
        self.join()
        if not self.empty and not self.missing:
            return f"nie leer ({self.looks} Blicke)"
        return f"**leer oder fort bei {self.empty + self.missing} von {self.looks} Blicken**"


@dataclass
class Bench:
    """One portal and the folder in which the measuring works."""

    portal: Running
    places: Places
    work: Path

    def __post_init__(self) -> None:
        self.calls = Calls(CkanAccess(self.portal.url, self.portal.sysadmin_token))
        self.organisation = self.calls.read("organization_list")[0]

    @contextmanager
    def resource(self) -> Iterator[tuple[str, str]]:
        """Give package and resource of a dataset that goes again afterwards."""
        name = f"messung_{uuid.uuid4().hex}"
        made = self.calls.write(
            "package_create",
            {
                "name": name,
                "title": "Messung",
                "notes": "Messung.",
                "owner_org": self.organisation,
                "private": True,
                "resources": [{"name": "CSV", "url": "data.csv"}],
            },
        )
        try:
            yield made["id"], made["resources"][0]["id"]
        finally:
            drop_table(self.calls, made["resources"][0]["id"])
            self.calls.write("dataset_purge", {"id": made["id"]})

    def measure(self, way: str, first: Path, second: Path) -> tuple[Outcome, Outcome]:
        """Load one release into a table that is not there, then another in its place under a reader's eyes."""
        with self.resource() as (package, resource):
            new = self.load(way, package, resource, first, watched=False)
            return new, self.load(way, package, resource, second, watched=True)

    def load(self, way: str, package: str, resource: str, folder: Path, *, watched: bool) -> Outcome:
        """Load once; the file is on the portal before the clock runs."""
        self.calls.revise({"match": {"id": package}}, {resource: Upload(folder / "data.csv", "data.csv", "text/csv")})
        reader = Reader(self.calls, resource)
        if watched:
            reader.start()
        log = self.work / "protokolle" / f"{way}.log"
        if way in ("extension", "stock"):
            own = [sys.executable, "-m", "benchmarks.portal_tables", "--publish", self.portal.url, resource]
            environment = {**os.environ, "BENCH_TOKEN": self.portal.token}
            figure = measured([*own, str(folder), way], REPOSITORY, environment, log)
        else:
            script = Path(__file__).with_name("xloader_side.py")
            command = [str(xloader(self.work)), str(script), str(self.places.ini), str(folder / "data.csv")]
            figure = measured([*command, resource, way], self.work, os.environ, log)
        seen = reader.seen() if watched else ""
        said = [line for line in log.read_text(encoding="utf-8").splitlines() if line.startswith("sekunden ")]
        state = table_state(self.calls, resource)
        return Outcome(float(said[-1].split()[1]), state.rows if state else 0, figure.peak / 1e6, seen)


def xloader(work: Path) -> Path:
    """Return a Python that has the portal's packages and xloader over them; the portal itself stays as it is."""
    folder = work / "xloader"
    python = folder / "bin" / "python"
    if not (folder / "fertig").is_file():
        venv.create(folder, with_pip=True, clear=True)
        (packages,) = folder.glob("lib/python*/site-packages")
        (of_portal,) = (SOFTWARE / "venv").glob("lib/python*/site-packages")
        # not just the path: what the portal has installed as editable stands in files of this kind itself
        (packages / "portal.pth").write_text(f"import site; site.addsitedir({str(of_portal)!r})\n", encoding="utf-8")
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", XLOADER], check=True)
        # CKAN's extensions share one namespace today; this file of xloader's hides the others
        (packages / "ckanext" / "__init__.py").unlink(missing_ok=True)
        (folder / "fertig").touch()
    return python


@contextmanager
def portal_for(running: Path | None, state: Path, *, extension: bool) -> Iterator[Running]:
    """Give a portal: the one whose state folder was named, or one of our own, stopped afterwards."""
    if running is not None:
        yield PortalOnThisMachine(Places(running)).access()
        return
    portal = PortalOnThisMachine(Places(state))
    try:
        yield portal.start(wishes_of(Project.at(REPOSITORY, state.parent), fast=True, extension=extension))
    finally:
        portal.stop()


def report(found: dict[str, tuple[Outcome, Outcome]]) -> str:
    """Return the figures as a Markdown table."""
    lines = [
        f"Auf: {machine()}. CKAN 2.12.0, {COLUMNS} Spalten; die Datei liegt schon auf dem Portal.",
        "",
        "| Weg | Zeilen | neu: s | Zeilen/s | ersetzt: s | Zeilen/s | Leser beim Ersetzen | Speicher des Prozesses |",
        "|---|---:|---:|---:|---:|---:|---|---:|",
    ]
    for way, (new, again) in found.items():
        rate = [_dotted(one.rows / one.seconds) for one in (new, again)]
        took = [f"{one.seconds:.1f}".replace(".", ",") for one in (new, again)]
        lines.append(
            f"| {TITLES[way]} | {_dotted(new.rows)} | {took[0]} | {rate[0]} | {took[1]} | {rate[1]} | {again.seen} | "
            f"{max(new.peak, again.peak):.0f} MB |"
        )
    return "\n".join(lines)


def _dotted(number: float) -> str:
    return f"{number:,.0f}".replace(",", ".")


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(prog="benchmarks.portal_tables", description=__doc__)
    parser.add_argument("--work", type=Path, default=REPOSITORY / "data" / "messung", help="Arbeitsordner")
    parser.add_argument("--portal", type=Path, help="Zustandsordner eines laufenden Portals")
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--only", choices=tuple(TITLES), action="append", help="nur diese Wege, mehrfach möglich")
    parser.add_argument("--publish", nargs=4, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.publish:
        url, resource, folder, way = asked.publish
        publish(url, resource, Path(folder), way)
        return
    work = asked.work.resolve()
    found = {}
    with portal_for(asked.portal, work / "portal", extension=True) as running:
        bench = Bench(running, Places(asked.portal or work / "portal"), work)
        for way in asked.only or TITLES:
            # guessing types takes 250 rows a call: a tenth of the rows is enough to know its speed
            rows = asked.rows // 10 if way == "types" else asked.rows
            first = write_release(work / f"tabelle_{rows}" / "v1", rows, "")
            second = write_release(work / f"tabelle_{rows}" / "v2", rows + rows // 20, "+ (i % 20 = 0)::int")
            print(f"{TITLES[way]} …", flush=True)
            found[way] = bench.measure(way, first, second)
            print(found[way], flush=True)
    print(report(found))


if __name__ == "__main__":
    main()
