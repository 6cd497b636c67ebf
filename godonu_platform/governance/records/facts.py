# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""All that the records are made from, as plain values: whoever knows it hands it in.

Keep out: reading files. What nobody handed in is empty, and the records say so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from godonu_platform.contracts.concept import Concept
from godonu_platform.contracts.contract import Contract
from godonu_platform.contracts.partners import Partner
from godonu_platform.governance.breaker_proof import ProofResult
from godonu_platform.governance.breakers import Breakers
from godonu_platform.governance.decision_model import Decision
from godonu_platform.governance.effective_class import ColumnClass
from godonu_platform.governance.records.rules import RecordRules
from godonu_platform.governance.retention_rules import RetentionRules
from godonu_platform.governance.retention_tables import MonthTable


@dataclass(frozen=True)
class ModelFacts:
    """What the models say: what stands on what, classes by the lineage, proofs; `problem` tells in German why not."""

    upstream: Mapping[str, Sequence[str]] = field(default_factory=dict)
    month_tables: Sequence[MonthTable] = ()
    classes: Mapping[str, Mapping[str, ColumnClass]] = field(default_factory=dict)
    proofs: Mapping[str, ProofResult] = field(default_factory=dict)
    problem: str = ""


@dataclass(frozen=True)
class Letters:
    """The measured grade of a dataset: overall, and by the title of each dimension."""

    overall: str
    dimensions: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class OpenPartner:
    """A Kommune whose figures are public, and the decision that opened them."""

    ars: str
    name: str
    decision: str


@dataclass(frozen=True)
class LeftOut:
    """A Kommune whose figures are not public, and why (German)."""

    ars: str
    name: str
    reason: str


@dataclass(frozen=True)
class Opening:
    """How a dataset that is made for the public stood at the end of the period.

    `version` is None when nothing was shown. `outcome` and `objections` are what the gate says, if it was asked.
    """

    dataset: str
    title: str
    licence: str | None = None
    formats: tuple[str, ...] = ()
    version: str | None = None
    created: date | None = None
    months: tuple[str, ...] = ()
    sample: str = "keine"
    partners: tuple[OpenPartner, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    letters: Letters | None = None
    outcome: str | None = None
    objections: tuple[str, ...] = ()
    first: date | None = None
    versions_in_year: int = 0
    withdrawn: date | None = None
    withdrawn_because: str = ""


@dataclass(frozen=True)
class Facts:
    """Everything at hand when records are written."""

    concept: Concept
    contracts: Mapping[str, Contract]
    rules: RecordRules
    breakers: Breakers
    retention: RetentionRules
    partners: Sequence[Partner]
    decisions: Mapping[str, Sequence[Decision]]
    today: date
    models: ModelFacts = field(default_factory=ModelFacts)
    grades: Mapping[str, Letters] = field(default_factory=dict)
    openings: Sequence[Opening] = ()

    def speaks_of_people(self, personal: str | None) -> bool:
        """Whether a value of Personenbezug is one that a record of processing has to name."""
        return self.concept.needs_four_eyes(personal)

    def effective(self, dataset: str, axis: str) -> str | None:
        """Return the strictest class of a dataset on an axis by the lineage; None when it is not known."""
        columns = self.models.classes.get(dataset)
        return self.concept.max(axis, (getattr(c.effective, axis) for c in columns.values())) if columns else None

    def absent(self, opening: Opening) -> tuple[LeftOut, ...]:
        """Return every Kommune that is not in a dataset, with the reason; who is in what is shown is not absent."""
        there = {partner.ars for partner in opening.partners}
        told = [partner for partner in opening.left_out if partner.ars not in there]
        there |= {partner.ars for partner in told}
        none = [p for p in self.partners if p.role == "partner" and p.ars not in there] if opening.version else []
        return (*told, *(LeftOut(p.ars, p.name, "von dieser Kommune liegen keine Zahlen vor") for p in none))

    def title(self, dataset: str) -> str:
        """Return how the public knows a dataset, else the title of its contract."""
        shown = next((opening.title for opening in self.openings if opening.dataset == dataset), None)
        return shown or (self.contracts[dataset].title if dataset in self.contracts else dataset)

    def built_on(self, dataset: str) -> list[str]:
        """Return the datasets that are computed from a dataset."""
        return sorted(name for name, up in self.models.upstream.items() if name in self.contracts and dataset in up)
