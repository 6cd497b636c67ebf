# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the portal is at this moment: version, extensions, what it cannot show, which of our datasets stand there.

Keep out: whether they are what was published (verify), and every write.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from godonu_platform.catalogs.ckan.calls import Calls
from godonu_platform.catalogs.ckan.extras import lost
from godonu_platform.catalogs.ckan.faults import PortalFault, megabytes
from godonu_platform.catalogs.ckan.portal_facts import PortalTooOld
from godonu_platform.catalogs.ckan.site import open_site
from godonu_platform.catalogs.portal import load_portal
from godonu_platform.contracts.contract import load_contracts
from godonu_platform.governance.targets import as_part, in_words
from godonu_platform.project import Project
from godonu_platform.publication.candidate import open_contracts
from godonu_platform.publication.portal_publication import portal_calls


@dataclass(frozen=True)
class ShownDataset:
    """One of our datasets as the public finds it there."""

    dataset: str
    version: str
    url: str


@dataclass(frozen=True)
class PortalState:
    """The portal as it answers; with a problem only the settings are known. The token itself is never in here."""

    url: str
    token: bool
    targets: str
    version: str = ""
    extensions: tuple[str, ...] = ()
    upload_limit: str = ""
    lost: tuple[str, ...] = ()
    datasets: tuple[ShownDataset, ...] = ()
    problem: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return the state for --json."""
        return asdict(self)


def portal_state(project: Project) -> PortalState:
    """Ask the portal; raises SettingsMistake where none is set, YamlMistakes for the files of the catalogue."""
    calls = portal_calls(project, writing=False)
    token = bool(project.ckan and project.ckan.token)
    targets = in_words(as_part(load_portal(project).targets))
    names = [contract.name for contract in open_contracts(load_contracts(project))]
    try:
        site = open_site(project, calls)
        shown = _shown(calls, names)
    except (PortalFault, PortalTooOld) as fault:
        return PortalState(calls.url, token, targets, problem=str(fault))
    facts = site.facts
    return PortalState(
        url=calls.url,
        token=token,
        targets=targets,
        version=facts.version,
        extensions=tuple(sorted(facts.extensions)),
        upload_limit=megabytes(facts.upload_limit) if facts.upload_limit else "sagt das Portal nicht",
        lost=lost(site.form, dcat=facts.dcat),
        datasets=shown,
    )


def _shown(calls: Calls, names: Sequence[str]) -> tuple[ShownDataset, ...]:
    if not names:
        return ()
    found = calls.read("package_search", fq=f"name:({' OR '.join(names)})", rows=len(names), sort="name asc")
    return tuple(
        ShownDataset(package["name"], str(package.get("version") or "–"), f"{calls.url}/dataset/{package['name']}")
        for package in found["results"]
    )
