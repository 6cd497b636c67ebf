# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Runs a job of the door in this process, on the instance whose runs the Dagster UI shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import dagster as dg

from godonu_platform import run_report
from godonu_platform.components.abandoned import own_tags, release_abandoned
from godonu_platform.components.run_events import write_pending
from godonu_platform.project import Project

_DAGSTER_YAML = """\
# Written when missing; change it freely.
telemetry: {enabled: false}
nux: {enabled: false}
concurrency: {pools: {default_limit: 1, granularity: op}}
run_monitoring: {enabled: true, free_slots_after_run_end_seconds: 10}
run_retries: {enabled: false}
# One event database instead of one per run and an index: a quarter of the waiting on the disk (ADR 0007).
event_log_storage:
  module: dagster._core.storage.event_log
  class: ConsolidatedSqliteEventLogStorage
  config: {base_dir: {env: DAGSTER_HOME}}
"""


def prepare_home(project: Project) -> None:
    """Make Dagster's folder with its settings, once."""
    project.dagster_home.mkdir(parents=True, exist_ok=True)
    settings = project.dagster_home / "dagster.yaml"
    if not settings.is_file():
        settings.write_text(_DAGSTER_YAML, encoding="utf-8")


def execute(
    project: Project,
    definitions: dg.Definitions,
    job: str,
    *,
    tags: Mapping[str, str] | None = None,
    only: Sequence[str] | None = None,
    config: Mapping[str, Any] | None = None,
) -> tuple[str, bool]:
    """Run a job and return its run id and whether every step succeeded.

    `only` limits the run to one asset; `config` is that asset's config. Failures are results, not exceptions.
    """
    prepare_home(project)
    run_config: dict[str, Any] = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
    if only and config:
        run_config["ops"] = {"__".join(only): {"config": dict(config)}}
    home = {"DAGSTER_HOME": str(project.dagster_home), **project.environment()}
    with project.exported(home), dg.DagsterInstance.get() as instance:
        if release_abandoned(instance):
            write_pending(project, instance)
        result = definitions.resolve_job_def(job).execute_in_process(
            instance=instance,
            tags={**own_tags(), **(tags or {})},
            run_config=run_config,
            raise_on_error=False,
            asset_selection=[dg.AssetKey(list(only))] if only else None,
        )
        written = write_pending(project, instance)
    run_report.add(project, result.run_id, "herkunft", written.as_report())
    return result.run_id, result.success
