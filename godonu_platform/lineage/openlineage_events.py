# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The OpenLineage events of one finished run, in the order in which things happened; the same run gives the same lines.

Ids are made from the run's id and the step's name, times are Dagster's, so that a receiver knows a repeated event.
Keep out: reading Dagster (components), writing the lines anywhere (outbox).
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from importlib.metadata import version
from zoneinfo import ZoneInfo

from openlineage.client.event_v2 import InputDataset, Job, OutputDataset, Run, RunEvent, RunState
from openlineage.client.facet_v2 import (
    JobFacet,
    RunFacet,
    documentation_job,
    error_message_run,
    job_type_job,
    nominal_time_run,
    parent_run,
    processing_engine_run,
    tags_run,
)
from openlineage.client.serde import Serde

from godonu_platform.lineage.openlineage_facets import SOURCE, input_dataset, output_dataset
from godonu_platform.lineage.openlineage_facts import Check, Dataset, FinishedRun, State, Step, Work

_MONTHS_ZONE = ZoneInfo("Europe/Berlin")
_ENGINES = {"DAGSTER": "dagster", "DBT": "duckdb"}
_NAMES = {"DAGSTER": "Dagster", "DBT": "DuckDB"}


@dataclass(frozen=True)
class _Told:
    """One OpenLineage run: who it is, below whom it ran, how it ended."""

    run_id: str
    job: str
    integration: str
    kind: str
    state: State
    started: datetime
    ended: datetime
    error: str
    months: tuple[str, ...] = ()
    parents: tuple[_Told, ...] = ()
    documentation: str = ""


def lines_of(run: FinishedRun, datasets: Mapping[str, Dataset], namespace: str) -> list[str]:
    """Return the events of a run as JSON in ASCII, one per line and without anything that ends one."""
    return [
        json.dumps(Serde.to_dict(event), sort_keys=True, separators=(",", ":"))
        for event in _Writer(datasets, namespace).of_run(run)
    ]


def run_uuid(run_id: str, *names: str) -> str:
    """Return the id of a run, or of a part of it: always the same for the same run and names."""
    try:
        whole = uuid.UUID(run_id)
    except ValueError:
        whole = uuid.uuid5(uuid.NAMESPACE_OID, run_id)
    return str(uuid.uuid5(whole, "/".join(names)) if names else whole)


