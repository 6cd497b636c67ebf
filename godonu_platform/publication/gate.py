# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The gate: every check on a candidate, deny by default.

A check that crashes or is absent counts as failed. Nobody left to open for is no failure: the dataset is not open.
Keep out: which checks there are (check_list) and what a single one looks at.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from zoneinfo import ZoneInfo

from godonu_platform.catalogs.emergency import holding_stop
from godonu_platform.catalogs.gate_ledger import read_ledger
from godonu_platform.catalogs.official_shapes import official_stamp
from godonu_platform.catalogs.release_folder import REQUIRED_CHECKS, is_vouched_for
from godonu_platform.catalogs.release_record import (
    CheckRun,
    Finding,
    GateRecord,
    Outcome,
    PartnerIn,
    PartnerOut,
    ReleaseRecord,
)
from godonu_platform.catalogs.shapes import own_shapes
from godonu_platform.governance.decision_book import CHAIN_BROKEN, VOID_CODES, chain_problem
from godonu_platform.publication.candidate import Candidate
from godonu_platform.publication.check_list import CHECKS, RULES_VERSION
from godonu_platform.publication.decision_checks import origin_is_lost, split_partners
from godonu_platform.publication.gate_view import GateCheck, GateView, Objection
from godonu_platform.publication.staged_files import StagedFiles, staged_files
from godonu_platform.publication.table import CandidateTable, lent_table

__all__ = ["CHECKS", "evaluate_gate"]

ORIGIN_CHECK, COLUMNS_CHECK, DECISION_CHECK = "herkunft", "spaltenabgleich", "entscheidung"
EMERGENCY = "notfall"
BERLIN = ZoneInfo("Europe/Berlin")
_EMPTY = "Die Tabelle ist leer, obwohl schon etwas veröffentlicht ist; bitte den Lauf prüfen."


def evaluate_gate(
    candidate: Candidate,
    latest: ReleaseRecord | None = None,
    checks: Sequence[GateCheck] = CHECKS,
    table: CandidateTable | None = None,
    files: StagedFiles | None = None,
) -> GateRecord:
    """Return what the gate says about a candidate; never raises for what a steward can cause.

    `latest` is the newest release: results that depend on content alone are reused when the content is the same.
    `files` is where the files of the release are written for the checks that look at them; whoever makes the release
    takes them from there.
    """
    with ExitStack() as stack:
        table = _opened(stack, candidate, table)
        inside, outside = split_partners(candidate, table)
        # nobody is in, but somebody meant to open: every check is held against those, so that all is told at once
        void = [partner for partner in outside if partner.code in VOID_CODES] if not inside else []
        names = tuple(partner.ars for partner in inside or void)
        key = _content_key(candidate, table, names)
        record = _record(candidate, inside, outside, key)
        stopped = list(_stopped_at_the_door(candidate, latest, table, record))
        if stopped:
            return record.model_copy(update={"outcome": "gestoppt", "findings": tuple(stopped)})
        if not names and candidate.book is not None:
            if not origin_is_lost(candidate, outside):
                return record
            checks = [check for check in checks if check.name == ORIGIN_CHECK]
        files = files or stack.enter_context(staged_files(candidate.project, candidate.dataset))
        view = GateView(candidate, table, names, files)
        before = _vouched_for(candidate, latest, key)
        runs, findings = _run_all(checks, view, before)
        findings += _absent(checks) if names or candidate.book is None else []
        stopped_by = [finding for finding in findings if finding.severity == "error"]
        outcome: Outcome = "gestoppt" if stopped_by or not inside else "offen"
        screened = files.hashes() or (before.screened if before else {})
    told = {"outcome": outcome, "checks": tuple(runs), "findings": tuple(findings), "screened": screened}
    return record.model_copy(update=told)


def _opened(stack: ExitStack, candidate: Candidate, lent: CandidateTable | None) -> CandidateTable | None:
    try:
        table = stack.enter_context(lent_table(candidate.project, candidate.contract, lent))
    except Exception:  # a broken or missing warehouse is found by the check spaltenabgleich
        return None
    return table if table.exists else None


def _stopped_at_the_door(
    candidate: Candidate, latest: ReleaseRecord | None, table: CandidateTable | None, record: GateRecord
) -> Iterator[Finding]:
    """What stops before any check: it must neither be withdrawn as if somebody had decided so, nor go on."""
    if candidate.book is None:
        return
    seen = read_ledger(candidate.project).heads.get(candidate.dataset, "")
    broken = chain_problem(candidate.book, seen, latest.decision_head if latest is not None else "")
    if broken:
        yield Objection(CHAIN_BROKEN, broken).finding(DECISION_CHECK)
    elif told := _stopped_in_emergency(candidate, record):
        yield Objection(EMERGENCY, told).finding(DECISION_CHECK)
    elif not record.partners_in and not record.partners_out and latest is not None and table is not None:
        yield Objection("keine_zeilen", _EMPTY).finding(COLUMNS_CHECK)


