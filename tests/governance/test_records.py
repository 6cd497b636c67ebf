# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The records of the shipped drawers: complete, in order, and what nobody stated is named and nowhere invented."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from godonu_platform.contracts.processing import Processing
from godonu_platform.governance.breaker_proof import ProofResult
from godonu_platform.governance.decision_model import Decision
from godonu_platform.governance.records.document import Document, FactList, Section, Table, values_of
from godonu_platform.governance.records.facts import Facts, ModelFacts
from godonu_platform.governance.records.gathering import gather
from godonu_platform.governance.records.inventory import inventory_record
from godonu_platform.governance.records.processing import processing_record
from godonu_platform.governance.records.protective_steps import steps_record
from godonu_platform.governance.records.retention_list import retention_record
from godonu_platform.governance.records.rules import HighValue, load_record_rules
from godonu_platform.governance.records.words import period
from godonu_platform.governance.records.writing import all_records
from godonu_platform.project import Project
from godonu_platform.yaml_model import YamlMistakes
from tests.governance.built_house import house


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    """What the shipped drawers say; no delivery, no warehouse, no release."""
    return gather(house(tmp_path_factory.mktemp("haus")))


def drawer(repository: Path) -> dict[str, dict[str, Any]]:
    """The contracts as plain YAML, read past the platform."""
    return {p.stem: yaml.safe_load(p.read_text("utf-8")) for p in (repository / "governance/contracts").glob("*.yaml")}


def custom(contract: dict[str, Any]) -> dict[str, Any]:
    return {entry["property"]: entry["value"] for entry in contract["customProperties"]}


def speaks_of_people(contract: dict[str, Any]) -> bool:
    columns = contract["schema"][0]["properties"]
    return any(custom(c).get("personenbezug") in ("pseudonym", "personenbezogen") for c in columns)


def sections(found: Document | Section) -> Iterator[Section]:
    for section in found.sections:
        yield section
        yield from sections(section)


def section(document: Document, anchor: str) -> Section:
    return next(s for s in sections(document) if s.anchor == anchor)


def statements(found: Section) -> dict[str, tuple[str, ...]]:
    return {name: values_of(cell) for part in found.parts if isinstance(part, FactList) for name, cell in part.rows}


def table(found: Section) -> Table:
    return next(part for part in found.parts if isinstance(part, Table))


def changed(facts: Facts, name: str, **more: Any) -> Facts:
    """The same facts with another contract."""
    return replace(facts, contracts={**facts.contracts, name: replace(facts.contracts[name], **more)})


def test_gaps_of_the_record_of_processing_are_those_of_the_drawer(facts: Facts, repository: Path) -> None:
    """Worked out a second time from the plain files."""
    expected = set()
    for name, contract in drawer(repository).items():
        extras = custom(contract)
        if extras.get("vvt_nummer") and speaks_of_people(contract):
            stated = extras.get("verarbeitung", {})
            parts = ("verantwortlich", "betroffene", "empfaenger", "drittland", "massnahmen")
            expected |= {(name, f"verarbeitung.{part}") for part in parts if not stated.get(part)}
            expected |= {(name, key) for key in ("rechtsgrundlage", "loeschklasse") if not extras.get(key)}
            if "datenschutzbeauftragte" not in {role["role"] for role in contract["roles"]}:
                expected.add((name, "datenschutz_kontakt"))
        effective = facts.effective(name, "personenbezug") in ("pseudonym", "personenbezogen", "besondere_kategorie")
        if not extras.get("vvt_nummer") and (speaks_of_people(contract) or effective):
            expected.add((name, "vvt_nummer"))
    _, gaps = processing_record(facts)
    assert {(gap.dataset, gap.statement) for gap in gaps} == expected
    assert ("portal_events", "verarbeitung.drittland") in expected


def test_a_missing_statement_is_printed_as_missing_and_says_who_supplies_it(facts: Facts) -> None:
    document, gaps = processing_record(facts)
    said = statements(section(document, "vvt-01"))
    assert said["a) Verantwortliche Stelle"] == () and said["e) Übermittlung in ein Drittland"] == ()
    [gap] = [g for g in gaps if (g.dataset, g.statement) == ("portal_events", "verarbeitung.drittland")]
    assert gap.place == "contracts/portal_events.yaml: verarbeitung.drittland"
    assert gap.supplier == "Dateneigentümerin oder Dateneigentümer (Fachamt der liefernden Kommune)"


