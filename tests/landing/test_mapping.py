# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Mapping files: every mistake at once as file:line: key, and none that would only show while landing."""

from __future__ import annotations

import pytest

from godonu_platform.contracts.contract import load_contracts
from godonu_platform.landing.mapping import load_mappings
from godonu_platform.project import Project
from godonu_platform.yaml_model import YamlMistakes
from tests.landing.own_mapping import MAPPING, record, table, write_mapping
from tests.landing.small_inbox import land_one


@pytest.mark.parametrize(
    ("given", "instead", "words"),
    [
        ("title: Testquelle", "titel: Testquelle", "gemeint war wohl »title«"),
        ("step_index:", "step_indx:", "gemeint war wohl »step_index«"),
        ("{source_system: other}", "{source_sys: other}", "gemeint war wohl »source_system«"),
        ("AG: completed", "AG: abgeschlossen", "im Vertrag nicht erlaubt"),
        ('"^Tresen$": counter', '"^Tresen$": schalter', "im Vertrag nicht erlaubt"),
        ('"(?i)^netz": web', '"(?=netz)": web', "RE2"),
        ("zone: Europe/Berlin", "zone: Europa/Berlin", "Zeitzone"),
        (", zone: Europe/Berlin", "", "die Zeitzone fehlt"),
        ('"%d.%m.%Y %H:%M"', '"TT.MM.JJJJ"', "time"),
        ('"%d.%m.%Y %H:%M"', '"%d.%m.%Q"', "Zeitmuster"),
        ("{from: Schritt}", "{from: Schritt, hash: [Nr]}", "genau eines von from, hash und concat"),
        ("format: csv", "format: excel", "erlaubt sind"),
        ("format: csv", "format: fixed_width", "fields"),
        ("{from: Notiz}", '{from: Notiz, time: "%Y"}', "gilt nur für Zeitpunkte"),
        ("{source_system: other}", "{source_system: other, channel: web}", "nur an einer Stelle"),
    ],
)
def test_each_mistake_is_told_with_file_and_line(own_drawers: Project, given: str, instead: str, words: str) -> None:
    assert given in MAPPING
    write_mapping(own_drawers, MAPPING.replace(given, instead))
    with pytest.raises(YamlMistakes) as caught:
        load_mappings(own_drawers, load_contracts(own_drawers)["portal_events"])
    told = [mistake for mistake in caught.value.mistakes if words in mistake.message]
    assert [mistake.file.name for mistake in told] == ["test.yaml"]
    assert told[0].line > 0


def test_all_mistakes_of_all_files_at_once_and_the_delivery_is_refused(own_drawers: Project) -> None:
    write_mapping(own_drawers, MAPPING.replace("step_index:", "schritt:").replace("channel:", "kanal:"), "a.yaml")
    write_mapping(own_drawers, "title: B\ncolumns: {gibtesnicht: {from: X}}", "b.yaml")
    report = land_one(own_drawers, table(record(1)), "abzug.csv")
    assert (report.status, report.reason) == ("abgelehnt", "zuordnung_fehlerhaft")
    assert str(report.message).count(".yaml:") == 3
