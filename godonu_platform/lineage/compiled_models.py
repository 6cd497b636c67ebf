# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The SQL of all models as dbt compiles it: for a full build, so that neither a month nor a path stands in it.

Keep out: what the SQL means. Compiled is against an empty database in memory, so nothing has to be built before and
no warehouse is touched; the result is kept beside the manifest until a file of the dbt project changes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from godonu_platform.lineage.model_graph import load_manifest
from godonu_platform.lineage.normalised_sql import without_database
from godonu_platform.project import Project
from godonu_platform.warehouse import BuildFailed, code_digest, replace_text, run_dbt

Manifest = Mapping[str, Any]


@dataclass(frozen=True)
class CompiledModel:
    """One model as it is computed; `columns` are those declared in YAML, with their types."""

    name: str
    schema: str
    relation: str
    sql: str
    path: str
    columns: Mapping[str, str]
    upstream: tuple[str, ...]  # relations it reads, sorted
    incremental: bool = False  # built month by month: what tells the rows of one month apart may repeat in the next


def compiled_models(project: Project) -> dict[str, CompiledModel]:
    """Return every model by name; raises BuildFailed when dbt cannot compile one."""
    target, digest = project.dbt_target / "compiled_models.json", code_digest(project)
    if (found := _kept(target, digest)) is not None:
        return found
    models = _compile(project, load_manifest(project))
    kept = {"digest": digest, "models": {name: asdict(model) for name, model in models.items()}}
    replace_text(target, json.dumps(kept, ensure_ascii=False, indent=1))
    return models


def _kept(path: Path, digest: str) -> dict[str, CompiledModel] | None:
    """Return what was compiled before from the same files; a file that cannot be read counts as none."""
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        if kept["digest"] != digest:
            return None
        return {name: _read(model) for name, model in kept["models"].items()}
    except (OSError, ValueError, LookupError, TypeError):
        return None


def _read(kept: dict[str, Any]) -> CompiledModel:
    return CompiledModel(**{**kept, "upstream": tuple(kept["upstream"])})


def _compile(project: Project, manifest: Manifest) -> dict[str, CompiledModel]:
    arguments = ["compile", "--full-refresh", "--no-write-json", "--exclude", "resource_type:test"]
    done = run_dbt(project, arguments, None, _parsed(project), GODONU_WAREHOUSE=":memory:")
    if done.result is None or not done.success:
        raise BuildFailed(f"dbt konnte die Modelle nicht übersetzen: {done.exception or _failure(done.result)}")
    relations = {key: relation_of(node) for key, node in {**manifest["nodes"], **manifest["sources"]}.items()}
    models = {}
    for result in sorted(done.result.results, key=lambda r: str(r.node.name)):
        node = manifest["nodes"].get(result.node.unique_id)
        if node is None or node["resource_type"] != "model":
            continue
        upstream = sorted(relations[key] for key in node["depends_on"]["nodes"] if key in relations)
        models[node["name"]] = CompiledModel(
            name=node["name"],
            schema=node["schema"],
            relation=relation_of(node),
            sql=without_database(result.node.compiled_code),
            path=node["original_file_path"],
            columns=_columns(node),
            upstream=tuple(upstream),
            incremental=node["config"]["materialized"] == "incremental",
        )
    return models


def _parsed(project: Project) -> Any:
    """Return the project as dbt parsed it, so that it is not parsed again; None when dbt has to."""
    from dbt.contracts.graph.manifest import Manifest as DbtManifest

    kept = project.dbt_target / "partial_parse.msgpack"
    if not kept.is_file():
        return None
    parsed = DbtManifest.from_msgpack(kept.read_bytes())
    parsed.build_flat_graph()  # type: ignore[no-untyped-call]
    return parsed


def _failure(result: Any) -> str:
    failed = [r for r in getattr(result, "results", []) if str(r.status) != "success"]
    return f"{failed[0].node.name}: {failed[0].message}" if failed else "ohne Angabe"


def relation_of(node: Mapping[str, Any]) -> str:
    """Return a model or source as schema.name, lower case."""
    return f"{node['schema']}.{node.get('alias') or node.get('identifier') or node['name']}".lower()


def _columns(node: Mapping[str, Any]) -> dict[str, str]:
    return {column["name"].lower(): column.get("data_type") or "" for column in node["columns"].values()}


def source_schema(manifest: Manifest) -> dict[str, dict[str, str]]:
    """Return the columns and types of every source table, as declared for dbt."""
    return {relation_of(source): _columns(source) for source in manifest["sources"].values()}


def declared_keys(manifest: Manifest) -> dict[str, list[frozenset[str]]]:
    """Return what a grain test proves at every build: column sets that tell the rows of a relation apart."""
    keys: dict[str, list[frozenset[str]]] = {}
    nodes = {**manifest["nodes"], **manifest["sources"]}
    for test in manifest["nodes"].values():
        metadata = test.get("test_metadata") or {}
        if test["resource_type"] != "test" or metadata.get("name") != "grain" or not _blocks(test):
            continue
        tested = test.get("attached_node") or next(iter(test["depends_on"]["nodes"]), None)
        if tested in nodes:
            columns = frozenset(column.lower() for column in metadata["kwargs"]["columns"])
            keys.setdefault(relation_of(nodes[tested]), []).append(columns)
    return keys


def _blocks(test: Mapping[str, Any]) -> bool:
    """Whether a build stops when the test fails, and the test looks at every row."""
    config = test["config"]
    severity = str(config.get("severity") or "ERROR").upper()
    return bool(config.get("enabled", True)) and severity == "ERROR" and not config.get("where")
