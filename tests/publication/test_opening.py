# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is decided upon is shown as it is now, voided decisions stop with the reason, and edited ones are found out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from godonu_platform.governance.breaker_proof import ProofResult
from godonu_platform.governance.classes import Classes
from godonu_platform.governance.column_words import OriginWords
from godonu_platform.governance.deciding import Matter
from godonu_platform.governance.decision_basis import basis_path, store_parts
from godonu_platform.governance.grounds import Grounds
from godonu_platform.governance.matter_tables import change_lines, matter_lines, matter_tables
from godonu_platform.publication.opening import opening_of
from godonu_platform.publication.plan import PlanEntry, plan_dataset
from tests.publication.world import (
    FULDA,
    GIESSEN,
    KASSEL,
    KREIS,
    UNITS,
    USE,
    World,
    column,
    contract,
    decision,
    default_evidence,
    entry,
    open_classes,
    use_columns,
)

WORDS = OriginWords({"starts": (("events.case (gezählt)",), ("events: kind (Bedingung)",))}, ("events: ars (Auswahl)",))


def matter(world: World, name: str = USE) -> Matter:
    return opening_of(world.judged(name), WORDS)


def plan(world: World, name: str = USE) -> PlanEntry:
    return plan_dataset(world.judged(name))


def codes(planned: PlanEntry) -> set[str]:
    return {finding.code for finding in planned.gate.findings} | {p.code for p in planned.gate.partners_out}


def table(world: World, title: str) -> list[tuple[str, ...]]:
    return next(list(found.rows) for found in matter_tables(matter(world)) if found.title == title)


def test_a_steward_sees_columns_classes_and_where_they_come_from(world: World) -> None:
    assert ("starts", "Begonnene Anträge", "offen", "wie im Vertrag") in table(world, "Spalten und Klassen")
    origins = table(world, "Woher die Spalten kommen")
    assert ("starts", "events.case (gezählt)", "events: kind (Bedingung)", "keiner") in origins
    assert origins[-1] == ("alle Zeilen", "", "events: ars (Auswahl)", "")


def test_a_column_that_only_depends_on_rows_points_to_them(world: World) -> None:
    origins = table(world, "Woher die Spalten kommen")
    assert ("starts_status", "siehe »alle Zeilen«", "–", "keiner") in origins


def test_a_step_that_only_a_source_names_is_shown_with_who_approved_it(world: World) -> None:
    """What lowers a class on the way is part of what is decided upon, whichever contract names it."""
    approved = {
        "schritt": "newest_snapshot",
        "genehmigt_von": "data_steward",
        "begruendung": "Nur der neueste Bestand.",
    }
    source = contract(
        "use_events",
        "Ereignisse",
        [column("ars")],
        datenebene="bereinigt",
        schutzschritte=[{**approved, "nachweis": "newest_snapshot"}],
    )
    world.write("governance/contracts/use_events.yaml", source)
    found = open_classes(world.contracts()[USE])
    found["starts"] = replace(found["starts"], steps=("newest_snapshot", "threshold"))
    proven = {"newest_snapshot": ProofResult("newest_snapshot", True, "", "")}
    world.evidence = replace(world.evidence, classes={USE: found}, proofs=proven)
    assert table(world, "Schutzschritte") == [
        ("newest_snapshot", "Data Steward", "Nur der neueste Bestand. (Vertrag use_events)", "gelungen"),
        (
            "threshold",
            "niemandem",
            "Kein Datenvertrag nennt diesen Schritt.",
            "nicht gelungen: Es liegt kein Nachweis vor.",
        ),
    ]


def test_without_a_file_of_people_it_is_said_that_ids_are_not_proven(world: World, tmp_path: Path) -> None:
    assert any("GODONU_PEOPLE" in line and "nicht geprüft" in line for line in matter_lines(matter(world)))
    world.project = replace(world.project, people=tmp_path / "personen.yaml")
    assert not any("GODONU_PEOPLE" in line for line in matter_lines(matter(world)))


def test_a_steward_sees_which_partners_are_there_and_how_they_stand(world: World) -> None:
    rows = {row[0]: row[2:] for row in table(world, "Kommunen")}
    assert rows[KASSEL] == ("3", "2 (2026-08 bis 2026-09)", "Beispieldaten", "geöffnet durch Entscheidung open-use-1")
    assert rows[KREIS][:2] == ("0", "–")
    assert rows["064130000000"] == ("0", "–", "keine", "nichts geliefert")


def test_the_head_says_what_it_takes(world: World) -> None:
    lines = "\n".join(matter_lines(matter(world)))
    assert (world.judged(USE).fingerprint or "")[:16] in lines
    assert "zwei Personen" in lines
    assert "Eine Unterschrift genügt" in "\n".join(matter_lines(matter(world, UNITS)))


def test_a_column_that_is_not_open_in_effect_is_told_once_for_all_columns(world: World) -> None:
    intern = Classes("intern", "keiner", "normal", "frei")
    found = open_classes(world.contracts()[USE])
    spoiled = {name: replace(column, effective=intern) for name, column in found.items()}
    world.evidence = default_evidence(classes={USE: spoiled})
    [told] = matter(world).blocked
    assert "ars" in told and "starts" in told and "Intern" in told


def test_nothing_has_changed_since_the_decision(world: World) -> None:
    assert change_lines(matter(world)) == ("Änderungen seit Entscheidung open-use-1:", "nichts")


