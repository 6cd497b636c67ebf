# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Contract, concept, decision and people files: what is wrong with one is refused with file, line and remedy."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from godonu_platform.contracts.concept import load_concept
from godonu_platform.contracts.contract import load_contracts
from godonu_platform.governance.decisions import load_decisions
from godonu_platform.governance.people import load_people
from godonu_platform.project import Project
from godonu_platform.yaml_model import YamlMistakes

REMEDY = re.compile(r"bitte|muss |müssen |erlaubt sind|gemeint war|darf |braucht ")
BOMB = "a: &a [x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 12)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)


class Case:
    """One kind of file: where it lies, and what reads it."""

    def __init__(self, project: Project, kind: str) -> None:
        """Choose the kind; people lie outside the house."""
        outside = project.root.parent / "menschen.yaml"
        self.project = replace(project, people=outside)
        self.path: Path = {
            "contract": project.contracts / "open_services.yaml",
            "concept": project.concept,
            "decision": project.governance / "decisions" / "open_services.yaml",
            "people": outside,
        }[kind]
        if kind == "people":
            outside.write_bytes((project.governance / "people.example.yaml").read_bytes())
        self._read: Callable[[], object] = {
            "contract": lambda: load_contracts(self.project),
            "concept": lambda: load_concept(self.project),
            "decision": lambda: load_decisions(self.project, "open_services"),
            "people": lambda: load_people(self.project),
        }[kind]

    def refusal(self, content: bytes | str) -> list[str]:
        """Write the file and return what is said when it is read."""
        self.path.write_bytes(content if isinstance(content, bytes) else content.encode())
        with pytest.raises(YamlMistakes) as caught:
            self._read()
        told = [str(mistake) for mistake in caught.value.mistakes]
        for mistake, text in zip(caught.value.mistakes, told, strict=True):
            assert text.startswith(f"{mistake.file}:{mistake.line}: ")
            assert REMEDY.search(mistake.message), f"does not say what to write instead: {text}"
        return told


@pytest.fixture(params=["contract", "concept", "decision", "people"])
def case(request: pytest.FixtureRequest, own_drawers: Project) -> Case:
    return Case(own_drawers, request.param)


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        ("- eine\n- Liste\n", 1, "muss aus »schlüssel: wert«-Zeilen bestehen"),
        ("nur ein Satz\n", 1, "muss aus »schlüssel: wert«-Zeilen bestehen"),
        ("", 1, "ist leer; bitte ausfüllen"),
        ("a: [1\n", 2, "ist kein gültiges YAML"),
        ("a: 1\na: 2\n", 2, "steht doppelt; bitte nur einmal angeben"),
        (b"a: Gr\xf6\xdfe\n", 1, "bitte als UTF-8 sichern"),
        (b"a: 1\n# " + b"x" * 10_000_000, 1, "ist größer als 1 MB"),
        (BOMB, 5, "bitte kürzen und Verweise (&, *) ausschreiben"),
        ("a: &a\n  b: *a\n", 2, "zeigt auf sich selbst; bitte die Angaben ausschreiben"),
        (b"a: " + b"[" * 100_000, 1, "ist tiefer als 50 Ebenen geschachtelt; bitte vereinfachen"),
        ("a: 2026-02-30\n", 1, "ist kein gültiges Datum"),
    ],
)
def test_a_file_that_is_no_honest_yaml(case: Case, content: bytes | str, line: int, words: str) -> None:
    started = time.process_time()
    told = case.refusal(content)
    assert any(text.startswith(f"{case.path}:{line}: ") and words in text for text in told), told
    assert time.process_time() - started < 5


def test_an_unknown_key(case: Case) -> None:
    told = case.refusal(case.path.read_text(encoding="utf-8") + "\nfarbe: blau\n")
    line = case.path.read_text(encoding="utf-8").splitlines().index("farbe: blau") + 1
    assert any(f"{case.path}:{line}: farbe: unbekannter Schlüssel; " in text for text in told), told


def test_a_list_where_keys_belong_and_a_text_where_a_list_belongs(case: Case) -> None:
    lines = case.path.read_text(encoding="utf-8").splitlines()
    first = next(n for n, line in enumerate(lines) if re.fullmatch(r"[a-zA-Z_]+:", line))
    told = case.refusal("\n".join([*lines[:first], f"{lines[first]} blau", *_after(lines, first)]))
    assert any(text.startswith(f"{case.path}:{first + 1}: {lines[first]} muss ") for text in told), told


def _after(lines: list[str], first: int) -> list[str]:
    """The rest of a file without what stood below one of its first keys."""
    rest = lines[first + 1 :]
    end = next((n for n, line in enumerate(rest) if line and not line.startswith((" ", "-", "#"))), len(rest))
    return rest[end:]


def test_a_file_that_cannot_be_read(case: Case) -> None:
    case.path.unlink(missing_ok=True)
    case.path.mkdir()
    with pytest.raises(YamlMistakes, match=r"yaml:1: -: (ist keine Datei|die Datei fehlt); bitte"):
        case._read()
