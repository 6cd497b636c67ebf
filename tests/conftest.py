# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What every test may ask for: the repository, an empty installation, the real files beside it, a browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from godonu_platform.project import Project, SecretKey
from tests import portal

REPOSITORY = Path(__file__).resolve().parent.parent
BESIDE = REPOSITORY.parent / "shared"
# Late enough for every file that the tests use, and the same on every machine.
CLOCK = datetime(2026, 11, 1, 6, 0, tzinfo=UTC)
KEY = SecretKey("test", bytes(range(32)))
PORTALS = {"ckan", "ckan_alone", "ckan_without_extension"}


def pytest_configure(config: pytest.Config) -> None:
    """Prepare a place for the real CKAN; the processes of pytest-xdist share that of the first one."""
    if not hasattr(config, "workerinput"):
        portal.prepare_session()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the real CKAN when the last process is through."""
    if not hasattr(config, "workerinput"):
        portal.end_session()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs the real CKAN: `-m "not portal"` leaves it out."""
    for item in items:
        if PORTALS & set(getattr(item, "fixturenames", ())):
            item.add_marker("portal")


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """A developer's own GODONU_* and DAGSTER_HOME must not reach a test."""
    for name in list(os.environ):
        if name.startswith("GODONU_") and name != "GODONU_CHROMIUM":
            monkeypatch.delenv(name)
    monkeypatch.delenv("DAGSTER_HOME", raising=False)


@pytest.fixture(scope="session")
def repository() -> Path:
    """The folder of the repository."""
    return REPOSITORY


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """An empty installation: the real drawers, a data folder of its own, a fixed clock and a key for pseudonyms."""
    return Project.at(REPOSITORY, tmp_path / "data", fixed_clock=CLOCK, hmac_key=KEY)


@pytest.fixture(autouse=True)
def _every_event_is_valid(request: pytest.FixtureRequest, _no_settings_from_outside: None) -> Iterator[None]:
    """Whatever a test lets write into the outbox of its `project` must hold against the official schemas.

    The environment is cleaned first: a `project` of a test's own may set variables.
    """
    mine = request.getfixturevalue("project") if "project" in request.fixturenames else None
    yield
    if mine is not None and mine.outbox.is_file():
        from tests.lineage.openlineage_schemas import mistakes_in_outbox

        found = mistakes_in_outbox(mine)
        assert not found, "\n".join(["", *found[:20]])


@pytest.fixture(scope="session")
def compiled_project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The repository over a data folder of one process: dbt compiles the models once. Leave it as it was."""
    return Project.at(REPOSITORY, tmp_path_factory.mktemp("uebersetzt"), fixed_clock=CLOCK)


@pytest.fixture
def own_drawers(tmp_path: Path) -> Project:
    """Like `project`, but with copies of the drawers that a test may change."""
    root = tmp_path / "haus"
    for drawer in ("assets", "governance", "catalogs", "dbt_project"):
        if (REPOSITORY / drawer).is_dir():
            shutil.copytree(
                REPOSITORY / drawer, root / drawer, ignore=shutil.ignore_patterns("target", "logs", "__pycache__")
            )
    return Project.at(root, tmp_path / "data", fixed_clock=CLOCK, hmac_key=KEY)


def _beside(name: str) -> Path:
    folder = BESIDE / name
    if not folder.is_dir():
        pytest.skip(f"the folder {name} does not lie beside this repository; this test reads its files")
    return folder


@pytest.fixture(scope="session")
def realdata() -> Path:
    """Real published files, kept beside the repository because only one of them may ship with it."""
    return _beside("realdata")


@pytest.fixture(scope="session")
def conformance() -> Path:
    """Official schemas and shapes, kept beside the repository."""
    return _beside("conformance")


@pytest.fixture(scope="session")
def chromium() -> str:
    """The program that opens pages; `make test` installs it or says how."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    found = os.environ.get("GODONU_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if not found:
        pytest.fail("no Chromium found: run scripts/ensure_browser.sh")
    return found


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Any]:
    """A headless Chromium driven by playwright, shared by the tests of one process."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        # Containers run as root, where Chromium's own sandbox cannot start.
        running = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture(scope="session")
def ckan() -> portal.CkanForTests:
    """A real CKAN with our extension, shared by all processes: read, or write under a name nobody else has.

    The first who asks starts it (half a minute); GODONU_TEST_PORTAL=<state folder of a running portal> saves that.
    """
    return portal.running_portal("mit")


@pytest.fixture(scope="module")
def ckan_alone(ckan: portal.CkanForTests) -> Iterator[portal.CkanForTests]:
    """The same CKAN, emptied, and for the tests of this file alone: files that ask for it run one after the other."""
    with ckan.alone():
        yield ckan


@pytest.fixture(scope="session")
def ckan_without_extension() -> portal.CkanForTests:
    """A second real CKAN as others run it: without our extension and without scheming. Ask for it sparingly."""
    return portal.running_portal("ohne")
