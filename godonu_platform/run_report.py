# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The report of the present run, reports/last_run.json, which grows as its parts finish.

Keep out: what a part means; each floor adds its own entry, under Dagster and in the terminal alike.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Literal

from godonu_platform.project import Project
from godonu_platform.warehouse import replace_text

Section = Literal["eingang", "modelle", "veroeffentlichung", "portal", "herkunft"]


def load(project: Project) -> dict[str, Any]:
    """Return the report of the last run, or an empty one."""
    path = project.reports / "last_run.json"
    if not path.is_file():
        return {}
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def add(project: Project, run_id: str, section: Section, entry: Mapping[str, Any]) -> None:
    """Add one entry to a section of the report of a run; the first entry of a run starts its report."""
    report = load(project)
    if report.get("run_id") != run_id:
        report = {"run_id": run_id, "started_at": project.clock().isoformat(timespec="seconds"), "status": "laeuft"}
    report.setdefault(section, []).append(dict(entry))
    _save(project, report)


def finish(project: Project, run_id: str, status: str, **facts: Any) -> dict[str, Any]:
    """Write how the run ended and return the whole report."""
    report = load(project)
    if report.get("run_id") != run_id:
        report = {"run_id": run_id, "started_at": project.clock().isoformat(timespec="seconds")}
    report |= {"status": status, "finished_at": project.clock().isoformat(timespec="seconds"), **facts}
    _save(project, report)
    return report


def _save(project: Project, report: Mapping[str, Any]) -> None:
    replace_text(project.reports / "last_run.json", json.dumps(report, ensure_ascii=False, indent=1) + "\n")
