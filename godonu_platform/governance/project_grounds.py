# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Gathers for each open dataset what its fingerprint rests on: the SQL of all upstream models, seeds, protective steps.

Keep out: contract, classes, licence and target, which whoever judges a candidate has at hand.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from godonu_platform.contracts.concept import Concept, load_concept
from godonu_platform.contracts.contract import Contract, load_contracts
from godonu_platform.governance.breakers import ArtModel, Breaker, breakers_path, load_breakers
from godonu_platform.governance.decision_model import canonical
from godonu_platform.governance.grounds import Grounds
from godonu_platform.governance.partner_separation import load_shared, mixings, shared_path, told
from godonu_platform.lineage.compiled_models import CompiledModel, compiled_models
from godonu_platform.lineage.model_graph import load_manifest
from godonu_platform.lineage.normalised_sql import normalised
from godonu_platform.lineage.partner_rows import Mixing
from godonu_platform.project import Project
from godonu_platform.warehouse import BuildFailed, code_digest


def project_grounds(project: Project, datasets: Iterable[str]) -> dict[str, Grounds]:
    """Return the grounds of these datasets; a model that cannot be compiled or read closes those that need it."""
    stamp = hashlib.sha256(code_digest(project).encode())
    for path in (project.concept, breakers_path(project), shared_path(project)):
        stamp.update(path.read_bytes() if path.is_file() else b"-")
    names = tuple(datasets)
    try:
        return dict(_computed(project, names, stamp.hexdigest()))
    except BuildFailed as failure:  # not remembered: the next attempt may succeed
        return {name: Grounds(problem=f"Die Modelle lassen sich nicht übersetzen: {failure}") for name in names}


@lru_cache(maxsize=4)
def _computed(project: Project, datasets: tuple[str, ...], _stamp: str) -> Mapping[str, Grounds]:
    manifest, models = load_manifest(project), compiled_models(project)
    by_id = {n["unique_id"]: n for kind in ("nodes", "sources") for n in manifest[kind].values()}
    ids = {n["name"]: key for key, n in manifest["nodes"].items() if n["resource_type"] == "model"}
    breakers = load_breakers(project)
    steps = {name: _step(manifest, step, breakers.art_of(name)) for name, step in breakers.steps.items()}
    concept, contracts = load_concept(project), load_contracts(project)
    ordered = {models[n].relation: models[n].sql for n in _in_order(manifest, ids) if n in models}
    mixed = mixings(ordered, manifest, load_shared(project))
    found = {}
    for name in datasets:
        if name not in ids:
            found[name] = Grounds(problem=f"Das Modell {name} fehlt im dbt-Projekt.")
            continue
        nodes = [by_id[key] for key in _ancestry(manifest, ids[name]) if key in by_id]
        found[name] = _grounds(nodes, models, steps, _personal(nodes, concept, contracts), mixed)
    return found


def _grounds(
    nodes: list[dict[str, Any]],
    models: Mapping[str, CompiledModel],
    steps: Mapping[str, dict[str, Any]],
    personal: str,
    mixed: Mapping[str, tuple[Mixing, ...]],
) -> Grounds:
    sql, seeds = {}, {}
    for node in nodes:
        if node["resource_type"] == "model":
            model = models.get(node["name"])
            if model is None:
                return Grounds(problem=f"Der Rechenweg von {node['name']} ist nicht bekannt.")
            sql[model.relation] = normalised(model.sql)
        elif node["resource_type"] == "seed":
            seeds[node["name"]] = str(node["checksum"]["checksum"])
    mixtures = tuple(told(mixing) for relation in sorted(sql) for mixing in mixed[relation])
    return Grounds(dict(sorted(sql.items())), dict(sorted(seeds.items())), steps, personal, mixtures)


def _in_order(manifest: Mapping[str, Any], ids: Mapping[str, str]) -> list[str]:
    """Return the names of all models, each after the models that it reads."""
    names = {key: name for name, key in ids.items()}
    return sorted(ids, key=lambda name: (len([k for k in _ancestry(manifest, ids[name]) if k in names]), name))


def _ancestry(manifest: Mapping[str, Any], unique_id: str) -> list[str]:
    seen, todo = {unique_id}, [unique_id]
    while todo:
        for parent in manifest["parent_map"].get(todo.pop(), []):
            if parent not in seen:
                seen.add(parent)
                todo.append(parent)
    return sorted(seen)


def _step(manifest: Mapping[str, Any], step: Breaker, rules: ArtModel) -> dict[str, Any]:
    """Return the macro text of a step as it stands, a short hash of its proof, and by which rules it lowers a class."""
    texts = [m["macro_sql"].strip() for m in manifest["macros"].values() if m["name"] == step.name]
    proof = hashlib.sha256(canonical(step.nachweis.model_dump(mode="json")).encode()).hexdigest()
    told = rules.model_dump(mode="json", include={"hoechstens", "ergebnis"}, exclude_none=True)
    return {"makro": "\n".join(texts), "nachweis": proof[:16], "art": step.art, "angaben": dict(step.angaben), **told}


def _personal(nodes: list[dict[str, Any]], concept: Concept, contracts: Mapping[str, Contract]) -> str:
    """Return the strongest personal reference of all landed columns upstream; an unclassed column is strictest."""
    values: list[str | None] = []
    for node in nodes:
        if node["resource_type"] == "source":
            contract = contracts.get(node["name"])
            known = {column.name: column.personal for column in contract.columns} if contract else {}
            for name, props in node["columns"].items():
                meta = props.get("config", {}).get("meta") or props.get("meta") or {}
                values.append(known.get(name) or meta.get("personenbezug"))
    return concept.max("personenbezug", values) if values else concept.most_open("personenbezug")
