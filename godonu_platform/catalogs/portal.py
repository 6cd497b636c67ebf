# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The settings of the catalogue as a whole: its name, address, publisher, imprint and contact."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from pydantic import Field, field_validator

from godonu_platform.catalogs.vocabularies import IRI, load_vocabularies
from godonu_platform.governance.targets import Target
from godonu_platform.project import Project
from godonu_platform.yaml_model import Position, StrictModel, YamlMistakes, nearest, parse_document, read_document

EMAIL = r"^[^@\s]+@[^@\s]+\.[^@\s]+$"


class Publisher(StrictModel):
    """Who publishes all datasets of the catalogue."""

    name: str
    homepage: str = Field(pattern=IRI)
    type: str = Field(pattern=IRI)


class Contact(StrictModel):
    """Where questions about the data go: an office, never a person."""

    name: str
    email: str = Field(pattern=EMAIL)
    url: str | None = Field(None, pattern=IRI)


class Imprint(StrictModel):
    """What § 5 DDG and § 18 MStV ask for."""

    operator: str
    address: tuple[str, ...] = Field(min_length=1)
    represented_by: str
    email: str = Field(pattern=EMAIL)
    phone: str | None = None
    responsible: str
    notes: tuple[str, ...] = ()


class Feedback(StrictModel):
    """The way back for citizens, also for barriers they met."""

    email: str = Field(pattern=EMAIL)
    text: str


class Portal(StrictModel):
    """The file catalogs/portal.yaml.

    targets: the catalogues into which an opened release may go; every opening decision is bound to them.
    dcat_ap_de: the version of DCAT-AP.de whose conventions the graph keeps; one graph cannot keep both.
    """

    title: str
    lead: str
    description: str
    base_url: str = Field("https://daten.example.org/", pattern=IRI)
    language: str = Field("http://publications.europa.eu/resource/authority/language/DEU", pattern=IRI)
    contributor_id: str = Field("http://dcat-ap.de/def/contributors/hessen", pattern=IRI)
    licence: str
    dcat_ap_de: Literal["3.0", "2.0"] = "3.0"
    targets: tuple[Target, ...] = Field(("lokal",), min_length=1)
    publisher: Publisher
    contact: Contact
    imprint: Imprint
    feedback: Feedback
    accessibility: tuple[str, ...] = ()

    @field_validator("base_url")
    @classmethod
    def _slash(cls, value: str) -> str:
        if not value.endswith("/"):
            raise ValueError("muss mit / enden")
        return value


    @field_validator("targets")
    @classmethod
    def _each_once(cls, value: tuple[Target, ...]) -> tuple[Target, ...]:
        if len(set(value)) < len(value):
            raise ValueError("nennt ein Ziel doppelt; jedes bitte nur einmal")
        return value


def load_portal(project: Project) -> Portal:
    """Read the settings; raises YamlMistakes, also for a value that is on no list."""
    document = read_document(project.catalogs / "portal.yaml")
    portal, lists = parse_document(document, Portal), load_vocabularies(project)
    chosen: list[tuple[Position, str, set[str]]] = [
        (("licence",), portal.licence, set(lists.licences)),
        (("language",), portal.language, {term.iri for term in lists.languages.values()}),
        (("contributor_id",), portal.contributor_id, {term.iri for term in lists.contributors.values()}),
        (("publisher", "type"), portal.publisher.type, {term.iri for term in lists.publisher_types.values()}),
    ]
    mistakes = [document.mistake(key, _unlisted(value, known)) for key, value, known in chosen if value not in known]
    if mistakes:
        raise YamlMistakes(mistakes)
    return portal


def _unlisted(value: str, known: Iterable[str]) -> str:
    guess = nearest(value, known)
    hint = f"gemeint war wohl »{guess}«" if guess else "die Listen stehen in catalogs/vocabularies_official.yaml"
    return f"steht auf keiner amtlichen Liste; {hint}"
