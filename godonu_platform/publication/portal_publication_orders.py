# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the portal is asked to show of each dataset: the newest release that holds, a closing, or nothing new.

The local publication has usually built the release already; one that is there is never built again.
Keep out: what the portal shows now, and every call to it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from godonu_platform.catalogs.ckan.orders import Closing, Order
from godonu_platform.catalogs.emergency import EmergencyStop, holding_stop
from godonu_platform.catalogs.lifecycle import NOTICE_PERIOD
from godonu_platform.catalogs.release_folder import UnusableRelease, releasable_record
from godonu_platform.catalogs.release_record import GateRecord
from godonu_platform.contracts.contract import Contract
from godonu_platform.failure import place_of
from godonu_platform.governance.decision_book import DecisionBook
from godonu_platform.project import Project
from godonu_platform.publication.candidate import Candidate, collect_candidates, open_contracts
from godonu_platform.publication.draft import make_draft
from godonu_platform.publication.evidence import Evidence
from godonu_platform.publication.gate import BERLIN, evaluate_gate
from godonu_platform.publication.opening import void_reasons
from godonu_platform.publication.plan import NO_CONTRACT, reasons
from godonu_platform.publication.publish import note_decision, public_reason
from godonu_platform.publication.release import GateClosed, Release, build_release, is_same, latest_release
from godonu_platform.publication.shown_partners import closed_since_release
from godonu_platform.publication.staged_files import StagedFiles, staged_files
from godonu_platform.publication.table import CandidateTable, lent_table, open_warehouse


def orders_for(
    project: Project,
    contracts: Mapping[str, Contract],
    evidence: Evidence,
    *,
    datasets: Iterable[str] | None = None,
    build: bool = False,
) -> list[Order]:
    """Return one order for every open dataset, or the named ones, and for what has no contract any more.

    build: make a release where the gate is open and none is there that holds; a plan must not. A fault in one dataset
    stays with it: it is held back. Raises YamlMistakes for portal, value lists and partners.
    """
    wanted = None if datasets is None else set(datasets)
    known = open_contracts(contracts)
    chosen = [contract for contract in known if wanted is None or contract.name in wanted]
    candidates = collect_candidates(project, chosen, evidence)
    orders = []
    with ExitStack() as stack:
        try:
            connection = stack.enter_context(open_warehouse(project))
        except Exception:  # missing or broken: the gate finds it for each dataset and says so
            connection = None
        for candidate in candidates:
            table = CandidateTable(connection, candidate.contract) if connection is not None else None
            orders.append(_told_if_broken(candidate, table, build))
    names = {contract.name for contract in known}
    return orders + [order for order in _without_contract(project, names) if wanted is None or order.dataset in wanted]


def _told_if_broken(candidate: Candidate, table: CandidateTable | None, build: bool) -> Order:
    try:
        return _order(candidate, table, build)
    except (GateClosed, UnusableRelease) as refusal:  # German texts of ours, without any value
        told = str(refusal)
    except Exception as error:  # the text may hold a cell value; its kind is enough
        told = f"Die Freigabe ist abgebrochen ({place_of(error)})"
    return replace(_nothing(candidate), reasons=(f"{told}; der bisherige Stand bleibt.",))


def _order(candidate: Candidate, table: CandidateTable | None, build: bool) -> Order:
    project, dataset = candidate.project, candidate.dataset
    latest = latest_release(project, dataset)
    with staged_files(project, dataset) as files:
        gate = evaluate_gate(candidate, latest.record if latest else None, table=table, files=files)
        if build:
            note_decision(candidate, gate)
        told = (*reasons(gate), *void_reasons(candidate, gate))
        order = replace(_nothing(candidate), gate=gate, reasons=told, closing=_closing(candidate, gate, latest))
        if gate.outcome != "offen" or (order.closing is not None and order.closing.kind == "withdrawn"):
            return order
        folder, missing = _release_to_show(candidate, gate, latest, table, files if build else None)
        return replace(order, folder=folder, reasons=(*missing, *told))


def _nothing(candidate: Candidate) -> Order:
    """The order that changes nothing."""
    return Order(
        dataset=candidate.dataset,
        title=candidate.entry.title if candidate.entry else candidate.contract.title,
        folder=None,
        fingerprint=candidate.fingerprint,
        gate=None,
        reasons=(),
        closing=None,
    )


