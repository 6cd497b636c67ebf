# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Graphs of what the small house shows, in the local catalogue and as a CKAN portal would have it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from rdflib import Graph, URIRef

from godonu_platform.catalogs.addresses import Addresses, CkanAddresses, LocalAddresses
from godonu_platform.catalogs.dcat import catalogue_graph
from godonu_platform.catalogs.local_client import shown_releases
from godonu_platform.catalogs.portal import Portal, load_portal
from godonu_platform.catalogs.release_record import ReleaseRecord
from godonu_platform.catalogs.vocabularies import load_vocabularies
from tests.publication.world import World

SITE = "https://portal.example.org"


def addresses(world: World, ckan: bool = False) -> Addresses:
    """The addresses of a catalogue of the house."""
    base, house = load_portal(world.project).base_url, world.project.installation
    return CkanAddresses(SITE, house, True, base) if ckan else LocalAddresses(base, house)


def graph_of(
    world: World,
    *,
    ckan: bool = False,
    portal: dict[str, Any] | None = None,
    change: Callable[[ReleaseRecord], ReleaseRecord] | None = None,
) -> Graph:
    """Write the graph of what is shown; `portal` changes settings, `change` each record."""
    told = load_portal(world.project)
    settings = Portal.model_validate({**told.model_dump(), **(portal or {})})
    records = [change(record) if change else record for record in shown_releases(world.project)]
    return catalogue_graph(settings, load_vocabularies(world.project), records, addresses(world, ckan))


def described(**more: Any) -> Callable[[ReleaseRecord], ReleaseRecord]:
    """A change that says something else of a dataset."""

    def change(record: ReleaseRecord) -> ReleaseRecord:
        description = {**record.description.model_dump(), **more}
        return ReleaseRecord.model_validate({**record.model_dump(), "description": description})

    return change


def dataset(world: World, name: str, ckan: bool = False) -> URIRef:
    """The node of a dataset."""
    return URIRef(addresses(world, ckan).dataset(name))


def official(conformance: Path) -> Path:
    """The folder of the official shapes."""
    return conformance / "dcat-ap-de"