def test_a_statement_that_is_made_closes_its_gap(facts: Facts) -> None:
    stated = Processing(verantwortlich="Stadt Muster", drittland="keine Übermittlung", massnahmen=("Schloss",))
    _, before = processing_record(facts)
    document, after = processing_record(changed(facts, "web_visits", processing=stated))
    said = statements(section(document, "vvt-02"))
    assert said["a) Verantwortliche Stelle"] == ("Stadt Muster",)
    assert said["e) Übermittlung in ein Drittland"] == ("keine Übermittlung",)
    closed = {(g.dataset, g.statement) for g in before} - {(g.dataset, g.statement) for g in after}
    assert closed == {("web_visits", "verarbeitung.verantwortlich"), ("web_visits", "verarbeitung.drittland")}
    opened = {(g.dataset, g.statement) for g in after} - {(g.dataset, g.statement) for g in before}
    assert opened == {("web_visits", "verarbeitung.betroffene"), ("web_visits", "verarbeitung.empfaenger")}


def test_the_record_of_processing_names_the_columns_that_speak_of_people(facts: Facts) -> None:
    said = statements(section(processing_record(facts)[0], "vvt-01"))["c) Kategorien personenbezogener Daten"]
    assert said[0] == "Portalereignisse (Personenbezogen): Schrittbezeichnung"
    assert "Fallpseudonym" in said[1] and "Leistungsschlüssel" not in " ".join(said)


def test_whoever_speaks_of_people_by_the_lineage_needs_a_number_too(facts: Facts) -> None:
    _, gaps = processing_record(changed(facts, "application_usage_monthly", processing_number=None))
    assert ("application_usage_monthly", "vvt_nummer") in {(g.dataset, g.statement) for g in gaps}
    _, gaps = processing_record(replace(changed(facts, "traffic_daily", processing_number=None), models=ModelFacts()))
    assert "traffic_daily" not in {g.dataset for g in gaps}


def test_an_activity_without_a_name_is_a_gap(facts: Facts) -> None:
    nameless = replace(facts, rules=facts.rules.model_copy(update={"activities": {}}))
    document, gaps = processing_record(nameless)
    assert statements(section(document, "vvt-01"))["Tätigkeit"] == ()
    places = {gap.place for gap in gaps if not gap.dataset}
    assert places == {f"verzeichnisse.yaml: verarbeitungstaetigkeiten.VVT-0{n}" for n in (1, 2)}


def test_each_dataset_has_one_sheet_in_the_given_order(facts: Facts) -> None:
    document, _ = inventory_record(facts)
    sheets = {s.anchor: [inner.title for inner in s.sections] for s in sections(document) if len(s.sections) == 3}
    wanted = {name: ["Inhalt", "Verantwortung", "Technik"] for name in facts.contracts}
    assert {name: sheets.get(name) for name in facts.contracts} == wanted
    columns = document.sheets[1]
    assert len(columns.rows) == sum(len(c.columns) for c in facts.contracts.values())
    assert len(document.sheets[0].rows) == len(facts.contracts)
    assert all(len(row) == len(document.sheets[0].head) for row in document.sheets[0].rows)


def test_whatever_a_contract_leaves_out_is_a_gap_with_a_role_of_its_own(facts: Facts) -> None:
    """A contract that states nothing: no cell invents anything, and the file says who supplies each statement."""
    empty: dict[str, Any] = dict.fromkeys(
        ("legal_basis", "processing_number", "retention_class", "ml_use", "source_system", "processing", "agreement",
         "sample_catalogue", "region", "frequency")
    )  # fmt: skip
    bare = facts
    for name in ("portal_events", "open_application_usage"):
        columns = tuple(replace(column, classified=False) for column in facts.contracts[name].columns)
        bare = changed(bare, name, **empty, eu_themes=(), protection_needs={}, columns=columns)
    found = [build(bare) for build in (processing_record, inventory_record, retention_record)]
    gaps = {gap.statement for _, gaps in found for gap in gaps if gap.dataset in empty | {"portal_events": 0}}
    assert gaps >= {"vvt_nummer", "rechtsgrundlage", "loeschklasse", "ml_nutzung", "quellsystem", "eu_thema",
                    "musterdatenkatalog", "regionalbezug", "frequency", "schutzbedarf.integritaet",
                    "klasse.case_pid"}  # fmt: skip
    of_open = {gap.statement for _, gaps in found for gap in gaps if gap.dataset == "open_application_usage"}
    assert {"vereinbarung", "loeschklasse"} <= of_open
    known = bare.rules.suppliers
    assert {g for g in gaps | of_open if g not in known and g.split(".")[0] not in known} == set()
    said = statements(section(found[1][0], "portal_events-verantwortung"))
    stated = {"Rollen", "Vertraulichkeit", "Personenbezug"}
    assert {name for name, values in said.items() if not values} >= {"Rechtsgrundlage", "Löschklasse"}
    assert not {name for name in stated if not said[name]}


