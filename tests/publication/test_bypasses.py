# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Ways to sneak something out, each tried for real and each stopped by the check that is meant for it.

The leaks through SQL are in test_bypasses_by_sql. Every test asserts the words that a steward reads.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from godonu_platform.catalogs.gate_ledger import write_anchor
from godonu_platform.catalogs.local_client import put_release
from godonu_platform.catalogs.release_folder import REQUIRED_CHECKS, UnusableRelease
from godonu_platform.catalogs.release_record import GateRecord
from godonu_platform.governance.column_words import OriginWords
from godonu_platform.governance.deciding import Answers, Contradiction
from godonu_platform.governance.erasure_marks import Mark, add_marks
from godonu_platform.publication import check_list
from godonu_platform.publication import publish as publish_module
from godonu_platform.publication.decision_desk import Desk, take
from godonu_platform.publication.evidence import Delivery
from godonu_platform.publication.gate import CHECKS, evaluate_gate
from godonu_platform.publication.gate_view import GateView, Objection
from godonu_platform.publication.opening import opening_of
from godonu_platform.publication.release import GateClosed, build_release, latest_release
from tests.publication.traced_world import SOURCE, source_contract
from tests.publication.world import (
    FULDA,
    GIESSEN,
    KASSEL,
    KREIS,
    USE,
    World,
    close_licence,
    column,
    contract,
    decision,
    default_evidence,
    use_columns,
)

MONTH = {"monatsspalte": "month"}


@dataclass(frozen=True)
class Way:
    """One way out: what somebody does, the check that stops it, and words of its message."""

    title: str
    spoil: Callable[[World], Any]
    check: str
    code: str
    said: str


def stopped(record: GateRecord, way: Way) -> str:
    """Assert that the meant check stopped it and return the message."""
    assert record.outcome == "gestoppt", way.title
    found = [finding for finding in record.findings if (finding.check, finding.code) == (way.check, way.code)]
    assert found, [(finding.check, finding.code, finding.message) for finding in record.findings]
    assert all(not run.passed for run in record.checks if run.name == way.check)
    assert way.said in found[0].message, found[0].message
    return found[0].message


def with_column(*columns: dict[str, Any], sql: str = "", **extras: Any) -> Callable[[World], None]:
    """Add columns to the contract, and SQL to the table."""

    def spoil(world: World) -> None:
        told = contract(USE, "Anträge", [*use_columns(), *columns], **{**MONTH, **extras})
        world.write(f"governance/contracts/{USE}.yaml", told)
        if sql:
            world.build(sql)

    return spoil


def with_contract(**extras: Any) -> Callable[[World], None]:
    return with_column(**extras)


def on_column(place: int, **change: Any) -> Callable[[World], None]:
    def spoil(world: World) -> None:
        columns = use_columns()
        columns[place].update(change)
        world.write(f"governance/contracts/{USE}.yaml", contract(USE, "Anträge", columns, **MONTH))

    return spoil


def sql(text: str) -> Callable[[World], None]:
    return lambda world: world.build(text)


def decided(*entries: dict[str, Any]) -> Callable[[World], None]:
    def spoil(world: World) -> None:
        world.rebind = False
        world.decide(USE, *entries)

    return spoil


def after_the_decision(spoil: Callable[[World], None]) -> Callable[[World], None]:
    """Do something that nobody decides upon anew."""

    def late(world: World) -> None:
        world.rebind = False
        spoil(world)

    return late


def other_sql(world: World) -> None:
    grounds = world.evidence.grounds[USE]
    changed = replace(grounds, sql={f"marts.{USE}": "SELECT mail AS service FROM int.int_use"})
    world.evidence = replace(world.evidence, grounds={**world.evidence.grounds, USE: changed})


def not_computed(world: World) -> None:
    world.evidence = replace(world.evidence, classes_problem="Das dbt-Projekt ließ sich nicht lesen.")


def mixed_partners(world: World) -> None:
    told = "Modell int_use, letzter Abschnitt: fasst Zeilen mehrerer Kommunen zusammen."
    grounds = replace(world.evidence.grounds[USE], mixtures=(told,))
    world.evidence = replace(world.evidence, grounds={**world.evidence.grounds, USE: grounds})


def unknown_licence(world: World) -> None:
    close_licence(world, "dl-zero-de/2.0")


