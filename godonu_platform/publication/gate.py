# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The gate: every check on a candidate, deny by default.

A check that crashes or is absent counts as failed. Nobody left to open for is no failure: the dataset is not open.
Keep out: what a single check looks at (promise_checks, content_checks).
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Sequence
from contextlib import ExitStack

from godonu_platform.catalogs.release_folder import REQUIRED_CHECKS
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
from godonu_platform.publication import content_checks, promise_checks
from godonu_platform.publication.candidate import Candidate
from godonu_platform.publication.gate_view import GateCheck, GateView, Objection
from godonu_platform.publication.table import PARTNER_COLUMN, CandidateTable, lent_table

# Raise this when a by-content check changes: results recorded by an older rule are then not reused.
RULES_VERSION = 1
CHECKS: tuple[GateCheck, ...] = (
    GateCheck(
        "vertrag", "Der Datenvertrag gilt und gehört zur Ebene Veröffentlichung.", promise_checks.contract_is_open
    ),
    GateCheck("spaltenklassen", "Jede Spalte ist als öffentlich eingestuft.", promise_checks.columns_are_open),
    GateCheck("spaltenabgleich", "Tabelle und Vertrag haben dieselben Spalten.", promise_checks.columns_agree),
    GateCheck("herkunft", "Vorstufen und Lieferungen sind festgehalten.", promise_checks.origin_is_known),
    GateCheck(
        "pruefergebnisse", "Alle Datenprüfungen bis zur Quelle sind bestanden.", promise_checks.results_are_green
    ),
    GateCheck("katalogeintrag", "Der Katalogeintrag ist vollständig.", promise_checks.entry_is_complete),
    GateCheck("lizenz", "Die Lizenz ist bekannt und offen.", promise_checks.licence_is_open),
    GateCheck(
        "entscheidung", "Für jede enthaltene Kommune gilt eine Öffnungsentscheidung.", promise_checks.decisions_hold
    ),
    GateCheck("metadaten", "Die Metadaten erfüllen DCAT-AP.de.", promise_checks.graph_conforms, by_content=True),
    GateCheck("schluessel", "Jeder Schlüssel kommt genau einmal vor.", content_checks.key_is_unique, by_content=True),
    GateCheck("schema", "Alle Werte halten den Datenvertrag ein.", content_checks.frame_keeps_schema, by_content=True),
    GateCheck(
        "offenlegungsschutz",
        "Der Schutz kleiner Fallzahlen ist eingehalten.",
        content_checks.disclosure_holds,
        by_content=True,
    ),
)
ORIGIN_CHECK, UNKNOWN_ORIGIN = "herkunft", "lieferung_unbekannt"
_NO_DELIVERY = "zu den Zeilen ist keine Lieferung festgehalten"
MIXED_ORIGIN = "gemischt"
_MIXED = "Beispiel- und echte Lieferungen liegen gemischt vor; echte Daten gehören in einen eigenen Datenordner"
_EMPTY = "Die Tabelle ist leer, obwohl schon etwas veröffentlicht ist; bitte den Lauf prüfen."


def evaluate_gate(
    candidate: Candidate,
    latest: ReleaseRecord | None = None,
    checks: Sequence[GateCheck] = CHECKS,
    table: CandidateTable | None = None,
) -> GateRecord:
    """Return what the gate says about a candidate; never raises for what a steward can cause.

    `latest` is the newest release: results that depend on content alone are reused when the content is the same.
    """
    with ExitStack() as stack:
        table = _opened(stack, candidate, table)
        inside, outside = _partners(candidate, table)
        names = tuple(partner.ars for partner in inside)
        view = GateView(candidate, table, names)
        key = _content_key(candidate, table, names)
        if latest is not None and table is not None and candidate.book is not None and not inside and not outside:
            findings = [Objection("keine_zeilen", _EMPTY).finding("spaltenabgleich")]
            return _record(candidate, "gestoppt", [], findings, inside, outside, key)
        if not inside and candidate.book is not None:
            if not _origin_lost(candidate, outside):
                return _record(candidate, "nicht_offen", [], [], inside, outside, key)
            checks = [check for check in checks if check.name == ORIGIN_CHECK]
        reusable = (
            bool(key) and latest is not None and latest.gate.content_key == key and latest.gate.outcome == "offen"
        )
        passed_before = {run.name for run in latest.gate.checks if run.passed} if latest is not None else set()
        runs: list[CheckRun] = []
        findings = []
        for check in checks:
            reused = reusable and check.by_content and check.name in passed_before
            found = [] if reused else _run(check, view)
            failed = any(finding.severity == "error" for finding in found)
            runs.append(CheckRun(name=check.name, title=check.title, passed=not failed, reused=reused))
            findings += found
        findings += _absent(checks) if inside or candidate.book is None else []
    outcome: Outcome = "gestoppt" if any(f.severity == "error" for f in findings) else "offen"
    return _record(candidate, outcome, runs, findings, inside, outside, key)


