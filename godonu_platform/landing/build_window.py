# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which months a build has to touch: what landed since the last good build, or everything when the rules changed.

Keep out: running dbt; a build gets its window as a file, and says here what became of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from godonu_platform import warehouse
from godonu_platform.contracts.contract import load_contracts
from godonu_platform.contracts.partners import load_partners
from godonu_platform.landing.frozen_months import computable, load_frozen
from godonu_platform.landing.registry import landed_batches, touched_months
from godonu_platform.landing.report import DeliveryReport
from godonu_platform.project import Project

ALL_MONTHS = "alle"
# What models read beside deliveries: tables that landing and this module write themselves, for every build.
WRITTEN_BY_PLATFORM = ("partners", "deliveries", "run_months", "cross_month_events")
_PARTNER_COLUMNS = {
    "ars": "VARCHAR", "name": "VARCHAR", "short_name": "VARCHAR", "role": "VARCHAR", "kind": "VARCHAR",
    "inhabitants": "BIGINT", "valid_from": "DATE", "valid_to": "DATE",
}  # fmt: skip
_DELIVERY_COLUMNS = {
    "batch": "VARCHAR", "ars": "VARCHAR", "dataset": "VARCHAR", "month": "VARCHAR", "landed": "BIGINT",
    "is_sample": "BOOLEAN", "landed_at": "TIMESTAMP",
}  # fmt: skip


@dataclass(frozen=True)
class Pending:
    """What is landed but not built."""

    batches: tuple[DeliveryReport, ...]
    rules_changed: bool

    @property
    def anything(self) -> bool:
        """Whether a build would change anything."""
        return bool(self.batches) or self.rules_changed


@dataclass(frozen=True)
class Window:
    """One build: its touched months, and what counts as built when it went well."""

    months: tuple[str, ...]
    batches: tuple[DeliveryReport, ...]
    code: str
    anew: bool


def pending(project: Project) -> Pending:
    """Return what is landed but not built; cheap, reads reports and digests only."""
    state = _state(project)
    batches = list(landed_batches(project))
    changed = state.get("code") != warehouse.code_digest(project)
    built = set() if changed else set(state.get("built", []))
    return Pending(tuple(b for b in batches if _as_landed(b) not in built), changed and bool(batches))


def open_window(project: Project, asked: Sequence[str] | None) -> Window:
    """Write what dbt reads about this build and return its window.

    `asked` names months that somebody wants rebuilt, or ALL_MONTHS; None takes the months of what is pending.
    Months of which nothing can be computed any more are never in it.
    """
    contracts = load_contracts(project)
    month_wise = {c.name for c in contracts.values() if c.month_column}
    # in this order: what lands in between is then pending still, and not built without being known
    waiting = pending(project)
    every = list(landed_batches(project))
    months = _months(project, every if waiting.rules_changed else waiting.batches, month_wise)
    if asked is not None:
        months = _months(project, every, month_wise) if list(asked) == [ALL_MONTHS] else months | set(asked)
    months = computable(project, months, _brought(every, month_wise))
    _write_reference(project, every)
    warehouse.write_window(project, months)
    return Window(tuple(sorted(months)), waiting.batches, warehouse.code_digest(project), waiting.rules_changed)


def close_window(project: Project, window: Window, result: warehouse.BuildResult, manifest: Mapping[str, Any]) -> None:
    """Remember which deliveries are built: those of a source all of whose models were built by this very build.

    A model that failed, was skipped or was not chosen leaves its sources' deliveries pending, so that the next run
    takes their months again. Changed rules count as applied only when every model was built. Call it last: whatever
    was not recorded before is then done again.
    """
    models = {node["unique_id"] for node in manifest["nodes"].values() if node["resource_type"] == "model"}
    missing = models - {n.unique_id for n in result.nodes if n.kind == "model" and n.ok}
    if window.anew and missing:
        return
    unfinished = {
        node["name"] for node in manifest["sources"].values() if missing & _descendants(manifest, node["unique_id"])
    }
    state = _state(project)
    before = set(state.get("built", [])) if state.get("code") == window.code else set()
    done = before | {_as_landed(b) for b in window.batches if b.dataset not in unfinished}
    text = json.dumps({"code": window.code, "built": sorted(done)}, indent=1)
    warehouse.replace_text(project.warehouse_state, text + "\n")


def with_look_back(months: Iterable[str], look_back: int) -> list[str]:
    """Return the months and, for each, the `look_back` months before it: a list, never the range between."""
    every = {shifted(month, -back) for month in months for back in range(look_back + 1)}
    return sorted(every)


def shifted(month: str, by: int) -> str:
    """Return the month (YYYY-MM) `by` months later, or earlier where negative."""
    year, number = int(month[:4]), int(month[5:])
    index = year * 12 + number - 1 + by
    return f"{index // 12:04d}-{index % 12 + 1:02d}"


def _as_landed(report: DeliveryReport) -> str:
    """Name a delivery as it lies in the lake: replays and erasures change the rows of a batch, and are to be built."""
    replayed = f"-r{len(report.replays)}" if report.replays else ""
    return report.batch + replayed + (f"-e{len(report.erasures)}" if report.erasures else "")


def _months(project: Project, batches: Iterable[DeliveryReport], month_wise: set[str]) -> set[str]:
    touched = touched_months(project, [batch.batch for batch in batches])
    return {month for dataset, months in touched.items() if dataset in month_wise for month in months}


def _brought(reports: Iterable[DeliveryReport], month_wise: set[str]) -> dict[str, set[str]]:
    brought: dict[str, set[str]] = {dataset: set() for dataset in month_wise}
    for report in reports:
        if report.dataset in month_wise:
            brought[report.dataset].update(report.months)
    return brought


def _state(project: Project) -> dict[str, Any]:
    path = project.warehouse_state
    if not path.is_file() or not project.warehouse.is_file():
        return {}
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def _descendants(manifest: Mapping[str, Any], unique_id: str) -> set[str]:
    seen: set[str] = set()
    todo = [unique_id]
    while todo:
        for child in manifest["child_map"].get(todo.pop(), []):
            if child not in seen:
                seen.add(child)
                todo.append(child)
    return seen


def _write_reference(project: Project, reports: Sequence[DeliveryReport]) -> None:
    partners = [
        (p.ars, p.name, p.short_name, p.role, p.kind, p.inhabitants, p.valid_from, p.valid_to)
        for p in load_partners(project)
    ]
    warehouse.write_reference(project, "partners", _PARTNER_COLUMNS, partners)
    rows, frozen = [], load_frozen(project)
    for r in reports:
        at = datetime.fromisoformat(r.landed_at or "").astimezone(UTC).replace(tzinfo=None)
        # "delivered, and nothing happened" is said by an empty delivery only; one that was rejected whole says nothing
        months = r.months or ({f"{at:%Y-%m}": 0} if r.records == 0 else {})
        rows += [
            (r.batch, r.ars, r.dataset, month, landed, r.sample, at)
            for month, landed in months.items()
            # what comes for a month that cannot be computed any more must not turn a missing figure into a zero
            if not frozen.since(r.dataset, month) or str(r.landed_at) <= frozen.since(r.dataset, month)
        ]
    warehouse.write_reference(project, "deliveries", _DELIVERY_COLUMNS, rows)
