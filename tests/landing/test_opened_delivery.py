# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Exactly one mapping may recognise a delivery; else canonical names are tried; a refusal names what is missing."""

from __future__ import annotations

from godonu_platform.project import Project
from tests.landing.own_mapping import MAPPING, record, table, write_mapping
from tests.landing.small_inbox import KASSEL, OFFENBACH, event, land_one, lines

CONTENT = table(record(1))


def test_one_mapping_fits(own_drawers: Project) -> None:
    write_mapping(own_drawers)
    report = land_one(own_drawers, CONTENT, "abzug.csv")
    assert (report.status, report.mapping) == ("gelandet", "test.yaml")


def test_two_mappings_fit_and_both_are_named(own_drawers: Project) -> None:
    write_mapping(own_drawers, name="eins.yaml")
    write_mapping(own_drawers, name="zwei.yaml")
    report = land_one(own_drawers, CONTENT, "abzug.csv")
    assert report.reason == "zuordnung_mehrdeutig"
    assert "eins.yaml und zwei.yaml" in str(report.message)


def test_partner_and_file_name_tell_mappings_apart(own_drawers: Project) -> None:
    by_partner = MAPPING.replace("recognise:", f'recognise:\n  partners: ["{KASSEL}"]')
    by_name = MAPPING.replace("recognise:", 'recognise:\n  file: "abzug_*.csv"')
    write_mapping(own_drawers, by_partner, "partner.yaml")
    write_mapping(own_drawers, by_name, "name.yaml")
    assert land_one(own_drawers, CONTENT, "x.csv", ars=KASSEL).mapping == "partner.yaml"
    import gzip

    assert land_one(own_drawers, gzip.compress(CONTENT), "abzug_1.csv.gz").mapping == "name.yaml"


def test_none_fits_and_each_says_why(own_drawers: Project) -> None:
    write_mapping(own_drawers, MAPPING.replace("recognise:", f'recognise:\n  partners: ["{KASSEL}"]'))
    report = land_one(own_drawers, CONTENT, "abzug.csv", ars=OFFENBACH)
    assert report.reason == "spalte_fehlt"
    for words in ("»event_id«", "test.yaml (für andere Kommunen)", "civento.yaml (es fehlt: Vorgangsnummer"):
        assert words in str(report.message)


def test_a_required_source_field_is_missing(own_drawers: Project) -> None:
    write_mapping(own_drawers, MAPPING.replace("header: [Nr, Art, Zeit]", "header: [Nr]"))
    report = land_one(own_drawers, CONTENT.replace(b";Zeit;", b";Zeiten;"), "abzug.csv")
    assert report.reason == "spalte_fehlt"
    assert "»Zeit« (gemeint war wohl »Zeiten«)" in str(report.message)


def test_missing_optional_columns_are_noticed_once(project: Project) -> None:
    report = land_one(project, lines(event(1)))
    [notice] = report.notices
    assert notice.startswith("Diese freiwilligen Spalten fehlen")
    assert "device_type" in notice and "case_pid" not in notice
