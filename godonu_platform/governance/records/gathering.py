# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads from the drawers what the records are made from: contracts, concept, steps and proofs, decisions, Löschregeln.

Keep out: releases and grades, which rooms further up know; people, who stay the ids that stand in the decisions.
"""

from __future__ import annotations

from collections.abc import Mapping

from godonu_platform.contracts.concept import Concept, load_concept
from godonu_platform.contracts.contract import Contract, load_contracts
from godonu_platform.contracts.partners import load_partners
from godonu_platform.governance.breaker_proof import prove_all
from godonu_platform.governance.breakers import Breakers, load_breakers
from godonu_platform.governance.decision_model import Decision
from godonu_platform.governance.decisions import load_decisions
from godonu_platform.governance.project_classes import project_classes
from godonu_platform.governance.records.facts import Facts, ModelFacts
from godonu_platform.governance.records.rules import load_record_rules
from godonu_platform.governance.retention_rules import berlin_day, load_retention_rules
from godonu_platform.governance.retention_tables import month_tables
from godonu_platform.lineage.model_graph import load_manifest, upstream_models
from godonu_platform.project import Project
from godonu_platform.warehouse import BuildFailed
from godonu_platform.yaml_model import Mistake, YamlMistakes


def gather(project: Project) -> Facts:
    """Return the facts of the drawers; raises YamlMistakes for a file with mistakes. No data has to be there."""
    concept, contracts, breakers = load_concept(project), load_contracts(project), load_breakers(project)
    return Facts(
        concept=concept,
        contracts=contracts,
        rules=load_record_rules(project, concept, contracts),
        breakers=breakers,
        retention=load_retention_rules(project),
        partners=tuple(load_partners(project)),
        decisions=_decisions(project, contracts),
        today=berlin_day(project.clock()),
        models=_models(project, concept, contracts, breakers),
    )


def _models(project: Project, concept: Concept, contracts: Mapping[str, Contract], breakers: Breakers) -> ModelFacts:
    """Return what the models say; a project that cannot be compiled leaves it open and says why."""
    try:
        manifest = load_manifest(project)
        found = project_classes(project)
    except BuildFailed as failure:
        return ModelFacts(problem=f"Die Modelle lassen sich nicht übersetzen: {failure}")
    return ModelFacts(
        upstream=upstream_models(manifest),
        month_tables=tuple(month_tables(manifest, concept)),
        classes={name: columns for name in contracts if (columns := found.of(name))},
        proofs=prove_all(breakers, manifest),
    )


def _decisions(project: Project, contracts: Mapping[str, Contract]) -> dict[str, tuple[Decision, ...]]:
    found: dict[str, tuple[Decision, ...]] = {}
    mistakes: list[Mistake] = []
    for name in contracts:
        try:
            found[name] = tuple(load_decisions(project, name))
        except YamlMistakes as wrong:
            mistakes += wrong.mistakes
    if mistakes:
        raise YamlMistakes(mistakes)
    return found
