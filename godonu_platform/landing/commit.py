# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Brings a staged delivery to its places so that a kill at any moment leaves nothing half done.

The commit is one directory rename into the lake. What comes before it is done again by the next run, what comes
after it is made up by `recover` from the report inside the renamed directory. Keep out: reading deliveries.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from godonu_platform.landing.report import DeliveryReport
from godonu_platform.landing.staging import Staging, sync, sync_tree
from godonu_platform.project import Project

Checkpoint = Callable[[str], None]
"""Called with the name of each step once it is done; tests stop the process there."""

REPORT = "_report.json"
REST = "_quarantine"
"""What a replay leaves in quarantine, inside its committed directory; moved out right after the commit."""


def nowhere(step: str) -> None:
    """Do nothing at a step: the checkpoint of normal runs."""


@contextmanager
def landing_lock(project: Project) -> Iterator[None]:
    """Let one process land at a time; a second one waits (faults 6)."""
    project.staging.mkdir(parents=True, exist_ok=True)
    with (project.staging / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def batch_directory(project: Project, dataset: str, batch: str, replay: int = 0) -> Path:
    """Return where the rows of a batch lie, or those of its n-th replay."""
    return project.lake / dataset / (f"batch={batch}-r{replay}" if replay else f"batch={batch}")


def quarantine_file(project: Project, dataset: str, batch: str) -> Path:
    """Return where the rejections of a batch lie."""
    return project.quarantine / dataset / f"{batch}.parquet"


def report_file(project: Project, batch: str) -> Path:
    """Return where the report of a batch lies."""
    return project.delivery_reports / f"{batch}.json"


def is_landed(project: Project, dataset: str, batch: str) -> bool:
    """Whether a batch was committed before, also when a Löschregel has since removed its rows."""
    if batch_directory(project, dataset, batch).exists():
        return True
    report = read_report(project, batch)
    return report is not None and report.status == "gelandet"


def read_report(project: Project, batch: str) -> DeliveryReport | None:
    """Return the report of a batch, or None where there is none."""
    path = report_file(project, batch)
    return DeliveryReport.from_json(path.read_text(encoding="utf-8")) if path.is_file() else None


def write_report(project: Project, report: DeliveryReport) -> None:
    """Write or replace a report in one step."""
    replace_text(report_file(project, report.batch), report.to_json())


def replace_text(path: Path, text: str) -> None:
    """Write a file so that there is the old or the new one at any moment."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.tmp")
    temporary.write_text(text, encoding="utf-8")
    sync(temporary)
    os.replace(temporary, path)


def commit(project: Project, staging: Staging, report: DeliveryReport, checkpoint: Checkpoint) -> None:
    """Make a staged delivery visible: quarantine first, then the rename, then the report."""
    (staging.data / REPORT).write_text(report.to_json(), encoding="utf-8")
    sync_tree(staging.directory)
    # a refusal of the same bytes is history from here on; were it left, recovery would take it for the report
    report_file(project, report.batch).unlink(missing_ok=True)
    checkpoint("vorbereitet")
    quarantine = quarantine_file(project, report.dataset, report.batch)
    if staging.quarantine.exists():
        quarantine.parent.mkdir(parents=True, exist_ok=True)
        os.replace(staging.quarantine, quarantine)
        sync(quarantine.parent)
    else:
        quarantine.unlink(missing_ok=True)
    checkpoint("quarantaene_verschoben")
    target = batch_directory(project, report.dataset, report.batch)
    target.parent.mkdir(parents=True, exist_ok=True)
    os.rename(staging.data, target)
    sync(target.parent)
    checkpoint("umbenannt")
    write_report(project, report)
    checkpoint("berichtet")


def file_away(project: Project, source: Path, *, ars: str, dataset: str, batch: str, move: bool) -> None:
    """Move (inbox) or copy (command line) a landed delivery to deliveries/, readable by the owner only.

    The same bytes under another name take the place of those already there: nothing is stored twice.
    """
    folder = project.deliveries / ars / dataset
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.chmod(project.deliveries, 0o700)
    stored = stored_delivery(project, ars=ars, dataset=dataset, batch=batch)
    if stored is not None and not move:
        return
    target = stored or folder / f"{batch}__{_short(source.name)}"
    if move:
        os.chmod(source, 0o600)
        try:
            os.rename(source, target)
            return
        except OSError:  # another file system: the inbox may be a mounted share
            pass
    temporary = folder / f".{batch}.part"
    shutil.copyfile(source, temporary)
    os.chmod(temporary, 0o600)
    sync(temporary)
    os.replace(temporary, target)
    if move:
        source.unlink()


def stored_delivery(project: Project, *, ars: str, dataset: str, batch: str) -> Path | None:
    """Return the delivery of a batch, or None when a Löschregel has removed it."""
    return next(iter((project.deliveries / ars / dataset).glob(f"{batch}__*")), None)


def original_name(stored: Path) -> str:
    """Return the name that a stored delivery had when it arrived."""
    return stored.name.partition("__")[2]


def _short(name: str) -> str:
    # 18 characters come before it; a file name has at most 255 bytes
    raw = name.encode()
    if len(raw) <= 230:
        return name
    return raw[:150].decode(errors="ignore") + "~" + raw[-70:].decode(errors="ignore")


def sweep(project: Project) -> None:
    """Remove half-done work of runs that were killed; call it under the lock."""
    for path in project.staging.iterdir():
        if path.name != ".lock":
            shutil.rmtree(path) if path.is_dir() else path.unlink()
