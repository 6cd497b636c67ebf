# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""A plan for the portal as it is kept: its entries, and the file plans/<id>.json.

Keep out: how a plan is made (portal_plan) and carried out (apply).
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from pydantic import ValidationError

from godonu_platform.catalogs.ckan.comparison import FieldChange
from godonu_platform.catalogs.ckan.orders import WRITING, Action
from godonu_platform.catalogs.local_client import write_if_changed
from godonu_platform.project import Project
from godonu_platform.yaml_model import StrictModel


class PortalEntry(StrictModel):
    """What would happen to one dataset. seen: a digest of what the portal showed; url: its page there."""

    dataset: str
    title: str
    action: Action
    version: str | None = None
    changes: tuple[FieldChange, ...] = ()
    reasons: tuple[str, ...] = ()
    seen: str = ""
    url: str = ""

    @property
    def by_hand(self) -> tuple[FieldChange, ...]:
        """The fields that somebody changed in the portal since the last publication."""
        return tuple(change for change in self.changes if change.by_hand)


class PortalPlan(StrictModel):
    """All datasets of one publication into the portal; the id follows from the content, without the date.

    lost: what this portal cannot show or pass on. notes: what else a steward should know of the portal.
    """

    id: str
    created: datetime
    portal: str
    portal_version: str
    entries: tuple[PortalEntry, ...]
    lost: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def has_changes(self) -> bool:
        """Whether applying the plan would write anything."""
        return any(entry.action in WRITING for entry in self.entries)


def store_portal_plan(project: Project, plan: PortalPlan) -> Path:
    """Write a plan to plans/<id>.json; one with the same content is left as it is, with its first date."""
    path = project.plans / f"{plan.id}.json"
    if not path.is_file():
        write_if_changed(path, plan.model_dump_json(indent=2).encode("utf-8"))
    return path


def read_portal_plan(project: Project, plan_id: str) -> PortalPlan:
    """Read a stored plan. Raises FileNotFoundError, and ValueError with a German text when it is none of the portal."""
    if not plan_id.isalnum():
        raise ValueError(
            f"»{plan_id}« ist keine Kennung eines Plans; sie steht am Ende von »godonu plan --portal ckan«."
        )
    path = project.plans / f"{plan_id}.json"
    if not path.is_file():
        raise FileNotFoundError(f"Den Plan {plan_id} gibt es nicht; bitte mit »godonu plan --portal ckan« neu planen.")
    try:
        return PortalPlan.model_validate_json(path.read_bytes())
    except ValidationError:
        raise ValueError(
            f"Der Plan {plan_id} ist kein Plan für das Portal oder beschädigt; bitte neu planen."
        ) from None