def edited_decision(**change: Any) -> Callable[[World], None]:
    """Change what was decided, afterwards: the next entry no longer fits."""

    def spoil(world: World) -> None:
        world.decide(USE, decision(USE), decision(USE, 2, partners=[FULDA], status="nicht_offen"))
        path = world.project.governance / "decisions" / f"{USE}.yaml"
        path.write_text(path.read_text(encoding="utf-8").replace("Erzeugte Beispielzahlen", "Echte Zahlen", 1), "utf-8")
        world.rebind = False

    return spoil


def truncated_decisions(world: World) -> None:
    world.decide(USE, decision(USE), decision(USE, 2))
    world.publish()
    world.rebind = False
    world.decide(USE, decision(USE))


SECRET = {"property": "personenbezug", "value": "pseudonym"}
ONE = {"person": "p-00000001", "rolle": "data_steward"}
OTHER = {"person": "p-00000002", "rolle": "datenbereitsteller"}
WAYS = [
    Way("an internal column", on_column(3, classification="intern"), "spaltenklassen", "nicht_oeffentlich", "Intern"),
    Way("a pseudonym", on_column(3, customProperties=[SECRET]), "spaltenklassen", "personenbezug", "Pseudonym"),
    Way(
        "classes that nobody worked out", not_computed, "wirksame_klassen", "klassen_unbekannt", "ließ sich nicht lesen"
    ),
    Way(
        "a column beside the contract", sql(f"alter table marts.{USE} add column mail varchar"),
        "spaltenabgleich", "spalte_ohne_vertrag", "steht nicht im Vertrag",
    ),
    Way(
        "a name that sounds personal",
        with_column(column("geburtsjahr", "string"), sql=f"alter table marts.{USE} add column geburtsjahr varchar"),
        "spaltennamen", "name_klingt_personenbezogen", "»geburtsjahr« im Spaltennamen",
    ),
    Way(
        "a figure before its protection",
        with_column(column("pre_sdc_count"), sql=f"alter table marts.{USE} add column pre_sdc_count varchar"),
        "spaltennamen", "name_klingt_personenbezogen", "ungeschützten Zahlen",
    ),
    Way(
        "a person in an allowed column",
        sql(f"update marts.{USE} set service = 'Frau Müller, 0641 3061234' where starts = 120"),
        "personensuche", "inhalt_klingt_personenbezogen", "eine Telefonnummer oder eine Person mit Anrede",
    ),
    Way(
        "a pseudonym in an allowed column",
        sql(f"update marts.{USE} set service = md5(service) where starts = 120"),
        "personensuche", "inhalt_klingt_personenbezogen", "ein Pseudonym oder ein Hashwert",
    ),
    Way(
        "a person in the description of a column", on_column(3, examples=["erika.mustermann@example.org"]),
        "personensuche", "beschreibung_klingt_personenbezogen", "bitte im Vertrag ändern",
    ),
    Way(
        "an exact count", sql(f"update marts.{USE} set starts = 121 where starts = 120"),
        "offenlegungsschutz", "ungerundet", "kein Vielfaches von 5",
    ),
    Way(
        "a small count", sql(f"update marts.{USE} set starts = 4 where starts = 120"),
        "offenlegungsschutz", "zu_klein", "unter der Schwelle 5",
    ),
    Way(
        "a suppressed count that is there", sql(f"update marts.{USE} set starts = 5 where starts_status = 'gesperrt'"),
        "offenlegungsschutz", "status_widerspricht", "passen Wert und Status nicht zusammen",
    ),
    Way(
        "a count without status",
        with_column(column("others", "integer"), sql=f"alter table marts.{USE} add column others bigint"),
        "offenlegungsschutz", "zahl_ohne_status", "Endung _status",
    ),
    Way(
        "a rate", with_column(column("x", "number"), sql=f"alter table marts.{USE} add column x decimal(18,6)"),
        "offenlegungsschutz", "quote", "Anteile und Durchschnitte",
    ),
    Way(
        "a rate as a whole number",
        with_column(
            column("anteil", "integer"), column("anteil_status", required=True, allowed=["wert", "null"]),
            sql=f"alter table marts.{USE} add column anteil bigint; alter table marts.{USE} add column "
            f"anteil_status varchar; update marts.{USE} set anteil = 35, anteil_status = 'wert'",
        ),
        "offenlegungsschutz", "quote", "Anteile und Durchschnitte",
    ),
    Way(
        "an exact count as text",
        with_column(
            column("details"),
            sql=f"alter table marts.{USE} add column details varchar; update marts.{USE} set details = '137 Anträge'",
        ),
        "offenlegungsschutz", "zahl_im_text", "entgehen sie Rundung und Schwelle",
    ),
    Way(
        "an exact count in the key",
        with_column(
            column("n", "integer", primaryKey=True, primaryKeyPosition=4),
            sql=f"alter table marts.{USE} add column n bigint; update marts.{USE} set n = 137",
        ),
        "offenlegungsschutz", "schluesselzahl_ohne_grenzen", "selbst eine Fallzahl",
    ),
    Way("a licence that is not open", unknown_licence, "lizenz", "lizenz_geschlossen", "keine offene Lizenz"),
    Way(
        "several partners without agreement", with_contract(vereinbarung=None),
        "vereinbarung", "vereinbarung_fehlt", "Daten von 3 Kommunen",
    ),
    Way(
        "a sum over several partners", mixed_partners,
        "kommunentrennung", "kommunen_vermischt", "fasst Zeilen mehrerer Kommunen zusammen",
    ),
    Way(
        "no rule when it is to be erased", with_contract(loeschklasse=None),
        "loeschregel", "loeschklasse_fehlt", "fehlt die Löschklasse",
    ),
    Way(
        "SQL edited after the decision", after_the_decision(other_sql),
        "entscheidung", "anderer_fingerprint", "gilt für einen anderen Stand",
    ),
    Way(
        "contract edited after the decision", after_the_decision(on_column(3, description="Was jemand ergänzt hat")),
        "entscheidung", "anderer_fingerprint", "Bitte den Unterschied ansehen",
    ),
    Way(
        "a decision for something else", decided(decision(USE, fingerprint="ab" * 32)),
        "entscheidung", "anderer_fingerprint", "gilt für einen anderen Stand",
    ),
    Way(
        "a role that may not decide", decided(decision(USE, entschieden_von=ONE)),
        "entscheidung", "keine_rolle", "data_steward darf nicht über die Öffnung entscheiden",
    ),
    Way(
        "a role that may not sign with", decided(decision(USE, mitgezeichnet_von=OTHER)),
        "entscheidung", "keine_rolle", "datenbereitsteller darf nicht mitzeichnen",
    ),
    Way(
        "the same person twice", decided(decision(USE, mitgezeichnet_von=ONE)),
        "entscheidung", "vier_augen", "derselben Person",
    ),
    Way(
        "one pair of eyes", decided(decision(USE, mitgezeichnet_von=None)),
        "entscheidung", "vier_augen", "zweite Unterschrift fehlt",
    ),
    Way(
        "a decision of tomorrow", decided(decision(USE, date="2026-12-01")),
        "entscheidung", "entscheidungen", "liegt in der Zukunft",
    ),
    Way(
        "another licence than decided", decided(decision(USE, licence="cc-by/4.0")),
        "entscheidung", "andere_lizenz", "andere Lizenz",
    ),
    Way(
        "a decision edited afterwards", edited_decision(), "entscheidung", "entscheidungen", "Öffnungsentscheidungen",
    ),
]  # fmt: skip


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.title)
def test_the_check_that_is_meant_for_it_stops_it(world: World, way: Way) -> None:
    way.spoil(world)
    message = stopped(evaluate_gate(world.candidate()), way)
    assert len(message) > 40
    assert not list(world.project.releases.glob("*/*"))
    with pytest.raises(GateClosed):
        build_release(world.candidate())
    assert not list(world.project.releases.glob("*/*"))


