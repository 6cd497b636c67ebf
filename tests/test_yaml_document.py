# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""A file is read with the line of every key, and one that is no honest YAML is refused before it costs anything."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from godonu_platform.yaml_document import DEEPEST, LARGEST_FILE, MOST_NODES, YamlMistakes, read_document

# Every alias of the last line stands for all lines above it: 9 lines of text, a billion entries.
BOMB = "a: &a [lol, lol, lol]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 10)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)


def refusal(path: Path) -> tuple[int, str]:
    with pytest.raises(YamlMistakes) as caught:
        read_document(path)
    [mistake] = caught.value.mistakes
    assert str(mistake).startswith(f"{path}:{mistake.line}: ")
    return mistake.line, mistake.message


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        (b"title: a\ntitle: b\n", 2, "doppelt"),
        (b"title: [a\n", 2, "kein gültiges YAML"),
        (b"a: 1\n- b\n", 2, "kein gültiges YAML"),
        (b"a: 1\n---\nb: 2\n", 2, "kein gültiges YAML"),
        (b"", 1, "ist leer"),
        (b"# nur ein Kommentar\n", 1, "ist leer"),
        ("title: Größe\n".encode("cp1252"), 1, "UTF-8"),
        (b"title: a\x00b\n", 1, "nicht erlaubt"),
        (b"a: 1\nb: *nirgends\n", 2, "kein gültiges YAML"),
        (b"a: 1\nb: !!python/object:os.system {}\n", 2, "nur Text, Zahlen"),
        (b"a: 1\n? [x]\n: 2\n", 2, "nur Text, Zahlen"),
        (b"a: 1\nb:\n  c: [x, 2026-13-45]\n", 3, "kein gültiges Datum"),
        (b"a: 1\nb: !!int zwei\n", 2, "kein gültiges Datum und keine gültige Zahl"),
        (f"a: 1\nb: {'9' * 5000}\n".encode(), 2, "keine gültige Zahl"),
        (BOMB.encode(), 6, f"wird größer als {MOST_NODES} Einträge"),
        (b"a: 1\nb: &b\n  - c\n  - *b\n", 4, "zeigt auf sich selbst"),
        (b"a: &a\n  b: &b\n    c: *a\n", 3, "zeigt auf sich selbst"),
        (b"a:\n  " + b"[" * 200_000, 2, f"tiefer als {DEEPEST} Ebenen"),
        (b"".join(b" " * n + b"a:\n" for n in range(DEEPEST + 5)), DEEPEST + 1, f"tiefer als {DEEPEST} Ebenen"),
        (b"a: [" + b"x," * MOST_NODES + b"]\n", 1, f"wird größer als {MOST_NODES} Einträge"),
    ],
)
def test_broken_files_are_told_not_thrown(tmp_path: Path, content: bytes, line: int, words: str) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(content)
    told_line, message = refusal(path)
    assert (told_line, words in message) == (line, True), message


def test_a_file_of_ten_megabytes_is_not_even_read(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(b"a: 1\n" + b"# " + b"x" * 10_000_000)
    started = time.process_time()
    line, message = refusal(path)
    assert (line, message) == (1, "ist größer als 1 MB und wird nicht gelesen; bitte kürzen")
    assert time.process_time() - started < 0.1


def test_a_file_of_the_largest_size_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(b"a: 1\n#".ljust(LARGEST_FILE, b"x"))
    assert read_document(path).value == {"a": 1}


def test_a_bomb_costs_next_to_nothing(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(BOMB, encoding="utf-8")
    started = time.process_time()
    refusal(path)
    assert time.process_time() - started < 0.1


def test_what_is_no_file_is_a_mistake(tmp_path: Path) -> None:
    assert "fehlt" in refusal(tmp_path / "nichts.yaml")[1]
    (tmp_path / "ordner.yaml").mkdir()
    assert "ist keine Datei" in refusal(tmp_path / "ordner.yaml")[1]
    os.mkfifo(tmp_path / "rohr.yaml")
    assert "ist keine Datei" in refusal(tmp_path / "rohr.yaml")[1]


def test_an_honest_anchor_is_allowed(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("a: &a {k: [1, 2]}\nb: *a\nc:\n  <<: *a\n  d: 3\n", encoding="utf-8")
    assert read_document(path).value == {"a": {"k": [1, 2]}, "b": {"k": [1, 2]}, "c": {"k": [1, 2], "d": 3}}


@given(st.lists(st.from_regex(r"[a-z]{1,8}", fullmatch=True), unique=True, min_size=1, max_size=8))
def test_each_key_knows_its_own_line(tmp_path_factory: pytest.TempPathFactory, keys: list[str]) -> None:
    path = tmp_path_factory.mktemp("yaml") / "x.yaml"
    path.write_text("".join(f'"{key}": 1\n' for key in keys), encoding="utf-8")
    document = read_document(path)
    assert [document.line((key,)) for key in keys] == list(range(1, len(keys) + 1))


_PLAIN = st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(max_size=20) | st.dates()
_NESTED = st.recursive(_PLAIN, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner))


@given(st.dictionaries(st.text(max_size=8), _NESTED, min_size=1))
def test_any_honest_content_comes_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, content: dict[str, object]
) -> None:
    path = tmp_path_factory.mktemp("yaml") / "x.yaml"
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    assert read_document(path).value == content


@given(st.binary(max_size=200))
def test_no_bytes_whatever_do_more_than_be_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("yaml") / "x.yaml"
    path.write_bytes(content)
    try:
        read_document(path)
    except YamlMistakes as refused:
        assert refused.mistakes
