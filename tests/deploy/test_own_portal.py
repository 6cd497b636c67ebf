# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The life of a portal: started, killed, started again, its port taken, stopped, kept, removed; with real programs.

It has a portal of its own, because the one that the tests share must go on.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.ckan import __main__ as command_line
from deploy.ckan import processes
from deploy.ckan.accounts import Actions
from deploy.ckan.notes import Notes, read_keys
from deploy.ckan.places import Places
from deploy.ckan.portal import PortalOnThisMachine
from deploy.ckan.postgres import Postgres
from deploy.ckan.solr import Solr
from deploy.ckan.trouble import PartFailed, PortalTrouble
from deploy.ckan.waiting import Part, until_healthy
from deploy.ckan.wishes import Wishes, wishes_of
from godonu_platform.project import SOURCE_ROOT, Project
from tests.portal import CkanForTests


@pytest.fixture(scope="module")
def own(ckan: CkanForTests) -> Iterator[PortalOnThisMachine]:
    """A second portal; the first one has seen to it that all software is there."""
    with tempfile.TemporaryDirectory(prefix="godonu-leben-") as folder:
        Path(folder).chmod(0o711)
        portal = PortalOnThisMachine(Places(Path(folder) / "data" / "portal"))
        yield portal
        portal.stop()


@pytest.fixture(scope="module")
def wishes() -> Wishes:
    """Small and quick."""
    project = Project.at(SOURCE_ROOT, Path("unused"))
    return wishes_of(project, fast=True, workers=1)


def _pids(portal: PortalOnThisMachine) -> dict[str, int | None]:
    return {name: processes.running(portal.places.pids, name) for name in portal.health()}


def test_from_birth_to_removal(own: PortalOnThisMachine, wishes: Wishes) -> None:
    """One long life in the order in which it happens; each start costs seconds, so they are not repeated."""
    _a_start_is_killed_in_the_middle(own)
    first = own.start(wishes)
    made = Actions(first.url, first.sysadmin_token).call("organization_list")
    before = _pids(own)
    assert all(before.values())
    _a_second_start_changes_nothing(own, wishes, before)
    _a_killed_part_comes_back_alone(own, wishes, before)
    with pytest.raises(PortalTrouble, match="läuft noch"):
        own.clean()
    assert own.stop() is True
    assert own.stop() is False
    with pytest.raises(PortalTrouble, match=r"läuft nicht\. Starten: make portal"):
        own.access()
    _a_stranger_takes_a_port(own, wishes)
    again = own.access()
    assert (again.url, again.token) == (first.url, first.token)
    assert Actions(again.url, again.token).call("organization_list") == made
    own.stop()
    assert own.clean() is True
    assert not own.places.state.exists()
    assert own.clean() is False


KILLED = """
import sys
from pathlib import Path
from deploy.ckan.places import Places
from deploy.ckan.portal import PortalOnThisMachine
from deploy.ckan.wishes import wishes_of
from godonu_platform.project import SOURCE_ROOT, Project
state = Path(sys.argv[1])
portal = PortalOnThisMachine(Places(state), lambda line: print(line, flush=True))
portal.start(wishes_of(Project.at(SOURCE_ROOT, state), fast=True))
"""


def _a_start_is_killed_in_the_middle(own: PortalOnThisMachine) -> None:
    """While tables are made: what runs goes on; the next start waits for the half-done step and does the rest."""
    command = [sys.executable, "-c", KILLED, str(own.places.state)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=SOURCE_ROOT) as starter:
        assert starter.stdout is not None
        assert any("lege Tabellen" in line for line in starter.stdout)
        starter.kill()
    assert own.health() == {"ckan": False, "solr": True, "redis": True, "postgres": True}


def _a_second_start_changes_nothing(own: PortalOnThisMachine, wishes: Wishes, before: dict[str, int | None]) -> None:
    """It tells the address, touches no process and says nothing of the token."""
    told: list[str] = []
    again = PortalOnThisMachine(own.places, told.append).start(wishes)
    assert (again.url, again.news, told) == (own.access().url, False, [])
    assert _pids(own) == before
    assert again.token not in repr(again)


