# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Erasure from end to end: find, write the journal, remove, search everything, prove.

It never publishes: what depends on erased rows is held back until somebody decides anew. Keep out: each step's work.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from godonu_platform.contracts.contract import Contract, load_contracts
from godonu_platform.contracts.partners import load_partners
from godonu_platform.governance.erasure_apply import apply_journal
from godonu_platform.governance.erasure_effects import effects, report_work
from godonu_platform.governance.erasure_journal import (
    Journal,
    Told,
    anything_unfinished,
    begin,
    end,
    erasure_folder,
    unfinished,
    work_folder,
)
from godonu_platform.governance.erasure_marks import new_marks
from godonu_platform.governance.erasure_proof import ErasureProof, prove
from godonu_platform.governance.erasure_request import Request, WrongInput, read_request
from godonu_platform.governance.erasure_rewrite import CannotRewrite
from godonu_platform.governance.erasure_search import Search
from godonu_platform.governance.erasure_work import concerned, hunt, stage
from godonu_platform.landing.commit import Checkpoint, landing_lock, nowhere
from godonu_platform.landing.delivery_landing import Desk
from godonu_platform.landing.recovery import recover
from godonu_platform.project import Project
from godonu_platform.warehouse import sole_writer

__all__ = ["CannotRewrite", "Erased", "ErasureProof", "WrongInput", "anything_unfinished", "erase", "resume"]


@dataclass(frozen=True)
class Erased:
    """One erasure that is finished, with its proof."""

    proof: ErasureProof
    path: Path


def erase(project: Project, text: str, *, checkpoint: Checkpoint = nowhere) -> list[Erased]:
    """Erase the cases whose numbers stand in a text, one per line; finishes first what was begun before.

    Raises WrongInput for a text without case numbers, CannotRewrite when a delivery cannot be written anew: then
    nothing was removed.
    """
    request = read_request(text)
    contracts = load_contracts(project)
    with landing_lock(project), sole_writer(project):
        recover(project)
        done = [_finish(project, journal, contracts, nowhere, None) for journal in unfinished(project)]
        desk = Desk(project, contracts, load_partners(project))
        try:
            journal = _prepare(desk, request)
        finally:
            desk.engine.close()
        checkpoint("vorbereitet")
        begin(project, journal)
        checkpoint("vermerkt")
        return [*done, _finish(project, journal, contracts, checkpoint, request)]


def resume(project: Project, *, checkpoint: Checkpoint = nowhere) -> list[Erased]:
    """Finish the erasures that were begun; without the case numbers only pseudonyms can be searched for."""
    if not anything_unfinished(project):
        return []
    contracts = load_contracts(project)
    with landing_lock(project), sole_writer(project):
        recover(project)
        return [_finish(project, journal, contracts, checkpoint, None) for journal in unfinished(project)]


def _prepare(desk: Desk, request: Request) -> Journal:
    project, erasure = desk.project, secrets.token_hex(6)
    work_folder(project, erasure).mkdir(parents=True, mode=0o700)
    found = hunt(desk, request)
    deliveries = tuple(stage(found, erasure))
    by_dataset = {
        contract.name: effects(project, contract, found.positions[contract.name], found.reports, erasure)
        for contract in concerned(desk)
    }
    lost = {batch: entry for effect in by_dataset.values() for batch, entry in effect.lost.items()}
    affected = {name: effect.places for name, effect in by_dataset.items() if effect.places}
    before = Search(request.tokens, found.cases)(project, erasure_folder(project))
    return Journal(
        id=erasure,
        at=project.clock(),
        cases=tuple(sorted(found.cases)),
        sessions=tuple(sorted(found.session_pids)),
        deliveries=deliveries,
        datasets=tuple(effect.work for effect in by_dataset.values()),
        reports=tuple(report_work(project, found.reports, lost, deliveries)),
        marks=tuple(new_marks(project, desk.contracts, erasure, affected)),
        told=Told(
            numbers=len(request.numbers),
            words=len(request.tokens),
            keys=tuple(found.ring.names),
            missing_keys=dict(found.ring.missing),
            unreadable=tuple(f"{batch}: {code}" for batch, code in sorted(found.unreadable.items())),
            before=before,
        ),
    )


def _finish(
    project: Project,
    journal: Journal,
    contracts: Mapping[str, Contract],
    checkpoint: Checkpoint,
    request: Request | None,
) -> Erased:
    change = apply_journal(project, journal, contracts, checkpoint)
    words = request.tokens if request is not None else ()
    after = Search(words, journal.cases)(project, erasure_folder(project))
    checkpoint("gesucht")
    proof, path = prove(project, journal, change, after, searched_words=request is not None)
    checkpoint("nachweis")
    end(project, journal)
    return Erased(proof, path)
