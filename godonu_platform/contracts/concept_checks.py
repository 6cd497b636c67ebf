# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Checks what the shape of governance/concept.yaml cannot say: values that must exist, an order that must hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from godonu_platform.contracts.concept_file import AXES, GOALS, LAYERS, AxisEntry, ConceptFile
from godonu_platform.yaml_model import Document, Mistake, nearest


def contradictions(document: Document, file: ConceptFile) -> Iterator[Mistake]:
    """Yield everything in the concept that names what is not there or contradicts itself."""
    yield from _axis_mistakes(document, file)
    yield from _missing(document, file)
    yield from _references(document, file)


def _axis_mistakes(document: Document, file: ConceptFile) -> Iterator[Mistake]:
    for name in AXES:
        axis: AxisEntry = getattr(file.axes, name)
        at = ("achsen", name)
        known = [entry.value for entry in axis.values]
        for number, value in enumerate(known):
            if value in known[:number]:
                yield document.mistake((*at, "werte", number, "wert"), "steht doppelt; bitte nur einmal angeben")
        for place, value in ((("ohne_angabe",), axis.unstated), *((("darf_hinaus",), v) for v in axis.may_leave)):
            yield from _known(document, (*at, *place), value, known)
        if axis.unstated in axis.may_leave:
            message = "darf hinaus (darf_hinaus); was ein Vertrag nicht nennt, darf nie von selbst offen sein"
            yield document.mistake((*at, "ohne_angabe"), message)
        open_ones = [value in axis.may_leave for value in known]
        if open_ones != sorted(open_ones, reverse=True):
            message = "lässt einen offeneren Wert aus; was hinaus darf, muss mit dem offensten Wert beginnen"
            yield document.mistake((*at, "darf_hinaus"), message)


def _missing(document: Document, file: ConceptFile) -> Iterator[Mistake]:
    for key, needed, found in (("schutzziele", GOALS, file.goals), ("datenebenen", LAYERS, file.layers)):
        for name in needed:
            if name not in found:
                yield document.mistake((key,), f"»{name}« fehlt; bitte mit titel und definition ergänzen")
    if not any(role.in_every_contract for role in file.roles.values()):
        yield document.mistake(("rollen",), "keine Rolle hat pflicht_im_vertrag: true; bitte mindestens eine wählen")
    if not any(role.approves_steps for role in file.roles.values()):
        message = "keine Rolle hat genehmigt_schutzschritte: true; bitte mindestens eine wählen"
        yield document.mistake(("rollen",), message)


def _references(document: Document, file: ConceptFile) -> Iterator[Mistake]:
    for id_, entry in file.retention.items():
        yield from _known(document, ("loeschklassen", id_, "beginn"), entry.start, file.starts)
    personal = [entry.value for entry in file.axes.personenbezug.values]
    rules = file.decision
    for key, roles in (("entscheidet", rules.decides), ("zeichnet_mit", rules.countersigns)):
        for role in roles:
            yield from _known(document, ("entscheidung", key), role, file.roles)
    yield from _known(document, ("entscheidung", "vier_augen_ab"), rules.four_eyes_from, personal)
    if set(rules.decides) & set(rules.countersigns):
        message = "nennt eine Rolle, die auch entscheidet; bitte zwei verschiedene Rollen angeben"
        yield document.mistake(("entscheidung", "zeichnet_mit"), message)
    grades = file.grades
    if list(grades.thresholds.values()) != sorted(set(grades.thresholds.values()), reverse=True):
        message = "müssen von der besten zur schlechtesten Note fallen; bitte ordnen"
        yield document.mistake(("bewertung", "schwellen"), message)
    if grades.below in grades.thresholds:
        yield document.mistake(("bewertung", "darunter"), "hat schon eine Schwelle; bitte eine weitere Note angeben")


def _known(document: Document, at: tuple[str, ...], value: str, known: Iterable[str]) -> Iterator[Mistake]:
    if value not in known:
        yield document.mistake(at, unknown(value, known))


def unknown(value: str, known: Iterable[str]) -> str:
    """Return the German sentence for a value that the concept does not have."""
    guess = nearest(value, known)
    return "unbekannter Wert; " + (f"gemeint war wohl »{guess}«" if guess else f"erlaubt sind: {', '.join(known)}")
