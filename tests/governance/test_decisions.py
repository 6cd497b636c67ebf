# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Decision files: read with every mistake at once, and refused when somebody edited what was decided."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from godonu_platform.governance.decisions import holding_decisions, load_decisions
from godonu_platform.project import Project
from godonu_platform.yaml_model import YamlMistakes
from tests.governance.entries import (
    DATASET,
    FULDA,
    GIESSEN,
    KASSEL,
    KREIS,
    NO,
    OWNER,
    STEWARD,
    TODAY,
    book,
    entry,
    house_at,
    write,
)
from tests.publication.bound_decisions import chained


@pytest.fixture
def house(tmp_path: Path) -> Project:
    return house_at(tmp_path)


def mistakes(house: Project, *entries: dict[str, Any]) -> str:
    with pytest.raises(YamlMistakes) as caught:
        book(house, *entries)
    return str(caught.value)


def test_no_file_is_an_empty_book(house: Project) -> None:
    empty = load_decisions(house, DATASET)
    assert (list(empty), empty.head(), empty.next_link()) == ([], "", "anfang")
    assert empty.contains("")
    assert not empty.contains("a" * 64)


def test_a_file_of_chained_entries_is_read(house: Project) -> None:
    both = book(house, entry(), entry(2, partners=[GIESSEN], status="widerrufen"))
    first, second = both
    assert (first.vorgaenger, second.vorgaenger) == ("anfang", first.digest)
    assert both.head() == second.digest
    assert both.opened_partners() == sorted({KREIS, FULDA, KASSEL})


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ([entry(), entry()], "steht doppelt"),
        ([entry(date="2026-10-02"), entry(2, date="2026-10-01")], "kommen ans Ende"),
        ([entry(dataset="open_other")], "muss wie die Datei heißen: open_use"),
        ([entry(partners=["06531014x"])], "kein Regionalschlüssel"),
        ([entry(partners=[])], "mindestens 1 Einträge"),
        ([entry(status="ofen")], "erlaubt sind"),
        (
            [entry(entschieden_von={"person": "Erika Mustermann", "rolle": "dateneigentuemer"})],
            "nie einen Namen",
        ),
        ([entry(entschieden_von={"person": "p-mustermann", "rolle": "dateneigentuemer"})], "ist keine Kennung"),
        ([entry(entschieden_von=None)], "fehlt; bitte ergänzen"),
        ([entry(decided_by="dateneigentuemer")], "unbekannter Schlüssel"),
        ([entry(wiedervorlage="2026-09-01")], "nach dem Datum"),
        ([entry(date="morgen")], "muss ein Datum sein"),
        ([entry(statuss="offen")], "gemeint war wohl »status«"),
        ([entry(fingerprint="abc")], "ist keine Prüfzahl"),
        ([entry(date="2026-11-21")], "date: liegt in der Zukunft (heute ist der 20.11.2026)"),
        ([entry(partners=[KASSEL, "099999999999"])], "partners.1: steht nicht in governance/partners.yaml"),
        (
            [entry(entschieden_von={**OWNER, "rolle": "dateneigentumer"})],
            "entschieden_von.rolle: unbekannter Wert; gemeint war wohl »dateneigentuemer«",
        ),
        ([entry(mitgezeichnet_von={**STEWARD, "rolle": "niemand"})], "mitgezeichnet_von.rolle: unbekannter Wert"),
        ([entry(checklist={**NO, "statistikgeheimnis": "ja"})], "Bitte wählen: offen_nach_anonymisierung"),
        ([entry(checklist={**NO, "rechte_dritter": "ja"})], "wurde mit ja beantwortet"),
        ([entry(checklist={**NO, "rechte_dritter": "vielleicht"})], "erlaubt sind"),
        ([entry(checklist={"rechte_dritter": "nein"})], "fehlt; bitte ergänzen"),
    ],
)
def test_mistakes_are_told_with_place_and_remedy(house: Project, entries: list[dict[str, Any]], said: str) -> None:
    text = mistakes(house, *entries)
    assert said in text
    assert "Mustermann" not in text
    assert "^" not in text
    assert "open_use.yaml:" in text


def test_an_opening_that_is_bound_to_nothing_is_refused(house: Project) -> None:
    path = write(house, {"vorgaenger": "anfang", **entry(fingerprint=None)})
    with pytest.raises(YamlMistakes) as caught:
        load_decisions(house, DATASET)
    assert str(caught.value).startswith(f"{path}:")
    assert "godonu decide open_use" in str(caught.value)


