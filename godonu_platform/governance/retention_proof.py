# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The proof of a retention: what was removed, how much, by which rule, with hashes; no content, no file name.

Keep out: removing anything.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

from godonu_platform.governance.erasure_warehouse import WarehouseChange
from godonu_platform.governance.retention_plan import PlanItem, RetentionPlan, plan_folder
from godonu_platform.governance.retention_rules import berlin_day
from godonu_platform.landing.frozen_months import load_frozen
from godonu_platform.project import Project
from godonu_platform.warehouse import replace_text
from godonu_platform.yaml_model import StrictModel


class Removed(StrictModel):
    """One thing that is gone, or (a report) that lost its file name; `after` is then its new hash."""

    shelf: str
    place: str
    dataset: str
    month: str
    rule: str
    since: date
    rows: int | None
    size: int
    before: str
    after: str | None


class RuleSum(StrictModel):
    """What one rule removed."""

    rule: str
    title: str
    things: int
    rows: int
    size: int


class Proof(StrictModel):
    """One retention; `frozen` are all months that cannot be computed any more by then."""

    plan: str
    planned: datetime
    finished: datetime
    removed: tuple[Removed, ...]
    sums: tuple[RuleSum, ...]
    warehouse_before: str
    warehouse_after: str
    frozen: dict[str, list[str]]
    held: tuple[str, ...]


def prove(
    project: Project, plan: RetentionPlan, after: Mapping[str, str], change: WarehouseChange
) -> tuple[Proof, Path]:
    """Write the proof of a plan that was applied and return it with its place."""
    frozen: dict[str, list[str]] = {}
    for entry in load_frozen(project).months:
        frozen.setdefault(entry.dataset, []).append(entry.month)
    proof = Proof(
        plan=plan.id,
        planned=plan.made,
        finished=project.clock(),
        removed=tuple(_removed(item, after.get(item.place)) for item in plan.going),
        sums=tuple(_sums(project, plan.going)),
        warehouse_before=change.before,
        warehouse_after=change.after,
        frozen=frozen,
        held=tuple(sorted({f"{item.dataset} {item.month}: {item.held}" for item in plan.items if item.held})),
    )
    path = plan_folder(project) / f"{berlin_day(project.clock())}-{plan.id}.json"
    replace_text(path, proof.model_dump_json(indent=1) + "\n")
    return proof, path


def _removed(item: PlanItem, after: str | None) -> Removed:
    told = item.model_dump(include={"shelf", "place", "dataset", "month", "rule", "since", "rows", "size", "before"})
    return Removed(**told, after=after)


def _sums(project: Project, items: tuple[PlanItem, ...]) -> list[RuleSum]:
    from godonu_platform.contracts.concept import load_concept

    classes = load_concept(project).retention_classes
    things, rows, size = Counter[str](), Counter[str](), Counter[str]()
    for item in items:
        things[item.rule] += 1
        rows[item.rule] += item.rows or 0
        size[item.rule] += item.size
    return [
        RuleSum(
            rule=rule,
            title=classes[rule].title if rule in classes else rule,
            things=things[rule],
            rows=rows[rule],
            size=size[rule],
        )
        for rule in sorted(things)
    ]
