# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""A scripted portal for faults that a real one does not show on demand, and a dataset of one's own on a real CKAN."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from godonu_platform.catalogs.ckan.calls import Calls
from godonu_platform.catalogs.ckan.calls_tempo import Tempo
from godonu_platform.catalogs.ckan.portal_facts import PortalFacts, portal_facts
from godonu_platform.catalogs.ckan.table import drop_table
from godonu_platform.project import Project
from godonu_platform.settings import CkanAccess
from tests.catalogs.ckan.portal_house import PortalHouse, portal_house
from tests.catalogs.ckan.scripted_portal import Play, ScriptedPortal, scripted
from tests.conftest import CLOCK, REPOSITORY
from tests.portal import CkanForTests
from tests.publication.world import World, build_world

TOKEN = "eyJ-gepflanzter-Token-4711"
# Nobody waits in a test: pauses are noted, limits are short.
Scripted = Callable[..., tuple[ScriptedPortal, Calls]]


@pytest.fixture
def pauses() -> list[float]:
    """The pauses that were made between two tries."""
    return []


@pytest.fixture
def portal_that(pauses: list[float]) -> Iterator[Scripted]:
    """portal_that(plays, …, **limits) -> the portal that plays them and calls to it, with a planted token."""
    with ExitStack() as running:

        def start(*script: Play, token: str | None = TOKEN, **limits: float) -> tuple[ScriptedPortal, Calls]:
            portal = running.enter_context(scripted(script))
            tempo = Tempo(**{"read": 5, "total": 10, **limits}, sleep=pauses.append, lot=random.Random(7).random)  # type: ignore[arg-type]
            calls = Calls(CkanAccess(portal.url, token), tempo=tempo)
            running.callback(calls.close)
            return portal, calls

        yield start


@dataclass(frozen=True)
class OwnDataset:
    """A dataset on the real CKAN that only one test knows, with one resource, and calls with the publishing token."""

    calls: Calls
    facts: PortalFacts
    id: str
    name: str
    resource: str

    @property
    def stock(self) -> PortalFacts:
        """The portal as if it had not our extension."""
        return replace(self.facts, own_actions=False)

    def show(self) -> dict[str, Any]:
        """The dataset as the portal shows it now."""
        return dict(self.calls.read("package_show", id=self.id))

    def found(self, **asked: Any) -> dict[str, Any]:
        """What datastore_search finds in the table."""
        return dict(self.calls.read("datastore_search", resource_id=self.resource, **asked))


@pytest.fixture
def own_dataset(ckan_alone: CkanForTests) -> Iterator[OwnDataset]:
    """A dataset of one's own in the first organisation into which the publishing token may write."""
    calls = Calls(CkanAccess(ckan_alone.url, ckan_alone.token))
    organisation = calls.read("organization_list_for_user", permission="create_dataset")[0]["name"]
    name = f"test_{uuid4().hex}"
    made = calls.write(
        "package_create",
        {
            "name": name,
            "title": "Ein Datensatz für einen Test",
            "notes": "Für einen Test.",
            "owner_org": organisation,
            "private": True,
            "resources": [{"name": "CSV", "url": "data.csv"}],
        },
    )
    resource = made["resources"][0]["id"]
    calls.writes = 0
    try:
        yield OwnDataset(calls, portal_facts(calls), made["id"], name, resource)
    finally:
        chief = Calls(CkanAccess(ckan_alone.url, ckan_alone.sysadmin_token))
        drop_table(chief, resource)
        chief.write("dataset_purge", {"id": made["id"]})
        chief.close()
        calls.close()


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A world whose two datasets went through the whole gate once; leave it as it is."""
    root = tmp_path_factory.mktemp("freigegeben")
    world = build_world(REPOSITORY, root / "haus", Project.at(root / "haus", root / "daten", fixed_clock=CLOCK))
    assert world.publish().exit_code == 0
    return world


@pytest.fixture
def house(published: World, ckan_alone: CkanForTests, tmp_path: Path) -> PortalHouse:
    """Releases of one's own that may be published into the real portal."""
    return portal_house(published, CkanAccess(ckan_alone.url, ckan_alone.token), tmp_path)


@pytest.fixture
def dry_house(published: World, tmp_path: Path) -> PortalHouse:
    """The same without a portal."""
    return portal_house(published, CkanAccess("http://portal.invalid", None), tmp_path)
