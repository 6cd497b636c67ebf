# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""A portal without our extension gets what it can hold, in the keys that GovData's harvester reads."""

from __future__ import annotations

import json
from typing import Any

from godonu_platform.catalogs.ckan.comparison import field_changes, field_sums_of, visible, with_field_sums
from godonu_platform.catalogs.ckan.extras import PortalForm, lost
from godonu_platform.catalogs.ckan.package import wanted_package
from godonu_platform.catalogs.ckan.package_fields import CORE_FIELDS
from tests.catalogs.ckan.portal_house import ROWS, PortalHouse
from tests.publication.world import GIESSEN

PLAIN = PortalForm(own=False)


def package(house: PortalHouse, form: PortalForm, *, alone: bool = False, **about: Any) -> dict[str, Any]:
    dataset = house.name()
    house.release(dataset, [row for row in ROWS if row[0] == GIESSEN] if alone else ROWS, **about)
    return wanted_package(house.record(dataset), "f" * 64, house.site(form))


def extras(found: dict[str, Any]) -> dict[str, str]:
    return {extra["key"]: extra["value"] for extra in found["extras"]}


def test_without_a_schema_everything_of_ours_becomes_an_extra(dry_house: PortalHouse) -> None:
    found = package(dry_house, PLAIN, alone=True)
    assert set(found) <= CORE_FIELDS | {"extras"}
    told = extras(found)
    assert all(isinstance(value, str) and value for value in told.values())
    assert json.loads(told["contributorID"]) == ["http://dcat-ap.de/def/contributors/hessen"]
    assert told["politicalGeocodingLevelURI"] == "http://dcat-ap.de/def/politicalGeocoding/Level/municipality"
    assert json.loads(told["politicalGeocodingURI"]) == [told["spatial_uri"]]
    assert (told["spatial_text"], told["temporal_start"]) == ("Universitätsstadt Gießen", "2026-08-01")
    assert json.loads(told["theme"]) == ["http://publications.europa.eu/resource/authority/data-theme/GOVE"]
    assert told["contact_email"] == "offene-daten@example.org"
    assert told["publisher_type"].endswith("LocalAuthority")
    assert told["release_hash"] == "f" * 64
    assert not {"herkunft_und_guete", "versions", "spatial_coverage", "contact"} & told.keys()


def test_of_several_places_only_their_names_are_told(dry_house: PortalHouse) -> None:
    told = extras(package(dry_house, PLAIN))
    assert told["spatial_text"] == "Universitätsstadt Gießen, Stadt Kassel"
    assert "spatial_uri" not in told
    assert len(json.loads(told["politicalGeocodingURI"])) == 2


def test_resources_carry_plain_values_and_govdatas_name_of_the_attribution(dry_house: PortalHouse) -> None:
    csv = package(dry_house, PLAIN, attribution="Stadt Kassel")["resources"][0]
    assert csv["licenseAttributionByText"] == "Stadt Kassel"
    assert "license_attribution" not in csv
    assert not [name for name, value in csv.items() if isinstance(value, list | dict)]
    assert json.loads(csv["access_services"])[0]["endpoint_url"]


def test_fields_of_the_portals_own_schema_are_used_and_never_given_twice(dry_house: PortalHouse) -> None:
    form = PortalForm(False, frozenset({"contact", "theme", "issued", "spatial_coverage"}), frozenset({"language"}))
    found = package(dry_house, form)
    assert isinstance(found["theme"], list) and found["contact"][0]["name"]
    assert not {"theme", "issued", "contact_name", "spatial_text"} & extras(found).keys()
    assert isinstance(found["resources"][0]["language"], list)


def test_what_is_lost_is_said(dry_house: PortalHouse) -> None:
    assert lost(PortalForm(own=True), dcat=False) == ()
    told = " ".join(lost(PLAIN, dcat=False))
    for word in ("Herkunft und Güte", "Versionsgeschichte", "DCAT", "Regionalschlüssel", "Verwaltungsebene"):
        assert word in told
    taken = frozenset({"herkunft_und_guete", "versions", "spatial_coverage", "geocoding_level"})
    assert len(lost(PortalForm(False, taken), dcat=True)) == 1


def test_the_digests_of_the_fields_are_one_more_extra(dry_house: PortalHouse) -> None:
    found = with_field_sums(package(dry_house, PLAIN))
    assert field_sums_of(found).keys() == visible(found).keys()
    assert field_changes(found, found) == []
    edited = json.loads(json.dumps(found))
    next(extra for extra in edited["extras"] if extra["key"] == "contact_name")["value"] = "Jemand anderes"
    assert [(change.name, change.by_hand) for change in field_changes(edited, found)] == [("extras.contact_name", True)]
