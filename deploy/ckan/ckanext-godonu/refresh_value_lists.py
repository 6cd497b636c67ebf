# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes licenses.json and value_lists.json of the extension from the value lists of the catalogue.

Run it with the platform's Python after a change in catalogs/vocabularies*.yaml; a test compares. The portal itself
never reads the platform's files: its machine may be another one.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from godonu_platform.catalogs.vocabularies import Licence, Term, Vocabularies, load_vocabularies
from godonu_platform.project import Project

PACKAGE = Path(__file__).parent / "ckanext" / "godonu"
_TERM_LISTS = (
    "licences",
    "contributors",
    "themes",
    "frequencies",
    "languages",
    "availability",
    "access_rights",
    "dataset_types",
    "publisher_types",
    "levels",
    "dataset_statuses",
    "distribution_statuses",
)


def licences(vocabularies: Vocabularies) -> list[dict[str, Any]]:
    """Return the licences in the form of CKAN's `licenses_group_url`; those for municipalities first."""
    return [_licence(key, licence) for key, licence in sorted(vocabularies.licences.items(), key=_order)]


def value_lists(vocabularies: Vocabularies) -> dict[str, Any]:
    """Return what a person may choose in a form, by field, and which IRI a format or a licence has."""
    return {
        "choices": {
            "theme": _choices(vocabularies.themes),
            "frequency": _choices(vocabularies.frequencies),
            "language": _choices(vocabularies.languages),
            "geocoding_level": _choices(vocabularies.levels),
            "access_rights": _choices(vocabularies.access_rights),
            "dcat_type": _choices(vocabularies.dataset_types),
            "contributor_id": _choices(vocabularies.contributors),
            "hvd_category": _choices(vocabularies.hvd.categories),
            "dataset_status": _choices(vocabularies.dataset_statuses),
            "status": _choices(vocabularies.distribution_statuses),
            "availability": _choices(vocabularies.availability),
        },
        "formats": {form.title: form.iri for form in vocabularies.formats.values()},
        "licences": {key: licence.iri for key, licence in vocabularies.licences.items()},
        "terms": terms(vocabularies),
        "theme_list": vocabularies.schemes["themes"],
    }


def terms(vocabularies: Vocabularies) -> dict[str, dict[str, str]]:
    """Return name and list of every IRI that a graph may point to."""
    lists: dict[str, Mapping[str, Any]] = {name: getattr(vocabularies, name) for name in _TERM_LISTS}
    lists["file_types"] = vocabularies.formats
    lists["hvd"] = vocabularies.hvd.categories
    return {
        term.iri: {"title": term.title, "scheme": vocabularies.schemes.get(name, "")}
        for name, found in lists.items()
        for term in found.values()
    }


def files(vocabularies: Vocabularies) -> dict[Path, str]:
    """Return the text of both files."""
    made = {"licenses.json": licences(vocabularies), "value_lists.json": value_lists(vocabularies)}
    return {PACKAGE / name: json.dumps(data, ensure_ascii=False, indent=1) + "\n" for name, data in made.items()}


def _choices(terms: Mapping[str, Term] | Mapping[str, Any]) -> list[dict[str, str]]:
    return [{"value": term.iri, "label": term.title} for term in terms.values()]


def _order(entry: tuple[str, Licence]) -> tuple[bool, bool, str]:
    key, licence = entry
    return not licence.known_to_eu, not licence.open, key


def _licence(key: str, licence: Licence) -> dict[str, Any]:
    return {
        "id": key,
        "title": licence.title,
        "url": licence.url,
        "status": "active",
        "od_conformance": "approved" if licence.open else "not reviewed",
        "osd_conformance": "not reviewed",
        "domain_content": "false",
        "domain_data": "true",
        "domain_software": "false",
        "family": "",
        "maintainer": "",
        "is_generic": "false",
    }


if __name__ == "__main__":
    for path, text in files(load_vocabularies(Project.from_environment())).items():
        path.write_text(text, encoding="utf-8")
        sys.stdout.write(f"geschrieben: {path.name}\n")
