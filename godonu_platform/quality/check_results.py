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
    """What one check said at its last run; `message` is German and holds no cell value.

    `kind` is the kind of a data test ("" for other checks), `failures` the rows that it found (None: it did not run).
    """

    name: str
    passed: bool
    severity: Literal["error", "warn"] = "error"
    message: str = ""
    kind: str = ""
    failures: int | None = 0


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


def begin(project: Project, datasets: Iterable[str], check: str, message: str) -> None:
    """Let the given datasets have no other result than one that did not pass, until new results are recorded.

    Called before a build: whoever kills it leaves no old green results beside new figures.
    """
    _save(project, load_results(project) | {name: [CheckResult(check, False, "error", message)] for name in datasets})


def record_results(project: Project, results: Mapping[str, Iterable[CheckResult]]) -> None:
    """Record results over those of the same dataset and check; all others stay."""
    recorded = load_results(project)
    for dataset, entries in results.items():
        by_name = {entry.name: entry for entry in recorded.get(dataset, [])} | {entry.name: entry for entry in entries}
        recorded[dataset] = list(by_name.values())
    _save(project, recorded)


def _save(project: Project, recorded: Mapping[str, list[CheckResult]]) -> None:
    text = json.dumps(
        {dataset: [asdict(entry) for entry in recorded[dataset]] for dataset in sorted(recorded)},
        ensure_ascii=False,
        indent=1,
    )
    replace_text(results_path(project), text + "\n")
