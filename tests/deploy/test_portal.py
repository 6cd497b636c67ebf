# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The real portal after its start: German, closed to strangers, with its organisations, telling no secret."""

from __future__ import annotations

import json
import stat
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from deploy.ckan.accounts import PUBLISHER, Actions
from deploy.ckan.notes import read_keys
from deploy.ckan.places import Places
from deploy.ckan.trouble import PortalTrouble
from godonu_platform.contracts.partners import load_partners
from godonu_platform.project import Project
from tests.portal import CkanForTests


def _status(url: str, data: dict[str, Any] | None = None, token: str = "") -> int:
    body = None if data is None else json.dumps(data).encode()
    request = urllib.request.Request(url, body, {"Content-Type": "application/json", "Authorization": token})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as fault:
        return fault.code


def _page(url: str) -> str:
    with urllib.request.urlopen(url, timeout=60) as answer:
        return str(answer.read().decode())


def test_it_is_a_ckan_with_what_we_need(ckan: CkanForTests) -> None:
    """Version and plugins as the publisher sees them."""
    seen = Actions(ckan.url, ckan.token).call("status_show")
    assert seen["ckan_version"] == "2.12.0"
    assert {"godonu", "dcat", "datastore", "scheming_datasets", "charts_view", "image_view"} <= set(seen["extensions"])


def test_it_speaks_german_and_bears_the_name_of_the_catalogue(ckan: CkanForTests, project: Project) -> None:
    """Title from catalogs/portal.yaml, words of CKAN in German."""
    page = _page(ckan.url + "/dataset/")
    assert '<html lang="de"' in page
    assert "Offene Daten zu kommunalen Onlinediensten" in page


def test_every_partner_has_an_organisation_and_so_have_all_together(ckan: CkanForTests, project: Project) -> None:
    """Nine and one; who only delivers reference data has none. The publishing account is admin of each."""
    actions = Actions(ckan.url, ckan.token)
    partners = [p for p in load_partners(project) if p.role == "partner"]
    found = actions.call("organization_list", all_fields=True, include_extras=True, include_users=True)
    assert len(found) == len(partners) + 1
    keys = {extra["value"] for o in found for extra in o["extras"] if extra["key"] == "ars"}
    assert keys == {p.ars for p in partners}
    assert {"godonu", "kommune-giessen", "kommune-rheingau-taunus"} <= {o["name"] for o in found}
    may = {o["name"] for o in actions.call("organization_list_for_user", permission="update_dataset")}
    assert may == {o["name"] for o in found}


def test_the_publishing_account_is_no_sysadmin_and_may_make_groups(ckan: CkanForTests) -> None:
    """It may do what publishing needs and nothing of the operator's."""
    actions = Actions(ckan.url, ckan.token)
    assert actions.call("user_show", id=PUBLISHER)["sysadmin"] is False
    name = f"probe-{uuid.uuid4().hex[:8]}"
    group = actions.call("group_create", name=name, title="Probe")
    Actions(ckan.url, ckan.sysadmin_token).call("group_purge", id=group["id"])
    api = ckan.url + "/api/3/action/"
    assert _status(api + "organization_create", {"name": name}, ckan.token) == 403
    assert _status(api + "user_create", {"name": name, "email": "a@b.invalid", "password": "x" * 12}, ckan.token) == 403


def test_strangers_may_read_and_nothing_else(ckan: CkanForTests) -> None:
    """No registration, no datasets, no queries in SQL."""
    api = ckan.url + "/api/3/action/"
    assert _status(api + "package_search") == 200
    assert _status(api + "package_create", {"name": "fremd", "owner_org": "godonu"}) == 403
    assert _status(api + "user_create", {"name": "fremd", "email": "a@b.invalid", "password": "x" * 12}) == 403
    assert _status(api + "datastore_search_sql", {"sql": "SELECT 1"}) in (400, 404)
    assert _status(ckan.url + "/user/register") == 403


def test_a_refusal_names_the_fields_and_not_what_stood_in_them(ckan: CkanForTests) -> None:
    """Enough to mend it, and nothing that must not stand in a log."""
    with pytest.raises(PortalTrouble) as told:
        Actions(ckan.url, ckan.sysadmin_token).call("organization_create", name="Groß Geheim")
    assert "organization_create" in str(told.value)
    assert "name" in str(told.value)
    assert "Geheim" not in str(told.value)
    with pytest.raises(PortalTrouble, match="bekam keine Antwort"):
        Actions("http://127.0.0.1:1", "x").call("status_show")


def test_harvesters_get_a_catalogue(ckan: CkanForTests) -> None:
    """The address that GovData reads."""
    assert "dcat:Catalog" in _page(ckan.url + "/catalog.ttl")


def test_secrets_are_for_the_owner_alone_and_in_no_log(ckan: CkanForTests) -> None:
    """Passwords and tokens stand in two closed files and nowhere else in the state, notes and logs included."""
    places = Places(ckan.folder)
    closed = {places.keys, places.ini, places.redis / "redis.conf"}
    for path in closed:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
    secrets = [value.encode() for value in read_keys(places.keys).values()]
    assert len(secrets) >= 9
    elsewhere = [*(ckan.folder / "logs").iterdir(), places.notes, *places.pids.iterdir()]
    for path in elsewhere:
        content = path.read_bytes()
        assert not any(secret in content for secret in secrets), path


@pytest.fixture(scope="module")
def found(ckan: CkanForTests) -> Iterator[Any]:
    """Search one dataset by words."""
    actions = Actions(ckan.url, ckan.sysadmin_token)
    name = f"probe_{uuid.uuid4().hex[:8]}"
    actions.call(
        "package_create",
        name=name,
        owner_org="godonu",
        title="Verkehrszählungen an Zählstellen für Fahrräder",
        notes="Wie oft in den Straßen der Städte gezählt wurde.",
    )
    yield lambda words: actions.call("package_search", q=words, fq=f"name:{name}")["count"] == 1
    actions.call("dataset_purge", id=name)


@pytest.mark.parametrize(
    "words",
    [
        "Verkehrszählung",
        "verkehrszählungen",
        "Verkehrszaehlung",
        "Zählstelle",
        "Zählstellen",
        "Fahrrad",
        "Fahrrädern",
        "Straße",
        "strasse",
        "Stadt",
        # parts of compounds
        "Zählung",
        "Rad",
        "Verkehr",
    ],
)
def test_search_finds_by_stem(words: str, found: Any) -> None:
    """Plural, umlaut, ß, its spelling in ASCII, and the parts of a long German word."""
    assert found(words)


@pytest.mark.parametrize("words", ["Müllabfuhr", "Zahnarzt", "Verkehrssünder"])
def test_search_does_not_find_just_anything(words: str, found: Any) -> None:
    """A search that always finds is none."""
    assert not found(words)


def test_the_folder_is_closed_to_others(ckan: CkanForTests) -> None:
    """The user postgres passes through; nobody lists it, nobody reads uploads."""
    assert stat.S_IMODE(ckan.folder.stat().st_mode) in (0o711, 0o700)
    assert stat.S_IMODE(Path(ckan.folder / "uploads").stat().st_mode) == 0o700
