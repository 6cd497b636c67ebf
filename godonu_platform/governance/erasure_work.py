# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Finds everything that an erasure has to change and stages the files that are rewritten; changes nothing yet.

Deliveries tell record numbers and raw sessions, the lake tells pseudonyms and positions, each helps to find more in
the other. Keep out: how either is searched (erasure_records, erasure_lake).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from godonu_platform.contracts.contract import Contract
from godonu_platform.governance.erasure_journal import DeliveryWork, staged_delivery, staged_quarantine
from godonu_platform.governance.erasure_lake import LakeSearch, Positions
from godonu_platform.governance.erasure_pseudonyms import (
    CASE,
    SESSION,
    KeyRing,
    case_pseudonyms,
    key_ring,
    session_pseudonyms,
)
from godonu_platform.governance.erasure_quarantine import without_records
from godonu_platform.governance.erasure_records import (
    Found,
    find_cases,
    find_sessions,
    may_hold,
    open_reading,
    treated,
)
from godonu_platform.governance.erasure_request import Request
from godonu_platform.governance.erasure_rewrite import CannotRewrite, Rewritten, Wanted, rewrite
from godonu_platform.landing.commit import original_name, quarantine_file, stored_delivery
from godonu_platform.landing.delivery_landing import Desk
from godonu_platform.landing.recovery import split_replay
from godonu_platform.landing.registry import landed_batches
from godonu_platform.landing.report import DeliveryReport
from godonu_platform.project import Project
from godonu_platform.sources import RefusedDelivery, inspect

_HIDDEN = "entfernt"


@dataclass
class Hunt:
    """All that is known so far about where the cases stand."""

    desk: Desk
    request: Request
    ring: KeyRing
    reports: dict[str, DeliveryReport]
    found: dict[str, Found] = field(default_factory=dict)
    sessions: dict[str, set[str]] = field(default_factory=dict)
    cases: set[str] = field(default_factory=set)
    session_pids: set[str] = field(default_factory=set)
    positions: dict[str, Positions] = field(default_factory=dict)
    unreadable: dict[str, str] = field(default_factory=dict)

    @property
    def project(self) -> Project:
        """The installation."""
        return self.desk.project

    def stored(self, report: DeliveryReport) -> Path | None:
        """Return the stored delivery of a report."""
        return stored_delivery(self.project, ars=report.ars, dataset=report.dataset, batch=report.batch)

    def is_aligned(self, batch: str) -> bool:
        """Whether the record numbers of a delivery as it lies there are those of its rows in the lake."""
        report, found = self.reports[batch], self.found.get(batch)
        return found is not None and not report.erasures and found.total == report.records


def concerned(desk: Desk) -> list[Contract]:
    """Return the datasets whose rows can hang on a case."""
    sources = (contract for contract in desk.contracts.values() if contract.is_source)
    return [contract for contract in sources if treated(contract, CASE) or treated(contract, SESSION)]


def hunt(desk: Desk, request: Request) -> Hunt:
    """Find the cases in deliveries and lake."""
    datasets = {contract.name for contract in concerned(desk)}
    reports = {report.batch: report for report in landed_batches(desk.project, datasets=datasets)}
    found = Hunt(desk, request, key_ring(desk.project, reports.values()), reports)
    for report in reports.values():
        if (stored := found.stored(report)) is not None and may_hold(stored, report, request):
            _read(found, report, stored)
    _follow_sessions(found)
    partners = {*(report.ars for report in reports.values()), *(p.ars for p in desk.partners)}
    found.cases |= case_pseudonyms(found.ring, request.numbers, partners)
    for ars, sessions in found.sessions.items():
        months = {month for report in reports.values() if report.ars == ars for month in report.months}
        found.session_pids |= session_pseudonyms(found.ring, sessions, ars, months)
    _search_lake(found)
    _search_deliveries_again(found)
    return found


def _read(found: Hunt, report: DeliveryReport, stored: Path) -> None:
    contract = found.desk.contracts[report.dataset]
    try:
        here = find_cases(open_reading(found.desk, report, stored), contract, found.request)
    except RefusedDelivery as refusal:
        found.unreadable[report.batch] = refusal.code
        return
    found.found[report.batch] = here
    found.sessions.setdefault(report.ars, set()).update(here.sessions)


def _follow_sessions(found: Hunt) -> None:
    """Look through all deliveries of a partner for records of the same sessions that name no case."""
    for report in found.reports.values():
        sessions = found.sessions.get(report.ars)
        stored = found.stored(report) if sessions else None
        contract = found.desk.contracts[report.dataset]
        if not sessions or stored is None or not treated(contract, SESSION):
            continue
        if report.batch not in found.found:
            if not may_hold(stored, report, Request(frozenset(sessions))):
                continue
            _read(found, report, stored)
        if report.batch in found.found:
            reading = open_reading(found.desk, report, stored)
            found.found[report.batch].cases |= find_sessions(reading, contract, sessions)


