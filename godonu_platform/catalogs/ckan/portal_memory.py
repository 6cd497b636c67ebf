# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What we remember of the portal from one run to the next because the portal itself does not tell it.

What the last check found damaged, so that the next publication repairs it; which views failed with which version, so
that nobody tries them every night. Losing the file does no harm. Keep out: anything the portal shows.
"""

from __future__ import annotations

import fcntl
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from godonu_platform.catalogs.local_client import write_if_changed
from godonu_platform.project import Project

# Not a file of the release, but repaired like one.
TABLE = "tabelle"


@dataclass
class PortalMemory:
    """repairs: by dataset the files (and the table) whose content is not what it should be. views: failed ones."""

    repairs: dict[str, list[str]] = field(default_factory=dict)
    views: dict[str, str] = field(default_factory=dict)

    def damaged(self, dataset: str) -> frozenset[str]:
        """Return what must be put there again although the metadata agree."""
        return frozenset(self.repairs.get(dataset, ()))


def read_memory(project: Project) -> PortalMemory:
    """Return what is remembered; nothing where the file is missing or cannot be read."""
    try:
        told = json.loads(project.portal_memory.read_text(encoding="utf-8"))
        return PortalMemory({k: list(v) for k, v in told["repairs"].items()}, dict(told["views"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return PortalMemory()


def note_damage(project: Project, dataset: str, names: Iterable[str]) -> None:
    """Remember what the next publication of a dataset has to repair; nothing means that all is well."""

    def change(memory: PortalMemory) -> None:
        memory.repairs.pop(dataset, None)
        if found := sorted(names):
            memory.repairs[dataset] = found

    _change(project, change)


def note_view(project: Project, view: str, version: str | None) -> None:
    """Remember with which version a view failed; None when it works."""

    def change(memory: PortalMemory) -> None:
        memory.views.pop(view, None)
        if version is not None:
            memory.views[view] = version

    _change(project, change)


def _change(project: Project, change: Callable[[PortalMemory], None]) -> None:
    path = project.portal_memory
    path.parent.mkdir(parents=True, exist_ok=True)
    with _locked(path).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        memory = read_memory(project)
        change(memory)
        told = {"repairs": dict(sorted(memory.repairs.items())), "views": dict(sorted(memory.views.items()))}
        if path.is_file() or any(told.values()):
            write_if_changed(path, json.dumps(told, ensure_ascii=False, indent=1).encode())


def _locked(path: Path) -> Path:
    return path.with_name(f".{path.name}.lock")
