# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Component type for the portal: each open dataset one asset there, all published by one step at the end of a run.

The assets name the local publication as what lies before them, but their step waits for nothing: a dataset that is not
open any more has no result there, and its step would be skipped just when it has to be taken off the portal. The step
runs last by its priority. Without a portal there is nothing of all this.
Keep out: what is shown (portal_publication_events).
"""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

import dagster as dg

from godonu_platform import run_report
from godonu_platform.catalogs.portal import load_portal
from godonu_platform.components.described import PUBLISHED, TIME_ZONE, asset_spec_fields
from godonu_platform.components.portal_publication_events import (
    READ_BACK,
    WHAT_TO_DO,
    check_specs,
    events_of,
    portal_key,
)
from godonu_platform.contracts.contract import Contract, load_contracts
from godonu_platform.lineage.model_graph import load_manifest
from godonu_platform.progress import watcher
from godonu_platform.project import Project, SettingsMistake
from godonu_platform.publication.candidate import open_contracts
from godonu_platform.publication.collected import current_evidence
from godonu_platform.publication.portal_publication import PortalResult, in_words, publish_to_portal, verify_portal

# a run with this tag applies just this stored plan
PLAN_TAG = "godonu/portal_plan"
_LAST = {"dagster/priority": "-100"}
_POOL, _STEP = "portal", "Ins Portal veröffentlichen"
_MOST_TOLD = 20


class PortalPublication(dg.Component, dg.Model, dg.Resolvable):
    """The publication of every open dataset into the portal of GODONU_CKAN_URL, and the weekly look at it."""

    portal: Literal["ckan"]
    job: str
    check_job: str
    check_cron: str

    def build_defs(self, context: dg.ComponentLoadContext) -> dg.Definitions:
        """Return assets, jobs and schedule; none without a portal, or where it is no target."""
        project = Project.from_environment()
        if project.ckan is None or self.portal not in load_portal(project).targets:
            return dg.Definitions()
        built = {n["name"] for n in load_manifest(project)["nodes"].values() if n["resource_type"] == "model"}
        contracts = [c for c in open_contracts(load_contracts(project)) if c.name in built]
        assets = _assets(contracts, project)
        job = dg.define_asset_job(
            self.job,
            selection=dg.AssetSelection.assets(assets),
            description="Nur ins Portal veröffentlichen, was gebaut und freigegeben ist.",
        )
        checking = _check_job(self.check_job)
        schedule = dg.ScheduleDefinition(
            name=f"{self.check_job}_woechentlich",
            job=checking,
            cron_schedule=self.check_cron,
            execution_timezone=TIME_ZONE,
            description="Jede Woche nachsehen, ob im Portal etwas von Hand geändert wurde; nichts wird überschrieben.",
        )
        return dg.Definitions(assets=[assets], jobs=[job, checking], schedules=[schedule])


def _assets(contracts: list[Contract], project: Project) -> dg.AssetsDefinition:
    names = {contract.name for contract in contracts}
    specs = [_spec(contract, project) for contract in contracts]

    @dg.multi_asset(
        name="portal",
        specs=[spec.replace_attributes(deps=[]) for spec in specs],
        check_specs=[check for spec in specs for check in check_specs(spec.key)],
        can_subset=True,
        op_tags=_LAST,
        pool=_POOL,
    )
    def portal(context: dg.AssetExecutionContext) -> Iterator[Any]:
        chosen = {key.path[-1] for key in context.selected_asset_keys}
        result = _published(context, None if chosen == names else chosen)
        for dataset in sorted(chosen):
            yield from events_of(dataset, result)

    return dg.AssetsDefinition(
        keys_by_input_name={},  # what lies before is shown, not waited for
        keys_by_output_name=dict(portal.keys_by_output_name),
        node_def=portal.op,
        specs=specs,
        check_specs_by_output_name=dict(portal.check_specs_by_output_name),
        can_subset=True,
    )


def _spec(contract: Contract, project: Project) -> dg.AssetSpec:
    described = asset_spec_fields(contract, project)
    return dg.AssetSpec(
        portal_key(contract.name),
        deps=[dg.AssetKey(["catalogue", contract.name])],
        description=f"**Im Portal: {contract.title}**\n\n{contract.description}",
        group_name=described["group_name"],
        owners=described["owners"],
        tags=described["tags"] | PUBLISHED,
        kinds={"ckan"},
        skippable=True,
    )


def _published(context: dg.AssetExecutionContext, datasets: set[str] | None) -> PortalResult:
    """Publish and report; nothing that the portal does fails the run."""
    project = Project.from_environment()
    watcher().step(_STEP)
    contracts, plan = load_contracts(project), context.run.tags.get(PLAN_TAG)
    try:
        result = publish_to_portal(
            project, contracts, current_evidence(project), datasets=datasets, plan_id=plan, progress=_advance
        )
    except SettingsMistake as mistake:
        result = PortalResult(problem=str(mistake))
    for entry in result.as_reports():
        run_report.add(project, context.run.run_id, "portal", entry)
    _tell_gone(context, result)
    return result


def _advance(title: str, done: int, total: int) -> None:
    watcher().advance(_STEP, done, total, "Datensätze")


def _tell_gone(context: dg.AssetExecutionContext, result: PortalResult) -> None:
    for done in result.applied:
        if done.action == "withdrawn" and not done.failed:
            context.log_event(dg.AssetObservation(portal_key(done.dataset), metadata={"Ergebnis": "zurückgezogen"}))


def _check_job(name: str) -> dg.JobDefinition:
    @dg.op(name=f"{name}_lesen", description="Alles aus dem Portal zurücklesen und vergleichen.")
    def step(context: dg.OpExecutionContext) -> None:
        project = Project.from_environment()
        watcher().step("Portal prüfen")
        result = verify_portal(project, load_contracts(project), current_evidence(project))
        if result.problem:
            raise dg.Failure(description=result.problem, allow_retries=False)
        found: dict[str, list[str]] = {order.dataset: [] for order in result.orders}
        for difference in result.differences:
            found.setdefault(difference.dataset, []).append(in_words(difference))
        _tell_compared(context, found)

    @dg.job(name=name, description="Nachsehen, ob das Portal noch zeigt, was veröffentlicht wurde; ändert nichts.")
    def job() -> None:
        step()

    return job


def _tell_compared(context: dg.OpExecutionContext, found: Mapping[str, list[str]]) -> None:
    for dataset, lines in found.items():
        context.instance.report_runless_asset_event(
            dg.AssetCheckEvaluation(
                asset_key=portal_key(dataset),
                check_name=READ_BACK,
                passed=not lines,
                severity=dg.AssetCheckSeverity.ERROR,
                metadata={WHAT_TO_DO: dg.MetadataValue.text(" · ".join(lines) or "nichts")},
            )
        )
    told = [f"{dataset}: {line}" for dataset, lines in found.items() for line in lines]
    if told:
        raise dg.Failure(
            description=(
                "Im Portal steht etwas anderes als veröffentlicht wurde; nichts wurde überschrieben. Ansehen: "
                "»godonu plan --portal ckan«, wiederherstellen: »godonu publish --portal ckan«. "
                + " · ".join(told[:_MOST_TOLD])
            ),
            allow_retries=False,
        )
