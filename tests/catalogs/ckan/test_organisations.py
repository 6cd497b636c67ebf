# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Every partner that takes part has an organisation, with a name that CKAN takes and that does not change by itself."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from godonu_platform.catalogs.ckan.organisations import JOINT, organisation_of, organisations
from godonu_platform.contracts.partners import Partner, load_partners
from godonu_platform.project import Project


def _partner(short_name: str) -> Partner:
    return Partner(
        ars="06", name=f"Stadt {short_name}", kurzname=short_name, art="kreisfreie_stadt", gueltig_ab=date(2024, 1, 1)
    )


@pytest.mark.parametrize(
    ("short_name", "expected"),
    [
        ("Gießen", "kommune-giessen"),
        ("Rheingau-Taunus", "kommune-rheingau-taunus"),
        ("Limburg a. d. Lahn", "kommune-limburg-a-d-lahn"),
        ("Büdingen / Ortenberg", "kommune-buedingen-ortenberg"),
    ],
)
def test_the_name_comes_from_the_short_name(short_name: str, expected: str) -> None:
    """The way a German would write it in an address."""
    organisation = organisation_of(_partner(short_name))
    assert (organisation.name, organisation.title) == (expected, f"Stadt {short_name}")


@given(st.text(min_size=1))
def test_ckan_takes_every_name(short_name: str) -> None:
    """Small letters, digits and hyphens, whatever a steward wrote."""
    assert re.fullmatch(r"kommune-[a-z0-9-]*", organisation_of(_partner(short_name)).name)


def test_the_joint_one_comes_first_and_reference_bodies_have_none(project: Project) -> None:
    """No two share a name."""
    partners = load_partners(project)
    found = list(organisations(partners, "Verbund", "https://daten.example.org/"))
    assert (found[0].name, found[0].title, found[0].ars) == (JOINT, "Verbund", None)
    assert [o.ars for o in found[1:]] == [p.ars for p in partners if p.role == "partner"]
    assert len({o.name for o in found}) == len(found)
