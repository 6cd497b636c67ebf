# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Taking a decision: contradictions are refused with a sentence each, what is accepted is appended and read back."""

from __future__ import annotations

import datetime as dt
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from godonu_platform.contracts.partners import load_partners
from godonu_platform.governance.deciding import Answers, Contradiction, Matter, decided, read_answers
from godonu_platform.governance.decision_basis import read_parts
from godonu_platform.governance.decision_model import Decision
from godonu_platform.governance.decision_writing import DecisionNotWritten, append_decision, entry_text
from godonu_platform.governance.decisions import load_decisions
from godonu_platform.governance.fingerprint import fingerprint
from godonu_platform.governance.people import People, Person
from godonu_platform.project import Project
from godonu_platform.yaml_model import YamlMistakes
from tests.governance.entries import (
    DATASET,
    GIESSEN,
    KASSEL,
    LICENCE,
    NO,
    OWNER,
    STEWARD,
    TODAY,
    book,
    entry,
    house_at,
    parts,
    write,
)
from tests.publication.bound_decisions import chained

PARTS = parts()
SEEN = fingerprint(PARTS)
PERSONAL = {**NO, "personenbezug": "ja"}


@pytest.fixture
def house(tmp_path: Path) -> Project:
    return house_at(tmp_path)


def matter(**change: Any) -> Matter:
    about: dict[str, Any] = {
        "dataset": DATASET,
        "title": "Nutzung",
        "licence": LICENCE,
        "catalogue": "lokal",
        "parts": PARTS,
        "problem": "",
        "upstream_personal": True,
        "columns": (),
        "steps": (),
        "partners": (),
        "since": None,
        "changes": (),
        **change,
    }
    return Matter(**about)


def given(**change: Any) -> dict[str, Any]:
    found = {
        "gesehen": SEEN[:16],
        "partners": [KASSEL, GIESSEN],
        "gilt_fuer": "echtdaten",
        "status": "offen_nach_anonymisierung",
        "checklist": PERSONAL,
        "begruendung": "Monatszahlen, gerundet und gesperrt nach Hausregel.",
        "rechtsgrund": "Beschluss zur Offenlegung",
        "wiedervorlage": "2027-11-20",
        "entschieden_von": OWNER,
        "mitgezeichnet_von": STEWARD,
        **change,
    }
    return {key: value for key, value in found.items() if value is not None}


def answers(**change: Any) -> Answers:
    return Answers.model_validate(given(**change))


def take(house: Project, about: Matter | None = None, people: People | None = None, **change: Any) -> Decision:
    """Decide and write, as the desk does."""
    about = about or matter()
    known = load_decisions(house, DATASET)
    new = decided(about, answers(**change), known, load_partners(house), people or People(), TODAY)
    append_decision(house, new, about.parts if new.fingerprint else None, {KASSEL: "Kassel"})
    return new


def person(signature: dict[str, str], *roles: str) -> Person:
    return Person(signature["person"], roles, KASSEL, f"{signature['person']}@example.org")


def refused(house: Project, about: Matter | None = None, people: People | None = None, **change: Any) -> list[str]:
    with pytest.raises(Contradiction) as caught:
        take(house, about, people, **change)
    assert not (house.governance / "decisions" / f"{DATASET}.yaml").exists()
    return caught.value.reasons


def test_an_accepted_decision_is_bound_chained_and_kept_with_what_it_was_about(house: Project) -> None:
    first = take(house)
    second = take(house, partners=[KASSEL], begruendung="Noch einmal angesehen und bestätigt.")
    known = list(load_decisions(house, DATASET))
    assert known == [first, second]
    assert (first.id, first.vorgaenger, first.date) == ("open-use-1", "anfang", TODAY)
    assert (second.id, second.vorgaenger) == ("open-use-2", first.digest)
    assert first.fingerprint == SEEN
    assert read_parts(house, SEEN) == PARTS
    standing = load_decisions(house, DATASET).standing(
        GIESSEN, real=True, licence=LICENCE, fingerprint=SEEN, upstream_personal=True, on=TODAY
    )
    assert standing.open


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"status": "offen"}, "personenbezug ist mit ja beantwortet"),
        ({"status": "offen"}, "Bitte wählen: offen_nach_anonymisierung, wenn die Schutzschritte"),
        ({"checklist": {**PERSONAL, "rechte_dritter": "ja"}}, "Bitte wählen: nicht_offen, solange"),
        ({"checklist": {**PERSONAL, "rechte_dritter": "ja"}}, "rechte_dritter ist mit ja beantwortet"),
        ({"checklist": NO}, "Frage nach dem Personenbezug ist dann mit ja"),
        ({"status": "offen", "checklist": NO}, "Frage nach dem Personenbezug ist dann mit ja"),
        ({"gesehen": None}, "Unter »gesehen« fehlt die Prüfzahl"),
        ({"gesehen": "0" * 16}, "Seit der Ansicht hat sich etwas geändert"),
        ({"wiedervorlage": "2026-11-01"}, "muss nach heute (01.11.2026) liegen"),
        ({"mitgezeichnet_von": None}, "eine zweite Person mitzeichnen"),
        ({"mitgezeichnet_von": {**OWNER, "rolle": "data_steward"}}, "zwei verschiedene Personen"),
        ({"mitgezeichnet_von": {**STEWARD, "rolle": "dateneigentuemer"}}, "darf nicht mitzeichnen"),
        ({"entschieden_von": {**OWNER, "rolle": "data_steward"}}, "darf nicht entscheiden"),
        ({"partners": [KASSEL, KASSEL]}, "doppelt genannt"),
        ({"partners": ["06"]}, "keine teilnehmende Kommune"),
        ({"partners": ["099999999999"]}, "keine teilnehmende Kommune"),
        ({"status": "widerrufen"}, "nichts geöffnet, das widerrufen werden könnte"),
    ],
)
def test_contradictions_are_refused_and_nothing_is_written(house: Project, change: dict[str, Any], said: str) -> None:
    reasons = refused(house, **change)
    assert any(said in reason for reason in reasons), reasons


