# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Appends an opening decision to its file: what stands there stays letter by letter, and the result is read back.

Keep out: whether the decision may be taken (deciding).
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

from godonu_platform.governance.decision_basis import store_parts
from godonu_platform.governance.decision_model import FIRST, Decision
from godonu_platform.governance.decisions import Known, checked_entries, decisions_path, known_to
from godonu_platform.governance.fingerprint import Parts
from godonu_platform.project import Project
from godonu_platform.warehouse import replace_text
from godonu_platform.yaml_model import read_document

_HEAD = """\
# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
# Öffnungsentscheidungen zu diesem Datensatz. Neue Einträge kommen ans Ende; bestehende werden nie geändert.
decisions:
"""


class DecisionNotWritten(RuntimeError):
    """The entry was not written; the text says in German why and what to do. The file is as it was."""


def append_decision(
    project: Project, decision: Decision, parts: Parts | None = None, names: Mapping[str, str] | None = None
) -> Path:
    """Write a decision at the end of its file and keep the parts it is bound to; `names` are put behind the keys.

    Raises DecisionNotWritten when somebody else decided meanwhile or the file is laid out in a way that cannot be
    continued, YamlMistakes when the file had mistakes before.
    """
    path, known = decisions_path(project, decision.dataset), known_to(project)
    with _alone(path.parent):
        old = path.read_text(encoding="utf-8") if path.is_file() else _HEAD
        before = checked_entries(read_document(path), decision.dataset, known) if path.is_file() else ()
        if decision.vorgaenger != (before[-1].digest if before else FIRST):
            raise DecisionNotWritten(
                "Inzwischen wurde zu diesem Datensatz etwas anderes entschieden; bitte ansehen und noch einmal "
                "entscheiden."
            )
        if parts is not None:
            store_parts(project, parts)
        new = old + ("" if old.endswith("\n") else "\n") + entry_text(decision, names or {})
        _check(path, new, (*before, decision), known)
        replace_text(path, new)
    return path


def entry_text(decision: Decision, names: Mapping[str, str]) -> str:
    """Return the entry as a block of YAML, in the order in which people read it."""
    plain = decision.model_dump(mode="json", exclude_none=True)
    plain["date"], plain["wiedervorlage"] = decision.date, decision.wiedervorlage
    lines = []
    for number, (key, value) in enumerate(plain.items()):
        margin = "  - " if number == 0 else "    "
        if key == "partners":
            lines += [f"{margin}partners:", *(_partner(ars, names.get(ars)) for ars in value)]
        else:
            lines += _block(margin, {key: value})
    return "\n".join(lines) + "\n"


def _partner(ars: str, name: str | None) -> str:
    return f'      - "{ars}"' + (f" # {' '.join(name.split())}" if name else "")


def _block(margin: str, value: dict[str, Any]) -> list[str]:
    text = yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=110, default_flow_style=False)
    first, *others = text.rstrip("\n").split("\n")
    return [margin + first, *("    " + line for line in others)]


def _check(path: Path, text: str, expected: tuple[Decision, ...], known: Known) -> None:
    """Read the new text as anybody will, before it replaces the old one."""
    half = path.with_name(f".{path.name}.neu")
    half.write_text(text, encoding="utf-8")
    try:
        if checked_entries(read_document(half), expected[-1].dataset, known) != expected:
            raise ValueError
    except ValueError:  # YamlMistakes is one
        raise DecisionNotWritten(
            f"An decisions/{path.name} lässt sich nichts anfügen; dort muss als Letztes die Liste »decisions« stehen, "
            "jeder Eintrag um zwei Zeichen eingerückt. Bitte die Datei so herrichten."
        ) from None
    finally:
        half.unlink(missing_ok=True)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let one process decide at a time; a lock on the folder leaves no file behind."""
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
