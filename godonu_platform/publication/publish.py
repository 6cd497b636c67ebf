# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""One publication from end to end: gate, plan, release, apply, pages, read back.

A fault in one dataset stays with that dataset. Keep out: what each step does; this module only orders them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from godonu_platform.catalogs import local_client
from godonu_platform.catalogs.gate_ledger import write_head
from godonu_platform.catalogs.release_folder import UnusableRelease
from godonu_platform.catalogs.release_record import GateRecord, Outcome, ReleaseRecord
from godonu_platform.contracts.contract import Contract
from godonu_platform.failure import place_of
from godonu_platform.governance.decision_book import CHAIN_BROKEN
from godonu_platform.project import Project
from godonu_platform.publication.candidate import Candidate, collect_candidates, open_contracts
from godonu_platform.publication.evidence import Evidence
from godonu_platform.publication.plan import (
    ACTION_TITLES,
    Action,
    PlanEntry,
    make_plan,
    orphans,
    plan_dataset,
    reasons,
    store_plan,
)
from godonu_platform.publication.release import GateClosed, Release, build_release
from godonu_platform.publication.staged_files import staged_files
from godonu_platform.publication.table import open_table

Progress = Callable[[str, int, int], None]
_ELSEWHERE = "Dieser Katalog ist kein Ziel der Veröffentlichung mehr."


@dataclass(frozen=True)
class DatasetResult:
    """What became of one dataset."""

    dataset: str
    title: str
    outcome: Outcome
    action: Action
    version: str | None
    rows: int
    partners_in: tuple[str, ...]
    partners_out: tuple[str, ...]
    reasons: tuple[str, ...]
    gate: GateRecord | None
    page: Path | None
    failed: bool = False

    def as_report(self) -> dict[str, Any]:
        """Return the entry of the run report."""
        return {
            "dataset": self.dataset,
            "titel": self.title,
            "ausgang": self.outcome,
            "abgebrochen": self.failed,
            "ergebnis": ACTION_TITLES[self.action],
            "version": self.version,
            "zeilen": self.rows if self.outcome == "offen" else None,
            "kommunen": list(self.partners_in),
            "ohne": list(self.partners_out),
            "gruende": list(self.reasons),
        }


@dataclass(frozen=True)
class PublicationResult:
    """What became of all datasets, and which pages changed."""

    datasets: tuple[DatasetResult, ...]
    changed_files: tuple[Path, ...]
    differences: tuple[str, ...]
    plan: Path | None

    @property
    def exit_code(self) -> int:
        """0 done as decided, 1 something failed, 3 the gate stopped an intended publication."""
        if self.differences or any(result.failed for result in self.datasets):
            return 1
        return 3 if any(result.outcome == "gestoppt" for result in self.datasets) else 0


def publish(
    project: Project,
    contracts: Mapping[str, Contract],
    evidence: Evidence,
    *,
    datasets: Iterable[str] | None = None,
    progress: Progress | None = None,
) -> PublicationResult:
    """Publish every open dataset, or the named ones, into the local catalogue.

    Unchanged writes nothing. Raises YamlMistakes for portal, value lists or partners only.
    """
    wanted = None if datasets is None else set(datasets)
    chosen = [c for c in open_contracts(contracts) if wanted is None or c.name in wanted]
    results: list[DatasetResult] = []
    entries: list[PlanEntry] = []
    for number, candidate in enumerate(collect_candidates(project, chosen, evidence)):
        if progress is not None:
            progress(candidate.dataset, number, len(chosen))
        result, entry = publish_dataset(candidate)
        results.append(result)
        entries += [entry] if entry else []
    for entry in orphans(project, {contract.name for contract in open_contracts(contracts)}):
        local_client.withdraw(project, entry.dataset, entry.reasons[0])
        entries.append(entry)
        results += [_held(entry)] if wanted is None else []
    plan = make_plan(project, entries)
    stored = store_plan(project, plan) if plan.has_changes else None
    changed = local_client.render_site(project)
    if progress is not None:
        progress("Katalogseiten", len(chosen), len(chosen))
    differences = verify_local(project, [result.dataset for result in results])
    return PublicationResult(tuple(results), tuple(changed), tuple(differences), stored)


