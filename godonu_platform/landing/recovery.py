# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Finishes what a killed run had committed but not finished; done at the start of every landing.

Keep out: the steps of a normal commit (commit, replay).
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from godonu_platform.landing.commit import (
    REPORT,
    REST,
    quarantine_file,
    read_report,
    report_file,
    sweep,
    write_report,
)
from godonu_platform.landing.report import DeliveryReport
from godonu_platform.landing.staging import sync
from godonu_platform.project import Project


def recover(project: Project) -> list[str]:
    """Sweep staging and make up missing reports, quarantines and removals; return the batches that were mended.

    Call it under the landing lock. The committed directories in the lake are the truth.
    """
    sweep(project)
    mended: list[str] = []
    if not project.lake.is_dir():
        return mended
    for dataset in sorted(p for p in project.lake.iterdir() if p.is_dir() and not p.name.startswith(("_", "."))):
        names = sorted(entry.name.removeprefix("batch=") for entry in os.scandir(dataset) if entry.is_dir())
        first = [name for name in names if "-r" not in name]
        mended += [batch for batch in first if _mend_first(project, dataset / f"batch={batch}", batch)]
        replays = sorted((split_replay(name) for name in names if "-r" in name), key=lambda pair: (pair[0], pair[1]))
        for batch, number in replays:
            directory = dataset / f"batch={batch}-r{number}"
            if finish_replay(project, directory, number):
                mended.append(batch)
        _drop_orphans(project, dataset.name, {name.partition("-r")[0] for name in names})
    return mended


def split_replay(name: str) -> tuple[str, int]:
    """Return batch id and replay number of a directory's name (0 for the first landing)."""
    batch, _, number = name.partition("-r")
    return batch, int(number or 0)


def _mend_first(project: Project, directory: Path, batch: str) -> bool:
    if report_file(project, batch).exists():
        return False
    inside = directory / REPORT
    if not inside.exists():
        return False
    write_report(project, DeliveryReport.from_json(inside.read_text(encoding="utf-8")))
    return True


def finish_replay(project: Project, directory: Path, number: int) -> bool:
    """Do what follows the commit of a replay: quarantine, replaced directories, report; False if it was done."""
    inside = directory / REPORT
    if not inside.exists():
        return False
    told = DeliveryReport.from_json(inside.read_text(encoding="utf-8"))
    known = read_report(project, told.batch)
    if known is not None and any(replay["number"] >= number for replay in known.replays):
        return False
    rest = directory / REST
    quarantine = quarantine_file(project, told.dataset, told.batch)
    if rest.exists():
        quarantine.parent.mkdir(parents=True, exist_ok=True)
        os.replace(rest, quarantine)
        sync(quarantine.parent)
    elif told.rejected == 0:
        quarantine.unlink(missing_ok=True)
    for name in told.replays[-1].get("replaces", []):
        shutil.rmtree(directory.parent / f"batch={name}", ignore_errors=True)
    write_report(project, told)
    return True


def _drop_orphans(project: Project, dataset: str, batches: set[str]) -> None:
    """Remove quarantine files of batches that were never committed."""
    folder = project.quarantine / dataset
    if not folder.is_dir():
        return
    for entry in os.scandir(folder):
        batch = entry.name.removesuffix(".parquet")
        if batch not in batches and not report_file(project, batch).exists():
            os.unlink(entry.path)
