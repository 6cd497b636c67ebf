# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Gate checks on what lineage says: the effective class of every column, and the protective steps it rests on.

Keep out: how classes travel (governance) and what a column was declared as (promise_checks).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING

from godonu_platform.contracts.concept import AXES, Concept, load_concept
from godonu_platform.contracts.contract import load_contracts
from godonu_platform.governance.breakers import load_breakers
from godonu_platform.publication.gate_view import GateView, Objection

if TYPE_CHECKING:
    from godonu_platform.governance.classes import Classes
    from godonu_platform.governance.effective_class import ColumnClass

_PARTS = {"direct": "als Wert", "indirect": "mittelbar (Bedingung, Verknüpfung, Gruppe oder Filter)"}
_WHAT_TO_DO = "Bitte die Angabe aus dem Modell nehmen oder einen Schutzschritt anwenden, den der Vertrag nennt."


def effective_classes_are_open(view: GateView) -> Iterator[Objection]:
    """Whatever flows into a column must leave it open on every axis; unknown is strictest (4.4, rules 1, 2 and 5)."""
    candidate = view.candidate
    if candidate.classes is None:
        problem = candidate.classes_problem or "Die Spaltenherkunft wurde nicht berechnet; bitte den Lauf wiederholen."
        yield Objection("klassen_unbekannt", f"Die wirksamen Klassen sind nicht bekannt. {problem}")
        return
    concept = load_concept(candidate.project)
    for column in candidate.contract.columns:
        found = candidate.classes.get(column.name)
        if found is None:
            yield Objection(
                "klasse_fehlt",
                "Zu dieser Spalte ist keine Herkunft bekannt, also auch keine wirksame Klasse; bitte Modell und "
                "Vertrag abgleichen und den Lauf wiederholen.",
                column.name,
            )
        elif found.untraced:
            yield Objection(
                "nicht_verfolgbar",
                f"Die Herkunft der Spalte lässt sich nicht lückenlos verfolgen ({found.untraced}). In einem Modell, "
                "das veröffentlicht wird, ist das nicht erlaubt; bitte das SQL einfacher schreiben.",
                column.name,
            )
        else:
            yield from _closed(view, concept, column.name, found)


def _closed(view: GateView, concept: Concept, column: str, found: ColumnClass) -> Iterator[Objection]:
    axes = closed_axes(concept, found.effective)
    if not axes:
        return
    classes = ", ".join(
        f"{concept.axis(axis).title} »{concept.title(axis, getattr(found.effective, axis))}«" for axis in axes
    )
    parts = [words for part, words in _PARTS.items() if closed_axes(concept, getattr(found, part))]
    if closed_axes(concept, found.fixed):
        parts.append("durch Vergleich mit einem festen Wert; das greift Einzelne heraus, und kein Schutzschritt hilft")
    if not parts:
        parts.append("durch die Einstufung im Vertrag")
    yield Objection(
        "wirksame_klasse",
        f"Die Spalte ist in Wirklichkeit nicht offen: {classes}, {'; '.join(parts)}.{_told(found)} {_WHAT_TO_DO}",
        column,
    )


def closed_axes(concept: Concept, classes: Classes) -> tuple[str, ...]:
    """Return the axes on which a class may not leave."""
    return tuple(axis for axis in AXES if not concept.may_leave(axis, asdict(classes).get(axis)))


def _told(found: ColumnClass) -> str:
    """Name the landed column that closes this one, and the way from there."""
    if not found.because:
        return ""
    places = [f"Zeilen von {place[:-2]}" if place.endswith(".*") else place for place in reversed(found.because)]
    way = f" (Weg: {' → '.join(places)})" if len(places) > 1 else ""
    return f" Das kommt von {'den ' if places[0].startswith('Zeilen') else ''}{places[0]}{way}."


def steps_are_proven(view: GateView) -> Iterator[Objection]:
    """Each protective step a column rests on must be named in a contract, allow-listed and proven as it stands."""
    candidate = view.candidate
    breakers, concept = load_breakers(candidate.project), load_concept(candidate.project)
    contracts = load_contracts(candidate.project)
    upstream = [contracts[name] for name in candidate.upstream if name in contracts]
    named = {step.step for contract in (candidate.contract, *upstream) for step in contract.steps}
    for step in candidate.contract.steps:
        if step.approved_by not in concept.roles or not concept.roles[step.approved_by].approves_steps:
            yield Objection(
                "schritt_nicht_genehmigt",
                f"Der Schutzschritt {step.step} ist von einer Rolle genehmigt, die das nach dem Konzept nicht darf "
                f"({step.approved_by}); bitte durch die zuständige Rolle genehmigen lassen.",
            )
        yield from _not_found(candidate.classes, step.step, step.columns)
    used = {step for found in (candidate.classes or {}).values() for step in found.steps}
    for name in sorted(used | {step.step for step in candidate.contract.steps}):
        if name not in breakers.steps:
            yield Objection(
                "schritt_unbekannt",
                f"Der Schutzschritt {name} steht nicht in governance/breakers.yaml; er senkt keine Klasse.",
            )
        elif name not in named:
            yield Objection(
                "schritt_nicht_genannt",
                f"Das SQL verwendet den Schutzschritt {name}, aber kein Vertrag nennt ihn; bitte unter schutzschritte "
                "mit genehmigender Rolle und Begründung eintragen.",
            )
        else:
            yield from _unproven(view, name)


def _not_found(classes: Mapping[str, ColumnClass] | None, step: str, columns: Iterable[str]) -> Iterator[Objection]:
    """A step that the contract promises must really stand in the SQL; it is known by its computing, not by its name."""
    for column in columns:
        found = classes.get(column) if classes is not None else None
        if found is not None and step not in found.steps:
            yield Objection(
                "schritt_nicht_gefunden",
                f"Der Vertrag nennt für diese Spalte den Schutzschritt {step}, das SQL enthält ihn so nicht: Ein "
                "anderes Makro gleichen Namens oder ein Kommentar zählt nicht. Bitte das Makro unverändert verwenden.",
                column,
            )


def _unproven(view: GateView, name: str) -> Iterator[Objection]:
    proof = view.candidate.proofs.get(name)
    if proof is None:
        yield Objection("nachweis_fehlt", f"Für den Schutzschritt {name} liegt kein Nachweis vor; bitte neu bauen.")
    elif not proof.passed or not proof.macro:
        yield Objection(
            "nachweis_gescheitert",
            f"Der Nachweis des Schutzschritts {name} ist gescheitert: {proof.message or 'das Makro fehlt'}. "
            "Bitte das Makro berichtigen; vorher darf es keine Klasse senken.",
        )
