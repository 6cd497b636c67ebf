# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The upstream of every model, read from the dbt manifest.

Keep out: columns; which columns come from which is the work of column lineage.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from godonu_platform.project import Project
from godonu_platform.warehouse import prepare_manifest


def load_manifest(project: Project) -> dict[str, Any]:
    """Return the dbt manifest, parsed anew when a dbt file changed."""
    path = prepare_manifest(project)
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=2)
def _read(path: Path, _changed: int) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def upstream_models(manifest: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return for every model the names of all models and source datasets it is computed from, sorted."""
    nodes = {**manifest["nodes"], **manifest["sources"]}
    models = [node for node in manifest["nodes"].values() if node["resource_type"] == "model"]
    return {
        model["name"]: sorted(nodes[u]["name"] for u in _ancestors(manifest, model["unique_id"]) if u in nodes)
        for model in models
    }


def _ancestors(manifest: Mapping[str, Any], unique_id: str) -> set[str]:
    seen: set[str] = set()
    todo = [unique_id]
    while todo:
        for parent in manifest["parent_map"].get(todo.pop(), []):
            if parent not in seen:
                seen.add(parent)
                todo.append(parent)
    return seen
