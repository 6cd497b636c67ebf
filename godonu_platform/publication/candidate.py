# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What might be published: a contract of the open layer with everything that the gate will ask about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from godonu_platform.catalogs.entry import CatalogEntry, load_entry
from godonu_platform.catalogs.lifecycle import NOTICE_PERIOD, Deprecation
from godonu_platform.catalogs.portal import Portal, load_portal
from godonu_platform.catalogs.vocabularies import Vocabularies, load_vocabularies
from godonu_platform.contracts.concept import load_concept
from godonu_platform.contracts.contract import Contract
from godonu_platform.contracts.partners import Partners, load_partners
from godonu_platform.governance.decisions import DecisionBook, load_decisions
from godonu_platform.governance.fingerprint import Parts, fingerprint
from godonu_platform.governance.grounds import candidate_parts
from godonu_platform.governance.targets import as_part
from godonu_platform.project import Project
from godonu_platform.publication.evidence import Evidence
from godonu_platform.yaml_model import YamlMistakes

if TYPE_CHECKING:
    from godonu_platform.governance.breaker_proof import ProofResult
    from godonu_platform.governance.effective_class import ColumnClass


@dataclass(frozen=True)
class Candidate:
    """One dataset before the gate; a part that could not be read is None and its problem says why in German."""

    project: Project
    contract: Contract
    entry: CatalogEntry | None
    entry_problem: str
    book: DecisionBook | None
    book_problem: str
    portal: Portal
    vocabularies: Vocabularies
    partners: Partners
    evidence: Evidence

    @property
    def dataset(self) -> str:
        """The name of the dataset: contract, model, entry and decision file all carry it."""
        return self.contract.name

    @property
    def today(self) -> date:
        """The day on which decisions are judged, in Berlin."""
        return self.project.clock().astimezone(ZoneInfo("Europe/Berlin")).date()

    @property
    def ended(self) -> Deprecation | None:
        """The announcement whose time is over, so that nothing of the dataset is shown any more; None otherwise."""
        announced = self.entry.deprecation if self.entry else None
        return announced if announced and announced.since + NOTICE_PERIOD <= self.today else None

    @cached_property
    def _decided_upon(self) -> tuple[Parts | None, str]:
        grounds = self.evidence.grounds.get(self.dataset)
        if grounds is None:
            return None, "Es ist nicht festgehalten, woraus das Modell gerechnet wird; bitte neu bauen."
        if self.entry is None:
            return None, f"Katalogeintrag: {self.entry_problem}"
        if self.classes is None:
            return None, self.classes_problem or "Die wirksamen Klassen der Spalten sind nicht bekannt."
        return candidate_parts(grounds, self.contract, self.classes, self.entry.licence, self.targets)

    @property
    def targets(self) -> str:
        """The catalogues that a release goes to; decisions are bound to them, so others need other decisions."""
        return as_part(self.portal.targets)

    @property
    def parts(self) -> Parts | None:
        """What a decision on this dataset is bound to; None when a piece of it is not known."""
        return self._decided_upon[0]

    @cached_property
    def fingerprint(self) -> str | None:
        """The fingerprint of the parts; None holds every decision back."""
        return fingerprint(self.parts) if self.parts is not None else None

    @property
    def fingerprint_problem(self) -> str:
        """Why there is no fingerprint, in German."""
        return self._decided_upon[1]

    @property
    def upstream_personal(self) -> bool:
        """Whether so personal data flow in that two people must sign; unknown counts as yes."""
        grounds = self.evidence.grounds.get(self.dataset)
        return load_concept(self.project).needs_four_eyes(grounds.personal if grounds else None)

    @property
    def upstream(self) -> tuple[str, ...]:
        """Every model and source that the model is built from, in a fixed order; empty when nothing is known."""
        return tuple(sorted(set(self.evidence.upstream.get(self.dataset, ())) - {self.dataset}))

    @property
    def classes(self) -> Mapping[str, ColumnClass] | None:
        """The effective class of each column by the lineage; None when nobody worked it out."""
        return self.evidence.classes.get(self.dataset)

    @property
    def classes_problem(self) -> str:
        """Why the effective classes are not known, in German."""
        return self.evidence.classes_problem

    @property
    def proofs(self) -> Mapping[str, ProofResult]:
        """The result of the proof of each protective step."""
        return self.evidence.proofs

    def origin(self, ars: str) -> tuple[bool, bool]:
        """Return (known, real) of a partner's deliveries upstream; unknown counts as real."""
        mine = [d for d in self.evidence.deliveries if d.ars == ars and d.dataset in self.upstream]
        return bool(mine), not mine or any(not d.is_sample for d in mine)

    def is_mixed(self, ars: str) -> bool:
        """Whether a partner has sample and real deliveries upstream: no decision speaks of such a mixture."""
        kinds = {d.is_sample for d in self.evidence.deliveries if d.ars == ars and d.dataset in self.upstream}
        return len(kinds) > 1


def open_contracts(contracts: Mapping[str, Contract]) -> list[Contract]:
    """Return the contracts whose data are made to leave, by name."""
    return [contract for _, contract in sorted(contracts.items()) if contract.layer == "veroeffentlichung"]


def collect_candidates(project: Project, contracts: Iterable[Contract], evidence: Evidence) -> list[Candidate]:
    """Return a candidate for each contract.

    A mistake in one dataset's files stays with that dataset; raises YamlMistakes for portal, value lists and
    partners, without which nothing can be shown.
    """
    portal, vocabularies, partners = load_portal(project), load_vocabularies(project), load_partners(project)
    found = []
    for contract in contracts:
        entry, entry_problem = None, ""
        book, book_problem = None, ""
        try:
            entry = load_entry(project, contract.name, vocabularies)
        except YamlMistakes as mistakes:
            entry_problem = _told(mistakes)
        try:
            book = load_decisions(project, contract.name)
        except YamlMistakes as mistakes:
            book_problem = _told(mistakes)
        found.append(
            Candidate(
                project, contract, entry, entry_problem, book, book_problem, portal, vocabularies, partners, evidence
            )
        )
    return found


def _told(mistakes: YamlMistakes) -> str:
    return "; ".join(f"{m.file.parent.name}/{m.file.name}:{m.line}: {m.key}: {m.message}" for m in mistakes.mistakes)