def _opened(stack: ExitStack, candidate: Candidate, lent: CandidateTable | None) -> CandidateTable | None:
    try:
        table = stack.enter_context(lent_table(candidate.project, candidate.contract, lent))
    except Exception:  # a broken or missing warehouse is found by the check spaltenabgleich
        return None
    return table if table.exists else None


def _partners(candidate: Candidate, table: CandidateTable | None) -> tuple[list[PartnerIn], list[PartnerOut]]:
    """Split the partners with rows into those a decision opens and those it does not, with the reason."""
    inside: list[PartnerIn] = []
    outside: list[PartnerOut] = []
    licence = candidate.entry.licence if candidate.entry else None
    for ars in _with_rows(candidate, table):
        partner = candidate.partners.get(ars)
        name = partner.name if partner else "Unbekannte Kommune"
        if partner is None or partner.role != "partner":
            outside.append(PartnerOut(ars=ars, name=name, code="kein_partner", reason="gehört nicht zu den Partnern"))
            continue
        if candidate.book is None:
            continue
        known, real = candidate.origin(ars)
        if not known or candidate.is_mixed(ars):
            code, reason = (MIXED_ORIGIN, _MIXED) if known else (UNKNOWN_ORIGIN, _NO_DELIVERY)
            outside.append(PartnerOut(ars=ars, name=name, code=code, reason=reason))
            continue
        # without an entry there is no licence to compare; the entry itself stops the dataset
        latest = candidate.book.latest(ars, "echtdaten" if real else "beispieldaten")
        wanted = licence or (latest.licence if latest else "")
        standing = candidate.book.standing(ars, real=real, licence=wanted, on=candidate.today)
        if standing.open and standing.decision:
            inside.append(
                PartnerIn(
                    ars=ars,
                    name=name,
                    decision=standing.decision,
                    sample=not real,
                    contributor_id=partner.contributor_id,
                )
            )
        else:
            outside.append(PartnerOut(ars=ars, name=name, code=standing.code, reason=standing.reason))
    return inside, outside


def _origin_lost(candidate: Candidate, outside: Sequence[PartnerOut]) -> bool:
    """Tell whether nobody is left because records of the origin are lost: that is a fault and no decision."""
    opened = set(candidate.book.opened_partners()) if candidate.book else set()
    return any(partner.code == UNKNOWN_ORIGIN and partner.ars in opened for partner in outside)


def _with_rows(candidate: Candidate, table: CandidateTable | None) -> list[str]:
    if table is None or PARTNER_COLUMN not in table.types:
        # nothing was built: whoever was opened shows that a publication was intended
        return candidate.book.opened_partners() if candidate.book else []
    return sorted(str(ars) for ars in table.partner_rows() if ars is not None)


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
        data = table.fingerprint(partners)
    except Exception:  # e.g. a column of the contract is missing: the checks say so
        return ""
    contract = {k: v for k, v in dataclasses.asdict(candidate.contract).items() if k != "path"}
    shapes = [path.read_text(encoding="utf-8") for path in own_shapes(candidate.project)]
    told = [model.model_dump() for model in (candidate.entry, candidate.portal, candidate.vocabularies)]
    text = json.dumps([RULES_VERSION, contract, data, partners, told, shapes], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _record(
    candidate: Candidate,
    outcome: Outcome,
    runs: list[CheckRun],
    findings: list[Finding],
    inside: list[PartnerIn],
    outside: list[PartnerOut],
    key: str,
) -> GateRecord:
    return GateRecord(
        dataset=candidate.dataset,
        outcome=outcome,
        checks=tuple(runs),
        findings=tuple(findings),
        partners_in=tuple(inside),
        partners_out=tuple(outside),
        content_key=key,
    )
