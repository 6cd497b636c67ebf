# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Checks what the shape of a contract file cannot say: names that must agree, values that exclude each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TypeVar

from pydantic import ValidationError

from godonu_platform.contracts.concept import Concept
from godonu_platform.contracts.declared_checks import DATASET, Declared, declared_mistakes
from godonu_platform.contracts.odcs import ColumnExtras, CustomProperty, DatasetExtras, OdcsFile, Property
from godonu_platform.yaml_model import (
    Document,
    Mistake,
    Position,
    StrictModel,
    YamlMistakes,
    dotted,
    nearest,
    parse_document,
)

Extras = TypeVar("Extras", bound=StrictModel)


def checked(document: Document, file: OdcsFile, concept: Concept) -> tuple[DatasetExtras, list[ColumnExtras]]:
    """Return the custom properties, typed; raises YamlMistakes with every contradiction of the file."""
    mistakes: list[Mistake] = []
    extras = _extras(document, DATASET, file.custom, DatasetExtras, mistakes)
    columns: list[ColumnExtras] = []
    properties = file.schema_[0].properties
    for number, prop in enumerate(properties):
        at = ("schema", 0, "properties", number)
        more = _extras(document, (*at, "customProperties"), prop.custom, ColumnExtras, mistakes)
        columns.append(more or ColumnExtras())
        mistakes += [document.mistake((*at, key), text) for key, text in _column(prop, columns[-1])]
        mistakes += [
            document.mistake((*at, "customProperties"), text) for text in _other(columns[-1], prop, properties)
        ]
    mistakes += [document.mistake(at, text) for at, text in _names(document, file)]
    mistakes += _circles(document, file, columns)
    if extras is not None:
        names = [p.name for p in properties]
        mistakes += [document.mistake(DATASET, text) for text in _dataset(extras, names)]
    mistakes += declared_mistakes(Declared(document, file, extras, columns, concept))
    if mistakes or extras is None:
        raise YamlMistakes(mistakes)
    return extras, columns


def _extras(
    document: Document,
    at: Position,
    entries: Sequence[CustomProperty],
    model: type[Extras],
    mistakes: list[Mistake],
) -> Extras | None:
    known = list(model.model_fields)
    values: dict[str, object] = {}
    numbers: dict[str, int] = {}
    for number, entry in enumerate(entries):
        if entry.property not in known:
            guess = nearest(entry.property, known)
            hint = f"gemeint war wohl »{guess}«" if guess else f"erlaubt sind: {', '.join(known)}"
            mistakes.append(document.mistake((*at, number, "property"), f"unbekannte Eigenschaft; {hint}"))
        elif entry.property in values:
            mistakes.append(document.mistake((*at, number, "property"), "steht doppelt; bitte nur einmal angeben"))
        else:
            values[entry.property], numbers[entry.property] = entry.value, number
    try:
        return model.model_validate(values)
    except ValidationError:
        mistakes += _relocated(document, at, model, values, numbers)
        return None


def _relocated(
    document: Document, at: Position, model: type[Extras], values: dict[str, object], numbers: dict[str, int]
) -> Iterator[Mistake]:
    """Say the mistakes of the collected values at the lines of the entries they came from."""
    lines: dict[Position, int] = {(): document.line(at)}
    for name, number in numbers.items():
        place = (*at, number, "value")
        lines |= {(name, *p[len(place) :]): line for p, line in document.lines.items() if p[: len(place)] == place}
    try:
        parse_document(Document(document.path, values, lines), model)
    except YamlMistakes as found:
        for mistake in found.mistakes:
            yield Mistake(mistake.file, mistake.line, f"{dotted(at)}.{mistake.key}", mistake.message)


def _circles(document: Document, file: OdcsFile, columns: Sequence[ColumnExtras]) -> Iterator[Mistake]:
    limits = {p.name: c.hoechstens for p, c in zip(file.schema_[0].properties, columns, strict=True)}
    told: set[str] = set()
    for number, start in enumerate(limits):
        way = [start]
        while (following := limits.get(way[-1])) is not None and following not in way:
            way.append(following)
        if following == start and start not in told:
            told |= set(way)
            text = f"hoechstens führt im Kreis ({' → '.join([*way, start])}); bitte eine der Angaben entfernen"
            yield document.mistake(("schema", 0, "properties", number, "customProperties"), text)


