# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""A mapping file: how a foreign layout becomes the canonical columns, read from YAML into a typed model.

Keep out: choosing among mappings (recognition) and making SQL of them (projection).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, PrivateAttr, model_validator

from godonu_platform.contracts.contract import Contract
from godonu_platform.project import Project
from godonu_platform.sources.reader import ReaderOptions
from godonu_platform.yaml_model import (
    Document,
    Mistake,
    StrictModel,
    YamlMistakes,
    nearest,
    parse_document,
    read_document,
)

EPOCHS = ("epoch_s", "epoch_ms")
ISO = "iso"


class Recognise(StrictModel):
    """What a delivery must look like; all given conditions must hold."""

    partners: tuple[str, ...] | None = None
    file: str | None = None
    header: tuple[str, ...] = ()


class ReaderRule(StrictModel):
    """What the reader has to know."""

    format: Literal["ndjson", "json_array", "json_object", "csv", "eco_counter", "fixed_width"] | None = None
    delimiter: str | None = None
    quote: str | None = None
    fields: dict[str, tuple[int, int]] | None = None

    @model_validator(mode="after")
    def _fits(self) -> ReaderRule:
        if self.format == "fixed_width" and not self.fields:
            raise ValueError("bei fixed_width bitte fields angeben, z. B. satzart: [1, 2]")
        for name, (first, last) in (self.fields or {}).items():
            if not 1 <= first <= last:
                raise ValueError(
                    f"fields.{name}: die Stellen zählen ab 1, die erste darf nicht hinter der letzten liegen"
                )
        return self

    def options(self) -> ReaderOptions:
        """Return what the readers take."""
        return ReaderOptions(self.format, self.delimiter, self.quote, self.fields)


class ColumnRule(StrictModel):
    """How one canonical column is made: from one source field, a hash of several, or several joined."""

    source: str | None = Field(None, alias="from")
    hash: tuple[str, ...] | None = Field(None, min_length=1)
    concat: tuple[str, ...] | None = Field(None, min_length=1)
    split: Literal["code", "label"] | None = None
    codes: dict[str, str] | None = None
    patterns: dict[str, str] | None = None
    time: str | None = None
    zone: str | None = None
    plus_minutes: str | None = None
    decimal_comma: bool = False
    factor: Decimal | None = Field(None, gt=0, le=1_000_000, decimal_places=6)
    duration_de: bool = False

    @model_validator(mode="after")
    def _fits(self) -> ColumnRule:
        if sum(way is not None for way in (self.source, self.hash, self.concat)) != 1:
            raise ValueError("bitte genau eines von from, hash und concat angeben")
        if self.codes is not None and self.patterns is not None:
            raise ValueError("bitte nur eines von codes und patterns angeben")
        for pattern in self.patterns or ():
            if not _is_search_pattern(pattern):
                raise ValueError(f"patterns: »{pattern}« ist kein regulärer Ausdruck (RE2, ohne Vorausschau)")
        self._check_time()
        return self

    def _check_time(self) -> None:
        if self.zone is not None:
            try:
                ZoneInfo(self.zone)
            except (ZoneInfoNotFoundError, ValueError, OSError):
                raise ValueError("zone ist keine bekannte Zeitzone; bitte z. B. Europe/Berlin schreiben") from None
        if self.time is None:
            if self.zone is not None or self.plus_minutes is not None:
                raise ValueError('zu zone und plus_minutes gehört time, z. B. "%d.%m.%Y %H:%M:%S" oder iso')
        elif self.time not in (ISO, *EPOCHS):
            if "%" not in self.time:
                raise ValueError(
                    f'time: bitte {", ".join((ISO, *EPOCHS))} oder ein Muster wie "%d.%m.%Y %H:%M" angeben'
                )
            if not _is_time_format(self.time):
                raise ValueError("time ist kein gültiges Zeitmuster")

    @property
    def fields(self) -> tuple[str, ...]:
        """The source fields that the rule reads."""
        main = (self.source,) if self.source is not None else (self.hash or self.concat or ())
        return main + ((self.plus_minutes,) if self.plus_minutes else ())