def _release_to_show(
    candidate: Candidate,
    gate: GateRecord,
    latest: Release | None,
    table: CandidateTable | None,
    files: StagedFiles | None,
) -> tuple[Path | None, tuple[str, ...]]:
    """Return the newest release, built with `files` where it is not there yet, and what a steward should know of it."""
    refusal = _refusal(candidate, latest)
    if latest is not None and not refusal and _is_current(candidate, gate, latest, table):
        return latest.folder, ()
    if files is not None:
        return build_release(candidate, gate, table, files).folder, ()
    if latest is None or refusal:
        return None, (f"{refusal or 'Noch nicht gebaut'}; bitte zuerst »godonu publish«.",)
    newer = (
        f"Es gibt einen neueren Stand, der noch nicht gebaut ist (nach {latest.record.version}); »godonu publish« baut "
        "und veröffentlicht ihn."
    )
    return latest.folder, (newer,)


def _refusal(candidate: Candidate, latest: Release | None) -> str:
    """Return why a release must not be shown, or nothing."""
    try:
        if latest is not None:
            releasable_record(latest.folder, candidate.project, candidate.fingerprint)
    except UnusableRelease as refusal:
        return str(refusal)
    return ""


def _is_current(candidate: Candidate, gate: GateRecord, latest: Release, table: CandidateTable | None) -> bool:
    """Tell whether the newest release is what would be built now; the same content is known without looking at it."""
    if gate.content_key and latest.record.gate.content_key == gate.content_key:
        return True
    with lent_table(candidate.project, candidate.contract, table) as source:
        return is_same(make_draft(candidate, source, gate.partners_in, gate.partners_out), latest.record)


def _closing(candidate: Candidate, gate: GateRecord, latest: Release | None) -> Closing | None:
    """Return how the dataset is to be closed: in an emergency, not allowed any more, or its entry announces its end."""
    stop = _stop(candidate, gate, latest)
    if stop is not None:
        return Closing("withdrawn", stop.reason, None, stop.at.astimezone(BERLIN).date())
    if gate.outcome == "nicht_offen":
        return Closing("withdrawn", public_reason(gate), None, _closed_since(candidate))
    closed = closed_since_release(candidate, latest.record if latest else None)
    if closed and gate.outcome != "offen":
        return Closing("withdrawn", closed, None, _closed_since(candidate))
    ended, announced = candidate.ended, candidate.entry.deprecation if candidate.entry else None
    if ended is not None:
        return Closing("withdrawn", ended.note, ended.successor, ended.since + NOTICE_PERIOD)
    if announced is not None and announced.since <= candidate.today:
        return Closing("deprecated", announced.note, announced.successor, announced.since)
    return None


def _stop(candidate: Candidate, gate: GateRecord, latest: Release | None) -> EmergencyStop | None:
    book = candidate.book or DecisionBook(candidate.dataset)  # one that cannot be read lifts nothing
    inside = gate.partners_in or (latest.record.partners_in if latest else ())
    try:
        return holding_stop(candidate.project, candidate.dataset, book, inside)
    except ValueError:  # a damaged book; the gate has stopped and said so
        return None


def _closed_since(candidate: Candidate) -> dt.date:
    """Return the day since which nobody allows the dataset, the same on every day; today where none is known."""
    book = candidate.book or ()
    newest = {(ars, entry.gilt_fuer): entry for entry in book for ars in entry.partners}
    days = [entry.wiedervorlage if entry.opens else entry.date for entry in newest.values()]
    return max((day for day in days if day <= candidate.today), default=candidate.today)


def _without_contract(project: Project, known: set[str]) -> Iterator[Order]:
    """Yield a withdrawal for everything that was ever released and stands under no open contract any more."""
    for folder in sorted(path for path in project.releases.glob("*") if path.name not in known):
        release = latest_release(project, folder.name)
        if release is not None:
            since = project.clock().date()
            closing = Closing("withdrawn", NO_CONTRACT, None, since)
            record = release.record
            yield Order(record.dataset, record.description.title, None, None, None, (NO_CONTRACT,), closing)
