# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The recorded results of contract checks and dbt tests, by dataset, for the gate and for people.

Keep out: running a check, and deciding what a result means for publication.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from godonu_platform.project import Project
from godonu_platform.warehouse import replace_text


@dataclass(frozen=True)
class CheckResult:
    """What one check said at its last run; `message` is German and holds no cell value."""

    name: str
    passed: bool
    severity: Literal["error", "warn"] = "error"
    message: str = ""


def results_path(project: Project) -> Path:
    """Return the file of recorded results."""
    return project.reports / "checks.json"


def load_results(project: Project) -> dict[str, list[CheckResult]]:
    """Return the recorded results by dataset; a dataset without entry was never checked."""
    path = results_path(project)
    if not path.is_file():
        return {}
    recorded = json.loads(path.read_text(encoding="utf-8"))
    return {dataset: [CheckResult(**entry) for entry in entries] for dataset, entries in recorded.items()}


def record_results(project: Project, results: Mapping[str, Iterable[CheckResult]]) -> None:
    """Replace the results of the given datasets; those of others stay."""
    recorded = load_results(project)
    recorded.update({dataset: list(entries) for dataset, entries in results.items()})
    text = json.dumps(
        {dataset: [asdict(entry) for entry in recorded[dataset]] for dataset in sorted(recorded)},
        ensure_ascii=False,
        indent=1,
    )
    replace_text(results_path(project), text + "\n")
