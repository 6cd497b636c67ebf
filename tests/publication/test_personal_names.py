# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Names that sound like a person or like a figure before its protection are told apart from those of things."""

from __future__ import annotations

from pathlib import Path

import pytest

from godonu_platform.contracts.contract import load_contracts
from godonu_platform.project import Project
from godonu_platform.publication.personal_names import personal_part


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("name", "name"),
        ("vorname", "vorname"),
        ("last_name", "last_name"),
        ("lastName", "last_name"),
        ("E-Mail", "mail"),
        ("kontakt_email", "email"),
        ("telefon_privat", "telefon"),
        ("iban", "iban"),
        ("geburtsort", "geburtsort"),
        ("steuer_id", "steuer"),
        ("steuernr", "steuernr"),
        ("kennzeichen", "kennzeichen"),
        ("adresse", "adresse"),
        ("case_pid", "case"),
        ("casePid", "case"),
        ("session_id", "session"),
        ("visitor_type", "visitor"),
        ("pid", "pid"),
        ("user_hash", "user"),
        ("content_hash", "hash"),
        ("count_raw", "raw"),
        ("pre_sdc_count", "pre_sdc"),
        ("presdc", "presdc"),
        ("starts_unrounded", "unrounded"),
        ("name_citizen", "citizen"),
        ("STREET", "street"),
        ("id", "id"),
    ],
)
def test_what_sounds_personal(name: str, part: str) -> None:
    assert personal_part(name) == part


@pytest.mark.parametrize(
    "name",
    [
        "partner_name", "service_name", "site_name", "region_name", "month", "ars", "service_key", "starts", "visits",
        "submitted_in_time", "step_index", "drawn", "passing", "average", "casework", "rawhide", "url",
        "postcode", "city", "unit_id", "unique_visits", "status", "mailing",
    ],
)  # fmt: skip
def test_what_does_not(name: str) -> None:
    assert personal_part(name) is None


def test_every_open_column_that_sounds_personal_has_a_reason(repository: Path) -> None:
    """The drawer itself keeps the rule, so that the gate does not hold back what is meant otherwise."""
    contracts = load_contracts(Project.at(repository, repository / "data")).values()
    open_ones = [contract for contract in contracts if contract.layer == "veroeffentlichung"]
    assert open_ones
    unexplained = [
        f"{contract.name}.{column.name}"
        for contract in open_ones
        for column in contract.columns
        if personal_part(column.name) and not column.screen_exception
    ]
    assert unexplained == []
