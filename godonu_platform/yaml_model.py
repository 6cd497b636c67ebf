# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Turns a YAML file into a typed model and tells every mistake as file:line: key: what to write instead.

Keep out: what any particular file means.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, ConfigDict, ValidationError

from godonu_platform.yaml_document import Document, Mistake, Position, YamlMistakes, dotted, read_document

__all__ = [
    "Document",
    "Mistake",
    "Position",
    "StrictModel",
    "YamlMistakes",
    "dotted",
    "load_yaml",
    "nearest",
    "parse_document",
    "read_document",
]


class StrictModel(BaseModel):
    """Base of every model that is read from YAML: unknown keys are mistakes, instances do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Model = TypeVar("Model", bound=BaseModel)


def load_yaml(path: Path, model: type[Model]) -> Model:
    """Read a file into a model; raises YamlMistakes with all mistakes of the file at once."""
    return parse_document(read_document(path), model)


def parse_document(document: Document, model: type[Model]) -> Model:
    """Check a parsed file against a model; raises YamlMistakes with all mistakes at once.

    An entry with a mistake is not counted, so a list may seem too short: that is told only of a list without mistakes.
    """
    if not isinstance(document.value, dict):
        raise YamlMistakes([document.mistake((), "muss aus »schlüssel: wert«-Zeilen bestehen")])
    try:
        return model.model_validate(document.value)
    except ValidationError as error:
        found = error.errors(include_url=False)
        places = [_place(e["loc"]) for e in found]
        raise YamlMistakes(
            document.mistake(place, _german(e, model))
            for e, place in zip(found, places, strict=True)
            if not (e["type"] == "too_short" and any(p != place and p[: len(place)] == place for p in places))
        ) from None


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that was probably meant, or None."""
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return close[0] if close else None


def _place(loc: tuple[int | str, ...]) -> Position:
    # pydantic adds the tag of a union branch to the place; these are no keys of the file
    return tuple(
        part for part in loc if isinstance(part, int) or not part.startswith(("function-", "tagged-union", "[key]"))
    )


def _german(error: Any, model: type[BaseModel]) -> str:
    kind, context = str(error["type"]), error.get("ctx") or {}
    if kind == "extra_forbidden":
        known = _keys_at(model, error["loc"][:-1])
        guess = nearest(str(error["loc"][-1]), known)
        return "unbekannter Schlüssel; " + (
            f"gemeint war wohl »{guess}«" if guess else f"erlaubt sind: {', '.join(sorted(known)) or 'keine'}"
        )
    if kind in ("literal_error", "enum"):
        expected = context.get("expected", "").replace(" or ", ", ")
        guess = nearest(str(error["input"]), [word.strip("'") for word in expected.split(", ")])
        return "unbekannter Wert; " + (f"gemeint war wohl »{guess}«; " if guess else "") + f"erlaubt sind: {expected}"
    if kind in ("value_error", "assertion_error"):
        return str(context.get("error", error["msg"]))
    if kind == "string_too_short" and context["min_length"] > 1:
        return f"braucht mindestens {context['min_length']} Zeichen"
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
    "greater_than": "muss größer als {gt} sein",
    "less_than": "muss kleiner als {lt} sein",
    "string_too_long": "darf höchstens {max_length} Zeichen haben",
    "too_long": "darf höchstens {max_length} Einträge haben",
    "int_from_float": "muss eine ganze Zahl sein",
    "float_parsing": "muss eine Zahl sein",
    "finite_number": "muss eine endliche Zahl sein",
    "mapping_type": "muss aus »schlüssel: wert«-Zeilen bestehen",
    "invalid_key": "der Schlüssel muss ein Text sein; bitte in Anführungszeichen setzen",
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
