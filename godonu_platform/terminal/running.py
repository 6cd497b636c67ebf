# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Runs the jobs of the door in this process, so that a run from the command shows up in the Dagster UI.

Keep out: tables (listings) and the question whether there is anything to do (freshness).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from godonu_platform import run_report
from godonu_platform.contracts.contract import load_contracts
from godonu_platform.contracts.partners import load_partners
from godonu_platform.governance.erasure_journal import anything_unfinished
from godonu_platform.landing.handed_over import hand_over
from godonu_platform.progress import watcher
from godonu_platform.project import Project
from godonu_platform.terminal import freshness
from godonu_platform.terminal.watching import on_terminal

DONE, FAILED, STOPPED = 0, 1, 3
PUBLISHING_JOBS = ("alles", "veroeffentlichen")
PORTAL_JOB = "portal_veroeffentlichen"
MONTHS_TAG = "godonu/months"
PLAN_TAG = "godonu/portal_plan"


@dataclass(frozen=True)
class Outcome:
    """How a run ended: its exit code and its report."""

    exit_code: int
    report: dict[str, Any] = field(default_factory=dict)
    nothing_new: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Return the outcome for --json."""
        return {"exit_code": self.exit_code, "nothing_new": self.nothing_new, **self.report}


def run(project: Project, months: Sequence[str], *, full: bool = False) -> Outcome:
    """Land, build, gate and publish; without anything new it says so before Dagster is even imported."""
    _finish_erasures(project)
    before = freshness.look_around(project)
    if not months and not full and not freshness.anything_to_do(project, before):
        return Outcome(DONE, run_report.load(project), nothing_new=True)
    tags = {MONTHS_TAG: "alle" if full else ",".join(months)} if months or full else {}
    outcome = _execute(project, "alles", tags=tags)
    freshness.remember(project, before, done=outcome.exit_code == DONE)
    return outcome


def publish(project: Project) -> Outcome:
    """Gate and publish what is built."""
    return _execute(project, "veroeffentlichen")


def publish_to_portal(project: Project, plan: str | None) -> Outcome:
    """Publish into the portal what is built and open; with a plan just what it says."""
    return _execute(project, PORTAL_JOB, tags={PLAN_TAG: plan} if plan else None)


def wrong_delivery(project: Project, paths: Sequence[Path], ars: str | None, dataset: str | None) -> str | None:
    """Return what is wrong with the words of `godonu land PFAD`, in German, or None."""
    contracts = load_contracts(project)
    sources = sorted(name for name, contract in contracts.items() if contract.is_source)
    if dataset not in sources:
        return f"--dataset: diesen Datensatz gibt es nicht; bekannt sind: {', '.join(sources)}."
    if load_partners(project).get(ars or "") is None:
        return "--ars: zu diesem Regionalschlüssel gibt es keine Kommune in governance/partners.yaml."
    missing = [path for path in paths if not path.exists()]
    return f"PFAD: gibt es nicht: {', '.join(map(str, missing))}." if missing else None


def land(project: Project, paths: Sequence[Path], ars: str | None, dataset: str | None) -> Outcome:
    """Land the inbox, or the given files for one partner and dataset."""
    if not paths:
        return _execute(project, "nur_landen")
    config = {"handed_over": hand_over(paths), "ars": ars}
    return _execute(project, "nur_landen", only=["raw", str(dataset)], config=config)


def replay(project: Project, batches: Sequence[str]) -> list[dict[str, Any]]:
    """Replay the given deliveries, or all that have rejected records; returns one entry per delivery."""
    from godonu_platform.landing.commit import read_report
    from godonu_platform.landing.quarantine import list_quarantine
    from godonu_platform.landing.replay import NotRepeatable
    from godonu_platform.landing.replay import replay as land_again
    from godonu_platform.sources.delivery_file import RefusedDelivery

    freshness.forget(project)
    wanted = list(batches) or sorted({entry.batch for entry in list_quarantine(project)})
    contracts, partners = load_contracts(project), load_partners(project)
    results = []
    with on_terminal():
        for batch in wanted:
            watcher().step(f"Wiederholen: {batch}")
            before = read_report(project, batch)
            try:
                report = land_again(project, batch, contracts=contracts, partners=partners)
            except (NotRepeatable, RefusedDelivery) as reason:
                results.append({"batch": batch, "landed": 0, "rejected": 0, "message": str(reason), "repeated": False})
                continue
            gained = report.landed - (before.landed if before else 0)
            results.append(
                {"batch": batch, "landed": gained, "rejected": report.rejected, "message": "", "repeated": True}
            )
    return results


def _execute(
    project: Project,
    job: str,
    *,
    tags: dict[str, str] | None = None,
    only: list[str] | None = None,
    config: dict[str, Any] | None = None,
) -> Outcome:
    _read_drawers(project)
    freshness.forget(project)
    _finish_erasures(project)
    with on_terminal():
        watcher().step("Dagster laden")
        # the door is opened only when there is something to do: Dagster and dbt cost seconds to import
        from godonu_platform.components.in_process import execute
        from godonu_platform.definitions import defs

        run_id, success = execute(project, defs(), job, tags=tags, only=only, config=config)
    if job in PUBLISHING_JOBS:
        _tell_passed_over(project, run_id)
    report = run_report.finish(project, run_id, "fertig" if success else "fehlgeschlagen", job=job)
    return Outcome(_exit_code(success, report), report)


def _finish_erasures(project: Project) -> None:
    """Finish erasures that were killed before anything else: nothing may be computed of half of one."""
    if anything_unfinished(project):
        from godonu_platform.governance.erasure import resume

        resume(project)


def _read_drawers(project: Project) -> None:
    """Read all that a run will read, so that a mistake is a sentence with file and line before anything begins.

    Under Dagster it would reach the steward as a stack, or only once a delivery waits.
    Raises YamlMistakes, and BuildFailed when dbt cannot read its project.
    """
    from godonu_platform.catalogs.portal import load_portal
    from godonu_platform.catalogs.vocabularies import load_vocabularies
    from godonu_platform.landing.mapping import load_mappings
    from godonu_platform.quality.grade_rules import load_rules
    from godonu_platform.warehouse import prepare_manifest

    contracts = load_contracts(project)
    load_partners(project)
    load_portal(project)
    load_vocabularies(project)
    load_rules(project)
    for contract in contracts.values():
        if contract.is_source:
            load_mappings(project, contract)
    prepare_manifest(project)


def _tell_passed_over(project: Project, run_id: str) -> None:
    """Ask the gate about the open datasets whose step Dagster skipped because their model was not built.

    The gate finds the failed results and says why; without it the end of the run would be silent about them.
    """
    from godonu_platform.publication.candidate import open_contracts
    from godonu_platform.publication.collected import current_evidence
    from godonu_platform.publication.plan import plan_publication

    told = {entry["dataset"] for entry in run_report.load(project).get("veroeffentlichung", [])}
    contracts = load_contracts(project)
    if not {contract.name for contract in open_contracts(contracts)} - told:
        return
    planned = plan_publication(project, contracts, current_evidence(project), store=False)
    for entry in planned.entries:
        if entry.dataset not in told:
            run_report.add(project, run_id, "veroeffentlichung", _passed_over(entry))


def _passed_over(entry: Any) -> dict[str, Any]:
    broken_off = ["Der Lauf ist vor der Veröffentlichung abgebrochen."]
    return {
        "dataset": entry.dataset,
        "titel": entry.title,
        "ausgang": "nicht_offen" if entry.outcome == "nicht_offen" else "gestoppt",
        "abgebrochen": False,
        "ergebnis": "zurückgehalten",
        "version": None,
        "zeilen": None,
        "kommunen": [],
        "ohne": [],
        "gruende": broken_off if entry.outcome == "offen" else list(entry.reasons),
    }


def _exit_code(success: bool, report: dict[str, Any]) -> int:
    published = [*report.get("veroeffentlichung", []), *report.get("portal", [])]
    crashed = any(entry["abgebrochen"] for entry in published) or any(e["abbruch"] for e in report.get("eingang", []))
    if crashed or any(entry["fehler"] for entry in report.get("modelle", [])):
        return FAILED
    if any(entry["ausgang"] == "gestoppt" for entry in published):
        return STOPPED
    return DONE if success else FAILED
