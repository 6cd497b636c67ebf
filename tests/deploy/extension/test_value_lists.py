# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The lists that came with the extension are those of the catalogue, and they answer what profile and forms ask."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest
import yaml

from ckanext.godonu import value_lists
from godonu_platform.catalogs.vocabularies import Vocabularies, load_vocabularies
from godonu_platform.project import Project


@pytest.fixture
def vocabularies(project: Project) -> Vocabularies:
    """The value lists of the catalogue."""
    return load_vocabularies(project)


@pytest.fixture
def refresh(extension: Path) -> ModuleType:
    """The script that writes the lists."""
    spec = importlib.util.spec_from_file_location("refresh_value_lists", extension / "refresh_value_lists.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_files_are_what_the_script_would_write(refresh: ModuleType, vocabularies: Vocabularies) -> None:
    """Otherwise run deploy/ckan/ckanext-godonu/refresh_value_lists.py."""
    for path, text in refresh.files(vocabularies).items():
        assert path.read_text(encoding="utf-8") == text, path.name


def test_every_licence_of_the_catalogue_can_be_chosen_in_ckan(vocabularies: Vocabularies) -> None:
    """With the same id, title and openness."""
    offered = {entry["id"]: entry for entry in json.loads(value_lists.LICENCES.read_text(encoding="utf-8"))}
    assert set(offered) == set(vocabularies.licences)
    for key, licence in vocabularies.licences.items():
        assert offered[key]["title"] == licence.title
        assert (offered[key]["od_conformance"] == "approved") == licence.open
        assert value_lists.licence_iri(key) == licence.iri
    assert value_lists.licence_iri("erfunden") is None


def test_formats_become_iris(vocabularies: Vocabularies) -> None:
    """As CKAN names them, in any case; what is an IRI stays one; anything else is none."""
    for form in vocabularies.formats.values():
        assert value_lists.format_iri(form.title) == form.iri
        assert value_lists.format_iri(form.title.upper()) == form.iri
    assert value_lists.format_iri("http://example.org/x") == "http://example.org/x"
    assert value_lists.format_iri("Brieftaube") is None
    assert value_lists.media_type_iri("text/csv; charset=utf-8").endswith("/text/csv")
    assert value_lists.media_type_iri("so etwas") is None


def test_every_field_with_choices_has_some(extension: Path) -> None:
    """A form with an empty list could not be sent."""
    schema = yaml.safe_load((extension / "ckanext" / "godonu" / "schema.yaml").read_text(encoding="utf-8"))
    fields = [*schema["dataset_fields"], *schema["resource_fields"]]
    asked = [field["field_name"] for field in fields if field.get("choices_helper") == "godonu_choices"]
    assert len(asked) > 8
    for name in asked:
        choices = value_lists.choices(name)
        assert choices, name
        assert value_lists.label(name, choices[0]["value"]) == choices[0]["label"]
    assert value_lists.label("theme", "unbekannt") == "unbekannt"