def _names(document: Document, file: OdcsFile) -> Iterator[tuple[tuple[str | int, ...], str]]:
    stem = document.path.stem
    if file.name != stem:
        yield ("name",), f"muss wie die Datei heißen: {stem}"
    if file.schema_[0].name != file.name:
        yield ("schema", 0, "name"), f"muss wie der Datensatz heißen: {file.name}"
    if file.id != f"godonu:{stem}":
        yield ("id",), f"muss zum Datensatz passen: godonu:{stem}"
    seen: set[str] = set()
    for number, prop in enumerate(file.schema_[0].properties):
        if prop.name in seen:
            yield ("schema", 0, "properties", number, "name"), "diese Spalte steht doppelt; bitte nur einmal angeben"
        seen.add(prop.name)


def _column(prop: Property, more: ColumnExtras) -> Iterator[tuple[str, str]]:
    options = prop.options
    if prop.logical_type not in ("integer", "number") and (options.minimum is not None or options.maximum is not None):
        yield "logicalTypeOptions", "minimum und maximum gelten nur für Zahlen; bitte entfernen"
    if prop.logical_type != "string" and (options.pattern or options.max_length):
        yield "logicalTypeOptions", "pattern und maxLength gelten nur für Text; bitte entfernen"
    if options.pattern is not None:
        try:
            re.compile(options.pattern)
        except re.error:
            yield "logicalTypeOptions", "pattern ist kein gültiger regulärer Ausdruck"
    if options.minimum is not None and options.maximum is not None and options.minimum > options.maximum:
        yield "logicalTypeOptions", "minimum ist größer als maximum; bitte tauschen"
    if prop.quality and prop.logical_type != "string":
        yield "quality", "erlaubte Werte gelten nur für Text; für Zahlen minimum und maximum verwenden"
    if len(prop.quality) > 1:
        yield "quality", "mehr als eine Liste erlaubter Werte; bitte zusammenführen"
    allowed = set(prop.quality[0].arguments.valid_values) if prop.quality else set()
    strange = sorted(set(more.bezeichnungen) - allowed)
    if strange:
        yield "customProperties", f"bezeichnungen für Werte, die nicht erlaubt sind: {', '.join(strange)}"
    if more.zaehlwert and prop.logical_type != "integer":
        yield "customProperties", "zaehlwert gilt nur für ganze Zahlen; bitte entfernen"
    if prop.primary_key and prop.primary_key_position < 1:
        yield "primaryKey", "primaryKeyPosition fehlt; bitte ab 1 durchnummerieren"


def _other(more: ColumnExtras, prop: Property, properties: Sequence[Property]) -> Iterator[str]:
    other = next((p for p in properties if p.name == more.hoechstens), None)
    if more.hoechstens is not None and (
        other is None or {prop.logical_type, other.logical_type} - {"integer", "number"}
    ):
        yield "hoechstens nennt keine andere Zahl dieses Datensatzes; bitte den Namen einer Zahlenspalte angeben"


def _dataset(extras: DatasetExtras, names: Sequence[str]) -> Iterator[str]:
    if extras.eingangsart is not None and extras.datenebene != "roh":
        yield "eingangsart gibt es nur auf der Datenebene roh; bitte entfernen"
    if extras.datenebene == "roh" and extras.eingangsart is None:
        yield "eingangsart fehlt; bitte ereignisse, revidierbar oder schnappschuss angeben"
    if extras.datenebene == "roh" and extras.eingangsart != "schnappschuss" and extras.monatsspalte is None:
        yield "monatsspalte fehlt; bitte die Spalte nennen, die über den Monat entscheidet"
    for key, column in (("neuer_nach", extras.neuer_nach), ("monatsspalte", extras.monatsspalte)):
        if column is not None and column not in names:
            guess = nearest(column, names)
            yield f"{key} nennt eine Spalte, die es nicht gibt" + (f"; gemeint war wohl »{guess}«" if guess else "")
    if extras.datenebene == "veroeffentlichung" and extras.offenlegungsschutz is None:
        yield "offenlegungsschutz fehlt; bitte basis5 oder keine angeben"
