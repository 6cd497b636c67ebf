# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Traces all models in the order in which they are built; a model whose text and inputs did not change is not traced.

Keep out: how one query is traced (column_lineage), which steps count where (governance).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence

from godonu_platform.lineage.column_lineage import trace, untraced, walker_version
from godonu_platform.lineage.compiled_models import CompiledModel, compiled_models, declared_keys, source_schema
from godonu_platform.lineage.dependency import ModelLineage, Refusal
from godonu_platform.lineage.lineage_cache import LineageCache, listed_causes
from godonu_platform.lineage.model_graph import load_manifest
from godonu_platform.lineage.relations import MANY, NameCauses
from godonu_platform.lineage.sql_text import DIALECT
from godonu_platform.lineage.step_templates import StepTemplate
from godonu_platform.project import Project

Schema = dict[str, Mapping[str, str]]
Keys = dict[str, list[frozenset[str]]]
Steps = Callable[[str], Sequence[StepTemplate]]


def project_lineage(project: Project, steps: Steps | Sequence[StepTemplate] = ()) -> dict[str, ModelLineage]:
    """Return the lineage of every model by relation, models after what they read.

    steps: the protective steps to look for, or a function that says which of them count in a relation.
    Raises BuildFailed when dbt cannot compile its project.
    """
    manifest = load_manifest(project)
    cache = LineageCache(project.dbt_target / "lineage_cache.json")
    lineages = trace_models(
        compiled_models(project).values(), source_schema(manifest), declared_keys(manifest), steps, cache
    )
    cache.write()
    return lineages


def trace_models(
    models: Iterable[CompiledModel],
    sources: Mapping[str, Mapping[str, str]],
    keys: Mapping[str, Sequence[frozenset[str]]],
    steps: Steps | Sequence[StepTemplate] = (),
    cache: LineageCache | None = None,
) -> dict[str, ModelLineage]:
    """Return the lineage of the given models by relation; `keys` are those that a test proves at every build."""
    schema: Schema = dict(sources)
    unique: Keys = {relation: list(found) for relation, found in keys.items()}
    texts = _StepTexts(steps)
    lineages: dict[str, ModelLineage] = {}
    for model in in_order(models):
        inputs = {relation: schema[relation] for relation in model.upstream if relation in schema}
        known = {relation: unique[relation] for relation in inputs if relation in unique}
        repeats = {relation: _surely(lineages[relation]) for relation in inputs if relation in lineages}
        digest = _digest(model, inputs, known, texts.of(model.relation), repeats)
        lineage = cache.get(digest) if cache is not None else None
        if lineage is None:
            own = {**inputs, model.relation: model.columns} if model.relation not in inputs else inputs
            marked = texts.steps(model.relation)
            lineage = trace(model.relation, model.sql, schema=own, unique=known, steps=marked, repeats=repeats)
            lineage = _complete(model, lineage)
            if cache is not None:
                cache.put(digest, lineage)
        lineages[model.relation] = lineage
        schema[model.relation] = {name: model.columns.get(name, "") for name in lineage.columns}
        if not model.incremental:
            unique[model.relation] = [*unique.get(model.relation, []), *lineage.keys]
    return lineages


def _surely(lineage: ModelLineage) -> dict[str, NameCauses]:
    """Return what was surely multiplied; that a join may have done so, is proven otherwise by a test of the model."""
    return {name: causes for name, causes in lineage.repeats.items() if MANY in causes}


def _complete(model: CompiledModel, lineage: ModelLineage) -> ModelLineage:
    """Return the lineage; as untraced if a column that is declared in YAML does not come out of the query."""
    missing = [name for name in model.columns if name not in lineage.columns]
    if not missing or lineage.refusals:
        return lineage
    reason = "Sie ist in YAML beschrieben, aber die Abfrage ergibt sie nicht; bitte beides angleichen."
    refusals = [Refusal(f"Spalte {name}", 1, reason) for name in missing]
    return untraced(model.relation, {**model.columns, **lineage.columns}, model.upstream, refusals)


def in_order(models: Iterable[CompiledModel]) -> list[CompiledModel]:
    """Return the models so that each stands after what it reads; by name where that leaves a choice."""
    by_relation = {model.relation: model for model in models}
    ordered: dict[str, CompiledModel] = {}
    for start in sorted(by_relation):
        todo = [start]
        while todo:
            relation = todo[-1]
            missing = [up for up in by_relation[relation].upstream if up in by_relation and up not in ordered]
            missing = [up for up in missing if up not in todo]
            if missing:
                todo += missing[:1]
            else:
                ordered.setdefault(todo.pop(), by_relation[relation])
    return list(ordered.values())


class _StepTexts:
    """The steps of each relation, and a text of them that changes when one of them does."""

    def __init__(self, steps: Steps | Sequence[StepTemplate]) -> None:
        self._steps = steps
        self._texts: dict[int, str] = {}

    def steps(self, relation: str) -> Sequence[StepTemplate]:
        return self._steps(relation) if callable(self._steps) else self._steps

    def of(self, relation: str) -> list[str]:
        return [self._text(step) for step in self.steps(relation)]

    def _text(self, step: StepTemplate) -> str:
        if id(step) not in self._texts:
            pattern = step.pattern.sql(dialect=DIALECT)
            self._texts[id(step)] = f"{step.step} {step.variant} {step.arguments} {sorted(step.counting)} {pattern}"
        return self._texts[id(step)]


def _digest(
    model: CompiledModel,
    inputs: Mapping[str, Mapping[str, str]],
    keys: Mapping[str, Sequence[frozenset[str]]],
    steps: Sequence[str],
    repeats: Mapping[str, Mapping[str, NameCauses]],
) -> str:
    parts = [
        walker_version(),
        model.relation,
        model.sql,
        list(model.columns),
        {name: list(columns.items()) for name, columns in sorted(inputs.items())},
        {name: sorted(sorted(key) for key in found) for name, found in sorted(keys.items())},
        list(steps),
        {
            name: {column: listed_causes(causes) for column, causes in sorted(found.items())}
            for name, found in sorted(repeats.items())
        },
    ]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
