# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import functools
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from godonu_platform.project import Project
from tests.catalogs.graded import grade_world
from tests.publication.ways import trace_world
from tests.publication.world import FULDA, GIESSEN, KASSEL, KREIS, UNITS, World, build_world, entry

NAMES = {
    KASSEL: "Stadt Kassel",
    GIESSEN: "Universitätsstadt Gießen",
    FULDA: "Stadt Fulda",
    KREIS: "Rheingau-Taunus-Kreis",
}
SERVICES = ["Wohnsitz anmelden", "Hund anmelden", "Führungszeugnis beantragen"]


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        return


def _rows() -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for place, (ars, name) in enumerate(NAMES.items()):
        for month in range(1, 13):
            for number, service in enumerate(SERVICES):
                if ars == FULDA and month == 5:
                    rows.append((ars, name, f"2026-{month:02}-01", service, None, "fehlt"))
                elif number == 2 and month % 4 == 0:
                    rows.append((ars, name, f"2026-{month:02}-01", service, None, "gesperrt"))
                else:
                    value = 5 * (40 + 70 * place + 9 * month + 30 * number)
                    rows.append((ars, name, f"2026-{month:02}-01", service, value, "wert"))
    return rows


@pytest.fixture(scope="module")
def published(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> World:
    """A catalogue with twelve months of four partners."""
    base = tmp_path_factory.mktemp("katalog")
    clock = datetime(2027, 1, 5, 6, 0, tzinfo=UTC)
    world = build_world(repository, base / "haus", Project.at(base / "haus", base / "daten", fixed_clock=clock))
    world.use_rows = _rows()
    names = ["Amt 99115005104000 (099115005104000)", "M" * 60, "Ordnungsamt", "<script>alert(1)</script>"]
    world.unit_rows = [(f"u{number}", KASSEL, name, None, None) for number, name in enumerate(names)]
    bars = {"kind": "bars", "x": "name", "title": "Stellen", "x_title": "Stelle", "y_title": "Zahl der Stellen"}
    world.write(f"catalogs/datasets/{UNITS}.yaml", entry(UNITS, "Zuständige Stellen", theme=["REGI"], chart=bars))
    world.build()
    grade_world(world)
    trace_world(world)
    assert world.publish().exit_code == 0
    return world


@pytest.fixture(scope="module")
def address(published: World) -> Iterator[str]:
    """The catalogue behind a plain web server."""
    handler = functools.partial(_Quiet, directory=str(published.project.catalogue))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()