def publish_dataset(candidate: Candidate) -> tuple[DatasetResult, PlanEntry | None]:
    """Take one dataset through gate, plan, release and apply; a crash is told and does not spread."""
    try:
        with ExitStack() as stack:
            table = None
            files = stack.enter_context(staged_files(candidate.project, candidate.dataset))
            if candidate.project.warehouse_ro.is_file():
                table = stack.enter_context(open_table(candidate.project, candidate.contract))
            entry = plan_dataset(candidate, table, files)
            note_decision(candidate, entry.gate)
            if entry.outcome != "offen":
                if entry.action == "withdrawn":
                    why = candidate.ended.note if candidate.ended else public_reason(entry.gate)
                    local_client.withdraw(candidate.project, candidate.dataset, why)
                return _held(entry), entry
            release = build_release(candidate, entry.gate, table, files)
        done = apply_local(candidate, release)
        return _published(candidate, entry, release, done), entry
    except (GateClosed, UnusableRelease) as refusal:  # German texts of ours, without any value
        return _crashed(candidate, str(refusal)), None
    except Exception as error:  # the text may hold a cell value; its kind is enough, the log of the run has the place
        return _crashed(candidate, f"Die Veröffentlichung ist abgebrochen ({place_of(error)})"), None


def note_decision(candidate: Candidate, gate: GateRecord) -> None:
    """Keep which decision was judged before anything follows from it, so that none can be taken out afterwards."""
    broken = any(finding.code == CHAIN_BROKEN for finding in gate.findings)
    if candidate.book is not None and not broken:
        write_head(candidate.project, candidate.dataset, candidate.book.head())


def apply_local(candidate: Candidate, release: Release) -> Action:
    """Show a release in the local catalogue; raises UnusableRelease if the gate did not let it through so.

    Where the local catalogue is no target, the release is only built, and what was shown of it there goes.
    """
    if "lokal" not in candidate.portal.targets:
        gone = local_client.withdraw(candidate.project, candidate.dataset, _ELSEWHERE)
        return "withdrawn" if gone else "built" if release.is_new else "unchanged"
    return local_client.put_release(candidate.project, release.folder, fingerprint=candidate.fingerprint)


def render_site(project: Project) -> list[Path]:
    """Bring start page, dataset pages, imprint and graph up to date; returns the files that changed."""
    return local_client.render_site(project)


def verify_local(project: Project, datasets: Iterable[str]) -> list[str]:
    """Read back what the catalogue shows of these datasets and return every difference from the release records."""
    shown = [local_client.shown_release(project, dataset) for dataset in datasets]
    return [text for record in shown if record for text in local_client.differences(project, record)]


def public_reason(gate: GateRecord) -> str:
    """Return why a dataset is no longer shown, in words for the public."""
    codes = {partner.code for partner in gate.partners_out}
    if "widerrufen" in codes:
        return "Die Öffnung wurde widerrufen."
    return "Es liegt keine gültige Öffnungsentscheidung mehr vor."


def _held(entry: PlanEntry) -> DatasetResult:
    return DatasetResult(
        dataset=entry.dataset,
        title=entry.title,
        outcome=entry.outcome,
        action=entry.action,
        version=entry.version,
        rows=0,
        partners_in=(),
        partners_out=tuple(partner.ars for partner in entry.gate.partners_out),
        reasons=entry.reasons,
        gate=entry.gate,
        page=None,
    )


def _published(candidate: Candidate, entry: PlanEntry, release: Release, done: Action) -> DatasetResult:
    record: ReleaseRecord = release.record
    page = candidate.project.catalogue / record.dataset / "index.html"
    return DatasetResult(
        dataset=record.dataset,
        title=record.description.title,
        outcome="offen",
        action=done,
        version=record.version,
        rows=record.rows,
        partners_in=tuple(partner.ars for partner in record.partners_in),
        partners_out=tuple(partner.ars for partner in entry.gate.partners_out),
        reasons=reasons(entry.gate),
        gate=entry.gate,
        page=page if page.is_file() else None,
    )


def _crashed(candidate: Candidate, what: str) -> DatasetResult:
    return DatasetResult(
        dataset=candidate.dataset,
        title=candidate.contract.title,
        outcome="gestoppt",
        action="held_back",
        version=None,
        rows=0,
        partners_in=(),
        partners_out=(),
        reasons=(f"{what}; der bisherige Stand bleibt.",),
        gate=None,
        page=None,
        failed=True,
    )
