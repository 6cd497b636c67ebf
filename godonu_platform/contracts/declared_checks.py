# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Checks what a contract declares against the concept: values that exist, roles that may, datasets never too mild."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from godonu_platform.contracts.concept import Concept
from godonu_platform.contracts.concept_checks import unknown
from godonu_platform.contracts.odcs import ColumnExtras, DatasetExtras, OdcsFile
from godonu_platform.contracts.processing import Need, StepDeclaration
from godonu_platform.yaml_model import Document, Mistake, Position, read_document

DATASET: Position = ("customProperties",)
_SCHEMA: Position = ("schema", 0, "properties")


@dataclass(frozen=True)
class Declared:
    """A contract file with its typed custom properties, and the concept it is held against."""

    document: Document
    file: OdcsFile
    extras: DatasetExtras | None
    columns: Sequence[ColumnExtras]
    concept: Concept

    def at(self, place: Position, name: str, *rest: str | int) -> Position:
        """Return where a custom property stands, by its name."""
        entries = self.file.custom if place == DATASET else self.file.schema_[0].properties[int(place[3])].custom
        number = next((n for n, entry in enumerate(entries) if entry.property == name), None)
        return (*place, number, "value", *rest) if number is not None else place

    def tell(self, place: Position, name: str, message: str, *rest: str | int) -> Mistake:
        """Return a mistake at a custom property."""
        line = self.document.line(self.at(place, name, *rest))
        return Mistake(self.document.path, line, ".".join(map(str, (*place, name, *rest))), message)


def declared_mistakes(declared: Declared) -> Iterator[Mistake]:
    """Yield everything that the concept does not know or allow."""
    yield from _roles(declared)
    yield from _column_values(declared)
    yield from _technical(declared)
    if declared.extras is not None:
        yield from _dataset_values(declared, declared.extras)
        yield from _needs(declared, declared.extras)
        yield from _cumulation(declared, declared.extras)
        yield from _steps(declared, declared.extras)


def _roles(declared: Declared) -> Iterator[Mistake]:
    document, known = declared.document, declared.concept.roles
    named: list[str] = []
    for number, entry in enumerate(declared.file.roles):
        if entry.role not in known:
            yield document.mistake(("roles", number, "role"), unknown(entry.role, known))
        if entry.role in named:
            yield document.mistake(("roles", number, "role"), "steht doppelt; bitte nur einmal angeben")
        named.append(entry.role)
    for role, about in known.items():
        if about.in_every_contract and role not in named:
            message = f"die Rolle {role} fehlt; bitte ergänzen, wer als {about.title} antwortet"
            yield document.mistake(("roles",), message)


def _column_values(declared: Declared) -> Iterator[Mistake]:
    concept = declared.concept
    for number, (prop, more) in enumerate(zip(declared.file.schema_[0].properties, declared.columns, strict=True)):
        at = (*_SCHEMA, number)
        values = concept.values("vertraulichkeit")
        if prop.classification is not None and prop.classification not in values:
            yield declared.document.mistake((*at, "classification"), unknown(prop.classification, values))
        for axis in ("personenbezug", "schutzbedarf", "ml_nutzung"):
            value = getattr(more, axis)
            if value is not None and value not in concept.values(axis):
                yield declared.tell((*at, *DATASET), axis, unknown(value, concept.values(axis)))


def _technical(declared: Declared) -> Iterator[Mistake]:
    """What the platform adds may choose rows without a class being looked at, so nothing delivered may be called so."""
    concept, landed = declared.concept, declared.extras is not None and declared.extras.datenebene == "roh"
    table = declared.file.schema_[0].name in concept.technical_tables
    for number, (prop, more) in enumerate(zip(declared.file.schema_[0].properties, declared.columns, strict=True)):
        if prop.name not in concept.technical_columns and not table:
            continue
        personal = more.personenbezug or concept.unstated("personenbezug")
        if landed or concept.needs_four_eyes(personal):
            key = "technische_tabellen" if table else "technische_spalten"
            line = read_document(concept.path).line(("zeilenauswahl", key))
            message = (
                f"steht im Konzept als technisch ({concept.path.name}, Zeile {line}: zeilenauswahl.{key}); das darf "
                "nur, was die Plattform selbst hinzufügt. Bitte hier umbenennen oder den Namen dort entfernen"
            )
            yield declared.document.mistake((*_SCHEMA, number, "name"), message)


