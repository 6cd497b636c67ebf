# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""CKAN itself: its commands, its start, its answer.

Keep out: what is set up with the commands (setting_up.py).
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import Any

from deploy.ckan import processes
from deploy.ckan.places import Places
from deploy.ckan.trouble import PartFailed

# Seconds. A worker that takes a large file or loads a large table must not be ended for it; our extension gives a
# table 900.
TIMEOUT = 1000


class Ckan:
    """The web server of one portal."""

    def __init__(self, places: Places, port: int, *, workers: int = 3) -> None:
        """Say where the settings lie and how many requests are answered at a time."""
        self.places, self.port, self.workers = places, port, workers
        self.log = places.log("ckan")

    def fill(self, wanted: dict[str, Any]) -> dict[str, str]:
        """Run inside/fill.py and return its result; raises PartFailed."""
        script = self.places.inside / "fill.py"
        said = self._run("Tabellen anlegen", [str(self.places.program("python")), str(script)], json.dumps(wanted))
        result: dict[str, str] = json.loads(said.strip().rsplit("\n", 1)[-1])
        return result

    def rebuild_index(self) -> None:
        """Build the search index anew from the database; raises PartFailed."""
        program = str(self.places.program("ckan"))
        self._run("Suchindex aufbauen", [program, "-c", str(self.places.ini), "search-index", "rebuild"], "")

    def _run(self, what: str, command: list[str], given: str) -> str:
        done = processes.finish(command, given, self._environment())
        if done.returncode:
            self.log.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with self.log.open("a", encoding="utf-8") as log:
                log.write(f"{what}\n{done.stderr}\n")
            raise PartFailed("CKAN", f"Der Schritt „{what}“ schlug fehl.", self.log)
        return done.stdout

    def launch(self) -> None:
        """Start the server. No preloading: workers that share database connections hang."""
        command = [str(self.places.program("gunicorn")), "--workers", str(self.workers), "--timeout", str(TIMEOUT)]
        options = ["--bind", f"127.0.0.1:{self.port}", "--graceful-timeout", "20", "--no-control-socket"]
        inside = ["--chdir", str(self.places.inside), "wsgi:application"]
        service = processes.Service("ckan", [*command, *options, *inside], self.log, self._environment())
        processes.launch(self.places.pids, service)

    def answers(self) -> bool:
        """Whether CKAN tells its version."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/api/3/action/status_show", timeout=20) as answer:
                return bool(json.load(answer)["success"])
        except (OSError, ValueError, KeyError, urllib.error.URLError):
            return False

    def _environment(self) -> dict[str, str]:
        return {**processes.bare_environment(), "CKAN_INI": str(self.places.ini)}
