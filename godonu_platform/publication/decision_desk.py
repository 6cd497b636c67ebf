# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The desk at which an opening is decided: shows the present state of a dataset, and takes a decision on just that.

Keep out: questions and tables (terminal, components), and what speaks against answers (governance/deciding).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from godonu_platform.catalogs.gate_ledger import read_ledger, write_head
from godonu_platform.catalogs.release_record import ReleaseRecord
from godonu_platform.contracts.contract import load_contracts
from godonu_platform.governance.column_words import OriginWords, origin_words
from godonu_platform.governance.deciding import Answers, Contradiction, Matter, decided
from godonu_platform.governance.decision_book import chain_problem
from godonu_platform.governance.decision_model import CLOSING_STATUSES, Decision
from godonu_platform.governance.decision_writing import append_decision
from godonu_platform.governance.people import load_people
from godonu_platform.project import Project
from godonu_platform.publication.candidate import Candidate, collect_candidates, open_contracts
from godonu_platform.publication.collected import current_evidence
from godonu_platform.publication.opening import opening_of
from godonu_platform.publication.release import latest_release


class NothingToDecide(ValueError):
    """There is no dataset of that name that could be opened; the text names those there are, in German."""


@dataclass(frozen=True)
class Desk:
    """One dataset on the desk: the candidate as it is now and what a decision on it would be about."""

    candidate: Candidate
    matter: Matter
    latest: ReleaseRecord | None

    @property
    def today(self) -> dt.date:
        """The day that a decision taken now bears, in Berlin."""
        return self.candidate.today


def laid_out(project: Project, dataset: str, *, origins: bool = True) -> Desk:
    """Return a dataset with all that has to be seen; raises NothingToDecide, and YamlMistakes for unreadable files.

    origins: also say in words where each column comes from, which takes a while and which only people need.
    """
    contracts = load_contracts(project)
    known = {contract.name: contract for contract in open_contracts(contracts)}
    if dataset not in known:
        raise NothingToDecide(
            f"»{dataset}« ist kein Datensatz der Ebene Veröffentlichung; zu entscheiden ist über: "
            f"{', '.join(known) or 'keinen'}."
        )
    [candidate] = collect_candidates(project, [known[dataset]], current_evidence(project))
    release = latest_release(project, dataset)
    matter = opening_of(candidate, origin_words(project, dataset) if origins else OriginWords())
    return Desk(candidate, matter, release.record if release else None)


def take(desk: Desk, answers: Answers, on: dt.date | None = None) -> tuple[Decision, Path]:
    """Write a decision on what lies on the desk and return it with its file.

    Raises Contradiction with everything that speaks against it, DecisionNotWritten when somebody decided meanwhile.
    """
    candidate = desk.candidate
    if candidate.book is None:
        raise Contradiction([candidate.book_problem])
    seen = read_ledger(candidate.project).heads.get(candidate.dataset, "")
    broken = chain_problem(candidate.book, seen, desk.latest.decision_head if desk.latest else "")
    if broken:
        raise Contradiction([broken])
    people = load_people(candidate.project)
    entry = decided(desk.matter, answers, candidate.book, candidate.partners, people, on or desk.today)
    parts = None if entry.status in CLOSING_STATUSES else desk.matter.parts
    names = {partner.ars: partner.short_name for partner in candidate.partners}
    path = append_decision(candidate.project, entry, parts, names)
    write_head(candidate.project, candidate.dataset, entry.digest)
    return entry, path
