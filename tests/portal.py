# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""One real CKAN for all tests of a session, whichever process asks first.

Keep out: what tests do with it. Its state lies in a folder of its own below the system's temporary one: PostgreSQL does
not run as root, and pytest's own folders are closed to everybody else.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from deploy.ckan import processes
from deploy.ckan.accounts import Actions
from deploy.ckan.places import Places
from deploy.ckan.portal import PortalOnThisMachine, Running
from deploy.ckan.requirements import missing_programs, rights_to_install
from deploy.ckan.trouble import PartFailed, PortalTrouble
from deploy.ckan.wishes import wishes_of
from godonu_platform.project import SOURCE_ROOT, Project

# Not GODONU_…, which no test sees; the processes of pytest-xdist inherit it.
FOLDER = "PORTAL_OF_THE_TESTS"
REUSED = "GODONU_TEST_PORTAL"
_PREFIX = "godonu-testportal-"
KINDS = {"mit": True, "ohne": False}


@dataclass(frozen=True)
class CkanForTests:
    """Address and tokens of a running portal; folder: its state, for logs and files."""

    url: str
    token: str = field(repr=False)
    sysadmin_token: str = field(repr=False)
    folder: Path = field(repr=False)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Have the portal without datasets and for oneself: other processes that ask for the same wait."""
        with (self.folder / "allein").open("w", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self.purge()
            yield

    def purge(self) -> None:
        """Remove every dataset and every group, also the hidden ones."""
        actions = Actions(self.url, self.sysadmin_token)
        seen = {"include_private": True, "include_drafts": True, "include_deleted": True}
        while found := actions.call("package_search", rows=1000, fl="id", **seen)["results"]:
            for package in found:
                actions.call("dataset_purge", id=package["id"])
        for group in actions.call("group_list"):
            actions.call("group_purge", id=group)


def prepare_session() -> None:
    """Give this session a folder for its portals, and remove those of sessions that were killed; once per session."""
    _remove_orphans()
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    # The user postgres passes through.
    folder.chmod(0o711)
    processes.remember(folder, "owner", os.getpid())
    os.environ[FOLDER] = str(folder)


def end_session() -> None:
    """Stop the portals of this session and remove what they kept."""
    folder = os.environ.pop(FOLDER, None)
    if folder:
        _remove(Path(folder))


def running_portal(kind: str) -> CkanForTests:
    """Return the session's portal, started by whoever asks first; skips where it may not be installed, fails in CI."""
    _skip_or_fail_when_missing()
    if kind == "mit" and (reused := os.environ.get(REUSED)):
        return _reused(Path(reused))
    state = Path(os.environ[FOLDER]) / kind
    lock = Path(os.environ[FOLDER]) / f"{kind}.lock"
    with lock.open("w", encoding="utf-8") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        return _for_tests(_start(state, kind), state)


def _start(state: Path, kind: str) -> Running:
    """Start it, or learn from the first process why that failed."""
    failed = state.with_suffix(".fehler")
    if failed.exists():
        pytest.fail(f"the portal of the tests did not start:\n{failed.read_text(encoding='utf-8')}")
    project, machine = Project.at(SOURCE_ROOT, state), PortalOnThisMachine(Places(state))
    if all(machine.health().values()):
        return machine.access()
    try:
        return machine.start(wishes_of(project, fast=True, workers=2, extension=KINDS[kind]))
    except PortalTrouble as trouble:
        text = str(trouble) + (_tail(trouble.log) if isinstance(trouble, PartFailed) else "")
        failed.write_text(text, encoding="utf-8")
        pytest.fail(f"the portal of the tests did not start:\n{text}")


def _for_tests(running: Running, state: Path) -> CkanForTests:
    return CkanForTests(running.url, running.token, running.sysadmin_token, state)


def _reused(state: Path) -> CkanForTests:
    return _for_tests(PortalOnThisMachine(Places(state)).access(), state)


def _skip_or_fail_when_missing() -> None:
    missing = missing_programs()
    if not missing or rights_to_install() is not None:
        return
    names = ", ".join(program.title for program in missing)
    reason = f"real CKAN left out: missing {names}, and neither root nor sudo to install it (scripts/ensure_portal.sh)"
    if os.environ.get("CI", "").lower() in ("1", "true", "yes"):
        pytest.fail(reason)
    pytest.skip(reason)


def _tail(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines() if log.is_file() else []
    return "\n".join(["", *lines[-25:]])


def _remove_orphans() -> None:
    # A session that begins at this moment has not yet said whose its folder is.
    young = time.time() - 60
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        mine = folder.is_dir() and folder.stat().st_uid == os.geteuid() and folder.stat().st_mtime < young
        if mine and processes.running(folder, "owner") is None:
            _remove(folder)


def _remove(folder: Path) -> None:
    for kind in KINDS:
        PortalOnThisMachine(Places(folder / kind)).stop()
    shutil.rmtree(folder, ignore_errors=True)
