# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""All that stands behind a number: its way through the models, deliveries, decisions, run and code.

Keep out: how it is shown. Deliveries are named by their id and counts only, never by file name or content.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from godonu_platform import run_report
from godonu_platform.catalogs.release_record import ReleaseRecord
from godonu_platform.contracts.concept import load_concept
from godonu_platform.contracts.contract import load_contracts
from godonu_platform.contracts.partners import load_partners
from godonu_platform.governance.breaker_proof import ProofResult, prove_all
from godonu_platform.governance.breakers import load_breakers
from godonu_platform.governance.decision_basis import read_parts
from godonu_platform.governance.explain import Explainer
from godonu_platform.governance.project_classes import ProjectClasses, project_classes
from godonu_platform.governance.targets import in_words
from godonu_platform.governance.way import Way
from godonu_platform.landing.registry import landed_batches
from godonu_platform.lineage.model_graph import load_manifest
from godonu_platform.project import Project
from godonu_platform.publication.release import latest_release
from godonu_platform.yaml_model import YamlMistakes


@dataclass(frozen=True)
class DeliveryBehind:
    """One delivery of a landed dataset on the way: its id, who delivered, how many records are in the lake."""

    batch: str
    dataset: str
    partner: str
    months: tuple[str, ...]
    landed: int
    sample: bool


@dataclass(frozen=True)
class Explanation:
    """The way of a number and its circumstances; what is not known is None or empty, never guessed.

    targets: into which catalogues it was opened, in German, as the decision was bound to them.
    run and revision are those of the release, where there is one; else of the last run and of the present code.
    """

    way: Way
    deliveries: tuple[DeliveryBehind, ...]
    proofs: Mapping[str, ProofResult]
    release: ReleaseRecord | None
    run: str | None
    revision: str | None
    targets: str = ""

    @property
    def decisions(self) -> dict[str, str]:
        """The decision that opened each partner's part, by the partner's name."""
        return {partner.name: partner.decision for partner in self.release.partners_in} if self.release else {}


class Explanations:
    """Explains columns of one project; what all answers share is read once."""

    def __init__(self, project: Project, classes: ProjectClasses | None = None) -> None:
        """Read lineage, classes, deliveries and proofs; raises YamlMistakes and BuildFailed."""
        self._project = project
        manifest, breakers = load_manifest(project), load_breakers(project)
        known = classes or project_classes(project)
        self._explainer = Explainer(known, load_contracts(project), load_concept(project), breakers, manifest)
        self._proofs = prove_all(breakers, manifest)
        self._partners = load_partners(project)
        self._deliveries = list(landed_batches(project))
        self._run = run_report.load(project).get("run_id")

    def of(self, dataset: str, column: str) -> Explanation:
        """Return what stands behind a column; raises UnknownColumn when there is no such column."""
        way = self._explainer.way(dataset, column)
        latest = latest_release(self._project, dataset)
        record = latest.record if latest else None
        told = record.provenance if record else None
        return Explanation(
            way=way,
            deliveries=tuple(self._behind(way.landed)),
            proofs={step.name: self._proofs[step.name] for step in way.steps},
            release=record,
            run=told.run if told else self._run,
            revision=told.revision if told else self._project.revision,
            targets=self._targets(record) if record else "",
        )

    def _targets(self, record: ReleaseRecord) -> str:
        try:
            parts = read_parts(self._project, record.gate.fingerprint)
        except YamlMistakes:  # told by the gate; here it is only not known
            parts = None
        return in_words(parts.get("ziel", "")) if parts else ""

    def _behind(self, datasets: Iterable[str]) -> Iterable[DeliveryBehind]:
        wanted = set(datasets)
        for report in self._deliveries:
            if report.dataset in wanted:
                partner = self._partners.get(report.ars)
                yield DeliveryBehind(
                    batch=report.batch,
                    dataset=report.dataset,
                    partner=partner.name if partner else report.ars,
                    months=tuple(sorted(report.months)),
                    landed=report.landed,
                    sample=report.sample,
                )
