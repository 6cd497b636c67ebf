# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The gate: each way out is stopped by the check that is meant for it, with a message that says what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from godonu_platform.catalogs.release_record import GateRecord
from godonu_platform.publication.evidence import Delivery, Evidence
from godonu_platform.publication.gate import CHECKS, evaluate_gate
from godonu_platform.publication.gate_view import GateCheck, GateView, Objection
from godonu_platform.quality.check_results import CheckResult
from tests.publication.world import (
    FULDA,
    GIESSEN,
    KASSEL,
    KREIS,
    UNITS,
    USE,
    World,
    close_licence,
    column,
    contract,
    decision,
    default_evidence,
    entry,
    use_columns,
)  # fmt: skip


def gate(world: World, name: str = USE) -> GateRecord:
    return evaluate_gate(world.candidate(name))


def codes(record: GateRecord, severity: str = "error") -> set[str]:
    return {finding.code for finding in record.findings if finding.severity == severity}


def failed(record: GateRecord) -> set[str]:
    return {check.name for check in record.checks if not check.passed}


def test_an_open_candidate_passes_every_check(world: World) -> None:
    record = gate(world)
    assert record.outcome == "offen"
    assert [check.name for check in record.checks] == [check.name for check in CHECKS]
    assert all(check.passed for check in record.checks)
    assert {partner.ars for partner in record.partners_in} == {KASSEL, GIESSEN, FULDA}
    assert all(partner.sample for partner in record.partners_in)


def spoil_contract(**change: Any) -> Callable[[World], None]:
    def spoil(world: World) -> None:
        columns = use_columns()
        columns[change.pop("at", 4)].update(change)
        world.write(f"governance/contracts/{USE}.yaml", contract(USE, "Anträge", columns, monatsspalte="month"))

    return spoil


def unclassified(world: World) -> None:
    columns = use_columns()
    del columns[3]["classification"]
    world.write(f"governance/contracts/{USE}.yaml", contract(USE, "Anträge", columns, monatsspalte="month"))


def not_in_force(world: World) -> None:
    draft = contract(USE, "Anträge", use_columns(), monatsspalte="month") | {"status": "draft"}
    world.write(f"governance/contracts/{USE}.yaml", draft)


def evidence(**more: Any) -> Callable[[World], None]:
    def spoil(world: World) -> None:
        world.evidence = default_evidence(**more)

    return spoil


def results(**more: list[CheckResult]) -> Callable[[World], None]:
    def spoil(world: World) -> None:
        world.evidence = replace(world.evidence, checks={**world.evidence.checks, **more})

    return spoil


def without_results(model: str) -> Callable[[World], None]:
    def spoil(world: World) -> None:
        kept = {name: found for name, found in world.evidence.checks.items() if name != model}
        world.evidence = replace(world.evidence, checks=kept)

    return spoil


def sql(text: str) -> Callable[[World], None]:
    return lambda world: world.build(text)


def no_entry(world: World) -> None:
    (world.project.catalogs / "datasets" / f"{USE}.yaml").unlink()


def broken_decisions(world: World) -> None:
    world.decide(USE, decision(USE, status="ofen"))


def strange_chart(world: World) -> None:
    chart = {"kind": "bars", "x": "nirgends", "y": "starts", "title": "t", "x_title": "x", "y_title": "y"}
    world.write(f"catalogs/datasets/{USE}.yaml", entry(USE, "Begonnene Anträge", chart=chart))


def closed_licence(world: World) -> None:
    close_licence(world, "dl-zero-de/2.0")


def no_shapes(world: World) -> None:
    (world.project.catalogs / "shapes" / "catalog.ttl").unlink()


def no_protection_needed_but_promised(world: World) -> None:
    columns = [*use_columns(), column("rate", "number", "Anteil")]
    world.write(f"governance/contracts/{USE}.yaml", contract(USE, "Anträge", columns, monatsspalte="month"))
    world.build(f"alter table marts.{USE} add column rate decimal(18,6)")


def count_without_status(world: World) -> None:
    columns = [*use_columns(), column("cases", "integer", "Fälle")]
    world.write(f"governance/contracts/{USE}.yaml", contract(USE, "Anträge", columns, monatsspalte="month"))
    world.build(f"alter table marts.{USE} add column cases bigint")