def _a_killed_part_comes_back_alone(own: PortalOnThisMachine, wishes: Wishes, before: dict[str, int | None]) -> None:
    """As after a start that was cut off: what runs goes on, what is gone is started, its old record does not matter."""
    assert before["redis"] is not None
    os.kill(before["redis"], signal.SIGKILL)
    again = own.start(wishes)
    after = _pids(own)
    assert after.pop("redis") not in (None, before.pop("redis"))
    assert after == before
    assert again.news is False


def _a_stranger_takes_a_port(own: PortalOnThisMachine, wishes: Wishes) -> None:
    """Another program sits where Solr was; CKAN's own address stays, and CKAN knows Solr's new one."""
    kept = Notes.read(own.places.notes)
    told: list[str] = []
    # What a crash leaves behind: the number of a process that is somebody else's by now.
    (own.places.cluster / "postmaster.pid").write_text(f"{os.getpid()}\n", encoding="utf-8")
    with socket.socket() as stranger:
        stranger.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        stranger.bind(("127.0.0.1", kept.ports["solr"]))
        stranger.listen()
        running = PortalOnThisMachine(own.places, told.append).start(wishes)
    assert any("belegt" in line and "solr" in line for line in told)
    assert Notes.read(own.places.notes).ports["solr"] != kept.ports["solr"]
    assert Actions(running.url, running.token).call("package_search")["count"] == 0


def test_solr_that_cannot_start_is_named_with_its_log(tmp_path: Path) -> None:
    """Half of the jars are missing: the message says which part and where to look."""
    places = Places(tmp_path / "portal", software=tmp_path / "leer")
    solr = Solr(places, 1)
    places.jars.mkdir(parents=True)
    solr.launch()
    with pytest.raises(PartFailed) as told:
        until_healthy(places.pids, Part("Solr", "solr", solr.answers, solr.log, 60))
    wanted = f"Solr: nach dem Start stehen geblieben. Der Grund steht am Ende von {places.log('solr')}."
    assert str(told.value) == wanted
    assert "package org.apache.solr" in solr.log.read_text(encoding="utf-8")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs PostgreSQL as another user")
def test_a_folder_that_postgres_may_not_enter_is_named(tmp_path: Path) -> None:
    """Root's own folder is closed to the user postgres."""
    closed = tmp_path / "verschlossen"
    closed.mkdir(mode=0o700)
    places = Places(closed / "portal")
    postgres = Postgres(places, 1, read_keys(_state(places).keys))
    with pytest.raises(PortalTrouble, match=r"darf den Ordner \S+ nicht betreten"):
        postgres.prepare()


def _state(places: Places) -> Places:
    places.state.mkdir(parents=True)
    return places


def test_the_command_line_tells_in_german(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What does not run, how to start it, and no question asked."""
    monkeypatch.setenv("GODONU_DATA", str(tmp_path))
    assert command_line.main(["status"]) == 1
    assert "PostgreSQL  läuft nicht" in capsys.readouterr().out
    assert command_line.main(["env"]) == 1
    assert capsys.readouterr().err.strip() == "Das Portal läuft nicht. Starten: make portal"
    assert command_line.main(["stop"]) == 0
    assert command_line.main(["clean"]) == 0
    assert capsys.readouterr().out == "Das Portal lief nicht.\nEs ist nichts zu löschen.\n"


@pytest.mark.parametrize(
    "address", ["daten.example.org", "ftp://a.example", "https://a.example/pfad", "https://x:y@a.example", "https://"]
)
def test_only_the_root_of_a_host_is_an_address(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    """It stands in all metadata; better refused than mended later."""
    with pytest.raises(SystemExit):
        command_line.main(["status", "--address", address])
    assert "ist keine Adresse wie https://daten.example.org" in capsys.readouterr().err
    assert command_line._address("https://daten.example.org/") == "https://daten.example.org"
