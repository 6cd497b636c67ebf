# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Every mistake of a YAML file is told at once, with line and what to write instead."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest
from pydantic import Field

from godonu_platform.yaml_model import StrictModel, YamlMistakes, load_yaml


class Inner(StrictModel):
    kind: Literal["a", "b"]
    size: int = 1


class Outer(StrictModel):
    title: str
    parts: list[Inner] = []


class Needy(StrictModel):
    parts: tuple[Inner, ...] = Field(min_length=1)


class Named(StrictModel):
    size: int = Field(alias="groesse")


def mistakes_of(path: Path) -> list[tuple[int, str, str]]:
    with pytest.raises(YamlMistakes) as caught:
        load_yaml(path, Outer)
    assert str(caught.value).count("\n") == len(caught.value.mistakes) - 1
    return [(m.line, m.key, m.message) for m in caught.value.mistakes]


def test_all_mistakes_of_a_file_are_told_with_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("titel: T\nparts:\n  - kind: c\n    size: viel\n  - kin: a\n", encoding="utf-8")
    found = mistakes_of(path)
    assert (1, "titel", "unbekannter Schlüssel; gemeint war wohl »title«") in found
    assert any(line == 3 and key == "parts.0.kind" and "'a', 'b'" in text for line, key, text in found)
    assert (4, "parts.0.size", "muss eine ganze Zahl sein") in found
    assert (5, "parts.1.kin", "unbekannter Schlüssel; gemeint war wohl »kind«") in found
    assert any(key == "title" and "fehlt" in text for _, key, text in found)


@pytest.mark.parametrize("content", ["- a\n- b\n", "nur ein Satz\n", "17\n", "2026-11-01\n", "null\n"])
def test_what_is_not_a_mapping_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(content, encoding="utf-8")
    [(line, _, message)] = mistakes_of(path)
    assert line == 1
    assert "Zeilen" in message


def test_a_file_that_cannot_be_read_is_told_by_the_same_exception(tmp_path: Path) -> None:
    assert "fehlt" in mistakes_of(tmp_path / "nichts.yaml")[0][2]


@pytest.mark.parametrize("text", ["title: [a]", "title: {a: b}", "title: 7", "title: true", "title: 2026-11-01"])
def test_a_wrong_type_is_told(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(text, encoding="utf-8")
    [(line, key, message)] = mistakes_of(path)
    assert (line, key) == (1, "title")
    assert "muss ein Text sein" in message


def test_a_key_that_is_no_text_is_told(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("title: a\n7: b\nno: c\n", encoding="utf-8")
    assert {line for line, _, message in mistakes_of(path) if "Anführungszeichen" in message} == {2, 3}


def test_a_list_with_mistakes_is_not_called_too_short_as_well(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("parts:\n  - kind: c\n", encoding="utf-8")
    with pytest.raises(YamlMistakes) as caught:
        load_yaml(path, Needy)
    assert [m.key for m in caught.value.mistakes] == ["parts.0.kind"]
    path.write_text("parts: []\n", encoding="utf-8")
    with pytest.raises(YamlMistakes) as caught:
        load_yaml(path, Needy)
    assert [m.message for m in caught.value.mistakes] == ["braucht mindestens 1 Einträge"]


def test_a_german_key_is_not_read_by_its_english_name(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("size: 1\n", encoding="utf-8")
    with pytest.raises(YamlMistakes) as caught:
        load_yaml(path, Named)
    assert any("unbekannter Schlüssel" in m.message for m in caught.value.mistakes)
