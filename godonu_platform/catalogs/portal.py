# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The settings of the catalogue as a whole: its name, address, publisher, imprint and contact."""

from __future__ import annotations

from pydantic import Field, field_validator

from godonu_platform.catalogs.vocabularies import IRI
from godonu_platform.project import Project
from godonu_platform.yaml_model import StrictModel, load_yaml

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
    """The file catalogs/portal.yaml."""

    title: str
    lead: str
    description: str
    base_url: str = Field("https://daten.example.org/", pattern=IRI)
    language: str = Field("http://publications.europa.eu/resource/authority/language/DEU", pattern=IRI)
    contributor_id: str = Field("http://dcat-ap.de/def/contributors/hessen", pattern=IRI)
    licence: str
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


def load_portal(project: Project) -> Portal:
    """Read the settings; raises YamlMistakes."""
    return load_yaml(project.catalogs / "portal.yaml", Portal)
