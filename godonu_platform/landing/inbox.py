# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Walks the inbox and lands what lies there, one delivery after the other; one bad delivery hurts no other.

Keep out: what happens to a single delivery (delivery_landing).
"""

from __future__ import annotations

import os
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from godonu_platform.contracts.contract import Contract
from godonu_platform.contracts.partners import Partners
from godonu_platform.landing.commit import Checkpoint, landing_lock, nowhere
from godonu_platform.landing.cross_month import update_cross_month
from godonu_platform.landing.delivery_landing import Desk, land_at
from godonu_platform.landing.recovery import recover
from godonu_platform.landing.refusing import refuse
from godonu_platform.landing.report import LandingSummary, ProgressCallback
from godonu_platform.landing.screening import masked_name
from godonu_platform.project import Project
from godonu_platform.sources.delivery_file import RefusedDelivery

UNFINISHED = (".part", ".tmp", ".crdownload")
SETTLED_AFTER = 5.0
"""Seconds without change after which a file counts as complete (landing rules, files)."""

_FILE_ENDINGS = (".csv", ".json", ".ndjson", ".jsonl", ".txt", ".gz", ".xml", ".zip", ".xlsx", ".asc", ".parquet")


@dataclass(frozen=True)
class Found:
    """Something in the inbox: a delivery to land, or one to refuse at sight, or only to be named."""

    path: Path
    ars: str
    dataset: str
    refusal: RefusedDelivery | None = None
    note: str | None = None


def land_inbox(
    project: Project,
    contracts: dict[str, Contract],
    partners: Partners,
    *,
    datasets: Collection[str] | None = None,
    progress: ProgressCallback | None = None,
    checkpoint: Checkpoint = nowhere,
) -> LandingSummary:
    """Land everything in the inbox (or only some datasets) and return what became of each delivery."""
    summary = LandingSummary()
    with landing_lock(project):
        summary.recovered = recover(project)
        desk: Desk | None = None
        for found in look(project.inbox):
            if datasets is not None and found.dataset not in datasets:
                continue
            if found.note is not None:
                summary.notes.append(found.note)
            elif found.refusal is not None:
                summary.deliveries.append(
                    refuse(project, found.path, ars=found.ars, dataset=found.dataset, inspection=None,
                           refusal=found.refusal)
                )  # fmt: skip
            else:
                # nothing new must stay cheap: the engine starts with the first delivery
                desk = desk or Desk(project, contracts, partners, checkpoint)
                summary.deliveries.append(
                    land_at(desk, found.path, ars=found.ars, dataset=found.dataset, from_inbox=True, progress=progress)
                )
        update_cross_month(project, contracts)
    return summary


def waiting_files(project: Project) -> list[Path]:
    """Return the deliveries that the next run would look at; files still being written are not among them."""
    return [found.path for found in look(project.inbox) if found.note is None]


def look(inbox: Path) -> Iterator[Found]:
    """Give what lies in the inbox, in the order of names, by the rules of the landing rules (files)."""
    for partner in _entries(inbox):
        if not partner.is_dir(follow_symlinks=False):
            yield from _misplaced(partner, "", "")
            continue
        for dataset in _entries(Path(partner.path)):
            if dataset.is_dir(follow_symlinks=False):
                yield from _below(Path(dataset.path), partner.name, dataset.name)
            else:
                yield from _misplaced(dataset, partner.name, "")


def _below(folder: Path, ars: str, dataset: str) -> Iterator[Found]:
    for entry in _entries(folder):
        path = Path(entry.path)
        if entry.is_symlink():
            yield _link(path, ars, dataset)
        elif entry.is_dir(follow_symlinks=False):
            if entry.name.lower().endswith(_FILE_ENDINGS):
                refusal = RefusedDelivery("verzeichnis", "Hier liegt ein Ordner, der wie eine Datei heißt.")
                yield Found(path, ars, dataset, refusal)
            else:
                yield from _below(path, ars, dataset)
        elif _is_unfinished(entry):
            continue
        elif _changed_just_now(entry):
            shown = masked_name(entry.name, frozenset({ars}))
            yield Found(path, ars, dataset, note=f"»{shown}« wird noch geschrieben und kommt beim nächsten Lauf dran.")
        else:
            yield Found(path, ars, dataset)


def _misplaced(entry: os.DirEntry[str], ars: str, dataset: str) -> Iterator[Found]:
    path = Path(entry.path)
    if entry.is_symlink():
        yield _link(path, ars, dataset)
    elif not _is_unfinished(entry):
        refusal = RefusedDelivery(
            "falscher_ordner",
            "Die Datei liegt nicht in einem Ordner der Form <Regionalschlüssel>/<Datensatz>/. "
            "Bitte dorthin verschieben.",
        )
        yield Found(path, ars, dataset, refusal)


def _link(path: Path, ars: str, dataset: str) -> Found:
    shown = masked_name(path.name, frozenset({ars}))
    return Found(path, ars, dataset, note=f"»{shown}« ist eine Verknüpfung; Verknüpfungen werden nicht verfolgt.")


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return sorted((e for e in entries if not e.name.startswith(".")), key=lambda e: e.name)
    except OSError:
        return []


def _is_unfinished(entry: os.DirEntry[str]) -> bool:
    return entry.name.lower().endswith(UNFINISHED)


def _changed_just_now(entry: os.DirEntry[str]) -> bool:
    return 0 <= time.time() - entry.stat(follow_symlinks=False).st_mtime < SETTLED_AFTER
