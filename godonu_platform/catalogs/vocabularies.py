# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The value lists a catalogue entry may choose from: licences, themes, frequencies, formats, status codes.

Keep out: any value itself; they stand in catalogs/vocabularies.yaml with source and date.
"""

from __future__ import annotations

from datetime import date

from pydantic import Field

from godonu_platform.project import Project
from godonu_platform.yaml_model import StrictModel, load_yaml

IRI = r"^https?://[^\s<>\"{}|\\^`]+$"


class Licence(StrictModel):
    """A licence of the DCAT-AP.de list."""

    title: str
    iri: str = Field(pattern=IRI)
    url: str = Field(pattern=IRI)
    open: bool
    attribution: bool = False


class Term(StrictModel):
    """A theme or a frequency of the EU lists, with its German name."""

    title: str
    iri: str = Field(pattern=IRI)


class Format(StrictModel):
    """A file format: EU file type, IANA media type, German name."""

    title: str
    iri: str = Field(pattern=IRI)
    media_type: str = Field(pattern=IRI)


class Geocoding(StrictModel):
    """How the key of a partner becomes a place and a level, by the number of its digits."""

    place: str
    level: str = Field(pattern=IRI)


class Vocabularies(StrictModel):
    """The file catalogs/vocabularies.yaml."""

    source: str
    stand: date
    licences: dict[str, Licence]
    themes: dict[str, Term]
    frequencies: dict[str, Term]
    formats: dict[str, Format]
    geocoding: dict[int, Geocoding]
    statuses: dict[str, str]


def load_vocabularies(project: Project) -> Vocabularies:
    """Read the value lists; raises YamlMistakes."""
    return load_yaml(project.catalogs / "vocabularies.yaml", Vocabularies)
