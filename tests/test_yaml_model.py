# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Every mistake of a YAML file is told at once, with line and what to write instead."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from godonu_platform.yaml_model import StrictModel, YamlMistakes, load_yaml, read_document


class Inner(StrictModel):
    kind: Literal["a", "b"]
    size: int = 1


class Outer(StrictModel):
    title: str
    parts: list[Inner] = []


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


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        (b"title: a\ntitle: b\n", 2, "doppelt"),
        (b"title: [a\n", 2, "kein gültiges YAML"),
        (b"", 1, "ist leer"),
        ("title: Größe\n".encode("cp1252"), 1, "UTF-8"),
        (b"- a\n- b\n", 1, "Zeilen"),
    ],
)
def test_broken_files_are_told_not_thrown(tmp_path: Path, content: bytes, line: int, words: str) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(content)
    [(told_line, _, message)] = mistakes_of(path)
    assert (told_line, words in message) == (line, True)


def test_a_missing_file_is_a_mistake_of_that_file(tmp_path: Path) -> None:
    assert "fehlt" in mistakes_of(tmp_path / "nichts.yaml")[0][2]


@given(st.lists(st.from_regex(r"[a-z]{1,8}", fullmatch=True), unique=True, min_size=1, max_size=8))
def test_each_key_knows_its_own_line(tmp_path_factory: pytest.TempPathFactory, keys: list[str]) -> None:
    path = tmp_path_factory.mktemp("yaml") / "x.yaml"
    path.write_text("".join(f'"{key}": 1\n' for key in keys), encoding="utf-8")
    document = read_document(path)
    assert [document.line((key,)) for key in keys] == list(range(1, len(keys) + 1))