def test_what_stands_on_a_dataset_may_demand_more_of_it(facts: Facts) -> None:
    contract = facts.contracts["open_web_visits"]
    need = contract.protection_needs["integritaet"].model_copy(update={"level": "hoch"})
    higher = changed(facts, "open_web_visits", protection_needs={**contract.protection_needs, "integritaet": need})
    said = statements(section(inventory_record(higher)[0], "web_visits-verantwortung"))
    assert said["Schutzbedarf Integrität"][1] == "Mehr verlangt, was darauf aufbaut: Besuche kommunaler Websites"
    assert len(said["Schutzbedarf Verfügbarkeit"]) == 1


def test_every_shelf_of_every_source_is_in_the_list_of_periods(facts: Facts) -> None:
    document, gaps = retention_record(facts)
    rows = document.sheets[0].rows
    for contract in facts.contracts.values():
        shelves = {row[5] for row in rows if row[4] == contract.name}
        if contract.is_source:
            assert shelves >= {"Zeilen im Datensee", "Lieferdateien", "Quarantäne"}
        else:
            assert len(shelves) == 1
    assert not gaps
    portal = [row for row in rows if row[4] == "portal_events"]
    assert ("2j-erhebung", "2 Jahre", "Erhebung") in {(row[0], row[2], row[3]) for row in portal}
    assert ("6m-lieferung", "6 Monate", "Lieferung") in {(row[0], row[2], row[3]) for row in portal}
    tables = [text for row in portal if row[5] == "Tabellen im Warehouse" for text in values_of(row[6])]
    assert any("stg_portal_event_repeats" in text for text in tables)
    assert ("3j-erhebung", "alle") in {(row[0], row[4]) for row in rows}


def test_a_source_without_a_class_is_a_gap_and_nothing_is_put_in_its_place(facts: Facts) -> None:
    document, gaps = retention_record(changed(facts, "web_visits", retention_class=None))
    assert [(g.dataset, g.statement) for g in gaps] == [("web_visits", "loeschklasse")]
    rows = [row for row in document.sheets[0].rows if row[4] == "web_visits" and row[5] == "Zeilen im Datensee"]
    assert [(row[0], values_of(row[6])) for row in rows] == [("–", ())]


def test_every_use_of_a_step_is_listed_with_its_proof_of_today(facts: Facts) -> None:
    document, gaps = steps_record(facts)
    uses, proofs = document.sheets
    assert len(uses.rows) == sum(len(c.steps) for c in facts.contracts.values())
    assert not gaps and {row[6] for row in uses.rows} == {"gelungen"}
    assert {row[0] for row in proofs.rows} == set(facts.breakers.steps)
    assert all(len(str(row[7])) == 12 for row in proofs.rows)
    assert "5 von 5 Nachweisen gelungen" in document.lead[1]
    effects = {str(row[8]) for row in uses.rows if str(row[0]).startswith("open_")}
    assert all(text.split()[1] == text.split()[3] for text in effects), "a declared step that meets no column"


def test_a_proof_that_fails_or_is_not_there_is_told(facts: Facts) -> None:
    failed = {**facts.models.proofs, "threshold": ProofResult("threshold", False, "eine 3 bleibt sichtbar", "0" * 64)}
    del failed["newest_snapshot"]
    document, gaps = steps_record(replace(facts, models=replace(facts.models, proofs=failed)))
    results = {str(row[1]): row[6] for row in document.sheets[0].rows}
    assert results["Schwellenwert 5 und Rundung auf 5"] == "nicht gelungen: eine 3 bleibt sichtbar"
    assert {gap.statement for gap in gaps} == {"schutzschritte.newest_snapshot"}
    assert "3 von 5 Nachweisen gelungen" in document.lead[1]


def test_without_readable_models_the_records_say_so(facts: Facts) -> None:
    blind = replace(facts, models=ModelFacts(problem="Die Modelle lassen sich nicht übersetzen: fehlt"))
    records = {document.name: document for document in all_records(blind, 2026)}
    assert "Die Modelle lassen sich nicht übersetzen: fehlt" in records["schutzschritte"].lead
    assert records["schutzschritte"].gaps > 5
    said = statements(section(records["dateninventar"], "application_usage_monthly-technik"))
    assert said["Berechnet aus"] == ("nicht bekannt",)


def test_all_gaps_are_in_one_list_once(facts: Facts) -> None:
    records = all_records(facts, 2026)
    listed = records[-1].sheets[0].rows
    assert len(listed) == records[-1].gaps == len({(row[0], row[2]) for row in listed})
    assert records[-1].gaps < sum(document.gaps for document in records[:-1])
    number = [row for row in listed if row[:1] == ("delivery_ledger",) and "Nummer" in str(row[2])]
    assert len(number) <= 1


