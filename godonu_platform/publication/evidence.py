# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a run has recorded about the models: check results, what they are built from, which deliveries arrived."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from godonu_platform.project import Project
from godonu_platform.quality.check_results import CheckResult, results_path


@dataclass(frozen=True)
class Delivery:
    """One landed delivery: who delivered which source dataset, and whether the sample generator wrote it."""

    ars: str
    dataset: str
    is_sample: bool


@dataclass(frozen=True)
class Evidence:
    """All that the gate may rely on; what is not in here does not count."""

    checks: Mapping[str, Sequence[CheckResult]] = field(default_factory=dict)
    upstream: Mapping[str, Sequence[str]] = field(default_factory=dict)
    deliveries: Sequence[Delivery] = ()


def load_checks(project: Project) -> dict[str, list[CheckResult]]:
    """Read reports/checks.json; a missing or broken file gives no results, which the gate takes as not passed."""
    path = results_path(project)
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return {str(model): [_result(entry) for entry in entries] for model, entries in content.items()}
    except (OSError, ValueError, AttributeError, KeyError, TypeError):
        return {}


def evidence(
    project: Project, upstream: Mapping[str, Sequence[str]], deliveries: Iterable[tuple[str, str, bool]]
) -> Evidence:
    """Return the evidence of the last run: recorded checks, the given upstream map and (ars, dataset, is_sample)."""
    return Evidence(load_checks(project), upstream, tuple(Delivery(*row) for row in deliveries))


def _result(entry: Mapping[str, Any]) -> CheckResult:
    # "passed" must be the boolean true: a text such as "nein" or a missing key must not read as passed
    severity: Literal["error", "warn"] = "warn" if entry.get("severity") == "warn" else "error"
    return CheckResult(str(entry["name"]), entry.get("passed") is True, severity, str(entry.get("message", "")))
