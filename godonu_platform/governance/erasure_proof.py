# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The proof of an erasure: counts, hashes of deliveries, what a search found before and after; nothing that identifies.

Keep out: searching and removing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from godonu_platform.governance.erasure_journal import Journal
from godonu_platform.governance.erasure_search import INBOX
from godonu_platform.governance.erasure_warehouse import WarehouseChange
from godonu_platform.governance.retention_rules import berlin_day
from godonu_platform.project import Project
from godonu_platform.warehouse import replace_text
from godonu_platform.yaml_model import StrictModel


class RewrittenDelivery(StrictModel):
    """A delivery that lost records: its hashes (as in its report) before and after; without records left it is gone."""

    batch: str
    dataset: str
    records: int
    before: str
    after: str


class ErasureProof(StrictModel):
    """One erasure. `searched_words` false: resumed without the case numbers, searched for pseudonyms only."""

    id: str
    begun: datetime
    finished: datetime
    numbers: int
    numbers_searched_in_texts: int
    searched_words: bool
    keys: tuple[str, ...]
    missing_keys: dict[str, int]
    unreadable: tuple[str, ...]
    deliveries: tuple[RewrittenDelivery, ...]
    lake: dict[str, int]
    quarantine: int
    warehouse: dict[str, int]
    warehouse_before: str
    warehouse_after: str
    months: dict[str, tuple[str, ...]]
    held_back: dict[str, tuple[str, ...]]
    found_before: dict[str, int]
    found_after: dict[str, int]

    @property
    def left(self) -> int:
        """How often something was still found where it should be gone; the inbox is the deliverer's."""
        return sum(count for area, count in self.found_after.items() if area != INBOX)

    @property
    def waiting(self) -> int:
        """How often something was found in deliveries that still wait in the inbox."""
        return self.found_after.get(INBOX, 0)

    @property
    def complete(self) -> bool:
        """Whether nothing is left anywhere and nothing had to be passed over."""
        return not (self.left or self.waiting or self.unreadable) and self.searched_words


def prove(
    project: Project, journal: Journal, change: WarehouseChange, after: Mapping[str, int], *, searched_words: bool
) -> tuple[ErasureProof, Path]:
    """Write the proof of an erasure that was carried out and return it with its place."""
    rejected: Counter[str] = Counter()
    for work in journal.reports:
        rejected.update(work.rejected)
    proof = ErasureProof(
        id=journal.id,
        begun=journal.at,
        finished=project.clock(),
        numbers=journal.told.numbers,
        numbers_searched_in_texts=journal.told.words,
        searched_words=searched_words,
        keys=journal.told.keys,
        missing_keys=journal.told.missing_keys,
        unreadable=journal.told.unreadable,
        deliveries=tuple(
            RewrittenDelivery(batch=w.batch, dataset=w.dataset, records=len(w.gone), before=w.before, after=w.after)
            for w in journal.deliveries
        ),
        lake={w.dataset: sum(map(len, w.positions.values())) for w in journal.datasets if w.positions},
        quarantine=rejected.total(),
        warehouse=dict(sorted(change.rows.items())),
        warehouse_before=change.before,
        warehouse_after=change.after,
        months={w.dataset: w.months for w in journal.datasets if w.months},
        held_back={mark.dataset: mark.months for mark in journal.marks},
        found_before=dict(journal.told.before),
        found_after=dict(after),
    )
    path = project.reports / "erasure" / f"{berlin_day(journal.at)}-{journal.id}.json"
    replace_text(path, proof.model_dump_json(indent=1) + "\n")
    return proof, path
