# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the yearly report is told of releases, gate and grades: as it stands, and as it stood in a former year."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from godonu_platform.governance.records.council_report import council_record
from godonu_platform.governance.records.facts import Facts, Opening
from godonu_platform.governance.records.gathering import gather
from godonu_platform.governance.records.markdown import markdown_text
from godonu_platform.publication.record_facts import with_publications
from tests.catalogs.graded import grade_world
from tests.publication.world import FULDA, GIESSEN, KASSEL, KREIS, UNITS, USE, World, decision


@pytest.fixture
def house(world: World, repository: Path) -> World:
    """The small house with what records need beside."""
    for name in ("verzeichnisse.yaml", "guete.yaml"):
        shutil.copy(repository / "governance" / name, world.project.root / "governance" / name)
    return world


def known(house: World, year: int = 2026) -> Facts:
    house.bind()
    return with_publications(house.project, gather(house.project), year, lambda _: house.known())


def opening(facts: Facts, name: str = USE) -> Opening:
    return next(found for found in facts.openings if found.dataset == name)


def report(facts: Facts, year: int = 2026) -> str:
    return markdown_text(council_record(facts, year, 0))


def test_what_is_shown_is_told_with_partners_formats_and_licence(house: World) -> None:
    house.publish()
    found = opening(known(house))
    assert (found.version, found.outcome, found.objections) == ("v1", "offen", ())
    assert (
        found.formats == ("CSV", "JSON", "Parquet") and found.licence == "Datenlizenz Deutschland – Zero – Version 2.0"
    )
    assert {partner.ars for partner in found.partners} == {KASSEL, GIESSEN, FULDA}
    assert found.created == found.first == date(2026, 11, 1) and found.versions_in_year == 1
    assert found.letters is None and "nicht gemessen" in report(known(house))


def test_letters_come_from_the_release(house: World) -> None:
    grade_world(house)
    house.publish()
    letters = opening(known(house)).letters
    assert letters is not None and dict(letters.dimensions)["Aktualitaet"] == "nicht messbar"


def test_before_anything_is_published_the_gate_says_how_it_stands(house: World) -> None:
    found = opening(known(house))
    assert (found.version, found.outcome, found.first) == (None, "offen", None)
    house.bound.pop(USE)
    (house.project.governance / "decisions" / f"{USE}.yaml").unlink()
    assert opening(known(house)).outcome == "nicht_offen"
    text = report(known(house))
    assert "Es ist nichts veröffentlicht." in text and "keine Öffnungsentscheidung für Beispieldaten" in text


def test_a_stopped_dataset_is_told_with_the_reason_and_what_stays_shown(house: World) -> None:
    house.publish()
    house.evidence = replace(house.evidence, checks={})
    found = opening(known(house))
    assert found.outcome == "gestoppt" and found.version == "v1" and found.objections
    assert "von der Freigabe angehalten | weiter v1" in report(known(house))
    assert not any(key in " ".join(found.objections) for key in (KASSEL, GIESSEN)), "keys instead of names"


def test_a_partner_who_is_left_out_is_told_once_with_the_reason(house: World) -> None:
    house.decide(
        USE,
        decision(USE, partners=[KASSEL, GIESSEN]),
        decision(USE, 2, partners=[FULDA], status="nicht_offen", begruendung="Der Vertrag regelt es noch nicht."),
    )
    house.publish()
    facts = known(house)
    absent = {partner.ars: partner.reason for partner in facts.absent(opening(facts))}
    assert "nicht offen" in absent[FULDA] and absent[KREIS] == "von dieser Kommune liegen keine Zahlen vor"
    assert KASSEL not in absent
    text = report(facts)
    assert text.count("Der Vertrag regelt es noch nicht.") == 2, "as what keeps closed, and among the year's decisions"


def test_a_withdrawn_dataset_is_no_longer_shown_and_told_as_a_change(house: World) -> None:
    house.publish()
    house.decide(UNITS, decision(UNITS), decision(UNITS, 2, status="widerrufen", date="2026-10-20"))
    house.at("2026-11-05T06:00:00+00:00").publish()
    found = opening(known(house), UNITS)
    assert found.version is None and found.withdrawn == date(2026, 11, 5) and found.withdrawn_because
    assert "05.11.2026" in report(known(house))


def test_a_former_year_is_told_from_its_last_release(house: World) -> None:
    house.publish()
    house.use_rows = [row for row in house.use_rows if row[0] != FULDA]
    house.build()
    house.at("2027-02-01T06:00:00+00:00").publish()
    now, then, before = (opening(known(house, year)) for year in (2027, 2026, 2025))
    assert (now.version, now.versions_in_year, now.outcome) == ("v2", 1, "offen")
    assert (then.version, then.versions_in_year, then.outcome) == ("v1", 1, None)
    assert {partner.ars for partner in then.partners} == {KASSEL, GIESSEN, FULDA}
    assert (before.version, before.versions_in_year, before.first) == (None, 0, None)
    text = report(known(house, 2025), 2025)
    assert "Stand: 31.12.2025." in text and "wurde nichts veröffentlicht" in text
    assert "das Jahr läuft noch" in report(known(house, 2027), 2027)


def test_a_broken_release_is_passed_over(house: World) -> None:
    house.publish()
    (house.project.releases / USE / "v1" / "release.json").write_text("{", encoding="utf-8")
    assert opening(known(house)).versions_in_year == 0


def test_asking_writes_nothing(house: World) -> None:
    house.publish()
    before = {p: p.stat().st_mtime_ns for p in house.project.data.rglob("*") if p.is_file()}
    known(house)
    after = {p: p.stat().st_mtime_ns for p in house.project.data.rglob("*") if p.is_file()}
    assert {p: t for p, t in after.items() if "/dbt/" not in str(p)} == before
