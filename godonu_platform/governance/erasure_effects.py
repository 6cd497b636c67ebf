# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What follows from what was found: rows by position, lessened reports, months in which figures may change.

Keep out: finding (erasure_work) and doing (erasure_apply).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.parquet as pq

from godonu_platform.contracts.contract import Contract
from godonu_platform.governance.erasure_journal import (
    DatasetWork,
    DeliveryWork,
    ReportWork,
    staged_conflicts,
)
from godonu_platform.governance.erasure_lake import LakeSearch, Lost, Positions
from godonu_platform.governance.erasure_quarantine import rejected_among
from godonu_platform.governance.retention_conflicts import kept_conflicts, write_kept
from godonu_platform.landing.commit import quarantine_file
from godonu_platform.landing.report import DeliveryReport
from godonu_platform.landing.screening import masked_name
from godonu_platform.project import Project


@dataclass(frozen=True)
class Effects:
    """What a dataset loses, by delivery, and where its figures may change: (partner, month)."""

    work: DatasetWork
    lost: Mapping[str, Lost]
    places: frozenset[tuple[str, str]]


def effects(
    project: Project, contract: Contract, positions: Positions, reports: Mapping[str, DeliveryReport], erasure: str
) -> Effects:
    """Return what removing these rows means for one dataset; stages the list of contradictions without their keys."""
    if not positions:
        return Effects(DatasetWork(dataset=contract.name, positions={}, months=(), conflicts=False), {}, frozenset())
    search = LakeSearch(project, contract)
    try:
        lost, keys = search.lost(positions), search.keys(positions)
    finally:
        search.close()
    places = {(reports[batch].ars, month) for batch, entry in lost.items() for month in entry.months}
    # an event that stands in a second month was a contradiction there; without its twin it counts
    partners = {ars for ars, _ in places}
    months = set(keys.column("month").to_pylist())
    places |= {(ars, month) for ars in partners for month in months}
    conflicts = contract.arrival == "ereignisse"
    if conflicts:
        _stage_conflicts(project, contract, keys, erasure)
    work = DatasetWork(
        dataset=contract.name,
        positions={batch: tuple(sorted(numbers)) for batch, numbers in sorted(positions.items())},
        months=tuple(sorted({month for _, month in places})),
        conflicts=conflicts,
    )
    return Effects(work, lost, frozenset(places))


def _stage_conflicts(project: Project, contract: Contract, keys: pa.Table, erasure: str) -> None:
    kept = kept_conflicts(project, contract.name)
    if not kept.is_file():
        return
    rows = pq.read_table(kept)
    left = rows.join(keys.select(list(contract.key)), list(contract.key), join_type="left anti")
    target = staged_conflicts(project, erasure, contract.name)
    if left.num_rows < rows.num_rows:
        write_kept(target, left.select(rows.column_names))
        if not left.num_rows:
            target.touch()  # an empty file: the list goes


def report_work(
    project: Project,
    reports: Mapping[str, DeliveryReport],
    lost: Mapping[str, Lost],
    deliveries: Iterable[DeliveryWork],
) -> list[ReportWork]:
    """Return by what the reports have to be lessened."""
    rewritten = {work.batch: work for work in deliveries}
    found = []
    for batch in sorted({*lost, *rewritten}):
        report, work, gone = reports[batch], rewritten.get(batch), lost.get(batch, Lost())
        quarantine = quarantine_file(project, report.dataset, batch)
        found.append(
            ReportWork(
                batch=batch,
                file=masked_name(work.name, frozenset({report.ars})) if work else report.file,
                months=dict(gone.months),
                empty={month: dict(cells) for month, cells in gone.empty.items()},
                flags=dict(gone.flags),
                rejected=rejected_among(quarantine, work.gone) if work else {},
            )
        )
    return found


def lessened(report: DeliveryReport, work: ReportWork, erasure: str, at: str, sha256: str) -> DeliveryReport:
    """Lessen a report, once: a second time nothing changes. A month that lost its last row stays, with 0."""
    if any(entry["id"] == erasure for entry in report.erasures):
        return report
    report.file = work.file
    report.months = _less(report.months, work.months, keep=True)
    if report.empty is not None:
        report.empty = {month: _less(cells, work.empty.get(month, {})) for month, cells in report.empty.items()}
    report.flags = _less(report.flags, work.flags)
    report.rejected_by_reason = _less(report.rejected_by_reason, work.rejected)
    landed, rejected = sum(work.months.values()), sum(work.rejected.values())
    report.landed, report.rejected = report.landed - landed, report.rejected - rejected
    report.records = report.landed + report.rejected
    entry = {"id": erasure, "at": at, "landed": landed, "rejected": rejected, "months": sorted(work.months)}
    report.erasures = [*report.erasures, {**entry, "sha256": sha256}]
    return report


def _less(counts: Mapping[str, int], gone: Mapping[str, int], *, keep: bool = False) -> dict[str, int]:
    left = {name: count - gone.get(name, 0) for name, count in counts.items()}
    return {name: count for name, count in left.items() if count > 0 or keep}
