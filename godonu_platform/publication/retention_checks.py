# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Gate checks on what should be gone: Löschregeln of the dataset and its sources, and marks after an erasure.

Keep out: what is due and what is marked (governance); nothing is removed here.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path

from godonu_platform.contracts.contract import load_contracts
from godonu_platform.governance.erasure_marks import open_marks
from godonu_platform.governance.retention_due import DueMonth, overdue
from godonu_platform.governance.retention_rules import load_retention_rules
from godonu_platform.project import Project
from godonu_platform.publication.gate_view import GateView, Objection


def retention_is_kept(view: GateView) -> Iterator[Objection]:
    """The dataset and its sources name a Löschklasse, and nothing upstream lies there longer than it allows."""
    candidate = view.candidate
    contracts = load_contracts(candidate.project)
    sources = [contracts[name] for name in candidate.upstream if name in contracts and contracts[name].is_source]
    for gap in load_retention_rules(candidate.project).gaps((candidate.contract, *sources)):
        yield Objection("loeschklasse_fehlt", gap)
    for source in sources:
        found = _overdue(candidate.project, source.name, candidate.today, _stamp(candidate.project, source.name))
        if found:
            months = ", ".join(sorted({due.month for due in found if due.month})[:12]) or "ersetzte Stände"
            yield Objection(
                "loeschfrist_abgelaufen",
                f"{source.title}: Die Löschregel {found[0].rule} ist seit dem {min(d.since for d in found):%d.%m.%Y} "
                f"abgelaufen ({months}), die Zeilen liegen aber noch da. Bitte zuerst die Löschregeln anwenden; vorher "
                "wird daraus nichts veröffentlicht.",
            )


def erasures_are_decided_upon(view: GateView) -> Iterator[Objection]:
    """After an erasure the figures change by that person; they leave with the next decision, never by themselves."""
    for mark in open_marks(view.candidate.project, view.candidate.dataset):
        yield Objection("nach_loeschung", f"{mark.reason}. Bis dahin bleibt der gezeigte Stand.")


@lru_cache(maxsize=64)
def _overdue(project: Project, source: str, today: date, _stamp: tuple[int, ...]) -> tuple[DueMonth, ...]:
    return tuple(overdue(project, source, today))


def _stamp(project: Project, source: str) -> tuple[int, ...]:
    """Return what changes when a delivery lands or rows go: several datasets ask for the same source in one run."""
    batches = [_changed(path) for path in (project.lake / source).glob("batch=*")]
    rules = (project.delivery_reports, project.contracts, project.governance)
    return len(batches), max(batches, default=0), *(_changed(path) for path in rules)


def _changed(path: Path) -> int:
    return path.stat().st_mtime_ns if path.is_dir() else 0
