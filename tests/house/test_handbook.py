# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The documents say what is so: commands and targets exist, links lead somewhere, every reason code is explained."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house import floors

# Calls that carry a reason which a steward may read, and the place of the reason among their arguments.
REASONS = {"RefusedDelivery": 0, "RowCheck": 0, "RowRule": 0, "Finding": 2}


def documents(repository: Path) -> list[Path]:
    """Every document that a reader is sent to."""
    return [
        *sorted(repository.glob("*.md")),
        *sorted(repository.glob("docs/**/*.md")),
        *sorted(repository.glob("[a-z]*/README.md")),
    ]


def reason_codes(root: Path) -> set[str]:
    """Collect the reason codes that the program can give."""
    codes: set[str] = set()
    for module in floors.modules(root):
        if module.room not in {"sources", "landing", "contracts"}:
            continue
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and floors.called(node) in REASONS:
                place = REASONS[floors.called(node)]
                arguments = [*node.args[place : place + 1], *(k.value for k in node.keywords if k.arg == "code")]
                codes.update(a.value for a in arguments if isinstance(a, ast.Constant) and isinstance(a.value, str))
                continue
            codes.update(_problems(node))
    return codes


def _problems(node: ast.AST) -> Iterator[str]:
    """Reasons that a reader writes into its column `problem`: problem = "…", problems[i] = "…"."""
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
        for target in node.targets:
            name = target.value if isinstance(target, ast.Subscript) else target
            if isinstance(name, ast.Name) and name.id in {"problem", "problems"}:
                yield node.value.value


def explained(text: str) -> set[str]:
    """The codes in the first cell of the handbook's tables."""
    return {
        code for cell in re.findall(r"^\| (`.+?`) \|", text, re.MULTILINE) for code in re.findall(r"`([a-z_]+)`", cell)
    }


def broken_links(path: Path) -> Iterator[str]:
    """Relative links of a document that lead nowhere."""
    for link in re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text(encoding="utf-8")):
        if not re.match(r"[a-z]+:", link) and not (path.parent / link).exists():
            yield f"{path}: {link}"


def unknown_commands(text: str, known: set[str]) -> set[str]:
    """`godonu <verb>` and `make <target>` that do not exist."""
    said = {f"{program} {word}" for program, word in re.findall(r"\b(godonu|make) ([a-z]{2,})\b", _code(text))}
    return said - known


def _code(text: str) -> str:
    """Only what stands in code, as a sentence may begin `make sure`; and no list of packages to install."""
    pieces = re.findall(r"```.*?```|`[^`\n]+`", text, re.DOTALL)
    return "\n".join(piece for piece in pieces if "apt-get" not in piece)


@pytest.fixture(scope="module")
def known(repository: Path) -> set[str]:
    """Every verb of the command and every target of the Makefile."""
    from godonu_platform.cli import main

    targets = re.findall(r"^([a-z-]+):", (repository / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    return {f"godonu {verb}" for verb in main.commands} | {f"make {target}" for target in targets}


def test_commands_in_the_documents_exist(repository: Path, known: set[str]) -> None:
    """Nobody is sent to type what does not work."""
    found = {p.name: wrong for p in documents(repository) if (wrong := unknown_commands(p.read_text("utf-8"), known))}
    assert not found


def test_every_verb_is_in_the_readme(repository: Path, known: set[str]) -> None:
    """And nothing that works is hidden."""
    text = (repository / "README.md").read_text(encoding="utf-8")
    assert {k for k in known if k.startswith("godonu ") and k not in text} == set()


def test_links_lead_somewhere(repository: Path) -> None:
    """Also between the pages of the handbook, and each page is in its index."""
    assert [link for path in documents(repository) for link in broken_links(path)] == []
    handbook = repository / "docs" / "handbuch"
    index = (handbook / "index.md").read_text(encoding="utf-8")
    assert {p.name for p in handbook.glob("*.md") if f"({p.name})" not in index} == {"index.md"}


def test_every_reason_code_is_explained(repository: Path) -> None:
    """A steward finds each code of the quarantine in the handbook."""
    text = (repository / "docs" / "handbuch" / "meldungen.md").read_text(encoding="utf-8")
    codes = reason_codes(repository)
    assert {"leer", "typ_falsch", "spaltenzahl"} <= codes
    assert codes - explained(text) == set()


def test_the_handbook_explains_no_code_that_does_not_exist(repository: Path) -> None:
    """A renamed code leaves no old name behind."""
    text = (repository / "docs" / "handbuch" / "meldungen.md").read_text(encoding="utf-8")
    about_codes = text.split("## Beim Zusammenführen")[0]
    program = "".join(module.path.read_text(encoding="utf-8") for module in floors.modules(repository))
    assert {code for code in explained(about_codes) if f'"{code}"' not in program} == set()


def test_settings_are_in_the_readme(repository: Path) -> None:
    """Every GODONU_* variable that the platform reads is explained."""
    said = set(re.findall(r"GODONU_[A-Z_]+", (repository / "README.md").read_text(encoding="utf-8")))
    readers = [repository / "godonu_platform" / f"{name}.py" for name in ("project", "settings", "secret_key")]
    read = {name for path in readers for name in re.findall(r'"(GODONU_[A-Z_]+)"', path.read_text(encoding="utf-8"))}
    assert read
    assert read - said - {"GODONU_LAKE", "GODONU_REFERENCE"} == set()


def test_the_checks_find_what_they_look_for(tmp_path: Path) -> None:
    """A check that cannot fail is none."""
    page = tmp_path / "page.md"
    page.write_text("[a](missing.md) [b](page.md#x) [c](https://example.org/x)", encoding="utf-8")
    assert len(list(broken_links(page))) == 1
    assert unknown_commands("run `godonu fly` or `make run`, and make sure", {"make run"}) == {"godonu fly"}
    assert explained("| `a_b`, `c` | x |\n| d | `e` |\n") == {"a_b", "c"}
    module = tmp_path / "godonu_platform" / "sources" / "x.py"
    module.parent.mkdir(parents=True)
    module.write_text(
        "raise RefusedDelivery('zu_alt', f'x')\nproblems[3] = 'zu_neu'\nFinding(1, None, 'zu_schief', 'Satz')\n"
    )
    assert reason_codes(tmp_path) == {"zu_alt", "zu_neu", "zu_schief"}