@pytest.mark.parametrize("status", ["nicht_offen", "widerrufen"])
def test_what_closes_needs_neither_fingerprint_nor_second_signature(house: Project, status: str) -> None:
    closed = entry(status=status, fingerprint=None, mitgezeichnet_von=None)
    assert book(house, closed).opened_partners() == []


def test_after_anonymising_personal_data_is_no_objection(house: Project) -> None:
    answers = {**NO, "personenbezug": "ja"}
    assert book(house, entry(status="offen_nach_anonymisierung", checklist=answers)).opened_partners()
    assert "nicht möglich" in mistakes(house, entry(checklist=answers))


def test_all_mistakes_come_at_once(house: Project) -> None:
    text = mistakes(house, entry(dataset="x", partners=["1"]), entry(dataset="y"))
    assert len(text.splitlines()) == 4


def edited(number: int, **change: Any) -> list[dict[str, Any]]:
    """Three chained entries of which one was changed after the fact."""
    entries = chained([entry(), entry(2, partners=[GIESSEN]), entry(3, partners=[FULDA])], None)
    entries[number] = {**entries[number], **change}
    return entries


@pytest.mark.parametrize(
    "change",
    [
        {"begruendung": "Etwas ganz anderes als damals."},
        {"partners": [KASSEL, GIESSEN, FULDA, KREIS, "065340014014"]},
        {"wiedervorlage": "2039-10-01"},
        {"status": "offen_nach_anonymisierung"},
        {"fingerprint": "b" * 64},
        {"entschieden_von": STEWARD},
        {"mitgezeichnet_von": OWNER},
        {"checklist": {**NO, "personenbezug": "nicht_zutreffend"}},
    ],
)
def test_an_entry_edited_after_the_fact_is_refused_by_name(house: Project, change: dict[str, Any]) -> None:
    path = write(house, *edited(0, **change))
    with pytest.raises(YamlMistakes) as caught:
        load_decisions(house, DATASET)
    [mistake] = caught.value.mistakes
    assert (mistake.file, mistake.line) == (path, 2)
    assert "open-use-1 wurde nachträglich geändert" in mistake.message
    assert "Versionsverwaltung" in mistake.message


def test_an_entry_taken_out_put_in_or_moved_is_refused(house: Project) -> None:
    entries = edited(0)
    for wrong in (entries[1:], [entries[0], entries[2]], [entries[0], entries[2], entries[1]], [*entries, entries[1]]):
        write(house, *wrong)
        with pytest.raises(YamlMistakes):
            load_decisions(house, DATASET)


def test_layout_and_comments_are_not_what_was_decided(house: Project) -> None:
    path = write(house, *edited(0))
    head = load_decisions(house, DATASET).head()
    text = path.read_text(encoding="utf-8")
    path.write_text(
        "# ein Hinweis\n" + text.replace("date: '2026-10-01'", "date:   2026-10-01 # Tag"), encoding="utf-8"
    )
    assert load_decisions(house, DATASET).head() == head


def test_a_file_cut_short_is_a_valid_file_that_no_longer_holds_the_anchor(house: Project) -> None:
    entries = edited(0)
    write(house, *entries)
    anchor = load_decisions(house, DATASET).head()
    write(house, *entries[:2])
    short = load_decisions(house, DATASET)
    assert not short.contains(anchor)
    assert load_decisions(house, DATASET).contains(short.head())


@pytest.mark.parametrize("text", ["- eine Liste", "Freitext", "decisions: {a: 1}", "decisions: []", "a: &x [*x]"])
def test_what_is_no_list_of_decisions_is_refused_with_its_place(house: Project, text: str) -> None:
    path = house.governance / "decisions" / f"{DATASET}.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(YamlMistakes) as caught:
        load_decisions(house, DATASET)
    assert str(caught.value).startswith(f"{path}:")


def test_holding_decisions_are_those_in_date(house: Project) -> None:
    book(house, entry(wiedervorlage="2026-10-20"), entry(2))
    assert holding_decisions(house, TODAY) == ["open_use/open-use-2"]
    assert holding_decisions(house, dt.date(2026, 10, 2)) == ["open_use/open-use-1", "open_use/open-use-2"]
    write(house, entry())
    assert holding_decisions(house, TODAY) == ["open_use: fehlerhaft"]
