# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The portal's own PostgreSQL: its cluster, its start, its roles and databases.

Keep out: what CKAN stores in it. PostgreSQL refuses to run as root, so root runs it as the user postgres.
"""

from __future__ import annotations

import os
import pwd
import re
import shutil
import tempfile
from pathlib import Path

from deploy.ckan import processes
from deploy.ckan.places import Places
from deploy.ckan.requirements import postgres_programs
from deploy.ckan.trouble import PartFailed, PortalTrouble

# A portal for tests may be lost with the machine; nothing is then written through to the disk.
FAST = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")
DATABASES = ("ckan", "datastore")
LANGUAGE = ("-E", "UTF8", "--locale=C.UTF-8", "--text-search-config=german")
# Ä stands beside A in what people sort; older versions sort by number of the letter.
GERMAN_ORDER = ("--locale-provider=icu", "--icu-locale=de")
FIRST_WITH_ICU = 15


class Postgres:
    """The database server of one portal; reachable over the loopback address alone, with passwords."""

    def __init__(self, places: Places, port: int, keys: dict[str, str], *, fast: bool = False) -> None:
        """Say where the cluster lies and by which keys it opens."""
        self.places, self.port, self.fast = places, port, fast
        self._keys = keys
        self.programs = postgres_programs()
        self.user = "postgres" if os.geteuid() == 0 else None
        self.log = places.log("postgres")

    def prepare(self) -> bool:
        """Make the cluster when there is none; returns whether it was made.

        Raises PortalTrouble when the user postgres may not enter the folder.
        """
        if (self.places.cluster / "PG_VERSION").is_file() and not self._half_made().exists():
            self._forget_stale_pid()
            return False
        shutil.rmtree(self.places.cluster, ignore_errors=True)
        self.places.cluster.mkdir(parents=True, mode=0o700)
        self._half_made().touch()
        if self.user:
            account = pwd.getpwnam(self.user)
            os.chown(self.places.cluster, account.pw_uid, account.pw_gid)
            self._may_enter()
        self._initdb()
        self._half_made().unlink()
        return True

    def _half_made(self) -> Path:
        return self.places.state / "postgres.halb"

    def _initdb(self) -> None:
        with tempfile.NamedTemporaryFile("w", encoding="utf-8") as secret:
            secret.write(self._keys["datenbank"] + "\n")
            secret.flush()
            if self.user:
                os.chown(secret.name, pwd.getpwnam(self.user).pw_uid, -1)
            options = ["-A", "scram-sha-256", "-U", "postgres", *LANGUAGE]
            if self._version() >= FIRST_WITH_ICU:
                options += GERMAN_ORDER
            command = [str(self.programs / "initdb"), "-D", str(self.places.cluster), *options]
            fast = ["--no-sync"] if self.fast else []
            words = [*processes.as_user(self.user), *command, *fast, f"--pwfile={secret.name}"]
            done = processes.finish(words, environment=processes.bare_environment())
        self.log.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self.log.open("a", encoding="utf-8") as log:
            log.write(done.stdout + done.stderr)
        if done.returncode:
            raise PartFailed("PostgreSQL", "Der Datenbestand ließ sich nicht anlegen.", self.log)

    def _version(self) -> int:
        done = processes.finish([str(self.programs / "postgres"), "--version"])
        number = re.search(r"\d+", done.stdout)
        return int(number.group()) if number else 0

    def _may_enter(self) -> None:
        done = processes.finish([*processes.as_user(self.user), "test", "-x", str(self.places.cluster)])
        if done.returncode:
            closed = next((p for p in reversed(self.places.cluster.parents) if not p.stat().st_mode & 0o001), None)
            raise PortalTrouble(
                f"PostgreSQL läuft nicht als root, und sein Benutzer postgres darf den Ordner {closed} nicht betreten. "
                f"Entweder GODONU_DATA auf einen zugänglichen Ordner setzen oder: chmod o+x {closed}"
            )

    def _forget_stale_pid(self) -> None:
        """Remove postmaster.pid when its number belongs to something else by now; PostgreSQL sees a number alone."""
        note = self.places.cluster / "postmaster.pid"
        try:
            pid = int(note.read_text(encoding="utf-8").split("\n", 1)[0])
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
        except (OSError, ValueError):
            return
        if b"postgres" not in command:
            note.unlink()

    def launch(self) -> None:
        """Start the server."""
        command = [str(self.programs / "postgres"), "-D", str(self.places.cluster), "-p", str(self.port)]
        settings = ["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "max_connections=100"]
        service = processes.Service(
            "postgres", [*command, *settings, *(FAST if self.fast else ())], self.log, user=self.user
        )
        processes.launch(self.places.pids, service)

    def answers(self) -> bool:
        """Whether the server takes connections."""
        command = [str(self.programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        return processes.finish(command, environment=processes.bare_environment()).returncode == 0

    def create_roles_and_databases(self) -> None:
        """Make the two roles and the two databases where they are missing and set the passwords; raises PartFailed."""
        for role, key in (("ckan", "ckan"), ("datastore_lesen", "datastore_lesen")):
            self.run_sql(
                f"SELECT 'CREATE ROLE {role} LOGIN' WHERE NOT EXISTS "
                f"(SELECT FROM pg_roles WHERE rolname = '{role}')\\gexec\n"
                f"ALTER ROLE {role} PASSWORD '{self._keys[key]}';"
            )
        for name in DATABASES:
            self.run_sql(
                f"SELECT 'CREATE DATABASE {name} OWNER ckan' WHERE NOT EXISTS "
                f"(SELECT FROM pg_database WHERE datname = '{name}')\\gexec"
            )

    def run_sql(self, text: str, database: str = "postgres") -> None:
        """Run statements as the server's own superuser; raises PartFailed."""
        command = [str(self.programs / "psql"), "-qX", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", str(self.port)]
        environment = {**processes.bare_environment(), "PGPASSWORD": self._keys["datenbank"]}
        words = [*command, "-U", "postgres", "-d", database]
        done = processes.finish(words, text, environment)
        if done.returncode:
            with self.log.open("a", encoding="utf-8") as log:
                log.write(done.stderr)
            raise PartFailed("PostgreSQL", "Eine Anweisung der Einrichtung schlug fehl.", self.log)

    def address(self, role: str, key: str, database: str) -> str:
        """Return the address with password under which CKAN reaches a database; never to be shown."""
        return f"postgresql://{role}:{self._keys[key]}@127.0.0.1:{self.port}/{database}"
