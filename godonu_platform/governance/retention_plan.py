# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What applying the Löschregeln would remove today: each thing with rule, size and hash, and why something must wait.

A plan is stored, and only a stored plan is applied. It names no delivery's file and holds no value. Keep out: removing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from godonu_platform.contracts.contract import load_contracts
from godonu_platform.governance.retention_due import Due, DueDelivery, DueMonth, find_due
from godonu_platform.governance.retention_rules import RetentionRules, berlin_day, load_retention_rules
from godonu_platform.governance.retention_tables import MonthTable, month_tables
from godonu_platform.landing import build_window
from godonu_platform.landing.build_window import shifted
from godonu_platform.landing.commit import quarantine_file, report_file, stored_delivery
from godonu_platform.landing.frozen_months import Frozen, load_frozen
from godonu_platform.landing.registry import touched_months
from godonu_platform.lineage.model_graph import load_manifest
from godonu_platform.project import Project
from godonu_platform.warehouse import replace_text
from godonu_platform.yaml_model import StrictModel

Shelf = Literal["datensee", "lieferungen", "quarantaene", "berichte", "warehouse", "laeufe"]
CountRuns = Callable[[date], int]
"""Says how many finished runs of Dagster ended before a day; the room that knows Dagster gives it."""

_UNBUILT = "Der Monat ist noch nicht fertig gerechnet; bitte zuerst »godonu run« ausführen."
_BLOCK = 1024 * 1024


class PlanItem(StrictModel):
    """One thing that has to go. `place` is below the data folder; `held` says in German why it must wait."""

    shelf: Shelf
    place: str
    rule: str
    since: date
    dataset: str = ""
    month: str = ""
    batch: str = ""
    ars: str = ""
    rows: int | None = None
    size: int = 0
    before: str = ""
    held: str = ""


class RetentionPlan(StrictModel):
    """Everything that is due; the id follows from the content, so a plan that is made twice is the same."""

    id: str
    made: datetime
    items: tuple[PlanItem, ...]
    gaps: tuple[str, ...] = ()

    @property
    def going(self) -> tuple[PlanItem, ...]:
        """What applying would remove."""
        return tuple(item for item in self.items if not item.held)


def plan_folder(project: Project) -> Path:
    """Return where plans and proofs of retention lie."""
    return project.reports / "retention"


def make_plan(project: Project, count_runs: CountRuns | None = None) -> RetentionPlan:
    """Return what is due today; nothing is written."""
    contracts, rules = load_contracts(project), load_retention_rules(project)
    today = berlin_day(project.clock())
    due = find_due(project, contracts, rules, today)
    frozen = load_frozen(project)
    tables = month_tables(load_manifest(project), rules.concept) if due.months or frozen.months else []
    items = [*_lake(project, due, frozen, _waiting(project, due, tables))]
    held = {item.place.removeprefix("lake/") for item in items if item.held}
    items += _deliveries(project, due, held)
    items += _warehouse(project, items, frozen, tables)
    items += _runs(rules, today, count_runs)
    return _named(project, items, rules.gaps(c for c in contracts.values() if c.is_source))


def store_plan(project: Project, plan: RetentionPlan) -> Path:
    """Write a plan so that it can be applied; a former one is replaced."""
    path = plan_folder(project) / "plan.json"
    replace_text(path, plan.model_dump_json(indent=1) + "\n")
    return path


def stored_plan(project: Project) -> RetentionPlan | None:
    """Return the plan that was stored last, or None."""
    path = plan_folder(project) / "plan.json"
    return RetentionPlan.model_validate_json(path.read_text(encoding="utf-8")) if path.is_file() else None


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def folder_digest(folder: Path) -> tuple[str, int, int]:
    """Return SHA-256 over names and content of a folder's Parquet files, their size, and their rows."""
    import pyarrow.parquet as pq

    digest, size, rows = hashlib.sha256(), 0, 0
    for path in sorted(folder.glob("*.parquet")):
        digest.update(f"{path.name}\0{file_digest(path)}\0".encode())
        size += path.stat().st_size
        rows += pq.read_metadata(path).num_rows
    return digest.hexdigest(), size, rows


def _named(project: Project, items: list[PlanItem], gaps: list[str]) -> RetentionPlan:
    text = "\n".join(item.model_dump_json() for item in items)
    name = hashlib.sha256(text.encode()).hexdigest()[:12]
    return RetentionPlan(id=name, made=project.clock(), items=tuple(items), gaps=tuple(gaps))


