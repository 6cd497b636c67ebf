# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""CKAN's Solr schema becomes German where text is read, and stays CKAN's everywhere else."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from deploy.ckan import solr_schema
from deploy.ckan.places import Places
from deploy.ckan.software import ckan_schema
from tests.portal import CkanForTests

# The shape of CKAN's schema, as short as it can be.
SMALL = """<schema name="ckan-2.12" version="1.6"><types>
  <fieldType name="text" class="solr.TextField">
    <analyzer type="index"><tokenizer class="T"/><filter class="solr.LowerCaseFilterFactory"/>
      <filter class="solr.SnowballPorterFilterFactory" language="English"/><filter class="F"/></analyzer>
    <analyzer type="query"><tokenizer class="T"/><filter class="solr.LowerCaseFilterFactory"/>
      <filter class="solr.SnowballPorterFilterFactory" language="English"/><filter class="F"/></analyzer>
  </fieldType><fieldType name="string" class="solr.StrField"/></types>
  <fields><field name="title" type="text"/><field name="res_name" type="text_general"/>
    <field name="res_description" type="text_general"/><field name="tags" type="string"/></fields>
</schema>"""


def _filters(schema: str, kind: str) -> list[str]:
    root = ET.fromstring(schema)
    found = root.findall(f".//fieldType[@name='text']/analyzer[@type='{kind}']/filter")
    return [f.get("class", "").removeprefix("solr.").removesuffix("FilterFactory") for f in found]


def test_text_is_read_as_german() -> None:
    """The German filters stand exactly where the English one stood; compounds are taken apart while indexing only."""
    made = solr_schema.german(SMALL)
    german = ["GermanNormalization", "GermanLightStem"]
    assert _filters(made, "index") == ["LowerCase", "DictionaryCompoundWordToken", *german, "F"]
    assert _filters(made, "query") == ["LowerCase", *german, "F"]


def test_the_rest_stays() -> None:
    """CKAN asks for the name of the schema at its start."""
    made = ET.fromstring(solr_schema.german(SMALL))
    assert made.get("name") == "ckan-2.12"
    types = {f.get("name"): f.get("type") for f in made.iter("field")}
    assert types == {"title": "text", "res_name": "text", "res_description": "text", "tags": "string"}


@pytest.mark.parametrize(
    "change",
    [
        ("solr.SnowballPorterFilterFactory", "solr.Other"),
        ('name="text"', 'name="texte"'),
        ('type="query"', 'type="multiterm"'),
        ('name="res_name"', 'name="resource_name"'),
    ],
)
def test_another_schema_is_refused(change: tuple[str, str]) -> None:
    """A newer CKAN must not end up half English."""
    with pytest.raises(solr_schema.SchemaChanged, match="CKAN's Solr schema"):
        solr_schema.german(SMALL.replace(*change))


def test_the_installed_one_can_be_changed(ckan: CkanForTests) -> None:
    """And the running Solr has what was made of it."""
    made = solr_schema.german(ckan_schema(Places(ckan.folder)))
    assert "English" not in made
    held = ckan.folder / "solr" / "ckan" / "conf" / "managed-schema.xml"
    assert held.read_text(encoding="utf-8") == made


def test_word_parts_are_as_the_filter_wants_them(repository: Path) -> None:
    """Lower case, one word per line, sorted, none twice; the filter takes nothing shorter than three letters."""
    lines = (repository / "deploy/ckan/solr" / solr_schema.WORD_PARTS).read_text(encoding="utf-8").splitlines()
    words = [line for line in lines if not line.startswith("#")]
    assert words == sorted(set(words))
    assert all(word == word.lower().strip() and 3 <= len(word) <= 20 and word.isalpha() for word in words)
