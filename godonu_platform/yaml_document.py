# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads one YAML file as plain values with the line of every key, and refuses files that are no honest YAML.

Keep out: what the values mean and which keys are allowed; that is yaml_model.py and the models made with it.
"""

from __future__ import annotations

import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

_SAFE_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Position = tuple[str | int, ...]

# What a person writes by hand stays far below; what is above would eat memory or time before anyone reads it.
LARGEST_FILE = 1_000_000
MOST_NODES = 100_000
DEEPEST = 50


@dataclass(frozen=True)
class Mistake:
    """One mistake in one file; `message` says in German what to write instead."""

    file: Path
    line: int
    key: str
    message: str

    def __str__(self) -> str:
        """Return the line that an editor can jump to."""
        return f"{self.file}:{self.line}: {self.key}: {self.message}"


class YamlMistakes(ValueError):
    """All mistakes of one or several files at once."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        """Keep the mistakes; the text is one line for each."""
        self.mistakes: list[Mistake] = list(mistakes)
        super().__init__("\n".join(str(m) for m in self.mistakes))


@dataclass(frozen=True)
class Document:
    """A parsed YAML file: plain values and the line on which each key stands."""

    path: Path
    value: Any
    lines: Mapping[Position, int]

    def line(self, position: Sequence[str | int]) -> int:
        """Return the line of a key, or of the nearest thing around it."""
        at = tuple(position)
        while at and at not in self.lines:
            at = at[:-1]
        return self.lines.get(at, 1)

    def mistake(self, position: Sequence[str | int], message: str) -> Mistake:
        """Return a mistake at a key of this file."""
        return Mistake(self.path, self.line(position), dotted(position), message)


def dotted(position: Sequence[str | int]) -> str:
    """Return a position as people read it: schema.0.name."""
    return ".".join(str(part) for part in position) or "-"


def read_document(path: Path) -> Document:
    """Parse one YAML file; raises YamlMistakes for broken syntax, a wrong encoding, repeated keys and bombs."""
    text = _text(path)
    try:
        _measure(path, text)
        node = yaml.compose(text, Loader=_SAFE_LOADER)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        message = "ist kein gültiges YAML; bitte Einrückung, Klammern und Anführungszeichen hier und darüber prüfen"
        raise _refused(path, line, message) from None
    except yaml.YAMLError:
        raise _refused(path, 1, "enthält Zeichen, die in YAML nicht erlaubt sind; bitte entfernen") from None
    if node is None:
        raise _refused(path, 1, "ist leer; bitte ausfüllen")
    lines: dict[Position, int] = {}
    repeated: list[Mistake] = []
    _collect_lines(node, (), lines, repeated, path)
    if repeated:
        raise YamlMistakes(repeated)
    return Document(path, _value(path, node), lines)


def _refused(path: Path, line: int, message: str) -> YamlMistakes:
    return YamlMistakes([Mistake(path, line, "-", message)])


def _text(path: Path) -> str:
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise _refused(path, 1, "ist keine Datei; bitte eine YAML-Datei dieses Namens anlegen")
        if found.st_size > LARGEST_FILE:
            raise _refused(
                path, 1, f"ist größer als {LARGEST_FILE // 1_000_000} MB und wird nicht gelesen; bitte kürzen"
            )
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise _refused(path, 1, "die Datei fehlt; bitte anlegen") from None
    except UnicodeDecodeError:
        raise _refused(path, 1, "ist nicht in UTF-8 gespeichert; bitte als UTF-8 sichern") from None
    except OSError:
        raise _refused(path, 1, "lässt sich nicht lesen; bitte die Zugriffsrechte prüfen") from None


def _measure(path: Path, text: str) -> None:
    """Count what the file would grow to, from its events alone: they need neither recursion nor memory."""
    count = 0
    sizes: dict[str | None, int] = {}
    around: list[tuple[str | None, int]] = []
    for event in yaml.parse(text, Loader=_SAFE_LOADER):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent):
            if any(anchor == event.anchor for anchor, _ in around):
                raise _refused(path, line, "der Verweis zeigt auf sich selbst; bitte die Angaben ausschreiben")
            count += sizes.get(event.anchor, 1)
        elif isinstance(event, yaml.CollectionStartEvent):
            around.append((event.anchor, count))
            count += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            anchor, before = around.pop()
            sizes[anchor] = count - before
        elif isinstance(event, yaml.ScalarEvent):
            count += 1
            sizes[event.anchor] = 1
        if len(around) > DEEPEST:
            raise _refused(path, line, f"ist tiefer als {DEEPEST} Ebenen geschachtelt; bitte vereinfachen")
        if count > MOST_NODES:
            raise _refused(
                path, line, f"wird größer als {MOST_NODES} Einträge; bitte kürzen und Verweise (&, *) ausschreiben"
            )


def _collect_lines(
    node: yaml.Node, at: Position, lines: dict[Position, int], repeated: list[Mistake], path: Path
) -> None:
    lines.setdefault(at, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            name = str(key.value)
            here = (*at, name)
            line = key.start_mark.line + 1
            if name in seen:
                repeated.append(Mistake(path, line, dotted(here), "steht doppelt; bitte nur einmal angeben"))
            seen.add(name)
            lines[here] = lines[(*at, _as_read(key, name))] = line
            _collect_lines(value, here, lines, repeated, path)
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            lines[(*at, number)] = value.start_mark.line + 1
            _collect_lines(value, (*at, number), lines, repeated, path)


def _as_read(key: yaml.Node, name: str) -> str | int:
    """Return how a key that YAML does not take for text is named when it is told as a mistake: 7, no, null."""
    kind = key.tag.rsplit(":", 1)[-1]
    if kind == "int" and name.isdigit():
        return int(name[:9])
    if kind == "bool":
        return int(name.lower() in ("yes", "true", "on"))
    return "None" if kind == "null" else name


def _value(path: Path, node: yaml.Node) -> Any:
    try:
        return _SAFE_LOADER("").construct_document(node)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        message = "lässt sich nicht lesen; bitte nur Text, Zahlen, Datum, true, false und Listen davon verwenden"
        raise _refused(path, line, message) from None
    except (ValueError, OverflowError):
        line = next((scalar.start_mark.line + 1 for scalar in _scalars(node) if not _constructs(scalar)), 1)
        message = "ist kein gültiges Datum und keine gültige Zahl; bitte berichtigen oder in Anführungszeichen setzen"
        raise _refused(path, line, message) from None


def _scalars(node: yaml.Node) -> Iterator[yaml.Node]:
    if isinstance(node, yaml.ScalarNode):
        yield node
    for part in node.value if isinstance(node, yaml.CollectionNode) else ():
        for inner in part if isinstance(part, tuple) else (part,):
            yield from _scalars(inner)


def _constructs(scalar: yaml.Node) -> bool:
    try:
        _SAFE_LOADER("").construct_document(scalar)
    except (ValueError, OverflowError):
        return False
    return True
