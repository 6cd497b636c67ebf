# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Emergency stops: who took a dataset off at once, when and why; nothing puts it back before it is decided anew.

A stop holds for a partner until an entry opens for it that stands after the newest one the stop met. Lines are only
ever added.
Keep out: taking files away (the clients).
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from pydantic import Field, ValidationError

from godonu_platform.catalogs.release_record import PartnerIn
from godonu_platform.governance.decision_book import DecisionBook
from godonu_platform.governance.decision_model import PERSON_PATTERN
from godonu_platform.project import Project
from godonu_platform.yaml_model import StrictModel

# What a stop meets where the decisions cannot be read; no entry has this hash, so no decision is newer than it.
UNKNOWN_HEAD = "unbekannt"
SHORTEST_REASON, LONGEST_REASON = 10, 500
DAMAGED = (
    "Das Buch der Notfälle (reports/unpublished.ndjson) ist beschädigt. Bitte aus der Sicherung wiederherstellen; bis "
    "dahin wird nichts veröffentlicht."
)


class EmergencyStop(StrictModel):
    """One line: the person is an opaque id; the reason is what the public is told."""

    dataset: str
    reason: str = Field(min_length=SHORTEST_REASON, max_length=LONGEST_REASON)
    person: str = Field(pattern=PERSON_PATTERN)
    at: datetime
    decision_head: str


def _book(project: Project) -> Path:
    return project.reports / "unpublished.ndjson"


def write_stop(project: Project, dataset: str, reason: str, person: str, decision_head: str) -> EmergencyStop:
    """Add a stop and see it on the disk, before anything is taken away. Raises ValidationError for a wrong id."""
    stop = EmergencyStop(dataset=dataset, reason=reason, person=person, at=project.clock(), decision_head=decision_head)
    path = _book(project)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        stream.write(stop.model_dump_json().encode() + b"\n")
        stream.flush()
        os.fsync(stream.fileno())
    return stop


def stops(project: Project) -> list[EmergencyStop]:
    """Return every stop there ever was, oldest first. Raises ValueError, in German, when the book is damaged."""
    try:
        lines = _book(project).read_bytes().splitlines()
    except FileNotFoundError:
        return []
    try:
        return [EmergencyStop.model_validate_json(line) for line in lines]
    except ValidationError:
        raise ValueError(DAMAGED) from None


def holding_stop(
    project: Project, dataset: str, book: DecisionBook, partners: Sequence[PartnerIn]
) -> EmergencyStop | None:
    """Return the stop under which a dataset with the rows of these partners stands, or None when each was opened anew.

    Where nobody is in, any newer opening ends it. Raises ValueError for a damaged book of emergencies.
    """
    mine = [stop for stop in stops(project) if stop.dataset == dataset]
    return mine[-1] if mine and not _is_lifted(mine[-1], book, partners) else None


def _is_lifted(stop: EmergencyStop, book: DecisionBook, partners: Sequence[PartnerIn]) -> bool:
    heads = ["", *(entry.digest for entry in book)]
    if stop.decision_head not in heads:  # shortened or rewritten: nobody knows what is newer
        return False
    newer = list(book)[heads.index(stop.decision_head) :]
    opened = {(ars, entry.gilt_fuer) for entry in newer if entry.opens for ars in entry.partners}
    return bool(opened) and {(p.ars, "beispieldaten" if p.sample else "echtdaten") for p in partners} <= opened