WAYS_OUT: list[tuple[str, Callable[[World], None], str, str]] = [
    ("a contract that is a draft", not_in_force, "vertrag", "status"),
    ("a column nobody classified", unclassified, "spaltenklassen", "nicht_eingestuft"),
    ("a column for internal use", spoil_contract(classification="intern"), "spaltenklassen", "nicht_oeffentlich"),
    (
        "a pseudonym",
        spoil_contract(customProperties=[{"property": "personenbezug", "value": "pseudonym"}]),
        "spaltenklassen",
        "personenbezug",
    ),
    ("personal unless said otherwise", spoil_contract(customProperties=[]), "spaltenklassen", "personenbezug"),
    (
        "a column beside the contract",
        sql(f"alter table marts.{USE} add column email varchar"),
        "spaltenabgleich",
        "spalte_ohne_vertrag",
    ),
    (
        "a column that is gone",
        sql(f"alter table marts.{USE} drop column starts_status"),
        "spaltenabgleich",
        "spalte_fehlt",
    ),
    (
        "a column of another type",
        sql(f"alter table marts.{USE} alter month type varchar"),
        "spaltenabgleich",
        "spaltentyp",
    ),
    ("a model that was not built", sql(f"drop table marts.{USE}"), "spaltenabgleich", "tabelle_fehlt"),
    ("no warehouse at all", lambda world: world.project.warehouse_ro.unlink(), "spaltenabgleich", "tabelle_fehlt"),
    ("no recorded origin", evidence(upstream={}), "herkunft", "vorstufen_unbekannt"),
    ("no results of the model", without_results(USE), "pruefergebnisse", "ergebnis_fehlt"),
    ("no results upstream", without_results("use_events"), "pruefergebnisse", "ergebnis_fehlt"),
    ("a model without any test", results(open_use=[]), "pruefergebnisse", "ergebnis_fehlt"),
    ("a red test", results(open_use=[CheckResult("unique", False)]), "pruefergebnisse", "pruefung_rot"),
    ("a red test upstream", results(int_use=[CheckResult("unique", False)]), "pruefergebnisse", "pruefung_rot"),
    ("no catalogue entry", no_entry, "katalogeintrag", "katalogeintrag"),
    ("a chart of nothing", strange_chart, "katalogeintrag", "diagramm"),
    ("a licence that is not open", closed_licence, "lizenz", "lizenz_geschlossen"),
    ("decisions that cannot be read", broken_decisions, "entscheidung", "entscheidungen"),
    ("metadata without a rule", no_shapes, "metadaten", "abgestuerzt"),
    (
        "a key that stands twice",
        sql(f"insert into marts.{USE} select * from marts.{USE} limit 1"),
        "schluessel",
        "schluessel_doppelt",
    ),
    ("an empty key", sql(f"update marts.{USE} set month = null where starts = 120"), "schluessel", "schluessel_leer"),
    ("an unknown code", sql(f"update marts.{USE} set starts_status = 'geheim' where starts = 120"), "schema", "schema"),
    (
        "an empty required field",
        sql(f"update marts.{USE} set partner_name = null where starts = 120"),
        "schema",
        "schema",
    ),
    (
        "a count that is not rounded",
        sql(f"update marts.{USE} set starts = 121 where starts = 120"),
        "offenlegungsschutz",
        "ungerundet",
    ),
    (
        "a count below five",
        sql(f"update marts.{USE} set starts = 3 where starts = 120"),
        "offenlegungsschutz",
        "zu_klein",
    ),
    (
        "a suppressed value that is there",
        sql(f"update marts.{USE} set starts = 5 where starts_status = 'gesperrt'"),
        "offenlegungsschutz",
        "status_widerspricht",
    ),
    ("a rate", no_protection_needed_but_promised, "offenlegungsschutz", "quote"),
    ("a count without status", count_without_status, "offenlegungsschutz", "zahl_ohne_status"),
]


