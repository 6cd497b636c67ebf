# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What has landed so far, read from the reports; cheap, without the engine.

Keep out: rows of any kind.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from godonu_platform.landing.commit import read_report
from godonu_platform.landing.report import DeliveryReport, Status
from godonu_platform.project import Project


def delivery_reports(
    project: Project, *, datasets: Collection[str] | None = None, status: Status | None = None
) -> Iterator[DeliveryReport]:
    """Give the reports of all deliveries, in the order of batch ids."""
    if not project.delivery_reports.is_dir():
        return
    for path in sorted(project.delivery_reports.glob("[!.]*.json")):
        report = DeliveryReport.from_json(path.read_text(encoding="utf-8"))
        if (datasets is None or report.dataset in datasets) and status in (None, report.status):
            yield report


def landed_batches(project: Project, *, datasets: Collection[str] | None = None) -> Iterator[DeliveryReport]:
    """Give the reports of the deliveries whose rows are in the lake."""
    yield from delivery_reports(project, datasets=datasets, status="gelandet")


def touched_months(project: Project, batches: Iterable[str]) -> dict[str, list[str]]:
    """Return, by dataset, the months that these batches change, replays included.

    These are the months of their rows, and the months in which one of their events also stands: there it becomes a
    conflict (see cross_month).
    """
    touched: dict[str, set[str]] = {}
    for batch in batches:
        report = read_report(project, batch)
        if report is None or report.status != "gelandet":
            continue
        months = touched.setdefault(report.dataset, set())
        months.update(report.months)
        for replay in report.replays:  # also months that a whole replay has emptied
            months.update(replay["former_months"])
        for erasure in report.erasures:
            months.update(erasure["months"])
        for name in (batch, *(f"{batch}-r{replay['number']}" for replay in report.replays)):
            months.update(_months_of_conflicts(project, report.dataset, name))
    return {dataset: sorted(months) for dataset, months in touched.items()}


def _months_of_conflicts(project: Project, dataset: str, batch: str) -> set[str]:
    # the path is cross_month's; that module is not imported, because it brings the engine
    path = project.lake / "_cross_month" / dataset / f"{batch}.parquet"
    if not path.is_file():
        return set()
    import pyarrow.parquet as pq

    table = pq.read_table(path, columns=["month"])
    return set(table.column("month").to_pylist())
