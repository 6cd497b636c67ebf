# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Component type for jobs, the daily schedule and the inbox sensor."""

import hashlib
from collections.abc import Iterator
from typing import Any

import dagster as dg

from godonu_platform import run_report
from godonu_platform.components.described import LANDED, TIME_ZONE
from godonu_platform.components.lineage_sensors import lineage_sensors
from godonu_platform.contracts.contract import load_contracts
from godonu_platform.contracts.partners import load_partners
from godonu_platform.landing.arrival import arrive_unassigned, waiting_digests
from godonu_platform.project import Project


class JobModel(dg.Model, dg.Resolvable):
    """One job: its name, what it is for (German), and which assets it runs (Dagster selection syntax)."""

    name: str
    description: str
    selection: str


class Operations(dg.Component, dg.Model, dg.Resolvable):
    """Jobs for stewards, one daily schedule and one sensor on the inbox, both for the named job; sensors of lineage."""

    jobs: list[JobModel]
    run_on_new_delivery: str
    sensor_seconds: int = 60
    lineage_seconds: int = 60
    daily_job: str
    daily_at: str

    def build_defs(self, context: dg.ComponentLoadContext) -> dg.Definitions:
        """Return jobs, schedule and sensors; what starts runs is off until somebody switches it on in the UI."""
        jobs = {
            job.name: dg.define_asset_job(job.name, selection=job.selection, description=job.description)
            for job in self.jobs
        }
        hour, minute = self.daily_at.split(":")
        schedule = dg.ScheduleDefinition(
            name=f"{self.daily_job}_taeglich",
            job=jobs[self.daily_job],
            cron_schedule=f"{int(minute)} {int(hour)} * * *",
            execution_timezone=TIME_ZONE,
            description=f"Jeden Tag um {self.daily_at} Uhr: {self.daily_job}.",
        )
        inbox = _inbox_sensor(jobs[self.run_on_new_delivery], self.sensor_seconds)
        sensors = [inbox, *lineage_sensors(self.lineage_seconds)]
        return dg.Definitions(assets=[unassigned], jobs=list(jobs.values()), schedules=[schedule], sensors=sensors)


_UNASSIGNED = dg.AssetKey(["raw", "nicht_zuzuordnen"])
_NOTHING_LOST = "alles_zuzuordnen"


@dg.asset(
    key=_UNASSIGNED,
    group_name="steuerung",
    tags=LANDED,
    description="Was im Eingang unter keinem bekannten Datensatz liegt: wird abgelehnt und genannt, nie übergangen.",
    check_specs=[
        dg.AssetCheckSpec(_NOTHING_LOST, asset=_UNASSIGNED, description="Jede Datei liegt im richtigen Ordner.")
    ],
)
def unassigned(context: dg.AssetExecutionContext) -> Iterator[Any]:
    """Refuse what no dataset claims."""
    project = Project.from_environment()
    arrival = arrive_unassigned(project, load_contracts(project), load_partners(project))
    if arrival.refused or arrival.messages:
        run_report.add(project, context.run.run_id, "eingang", arrival.as_dict() | {"dataset": "nicht zuzuordnen"})
    check = dg.AssetCheckResult(
        asset_key=_UNASSIGNED,
        check_name=_NOTHING_LOST,
        passed=not arrival.refused,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"Meldungen": dg.MetadataValue.md("\n".join(f"- {m}" for m in arrival.messages) or "keine")},
    )
    yield dg.MaterializeResult(metadata={"Abgelehnt": arrival.refused}, check_results=[check])


def _inbox_sensor(job: dg.JobDefinition | object, seconds: int) -> dg.SensorDefinition:
    @dg.sensor(
        name="eingang",
        job=job,  # type: ignore[arg-type]  # an unresolved asset job is accepted; the annotation names only two kinds
        minimum_interval_seconds=seconds,
        description="Startet einen Lauf, sobald im Eingang eine neue, fertig geschriebene Lieferung liegt.",
    )
    def eingang() -> dg.RunRequest | dg.SkipReason:
        project = Project.from_environment()
        waiting = waiting_digests(project)
        if not waiting:
            return dg.SkipReason("Keine neue Lieferung im Eingang.")
        # one run for one state of the inbox: a refused delivery that stays there is not tried again each minute
        return dg.RunRequest(run_key=hashlib.sha256("".join(waiting).encode()).hexdigest())

    return eingang
