# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Collects the evidence of the gate from where landing, models, checks and lineage have recorded it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from godonu_platform import run_report
from godonu_platform.contracts.concept import load_concept
from godonu_platform.contracts.contract import load_contracts
from godonu_platform.failure import place_of
from godonu_platform.governance.grounds import Grounds
from godonu_platform.landing.registry import landed_batches
from godonu_platform.lineage.built_ways import built_otherwise
from godonu_platform.lineage.model_graph import load_manifest, upstream_models
from godonu_platform.project import Project
from godonu_platform.publication.candidate import open_contracts
from godonu_platform.publication.evidence import Delivery, Evidence, evidence
from godonu_platform.quality.grades import grade_book
from godonu_platform.warehouse import BuildFailed, manifest_path
from godonu_platform.yaml_model import YamlMistakes

if TYPE_CHECKING:
    from godonu_platform.governance.breaker_proof import ProofResult
    from godonu_platform.governance.effective_class import ColumnClass
    from godonu_platform.governance.way import Way


@dataclass(frozen=True)
class _Traced:
    """What lineage says of the open datasets; `problem` says in German why it says nothing."""

    classes: Mapping[str, Mapping[str, ColumnClass]] = field(default_factory=dict)
    problem: str = ""
    proofs: Mapping[str, ProofResult] = field(default_factory=dict)
    ways: Mapping[str, tuple[Way, ...]] = field(default_factory=dict)


def current_evidence(project: Project) -> Evidence:
    """Return all that the gate may rely on, as recorded by now."""
    deliveries = (Delivery(b.ars, b.dataset, b.sample, tuple(sorted(b.months))) for b in landed_batches(project))
    found = evidence(project, upstream_models(load_manifest(project)), deliveries)
    traced = _traced(project, _stamp(project))
    return replace(
        found, grades=grade_book(project), classes=traced.classes, classes_problem=traced.problem,
        proofs=traced.proofs, ways=traced.ways, grounds=_grounds(project), run=run_report.load(project).get("run_id"),
    )  # fmt: skip


def _grounds(project: Project) -> Mapping[str, Grounds]:
    """Return what decisions are bound to; what cannot be worked out closes every dataset and says why."""
    from godonu_platform.governance.project_grounds import project_grounds

    names = [contract.name for contract in open_contracts(load_contracts(project))]
    try:
        return {name: _as_built(project, grounds) for name, grounds in project_grounds(project, names).items()}
    except YamlMistakes as mistakes:
        told = "; ".join(f"{m.file.name}:{m.line}: {m.key}: {m.message}" for m in mistakes.mistakes)
        return {name: Grounds(problem=f"Bitte zuerst diese Fehler beheben: {told}") for name in names}
    except Exception as error:
        problem = f"Worüber entschieden ist, ließ sich nicht berechnen ({place_of(error)})."
        return {name: Grounds(problem=problem) for name in names}


def _as_built(project: Project, grounds: Grounds) -> Grounds:
    """Return the grounds, closed when the tables were built by other SQL than the one that is judged."""
    otherwise = built_otherwise(project, grounds.sql)
    if not otherwise:
        return grounds
    told = ", ".join(relation.split(".")[-1] for relation in otherwise[:3])
    problem = f"Die Tabellen sind mit einem anderen Rechenweg gebaut als dem geprüften ({told}); bitte »godonu run«."
    return replace(grounds, problem=problem)


@lru_cache(maxsize=2)
def _traced(project: Project, _stamp: tuple[tuple[str, int, int], ...]) -> _Traced:
    """Return classes and ways of the open datasets, why they are not known, and the proofs of the steps.

    A run asks once for each dataset; the answer is the same until the project changes.
    """
    from godonu_platform.governance.breaker_proof import prove_all
    from godonu_platform.governance.breakers import load_breakers
    from godonu_platform.governance.explain import Explainer
    from godonu_platform.governance.project_classes import project_classes

    contracts = load_contracts(project)
    try:
        found, breakers, manifest = project_classes(project), load_breakers(project), load_manifest(project)
        proofs = prove_all(breakers, manifest)
        explainer = Explainer(found, contracts, load_concept(project), breakers, manifest)
        names = [contract.name for contract in open_contracts(contracts)]
        return _Traced({n: found.of(n) for n in names}, "", proofs, {n: explainer.ways(n) for n in names})
    except YamlMistakes as mistakes:
        told = "; ".join(f"{m.file.name}:{m.line}: {m.key}: {m.message}" for m in mistakes.mistakes)
        return _Traced(problem=f"Bitte zuerst diese Fehler beheben: {told}")
    except BuildFailed as failure:
        return _Traced(problem=f"Die Modelle lassen sich nicht übersetzen: {failure}")
    except Exception as error:  # closed and told, dataset by dataset; nobody's classes are guessed
        return _Traced(problem=f"Die Spaltenherkunft ließ sich nicht berechnen ({place_of(error)}).")


def _stamp(project: Project) -> tuple[tuple[str, int, int], ...]:
    """Return what changes whenever SQL, contracts, concept or protective steps do."""
    files = [manifest_path(project), *project.contracts.glob("*.yaml"), *project.governance.glob("*.yaml")]
    found = [(str(path), path.stat()) for path in sorted(files)]
    return tuple((name, status.st_mtime_ns, status.st_size) for name, status in found)
