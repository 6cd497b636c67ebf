# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What should be gone by a day: months of the lake, replaced snapshots, delivery files, quarantines, file names.

Looks at reports and folder names. Keep out: sizes, hashes and removing (retention_plan, retention_apply).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from godonu_platform.contracts.concept import RetentionClass
from godonu_platform.contracts.contract import Contract, load_contracts
from godonu_platform.governance.retention_begins import cases_closed, replaced_on
from godonu_platform.governance.retention_rules import (
    CASE_CLOSED,
    DELIVERED,
    RetentionRules,
    berlin_day,
    last_day,
    load_retention_rules,
)
from godonu_platform.landing.commit import quarantine_file, stored_delivery
from godonu_platform.landing.recovery import split_replay
from godonu_platform.landing.registry import landed_batches
from godonu_platform.landing.report import DeliveryReport
from godonu_platform.project import Project

REMOVED = "(entfernt)"
"""Stands in a report in the place of a file name that went with its delivery."""

SNAPSHOT = "schnappschuss"


@dataclass(frozen=True, order=True)
class DueMonth:
    """Rows that have to go: folders below the lake, rule and day; the month is empty for a replaced snapshot."""

    dataset: str
    month: str
    rule: str
    since: date
    folders: tuple[str, ...] = ()


@dataclass(frozen=True, order=True)
class DueDelivery:
    """Something kept of one delivery that has to go."""

    batch: str
    ars: str
    dataset: str
    rule: str
    since: date


@dataclass(frozen=True)
class Due:
    """All that is due on one day; `reports` are those in which a file name still stands."""

    months: tuple[DueMonth, ...] = ()
    deliveries: tuple[DueDelivery, ...] = ()
    quarantines: tuple[DueDelivery, ...] = ()
    reports: tuple[DueDelivery, ...] = ()


@dataclass(frozen=True)
class Shelf:
    """The lake folders of a dataset: the months of each batch (with replays), as names."""

    dataset: str
    months: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def folders(self, batch: str | None = None) -> Iterator[tuple[str, str]]:
        """Give (month, folder below the lake) of all batches, or of one delivery and its replays."""
        for name, months in self.months.items():
            if batch in (None, split_replay(name)[0]):
                yield from ((month, f"{self.dataset}/batch={name}/month={month}") for month in months)


def overdue(project: Project, dataset: str, today: date) -> list[DueMonth]:
    """Return what of a source dataset's rows should be gone by a day and is still there (the gate asks)."""
    contract = load_contracts(project).get(dataset)
    if contract is None or not contract.is_source:
        return []
    reports = list(landed_batches(project, datasets={dataset}))
    shelf = look_at_lake(project, dataset)
    return list(_due_months(project, contract, load_retention_rules(project), reports, shelf, today))


def find_due(project: Project, contracts: Mapping[str, Contract], rules: RetentionRules, today: date) -> Due:
    """Return all that should be gone by a day and is still there."""
    reports: dict[str, list[DeliveryReport]] = {}
    for report in landed_batches(project):
        reports.setdefault(report.dataset, []).append(report)
    months: list[DueMonth] = []
    found: dict[str, list[DueDelivery]] = {"deliveries": [], "quarantines": [], "reports": []}
    for contract in (c for c in contracts.values() if c.is_source):
        shelf = look_at_lake(project, contract.name)
        landed = reports.get(contract.name, [])
        going = sorted(_due_months(project, contract, rules, landed, shelf, today))
        months += going
        for report in landed:
            rows = _end_of_rows(report, rules.of(contract), shelf, going, today)
            for kind, end in _ends(project, report, rules, rows, today).items():
                found[kind].append(DueDelivery(report.batch, report.ars, report.dataset, *end))
    return Due(tuple(months), **{kind: tuple(entries) for kind, entries in found.items()})


def look_at_lake(project: Project, dataset: str) -> Shelf:
    """Return what lies in the lake of a dataset."""
    found: dict[str, tuple[str, ...]] = {}
    for folder in sorted((project.lake / dataset).glob("batch=*")):
        months = sorted(path.name.removeprefix("month=") for path in folder.glob("month=*"))
        found[folder.name.removeprefix("batch=")] = tuple(months)
    return Shelf(dataset, found)


_End = tuple[str, date]


def _ends(
    project: Project, report: DeliveryReport, rules: RetentionRules, rows: _End | None, today: date
) -> dict[str, _End]:
    """Return which things of a delivery are there and due, by which rule and since when."""
    landed = berlin_day(str(report.landed_at))
    delivery = _own_end(rules.deliveries, landed, today) or rows
    quarantine = _own_end(rules.quarantine, landed, today) or rows
    stored = stored_delivery(project, ars=report.ars, dataset=report.dataset, batch=report.batch)
    found: dict[str, _End] = {}
    if stored is not None and delivery is not None:
        found["deliveries"] = delivery
    if quarantine is not None and quarantine_file(project, report.dataset, report.batch).is_file():
        found["quarantines"] = quarantine
    if rows is not None and (stored is None or delivery is not None) and report.file != REMOVED:
        found["reports"] = rows
    return found


def _own_end(rule: RetentionClass | None, landed: date, today: date) -> _End | None:
    end = rule.ends_on(landed) if rule is not None else None
    return (rule.id, end) if rule is not None and end is not None and end <= today else None


def _end_of_rows(
    report: DeliveryReport, rule: RetentionClass | None, shelf: Shelf, going: Iterable[DueMonth], today: date
) -> _End | None:
    """Return when the last rows of a delivery had to go; None while rows of it stay, or where no rule holds.

    What never had any rows, or lost them before, counts from its last month, or from the day on which it came.
    """
    since = {folder: due.since for due in going for folder in due.folders}
    folders = [folder for _, folder in shelf.folders(report.batch)]
    if rule is None or any(folder not in since for folder in folders):
        return None
    begin = last_day(max(report.months)) if report.months else berlin_day(str(report.landed_at))
    end = max((since[folder] for folder in folders), default=None) or rule.ends_on(begin)
    return (rule.id, end) if end is not None and end <= today else None


def _due_months(
    project: Project,
    contract: Contract,
    rules: RetentionRules,
    reports: Sequence[DeliveryReport],
    shelf: Shelf,
    today: date,
) -> Iterator[DueMonth]:
    rule = rules.of(contract)
    if rule is None or rule.period is None:
        return
    snapshot = contract.arrival == SNAPSHOT
    if snapshot or rule.start == DELIVERED:
        landed = {report.batch: berlin_day(str(report.landed_at)) for report in reports}
        begins = replaced_on(reports) if snapshot else landed
        for batch, begin in begins.items():
            end = rule.ends_on(begin)
            if end is not None and end <= today:
                for month, folder in shelf.folders(batch):
                    yield DueMonth(contract.name, "" if snapshot else month, rule.id, end, (folder,))
        return
    closed = cases_closed(project, contract) if rule.start == CASE_CLOSED else {}
    by_month: dict[str, list[str]] = {}
    for month, folder in shelf.folders():
        by_month.setdefault(month, []).append(folder)
    for month, folders in sorted(by_month.items()):
        end = rule.ends_on(closed.get(month, last_day(month)))
        if end is not None and end <= today:
            yield DueMonth(contract.name, month, rule.id, end, tuple(sorted(folders)))
