# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Resolves the opaque ids of people, if the authority keeps a file for it; without one, ids are all there is.

Keep out: names. The file stays outside the repository and outside everything that is published, logged or sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pydantic import Field

from godonu_platform.contracts.concept import load_concept
from godonu_platform.contracts.concept_checks import unknown
from godonu_platform.contracts.partners import ARS_PATTERN, load_partners
from godonu_platform.governance.decision_model import PERSON_PATTERN
from godonu_platform.project import Project
from godonu_platform.yaml_model import Document, Mistake, StrictModel, YamlMistakes, parse_document, read_document

_ID = re.compile(PERSON_PATTERN)


class PersonEntry(StrictModel):
    """One person of the file: what the role is, where, and how to reach whoever fills it."""

    roles: tuple[str, ...] = Field(alias="rollen", min_length=1)
    ars: str = Field(pattern=ARS_PATTERN)
    contact: str = Field(alias="kontakt", min_length=1)


class PeopleFile(StrictModel):
    """The file that GODONU_PEOPLE names; governance/people.example.yaml shows one."""

    people: dict[str, PersonEntry] = Field(alias="personen", min_length=1)


@dataclass(frozen=True)
class Person:
    """Somebody who may sign. The contact is for people's eyes only and never leaves this object unasked."""

    id: str
    roles: tuple[str, ...]
    ars: str
    contact: str

    def __repr__(self) -> str:
        """Show the id only: a log or a traceback must not tell who it is."""
        return f"Person({self.id})"


class People:
    """All people of the file, by their opaque id."""

    def __init__(self, people: Mapping[str, Person] | None = None) -> None:
        """Keep the people; none at all means that ids stay ids."""
        self._people = dict(people or {})

    def get(self, id_: str) -> Person | None:
        """Return a person by id, or None."""
        return self._people.get(id_)

    def __iter__(self) -> Iterator[Person]:
        """Iterate in the order of the file."""
        return iter(self._people.values())

    def __len__(self) -> int:
        """Return how many people are known."""
        return len(self._people)


def load_people(project: Project) -> People:
    """Read the file of people; without GODONU_PEOPLE nobody is known. Raises YamlMistakes, also for a wrong place."""
    path = project.people
    if path is None:
        return People()
    if path.resolve().is_relative_to(project.root.resolve()):
        message = "liegt im Repository; bitte an einen Ort außerhalb legen und GODONU_PEOPLE darauf zeigen lassen"
        raise YamlMistakes([Mistake(path, 1, "-", message)])
    try:
        document = read_document(path)
        file = parse_document(document, PeopleFile)
        mistakes = list(_mistakes(project, document, file))
    except YamlMistakes as found:
        mistakes = found.mistakes
    if mistakes:
        raise YamlMistakes(_nameless(mistake) for mistake in mistakes)
    return People({id_: Person(id_, e.roles, e.ars, e.contact) for id_, e in file.people.items()})


def _nameless(mistake: Mistake) -> Mistake:
    """Return a mistake that does not repeat what stands in the place of an id: it may be somebody's name."""
    top, _, rest = mistake.key.partition(".")
    told = mistake.key if _ID.fullmatch(rest.split(".")[0]) else top
    return Mistake(mistake.file, mistake.line, told, mistake.message)


def _mistakes(project: Project, document: Document, file: PeopleFile) -> Iterator[Mistake]:
    roles, partners = load_concept(project).roles, load_partners(project)
    reached: dict[str, str] = {}
    for id_, entry in file.people.items():
        at = ("personen", id_)
        if not _ID.fullmatch(id_):
            message = "ist keine Kennung; bitte p- und 6 bis 16 Zeichen aus 0-9 und a-f, nie einen Namen"
            yield document.mistake(at, message)
        for number, role in enumerate(entry.roles):
            if role not in roles:
                yield document.mistake((*at, "rollen", number), unknown(role, roles))
        if partners.get(entry.ars) is None:
            message = "dieser Schlüssel steht nicht in governance/partners.yaml; bitte prüfen"
            yield document.mistake((*at, "ars"), message)
        # somebody with two ids could sign twice
        other = reached.setdefault(entry.contact.strip().casefold(), id_)
        if other != id_:
            line = document.line(("personen", other))
            message = f"derselbe Kontakt wie in Zeile {line}; jeder Mensch braucht genau eine Kennung"
            yield document.mistake((*at, "kontakt"), message)
