# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What an OpenLineage event can tell, as plain data: a finished run, its steps, and the datasets they read and write.

No field here takes a cell value, a file name, an exception's text or a person; what has no field cannot leak.
Keep out: where the facts come from (components for runs, openlineage_datasets for datasets) and the wire format.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

State = Literal["COMPLETE", "FAIL", "ABORT"]
Change = Literal["CREATE", "OVERWRITE", "DROP"]
Severity = Literal["error", "warn"]


@dataclass(frozen=True)
class Check:
    """What one check said about a dataset in this run."""

    dataset: str
    name: str
    assertion: str
    passed: bool
    severity: Severity
    column: str | None = None


@dataclass(frozen=True)
class Work:
    """One dataset that a step made or should have made; `run` names its own run below the step's, "" for none."""

    dataset: str
    state: State
    started: datetime
    ended: datetime
    run: str = ""
    error: str = ""
    rows: int | None = None
    version: str = ""
    months: tuple[str, ...] = ()
    change: Change | None = None


@dataclass(frozen=True)
class Step:
    """One step of a run; `error` says kind and place of what ended it, never its text."""

    name: str
    state: State
    started: datetime
    ended: datetime
    error: str = ""
    works: tuple[Work, ...] = ()
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True)
class FinishedRun:
    """One run that has ended, or whose process is gone (ABORT)."""

    run_id: str
    job: str
    state: State
    started: datetime
    ended: datetime
    error: str = ""
    steps: tuple[Step, ...] = ()

    @property
    def months(self) -> tuple[str, ...]:
        """The months (YYYY-MM) that some step computed anew."""
        return tuple(sorted({month for step in self.steps for work in step.works for month in work.months}))


@dataclass(frozen=True, order=True)
class FieldUse:
    """One input field and how a value, or which rows there are, depends on it."""

    dataset: str
    field: str
    type: Literal["DIRECT", "INDIRECT"]
    subtype: str
    masking: bool
    description: str = ""


@dataclass(frozen=True)
class Field:
    """One column; tags are pairs of key and value, e.g. a class on one axis."""

    name: str
    type: str
    description: str
    tags: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Dataset:
    """What is known of a dataset beside any run: columns, owners (roles), and from which datasets it is made."""

    name: str
    description: str
    kind: Literal["TABLE", "VIEW", "FILE"]
    fields: tuple[Field, ...]
    owners: tuple[str, ...] = ()
    tags: tuple[tuple[str, str], ...] = ()
    inputs: tuple[str, ...] = ()
    columns: Mapping[str, tuple[FieldUse, ...]] = field(default_factory=dict)
    rows: tuple[FieldUse, ...] = ()
    also: str = ""
    source: str = ""