def test_the_regulation_on_high_value_data_is_applied_to_nothing_unless_it_is_said(facts: Facts) -> None:
    report = next(d for d in all_records(facts, 2026) if d.name == "jahresbericht-2026")
    question = "Verordnung über hochwertige Datensätze angewandt"
    assert statements(section(report, "ueberblick"))[question] == ("nein",)
    entry = HighValue(datensatz="open_traffic_daily", kategorie="Mobilität", begruendung="Beschluss des Magistrats")
    rules = facts.rules.high_value.model_copy(update={"datasets": (entry,)})
    applied = replace(facts, rules=facts.rules.model_copy(update={"high_value": rules}))
    report = next(d for d in all_records(applied, 2026) if d.name == "jahresbericht-2026")
    assert statements(section(report, "ueberblick"))[question] == ("ja: open_traffic_daily",)
    assert table(section(report, "hvd")).rows == (("open_traffic_daily", "Mobilität", "Beschluss des Magistrats"),)


def decisions(facts: Facts, name: str, **more: Any) -> Facts:
    taken = [entry.model_copy(update=more) for entry in facts.decisions[name][:1]]
    return replace(facts, decisions={**facts.decisions, name: [*facts.decisions[name], *taken]})


def test_the_report_tells_decisions_of_its_year_and_what_they_keep_closed(facts: Facts) -> None:
    day = facts.decisions["open_services"][0].date
    more = {"id": "open-services-9", "status": "widerrufen", "begruendung": "Der Katalog wird überarbeitet."}
    report = next(d for d in all_records(decisions(facts, "open_services", **more), day.year) if "bericht" in d.name)
    closed = [row for row in table(section(report, "entschieden")).rows if row[0] == facts.title("open_services")]
    assert [(row[1], values_of(row[3])[0]) for row in closed] == [
        ("widerrufen (Beispieldaten)", "Der Katalog wird überarbeitet.")
    ]
    told = [part for part in section(report, "aenderungen").parts if isinstance(part, Table)][1]
    assert facts.title("open_services") in {row[1] for row in told.rows}
    assert all("p-0000" in " ".join(values_of(row[5])) for row in told.rows)
    before = next(d for d in all_records(facts, day.year - 1) if "bericht" in d.name)
    told = [part for part in section(before, "aenderungen").parts if isinstance(part, Table)][1]
    assert told.rows == () and told.empty == "In diesem Jahr wurde nichts entschieden."


def test_a_closing_entry_that_a_later_one_replaced_is_not_told_as_holding(facts: Facts) -> None:
    closing: Decision = facts.decisions["open_services"][0].model_copy(update={"status": "nicht_offen"})
    again = closing.model_copy(update={"status": "offen", "id": "open-services-9"})
    report = next(
        d
        for d in all_records(replace(facts, decisions={"open_services": [closing, again]}), 2026)
        if "bericht" in d.name
    )
    assert table(section(report, "entschieden")).rows == ()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("dateneigentuemer", "eigentuemer"), "unbekannte Rolle; im Konzept stehen: dateneigentuemer"),
        (("datensaetze: []", "datensaetze: [{datensatz: x, kategorie: Statistik, begruendung: weil es so ist}]"),
         "diesen Datensatz gibt es nicht"),
        (("ergaenzt:", "ergaenzung:"), "gemeint war wohl »ergaenzt«"),
    ],
)  # fmt: skip
def test_mistakes_of_the_file_are_told_with_file_and_line(
    own_drawers: Project, facts: Facts, change: tuple[str, str], words: str
) -> None:
    path = own_drawers.governance / "verzeichnisse.yaml"
    path.write_text(path.read_text("utf-8").replace(*change), encoding="utf-8")
    with pytest.raises(YamlMistakes) as refused:
        load_record_rules(own_drawers, facts.concept, facts.contracts)
    assert any(words in str(mistake) and "verzeichnisse.yaml:" in str(mistake) for mistake in refused.value.mistakes)


@pytest.mark.parametrize(
    ("iso", "words"),
    [("P2Y", "2 Jahre"), ("P1Y", "1 Jahr"), ("P18M", "18 Monate"), ("P6M", "6 Monate"), ("P90D", "90 Tage"),
     ("P1Y10D", "1 Jahr und 10 Tage"), ("P1W", "7 Tage"), (None, "unbefristet")],
)  # fmt: skip
def test_periods_are_said_as_people_say_them(iso: str | None, words: str) -> None:
    assert period(iso) == words
