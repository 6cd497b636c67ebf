# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Turns a YAML file into a typed model and tells every mistake as file:line: key: what to write instead.

Keep out: what any particular file means.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

_SAFE_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Position = tuple[str | int, ...]


class StrictModel(BaseModel):
    """Base of every model that is read from YAML: unknown keys are mistakes, instances do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


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


Model = TypeVar("Model", bound=BaseModel)


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
        return Mistake(self.path, self.line(position), _dotted(position), message)


def read_document(path: Path) -> Document:
    """Parse one YAML file; raises YamlMistakes for broken syntax, a wrong encoding and repeated keys."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise YamlMistakes([Mistake(path, 1, "-", "die Datei fehlt; bitte anlegen")]) from None
    except UnicodeDecodeError:
        raise YamlMistakes([Mistake(path, 1, "-", "ist nicht in UTF-8 gespeichert; bitte als UTF-8 sichern")]) from None
    try:
        node = yaml.compose(text, Loader=_SAFE_LOADER)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise YamlMistakes([Mistake(path, line, "-", f"ist kein gültiges YAML ({error.problem})")]) from None
    if node is None:
        raise YamlMistakes([Mistake(path, 1, "-", "ist leer; bitte ausfüllen")])
    lines: dict[Position, int] = {}
    repeated: list[Mistake] = []
    _collect_lines(node, (), lines, repeated, path)
    if repeated:
        raise YamlMistakes(repeated)
    return Document(path, yaml.load(text, Loader=_SAFE_LOADER), lines)


def load_yaml(path: Path, model: type[Model]) -> Model:
    """Read a file into a model; raises YamlMistakes with all mistakes of the file at once."""
    return parse_document(read_document(path), model)


def parse_document(document: Document, model: type[Model]) -> Model:
    """Check a parsed file against a model; raises YamlMistakes with all mistakes at once."""
    if not isinstance(document.value, dict):
        raise YamlMistakes([document.mistake((), "muss aus »schlüssel: wert«-Zeilen bestehen")])
    try:
        return model.model_validate(document.value)
    except ValidationError as error:
        raise YamlMistakes(
            document.mistake(_place(e["loc"]), _german(e, model)) for e in error.errors(include_url=False)
        ) from None


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that was probably meant, or None."""
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return close[0] if close else None


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
                repeated.append(Mistake(path, line, _dotted(here), "steht doppelt; bitte nur einmal angeben"))
            seen.add(name)
            lines[here] = line
            _collect_lines(value, here, lines, repeated, path)
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            lines[(*at, number)] = value.start_mark.line + 1
            _collect_lines(value, (*at, number), lines, repeated, path)


def _place(loc: tuple[int | str, ...]) -> Position:
    # pydantic adds the tag of a union branch to the place; these are no keys of the file
    return tuple(part for part in loc if isinstance(part, int) or not part.startswith(("function-", "tagged-union")))


def _dotted(position: Sequence[str | int]) -> str:
    return ".".join(str(part) for part in position) or "-"


def _german(error: Any, model: type[BaseModel]) -> str:
    kind, context = str(error["type"]), error.get("ctx") or {}
    if kind == "extra_forbidden":
        known = _keys_at(model, error["loc"][:-1])
        guess = nearest(str(error["loc"][-1]), known)
        return "unbekannter Schlüssel; " + (
            f"gemeint war wohl »{guess}«" if guess else f"erlaubt sind: {', '.join(sorted(known)) or 'keine'}"
        )
    if kind in ("literal_error", "enum"):
        return f"unbekannter Wert; erlaubt sind: {context.get('expected', '').replace(' or ', ', ')}"
    if kind in ("value_error", "assertion_error"):
        return str(context.get("error", error["msg"]))
    return _BY_KIND.get(kind, "passt nicht: {msg}").format(msg=error["msg"], **context)


_BY_KIND = {
    "missing": "fehlt; bitte ergänzen",
    "string_type": "muss ein Text sein; bei Ziffern mit führender Null Anführungszeichen setzen",
    "int_type": "muss eine ganze Zahl sein",
    "int_parsing": "muss eine ganze Zahl sein",
    "float_type": "muss eine Zahl sein",
    "bool_type": "muss true oder false sein",
    "bool_parsing": "muss true oder false sein",
    "list_type": "muss eine Liste sein",
    "tuple_type": "muss eine Liste sein",
    "dict_type": "muss aus »schlüssel: wert«-Zeilen bestehen",
    "model_type": "muss aus »schlüssel: wert«-Zeilen bestehen",
    "model_attributes_type": "muss aus »schlüssel: wert«-Zeilen bestehen",
    "date_type": "muss ein Datum sein, z. B. 2026-11-01",
    "date_from_datetime_parsing": "muss ein Datum sein, z. B. 2026-11-01",
    "date_parsing": "muss ein Datum sein, z. B. 2026-11-01",
    "string_pattern_mismatch": "passt nicht zum Muster {pattern}",
    "too_short": "braucht mindestens {min_length} Einträge",
    "string_too_short": "darf nicht leer sein",
    "greater_than_equal": "muss mindestens {ge} sein",
    "less_than_equal": "darf höchstens {le} sein",
}


def _keys_at(model: type[BaseModel], loc: Sequence[str | int]) -> list[str]:
    """Return the keys that are allowed at a place of the model, as far as its types tell."""
    here: Any = model
    for part in loc:
        here = _step(here, part)
    while here is not None and not _is_model(here):
        inner = [a for a in get_args(here) if _is_model(a) or get_origin(a)]
        here = inner[0] if inner else None
    return [f.alias or name for name, f in here.model_fields.items()] if here is not None else []


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _step(here: Any, part: str | int) -> Any:
    candidates = [here, *get_args(here)]
    for kind in candidates:
        if _is_model(kind):
            for name, field in kind.model_fields.items():
                if part in (name, field.alias):
                    return field.annotation
    inner = [a for a in get_args(here) if get_args(a) or _is_model(a)]
    if isinstance(part, int) or get_origin(here) in (dict, Mapping):
        return inner[-1] if inner else here
    return here
