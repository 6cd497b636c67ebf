# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The results of dbt tests as recorded checks of the models they test."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, Literal

from godonu_platform.lineage.compiled_models import CompiledModel
from godonu_platform.lineage.same_way import deviations
from godonu_platform.quality.check_results import CheckResult
from godonu_platform.warehouse import BuildResult, NodeResult

BUILT = "gebaut"
SAME_WAY = "rechenweg"


def results_of_build(
    result: BuildResult, manifest: Mapping[str, Any], models: Mapping[str, CompiledModel]
) -> dict[str, list[CheckResult]]:
    """Return for every model of a build whether it was built as it was checked, and what its tests said.

    `models` are the models as lineage reads them. A skipped model or test did not pass: what was not checked is not
    proven.
    """
    results: dict[str, list[CheckResult]] = defaultdict(list)
    executed = {node.name: node.compiled for node in result.nodes if node.kind == "model" and node.ok}
    strange = deviations(manifest, models, executed)
    for name in executed:
        results[name].append(CheckResult(SAME_WAY, name not in strange, "error", strange.get(name, "")))
    for node in result.nodes:
        if node.kind == "model":
            passed = node.ok
            results[node.name].append(
                CheckResult(BUILT, passed, "error", "" if passed else f"Nicht gebaut ({node.status}).")
            )
        elif node.kind == "test":
            for model in _tested(manifest, node.unique_id):
                results[model].append(_of_test(node, manifest["nodes"][node.unique_id]))
    return dict(results)


def _tested(manifest: Mapping[str, Any], unique_id: str) -> list[str]:
    node = manifest["nodes"][unique_id]
    attached = node.get("attached_node")
    parents = [attached] if attached else node["depends_on"]["nodes"]
    return [manifest["nodes"][p]["name"] for p in parents if p in manifest["nodes"]]


def _of_test(node: NodeResult, props: Mapping[str, Any]) -> CheckResult:
    warns = str(props["config"].get("severity", "error")).lower() == "warn"
    severity: Literal["error", "warn"] = "warn" if warns else "error"
    passed = node.status == "pass"
    message = "" if passed else f"Prüfung {node.name}: {node.status}, betroffene Zeilen: {node.failures or 0}."
    kind = str((props.get("test_metadata") or {}).get("name") or "eigene")
    return CheckResult(node.name, passed, severity, message, kind, _failures(node))


def _failures(node: NodeResult) -> int | None:
    """Return the rows that a test found, or None where it did not come to an answer."""
    return node.failures or 0 if node.status in ("pass", "warn", "fail") else None