def _search_lake(found: Hunt) -> None:
    searches = [LakeSearch(found.project, contract) for contract in concerned(found.desk)]
    try:
        known = {search.dataset: _known(found, search.dataset) for search in searches}
        for search in searches:
            found.cases |= search.learn_cases(known[search.dataset])
        for search in searches:
            found.session_pids |= search.linked_sessions(found.cases)
        for search in searches:
            found.positions[search.dataset] = search.positions(
                found.cases, found.session_pids, found.request, known[search.dataset]
            )
    finally:
        for search in searches:
            search.close()


def _known(found: Hunt, dataset: str) -> Positions:
    """Return the lake positions of records found in deliveries, under the names that their batch has in the lake."""
    known: Positions = {}
    for batch, here in found.found.items():
        if found.reports[batch].dataset == dataset and found.is_aligned(batch):
            for folder in (found.project.lake / dataset).glob(f"batch={batch}*"):
                known[folder.name.removeprefix("batch=")] = here.cases | here.naming
    return known


def _search_deliveries_again(found: Hunt) -> None:
    """Take over into the delivery files what only the lake knew, where both count records alike."""
    for positions in found.positions.values():
        for name, numbers in positions.items():
            batch = split_replay(name)[0]
            report = found.reports.get(batch)
            stored = found.stored(report) if report is not None else None
            if report is None or stored is None:
                continue
            if batch not in found.found and batch not in found.unreadable:
                _read(found, report, stored)
            if found.is_aligned(batch):
                found.found[batch].cases |= numbers


def stage(found: Hunt, erasure: str) -> Iterator[DeliveryWork]:
    """Write the deliveries and quarantines anew that lose records, aside, and say what is to become of each."""
    for batch, report in sorted(found.reports.items()):
        stored = found.stored(report)
        if stored is None:
            continue
        here = found.found.get(batch, Found())
        name = original_name(stored)
        shown = _without_numbers(name, found.request)
        suspects = here.unreadable if found.request.tokens else set()
        wanted = Wanted(frozenset(here.cases | here.naming), frozenset(suspects))
        if not wanted and shown == name:
            continue
        done = _staged(found, report, stored, wanted, staged_delivery(found.project, erasure, batch))
        if not done.gone and shown == name:
            staged_delivery(found.project, erasure, batch).unlink(missing_ok=True)
            continue
        yield _delivery_work(found, report, stored, shown, done, erasure)


def _staged(found: Hunt, report: DeliveryReport, stored: Path, wanted: Wanted, target: Path) -> Rewritten:
    if not wanted:
        return Rewritten(frozenset(), report.records)
    done = rewrite(open_reading(found.desk, report, stored), target, wanted, found.request)
    left = done.total - len(done.gone)
    if left and done.gone:
        again = target.with_name(stored.name)  # mappings recognise deliveries by their names
        target.rename(again)
        check = find_cases(open_reading(found.desk, report, again), found.desk.contracts[report.dataset], found.request)
        again.rename(target)
        if check.total != left or check.cases or check.naming:
            raise CannotRewrite(
                f"Die Lieferung {report.batch} ließ sich nicht richtig umschreiben; es wurde nichts gelöscht."
            )
    return done


def _delivery_work(
    found: Hunt, report: DeliveryReport, stored: Path, shown: str, done: Rewritten, erasure: str
) -> DeliveryWork:
    target = staged_delivery(found.project, erasure, report.batch)
    prefix = f"{report.ars}\0{report.dataset}\0".encode()
    rewritten = bool(done.gone) and done.total > len(done.gone)
    if not rewritten:
        target.unlink(missing_ok=True)
    quarantine = quarantine_file(found.project, report.dataset, report.batch)
    changed = quarantine.is_file() and without_records(
        quarantine, staged_quarantine(found.project, erasure, report.batch), done.gone,
        shown if shown != original_name(stored) else None,
    )  # fmt: skip
    before = inspect(stored, prefix).batch_digest
    return DeliveryWork(
        batch=report.batch, ars=report.ars, dataset=report.dataset, name=shown, gone=tuple(sorted(done.gone)),
        rewritten=rewritten, quarantine=changed, before=before,
        after=inspect(target, prefix).batch_digest if rewritten else "" if done.gone else before,
    )  # fmt: skip


def _without_numbers(name: str, request: Request) -> str:
    for token in request.tokens:
        name = name.replace(token, _HIDDEN)
    return name
