# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Removes what a retention plan names, in an order in which a kill at any moment loses nothing that should stay.

A journal is written first; whoever finds one finishes it. Months are frozen before their rows go. Keep out: deciding
what is due (retention_plan), and Dagster's own store (it is handed in as a function).
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

from godonu_platform.contracts.contract import load_contracts
from godonu_platform.contracts.row_checks import text_literal
from godonu_platform.governance.erasure_warehouse import StoredTable, WarehouseChange, remove_rows
from godonu_platform.governance.retention_conflicts import forget_conflicts, keep_conflicts
from godonu_platform.governance.retention_due import REMOVED
from godonu_platform.governance.retention_freeze import freeze
from godonu_platform.governance.retention_plan import PlanItem, RetentionPlan, file_digest
from godonu_platform.governance.retention_proof import Proof, prove
from godonu_platform.governance.retention_rules import load_retention_rules
from godonu_platform.governance.retention_tables import month_tables
from godonu_platform.landing.commit import (
    Checkpoint,
    landing_lock,
    quarantine_file,
    read_report,
    replace_text,
    report_file,
    stored_delivery,
    write_report,
)
from godonu_platform.landing.recovery import recover
from godonu_platform.landing.staging import sync
from godonu_platform.lineage.model_graph import load_manifest
from godonu_platform.project import Project
from godonu_platform.warehouse import sole_writer

RemoveRuns = Callable[[date], int]
"""Removes the finished runs of Dagster that ended before a day, and says how many."""


def unfinished(project: Project) -> RetentionPlan | None:
    """Return the plan that somebody began to apply and did not finish, or None."""
    path = _journal(project)
    return RetentionPlan.model_validate_json(path.read_text(encoding="utf-8")) if path.is_file() else None


def apply_plan(
    project: Project, plan: RetentionPlan, remove_runs: RemoveRuns, checkpoint: Checkpoint
) -> tuple[Proof, Path]:
    """Remove what a plan lets go, write the proof, and return both; each step may be done twice without harm."""
    with landing_lock(project), sole_writer(project):
        recover(project)
        replace_text(_journal(project), plan.model_dump_json(indent=1) + "\n")
        checkpoint("vermerkt")
        _freeze(project, plan.going)
        checkpoint("eingefroren")
        _remove_from_lake(project, plan.going, checkpoint)
        checkpoint("datensee")
        after = _remove_files(project, plan.going)
        checkpoint("lieferungen")
        change = _remove_from_warehouse(project, plan.going)
        checkpoint("warehouse")
        for item in plan.going:
            if item.shelf == "laeufe":
                remove_runs(item.since)
        checkpoint("laeufe")
        proof, path = prove(project, plan, after, change)
        checkpoint("nachweis")
        _journal(project).unlink()
    return proof, path


def _journal(project: Project) -> Path:
    return project.retention / "retention_begonnen.json"


def _freeze(project: Project, items: Iterable[PlanItem]) -> None:
    going = {(i.dataset, i.month): i.rule for i in items if i.shelf == "datensee" and i.month}
    if going and project.warehouse.is_file():
        freeze(project, going, month_tables(load_manifest(project), load_retention_rules(project).concept))


def _remove_from_lake(project: Project, items: Iterable[PlanItem], checkpoint: Checkpoint) -> None:
    items = [item for item in items if item.shelf == "datensee"]
    contracts = load_contracts(project)
    touched = {item.dataset for item in items if contracts[item.dataset].arrival == "ereignisse"}
    for dataset in sorted(touched):
        keep_conflicts(project, dataset, {item.month for item in items if item.dataset == dataset})
    for number, item in enumerate(items):
        folder = project.lake / item.place.removeprefix("lake/")
        _remove_folder(project, folder)
        if folder.parent.is_dir() and not any(folder.parent.glob("month=*")):
            _remove_folder(project, folder.parent)
        if number == 0:
            checkpoint("erster_ordner")
    forget_conflicts(project, touched, contracts)


def _remove_folder(project: Project, folder: Path) -> None:
    """Take a folder out of the lake in one rename; what is left of it goes with the next sweep if we are killed."""
    if not folder.is_dir():
        return
    aside = project.staging / f"gone-{folder.parent.name}-{folder.name}"
    shutil.rmtree(aside, ignore_errors=True)
    folder.rename(aside)
    sync(folder.parent)
    shutil.rmtree(aside)


def _remove_files(project: Project, items: Iterable[PlanItem]) -> dict[str, str]:
    """Remove deliveries and quarantines and take file names out of reports; return what a report's hash is now."""
    after: dict[str, str] = {}
    for item in items:
        if item.shelf == "lieferungen":
            _unlink(stored_delivery(project, ars=item.ars, dataset=item.dataset, batch=item.batch))
        elif item.shelf == "quarantaene":
            _unlink(quarantine_file(project, item.dataset, item.batch))
        elif item.shelf == "berichte":
            report = read_report(project, item.batch)
            if report is not None and report.file != REMOVED:
                report.file = REMOVED
                write_report(project, report)
            after[item.place] = file_digest(report_file(project, item.batch))
    return after


def _unlink(path: Path | None) -> None:
    if path is not None and path.exists():
        path.unlink()
        sync(path.parent)


def _remove_from_warehouse(project: Project, items: Iterable[PlanItem]) -> WarehouseChange:
    months: dict[str, set[str]] = {}
    for item in items:
        if item.shelf == "warehouse":
            months.setdefault(item.place, set()).add(item.month)

    def unwanted(table: StoredTable) -> str | None:
        going = months.get(f"{table.schema}.{table.name}")
        return f"month in ({', '.join(map(text_literal, sorted(going)))})" if going else None

    return remove_rows(project, unwanted) if months else WarehouseChange()
