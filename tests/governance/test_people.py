# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Ids of people are resolved by a file outside the repository; what is wrong with it is told without naming anyone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from godonu_platform.governance.people import load_people
from godonu_platform.project import SOURCE_ROOT, Project
from godonu_platform.yaml_model import YamlMistakes

EXAMPLE = SOURCE_ROOT / "governance" / "people.example.yaml"


def beside(project: Project, tmp_path: Path, content: str | bytes) -> Project:
    path = tmp_path / "menschen.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return replace(project, people=path)


def refused(project: Project) -> list[str]:
    with pytest.raises(YamlMistakes) as caught:
        load_people(project)
    assert all(m.file == project.people for m in caught.value.mistakes)
    return [str(m) for m in caught.value.mistakes]


def test_without_a_file_ids_stay_ids(project: Project) -> None:
    assert len(load_people(project)) == 0
    assert load_people(project).get("p-3f9a1c7e") is None


def test_the_example_can_be_copied_as_it_is(project: Project, tmp_path: Path) -> None:
    people = load_people(beside(project, tmp_path, EXAMPLE.read_bytes()))
    owner = people.get("p-3f9a1c7e")
    assert owner is not None
    assert (owner.roles, owner.ars) == (("dateneigentuemer",), "066110000000")
    assert len(list(people)) == len(people) == 4


def test_a_person_is_not_told_by_accident(project: Project, tmp_path: Path) -> None:
    [person, *_] = load_people(beside(project, tmp_path, EXAMPLE.read_bytes()))
    assert repr(person) == str(person) == "Person(p-3f9a1c7e)"


def test_the_environment_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "menschen.yaml"
    project = Project.from_environment({"GODONU_HOME": str(SOURCE_ROOT), "GODONU_PEOPLE": str(path)})
    assert project.people == path
    assert project.environment()["GODONU_PEOPLE"] == str(path)
    assert Project.from_environment({"GODONU_HOME": str(SOURCE_ROOT)}).people is None


def test_a_named_file_that_is_not_there_is_a_mistake(project: Project, tmp_path: Path) -> None:
    [told] = refused(replace(project, people=tmp_path / "nichts.yaml"))
    assert "nichts.yaml:1: -: die Datei fehlt; bitte anlegen" in told


def test_the_file_must_not_lie_in_the_repository(own_drawers: Project) -> None:
    inside = replace(own_drawers, people=own_drawers.governance / "people.example.yaml")
    [told] = refused(inside)
    assert "liegt im Repository; bitte an einen Ort außerhalb legen" in told


ENTRY = "    rollen: [data_steward]\n    ars: '066110000000'\n    kontakt: a@b.example\n"


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        ("personen: {}\n", 1, "personen: braucht mindestens 1 Einträge"),
        ("leute: {}\n", 1, "leute: unbekannter Schlüssel"),
        ("- p-000001\n", 1, "Zeilen"),
        ("personen:\n  p-000001:\n" + ENTRY.replace("rollen", "rolle"), 3, "gemeint war wohl »rollen«"),
        ("personen:\n  p-000001:\n" + ENTRY.replace("[data_steward]", "data_steward"), 3, "muss eine Liste sein"),
        ("personen:\n  p-000001:\n" + ENTRY.replace("data_steward", "steward"), 3, "rollen.0: unbekannter Wert"),
        ("personen:\n  p-000001:\n" + ENTRY.replace("[data_steward]", "[]"), 3, "braucht mindestens 1 Einträge"),
        ("personen:\n  p-000001:\n" + ENTRY.replace("'066110000000'", "66110000000"), 4, "führender Null"),
        ("personen:\n  p-000001:\n" + ENTRY.replace("0661", "0961"), 4, "steht nicht in governance/partners.yaml"),
        ("personen:\n  p-000001:\n" + ENTRY.replace("a@b.example", "''"), 5, "darf nicht leer sein"),
        ("personen:\n  p-1:\n" + ENTRY, 2, "personen: ist keine Kennung; bitte p- und 6 bis 16 Zeichen"),
        ("personen:\n  p-000001:\n" + ENTRY + "  p-000002:\n" + ENTRY, 9, "derselbe Kontakt wie in Zeile 2"),
        ("personen:\n  p-000001:\n" + ENTRY + "  p-000001:\n" + ENTRY, 6, "steht doppelt"),
    ],
)
def test_mistakes_are_told(project: Project, tmp_path: Path, content: str, line: int, words: str) -> None:
    told = refused(beside(project, tmp_path, content))
    assert any(f"menschen.yaml:{line}: " in text and words in text for text in told), told


@pytest.mark.parametrize("entry", [ENTRY, ENTRY.replace("ars", "schluessel"), ENTRY.replace("0661", "0961"), ENTRY * 2])
def test_a_name_in_the_place_of_an_id_is_never_repeated(project: Project, tmp_path: Path, entry: str) -> None:
    told = "\n".join(refused(beside(project, tmp_path, f"personen:\n  erika.mustermann:\n{entry}")))
    assert "mustermann" not in told
    assert "b.example" not in told