def test_all_contradictions_are_told_at_once(house: Project) -> None:
    assert len(refused(house, gesehen=None, wiedervorlage="2020-01-01", partners=["06"], mitgezeichnet_von=None)) == 4


def test_what_is_not_known_cannot_be_opened_but_refused(house: Project) -> None:
    unknown = matter(parts=None, problem="Die Klassen sind nicht bekannt.")
    assert refused(house, unknown)[0].endswith("Die Klassen sind nicht bekannt.")
    closed = take(house, unknown, status="nicht_offen", gesehen=None, mitgezeichnet_von=None)
    assert closed.fingerprint is None


def test_what_must_not_leave_cannot_be_opened_to_the_public(house: Project) -> None:
    blocked = matter(blocked=("Die Spalte x darf nicht hinaus.",))
    assert refused(house, blocked) == ["Die Spalte x darf nicht hinaus."]
    assert take(house, blocked, status="eingeschraenkt_interkommunal").fingerprint == SEEN


def test_without_personal_data_one_signature_and_a_plain_opening_do(house: Project) -> None:
    plain = matter(upstream_personal=False)
    assert take(house, plain, status="offen", checklist=NO, mitgezeichnet_von=None).mitgezeichnet_von is None


def test_a_revocation_takes_back_an_opening(house: Project) -> None:
    take(house)
    revoked = take(house, partners=[KASSEL], status="widerrufen", gesehen=None, mitgezeichnet_von=None)
    known = load_decisions(house, DATASET)
    assert known.opened_partners() == [GIESSEN]
    assert (revoked.fingerprint, revoked.id) == (None, "open-use-2")


def test_with_a_file_of_people_an_id_must_be_known_in_its_role(house: Project) -> None:
    both = {OWNER["person"]: person(OWNER, "dateneigentuemer"), STEWARD["person"]: person(STEWARD, "data_steward")}
    without_role = {**both, STEWARD["person"]: person(STEWARD, "dateneigentuemer")}
    stranger = {OWNER["person"]: both[OWNER["person"]]}
    assert "hat die Rolle data_steward" in refused(house, people=People(without_role), partners=[KASSEL])[0]
    assert "steht nicht in der Datei der Personen" in refused(house, people=People(stranger), partners=[KASSEL])[0]
    assert take(house, people=People(both), partners=[KASSEL])


def test_a_decentral_role_signs_for_its_own_municipality_only(house: Project) -> None:
    """An owner in Kassel opens nothing of Gießen's, and no steward elsewhere signs with them."""
    both = {OWNER["person"]: person(OWNER, "dateneigentuemer"), STEWARD["person"]: person(STEWARD, "data_steward")}
    reasons = refused(house, people=People(both))
    assert len(reasons) == 2
    assert all(
        "unterschreibt nach dem Konzept nur für Stadt Kassel, nicht für: Universitätsstadt" in r for r in reasons
    )
    elsewhere = {**both, STEWARD["person"]: replace(both[STEWARD["person"]], ars=GIESSEN)}
    [reason] = refused(house, people=People(elsewhere), partners=[KASSEL])
    assert STEWARD["person"] in reason
    assert take(house, people=People(both), partners=[KASSEL]).partners == (KASSEL,)


def test_the_concept_may_let_one_municipality_decide_for_others(house: Project) -> None:
    both = {OWNER["person"]: person(OWNER, "dateneigentuemer"), STEWARD["person"]: person(STEWARD, "data_steward")}
    text = house.concept.read_text(encoding="utf-8")
    house.concept.write_text(text.replace("nur_eigene_kommune: true", "nur_eigene_kommune: false"), encoding="utf-8")
    assert take(house, people=People(both)).partners == (KASSEL, GIESSEN)


