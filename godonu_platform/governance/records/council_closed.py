# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The part of the yearly report that says what is not open, and why: by the gate, by decisions, by class.

Keep out: any reason of its own; each is repeated from the gate, a decision or the contracts.
"""

from __future__ import annotations

from collections.abc import Iterator

from godonu_platform.contracts.contract import Contract
from godonu_platform.governance.decision_model import OPEN_STATUSES, SCOPES, Decision
from godonu_platform.governance.records.document import Cell, Section, Table, Text
from godonu_platform.governance.records.facts import Facts, Opening
from godonu_platform.governance.records.words import SCOPES as SCOPE_WORDS
from godonu_platform.governance.records.words import STATUSES, day, municipalities

_OUTCOMES = {"offen": "geöffnet", "nicht_offen": "nicht geöffnet", "gestoppt": "von der Freigabe angehalten"}
_PAST = "Für ein vergangenes Jahr gilt, was der Nachweis der letzten Veröffentlichung dieses Jahres sagt."
_TODAY = "Die Gründe nennt die Freigabe, so wie sie heute urteilt, und die Öffnungsentscheidungen."


def closed_section(facts: Facts, running: bool) -> Section:
    """Return everything that is not open at the end of the period."""
    return Section(
        "Was nicht offen ist, und warum",
        "nicht-offen",
        (Text(_TODAY if running else _PAST),),
        (
            Section("Angehalten oder nicht geöffnet", "angehalten", (_stopped(facts),)),
            Section("Kommunen, die in einem offenen Datensatz fehlen", "ohne-kommune", (_left_out(facts),)),
            Section("Entscheidungen, die geschlossen halten", "entschieden", (_decided(facts),)),
            Section("Nicht für die Öffentlichkeit bestimmt", "intern", (_internal(facts),)),
        ),
    )


def _stopped(facts: Facts) -> Table:
    rows = tuple(
        (o.title, _OUTCOMES.get(o.outcome or "", "–"), _state(o), _why(o), o.dataset)
        for o in facts.openings
        if o.outcome not in (None, "offen") or not o.version or o.objections
    )
    head = ("Datensatz", "Die Freigabe sagt", "Im Katalog", "Grund", "Name")
    return Table("Angehaltene Datensätze", head, rows, "Kein Datensatz ist angehalten.")


def _state(opening: Opening) -> str:
    if opening.withdrawn:
        return f"zurückgezogen am {day(opening.withdrawn)}: {opening.withdrawn_because}"
    return f"weiter {opening.version}" if opening.version else "nichts"


def _why(opening: Opening) -> Cell:
    said = dict.fromkeys(opening.objections)
    if opening.outcome == "offen" and not opening.version and not said:
        return "Geöffnet, aber noch nicht veröffentlicht; das tut der nächste Lauf."
    return tuple(said) or tuple(dict.fromkeys(p.reason for p in opening.left_out)) or "Es liegen keine Daten vor."


def _left_out(facts: Facts) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for opening in facts.openings:
        by_reason: dict[str, list[str]] = {}
        for partner in facts.absent(opening):
            if not any(partner.reason in objection for objection in opening.objections):
                by_reason.setdefault(partner.reason, []).append(partner.name)
        if opening.version or opening.outcome == "offen":
            rows += [(opening.title, tuple(sorted(names)), reason) for reason, names in by_reason.items()]
    head = ("Datensatz", "Kommunen", "Grund")
    return Table("Fehlende Kommunen", head, tuple(rows), "In keinem offenen Datensatz fehlt eine Kommune.")


def _decided(facts: Facts) -> Table:
    rows = tuple(
        (facts.title(dataset), f"{STATUSES[d.status]} ({SCOPE_WORDS[d.gilt_fuer]})",
         municipalities(facts.partners, partners), (d.begruendung, f"Rechtsgrund: {d.rechtsgrund}"),
         f"{d.id} vom {day(d.date)}")
        for dataset, taken in sorted(facts.decisions.items())
        for d, partners in _newest_closing(list(taken))
    )  # fmt: skip
    head = ("Datensatz", "Entscheidung", "Kommunen", "Begründung", "Eintrag")
    return Table("Schließende Entscheidungen", head, rows, "Keine Entscheidung hält etwas geschlossen.")


def _newest_closing(taken: list[Decision]) -> Iterator[tuple[Decision, list[str]]]:
    """Give the entries that do not open, with the partners for whom they are the newest."""
    newest = {(ars, d.gilt_fuer): d for d in taken for ars in d.partners}
    for decision in taken:
        if decision.status not in OPEN_STATUSES:
            held = {ars for scope in SCOPES for ars in decision.partners if newest.get((ars, scope)) is decision}
            if held:
                yield decision, sorted(held)


def _internal(facts: Facts) -> Table:
    rows = tuple(
        (c.title, facts.concept.file.layers[c.layer].title, _class_reason(facts, c), _open_as(facts, c), c.name)
        for c in facts.contracts.values()
        if c.layer != "veroeffentlichung"
    )
    head = ("Datensatz", "Ebene", "Was der Öffnung entgegensteht", "Offen als", "Name")
    return Table("Interne Datensätze", head, rows, "Alle Datensätze sind für die Öffentlichkeit bestimmt.")


def _class_reason(facts: Facts, contract: Contract) -> Cell:
    """Say which classes keep a dataset inside, by contract and by lineage."""
    concept = facts.concept
    stated = {"vertraulichkeit": contract.classification, "personenbezug": contract.personal}
    closed = []
    for axis, value in stated.items():
        effective = facts.effective(contract.name, axis)
        strictest = concept.max(axis, [value, effective]) if effective else value
        if not concept.may_leave(axis, strictest):
            closed.append(f"{concept.axis(axis).title}: {concept.title(axis, strictest)}")
    return tuple(closed) or "nichts; geöffnet wird die aufbereitete Fassung, soweit es sie gibt"


def _open_as(facts: Facts, contract: Contract) -> Cell:
    shown = {opening.dataset: opening.title for opening in facts.openings if opening.version}
    return (
        tuple(shown[name] for name in facts.built_on(contract.name) if name in shown)
        or "in keinem veröffentlichten Datensatz"
    )
