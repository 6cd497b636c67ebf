# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Decides whether a run would find anything to do, without importing Dagster, dbt or DuckDB."""

from __future__ import annotations

import hashlib
import json

from godonu_platform.landing import build_window
from godonu_platform.landing.arrival import waiting_files
from godonu_platform.project import Project
from godonu_platform.warehouse import replace_text


def anything_to_do(project: Project) -> bool:
    """Whether something waits in the inbox, is landed but not built, or is governed differently than last time."""
    remembered = _remembered(project)
    if not project.warehouse.is_file() or not project.catalogue.is_dir():
        return True
    if remembered.get("inbox") != _inbox(project) or remembered.get("drawers") != _drawers(project):
        return True
    return build_window.pending(project).anything


def remember(project: Project) -> None:
    """Remember what the run that just ended has seen."""
    seen = {"inbox": _inbox(project), "drawers": _drawers(project)}
    replace_text(project.reports / "seen.json", json.dumps(seen) + "\n")


def _remembered(project: Project) -> dict[str, str]:
    path = project.reports / "seen.json"
    if not path.is_file():
        return {}
    content: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return content


def _inbox(project: Project) -> str:
    """Digest what still waits: after a run these are deliveries that were refused and have not changed since."""
    seen = hashlib.sha256()
    for path in sorted(waiting_files(project)):
        status = path.stat()
        seen.update(f"{path}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    return seen.hexdigest()


def _drawers(project: Project) -> str:
    seen = hashlib.sha256()
    for drawer in (project.governance, project.catalogs, project.assets, project.dbt_project):
        for path in sorted(p for p in drawer.rglob("*") if p.is_file() and "__pycache__" not in p.parts):
            seen.update(f"{drawer.name}/{path.relative_to(drawer)}".encode() + b"\0" + path.read_bytes() + b"\0")
    return seen.hexdigest()
