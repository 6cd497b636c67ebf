# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The small house with a portal beside it, and what an outsider sees of that portal.

Keep out: the platform's own way of asking; what is seen here comes from plain requests.
"""

from __future__ import annotations

import socket
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import requests

from godonu_platform.project import Project
from godonu_platform.publication.portal_publication import PortalResult, publish_to_portal, verify_portal
from godonu_platform.settings import CkanAccess
from tests.portal import CkanForTests
from tests.publication.world import World


def with_portal(world: World, ckan: CkanForTests) -> World:
    """Set the portal, as its two variables would."""
    world.project = replace(world.project, ckan=CkanAccess(ckan.url, ckan.token))
    return world


def nobody_listens() -> str:
    """Return an address at which nothing answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}"


def without_answer(project: Project) -> Project:
    """Set a portal that is not there."""
    return replace(project, ckan=CkanAccess(nobody_listens(), "eyJ-gepflanzter-Token-4711"))


def publish(world: World, **more: Any) -> PortalResult:
    """Publish into the portal what is there, decided upon."""
    world.bind()
    return publish_to_portal(world.project, world.contracts(), world.known(), **more)


def verify(world: World, datasets: Iterable[str] | None = None) -> PortalResult:
    """Read everything back."""
    world.bind()
    return verify_portal(world.project, world.contracts(), world.known(), datasets)


def actions(result: PortalResult) -> dict[str, str]:
    """Return what the plan says of each dataset."""
    assert result.plan is not None, result.problem
    return {entry.dataset: entry.action for entry in result.plan.entries}


def writes(result: PortalResult) -> int:
    """Return how many writing calls were sent."""
    return sum(done.writes for done in result.applied)


def package(ckan: CkanForTests, dataset: str) -> dict[str, Any]:
    """Return the package as anybody gets it."""
    answer = requests.get(f"{ckan.url}/api/3/action/package_show", params={"id": dataset}, timeout=60)
    answer.raise_for_status()
    found: dict[str, Any] = answer.json()["result"]
    return found


def edit(ckan: CkanForTests, action: str, **data: Any) -> Any:
    """Do something in the portal as its operators could."""
    headers = {"Authorization": ckan.sysadmin_token}
    answer = requests.post(f"{ckan.url}/api/3/action/{action}", json=data, headers=headers, timeout=60)
    answer.raise_for_status()
    return answer.json()["result"]


def resource(shown: dict[str, Any], key: str) -> dict[str, Any]:
    """Return the resource of one file: csv, parquet, json, dictionary, chart."""
    return next(one for one in shown["resources"] if one["file_key"] == key)
