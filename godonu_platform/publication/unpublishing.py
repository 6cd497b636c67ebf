# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Takes a dataset off every catalogue at once, in an emergency; first of all it is written down, so that it stays off.

Keep out: withdrawing in due course. That is a decision (widerrufen) or the catalogue entry (deprecation).
"""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from typing import Any

from godonu_platform.catalogs import local_client
from godonu_platform.catalogs.ckan.calls import Calls
from godonu_platform.catalogs.ckan.faults import PortalFault
from godonu_platform.catalogs.ckan.orders import Applied
from godonu_platform.catalogs.ckan.ownership import NotOurs
from godonu_platform.catalogs.ckan.portal_facts import PortalTooOld
from godonu_platform.catalogs.ckan.site import open_site
from godonu_platform.catalogs.ckan.strangers import forgotten
from godonu_platform.catalogs.ckan.withdrawal import unpublish_now
from godonu_platform.catalogs.emergency import (
    LONGEST_REASON,
    SHORTEST_REASON,
    UNKNOWN_HEAD,
    EmergencyStop,
    write_stop,
)
from godonu_platform.catalogs.portal import load_portal
from godonu_platform.contracts.contract import load_contracts
from godonu_platform.failure import place_of
from godonu_platform.governance.decision_model import PERSON_PATTERN
from godonu_platform.governance.decisions import load_decisions
from godonu_platform.governance.people import load_people
from godonu_platform.project import Project
from godonu_platform.publication.candidate import open_contracts
from godonu_platform.publication.portal_publication import portal_calls
from godonu_platform.yaml_model import YamlMistakes

NO_PORTAL = (
    "Das Portal ist nicht eingestellt (GODONU_CKAN_URL); dort steht der Datensatz vielleicht noch. Bitte "
    "GODONU_CKAN_URL und GODONU_CKAN_TOKEN setzen."
)


class CannotUnpublish(ValueError):
    """What was asked for is not possible; the text says in German why. Nothing was done."""


@dataclass(frozen=True)
class Unpublished:
    """What became of it: taken off the local catalogue, off the portal, or in German why the portal still shows it."""

    stop: EmergencyStop
    local: bool
    portal: Applied | None = None
    problem: str = ""

    @property
    def exit_code(self) -> int:
        """0 when it is off everywhere, 1 when the portal could not be reached or refused."""
        return 1 if self.problem or (self.portal is not None and self.portal.failed) else 0

    def as_dict(self) -> dict[str, Any]:
        """Return the outcome for --json."""
        done = self.portal
        return {
            **self.stop.model_dump(mode="json"),
            "local": self.local,
            "portal": {"action": done.action, "writes": done.writes, "url": done.url} if done else None,
            "problems": [*([self.problem] if self.problem else []), *(done.problems if done else ())],
            "exit_code": self.exit_code,
        }


def unpublish(project: Project, dataset: str, reason: str, person: str) -> Unpublished:
    """Write the stop, then take the dataset off the local catalogue and off the portal.

    What fails after the stop is told, and holds up nothing else; the next publication takes the dataset off. Raises
    CannotUnpublish for an unknown dataset or person or too short a reason, YamlMistakes when that cannot be told for
    mistakes in contracts, SettingsMistake when the portal's token is missing.
    """
    calls = portal_calls(project, writing=True) if project.ckan else None
    _refuse_unknown(project, dataset, calls)
    _refuse_wrong_words(project, reason, person)
    stop = write_stop(project, dataset, " ".join(reason.split()), person, _head(project, dataset))
    local, here = _off_here(project, stop)
    done, there = _off_portal(project, stop, calls)
    return Unpublished(stop, local, done, " ".join(problem for problem in (here, there) if problem))


def _off_here(project: Project, stop: EmergencyStop) -> tuple[bool, str]:
    """Return whether the local catalogue showed the dataset, and in German what went wrong."""
    gone = False
    try:
        gone = local_client.withdraw(project, stop.dataset, stop.reason)
        if gone:
            local_client.render_site(project)
    except Exception as error:  # the portal must not keep the data for that
        folder = project.catalogue / stop.dataset
        gone = gone or folder.is_dir()
        shutil.rmtree(folder, ignore_errors=True)
        what = "Dort stehen noch Dateien" if folder.exists() else "Die Dateien sind weg, die Seiten nicht erneuert"
        return gone and not folder.exists(), f"Lokaler Katalog: abgebrochen ({place_of(error)}). {what}."
    return gone, ""


def _off_portal(project: Project, stop: EmergencyStop, calls: Calls | None) -> tuple[Applied | None, str]:
    """Return what was done in the portal, and in German why it may still show the dataset."""
    if calls is None:
        return None, NO_PORTAL if _goes_to_portal(project) else ""
    try:
        return unpublish_now(project, stop.dataset, stop.reason, calls=calls), ""
    except (PortalFault, PortalTooOld, NotOurs) as fault:
        return None, str(fault)
    except Exception as error:  # e.g. a mistake in catalogs/portal.yaml; the text may hold anything
        return None, f"Portal: abgebrochen ({place_of(error)})."


def _goes_to_portal(project: Project) -> bool:
    try:
        return "ckan" in load_portal(project).targets
    except (YamlMistakes, OSError):  # nobody knows; better told once too often
        return True


def _refuse_unknown(project: Project, dataset: str, calls: Calls | None) -> None:
    """Refuse a name that stands for nothing of ours, here or in the portal, where a contract may long be gone."""
    known = {path.name for path in project.releases.glob("*")}
    known |= {path.parent.name for path in project.catalogue.glob("*/data.csv")}
    if dataset in known:
        return
    mistakes = None
    try:
        known |= {contract.name for contract in open_contracts(load_contracts(project))}
    except YamlMistakes as found:
        mistakes = found
    if dataset in known:
        return
    try:
        left = forgotten(calls, open_site(project, calls, any_version=True), known) if calls is not None else []
    except (PortalFault, PortalTooOld, YamlMistakes):
        left = []
    known |= {name for name, _ in left}
    if dataset not in known and mistakes is not None:
        raise mistakes
    if dataset not in known:
        raise CannotUnpublish(f"»{dataset}« ist nicht veröffentlicht; veröffentlicht sind: {', '.join(sorted(known))}.")


def _refuse_wrong_words(project: Project, reason: str, person: str) -> None:
    if not SHORTEST_REASON <= len(reason.strip()) <= LONGEST_REASON:
        raise CannotUnpublish(
            f"Der Grund braucht {SHORTEST_REASON} bis {LONGEST_REASON} Zeichen; er steht danach öffentlich auf der "
            "Seite."
        )
    if not re.fullmatch(PERSON_PATTERN, person):
        raise CannotUnpublish("--person erwartet eine Kennung, z. B. p-3f9a1c, nie einen Namen.")
    try:
        people = load_people(project)
    except YamlMistakes:  # taking away is not held up by it
        return
    if len(people) and people.get(person) is None:
        raise CannotUnpublish(f"Die Kennung {person} steht nicht in der Datei der Personen (GODONU_PEOPLE).")


def _head(project: Project, dataset: str) -> str:
    """Return the newest decision; where the file cannot be read nobody knows which it is, and none is newer."""
    try:
        return load_decisions(project, dataset).head()
    except YamlMistakes:
        return UNKNOWN_HEAD
