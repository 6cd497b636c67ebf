# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Does what the journal of an erasure says; each step may be done twice, so a kill at any moment is made up for.

Publication is held back first. Keep out: finding anything; the journal holds all that is needed.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from godonu_platform.contracts.contract import Contract
from godonu_platform.contracts.row_checks import quoted
from godonu_platform.governance.erasure_effects import lessened
from godonu_platform.governance.erasure_journal import (
    DeliveryWork,
    Journal,
    staged_conflicts,
    staged_delivery,
    staged_quarantine,
)
from godonu_platform.governance.erasure_lake import remove_positions
from godonu_platform.governance.erasure_marks import add_marks
from godonu_platform.governance.erasure_pseudonyms import CASE
from godonu_platform.governance.erasure_records import treated
from godonu_platform.governance.erasure_warehouse import StoredTable, WarehouseChange, remove_rows
from godonu_platform.governance.retention_conflicts import forget_conflicts, kept_conflicts
from godonu_platform.landing.commit import (
    REPORT,
    Checkpoint,
    batch_directory,
    quarantine_file,
    read_report,
    replace_text,
    stored_delivery,
    write_report,
)
from godonu_platform.landing.refusing import utc_text
from godonu_platform.landing.staging import sync
from godonu_platform.project import Project

_POSITION = ("batch", "record_no")


def apply_journal(
    project: Project, journal: Journal, contracts: Mapping[str, Contract], checkpoint: Checkpoint
) -> WarehouseChange:
    """Carry out an erasure; call it with landing and warehouse to oneself."""
    add_marks(project, journal.marks)
    checkpoint("marken")
    for number, work in enumerate(journal.deliveries):
        _replace_delivery(project, journal, work)
        if number == 0:
            checkpoint("erste_lieferung")
    checkpoint("lieferungen")
    for dataset in journal.datasets:
        remove_positions(project, dataset.dataset, dataset.positions)
        checkpoint("datensee")
    _replace_conflicts(project, journal, contracts)
    checkpoint("widersprueche")
    _lessen_reports(project, journal)
    checkpoint("berichte")
    change = _remove_from_warehouse(project, journal, contracts)
    checkpoint("warehouse")
    return change


def _replace_delivery(project: Project, journal: Journal, work: DeliveryWork) -> None:
    stored = stored_delivery(project, ars=work.ars, dataset=work.dataset, batch=work.batch)
    staged = staged_delivery(project, journal.id, work.batch)
    if stored is not None:
        target = stored.with_name(f"{work.batch}__{work.name}")
        if staged.is_file():
            os.replace(staged, stored)
        elif work.gone and not work.rewritten:
            stored.unlink()
        if stored != target and stored.is_file():
            os.replace(stored, target)
        sync(stored.parent)
    _take_place(staged_quarantine(project, journal.id, work.batch), quarantine_file(project, work.dataset, work.batch))


def _take_place(staged: Path, target: Path) -> None:
    if staged.is_file():
        os.replace(staged, target)
        sync(target.parent)


def _replace_conflicts(project: Project, journal: Journal, contracts: Mapping[str, Contract]) -> None:
    touched = {work.dataset for work in journal.datasets if work.conflicts}
    for dataset in sorted(touched):
        staged, kept = staged_conflicts(project, journal.id, dataset), kept_conflicts(project, dataset)
        if staged.is_file() and staged.stat().st_size == 0:
            kept.unlink(missing_ok=True)
            staged.unlink()
        _take_place(staged, kept)
    if touched:
        forget_conflicts(project, touched, contracts)


def _lessen_reports(project: Project, journal: Journal) -> None:
    after = {work.batch: work.after for work in journal.deliveries}
    for work in journal.reports:
        report = read_report(project, work.batch)
        if report is None:
            continue
        lessened(report, work, journal.id, utc_text(journal.at), after.get(work.batch, ""))
        write_report(project, report)
        # the report inside the lake is what recovery trusts when the other one is lost
        inside = batch_directory(project, report.dataset, report.batch) / REPORT
        if inside.is_file():
            replace_text(inside, report.to_json())


def _remove_from_warehouse(project: Project, journal: Journal, contracts: Mapping[str, Contract]) -> WarehouseChange:
    cases = {name for contract in contracts.values() if contract.is_source for name in treated(contract, CASE)}
    positions = [
        f"{batch}:{number}" for work in journal.datasets for batch, found in work.positions.items() for number in found
    ]

    def unwanted(table: StoredTable) -> str | None:
        conditions = [f"{quoted(name)} in (from memory.sought.cases)" for name in table.texts]
        # a session may also have led to another case: such a row names it, and stays
        own = [f"{quoted(name)} is null" for name in table.texts if name in cases]
        conditions += [" and ".join([f"{quoted(name)} in (from memory.sought.sessions)", *own]) for name in table.texts]
        if set(_POSITION) <= table.columns.keys():
            conditions.append("concat(batch, ':', record_no) in (from memory.sought.positions)")
        return " or ".join(f"({condition})" for condition in conditions) or None

    sought = {"cases": list(journal.cases), "sessions": list(journal.sessions), "positions": positions}
    return remove_rows(project, unwanted, sought)
