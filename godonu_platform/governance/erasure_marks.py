# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What an erasure holds back: open datasets whose figures would show by their difference whose data are gone.

A mark is closed by a decision that was written after it, for every partner it names. Keep out: the gate, which asks.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from godonu_platform.contracts.concept import load_concept
from godonu_platform.contracts.contract import Contract
from godonu_platform.governance.decision_model import Decision
from godonu_platform.governance.decisions import load_decisions
from godonu_platform.governance.retention_rules import berlin_day
from godonu_platform.governance.retention_tables import month_tables
from godonu_platform.landing.build_window import shifted
from godonu_platform.landing.frozen_months import load_frozen
from godonu_platform.lineage.model_graph import load_manifest, upstream_models
from godonu_platform.project import Project
from godonu_platform.warehouse import replace_text
from godonu_platform.yaml_model import StrictModel, YamlMistakes

_OPEN_LAYER = "veroeffentlichung"


class Mark(StrictModel):
    """One open dataset that an erasure holds back; `entries` is how many decisions its book had by then."""

    erasure: str
    dataset: str
    months: tuple[str, ...]
    partners: tuple[str, ...]
    at: datetime
    entries: int

    @property
    def since(self) -> date:
        """The day of the erasure, in Berlin."""
        return berlin_day(self.at)

    @property
    def reason(self) -> str:
        """Why nothing is published, and what to do, for the steward."""
        return (
            f"Am {self.since:%d.%m.%Y} wurden Daten einzelner Vorgänge gelöscht. Betroffen sind "
            f"{_told(self.months)}. Erschienen die Zahlen jetzt neu, könnte der Unterschied zum bisherigen Stand "
            f"jemanden verraten. Bitte den Zeitpunkt abwägen und mit »godonu decide {self.dataset}« neu entscheiden"
        )


def open_marks(project: Project, dataset: str) -> list[Mark]:
    """Return the marks of an open dataset that no later decision has closed, the oldest first."""
    marks = [mark for mark in _all(project) if mark.dataset == dataset]
    if not marks:
        return []
    try:
        entries = list(load_decisions(project, dataset))
    except YamlMistakes:
        return marks  # who cannot read the decisions cannot know of a later one
    return [mark for mark in marks if not all(_decided_since(entries, mark, ars) for ars in mark.partners)]


def _decided_since(entries: Sequence[Decision], mark: Mark, ars: str) -> bool:
    """Whether each kind of deliveries that was decided on for a partner has been decided on again since the mark.

    A later word on real deliveries says nothing of the sample ones, nor the other way round.
    """
    before = {entry.gilt_fuer for entry in entries[: mark.entries] if ars in entry.partners}
    since = {entry.gilt_fuer for entry in entries[mark.entries :] if ars in entry.partners}
    return bool(since) and before <= since


def new_marks(
    project: Project,
    contracts: Mapping[str, Contract],
    erasure: str,
    affected: Mapping[str, Collection[tuple[str, str]]],
) -> list[Mark]:
    """Return the marks for an erasure; `affected` are (partner, month) by source dataset.

    Only what was published before can tell by its difference. Where nothing says what a dataset is made of, it is
    marked.
    """
    changing = _changing(project, affected)
    upstream = upstream_models(load_manifest(project)) if changing else {}
    marks = []
    for name, contract in sorted(contracts.items()):
        if contract.layer != _OPEN_LAYER or not any((project.releases / name).glob("v*")):
            continue
        above = set(upstream.get(name, changing))
        places = {place for dataset, found in changing.items() if dataset in above for place in found}
        if places:
            marks.append(
                Mark(
                    erasure=erasure,
                    dataset=name,
                    months=tuple(sorted({month for _, month in places})),
                    partners=tuple(sorted({ars for ars, _ in places})),
                    at=project.clock(),
                    entries=_entries(project, name),
                )
            )
    return marks


def _changing(project: Project, affected: Mapping[str, Collection[tuple[str, str]]]) -> dict[str, set[tuple[str, str]]]:
    """Return where figures change: also months that look ahead to an affected one, but none that is frozen."""
    if not affected:
        return {}
    tables = month_tables(load_manifest(project), load_concept(project))
    frozen = load_frozen(project)
    found: dict[str, set[tuple[str, str]]] = {}
    for dataset, places in affected.items():
        back = max((table.look_back for table in tables if dataset in table.sources), default=0)
        reached = {(ars, shifted(month, -step)) for ars, month in places for step in range(back + 1)}
        found[dataset] = {(ars, month) for ars, month in reached if month not in frozen.of(dataset)}
    return found


def add_marks(project: Project, marks: Collection[Mark]) -> None:
    """Store marks; those of the same erasure are stored once."""
    known = {(mark.erasure, mark.dataset): mark for mark in (*marks, *_all(project))}
    content = [known[key].model_dump(mode="json") for key in sorted(known)]
    replace_text(_path(project), json.dumps(content, ensure_ascii=False, indent=1) + "\n")


def _all(project: Project) -> list[Mark]:
    path = _path(project)
    if not path.is_file():
        return []
    marks = [Mark.model_validate(entry) for entry in json.loads(path.read_text(encoding="utf-8"))]
    return sorted(marks, key=lambda mark: (mark.at, mark.erasure, mark.dataset))


def _path(project: Project) -> Path:
    return project.retention / "loeschmarken.json"


def _entries(project: Project, dataset: str) -> int:
    try:
        return len(list(load_decisions(project, dataset)))
    except YamlMistakes:
        # no decision can be counted: any readable book then has to be longer than it can ever have been
        return 1_000_000


def _told(months: Collection[str]) -> str:
    ordered = sorted(months)
    if len(ordered) == 1:
        return f"der Monat {ordered[0]}"
    return f"die Monate {', '.join(ordered)}" if len(ordered) <= 6 else f"{len(ordered)} Monate seit {ordered[0]}"
