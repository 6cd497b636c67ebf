# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which months cannot be computed any more because their landed rows are gone, and where the kept rows lie (ADR 0010).

The file is read by dbt too (macro restore_frozen). Keep out: when a month's rows go (governance.retention).
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path

from godonu_platform.landing.commit import replace_text
from godonu_platform.landing.staging import sync
from godonu_platform.project import Project


@dataclass(frozen=True, order=True)
class FrozenMonth:
    """A month of a source dataset whose rows went by a Löschregel; `since` is the instant of the mark."""

    dataset: str
    month: str
    rule: str
    since: str


@dataclass(frozen=True, order=True)
class KeptRows:
    """The rows of one month of one table, as last computed; `dataset` where the table tells datasets apart."""

    table: str
    month: str
    dataset: str | None = None

    @property
    def place(self) -> str:
        """Where the rows lie below the folder."""
        return f"{self.table}/{self.month}{f'.{self.dataset}' if self.dataset else ''}.parquet"


@dataclass(frozen=True)
class Frozen:
    """All that is frozen."""

    months: tuple[FrozenMonth, ...] = ()
    rows: tuple[KeptRows, ...] = field(default=())

    def of(self, dataset: str) -> set[str]:
        """Return the frozen months of a source dataset."""
        return {entry.month for entry in self.months if entry.dataset == dataset}

    def since(self, dataset: str, month: str) -> str:
        """Return since when (as in reports) a month is frozen; empty when it is not."""
        return self._since.get((dataset, month), "")

    @cached_property
    def _since(self) -> dict[tuple[str, str], str]:
        return {(entry.dataset, entry.month): entry.since for entry in self.months}


def frozen_folder(project: Project) -> Path:
    """Return where the state and the kept rows lie."""
    return project.retention / "frozen"


def load_frozen(project: Project) -> Frozen:
    """Return what is frozen; nothing in an installation from which nothing was ever removed."""
    path = frozen_folder(project) / "months.json"
    if not path.is_file():
        return Frozen()
    entries = json.loads(path.read_text(encoding="utf-8"))
    months = (FrozenMonth(e["dataset"], e["month"], e["rule"], e["since"]) for e in entries if e["kind"] == "month")
    rows = (KeptRows(e["table"], e["month"], e["dataset"]) for e in entries if e["kind"] == "rows")
    return Frozen(tuple(sorted(months)), tuple(sorted(rows, key=lambda kept: kept.place)))


def add_frozen(project: Project, months: Iterable[FrozenMonth], rows: Iterable[KeptRows]) -> None:
    """Mark months as no longer computable, in one step; the rows must lie safely in their places by then."""
    known = load_frozen(project)
    marked = {(entry.dataset, entry.month): entry for entry in (*months, *known.months)}
    kept = {entry.place: entry for entry in (*known.rows, *rows)}
    entries = [{"kind": "month", "table": None, "file": None, **asdict(marked[key])} for key in sorted(marked)]
    entries += [
        {"kind": "rows", "file": place, "rule": None, "since": None, **asdict(entry)}
        for place, entry in sorted(kept.items())
    ]
    path = frozen_folder(project) / "months.json"
    replace_text(path, json.dumps(entries, indent=1) + "\n")
    sync(path.parent)


def computable(project: Project, months: Collection[str], brought: Mapping[str, Collection[str]]) -> set[str]:
    """Return the months of which something can still be computed.

    `brought` says in which months each month-wise dataset delivered; a month is done with when all of those are frozen.
    """
    frozen = load_frozen(project)
    if not frozen.months:
        return set(months)
    gone = {dataset: frozen.of(dataset) for dataset in brought}
    left = set()
    for month in months:
        delivering = [dataset for dataset, known in brought.items() if month in known or month in gone[dataset]]
        if not delivering or any(month not in gone[dataset] for dataset in delivering):
            left.add(month)
    return left
