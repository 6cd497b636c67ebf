# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Retention from end to end: plan first, then apply what was planned, or finish what was begun.

Keep out: what each step does; this module only orders them.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from godonu_platform.governance.retention_apply import RemoveRuns, apply_plan, unfinished
from godonu_platform.governance.retention_due import overdue
from godonu_platform.governance.retention_plan import CountRuns, RetentionPlan, make_plan, store_plan, stored_plan
from godonu_platform.governance.retention_proof import Proof
from godonu_platform.landing.commit import Checkpoint, nowhere
from godonu_platform.project import Project

__all__ = ["Applied", "NotPlanned", "apply", "overdue", "plan"]


class NotPlanned(RuntimeError):
    """Nothing was planned, or something else is due by now; the text is German. Nothing was removed."""


@dataclass(frozen=True)
class Applied:
    """What applying did; `resumed` says that it finished what a former run had begun."""

    proof: Proof
    path: Path
    resumed: bool


def plan(project: Project, count_runs: CountRuns | None = None) -> tuple[RetentionPlan, Path]:
    """Make today's plan and store it for being applied."""
    made = make_plan(project, count_runs)
    return made, store_plan(project, made)


def apply(
    project: Project,
    count_runs: CountRuns | None = None,
    remove_runs: RemoveRuns = lambda before: 0,
    checkpoint: Checkpoint = nowhere,
) -> Applied:
    """Finish what was begun, else apply the stored plan; raises NotPlanned when it is not today's plan."""
    begun = unfinished(project)
    if begun is not None:
        return Applied(*apply_plan(project, begun, remove_runs, checkpoint), resumed=True)
    stored, current = stored_plan(project), make_plan(project, count_runs)
    if stored is None or stored.id != current.id:
        changed = ", und seither hat sich etwas geändert" if stored else ""
        raise NotPlanned(
            f"Angewendet wird nur ein Plan, der vorher angesehen wurde{changed}. "
            "Bitte »godonu retention« ausführen, den Plan ansehen und dann mit --apply anwenden."
        )
    return Applied(*apply_plan(project, current, remove_runs, checkpoint), resumed=False)