def _waiting(project: Project, due: Due, tables: Iterable[MonthTable]) -> Callable[[DueMonth], bool]:
    """Return a question: does a build still have to look at this month, or at one that is computed with it?"""
    if not due.months:
        return lambda month: False
    pending = build_window.pending(project)
    if pending.rules_changed or not project.warehouse.is_file():
        return lambda month: bool(month.month)
    touched = touched_months(project, [report.batch for report in pending.batches])
    look_back = max((table.look_back for table in tables), default=0)

    def waits(month: DueMonth) -> bool:
        known = set(touched.get(month.dataset, ()))
        return bool(month.month) and any(shifted(month.month, -back) in known for back in range(look_back + 1))

    return waits


def _lake(project: Project, due: Due, frozen: Frozen, waits: Callable[[DueMonth], bool]) -> Iterator[PlanItem]:
    for month in due.months:
        known = month.month in frozen.of(month.dataset)
        for folder in month.folders:
            digest, size, rows = folder_digest(project.lake / folder)
            yield PlanItem(
                shelf="datensee", place=f"lake/{folder}", rule=month.rule, since=month.since, dataset=month.dataset,
                month=month.month, rows=rows, size=size, before=digest,
                held="" if known or not waits(month) else _UNBUILT,
            )  # fmt: skip


def _deliveries(project: Project, due: Due, held: set[str]) -> Iterator[PlanItem]:
    waiting = {folder.split("batch=")[1][:16] for folder in held}
    for entry in due.deliveries:
        path = stored_delivery(project, ars=entry.ars, dataset=entry.dataset, batch=entry.batch)
        if path is not None:
            yield _item("lieferungen", f"deliveries/{entry.ars}/{entry.dataset}/{entry.batch}", entry, path, waiting)
    for entry in due.quarantines:
        path = quarantine_file(project, entry.dataset, entry.batch)
        yield _item("quarantaene", f"quarantine/{entry.dataset}/{path.name}", entry, path, waiting)
    for entry in due.reports:
        path = report_file(project, entry.batch)
        yield _item("berichte", f"reports/deliveries/{path.name}", entry, path, waiting)


def _item(shelf: Shelf, place: str, entry: DueDelivery, path: Path, waiting: set[str]) -> PlanItem:
    return PlanItem(
        shelf=shelf, place=place, rule=entry.rule, since=entry.since, dataset=entry.dataset, batch=entry.batch,
        ars=entry.ars, size=path.stat().st_size, before=file_digest(path),
        held=_UNBUILT if entry.batch in waiting else "",
    )  # fmt: skip


def _warehouse(
    project: Project, lake: Iterable[PlanItem], frozen: Frozen, tables: Iterable[MonthTable]
) -> Iterator[PlanItem]:
    """Give the rows of tables that speak of single rows of months that go, or have gone before."""
    gone = {(f.dataset, f.month): (f.rule, berlin_day(f.since)) for f in frozen.months}
    gone |= {(i.dataset, i.month): (i.rule, i.since) for i in lake if i.shelf == "datensee" and i.month and not i.held}
    if not gone or not project.warehouse_ro.is_file():
        return
    import duckdb

    with duckdb.connect(str(project.warehouse_ro), read_only=True) as connection:
        there = set(connection.execute("select schema_name, table_name from duckdb_tables()").fetchall())
        for table in (t for t in tables if not t.kept and (t.schema, t.name) in there):
            counts = dict(
                connection.execute(f'select month, count(*) from "{table.schema}"."{table.name}" group by 1').fetchall()
            )
            yield from _rows_of(table, counts, gone)


def _rows_of(
    table: MonthTable, counts: Mapping[str, int], gone: Mapping[tuple[str, str], tuple[str, date]]
) -> Iterator[PlanItem]:
    for month in sorted(counts):
        going = next((gone[source, month] for source in sorted(table.sources) if (source, month) in gone), None)
        if going is not None:
            yield PlanItem(
                shelf="warehouse", place=f"{table.schema}.{table.name}", rule=going[0], since=going[1], month=month,
                rows=counts[month],
            )  # fmt: skip


def _runs(rules: RetentionRules, today: date, count_runs: CountRuns | None) -> Iterator[PlanItem]:
    before = runs_before(rules, today)
    number = count_runs(before) if before is not None and count_runs is not None else 0
    if number and rules.runs is not None and before is not None:
        yield PlanItem(shelf="laeufe", place="dagster", rule=rules.runs.id, since=before, rows=number)


def runs_before(rules: RetentionRules, today: date) -> date | None:
    """Return the day before which a finished run has to be gone; None where no rule says so."""
    if rules.runs is None or rules.runs.period is None:
        return None
    earliest, latest = date(1970, 1, 1).toordinal(), today.toordinal()
    while earliest < latest:  # the last day whose period has run out by today
        middle = (earliest + latest + 1) // 2
        end = rules.runs.ends_on(date.fromordinal(middle))
        earliest, latest = (middle, latest) if end is not None and end <= today else (earliest, middle - 1)
    return date.fromordinal(earliest + 1)