def test_comments_and_every_letter_before_the_new_entry_stay(house: Project) -> None:
    path = write(house, *chained([entry()], None))
    old = "# Kopf\n\n" + path.read_text(encoding="utf-8").replace("- id:", "# eine Anmerkung\n- id:").replace(
        "\n", "\n  "
    ).replace("  decisions:", "decisions:").rstrip(" ")
    path.write_text(old, encoding="utf-8")
    take(house)
    new = path.read_text(encoding="utf-8")
    assert new.startswith(old)
    assert f'      - "{KASSEL}" # Kassel\n' in new
    assert [found.id for found in load_decisions(house, DATASET)] == ["open-use-1", "open-use-2"]


def test_a_file_that_cannot_be_continued_is_left_as_it_is(house: Project) -> None:
    path = write(house, *chained([entry()], None))
    flow = yaml.safe_dump(yaml.safe_load(path.read_text(encoding="utf-8")), default_flow_style=True, allow_unicode=True)
    path.write_text(flow, encoding="utf-8")
    with pytest.raises(DecisionNotWritten, match="lässt sich nichts anfügen"):
        take(house)
    assert path.read_text(encoding="utf-8") == flow
    assert sorted(p.name for p in path.parent.iterdir()) == ["grundlagen", path.name]


def test_a_file_with_mistakes_is_not_continued(house: Project) -> None:
    path = write(house, entry(vorgaenger="b" * 64))
    new = Decision.model_validate(chained([entry()], None)[0])
    with pytest.raises(YamlMistakes):
        append_decision(house, new)
    assert "open-use-1" in path.read_text(encoding="utf-8")


def test_somebody_who_decided_meanwhile_is_not_overwritten(house: Project) -> None:
    before = load_decisions(house, DATASET)
    late = decided(matter(), answers(), before, load_partners(house), People(), TODAY)
    take(house, partners=[GIESSEN])
    with pytest.raises(DecisionNotWritten, match="Inzwischen"):
        append_decision(house, late)
    assert len(list(load_decisions(house, DATASET))) == 1


def test_of_many_who_decide_at_once_each_entry_is_whole(house: Project) -> None:
    refusals: list[str] = []

    def one() -> None:
        try:
            take(house)
        except DecisionNotWritten as refusal:
            refusals.append(str(refusal))

    threads = [threading.Thread(target=one) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(list(load_decisions(house, DATASET))) == 6 - len(refusals)


@pytest.mark.parametrize(
    "text",
    [
        "Zeile eins\nZeile zwei: mit # Zeichen",
        "- beginnt wie eine Liste",
        "»Anführung« 'und' \"mehr\"",
        "ja: nein " * 30,
    ],
)
def test_any_reason_survives_the_file(house: Project, text: str) -> None:
    assert take(house, begruendung=text).begruendung == text
    assert [found.begruendung for found in load_decisions(house, DATASET)] == [text]


def test_an_entry_reads_in_the_order_of_the_questions(house: Project) -> None:
    written = book(house, entry())
    text = entry_text(next(iter(written)), {KASSEL: "Kassel\n- id: falsch"})
    assert text.startswith("  - id: open-use-1\n    dataset: open_use\n    partners:\n")
    assert "# Kassel - id: falsch\n" in text
    assert yaml.safe_load("decisions:\n" + text)["decisions"][0]["date"] == dt.date(2026, 10, 1)


def test_answers_are_read_from_a_file_with_every_mistake(tmp_path: Path) -> None:
    path = tmp_path / "antworten.yaml"
    path.write_text(yaml.safe_dump(given()), encoding="utf-8")
    assert read_answers(path) == answers()
    path.write_text(yaml.safe_dump({**given(begruendung="kurz"), "datum": "2020-01-01"}), encoding="utf-8")
    with pytest.raises(YamlMistakes) as caught:
        read_answers(path)
    assert {mistake.key for mistake in caught.value.mistakes} == {"begruendung", "datum"}
    path.write_text(yaml.safe_dump(given(gesehen="abc", entschieden_von={**OWNER, "person": "Erika"})))
    with pytest.raises(YamlMistakes) as caught:
        read_answers(path)
    told = {mistake.key: mistake.message for mistake in caught.value.mistakes}
    assert told["gesehen"].startswith("ist keine Prüfzahl; bitte die Zahl abschreiben")
    assert told["entschieden_von.person"].startswith("ist keine Kennung; bitte p-")
    assert "Erika" not in str(caught.value)


def test_the_questions_are_those_of_the_concept(house: Project) -> None:
    from godonu_platform.contracts.concept import load_concept
    from godonu_platform.governance.decision_model import Checklist

    assert set(load_concept(house).checklist) == set(Checklist.model_fields)


def test_a_matter_without_parts_has_no_fingerprint() -> None:
    assert replace(matter(), parts=None).fingerprint is None
