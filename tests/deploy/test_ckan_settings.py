# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The settings of CKAN say what the drawers say, whatever characters stand there, and close what must be closed."""

from __future__ import annotations

from configparser import ConfigParser
from pathlib import Path

import pytest

from deploy.ckan.ckan_settings import Code, Face, Surroundings, ckan_ini
from deploy.ckan.places import Places
from deploy.ckan.wishes import Wishes, wishes_of
from godonu_platform.project import Project

AROUND = Surroundings("datenbank", "schreiben", "lesen", "redis", "solr", "sitzung")


def _read(text: str) -> dict[str, str]:
    """Read as CKAN does: a parser that keeps letters as they are and resolves %(…)s."""
    parser = ConfigParser()
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(text)
    return dict(parser["app:main"])


@pytest.fixture
def wishes(project: Project) -> Wishes:
    """What our own drawers say."""
    return wishes_of(project)


def _ini(wishes: Wishes, tmp_path: Path, *, own: bool = True) -> dict[str, str]:
    face = Face("http://127.0.0.1:5000", wishes.portal, wishes.licence)
    return _read(ckan_ini(Places(tmp_path), face, AROUND, Code(own, wishes.more_plugins)))


def test_the_drawers_fill_it(wishes: Wishes, tmp_path: Path) -> None:
    """Names, licence and imprint come from catalogs/, the organisations from governance/."""
    made = _ini(wishes, tmp_path)
    assert made["ckan.site_title"] == wishes.portal.title
    assert made["godonu.imprint_address"] == " | ".join(wishes.portal.imprint.address)
    assert made["godonu.catalog_license"].startswith("http://dcat-ap.de/def/licenses/")
    assert made["ckan.locale_default"] == "de"
    assert wishes.organisations[0].name == "godonu"
    assert len(wishes.organisations) == 10


def test_our_extension_comes_before_what_it_changes(wishes: Wishes, tmp_path: Path) -> None:
    """The first plugin with a template or an action wins; without ours, neither its schema nor its profile is named."""
    plugins = _ini(wishes, tmp_path)["ckan.plugins"].split()
    assert plugins.index("activity") < plugins.index("godonu") < plugins.index("dcat")
    assert plugins.index("godonu") < plugins.index("scheming_datasets")
    plain = _ini(wishes, tmp_path, own=False)
    assert not {"godonu", "scheming_datasets"} & set(plain["ckan.plugins"].split())
    assert not [name for name in plain if name.startswith(("godonu.", "scheming."))]
    assert plain["ckanext.dcat.rdf.profiles"] == "euro_dcat_ap_3"


def test_everything_is_closed_that_a_portal_for_reading_does_not_need(wishes: Wishes, tmp_path: Path) -> None:
    """Nobody registers, nobody without account writes, nobody sends SQL."""
    made = _ini(wishes, tmp_path)
    assert made["ckan.auth.public_activity_stream_detail"] == "false"
    for name in ("anon_create_dataset", "create_unowned_dataset", "create_user_via_web", "create_user_via_api"):
        assert made[f"ckan.auth.{name}"] == "false"
    assert made["ckan.datastore.sqlsearch.enabled"] == "false"


def test_no_text_can_begin_a_setting_or_refer_to_one(wishes: Wishes, tmp_path: Path) -> None:
    """A title with line breaks, percent signs and brackets stays a title."""
    nasty = "100 % offen\nckan.auth.anon_create_dataset = true\r\n[app:main] %(SECRET_KEY)s ; # “x”"
    portal = wishes.portal.model_copy(update={"title": nasty})
    made = _ini(Wishes(portal, ()), tmp_path)
    assert made["ckan.site_title"] == " ".join(nasty.split())
    assert made["ckan.auth.anon_create_dataset"] == "false"


def test_addresses_with_passwords_are_not_shown() -> None:
    """A failing test or a log prints objects."""
    assert "datenbank" not in repr(AROUND)
