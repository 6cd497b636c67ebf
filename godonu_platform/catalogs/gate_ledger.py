# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The gate's own book: one line per release, with the hash of its record; each line holds the hash of the former.

Whoever changes a release record afterwards does not change what stands here. It is no signature: somebody who may write
all of the data folder may write this file too. Keep out: what a release holds, and whether it may be shown.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Mapping
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


@dataclass(frozen=True)
class GateLedger:
    """The book as it stands; with a problem it vouches for nothing."""

    anchors: Mapping[tuple[str, int], Anchor] = field(default_factory=dict)
    newest: Mapping[str, int] = field(default_factory=dict)
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
    """Add a line to the book and see it on the disk; a line that a crash has cut off is dropped first."""
    path = project.gate_ledger
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        stream.seek(0)
        content = stream.read()
        whole = content.rfind(b"\n") + 1
        stream.truncate(whole)
        anchor = Anchor(
            dataset=dataset,
            version=version,
            record=record,
            fingerprint=fingerprint,
            written=project.clock(),
            previous=_parsed(content[:whole]).last,
        )
        stream.write(anchor.model_dump_json().encode() + b"\n")
        stream.flush()
        os.fsync(stream.fileno())


@lru_cache(maxsize=8)
def _read(path: Path, _changed: int, _size: int) -> GateLedger:
    return _parsed(path.read_bytes())


def _parsed(content: bytes) -> GateLedger:
    anchors: dict[tuple[str, int], Anchor] = {}
    newest: dict[str, int] = {}
    last, problem = _FIRST, ""
    for number, line in enumerate(content.split(b"\n")[:-1], 1):  # what follows the last line end is no line
        anchor = _anchor(line)
        if (anchor is None or anchor.previous != last) and not problem:
            problem = _DAMAGED.format(line=number)
        last = hashlib.sha256(line).hexdigest()
        if anchor is not None:
            anchors[anchor.dataset, anchor.version] = anchor
            newest[anchor.dataset] = max(anchor.version, newest.get(anchor.dataset, 0))
    return GateLedger(anchors, newest, last, problem)


def _anchor(line: bytes) -> Anchor | None:
    try:
        return Anchor.model_validate_json(line)
    except ValidationError:
        return None
