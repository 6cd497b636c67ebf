# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads the opening decisions of a dataset: who opened which partner's part, for what kind of deliveries, until when.

A file that was edited after the fact is refused: each entry names the hash of the one before.
Keep out: what is done with the answer, and the writing of new entries (deciding).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from godonu_platform.contracts.concept import load_concept
from godonu_platform.contracts.concept_checks import unknown
from godonu_platform.contracts.partners import ARS_PATTERN, load_partners
from godonu_platform.governance.decision_book import DecisionBook, SigningRule, Standing, way_out
from godonu_platform.governance.decision_model import CLOSING_STATUSES, FIRST, Decision, DecisionFile
from godonu_platform.project import Project
from godonu_platform.yaml_model import Document, Mistake, YamlMistakes, parse_document, read_document

__all__ = ["DecisionBook", "Standing", "decisions_path", "holding_decisions", "load_decisions"]


def decisions_path(project: Project, dataset: str) -> Path:
    """Return where the decisions on a dataset stand."""
    return project.governance / "decisions" / f"{dataset}.yaml"


@dataclass(frozen=True)
class Known:
    """What a decision file is held against: who may sign, which roles and partners there are, today in Berlin."""

    rule: SigningRule
    roles: frozenset[str]
    partners: frozenset[str]
    today: dt.date


def load_decisions(project: Project, dataset: str) -> DecisionBook:
    """Read the decisions on one dataset; no file means that nothing was decided, so nothing is open.

    Raises YamlMistakes with every mistake of the file: a broken chain, repeated ids, dates that run backwards or lie
    ahead, unknown roles or municipalities, a foreign dataset, an opening in spite of an objection or bound to nothing.
    """
    path = decisions_path(project, dataset)
    if not path.exists():
        return DecisionBook(dataset, rule=signing_rule(project))
    known = known_to(project)
    return DecisionBook(dataset, checked_entries(read_document(path), dataset, known), known.rule)


def known_to(project: Project) -> Known:
    """Return what every decision file of this installation is held against today."""
    today = project.clock().astimezone(ZoneInfo("Europe/Berlin")).date()
    partners = frozenset(partner.ars for partner in load_partners(project))
    return Known(signing_rule(project), frozenset(load_concept(project).roles), partners, today)


def checked_entries(document: Document, dataset: str, known: Known) -> tuple[Decision, ...]:
    """Return the entries of a decision file; raises YamlMistakes with every mistake."""
    file = parse_document(document, DecisionFile)
    mistakes = list(_mistakes(document, file, dataset, known))
    if mistakes:
        raise YamlMistakes(mistakes)
    return file.decisions


def signing_rule(project: Project) -> SigningRule:
    """Return which roles may sign and for whom, and what anonymising answers, as the concept says."""
    concept = load_concept(project)
    rules = concept.four_eyes
    own = [name for name, role in concept.roles.items() if rules.own_partner_only and not role.central]
    cured = frozenset(name for name, question in concept.checklist.items() if question.cured_by_anonymising)
    return SigningRule(frozenset(rules.decides), frozenset(rules.countersigns), cured, frozenset(own))


def holding_decisions(project: Project, on: dt.date) -> list[str]:
    """Return `<dataset>/<id>` of every entry that is in date on a day; a file with mistakes is named as such."""
    held = []
    known = known_to(project)
    for path in sorted(decisions_path(project, "").parent.glob("*.yaml")):
        try:
            entries = checked_entries(read_document(path), path.stem, known)
        except YamlMistakes:
            held.append(f"{path.stem}: fehlerhaft")
            continue
        held += [f"{path.stem}/{entry.id}" for entry in entries if entry.date <= on <= entry.wiedervorlage]
    return held


def _mistakes(document: Document, file: DecisionFile, dataset: str, known: Known) -> Iterator[Mistake]:
    seen: set[str] = set()
    before: Decision | None = None
    for number, entry in enumerate(file.decisions):
        at = ("decisions", number)
        if entry.id in seen:
            yield document.mistake((*at, "id"), "steht doppelt; jede Entscheidung braucht eine eigene id")
        seen.add(entry.id)
        if entry.dataset != dataset:
            yield document.mistake((*at, "dataset"), f"muss wie die Datei heißen: {dataset}")
        if before is not None and entry.date < before.date:
            yield document.mistake((*at, "date"), "liegt vor dem Eintrag darüber; neue Entscheidungen kommen ans Ende")
        yield from _chain_mistakes(document, number, entry, before)
        yield from _entry_mistakes(document, at, entry, known.rule)
        yield from _unknown(document, at, entry, known)
        before = entry


def _chain_mistakes(document: Document, number: int, entry: Decision, before: Decision | None) -> Iterator[Mistake]:
    if entry.vorgaenger == (before.digest if before else FIRST):
        return
    if before is None:
        yield document.mistake(
            ("decisions", number, "vorgaenger"),
            f"Davor fehlt ein Eintrag: Der erste trägt hier »{FIRST}«. Bitte den gelöschten Eintrag wiederherstellen",
        )
        return
    yield document.mistake(
        ("decisions", number - 1, "id"),
        f"{before.id} wurde nachträglich geändert, oder danach wurde etwas eingefügt oder gelöscht: Die Prüfzahl in "
        f"{entry.id} (vorgaenger) passt nicht mehr dazu. Bitte den früheren Wortlaut aus der Versionsverwaltung "
        "wiederherstellen; eine Änderung kommt als neuer Eintrag ans Ende",
    )


def _unknown(document: Document, at: tuple[str, int], entry: Decision, known: Known) -> Iterator[Mistake]:
    if entry.date > known.today:
        yield document.mistake(
            (*at, "date"),
            f"liegt in der Zukunft (heute ist der {known.today:%d.%m.%Y}); bitte den Tag der Entscheidung eintragen",
        )
    for index, ars in enumerate(entry.partners):
        if re.fullmatch(ARS_PATTERN, ars) and ars not in known.partners:
            yield document.mistake((*at, "partners", index), "steht nicht in governance/partners.yaml; bitte prüfen")
    for key in ("entschieden_von", "mitgezeichnet_von"):
        signature = getattr(entry, key)
        if signature is not None and signature.rolle not in known.roles:
            yield document.mistake((*at, key, "rolle"), unknown(signature.rolle, sorted(known.roles)))


def _entry_mistakes(document: Document, at: tuple[str, int], entry: Decision, rule: SigningRule) -> Iterator[Mistake]:
    for index, ars in enumerate(entry.partners):
        if not re.fullmatch(ARS_PATTERN, ars):
            yield document.mistake((*at, "partners", index), "ist kein Regionalschlüssel (12 oder 5 Ziffern als Text)")
    if entry.wiedervorlage <= entry.date:
        yield document.mistake((*at, "wiedervorlage"), "muss nach dem Datum der Entscheidung liegen")
    if entry.fingerprint is None and entry.status not in CLOSING_STATUSES:
        yield document.mistake(
            (*at, "fingerprint"),
            f"fehlt; der Status {entry.status} gilt nur für einen bestimmten Stand. Bitte mit »godonu decide "
            f"{entry.dataset}« entscheiden, dann steht er von selbst da",
        )
    for name in entry.contradictions(rule.cured):
        yield document.mistake(
            (*at, "checklist", name), f"wurde mit ja beantwortet; {way_out(entry.status, name, rule.cured)}"
        )
