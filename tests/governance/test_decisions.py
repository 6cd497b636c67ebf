# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from godonu_platform.governance.decisions import DecisionBook, load_decisions
from godonu_platform.project import Project
from godonu_platform.yaml_model import YamlMistakes
from tests.publication.world import GIESSEN, KASSEL, NO, decision

TODAY = date(2026, 11, 1)
LICENCE = "dl-zero-de/2.0"


@pytest.fixture
def house(tmp_path: Path) -> Project:
    (tmp_path / "governance" / "decisions").mkdir(parents=True)
    return Project.at(tmp_path, tmp_path / "data")


def book(house: Project, *entries: dict[str, Any]) -> DecisionBook:
    path = house.governance / "decisions" / "open_use.yaml"
    path.write_text(yaml.safe_dump({"decisions": list(entries)}, allow_unicode=True), encoding="utf-8")
    return load_decisions(house, "open_use")


def mistakes(house: Project, *entries: dict[str, Any]) -> str:
    with pytest.raises(YamlMistakes) as caught:
        book(house, *entries)
    return str(caught.value)


def entry(number: int = 1, **more: Any) -> dict[str, Any]:
    return decision("open_use", number, **more)


def test_no_file_opens_nothing(house: Project) -> None:
    standing = load_decisions(house, "open_use").standing(KASSEL, real=False, licence=LICENCE, on=TODAY)
    assert not standing.open
    assert standing.code == "keine_entscheidung"


def test_a_named_partner_is_open_and_the_decision_is_told(house: Project) -> None:
    standing = book(house, entry()).standing(KASSEL, real=False, licence=LICENCE, on=TODAY)
    assert standing.open
    assert standing.decision == "open-use-1"


def test_a_partner_that_is_not_named_stays_closed(house: Project) -> None:
    standing = book(house, entry(partners=[GIESSEN])).standing(KASSEL, real=False, licence=LICENCE, on=TODAY)
    assert standing.code == "keine_entscheidung"


def test_sample_decisions_never_open_real_deliveries_nor_the_other_way_round(house: Project) -> None:
    sample = book(house, entry())
    assert not sample.standing(KASSEL, real=True, licence=LICENCE, on=TODAY).open
    real = book(house, entry(gilt_fuer="echtdaten"))
    assert real.standing(KASSEL, real=True, licence=LICENCE, on=TODAY).open
    assert not real.standing(KASSEL, real=False, licence=LICENCE, on=TODAY).open


@pytest.mark.parametrize(
    ("second", "code"),
    [
        ({"status": "nicht_offen"}, "nicht_offen"),
        ({"status": "widerrufen"}, "widerrufen"),
        ({"wiedervorlage": "2026-10-31"}, "wiedervorlage"),
        ({"date": "2026-11-02"}, "noch_nicht_wirksam"),
        ({"licence": "cc-by/4.0"}, "andere_lizenz"),
    ],
)
def test_the_newest_entry_counts_and_says_why_it_closes(house: Project, second: dict[str, Any], code: str) -> None:
    both = book(house, entry(), entry(2, **second))
    standing = both.standing(KASSEL, real=False, licence=LICENCE, on=TODAY)
    assert not standing.open
    assert standing.code == code
    assert standing.decision == "open-use-2"


def test_a_newer_entry_for_others_leaves_a_partner_as_it_was(house: Project) -> None:
    both = book(house, entry(), entry(2, partners=[GIESSEN], status="widerrufen"))
    assert both.standing(KASSEL, real=False, licence=LICENCE, on=TODAY).open
    assert both.opened_partners() == sorted({"06439", "066310009009", KASSEL})


def test_the_last_day_of_the_wiedervorlage_still_holds(house: Project) -> None:
    held = book(house, entry(wiedervorlage="2026-11-01"))
    assert held.standing(KASSEL, real=False, licence=LICENCE, on=TODAY).open


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ([entry(), entry()], "steht doppelt"),
        ([entry(date="2026-10-02"), entry(2, date="2026-10-01")], "kommen ans Ende"),
        ([entry(dataset="open_other")], "muss wie die Datei heißen: open_use"),
        ([entry(partners=["06531014x"])], "kein Regionalschlüssel"),
        ([entry(partners=[])], "mindestens 1 Einträge"),
        ([entry(status="ofen")], "erlaubt sind"),
        ([entry(decided_by="Erika Mustermann")], "passt nicht zum Muster"),
        ([entry(wiedervorlage="2026-09-01")], "nach dem Datum"),
        ([entry(statuss="offen")], "gemeint war wohl »status«"),
        ([entry(checklist={**NO, "rechte_dritter": "ja"})], "wurde mit ja beantwortet"),
        ([entry(checklist={**NO, "rechte_dritter": "vielleicht"})], "erlaubt sind"),
    ],
)
def test_mistakes_are_told_with_place_and_remedy(house: Project, entries: list[dict[str, Any]], said: str) -> None:
    text = mistakes(house, *entries)
    assert said in text
    assert "open_use.yaml:" in text


def test_after_anonymising_personal_data_is_no_objection(house: Project) -> None:
    answers = {**NO, "personenbezug": "ja"}
    assert book(house, entry(status="offen_nach_anonymisierung", checklist=answers)).opened_partners()
    assert "nicht möglich" in mistakes(house, entry(checklist=answers))


def test_all_mistakes_come_at_once(house: Project) -> None:
    text = mistakes(house, entry(dataset="x", partners=["1"]), entry(dataset="y"))
    assert len(text.splitlines()) == 4