class Mapping(StrictModel):
    """One mapping file."""

    title: str
    description: str | None = None
    recognise: Recognise = Recognise()
    reader: ReaderRule = ReaderRule()
    nulls: tuple[str, ...] = ("",)
    constants: dict[str, str] = {}
    columns: dict[str, ColumnRule] = {}
    ignore: tuple[str, ...] = ()
    strictly_ordered: bool = False
    _path: Path = PrivateAttr(default=Path("-"))

    @property
    def name(self) -> str:
        """The file's name, as reports show it."""
        return self._path.name

    @property
    def fields(self) -> set[str]:
        """All source fields that the mapping reads."""
        return {field for rule in self.columns.values() for field in rule.fields}


def load_mappings(project: Project, contract: Contract) -> list[Mapping]:
    """Read the mapping files of a dataset, in the order of their names; raises YamlMistakes with all mistakes."""
    mappings: list[Mapping] = []
    mistakes: list[Mistake] = []
    for path in sorted((project.assets / contract.name / "mappings").glob("*.yaml")):
        try:
            mappings.append(load_mapping(path, contract))
        except YamlMistakes as error:
            mistakes += error.mistakes
    if mistakes:
        raise YamlMistakes(mistakes)
    return mappings


def load_mapping(path: Path, contract: Contract) -> Mapping:
    """Read one mapping file and check it against its contract; raises YamlMistakes with all mistakes."""
    document = read_document(path)
    mapping = parse_document(document, Mapping)
    mistakes = list(_mistakes(document, mapping, contract))
    if mistakes:
        raise YamlMistakes(mistakes)
    mapping._path = path
    return mapping


def _mistakes(document: Document, mapping: Mapping, contract: Contract) -> Iterator[Mistake]:
    known = {column.name: column for column in contract.columns}
    for section in ("constants", "columns"):
        for name in getattr(mapping, section):
            if name not in known:
                guess = nearest(name, known)
                hint = f"; gemeint war wohl »{guess}«" if guess else ""
                yield document.mistake((section, name), f"diese Spalte gibt es im Vertrag {contract.name} nicht{hint}")
    for name in mapping.constants.keys() & mapping.columns.keys():
        yield document.mistake(("constants", name), "steht auch unter columns; bitte nur an einer Stelle angeben")
    for name, rule in mapping.columns.items():
        kind = known[name].type if name in known else None
        if rule.time is not None and kind not in ("timestamp", "date", None):
            yield document.mistake(("columns", name, "time"), "gilt nur für Zeitpunkte und Daten; bitte entfernen")
        if kind == "timestamp" and rule.time is not None and not knows_its_zone(rule):
            yield document.mistake(("columns", name), "die Zeitzone fehlt; bitte z. B. zone: Europe/Berlin ergänzen")
        allowed = known[name].allowed if name in known else None
        for key, wanted in ((rule.codes or {}) | (rule.patterns or {})).items():
            if allowed is not None and wanted not in allowed:
                section = "codes" if rule.codes else "patterns"
                yield document.mistake(
                    ("columns", name, section, key), f"im Vertrag nicht erlaubt; erlaubt sind: {', '.join(allowed)}"
                )


def knows_its_zone(rule: ColumnRule) -> bool:
    """Whether instants follow from the rule: a zone, an epoch, an offset in the text (iso demands one), or %z."""
    return rule.zone is not None or rule.time in (ISO, *EPOCHS) or "%z" in (rule.time or "").lower()


def _is_search_pattern(pattern: str) -> bool:
    import pyarrow as pa
    import pyarrow.compute as pc

    try:  # Arrow uses the engine's own kind of expressions (RE2)
        pc.match_substring_regex(pa.array([""]), pattern)
    except pa.ArrowInvalid:
        return False
    return True


def _is_time_format(text: str) -> bool:
    return re.fullmatch(r"(?:[^%]|%(?:-?[dmyYHIMSfgnpjzZbBaAuw]|%))+", text) is not None