@pytest.mark.parametrize(("spoil", "check", "code"), [way[1:] for way in WAYS_OUT], ids=[way[0] for way in WAYS_OUT])
def test_each_way_out_is_stopped_by_the_check_meant_for_it(
    world: World, spoil: Callable[[World], None], check: str, code: str
) -> None:
    spoil(world)
    record = gate(world)
    assert record.outcome == "gestoppt"
    found = [finding for finding in record.findings if finding.check == check and finding.code == code]
    assert found
    assert check in failed(record)
    assert all(len(finding.message) > 15 for finding in record.findings)


def test_a_spoilt_dataset_leaves_the_other_alone(world: World) -> None:
    no_entry(world)
    assert gate(world, UNITS).outcome == "offen"


def test_no_message_holds_a_cell_value(world: World) -> None:
    world.build(f"update marts.{USE} set starts_status = 'max@example.org', partner_name = null where starts = 120")
    assert "max@example.org" not in gate(world).model_dump_json()


def test_a_warning_does_not_stop(world: World) -> None:
    results(open_use=[CheckResult("fresh", False, "warn", "seit drei Tagen nichts Neues")])(world)
    record = gate(world)
    assert record.outcome == "offen"
    assert codes(record, "warn") == {"pruefung_rot"}


def test_a_check_that_crashes_counts_as_failed_and_tells_no_content(world: World) -> None:
    def crash(view: GateView) -> Iterator[Objection]:
        raise ValueError("Erika Mustermann")

    checks = [replace(check, objections=crash) if check.name == "schema" else check for check in CHECKS]
    record = evaluate_gate(world.candidate(), checks=checks)
    assert record.outcome == "gestoppt"
    assert codes(record) == {"abgestuerzt"}
    assert "Mustermann" not in record.model_dump_json()


@pytest.mark.parametrize("left_out", [check.name for check in CHECKS])
def test_a_check_that_is_missing_counts_as_failed(world: World, left_out: str) -> None:
    record = evaluate_gate(world.candidate(), checks=[check for check in CHECKS if check.name != left_out])
    assert record.outcome == "gestoppt"
    assert [(f.code, f.check) for f in record.findings] == [("pruefung_fehlt", left_out)]


def test_a_check_that_objects_to_nothing_must_still_be_named_right(world: World) -> None:
    checks = [*CHECKS[:-1], GateCheck("offenlegungschutz", "fast", lambda view: ())]
    assert evaluate_gate(world.candidate(), checks=checks).outcome == "gestoppt"


def test_a_partner_without_decision_is_left_out_with_the_reason(world: World) -> None:
    world.decide(USE, decision(USE, partners=[KASSEL]))
    record = gate(world)
    assert record.outcome == "offen"
    assert [partner.ars for partner in record.partners_in] == [KASSEL]
    assert {partner.code for partner in record.partners_out} == {"keine_entscheidung"}
    assert "Universitätsstadt Gießen" in {partner.name for partner in record.partners_out}


def test_a_real_delivery_beside_samples_keeps_its_partner_closed(world: World) -> None:
    real = Delivery(KASSEL, "use_events", False)
    world.evidence = default_evidence(deliveries=(*world.evidence.deliveries, real))
    record = gate(world)
    assert KASSEL not in {partner.ars for partner in record.partners_in}
    [out] = [partner for partner in record.partners_out if partner.ars == KASSEL]
    assert (out.code, "gemischt" in out.reason) == ("gemischt", True)


def test_real_deliveries_alone_need_a_decision_for_real_data(world: World) -> None:
    mine = tuple(replace(d, is_sample=False) if d.ars == KASSEL else d for d in world.evidence.deliveries)
    world.evidence = default_evidence(deliveries=mine)
    [out] = [partner for partner in gate(world).partners_out if partner.ars == KASSEL]
    assert (out.code, "Echtdaten" in out.reason) == ("keine_entscheidung", True)
    assert gate(world, UNITS).partners_in[0].ars in (KASSEL, GIESSEN, KREIS)


def test_a_real_delivery_needs_and_gets_its_own_decision(world: World) -> None:
    world.evidence = default_evidence(deliveries=(Delivery(KASSEL, "use_events", False),))
    world.decide(USE, decision(USE), decision(USE, 2, partners=[KASSEL], gilt_fuer="echtdaten"))
    record = gate(world)
    assert [(partner.ars, partner.sample) for partner in record.partners_in] == [(KASSEL, False)]


