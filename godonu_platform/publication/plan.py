# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What publishing would do, before it does it: per dataset created, changed, unchanged, withdrawn or held back.

Keep out: any write outside plans/; a plan that is stored twice is the same file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal

from godonu_platform.catalogs.local_client import differences, shown_release, shown_releases, write_if_changed
from godonu_platform.catalogs.release_record import GateRecord, Outcome, ReleaseRecord
from godonu_platform.contracts.contract import Contract
from godonu_platform.project import Project
from godonu_platform.publication.candidate import Candidate, collect_candidates, open_contracts
from godonu_platform.publication.draft import Draft, make_draft
from godonu_platform.publication.evidence import Evidence
from godonu_platform.publication.gate import evaluate_gate
from godonu_platform.publication.opening import void_reasons
from godonu_platform.publication.release import is_same, latest_release
from godonu_platform.publication.shown_partners import closed_since_release
from godonu_platform.publication.staged_files import StagedFiles
from godonu_platform.publication.table import CandidateTable, lent_table
from godonu_platform.yaml_model import StrictModel

Action = Literal["created", "changed", "unchanged", "withdrawn", "held_back", "built"]
ACTION_TITLES: dict[Action, str] = {
    "created": "neu",
    "changed": "geändert",
    "unchanged": "unverändert",
    "withdrawn": "zurückgezogen",
    "held_back": "zurückgehalten",
    "built": "für andere Ziele gebaut",
}
NO_CONTRACT = "Es gibt keinen Datenvertrag der Ebene Veröffentlichung mehr."


class Change(StrictModel):
    """One field that would differ: what the catalogue shows now and what it would show."""

    field: str
    old: str
    new: str


class PlanEntry(StrictModel):
    """What would happen to one dataset, and what the gate says about it."""

    dataset: str
    title: str
    outcome: Outcome
    action: Action
    version: str | None
    changes: tuple[Change, ...] = ()
    reasons: tuple[str, ...] = ()
    gate: GateRecord


class Plan(StrictModel):
    """All datasets of one publication; the id follows from the content."""

    id: str
    created: datetime
    entries: tuple[PlanEntry, ...]

    @property
    def stopped(self) -> bool:
        """Whether the gate stops an intended publication (exit code 3)."""
        return any(entry.outcome == "gestoppt" for entry in self.entries)

    @property
    def has_changes(self) -> bool:
        """Whether applying the plan would write anything."""
        return any(entry.action in ("created", "changed", "withdrawn", "built") for entry in self.entries)


def plan_publication(
    project: Project, contracts: Mapping[str, Contract], evidence: Evidence, *, store: bool = True
) -> Plan:
    """Return the plan for all open datasets and store it in plans/<id>.json; nothing else is written."""
    candidates = collect_candidates(project, open_contracts(contracts), evidence)
    entries = [plan_dataset(candidate) for candidate in candidates]
    entries += orphans(project, {candidate.dataset for candidate in candidates})
    plan = make_plan(project, entries)
    if store:
        store_plan(project, plan)
    return plan


def make_plan(project: Project, entries: Sequence[PlanEntry]) -> Plan:
    """Return a plan with the id that its content gives."""
    text = "\n".join(entry.model_dump_json() for entry in entries)
    return Plan(id=hashlib.sha256(text.encode()).hexdigest()[:12], created=project.clock(), entries=tuple(entries))


def store_plan(project: Project, plan: Plan) -> Path:
    """Write a plan; one with the same content is left as it is, with its first date."""
    path = project.plans / f"{plan.id}.json"
    if not path.is_file():
        write_if_changed(path, plan.model_dump_json(indent=2).encode("utf-8"))
    return path


