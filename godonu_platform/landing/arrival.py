# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What arrived for one dataset in one run, added up for Dagster, the terminal and the report of the run."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from godonu_platform.contracts.contract import Contract
from godonu_platform.contracts.partners import Partners
from godonu_platform.landing.delivery_landing import land_delivery
from godonu_platform.landing.inbox import land_inbox, look
from godonu_platform.landing.report import DeliveryReport, LandingSummary, ProgressCallback
from godonu_platform.progress import watcher
from godonu_platform.project import Project


@dataclass
class Arrival:
    """The sums of one run for one dataset; `messages` are German and hold no cell value."""

    dataset: str
    deliveries: int = 0
    repeated: int = 0
    refused: int = 0
    records: int = 0
    landed: int = 0
    rejected: int = 0
    months: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    messages: list[str] = field(default_factory=list)
    crash: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return the entry of the run report."""
        return {
            "dataset": self.dataset,
            "deliveries": self.deliveries,
            "records": self.records,
            "landed": self.landed,
            "rejected": self.rejected,
            "refused": self.refused,
            "repeated": self.repeated,
            "reasons": dict(self.reasons),
            "messages": self.messages,
            "abbruch": self.crash,
        }


def arrive(
    project: Project,
    contracts: dict[str, Contract],
    partners: Partners,
    dataset: str,
    paths: Sequence[Path] = (),
    ars: str = "",
) -> Arrival:
    """Land what waits in the inbox for a dataset, or the given files of one partner, and return the sums."""
    stage = f"Annehmen: {contracts[dataset].title}"
    watcher().step(stage)
    # the callback counts within one delivery; the watcher shows the running delivery
    progress: ProgressCallback = lambda done, at, total: watcher().advance(stage, done, None, "Datensätze")  # noqa: E731
    if paths:
        reports = [
            land_delivery(
                project, path, ars=ars, dataset=dataset, contracts=contracts, partners=partners,
                from_inbox=False, progress=progress,
            )
            for path in paths
        ]  # fmt: skip
        return summed(dataset, LandingSummary(deliveries=reports))
    return summed(dataset, land_inbox(project, contracts, partners, datasets=[dataset], progress=progress))


def arrive_unassigned(project: Project, contracts: dict[str, Contract], partners: Partners) -> Arrival:
    """Refuse what lies in the inbox under no known dataset, so that a wrong folder name is told and not passed over."""
    known = {name for name, contract in contracts.items() if contract.is_source}
    strange = {found.dataset for found in look(project.inbox)} - known
    return summed("", land_inbox(project, contracts, partners, datasets=strange)) if strange else Arrival("")


def waiting_files(project: Project) -> list[Path]:
    """Return what lies in the inbox ready to be looked at: deliveries, and things that will be refused."""
    return [found.path for found in look(project.inbox) if found.note is None]


def waiting_digests(project: Project) -> list[str]:
    """Return a digest of name, size and time for each waiting file; a file that vanishes meanwhile is left out.

    A digest, because a file name may hold the name of a person.
    """
    digests = []
    for path in waiting_files(project):
        try:
            status = path.stat()
        except OSError:
            continue
        text = f"{path}\0{status.st_size}\0{status.st_mtime_ns}"
        digests.append(hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest())
    return sorted(digests)


def summed(dataset: str, summary: LandingSummary) -> Arrival:
    """Add up the reports of a run."""
    arrival = Arrival(dataset, messages=list(summary.notes))
    for report in summary.deliveries:
        _add(arrival, report)
    return arrival


def _add(arrival: Arrival, report: DeliveryReport) -> None:
    if report.status == "abgelehnt":
        arrival.refused += 1
        arrival.messages.append(f"{report.ars}/{report.file}: {report.message}")
    elif report.status == "bereits_eingegangen":
        arrival.repeated += 1
    else:
        arrival.deliveries += 1
        arrival.records += report.records
        arrival.landed += report.landed
        arrival.rejected += report.rejected
        arrival.months.update(report.months)
        arrival.reasons.update(report.rejected_by_reason)
