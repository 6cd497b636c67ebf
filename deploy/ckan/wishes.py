# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Says what a portal is to be, as the drawers of an installation describe it.

Keep out: how it becomes so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from godonu_platform.catalogs.ckan.organisations import Organisation, organisations
from godonu_platform.catalogs.portal import Portal, load_portal
from godonu_platform.catalogs.vocabularies import load_vocabularies
from godonu_platform.contracts.partners import load_partners
from godonu_platform.project import Project


@dataclass(frozen=True)
class Wishes:
    """What a portal is to be: its names, its organisations, and for tests how fast and with which plugins.

    licence: IRI of the catalogue's licence. address: where visitors reach it, if that is not this machine.
    """

    portal: Portal
    organisations: Sequence[Organisation]
    licence: str | None = None
    address: str | None = None
    fast: bool = False
    workers: int = 3
    extension: bool = True
    more_plugins: tuple[str, ...] = ()


def wishes_of(project: Project, **more: object) -> Wishes:
    """Return what the drawers say, and whatever else is wished; raises YamlMistakes."""
    portal = load_portal(project)
    licence = load_vocabularies(project).licences.get(portal.licence)
    found = organisations(load_partners(project), portal.publisher.name, portal.publisher.homepage)
    wishes = Wishes(portal, tuple(found), licence.iri if licence else None)
    return replace(wishes, **more)  # type: ignore[arg-type]
