# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is asked of the portal for one dataset, and what became of it: shown, out of date, taken away, or nothing.

Keep out: who decides that (publication).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from godonu_platform.catalogs.release_record import GateRecord

Action = Literal["created", "changed", "unchanged", "deprecated", "withdrawn", "held_back"]
ACTION_TITLES: dict[Action, str] = {
    "created": "neu",
    "changed": "geändert",
    "unchanged": "unverändert",
    "deprecated": "als veraltet gekennzeichnet",
    "withdrawn": "zurückgezogen",
    "held_back": "zurückgehalten",
}
WRITING: frozenset[Action] = frozenset({"created", "changed", "deprecated", "withdrawn"})


@dataclass(frozen=True)
class Closing:
    """The end of a dataset: out of date since a day, or gone; `note` is public, successor a dataset name or address."""

    kind: Literal["deprecated", "withdrawn"]
    note: str
    successor: str | None
    since: date


@dataclass(frozen=True)
class Order:
    """One dataset. folder: show this release. Without it a closing says what ends; without both nothing happens."""

    dataset: str
    title: str
    folder: Path | None
    fingerprint: str | None
    gate: GateRecord | None = None
    reasons: tuple[str, ...] = ()
    closing: Closing | None = None


@dataclass(frozen=True)
class Applied:
    """What became of one dataset. problems: German, also where it went through; failed: it did not."""

    dataset: str
    action: Action
    writes: int
    url: str
    problems: tuple[str, ...] = ()
    failed: bool = False
