# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Ends runs whose process is gone, so that a killed run does not keep the warehouse's place for ever.

Without a daemon nobody else frees the place (engineering notes, section 1, "Leaked slot").
"""

from __future__ import annotations

import os

import dagster as dg

PID_TAG = "godonu/pid"


def own_tags() -> dict[str, str]:
    """Return the tag by which a later run can tell whether this process still lives."""
    return {PID_TAG: str(os.getpid())}


def release_abandoned(instance: dg.DagsterInstance) -> list[str]:
    """Mark the started runs of dead processes as failed and free their places; returns their run ids."""
    ended = []
    unfinished = dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.STARTING])
    for run in instance.get_runs(unfinished):
        pid = run.tags.get(PID_TAG)
        # our own number is not the run's: this process has not begun one, so the number was given out anew
        if pid is None or (int(pid) != os.getpid() and _alive(int(pid))):
            continue
        instance.report_run_failed(run, message="Der Prozess dieses Laufs ist nicht mehr da.")
        instance.event_log_storage.free_concurrency_slots_for_run(run.run_id)
        ended.append(run.run_id)
    return ended


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