def _dataset_values(declared: Declared, extras: DatasetExtras) -> Iterator[Mistake]:
    concept, file = declared.concept, declared.concept.file
    single: tuple[tuple[str, str | None, Iterable[str]], ...] = (
        ("datenkategorie", extras.datenkategorie, file.categories),
        ("loeschklasse", extras.loeschklasse, file.retention),
        ("vertraulichkeit", extras.vertraulichkeit, concept.values("vertraulichkeit")),
        ("personenbezug", extras.personenbezug, concept.values("personenbezug")),
        ("ml_nutzung", extras.ml_nutzung, concept.values("ml_nutzung")),
    )
    for name, value, known in single:
        if value is not None and value not in known:
            yield declared.tell(DATASET, name, unknown(value, known))
    for number, theme in enumerate(extras.eu_thema):
        if theme not in file.themes:
            yield declared.tell(DATASET, "eu_thema", unknown(theme, file.themes), number)
    if extras.vereinbarung is not None and extras.vereinbarung.kind not in file.agreements:
        yield declared.tell(DATASET, "vereinbarung", unknown(extras.vereinbarung.kind, file.agreements), "art")


def _needs(declared: Declared, extras: DatasetExtras) -> Iterator[Mistake]:
    for goal, need in extras.schutzbedarf.items():
        yield from _need(declared, goal, need)


def _need(declared: Declared, goal: str, need: Need) -> Iterator[Mistake]:
    levels, scenarios = declared.concept.values("schutzbedarf"), declared.concept.file.scenarios
    if need.level not in levels:
        yield declared.tell(DATASET, "schutzbedarf", unknown(need.level, levels), goal, "stufe")
    if not need.scenario.startswith(tuple(scenarios)):
        message = f"muss mit einem Schadensszenario des Konzepts beginnen: {'; '.join(scenarios)}"
        yield declared.tell(DATASET, "schutzbedarf", message, goal, "schadensszenario")


def _cumulation(declared: Declared, extras: DatasetExtras) -> Iterator[Mistake]:
    """Maximum principle and cumulation (publishing-and-governance 4.4, rule 4): raise the whole, never lower it."""
    concept = declared.concept
    properties = declared.file.schema_[0].properties
    need = extras.schutzbedarf.get("vertraulichkeit")
    axes = (
        ("vertraulichkeit", extras.vertraulichkeit, [p.classification for p in properties]),
        ("personenbezug", extras.personenbezug, [c.personenbezug for c in declared.columns]),
        ("schutzbedarf", need.level if need else None, [c.schutzbedarf for c in declared.columns]),
        ("ml_nutzung", extras.ml_nutzung, [c.ml_nutzung for c in declared.columns]),
    )
    for axis, whole, parts in axes:
        stated = [part for part in parts if part in concept.values(axis)]
        if whole not in concept.values(axis) or not stated:
            continue
        strictest = concept.max(axis, stated)
        if concept.rank(axis, whole) < concept.rank(axis, strictest):
            message = f"ist milder als eine Spalte ({strictest}); bitte mindestens {strictest} angeben"
            yield declared.tell(DATASET, axis, message)
        raised = axis in ("vertraulichkeit", "personenbezug") and concept.rank(axis, whole) > concept.rank(
            axis, strictest
        )
        if raised and not concept.file.cumulation.raise_allowed:
            yield declared.tell(DATASET, axis, "ist strenger als jede Spalte; das Konzept lässt das nicht zu")


def _steps(declared: Declared, extras: DatasetExtras) -> Iterator[Mistake]:
    names = [prop.name for prop in declared.file.schema_[0].properties]
    seen: set[tuple[str, str]] = set()
    for number, step in enumerate(extras.schutzschritte):
        for index, column in enumerate(step.columns or ("",)):
            if column and column not in names:
                message = f"diese Spalte gibt es nicht; {unknown(column, names).split('; ', 1)[1]}"
                yield declared.tell(DATASET, "schutzschritte", message, number, "spalten", index)
            if (step.step, column) in seen:
                message = "steht bei diesem Schutzschritt schon; bitte nur einmal nennen"
                yield declared.tell(DATASET, "schutzschritte", message, number, "spalten", index)
            seen.add((step.step, column))
        yield from _approval(declared, step, number)


def _approval(declared: Declared, step: StepDeclaration, number: int) -> Iterator[Mistake]:
    roles = declared.concept.roles
    may = [name for name, role in roles.items() if role.approves_steps]
    if step.approved_by not in roles:
        yield declared.tell(DATASET, "schutzschritte", unknown(step.approved_by, roles), number, "genehmigt_von")
    elif step.approved_by not in may:
        message = f"diese Rolle darf keinen Schutzschritt genehmigen; erlaubt sind: {', '.join(may)}"
        yield declared.tell(DATASET, "schutzschritte", message, number, "genehmigt_von")
