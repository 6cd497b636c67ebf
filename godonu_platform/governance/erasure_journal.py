# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What an erasure is about to do, written down before it does it: pseudonyms, positions, counts; never a case number.

Whoever finds a journal finishes the erasure. Keep out: finding (erasure_work) and doing (erasure_apply).
"""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

from godonu_platform.governance.erasure_marks import Mark
from godonu_platform.landing.commit import replace_text
from godonu_platform.landing.staging import sync, sync_tree
from godonu_platform.project import Project
from godonu_platform.yaml_model import StrictModel

_FILE = "journal.json"


class DeliveryWork(StrictModel):
    """One delivery file: the rewritten one lies staged, or it has no record left and goes. Hashes as in reports."""

    batch: str
    ars: str
    dataset: str
    name: str
    gone: tuple[int, ...]
    rewritten: bool
    quarantine: bool
    before: str
    after: str


class ReportWork(StrictModel):
    """What the report of a delivery has to be lessened by."""

    batch: str
    file: str
    months: dict[str, int]
    empty: dict[str, dict[str, int]]
    flags: dict[str, int]
    rejected: dict[str, int]


class DatasetWork(StrictModel):
    """Rows of one dataset in the lake, by the folder of their batch; the months in which a figure may change."""

    dataset: str
    positions: dict[str, tuple[int, ...]]
    months: tuple[str, ...]
    conflicts: bool


class Told(StrictModel):
    """What the proof says beside counts: keys, what could not be read, what was found before anything was done."""

    numbers: int
    words: int
    keys: tuple[str, ...]
    missing_keys: dict[str, int]
    unreadable: tuple[str, ...]
    before: dict[str, int]


class Journal(StrictModel):
    """One erasure."""

    id: str
    at: datetime
    cases: tuple[str, ...]
    sessions: tuple[str, ...]
    deliveries: tuple[DeliveryWork, ...]
    datasets: tuple[DatasetWork, ...]
    reports: tuple[ReportWork, ...]
    marks: tuple[Mark, ...]
    told: Told


def erasure_folder(project: Project) -> Path:
    """Return where unfinished erasures lie."""
    return project.retention / "loeschungen"


def work_folder(project: Project, erasure: str) -> Path:
    """Return where one erasure stages its files."""
    return erasure_folder(project) / erasure


def staged_delivery(project: Project, erasure: str, batch: str) -> Path:
    """Return where the rewritten delivery of a batch lies before it takes the old one's place."""
    return work_folder(project, erasure) / f"{batch}.lieferung"


def staged_quarantine(project: Project, erasure: str, batch: str) -> Path:
    """Return where the rewritten quarantine of a batch lies before it takes the old one's place."""
    return work_folder(project, erasure) / f"{batch}.quarantaene"


def staged_conflicts(project: Project, erasure: str, dataset: str) -> Path:
    """Return where the rewritten list of kept contradictions lies before it takes the old one's place."""
    return work_folder(project, erasure) / f"{dataset}.widersprueche"


def begin(project: Project, journal: Journal) -> None:
    """Write the journal: from here on the erasure happens, whatever becomes of this process."""
    folder = work_folder(project, journal.id)
    sync_tree(folder)
    replace_text(folder / _FILE, journal.model_dump_json(indent=1) + "\n")
    sync(folder)


def end(project: Project, journal: Journal) -> None:
    """Forget an erasure that is finished."""
    (work_folder(project, journal.id) / _FILE).unlink(missing_ok=True)
    shutil.rmtree(work_folder(project, journal.id), ignore_errors=True)


def unfinished(project: Project) -> list[Journal]:
    """Return the erasures that were begun and not finished; half-made preparations are swept away."""
    found = []
    for folder in sorted(erasure_folder(project).glob("*")) if erasure_folder(project).is_dir() else ():
        path = folder / _FILE
        if path.is_file():
            found.append(Journal.model_validate_json(path.read_text(encoding="utf-8")))
        else:
            shutil.rmtree(folder)
    return found


def anything_unfinished(project: Project) -> bool:
    """Whether an erasure was begun and not finished; cheap, for every run."""
    return any(erasure_folder(project).glob(f"*/{_FILE}"))
