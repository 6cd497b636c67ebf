# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Checks the drawer of contracts as a whole: one dataset, one table, one contract; nothing lies there unread."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from godonu_platform.yaml_model import Document, Mistake, Position, YamlMistakes, read_document

# What may be said only once in the whole drawer, and what to say when it is not.
_ONCE: tuple[tuple[Position, str], ...] = (
    (("name",), "diesen Datensatz gibt es schon in {other}; bitte einen der beiden umbenennen oder entfernen"),
    (("schema", 0, "name"), "diese Tabelle hat schon einen Vertrag in {other}; bitte einen der beiden entfernen"),
    (("id",), "diese Kennung steht schon in {other}; bitte jedem Vertrag eine eigene geben"),
)


def drawer_mistakes(folder: Path, *, compare: bool) -> Iterator[Mistake]:
    """Yield what is wrong between the files of a drawer.

    A contract is called like its file, its table and its id, so two of them can only agree when one has a mistake of
    its own: `compare` says that there is one, and that the names are worth comparing.
    """
    for path in sorted(p for p in folder.rglob("*") if p.suffix.lower() in (".yaml", ".yml") and p.is_file()):
        if path.parent != folder:
            message = f"liegt in einem Unterordner und würde nicht gelesen; bitte nach {folder} legen"
            yield Mistake(path, 1, "-", message)
        elif path.suffix != ".yaml":
            yield Mistake(path, 1, "-", f"würde nicht gelesen; bitte in {path.stem}.yaml umbenennen")
    if compare:
        yield from _repeated(folder)


def _repeated(folder: Path) -> Iterator[Mistake]:
    first: dict[tuple[Position, str], Path] = {}
    for path in sorted(folder.glob("*.yaml")):
        try:
            document = read_document(path)
        except YamlMistakes:
            continue
        for place, message in _ONCE:
            value = _at(document, place)
            other = first.setdefault((place, value), path) if value is not None else path
            if other != path:
                yield document.mistake(place, message.format(other=other))


def _at(document: Document, place: Position) -> str | None:
    found: Any = document.value
    for part in place:
        try:
            found = found[part]
        except (KeyError, IndexError, TypeError):
            return None
    return found if isinstance(found, str) else None
