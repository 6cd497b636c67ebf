# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import Any

import pytest

from godonu_platform.catalogs.entry import load_entry
from godonu_platform.catalogs.lifecycle import status_of
from godonu_platform.catalogs.portal import load_portal
from godonu_platform.catalogs.vocabularies import load_vocabularies
from godonu_platform.contracts.contract import load_contracts
from godonu_platform.governance.decisions import load_decisions
from godonu_platform.project import Project
from godonu_platform.publication.candidate import open_contracts
from godonu_platform.yaml_model import YamlMistakes
from tests.publication.world import USE, World, entry

OLD = {"since": "2026-10-01", "note": "Wird nicht mehr gepflegt."}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"licence": "dl-zero-de/2.1"}, "gemeint war wohl »dl-zero-de/2.0«"),
        ({"theme": ["GOV"]}, "gemeint war wohl »GOVE«"),
        ({"frequency": "monatlich"}, "steht in keiner Werteliste"),
        ({"dataset": "open_other"}, "muss wie die Datei heißen"),
        ({"licence": "cc-by/4.0"}, "Namensvermerk"),
        ({"titel": "Doppelt"}, "gemeint war wohl »title«"),
        ({"keywords": []}, "mindestens 1"),
        ({"hvd": {"category": "statistik"}}, "hvd.reason: fehlt"),
        ({"hvd": {"reason": "Anhang der Verordnung, Abschnitt 4."}}, "hvd.category: fehlt"),
        ({"hvd": {"category": "statistiken", "reason": "Anhang der Verordnung, Abschnitt 4."}}, "wohl »statistik«"),
        ({"deprecation": {"since": "2026-10-01"}}, "deprecation.note: fehlt"),
        ({"deprecation": {"since": "gestern", "note": "Wird nicht mehr gepflegt."}}, "muss ein Datum sein"),
        ({"deprecation": {**OLD, "successor": USE}}, "nennt den Datensatz selbst"),
        ({"deprecation": {**OLD, "successor": "javascript:alert(1)"}}, "passt nicht zum Muster"),
        ({"correction": "Fehler"}, "mindestens 20 Zeichen"),
        ({"conforms_to": ["RFC 4180"]}, "passt nicht zum Muster"),
        ({"chart": {"kind": "pie", "x": "a", "y": "b", "title": "t", "x_title": "x", "y_title": "y"}}, "erlaubt sind"),
    ],
)
def test_mistakes_say_what_to_write(world: World, change: dict[str, Any], said: str) -> None:
    world.write(f"catalogs/datasets/{USE}.yaml", entry(USE, "Begonnene Anträge") | change)
    with pytest.raises(YamlMistakes, match=said):
        load_entry(world.project, USE, load_vocabularies(world.project))


def test_what_is_optional_is_absent_unless_somebody_writes_it(world: World) -> None:
    plain = load_entry(world.project, USE, load_vocabularies(world.project))
    assert (plain.hvd, plain.deprecation, plain.correction, plain.conforms_to) == (None, None, None, ())
    claim = {"category": "statistik", "reason": "Anhang der Verordnung, Abschnitt 4."}
    full = {"hvd": claim, "deprecation": OLD, "correction": "Ein Monat war doppelt gezählt."}
    world.write(f"catalogs/datasets/{USE}.yaml", entry(USE, "Begonnene Anträge") | full)
    found = load_entry(world.project, USE, load_vocabularies(world.project))
    assert found.hvd and found.hvd.category == "statistik"
    assert found.deprecation and str(found.deprecation.since) == "2026-10-01" and found.deprecation.successor is None
    assert status_of(found) == "DEPRECATED" and status_of(plain) == "COMPLETED"


def test_a_missing_entry_is_told(world: World) -> None:
    with pytest.raises(YamlMistakes, match="die Datei fehlt"):
        load_entry(world.project, "open_nothing", load_vocabularies(world.project))


def test_base_address_must_end_with_a_slash(world: World) -> None:
    path = world.project.catalogs / "portal.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("daten.example.org/\n", "daten.example.org\n", 1))
    with pytest.raises(YamlMistakes, match="muss mit / enden"):
        load_portal(world.project)


def test_the_drawer_has_an_entry_and_decisions_for_each_open_contract_and_no_other(project: Project) -> None:
    vocabularies = load_vocabularies(project)
    contracts = {contract.name: contract for contract in open_contracts(load_contracts(project))}
    entries = {path.stem for path in (project.catalogs / "datasets").glob("*.yaml")}
    decided = {path.stem for path in (project.governance / "decisions").glob("*.yaml")}
    assert entries == set(contracts) == decided
    for name, contract in contracts.items():
        found = load_entry(project, name, vocabularies)
        columns = {column.name for column in contract.columns}
        assert found.chart is None or {found.chart.x, found.chart.y, found.chart.group} - {None} <= columns
        assert all(decision.gilt_fuer == "beispieldaten" for decision in load_decisions(project, name))