# --- decisions that do not speak of these rows: the rows stay out, and nothing of them is written --------------------


def left_out(world: World) -> dict[str, str]:
    """Publish, and return why each partner that is not in is out; assert that no file knows it."""
    result = next(found for found in world.publish(datasets=[USE]).datasets if found.dataset == USE)
    assert result.gate is not None
    out = {partner.ars: partner.code for partner in result.gate.partners_out}
    for path in (world.project.catalogue / USE).glob("data.*"):
        assert not any(ars.encode() in path.read_bytes() for ars in out)
    return out


def test_an_expired_decision_opens_nothing(world: World) -> None:
    world.at("2027-10-02T00:00:00+00:00")
    assert left_out(world) == dict.fromkeys((KASSEL, GIESSEN, FULDA), "wiedervorlage")
    assert evaluate_gate(world.candidate()).outcome == "nicht_offen"
    assert "Wiedervorlage" in evaluate_gate(world.candidate()).partners_out[0].reason
    assert not (world.project.catalogue / USE / "data.csv").exists()


def test_a_decision_for_other_partners_opens_only_those(world: World) -> None:
    world.decide(USE, decision(USE, partners=[KASSEL, KREIS]))
    assert left_out(world) == {GIESSEN: "keine_entscheidung", FULDA: "keine_entscheidung"}


