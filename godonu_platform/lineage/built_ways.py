# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""By which SQL each table in the warehouse was built, kept from the build until somebody asks.

A table stays when its SQL changes, or changes back. So what is judged is compared with what the table was built by.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from godonu_platform.lineage.same_way import months_apart
from godonu_platform.project import Project
from godonu_platform.warehouse import replace_text


def record_built(project: Project, executed: Mapping[str, str]) -> None:
    """Keep by which SQL these relations were just built; what is kept of others stays."""
    kept = _kept(project) | {relation: _digest(sql) for relation, sql in executed.items()}
    replace_text(_path(project), json.dumps(dict(sorted(kept.items())), indent=1) + "\n")


def built_otherwise(project: Project, judged: Mapping[str, str]) -> list[str]:
    """Return the relations that were not built by the SQL that is judged; none while there is no warehouse."""
    if not project.warehouse.is_file() and not project.warehouse_ro.is_file():
        return []
    kept = _kept(project)
    return sorted(relation for relation, sql in judged.items() if kept.get(relation) != _digest(sql))


def _digest(sql: str) -> str:
    return hashlib.sha256(months_apart(sql).encode()).hexdigest()


def _path(project: Project) -> Path:
    return project.reports / "built_models.json"


def _kept(project: Project) -> dict[str, str]:
    """Return what is kept; a file that cannot be read says nothing, and then nothing counts as built."""
    try:
        content = json.loads(_path(project).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}