@pytest.mark.parametrize("deliveries", [(), (Delivery(KASSEL, "units", True),)])
def test_lost_records_of_deliveries_stop_and_are_no_decision(world: World, deliveries: tuple[Delivery, ...]) -> None:
    world.evidence = default_evidence(deliveries=deliveries)
    record = gate(world)
    assert record.outcome == "gestoppt"
    assert codes(record) == {"lieferung_unbekannt"}


def test_rows_without_a_recorded_delivery_are_left_out_alone(world: World) -> None:
    world.evidence = default_evidence(deliveries=(Delivery(KASSEL, "use_events", True),))
    record = gate(world)
    assert [partner.ars for partner in record.partners_in] == [KASSEL]
    assert {partner.code for partner in record.partners_out} == {"lieferung_unbekannt"}


def test_nobody_opened_is_no_failure(world: World) -> None:
    (world.project.governance / "decisions" / f"{USE}.yaml").unlink()
    record = gate(world)
    assert record.outcome == "nicht_offen"
    assert record.findings == ()
    assert len(record.partners_out) == 3


def test_all_expired_is_no_failure_but_told(world: World) -> None:
    world.at("2028-01-01T00:00:00+00:00")
    record = gate(world)
    assert record.outcome == "nicht_offen"
    assert {partner.code for partner in record.partners_out} == {"wiedervorlage"}


def test_rows_of_somebody_who_is_no_partner_never_leave(world: World) -> None:
    world.use_rows += [
        ("06531014", "Falsch", "2026-08-01", "x", 5, "wert"),
        ("06", "Hessen", "2026-08-01", "x", 5, "wert"),
    ]
    world.use_rows += [(None, "Niemand", "2026-08-01", "x", 5, "wert")]
    world.build()
    record = gate(world)
    assert {partner.ars for partner in record.partners_in} == {KASSEL, GIESSEN, FULDA}
    assert {partner.ars for partner in record.partners_out if partner.code == "kein_partner"} == {"06531014", "06"}


def test_faults_in_rows_of_a_closed_partner_stop_nobody(world: World) -> None:
    world.decide(USE, decision(USE, partners=[KASSEL]))
    world.build(f"update marts.{USE} set starts = 3 where ars = '{GIESSEN}' and starts is not null")
    assert gate(world).outcome == "offen"


def test_an_empty_table_is_no_data_the_first_time_and_a_fault_later(world: World) -> None:
    world.use_rows = []
    world.build()
    assert gate(world).outcome == "nicht_offen"
    fresh = World(world.project)
    fresh.build()
    published = fresh.publish()
    world.build()
    latest = next(d for d in published.datasets if d.dataset == USE)
    assert latest.outcome == "offen"
    again = world.publish(datasets=[USE]).datasets[0]
    assert (again.outcome, again.action) == ("gestoppt", "held_back")
    assert (world.project.catalogue / USE / "data.csv").is_file()


def test_results_of_the_same_content_are_reused_and_others_are_not(world: World) -> None:
    world.publish()
    from godonu_platform.publication.release import latest_release

    latest = latest_release(world.project, USE)
    assert latest is not None
    again = evaluate_gate(world.candidate(), latest.record)
    assert {c.name for c in again.checks if c.reused} == {
        "metadaten", "metadatenguete", "schluessel", "schema", "offenlegungsschutz", "dateien", "personensuche",
    }  # fmt: skip
    world.build(f"update marts.{USE} set starts = 125 where starts = 120")
    assert not any(c.reused for c in evaluate_gate(world.candidate(), latest.record).checks)
    world.build()
    spoil_contract(maximum=5)
    columns = use_columns()
    columns[4]["logicalTypeOptions"] = {"maximum": 100}
    world.write(f"governance/contracts/{USE}.yaml", contract(USE, "Anträge", columns, monatsspalte="month"))
    assert evaluate_gate(world.candidate(), latest.record).outcome == "gestoppt"


def test_evidence_is_empty_by_default() -> None:
    assert (Evidence().checks, Evidence().upstream, Evidence().deliveries) == ({}, {}, ())
