# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The gate's own book: a line per release and per decision it has seen; each line holds the hash of the former.

Whoever changes a release record or takes a decision out afterwards does not change what stands here. It is no
signature: somebody who may write all of the data folder may write this file too.
Keep out: what a release or a decision says, and whether it may be shown.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from pydantic import ValidationError

from godonu_platform.project import Project
from godonu_platform.yaml_model import StrictModel

_FIRST = "anfang"
_DAMAGED = (
    "Das Freigabebuch (reports/gate_ledger.ndjson) ist beschädigt oder wurde von Hand geändert (Zeile {line}). Bitte "
    "aus der Sicherung wiederherstellen; gibt es keine, die Datei beiseitelegen und neu veröffentlichen"
)


class Anchor(StrictModel):
    """What the gate let through: which version, and the hash of its record."""

    dataset: str
    version: int
    record: str
    fingerprint: str
    written: datetime
    previous: str


class SeenDecision(StrictModel):
    """Up to which opening decision the gate has judged a dataset, or somebody has decided here: the hash of the entry.

    A decision file that no longer holds it was shortened or changed, also when nothing was released in between.
    """

    dataset: str
    decision_head: str
    written: datetime
    previous: str


@dataclass(frozen=True)
class GateLedger:
    """The book as it stands; with a problem it vouches for nothing."""

    anchors: Mapping[tuple[str, int], Anchor] = field(default_factory=dict)
    newest: Mapping[str, int] = field(default_factory=dict)
    heads: Mapping[str, str] = field(default_factory=dict)
    last: str = _FIRST
    problem: str = ""

    def objection(self, dataset: str, version: int, record: str) -> str | None:
        """Return in German why the book does not vouch for a record with this hash, or None."""
        if self.problem:
            return self.problem
        anchor = self.anchors.get((dataset, version))
        if anchor is None:
            return "die Veröffentlichung steht nicht im Freigabebuch; sie ist nicht durch die Freigabe gegangen"
        if anchor.record != record:
            return "der Nachweis (release.json) wurde nach der Freigabe verändert"
        if self.newest[dataset] > version:
            return f"es gibt schon eine neuere Version (v{self.newest[dataset]}); diese ist veraltet"
        return None


def read_ledger(project: Project) -> GateLedger:
    """Read the book; no file is an empty book, which vouches for nothing."""
    try:
        status = project.gate_ledger.stat()
    except FileNotFoundError:
        return GateLedger()
    return _read(project.gate_ledger, status.st_mtime_ns, status.st_size)


def write_anchor(project: Project, dataset: str, version: int, record: str, fingerprint: str) -> None:
    """Add the line of a release to the book and see it on the disk."""

    def line(ledger: GateLedger) -> Anchor:
        return Anchor(
            dataset=dataset,
            version=version,
            record=record,
            fingerprint=fingerprint,
            written=project.clock(),
            previous=ledger.last,
        )

    _append(project, line)


def write_head(project: Project, dataset: str, head: str) -> None:
    """Note the newest decision on a dataset as seen; nothing is written when it already is, or when there is none."""

    def line(ledger: GateLedger) -> SeenDecision | None:
        if ledger.heads.get(dataset) == head:
            return None
        return SeenDecision(dataset=dataset, decision_head=head, written=project.clock(), previous=ledger.last)

    if head and read_ledger(project).heads.get(dataset) != head:
        _append(project, line)


def _append(project: Project, line: Callable[[GateLedger], StrictModel | None]) -> None:
    """Add a line while nobody else writes; one that a crash has cut off is dropped first."""
    path = project.gate_ledger
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        stream.seek(0)
        content = stream.read()
        whole = content.rfind(b"\n") + 1
        entry = line(_parsed(content[:whole]))
        if entry is None:
            return
        stream.truncate(whole)
        stream.write(entry.model_dump_json().encode() + b"\n")
        stream.flush()
        os.fsync(stream.fileno())


@lru_cache(maxsize=8)
def _read(path: Path, _changed: int, _size: int) -> GateLedger:
    return _parsed(path.read_bytes())


def _parsed(content: bytes) -> GateLedger:
    anchors: dict[tuple[str, int], Anchor] = {}
    newest: dict[str, int] = {}
    heads: dict[str, str] = {}
    last, problem = _FIRST, ""
    for number, text in enumerate(content.split(b"\n")[:-1], 1):  # what follows the last line end is no line
        line = _line(text)
        if (line is None or line.previous != last) and not problem:
            problem = _DAMAGED.format(line=number)
        last = hashlib.sha256(text).hexdigest()
        if isinstance(line, Anchor):
            anchors[line.dataset, line.version] = line
            newest[line.dataset] = max(line.version, newest.get(line.dataset, 0))
        elif line is not None:
            heads[line.dataset] = line.decision_head
    return GateLedger(anchors, newest, heads, last, problem)


def _line(text: bytes) -> Anchor | SeenDecision | None:
    for kind in (Anchor, SeenDecision):
        try:
            return kind.model_validate_json(text)
        except ValidationError:
            continue
    return None