def _stopped_in_emergency(candidate: Candidate, record: GateRecord) -> str:
    if candidate.book is None:
        return ""
    try:
        stop = holding_stop(candidate.project, candidate.dataset, candidate.book, record.partners_in)
    except ValueError as damaged:
        return str(damaged)
    if stop is None:
        return ""
    unreadable = " Damals waren die Entscheidungen nicht lesbar: Bitte zuerst »godonu unpublish« wiederholen."
    return (
        f"Im Notfall zurückgezogen am {stop.at.astimezone(BERLIN):%d.%m.%Y, %H:%M Uhr} durch {stop.person}: "
        f"{stop.reason} Der Datensatz bleibt zu, bis mit »godonu decide {candidate.dataset}« für jede "
        f"Kommune neu entschieden ist.{'' if candidate.book.contains(stop.decision_head) else unreadable}"
    )


def _vouched_for(candidate: Candidate, latest: ReleaseRecord | None, key: str) -> GateRecord | None:
    """Return the gate record of the newest release if its results may stand for this content as well."""
    if latest is None or not key or latest.gate.content_key != key or latest.gate.outcome != "offen":
        return None
    return latest.gate if is_vouched_for(candidate.project, latest) else None


def _run_all(
    checks: Sequence[GateCheck], view: GateView, before: GateRecord | None
) -> tuple[list[CheckRun], list[Finding]]:
    passed_before = {run.name for run in before.checks if run.passed} if before else set()
    runs: list[CheckRun] = []
    findings: list[Finding] = []
    for check in checks:
        reused = check.by_content and check.name in passed_before
        found = [] if reused else _run(check, view)
        failed = any(finding.severity == "error" for finding in found)
        runs.append(CheckRun(name=check.name, title=check.title, passed=not failed, reused=reused))
        findings += found
    return runs, findings


def _run(check: GateCheck, view: GateView) -> list[Finding]:
    try:
        return [objection.finding(check.name) for objection in check.objections(view)]
    except Exception as error:  # deny by default; the text of the error may hold a cell value, so only its kind is told
        message = f"Die Prüfung »{check.title}« ist abgestürzt ({type(error).__name__}); sie zählt als nicht bestanden."
        return [Objection("abgestuerzt", message).finding(check.name)]


def _absent(checks: Sequence[GateCheck]) -> list[Finding]:
    present = {check.name for check in checks}
    return [
        Objection("pruefung_fehlt", f"Die Prüfung {name} wurde nicht ausgeführt.").finding(name)
        for name in REQUIRED_CHECKS
        if name not in present
    ]


def _content_key(candidate: Candidate, table: CandidateTable | None, partners: tuple[str, ...]) -> str:
    """Return what the by-content checks depend on; an empty key is never reused."""
    if table is None or candidate.entry is None or not partners:
        return ""
    try:
        data, shapes = table.fingerprint(partners), _shapes(candidate)
    except Exception:  # e.g. a column of the contract or a file of shapes is missing: the checks say so
        return ""
    about = {field.name: getattr(candidate.contract, field.name) for field in dataclasses.fields(candidate.contract)}
    contract = {name: value for name, value in about.items() if name not in ("path", "concept")}
    told = [model.model_dump() for model in (candidate.entry, candidate.portal, candidate.vocabularies)]
    known = [partner.ars for partner in candidate.partners]
    text = json.dumps([RULES_VERSION, contract, data, partners, known, told, shapes], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _shapes(candidate: Candidate) -> list[str]:
    own = own_shapes(candidate.project, candidate.portal.dcat_ap_de)
    official = [official_stamp(candidate.project.shapes)] if candidate.project.shapes else []
    return [*(path.read_text(encoding="utf-8") for path in own), *official]


def _record(candidate: Candidate, inside: list[PartnerIn], outside: list[PartnerOut], key: str) -> GateRecord:
    """Return the record before any check: closed."""
    return GateRecord(
        dataset=candidate.dataset,
        outcome="nicht_offen",
        checks=(),
        findings=(),
        partners_in=tuple(inside),
        partners_out=tuple(outside),
        content_key=key,
        fingerprint=candidate.fingerprint or "",
    )
