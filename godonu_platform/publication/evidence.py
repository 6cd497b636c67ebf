# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a run has recorded about the models: check results, what they are built from, which deliveries arrived."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from godonu_platform.governance.grounds import Grounds
from godonu_platform.project import Project
from godonu_platform.quality.check_results import CheckResult, results_path

if TYPE_CHECKING:
    from godonu_platform.governance.breaker_proof import ProofResult
    from godonu_platform.governance.effective_class import ColumnClass
    from godonu_platform.governance.way import Way
from godonu_platform.quality.grade_summary import GradeBook


@dataclass(frozen=True)
class Delivery:
    """One landed delivery: who delivered which source dataset, and whether the sample generator wrote it."""

    ars: str
    dataset: str
    is_sample: bool
    months: tuple[str, ...] = ()


@dataclass(frozen=True)
class Evidence:
    """All that the gate may rely on; what is not in here does not count.

    classes: the effective class of each column by open dataset; classes_problem says in German why they are absent.
    proofs: the result of each protective step's proof. ways: where each column of an open dataset comes from.
    run: the id of the run that is going on, or of the last one.
    """

    checks: Mapping[str, Sequence[CheckResult]] = field(default_factory=dict)
    upstream: Mapping[str, Sequence[str]] = field(default_factory=dict)
    deliveries: Sequence[Delivery] = ()
    grades: GradeBook | None = None
    classes: Mapping[str, Mapping[str, ColumnClass]] = field(default_factory=dict)
    classes_problem: str = ""
    proofs: Mapping[str, ProofResult] = field(default_factory=dict)
    grounds: Mapping[str, Grounds] = field(default_factory=dict)
    ways: Mapping[str, Sequence[Way]] = field(default_factory=dict)
    run: str | None = None


def load_checks(project: Project) -> dict[str, list[CheckResult]]:
    """Read reports/checks.json; a missing or broken file gives no results, which the gate takes as not passed."""
    path = results_path(project)
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return {str(model): [_result(entry) for entry in entries] for model, entries in content.items()}
    except (OSError, ValueError, AttributeError, KeyError, TypeError):
        return {}


def evidence(project: Project, upstream: Mapping[str, Sequence[str]], deliveries: Iterable[Delivery]) -> Evidence:
    """Return the evidence of the last run: recorded checks, the given upstream map and deliveries."""
    return Evidence(load_checks(project), upstream, tuple(deliveries))


def _result(entry: Mapping[str, Any]) -> CheckResult:
    # "passed" must be the boolean true: a text such as "nein" or a missing key must not read as passed
    severity: Literal["error", "warn"] = "warn" if entry.get("severity") == "warn" else "error"
    return CheckResult(str(entry["name"]), entry.get("passed") is True, severity, str(entry.get("message", "")))