def test_a_decision_on_samples_opens_no_real_delivery(world: World) -> None:
    real = tuple(replace(d, is_sample=False) if d.ars == KASSEL else d for d in world.evidence.deliveries)
    world.evidence = default_evidence(deliveries=real)
    assert left_out(world) == {KASSEL: "keine_entscheidung"}
    world.evidence = default_evidence(deliveries=(*world.evidence.deliveries, Delivery(GIESSEN, "use_events", False)))
    assert left_out(world)[GIESSEN] == "gemischt"


def test_a_decision_file_cut_short_after_publishing_stops_and_withdraws_nothing(world: World) -> None:
    truncated_decisions(world)
    result = world.publish(datasets=[USE]).datasets[0]
    assert (result.outcome, result.action) == ("gestoppt", "held_back")
    assert "nachträglich geändert oder gekürzt" in result.reasons[0]
    assert (world.project.catalogue / USE / "data.csv").is_file()


# --- the gate itself -----------------------------------------------------------------------------------------------


def test_a_check_that_raises_counts_as_failed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(_view: GateView) -> Iterator[Objection]:
        raise ValueError("Erika Mustermann")

    for name in REQUIRED_CHECKS:
        checks = [replace(check, objections=crash) if check.name == name else check for check in CHECKS]
        record = evaluate_gate(world.candidate(), checks=checks)
        way = Way(name, crash, name, "abgestuerzt", "ist abgestürzt (ValueError); sie zählt als nicht bestanden")  # type: ignore[arg-type]
        assert "Mustermann" not in stopped(record, way)


def test_a_check_that_somebody_took_off_the_list_is_missed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in REQUIRED_CHECKS:
        checks = [check for check in CHECKS if check.name != name]
        way = Way(name, lambda _: None, name, "pruefung_fehlt", f"Die Prüfung {name} wurde nicht ausgeführt")
        stopped(evaluate_gate(world.candidate(), checks=checks), way)
    assert {check.name for check in CHECKS} == set(REQUIRED_CHECKS)
    assert len(check_list.CHECKS) == len(REQUIRED_CHECKS)


def test_results_are_not_taken_over_from_a_record_that_somebody_edited(world: World) -> None:
    """Whoever writes a content key into the last record must not be believed that everything was checked."""
    world.publish()
    world.build(f"update marts.{USE} set starts = 121 where starts = 120")
    key = evaluate_gate(world.candidate()).content_key
    path = world.project.releases / USE / "v1" / "release.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    record["gate"]["content_key"] = key
    path.write_text(json.dumps(record), encoding="utf-8")
    latest = latest_release(world.project, USE)
    assert latest is not None and latest.record.gate.content_key == key
    stopped(
        evaluate_gate(world.candidate(), latest.record),
        Way("", lambda _: None, "offenlegungsschutz", "ungerundet", "kein Vielfaches von 5"),
    )


def test_what_is_marked_after_an_erasure_waits_for_a_new_decision(world: World) -> None:
    world.publish()
    at = world.project.clock()
    add_marks(
        world.project,
        [Mark(erasure="e1", dataset=USE, months=("2026-08",), partners=(KASSEL,), at=at, entries=1)],
    )
    way = Way("", lambda _: None, "loeschmarken", "nach_loeschung", "könnte der Unterschied zum bisherigen Stand")
    assert "Monat 2026-08" in stopped(evaluate_gate(world.candidate()), way)
    assert evaluate_gate(world.candidate("open_units")).outcome == "offen"
    world.decide(USE, decision(USE), decision(USE, 2))
    assert evaluate_gate(world.candidate()).outcome == "offen"


def test_nothing_leaves_while_rows_lie_longer_than_their_rule_allows(world: World) -> None:
    """A source with two years after collection, and a month in the lake that is older than that."""
    concept = world.project.concept  # here the month is delivered, so it is no technical column
    concept.write_text(concept.read_text(encoding="utf-8").replace(", month]", "]"), encoding="utf-8")
    source = source_contract()
    world.write(f"governance/contracts/{SOURCE}.yaml", source)
    folder = world.project.lake / SOURCE / "batch=0123456789abcdef" / "month=2026-08"
    folder.mkdir(parents=True)
    assert evaluate_gate(world.candidate()).outcome == "offen"
    folder.rename(folder.with_name("month=2024-09"))
    way = Way("", lambda _: None, "loeschregel", "loeschfrist_abgelaufen", "Die Löschregel 2j-erhebung ist seit dem")
    assert "(2024-09)" in stopped(evaluate_gate(world.candidate()), way)