def test_without_an_earlier_decision_there_is_nothing_to_compare(world: World) -> None:
    world.decide(USE, decision(USE, status="nicht_offen"))
    assert "noch keine frühere Entscheidung" in matter(world).changes[0]


def sql_changed(world: World) -> None:
    grounds = Grounds(sql={f"marts.{USE}": "select 1"}, personal="pseudonym", mixtures=())
    world.evidence = replace(world.evidence, grounds={**world.evidence.grounds, USE: grounds})


def contract_changed(world: World) -> None:
    columns = use_columns()
    columns[4]["description"] = "Etwas anderes wird gezählt."
    world.write(f"governance/contracts/{USE}.yaml", contract(USE, "Begonnene Anträge", columns, monatsspalte="month"))


def licence_changed(world: World) -> None:
    world.write(
        f"catalogs/datasets/{USE}.yaml", entry(USE, "Begonnene Anträge", licence="cc-by/4.0", attribution="Verbund")
    )


def class_raised(world: World) -> None:
    stricter = Classes("oeffentlich", "aggregiert_anonymisiert", "normal", "frei")
    found = open_classes(world.contracts()[USE])
    found["starts"] = replace(found["starts"], effective=stricter)
    world.evidence = replace(world.evidence, classes={USE: found, UNITS: open_classes(world.contracts()[UNITS])})


@pytest.mark.parametrize(
    ("change", "code", "said"),
    [
        (sql_changed, "anderer_fingerprint", f"Rechenweg von marts.{USE} geändert"),
        (contract_changed, "anderer_fingerprint", "Spalte starts, Beschreibung"),
        (class_raised, "anderer_fingerprint", "wirksame Klasse Personenbezug: keiner → aggregiert_anonymisiert"),
        (licence_changed, "andere_lizenz", ""),
    ],
)
def test_what_changed_after_the_decision_stops_and_the_plan_says_what(
    world: World, change: Any, code: str, said: str
) -> None:
    world.publish()
    store_parts(world.project, world.judged(USE).parts or {})
    world.rebind = False
    change(world)
    planned = plan(world)
    assert (planned.outcome, planned.action) == ("gestoppt", "held_back")
    assert code in codes(planned)
    assert any(said in reason for reason in planned.reasons), planned.reasons
    assert not any("null" in reason for reason in planned.reasons)


def test_months_and_rows_void_nothing(world: World) -> None:
    before = world.judged(USE).fingerprint
    world.use_rows.append((KASSEL, "Stadt Kassel", "2026-10-01", "Wohnsitz anmelden", 95, "wert"))
    world.build()
    assert world.judged(USE).fingerprint == before
    assert plan(world).outcome == "offen"


def test_a_difference_that_cannot_be_shown_says_why(world: World) -> None:
    world.rebind = False
    parts = world.judged(USE).parts or {}
    sql_changed(world)
    assert "Die Grundlage der letzten Entscheidung fehlt" in matter(world).changes[0]
    store_parts(world.project, parts)
    assert "Rechenweg" in matter(world).changes[0]
    [path] = basis_path(world.project, "0" * 64).parent.glob("*.json")
    path.write_text("{}", encoding="utf-8")
    assert "nachträglich geändert" in matter(world).changes[0]


def edit_decisions(world: World, change: Any) -> None:
    path = world.project.governance / "decisions" / f"{USE}.yaml"
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    change(content["decisions"])
    if content["decisions"]:
        path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    else:
        path.unlink()


def rewritten(entries: list[dict[str, Any]]) -> None:
    entries[0]["begruendung"] = "Im Nachhinein ganz anders begründet."


def cut_short(entries: list[dict[str, Any]]) -> None:
    del entries[1:]


def emptied(entries: list[dict[str, Any]]) -> None:
    entries.clear()


@pytest.mark.parametrize(
    ("change", "check", "code"),
    [(rewritten, "entscheidung", "entscheidungen"), (cut_short, "entscheidung", "kette_gebrochen"),
     (emptied, "entscheidung", "kette_gebrochen")],
)  # fmt: skip
def test_decisions_edited_after_publishing_stop_and_withdraw_nothing(
    world: World, change: Any, check: str, code: str
) -> None:
    world.decide(USE, decision(USE), decision(USE, 2, partners=[FULDA], status="widerrufen"))
    world.publish()
    world.rebind = False
    edit_decisions(world, change)
    planned = plan(world)
    assert (planned.outcome, planned.action) == ("gestoppt", "held_back")
    assert (check, code) in {(finding.check, finding.code) for finding in planned.gate.findings}


def test_the_release_names_the_newest_decision_it_rests_on(world: World) -> None:
    from godonu_platform.publication.release import latest_release

    world.publish()
    release = latest_release(world.project, USE)
    assert release is not None
    book = world.judged(USE).book
    assert book is not None
    assert release.record.decision_head == book.head() != ""


def test_a_revocation_after_publishing_is_no_broken_chain(world: World) -> None:
    world.publish()
    world.decide(USE, decision(USE), decision(USE, 2, partners=[KASSEL], status="widerrufen"))
    planned = plan(world)
    assert planned.outcome == "offen"
    assert KASSEL not in {partner.ars for partner in planned.gate.partners_in}
    assert GIESSEN in {partner.ars for partner in planned.gate.partners_in}
