# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The value lists a catalogue entry may choose from: licences, themes, frequencies, formats, status codes.

Which code stands on which list comes from catalogs/vocabularies_official.yaml (made by a script from the official
files), the German words from catalogs/vocabularies.yaml; a word for a code that is on no list is a mistake.
Keep out: any value itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import Field

from godonu_platform.catalogs.vocabulary_files import IRI, OfficialLists, WrittenFormat, WrittenLists
from godonu_platform.project import Project
from godonu_platform.yaml_model import StrictModel, YamlMistakes, nearest, parse_document, read_document

__all__ = ["IRI", "Format", "Geocoding", "Hvd", "Licence", "Term", "Vocabularies", "load_vocabularies"]
MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
# The lists whose words are a plain "code: German word".
PLAIN = (
    "themes", "frequencies", "languages", "availability", "access_rights", "dataset_types", "publisher_types",
    "levels", "dataset_statuses", "distribution_statuses", "adms_statuses",
)  # fmt: skip


class Licence(StrictModel):
    """A licence of the DCAT-AP.de list; `known_to_eu`: data.europa.eu knows just this IRI."""

    title: str
    iri: str = Field(pattern=IRI)
    url: str = Field(pattern=IRI)
    open: bool
    attribution: bool = False
    known_to_eu: bool = False


class Term(StrictModel):
    """An entry of a list, with its German name."""

    title: str
    iri: str = Field(pattern=IRI)


class Format(StrictModel):
    """A file format: EU file type, IANA media type, German name, and on which lists of data.europa.eu it stands."""

    title: str
    iri: str = Field(pattern=IRI)
    media_type: str = Field(pattern=IRI)
    machine_readable: bool = False
    non_proprietary: bool = False


class Geocoding(StrictModel):
    """How the key of a partner becomes a place and a level, by the number of its digits."""

    place: str
    level: str = Field(pattern=IRI)


class Hvd(StrictModel):
    """High-value datasets: the regulation and its categories."""

    legislation: str = Field(pattern=IRI)
    categories: dict[str, Term]


class SampleCatalogue(StrictModel):
    """The Musterdatenkatalog: the form of an IRI, and the German names of the concepts in use."""

    iri: str
    names: dict[str, str]

    def name_of(self, concept: str) -> str:
        """Return the name of a concept; one nobody has written down is made of its parts."""
        return self.names.get(concept) or " - ".join(part.replace("-", " ").capitalize() for part in concept.split("/"))


class Vocabularies(StrictModel):
    """All value lists together. schemes: the IRI of each list. file_types: the IRIs of all EU file types known here."""

    source: str
    stand: date
    schemes: dict[str, str]
    licences: dict[str, Licence]
    contributors: dict[str, Term]
    formats: dict[str, Format]
    file_types: tuple[str, ...]
    geocoding: dict[int, Geocoding]
    hvd: Hvd
    sample_catalogue: SampleCatalogue
    protections: dict[str, str]
    statuses: dict[str, str]
    themes: dict[str, Term]
    frequencies: dict[str, Term]
    languages: dict[str, Term]
    availability: dict[str, Term]
    access_rights: dict[str, Term]
    dataset_types: dict[str, Term]
    publisher_types: dict[str, Term]
    levels: dict[str, Term]
    dataset_statuses: dict[str, Term]
    distribution_statuses: dict[str, Term]
    adms_statuses: dict[str, Term]


def load_vocabularies(project: Project) -> Vocabularies:
    """Read the value lists; raises YamlMistakes."""
    files = (project.catalogs / "vocabularies.yaml", project.catalogs / "vocabularies_official.yaml")
    return _loaded(*files, *(_stamp(path) for path in files))


def _stamp(path: Path) -> tuple[int, int]:
    status = path.stat() if path.is_file() else None
    return (status.st_mtime_ns, status.st_size) if status else (0, 0)


@lru_cache(maxsize=8)  # every dataset of a run asks for the same lists
def _loaded(written: Path, official: Path, *_stamps: tuple[int, int]) -> Vocabularies:
    lists = parse_document(read_document(official), OfficialLists)
    document = read_document(written)
    words = parse_document(document, WrittenLists)
    joined = _Joined(lists, words)
    mistakes = [
        document.mistake((name, key), _unlisted(code, joined.codes[name_of_list]))
        for name, key, name_of_list, code in joined.used()
        if code not in joined.codes[name_of_list]
    ]
    if mistakes:
        raise YamlMistakes(mistakes)
    return Vocabularies(**joined.vocabularies())


def _unlisted(code: str, known: Mapping[str, str]) -> str:
    guess = nearest(code, known)
    hint = f"gemeint war wohl »{guess}«" if guess else "amtliche Kennungen kommen mit scripts/refresh_vocabularies.py"
    return f"»{code}« steht auf keiner amtlichen Liste; {hint}"


class _Joined:
    """Both files together; `codes` holds the IRI of every code by list."""

    def __init__(self, lists: OfficialLists, words: WrittenLists) -> None:
        self._lists, self._words = lists, words
        self.schemes = {**lists.schemes, **words.supplement.schemes}
        added = words.supplement.codes
        codes = {name: (*lists.codes.get(name, ()), *added.get(name, ())) for name in {**lists.codes, **added}}
        codes |= {"licences": tuple(lists.licences), "contributors": tuple(lists.contributors)}
        self.codes = {
            name: {code: f"{self.schemes[name].removesuffix('/1.0')}/{code}" for code in found}
            for name, found in codes.items()
        }

    def used(self) -> list[tuple[str, str, str, str]]:
        """Return every code that the written file uses: block, key, name of the list, code."""
        words = self._words
        found = [(name, code, name, code) for name in PLAIN for code in getattr(words, name)]
        found += [("licences", key, "licences", key) for key in words.licences]
        found += [("formats", key, "file_types", form.file_type) for key, form in words.formats.items()]
        return found + [("geocoding", str(key), "levels", geo.level) for key, geo in words.geocoding.items()]

    def vocabularies(self) -> dict[str, Any]:
        """Return the fields of the value lists."""
        words, codes = self._words, self.codes
        return {
            "source": words.source,
            "stand": words.stand,
            "schemes": self.schemes,
            "licences": {key: self._licence(key) for key in self._lists.licences},
            "contributors": self._terms("contributors", self._lists.contributors),
            "formats": {key: self._format(form) for key, form in words.formats.items()},
            "file_types": tuple(sorted(codes["file_types"].values())),
            "geocoding": {
                key: {"place": geo.place, "level": codes["levels"][geo.level]} for key, geo in words.geocoding.items()
            },
            "hvd": words.hvd.model_dump(),
            "sample_catalogue": words.sample_catalogue.model_dump(),
            "protections": words.protections,
            "statuses": words.statuses,
            **{name: self._terms(name, getattr(words, name)) for name in PLAIN},
        }

    def _terms(self, name: str, titles: Mapping[str, str]) -> dict[str, dict[str, str]]:
        return {code: {"title": title, "iri": self.codes[name][code]} for code, title in titles.items()}

    def _format(self, form: WrittenFormat) -> dict[str, Any]:
        told = form.model_dump(exclude={"file_type"})
        return {**told, "iri": self.codes["file_types"][form.file_type], "media_type": MEDIA_TYPES + form.media_type}

    def _licence(self, key: str) -> dict[str, Any]:
        told = self._words.licences.get(key)
        more = told.model_dump(exclude_none=True) if told else {}
        return {**self._lists.licences[key].model_dump(), **more, "iri": self.codes["licences"][key]}