def take_out_newest(world: World) -> None:
    """Delete the last entry of the decision file, as somebody with an editor would."""
    path = world.project.governance / "decisions" / f"{USE}.yaml"
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))["decisions"]
    path.write_text(yaml.safe_dump({"decisions": entries[:-1]}, allow_unicode=True), encoding="utf-8")
    world.rebind = False


def desk(world: World) -> Desk:
    """What lies on the desk now, without the words on where each column comes from."""
    candidate, release = world.judged(USE), latest_release(world.project, USE)
    return Desk(candidate, opening_of(candidate, OriginWords()), release.record if release else None)


def test_taking_out_a_revocation_opens_nothing_again(world: World) -> None:
    """Published, revoked for all, withdrawn; nothing was released since, so only the gate's book knows of it."""
    world.publish()
    world.decide(USE, decision(USE), decision(USE, 2, status="widerrufen"))
    assert world.publish(datasets=[USE]).datasets[0].action == "withdrawn"
    take_out_newest(world)
    [result] = world.publish(datasets=[USE]).datasets
    assert (result.outcome, result.action) == ("gestoppt", "held_back")
    assert [finding.code for finding in result.gate.findings] == ["kette_gebrochen"] if result.gate else False
    assert not (world.project.catalogue / USE / "data.csv").exists()


def test_taking_out_a_refusal_that_was_never_released_is_noticed(world: World) -> None:
    world.decide(USE, decision(USE), decision(USE, 2, status="nicht_offen"))
    assert world.publish(datasets=[USE]).datasets[0].outcome == "nicht_offen"
    take_out_newest(world)
    assert [f.code for f in evaluate_gate(world.judged(USE)).findings] == ["kette_gebrochen"]


def test_taking_out_a_revocation_taken_at_the_desk_is_noticed_before_any_run(world: World) -> None:
    world.publish()
    closing = Answers.model_validate(
        {
            **{key: decision(USE)[key] for key in ("partners", "gilt_fuer", "checklist", "begruendung", "rechtsgrund")},
            **{key: decision(USE)[key] for key in ("wiedervorlage", "entschieden_von")},
            "status": "widerrufen",
        }
    )
    path = world.project.governance / "decisions" / f"{USE}.yaml"
    first, *others = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n  ".join([first, *others]) + "\n", encoding="utf-8")  # laid out as the desk continues it
    take(desk(world), closing)
    take_out_newest(world)
    assert [f.code for f in evaluate_gate(world.judged(USE)).findings] == ["kette_gebrochen"]
    with pytest.raises(Contradiction, match="nicht mehr steht"):
        take(desk(world), closing)


def test_a_decision_that_was_judged_before_is_not_noted_again(world: World) -> None:
    world.publish()
    book = world.project.gate_ledger
    before = book.stat().st_mtime_ns, book.read_bytes()
    world.publish()
    assert (book.stat().st_mtime_ns, book.read_bytes()) == before


# --- past the gate: catalogue clients take only what it let through --------------------------------------------------


def refused(world: World, folder: Path, said: str) -> None:
    """Assert that the client says no before its first write."""
    before = {path: path.stat().st_mtime_ns for path in world.project.catalogue.rglob("*")}
    with pytest.raises(UnusableRelease, match=said):
        put_release(world.project, folder, fingerprint=world.candidate().fingerprint)
    assert {path: path.stat().st_mtime_ns for path in world.project.catalogue.rglob("*")} == before


@pytest.fixture
def folder(world: World) -> Path:
    world.publish()
    return world.project.releases / USE / "v1"


def test_a_folder_made_by_hand_is_refused(world: World, folder: Path, tmp_path: Path) -> None:
    """Everything in it fits together, only the gate never saw it."""
    made = tmp_path / "v2"
    shutil.copytree(folder, made)
    (made / "data.csv").write_text("ars,mail\n066110000000,erika@example.org\n", encoding="utf-8")
    record = json.loads((made / "release.json").read_text(encoding="utf-8"))
    record["version"] = "v2"
    digest = hashlib.sha256((made / "data.csv").read_bytes()).hexdigest()
    for file in record["files"]:
        if file["name"] == "data.csv":
            file.update(sha256=digest, bytes=(made / "data.csv").stat().st_size)
    record["gate"]["screened"]["data.csv"] = digest
    (made / "release.json").write_text(json.dumps(record), encoding="utf-8")
    refused(world, made, "nicht durch die Freigabe gegangen")


