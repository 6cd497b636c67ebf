# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Adds to the facts of the records what has been published, what the gate says today, and the measured grades.

Keep out: what the records make of it (governance/records). Nothing is written, no plan is stored.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime

from godonu_platform.catalogs.entry import load_entry
from godonu_platform.catalogs.local_client import TOMBSTONE_NAME, shown_release
from godonu_platform.catalogs.release_folder import UnusableRelease, read_record
from godonu_platform.catalogs.release_record import DATA_FILES, RECORD_NAME, GateRecord, ReleaseRecord
from godonu_platform.catalogs.vocabularies import Vocabularies, load_vocabularies
from godonu_platform.governance.records.facts import Facts, LeftOut, Letters, Opening, OpenPartner
from godonu_platform.governance.records.words import municipalities
from godonu_platform.governance.retention_rules import berlin_day
from godonu_platform.project import Project
from godonu_platform.publication.candidate import open_contracts
from godonu_platform.publication.collected import current_evidence
from godonu_platform.publication.evidence import Evidence
from godonu_platform.publication.plan import plan_publication
from godonu_platform.quality.grade_model import DIMENSIONS, UNMEASURED
from godonu_platform.quality.grades import grade_book
from godonu_platform.warehouse import BuildFailed
from godonu_platform.yaml_model import YamlMistakes

_NO_PARTNER = "kein_partner"


def with_publications(
    project: Project, facts: Facts, year: int, evidence: Callable[[Project], Evidence] = current_evidence
) -> Facts:
    """Return the facts with openings at the end of a year (or today, while it runs) and present grades.

    The gate is asked about the running year only: of a former one it can no longer be asked.
    """
    until = min(facts.today, date(year, 12, 31))
    vocabularies = load_vocabularies(project)
    gates, problem = _gates(project, facts, evidence) if facts.today.year == year else ({}, "")
    names = {contract.name for contract in open_contracts(facts.contracts)}
    names |= {path.name for path in project.releases.glob("*") if any(_records(project, path.name))}
    openings = []
    for name in sorted(names):
        opening = _opening(project, facts, vocabularies, name, until)
        gate = gates.get(name)
        if gate is not None:
            told = () if gate.outcome == "offen" else _objections(facts, gate)
            opening = replace(opening, outcome=gate.outcome, objections=told, left_out=_left_out(gate))
        openings.append(replace(opening, objections=(problem,)) if problem else opening)
    return replace(facts, openings=tuple(openings), grades=_grades(project, facts))


def _gates(
    project: Project, facts: Facts, evidence: Callable[[Project], Evidence]
) -> tuple[Mapping[str, GateRecord], str]:
    """Return what the gate says of each open dataset, or why it could not be asked."""
    try:
        plan = plan_publication(project, facts.contracts, evidence(project), store=False)
    except BuildFailed as failure:
        return {}, f"Die Modelle lassen sich nicht übersetzen: {failure}"
    return {entry.dataset: entry.gate for entry in plan.entries if entry.dataset in facts.contracts}, ""


def _objections(facts: Facts, gate: GateRecord) -> tuple[str, ...]:
    """Return what the gate objects to; who is left out, and why, is told apart."""
    said = []
    for finding in gate.findings:
        keys = finding.partner.split(", ") if finding.partner else []
        place = finding.column or ", ".join(municipalities(facts.partners, keys))
        if finding.severity == "error":
            said.append(f"{place}: {finding.message}" if place else finding.message)
    return tuple(said)


def _left_out(gate: GateRecord) -> tuple[LeftOut, ...]:
    return tuple(LeftOut(p.ars, p.name, p.reason) for p in gate.partners_out if p.code != _NO_PARTNER)


def _opening(project: Project, facts: Facts, vocabularies: Vocabularies, name: str, until: date) -> Opening:
    releases = list(_records(project, name))
    made = sorted(berlin_day(record.created) for record in releases)
    gone, why = _withdrawn(project, name, until)
    shown = _shown(project, releases, name, until, facts.today) if gone is None else None
    opening = Opening(
        name,
        _title(project, facts, vocabularies, name, releases),
        first=made[0] if made and made[0] <= until else None,
        versions_in_year=sum(until.year == day.year and day <= until for day in made),
        withdrawn=gone,
        withdrawn_because=why,
    )
    if shown is None:
        return opening
    licence = vocabularies.licences.get(shown.description.licence)
    return replace(
        opening,
        title=shown.description.title,
        licence=licence.title if licence else shown.description.licence,
        formats=tuple(vocabularies.formats[f.format].title for f in shown.files if f.name in DATA_FILES.values()),
        version=shown.version,
        created=berlin_day(shown.created),
        months=shown.months,
        sample=shown.sample,
        partners=tuple(OpenPartner(p.ars, p.name, p.decision) for p in shown.partners_in),
        left_out=_left_out(shown.gate),
        letters=_letters(shown),
    )


def _records(project: Project, dataset: str) -> Iterator[ReleaseRecord]:
    """Give every readable release of a dataset."""
    for path in sorted((project.releases / dataset).glob(f"v*/{RECORD_NAME}")):
        try:
            yield read_record(path.parent)
        except UnusableRelease:
            continue


def _shown(
    project: Project, releases: list[ReleaseRecord], name: str, until: date, today: date
) -> ReleaseRecord | None:
    """Return what the catalogue shows today, or showed at the end of a former year: the newest release by then."""
    if until == today:
        return shown_release(project, name)
    known = [record for record in releases if berlin_day(record.created) <= until]
    return max(known, key=lambda record: record.number, default=None)


def _withdrawn(project: Project, name: str, until: date) -> tuple[date | None, str]:
    try:
        facts = json.loads((project.catalogue / name / TOMBSTONE_NAME).read_text(encoding="utf-8"))
        day = berlin_day(datetime.fromisoformat(facts["withdrawn"]))
        reason = str(facts["reason"])
    except (OSError, ValueError, KeyError, TypeError):
        return None, ""
    return (day, reason) if day <= until else (None, "")


def _title(project: Project, facts: Facts, vocabularies: Vocabularies, name: str, releases: list[ReleaseRecord]) -> str:
    try:
        return load_entry(project, name, vocabularies).title
    except YamlMistakes:
        contract = facts.contracts.get(name)
        return contract.title if contract else releases[-1].description.title if releases else name


def _letters(record: ReleaseRecord) -> Letters | None:
    if record.grades is None:
        return None
    return Letters(
        _letter(record.grades.overall), tuple((note.title, _letter(note.grade)) for note in record.grades.dimensions)
    )


def _grades(project: Project, facts: Facts) -> dict[str, Letters]:
    """Return the present letters of every measured dataset, over all partners and months."""
    book = grade_book(project)
    found: dict[str, Letters] = {}
    for name in sorted({grade.key.dataset for grade in book.grades} & set(facts.contracts)):
        summary = book.over(book.of(name))
        letters = tuple((book.terms[d].title, _letter(summary.letters[d])) for d in DIMENSIONS)
        found[name] = Letters(_letter(summary.overall), letters)
    return found


def _letter(letter: str) -> str:
    return "nicht messbar" if letter == UNMEASURED else letter
