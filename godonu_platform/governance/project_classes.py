# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The classes of the whole project: reads concept, contracts, steps and lineage, and lets the classes flow.

Keep out: the rules themselves (effective_class, lowering); this module only brings the parts together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from godonu_platform.contracts.concept import Concept, load_concept
from godonu_platform.contracts.contract import Contract, load_contracts
from godonu_platform.governance.breakers import Breakers, load_breakers
from godonu_platform.governance.classes import Scale
from godonu_platform.governance.declared_class import RAW, Declared
from godonu_platform.governance.effective_class import ClassWalk, ColumnClass
from godonu_platform.governance.lowering import Lowering, NamedSteps
from godonu_platform.lineage.compiled_models import relation_of
from godonu_platform.lineage.dependency import ModelLineage
from godonu_platform.lineage.macro_templates import UnreadableMacro, make_template
from godonu_platform.lineage.model_graph import load_manifest, upstream_models
from godonu_platform.lineage.project_lineage import project_lineage
from godonu_platform.lineage.step_templates import StepTemplate
from godonu_platform.project import Project


@dataclass(frozen=True)
class ProjectClasses:
    """Lineage and classes of all models by relation (`schema.model`), models after what they read."""

    lineages: Mapping[str, ModelLineage]
    classes: Mapping[str, Mapping[str, ColumnClass]]

    def relation(self, dataset: str) -> str | None:
        """Return the relation of a dataset that is a model; None when there is none, or when a name stands twice."""
        found = [name for name in self.classes if name.split(".")[-1] == dataset]
        return found[0] if len(found) == 1 else None

    def of(self, dataset: str) -> Mapping[str, ColumnClass]:
        """Return the classes of a dataset's columns; none when there is no such model."""
        return self.classes.get(self.relation(dataset) or "", {})


def project_classes(project: Project) -> ProjectClasses:
    """Return lineage and effective classes of every column of every model.

    Raises YamlMistakes for concept, contracts and steps, and BuildFailed when dbt cannot compile its project.
    """
    manifest = load_manifest(project)
    contracts, concept, breakers = load_contracts(project), load_concept(project), load_breakers(project)
    named = named_steps(contracts, manifest)
    templates = step_templates(breakers, manifest)

    def steps_of(relation: str) -> Sequence[StepTemplate]:
        return [template for step in named.get(relation, {}) for template in templates.get(step, ())]

    lineages = project_lineage(project, steps_of)
    return ProjectClasses(lineages, walk_classes(lineages, concept, contracts, manifest, breakers, named))


def walk_classes(
    lineages: Mapping[str, ModelLineage],
    concept: Concept,
    contracts: Mapping[str, Contract],
    manifest: Mapping[str, Any],
    breakers: Breakers,
    named: NamedSteps,
) -> dict[str, dict[str, ColumnClass]]:
    """Return the classes that flow through the given lineages."""
    scale = Scale(concept)
    declared = Declared(concept, scale, contracts, manifest)
    return ClassWalk(scale, declared, Lowering(scale, breakers, named)).walk(lineages)


def step_templates(breakers: Breakers, manifest: Mapping[str, Any]) -> dict[str, list[StepTemplate]]:
    """Return what each step looks like in compiled SQL; one whose macro cannot be read is never recognised."""
    found: dict[str, list[StepTemplate]] = {}
    for step in breakers.steps.values():
        counting = [name for name, use in step.angaben.items() if use == "zaehlung"]
        for number, call in enumerate(step.aufrufe):
            try:
                template = make_template(manifest, step.name, call, variant=str(number), counting=counting)
            except UnreadableMacro:
                continue
            found.setdefault(step.name, []).append(template)
    return found


def named_steps(
    contracts: Mapping[str, Contract], manifest: Mapping[str, Any]
) -> dict[str, dict[str, frozenset[str] | None]]:
    """Return for each model which steps it may rely on, and for which columns (None: all).

    A model with a contract: what that names. One without (staging, intermediate): what the contracts of the landed
    datasets name that it is built from.
    """
    upstream = upstream_models(manifest)
    sources = {source["name"] for source in manifest["sources"].values() if source["schema"] == RAW}
    found: dict[str, dict[str, frozenset[str] | None]] = {}
    for node in manifest["nodes"].values():
        if node["resource_type"] != "model":
            continue
        name = node["name"]
        names = [name] if name in contracts else [up for up in upstream[name] if up in sources]
        steps: dict[str, frozenset[str] | None] = {}
        for declaration in (step for owner in names if owner in contracts for step in contracts[owner].steps):
            protects = frozenset(declaration.columns) if name in contracts and declaration.columns else None
            known = steps.get(declaration.step, frozenset())
            steps[declaration.step] = None if protects is None or known is None else known | protects
        found[relation_of(node)] = steps
    return found