class _Writer:
    def __init__(self, datasets: Mapping[str, Dataset], namespace: str) -> None:
        self._datasets, self._namespace = datasets, namespace

    def of_run(self, run: FinishedRun) -> Iterator[RunEvent]:
        whole = _Told(
            run_uuid(run.run_id), run.job, "DAGSTER", "DAG", run.state, run.started, run.ended, run.error, run.months
        )
        yield self._event(whole, "START")
        for step in run.steps:
            yield from self._of_step(run, step, whole)
        yield self._event(whole, run.state)

    def _of_step(self, run: FinishedRun, step: Step, parent: _Told) -> Iterator[RunEvent]:
        own = [work for work in step.works if not work.run]
        months = tuple(sorted({month for work in step.works for month in work.months}))
        told = _Told(
            run_uuid(run.run_id, step.name), step.name, "DAGSTER", "TASK", step.state, step.started, step.ended,
            step.error, months, (parent,),
        )  # fmt: skip
        names = {name for work in own for name in self._inputs(work)} | {check.dataset for check in step.checks}
        yield self._event(told, "START", self._read(sorted(names)), self._named(own))
        for work in step.works:
            if work.run:
                yield from self._of_work(run, step, work, (told, parent))
        yield self._event(told, step.state, self._read(sorted(names), step.checks, full=True), self._written(own))

    def _of_work(self, run: FinishedRun, step: Step, work: Work, parents: tuple[_Told, ...]) -> Iterator[RunEvent]:
        dataset = self._datasets.get(work.dataset)
        told = _Told(
            run_uuid(run.run_id, step.name, work.dataset), f"{step.name}.{work.run}", "DBT", "MODEL", work.state,
            work.started, work.ended, work.error, work.months, parents, dataset.source if dataset else "",
        )  # fmt: skip
        names = self._inputs(work)
        yield self._event(told, "START", self._read(names), self._named([work]))
        yield self._event(told, work.state, self._read(names, full=True), self._written([work]))

    def _inputs(self, work: Work) -> Sequence[str]:
        dataset = self._datasets.get(work.dataset)
        return dataset.inputs if dataset else ()

    def _read(self, names: Sequence[str], checks: Sequence[Check] = (), *, full: bool = False) -> list[InputDataset]:
        return [
            input_dataset(
                self._namespace,
                name,
                self._datasets.get(name) if full else None,
                [check for check in checks if check.dataset == name],
            )
            for name in names
        ]

    def _named(self, works: Sequence[Work]) -> list[OutputDataset]:
        return [OutputDataset(namespace=self._namespace, name=work.dataset) for work in works if work.dataset]

    def _written(self, works: Sequence[Work]) -> list[OutputDataset]:
        known = [(self._datasets.get(work.dataset), work) for work in works]
        return [output_dataset(self._namespace, dataset, work) for dataset, work in known if dataset]

    def _event(
        self,
        told: _Told,
        state: State | str,
        inputs: list[InputDataset] | None = None,
        outputs: list[OutputDataset] | None = None,
    ) -> RunEvent:
        return RunEvent(
            eventType=RunState(state),
            eventTime=_instant(told.started if state == "START" else told.ended),
            run=Run(runId=told.run_id, facets=self._run_facets(told, ended=state != "START")),
            job=Job(namespace=self._namespace, name=told.job, facets=_job_facets(told)),
            inputs=inputs or [],
            outputs=outputs or [],
        )

    def _run_facets(self, told: _Told, *, ended: bool) -> dict[str, RunFacet]:
        facets: dict[str, RunFacet] = {
            "processing_engine": processing_engine_run.ProcessingEngineRunFacet(
                version=_installed(_ENGINES[told.integration]),
                name=_NAMES[told.integration],
                openlineageAdapterVersion=_installed("godonu-platform"),
            )
        }
        if told.parents:
            facets["parent"] = self._parent(told.parents)
        if told.months:
            start, end = _instant_of(told.months[0]), _instant_of(told.months[-1], following=True)
            facets["nominalTime"] = nominal_time_run.NominalTimeRunFacet(nominalStartTime=start, nominalEndTime=end)
            # a range says nothing about gaps between the months
            months = tags_run.TagsRunFacetFields(key="monate", value=",".join(told.months), source=SOURCE)
            facets["tags"] = tags_run.TagsRunFacet(tags=[months])
        if ended and told.error:
            language = "SQL" if told.kind == "MODEL" else "Python"
            facets["errorMessage"] = error_message_run.ErrorMessageRunFacet(
                message=told.error, programmingLanguage=language
            )
        return facets

    def _parent(self, parents: Sequence[_Told]) -> parent_run.ParentRunFacet:
        nearest, root = parents[0], parents[-1]
        return parent_run.ParentRunFacet(
            run=parent_run.Run(runId=nearest.run_id),
            job=parent_run.Job(namespace=self._namespace, name=nearest.job),
            root=parent_run.Root(
                run=parent_run.RootRun(runId=root.run_id),
                job=parent_run.RootJob(namespace=self._namespace, name=root.job),
            ),
        )


def _job_facets(told: _Told) -> dict[str, JobFacet]:
    facets: dict[str, JobFacet] = {
        "jobType": job_type_job.JobTypeJobFacet(
            processingType="BATCH",
            integration=told.integration,
            jobType=told.kind,
            emissionPattern=job_type_job.EmissionPattern("EVENT_BASED", "ACCUMULATIVE"),
        )
    }
    if told.documentation:
        facets["documentation"] = documentation_job.DocumentationJobFacet(
            description=told.documentation, contentType="text/plain"
        )
    return facets


@lru_cache(maxsize=8)
def _installed(package: str) -> str:
    return version(package)


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _instant_of(month: str, *, following: bool = False) -> str:
    year, number = (int(part) for part in month.split("-"))
    if following:
        year, number = (year + 1, 1) if number == 12 else (year, number + 1)
    return _instant(datetime(year, number, 1, tzinfo=_MONTHS_ZONE))
