# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Starts, stops and removes a portal as a whole: the order of its parts, and nothing done twice.

Keep out: how each part works. One lock for all of it, so that two starts at a time become one.
"""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from deploy.ckan import ckan_settings, notes, processes, setting_up, software
from deploy.ckan.ckan_server import Ckan
from deploy.ckan.notes import Notes
from deploy.ckan.places import Places
from deploy.ckan.postgres import Postgres
from deploy.ckan.redis_server import Redis
from deploy.ckan.requirements import ensure_programs
from deploy.ckan.solr import Solr
from deploy.ckan.trouble import PortalTrouble
from deploy.ckan.waiting import Part, until_healthy
from deploy.ckan.wishes import Wishes

Say = Callable[[str], None]
# From the outside in: nobody is left talking to a part that is gone. PostgreSQL ends its connections on SIGINT.
STOPPING = (("ckan", signal.SIGTERM), ("solr", signal.SIGTERM), ("redis", signal.SIGTERM), ("postgres", signal.SIGINT))


@dataclass(frozen=True)
class Running:
    """A portal that answers. The tokens are never shown."""

    url: str
    token: str
    sysadmin_token: str
    news: bool

    def __repr__(self) -> str:
        """Tell the address only."""
        return f"Running({self.url!r})"


class PortalOnThisMachine:
    """One portal: its places, its parts."""

    def __init__(self, places: Places, say: Say = lambda _: None) -> None:
        """Say where it lies and who is told of progress."""
        self.places, self.say = places, say

    def prepare(self) -> None:
        """Install or make all software without starting anything; raises PortalTrouble."""
        ensure_programs(self.say)
        software.ensure_software(self.places, self.say)

    def start(self, wishes: Wishes) -> Running:
        """Make and start whatever is not there; returns at once when all of it runs. Raises PortalTrouble."""
        with self._locked():
            return self._start(wishes)

    def stop(self) -> bool:
        """End the processes of this portal and leave its data; returns whether any ran."""
        if not self.places.state.is_dir():
            return False
        with self._locked():
            ended = [processes.end(self.places.pids, name, how) for name, how in STOPPING]
        return any(ended)

    def clean(self) -> bool:
        """Remove all state of a stopped portal; returns whether there was any. Raises PortalTrouble while it runs."""
        if not self.places.state.is_dir():
            return False
        with self._locked():
            if busy := [name for name, _ in STOPPING if processes.running(self.places.pids, name)]:
                raise PortalTrouble(f"Das Portal läuft noch ({', '.join(busy)}). Erst anhalten: make portal-stop")
            shutil.rmtree(self.places.state)
        return True

    def health(self) -> dict[str, bool]:
        """Return which parts run."""
        return {name: processes.running(self.places.pids, name) is not None for name, _ in STOPPING}

    def access(self) -> Running:
        """Return address and tokens of a running portal; raises PortalTrouble when it does not run."""
        if not all(self.health().values()):
            raise PortalTrouble("Das Portal läuft nicht. Starten: make portal")
        return self._running(Notes.read(self.places.notes), notes.read_keys(self.places.keys), news=False)

    # --- starting ------------------------------------------------------------------------------------------------

    def _start(self, wishes: Wishes) -> Running:
        for part in software.outdated_parts(self.places):
            processes.end(self.places.pids, part)
        self.prepare()
        kept, keys = Notes.read(self.places.notes), notes.read_keys(self.places.keys)
        moved = notes.choose_ports(kept, self.health(), usual=not wishes.fast)
        kept.address = wishes.address or kept.address
        kept.write()
        if moved:
            self.say(f"Ein anderes Programm belegt einen Anschluss; neu gewählt für: {', '.join(moved)}")
        postgres = Postgres(self.places, kept.ports["postgres"], keys, fast=wishes.fast)
        redis = Redis(self.places, kept.ports["redis"], keys, fast=wishes.fast)
        solr = Solr(self.places, kept.ports["solr"])
        rules = self._start_parts(postgres, redis, solr)
        return self._start_ckan(wishes, kept, keys, (postgres, redis, solr), rules)

    def _start_parts(self, postgres: Postgres, redis: Redis, solr: Solr) -> str | None:
        """Start the three that CKAN needs side by side; returns the rules of the index if Solr was started."""
        there = self.health()
        rules = None
        if not there["solr"]:
            rules = solr.prepare(software.ckan_schema(self.places))
            self._tell_and_launch("Solr", solr.launch)
        if not there["postgres"]:
            postgres.prepare()
            self._tell_and_launch("PostgreSQL", postgres.launch)
        if not there["redis"]:
            self._tell_and_launch("Redis", redis.launch)
        until_healthy(self.places.pids, Part("PostgreSQL", "postgres", postgres.answers, postgres.log, 120))
        until_healthy(self.places.pids, Part("Redis", "redis", redis.answers, redis.log, 60))
        return rules

    def _start_ckan(
        self,
        wishes: Wishes,
        kept: Notes,
        keys: dict[str, str],
        parts: tuple[Postgres, Redis, Solr],
        rules: str | None,
    ) -> Running:
        ckan = Ckan(self.places, kept.ports["ckan"], workers=wishes.workers)
        self._write_ini(wishes, kept, keys, *parts)
        runs = self.health()["ckan"]
        setting_up.set_up_tables(self.places, kept, keys, ckan, parts[0], self.say)
        # Until now nobody needed Solr, which takes longest.
        until_healthy(self.places.pids, Part("Solr", "solr", parts[2].answers, parts[2].log, 180))
        if not runs:
            self._tell_and_launch("CKAN", ckan.launch)
        setting_up.set_up_index(kept, ckan, rules, self.say)
        until_healthy(self.places.pids, Part("CKAN", "ckan", ckan.answers, ckan.log, 180))
        setting_up.set_up_contents(self.places, kept, keys, wishes.organisations, self.say)
        return self._running(kept, keys, news=not runs)

    def _write_ini(
        self, wishes: Wishes, kept: Notes, keys: dict[str, str], postgres: Postgres, redis: Redis, solr: Solr
    ) -> None:
        """Write the settings; a CKAN that runs by other ones is ended first, so that none is ever left running."""
        around = ckan_settings.Surroundings(
            database=postgres.address("ckan", "ckan", "ckan"),
            datastore_write=postgres.address("ckan", "ckan", "datastore"),
            datastore_read=postgres.address("datastore_lesen", "datastore_lesen", "datastore"),
            redis=redis.address,
            solr=solr.address,
            session_secret=keys["session"],
        )
        face = ckan_settings.Face(kept.site, wishes.portal, wishes.licence)
        own = wishes.extension and software.extension_ready(self.places)
        code = ckan_settings.Code(own, wishes.more_plugins, software.what_ckan_runs(self.places))
        text = ckan_settings.ckan_ini(self.places, face, around, code)
        if self.places.ini.is_file() and self.places.ini.read_text(encoding="utf-8").strip() == text.strip():
            return
        if processes.end(self.places.pids, "ckan"):
            self.say("CKAN: Einstellungen oder Programme haben sich geändert, CKAN wird neu gestartet")
        notes.write_secret_text(self.places.ini, text)
        for folder in (self.places.uploads, self.places.webassets):
            folder.mkdir(exist_ok=True, mode=0o700)

    def _tell_and_launch(self, title: str, launch: Callable[[], None]) -> None:
        self.say(f"{title}: wird gestartet")
        launch()

    def _running(self, kept: Notes, keys: dict[str, str], *, news: bool) -> Running:
        return Running(kept.site, keys[setting_up.PUBLISHER_TOKEN], keys[setting_up.OPERATOR_TOKEN], news)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Hold the lock of this portal; a second one waits until the first is through."""
        self.places.state.mkdir(parents=True, exist_ok=True)
        # The user postgres passes through this folder to its own; it cannot list it.
        self.places.state.chmod(0o711 if os.geteuid() == 0 else 0o700)
        with processes.locked(self.places.lock):
            yield