def plan_dataset(
    candidate: Candidate, table: CandidateTable | None = None, files: StagedFiles | None = None
) -> PlanEntry:
    """Return what would happen to one dataset; the files that the gate looks at are left in `files`."""
    project, dataset = candidate.project, candidate.dataset
    latest = latest_release(project, dataset)
    gate = evaluate_gate(candidate, latest.record if latest else None, table=table, files=files)
    shown = shown_release(project, dataset)
    if gate.outcome != "offen" or candidate.ended is not None:
        return _closed(candidate, gate, shown)
    with lent_table(project, candidate.contract, table) as source:
        draft = make_draft(candidate, source, gate.partners_in, gate.partners_out)
    same = latest is not None and is_same(draft, latest.record)
    version = latest.record.version if latest and same else f"v{latest.record.number + 1 if latest else 1}"
    changes = tuple(field_changes(shown, draft, candidate))
    if "lokal" not in candidate.portal.targets:
        action: Action = "withdrawn" if shown else "unchanged" if same else "built"
    elif shown is not None and same and shown.version == version and not differences(project, shown):
        action = "unchanged"
    else:
        action = "created" if shown is None else "changed"
    return PlanEntry(
        dataset=dataset,
        title=_title(candidate),
        outcome="offen",
        action=action,
        version=version,
        changes=changes if action != "unchanged" else (),
        reasons=(*reasons(gate), *void_reasons(candidate, gate)),
        gate=gate,
    )


def _closed(candidate: Candidate, gate: GateRecord, shown: ReleaseRecord | None) -> PlanEntry:
    """Return the entry of a dataset that the gate does not let out, or whose announced end has come."""
    ended = candidate.ended
    outcome: Outcome = "nicht_offen" if ended is not None else gate.outcome
    goes = outcome == "nicht_offen" or bool(closed_since_release(candidate, shown))
    return PlanEntry(
        dataset=candidate.dataset,
        title=_title(candidate),
        outcome=outcome,
        action="withdrawn" if shown is not None and goes else "held_back",
        version=shown.version if shown else None,
        reasons=(*([ended.note] if ended else []), *reasons(gate), *void_reasons(candidate, gate)),
        gate=gate,
    )


def _title(candidate: Candidate) -> str:
    return candidate.entry.title if candidate.entry else candidate.contract.title


def orphans(project: Project, known: set[str]) -> list[PlanEntry]:
    """Return entries for what the catalogue shows although no open contract stands for it any more."""
    return [
        PlanEntry(
            dataset=record.dataset,
            title=record.description.title,
            outcome="nicht_offen",
            action="withdrawn",
            version=record.version,
            reasons=(NO_CONTRACT,),
            gate=record.gate.model_copy(update={"outcome": "nicht_offen"}),
        )
        for record in shown_releases(project)
        if record.dataset not in known
    ]


def reasons(gate: GateRecord) -> tuple[str, ...]:
    """Return in German why a dataset or a partner is held back; the first lines matter most."""
    names = gate.partner_names
    places: dict[str, list[str]] = {}  # one sentence that holds for several columns or partners is said once
    for finding in gate.findings:
        place = finding.column or names.get(finding.partner or "", finding.partner)
        places.setdefault(finding.message, []).extend([place] if place else [])
    told = {finding.partner for finding in gate.findings}
    for partner in gate.partners_out:
        if partner.ars not in told:
            places.setdefault(partner.reason, []).append(partner.name)
    if not places and gate.outcome == "nicht_offen":
        return ("Es liegen keine Daten vor.",)
    return tuple(f"{', '.join(dict.fromkeys(where))}: {text}" if where else text for text, where in places.items())


def field_changes(shown: ReleaseRecord | None, draft: Draft, candidate: Candidate) -> list[Change]:
    """Return field by field what the catalogue shows now and what it would show."""
    new = _fields(draft, candidate.contract.version)
    old = _fields(shown, shown.contract_version) if shown else {}
    return [
        Change(field=name, old=old.get(name, ""), new=value)
        for name, value in new.items()
        if old.get(name, "") != value
    ]


def _fields(source: Draft | ReleaseRecord, contract_version: str) -> dict[str, str]:
    about = source.description
    return {
        "titel": about.title,
        "kurzbeschreibung": about.summary,
        "beschreibung": about.description,
        "rechenweg": about.method,
        "lizenz": about.licence,
        "schlagwoerter": ", ".join(about.keywords),
        "themen": ", ".join(about.theme),
        "aktualisierung": about.frequency,
        "vertragsversion": contract_version,
        "spalten": ", ".join(column.name for column in about.columns),
        "kommunen": ", ".join(row.name for row in source.coverage),
        "beispielzahlen": source.sample,
        "monate": ", ".join(source.months),
        "zeilen": str(source.rows),
        "daten": source.data_hash[:16],
        "metadaten": source.description_hash[:16],
        "entscheidungsgrundlage": (source.fingerprint if isinstance(source, Draft) else source.gate.fingerprint)[:16],
    }
