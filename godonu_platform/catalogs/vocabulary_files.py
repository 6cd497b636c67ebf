# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The two files of the value lists as they are written: official codes made by a script, words written by hand.

Keep out: what becomes of them together (vocabularies).
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from godonu_platform.yaml_model import StrictModel

IRI = r"^https?://[^\s<>\"{}|\\^`]+$"
Iri = Annotated[str, Field(pattern=IRI)]


class ListedLicence(StrictModel):
    """A licence as the official list has it."""

    title: str
    url: Iri
    open: bool


class OfficialLists(StrictModel):
    """The file catalogs/vocabularies_official.yaml; sources: which file, and how old."""

    sources: dict[str, str]
    schemes: dict[str, Iri]
    codes: dict[str, tuple[str, ...]]
    hash_algorithms: tuple[str, ...]
    licences: dict[str, ListedLicence]
    contributors: dict[str, str]


class LicenceWords(StrictModel):
    """What is said about a licence beyond the official list."""

    title: str | None = None
    url: Iri | None = None
    attribution: bool = False
    known_to_eu: bool = False


class WrittenFormat(StrictModel):
    """A file format by the code of its EU file type and the name of its media type."""

    title: str
    file_type: str
    media_type: str = Field(pattern=r"^[a-z]+/[A-Za-z0-9.+-]+$")
    machine_readable: bool = False
    non_proprietary: bool = False


class WrittenGeocoding(StrictModel):
    """Place and level of a key with so many digits."""

    place: str
    level: str


class WrittenCategory(StrictModel):
    """A category of high-value datasets."""

    title: str
    iri: Iri


class WrittenHvd(StrictModel):
    """High-value datasets: the regulation and its categories."""

    legislation: Iri
    categories: dict[str, WrittenCategory]


class WrittenSampleCatalogue(StrictModel):
    """The Musterdatenkatalog: the form of an IRI, and German names by concept."""

    iri: str = Field(pattern=r"^https?://.*\{concept\}$")
    names: dict[str, str]


class Supplement(StrictModel):
    """Official codes that the files of the script do not hold."""

    schemes: dict[str, Iri]
    codes: dict[str, tuple[str, ...]]


class WrittenLists(StrictModel):
    """The file catalogs/vocabularies.yaml."""

    source: str
    stand: date
    licences: dict[str, LicenceWords]
    themes: dict[str, str]
    frequencies: dict[str, str]
    languages: dict[str, str]
    availability: dict[str, str]
    access_rights: dict[str, str]
    dataset_types: dict[str, str]
    publisher_types: dict[str, str]
    levels: dict[str, str]
    dataset_statuses: dict[str, str]
    distribution_statuses: dict[str, str]
    adms_statuses: dict[str, str]
    formats: dict[str, WrittenFormat]
    supplement: Supplement
    hvd: WrittenHvd
    sample_catalogue: WrittenSampleCatalogue
    geocoding: dict[int, WrittenGeocoding]
    protections: dict[str, str]
    statuses: dict[str, str]