def test_a_record_edited_afterwards_is_refused(world: World, folder: Path) -> None:
    path = folder / "release.json"
    path.write_text(path.read_text(encoding="utf-8").replace("Begonnene Anträge", "Etwas anderes"), encoding="utf-8")
    refused(world, folder, "Nachweis .* wurde nach der Freigabe verändert")


def test_a_partner_written_into_the_record_is_refused(world: World, folder: Path) -> None:
    path = folder / "release.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    record["gate"]["partners_in"].append({**record["gate"]["partners_in"][0], "ars": KREIS})
    path.write_text(json.dumps(record), encoding="utf-8")
    refused(world, folder, "wurde nach der Freigabe verändert")


def test_data_swapped_after_the_gate_is_refused(world: World, folder: Path) -> None:
    (folder / "data.csv").write_text("ars,mail\n066110000000,erika@example.org\n", encoding="utf-8")
    refused(world, folder, r"data\.csv wurde nach der Freigabe verändert")


def test_one_more_file_is_refused(world: World, folder: Path) -> None:
    (folder / "rohdaten.csv").write_text("mail\nerika@example.org\n", encoding="utf-8")
    refused(world, folder, "Dateien, die der Nachweis nicht kennt")


def test_an_old_release_is_refused(world: World, folder: Path) -> None:
    world.build(f"update marts.{USE} set starts = 125 where starts = 120")
    world.publish()
    refused(world, folder, "diese ist veraltet")


def test_a_release_of_other_rules_is_refused(world: World, folder: Path) -> None:
    other_sql(world)
    refused(world, folder, "haben sich Vertrag, Klassen, Rechenweg, Schutz, Lizenz oder Ziel geändert")


def test_a_release_whose_decision_was_revoked_is_refused(world: World, folder: Path) -> None:
    world.decide(USE, decision(USE), decision(USE, 2, partners=[GIESSEN], status="widerrufen"))
    refused(world, folder, "für Universitätsstadt Gießen gilt die Öffnung nicht mehr")


def test_a_line_of_the_book_taken_out_is_noticed(world: World, folder: Path) -> None:
    lines = world.project.gate_ledger.read_bytes().splitlines(keepends=True)
    world.project.gate_ledger.write_bytes(b"".join(lines[1:]))
    refused(world, folder, "Freigabebuch .* beschädigt")


def test_a_broken_book_stops_the_publication_and_says_what_to_do(world: World, folder: Path) -> None:
    world.project.gate_ledger.write_text("{}\n", encoding="utf-8")
    [result] = world.publish(datasets=[USE]).datasets
    assert result.failed and "beiseitelegen und neu veröffentlichen" in result.reasons[0]
    world.project.gate_ledger.unlink()
    [result] = world.publish(datasets=[USE]).datasets
    assert (result.failed, result.version) == (False, "v3")


def test_files_swapped_between_gate_and_release_are_judged_anew(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    real = publish_module.plan_dataset

    def swap(candidate: Any, table: Any, files: Any) -> Any:
        entry = real(candidate, table, files)
        if candidate.dataset == USE:
            (files.folder / "data.csv").write_text("ars,mail\n066110000000,erika@example.org\n", encoding="utf-8")
        return entry

    monkeypatch.setattr(publish_module, "plan_dataset", swap)
    [result] = world.publish(datasets=[USE]).datasets
    assert (result.outcome, result.failed) == ("gestoppt", True)
    assert "die Freigabe hat nicht geöffnet" in result.reasons[0]
    assert not (world.project.catalogue / USE).exists()


def test_an_anchor_alone_opens_nothing(world: World, folder: Path, tmp_path: Path) -> None:
    """Even somebody who writes the book by hand needs a record of a whole gate, and files that fit."""
    made = tmp_path / "v2"
    shutil.copytree(folder, made)
    record = json.loads((made / "release.json").read_text(encoding="utf-8")) | {"version": "v2"}
    record["gate"]["checks"] = [check for check in record["gate"]["checks"] if check["name"] != "personensuche"]
    (made / "release.json").write_text(json.dumps(record), encoding="utf-8")
    write_anchor(world.project, USE, 2, hashlib.sha256((made / "release.json").read_bytes()).hexdigest(), "")
    refused(world, made, "fehlen Prüfungen: personensuche")
