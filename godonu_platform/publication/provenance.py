# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Makes the part of a release record that says where its figures come from, out of the ways handed over as evidence.

Keep out: finding the ways. Only the deliveries of partners in the release are spoken of, by number and months.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from godonu_platform.catalogs.provenance_record import (
    ClassNote,
    ColumnWay,
    LandedNote,
    Provenance,
    SourceNote,
    StationNote,
    StepNote,
)
from godonu_platform.contracts.concept import Concept, load_concept
from godonu_platform.governance.breaker_proof import ProofResult
from godonu_platform.governance.effective_class import ColumnClass
from godonu_platform.governance.way import LandedColumn, Way
from godonu_platform.governance.way_words import (
    axis_titles,
    class_words,
    deciding,
    how_deciding,
    how_made,
    made_of,
    stage_title,
    technical_sentence,
)
from godonu_platform.publication.candidate import Candidate


def provenance(candidate: Candidate, partners: Collection[str]) -> Provenance | None:
    """Return where the columns of a release come from; None when nobody traced them (the gate then stays closed)."""
    ways = {way.column: way for way in candidate.evidence.ways.get(candidate.dataset, ())}
    named = [ways[column.name] for column in candidate.contract.columns if column.name in ways]
    if not named:
        return None
    concept = load_concept(candidate.project)
    rows = named[0].rows
    return Provenance(
        axes=axis_titles(concept),
        columns=tuple(_column(concept, way) for way in named),
        rows=_landed(concept, deciding(rows), decide=True),
        technical=technical_sentence([*rows, *(one for way in named for one in way.indirect)]),
        steps=_steps(named, candidate.proofs),
        sources=_sources(candidate, named, partners),
        run=candidate.evidence.run,
        revision=candidate.project.revision,
    )


def _column(concept: Concept, way: Way) -> ColumnWay:
    return ColumnWay(
        name=way.column,
        title=way.title,
        made_of=made_of(way),
        classes=_classes(concept, way.classes),
        stations=tuple(
            StationNote(
                stage=stage_title(station.stage),
                model=station.model,
                column=station.column,
                title=station.title,
                classes=_classes(concept, station.classes) if station.classes else None,
            )
            for station in way.stations
        ),
        values=_landed(concept, way.direct, decide=False),
        decided_by=_landed(concept, deciding(way.indirect), decide=True),
        steps=tuple(step.name for step in way.steps),
        refused=way.refused,
    )


def _classes(concept: Concept, found: ColumnClass) -> ClassNote:
    return ClassNote(
        declared=class_words(concept, found.declared),
        direct=class_words(concept, found.direct),
        indirect=class_words(concept, found.indirect),
        effective=class_words(concept, found.effective),
    )


def _landed(concept: Concept, columns: Iterable[LandedColumn], *, decide: bool) -> tuple[LandedNote, ...]:
    return tuple(
        LandedNote(
            dataset=one.dataset,
            dataset_title=one.dataset_title,
            column=one.column,
            title=one.title,
            how=how_deciding(one) if decide else how_made(one),
            classes=class_words(concept, one.classes) if one.classes else (),
            delivered=one.delivered,
        )
        for one in columns
    )


def _steps(ways: Iterable[Way], proofs: Mapping[str, ProofResult]) -> tuple[StepNote, ...]:
    found = {step.name: step for way in ways for step in way.steps}
    return tuple(
        StepNote(
            name=name,
            title=step.title,
            description=step.description,
            reason=step.reason,
            approved_by=step.approved_by,
            proven=name in proofs and proofs[name].passed,
        )
        for name, step in sorted(found.items())
    )


def _sources(candidate: Candidate, ways: Iterable[Way], partners: Collection[str]) -> tuple[SourceNote, ...]:
    titles = {
        one.dataset: one.dataset_title
        for way in ways
        for one in (*way.direct, *way.indirect, *way.rows)
        if one.delivered
    }
    found = []
    for dataset, title in sorted(titles.items()):
        mine = [d for d in candidate.evidence.deliveries if d.dataset == dataset and d.ars in partners]
        months = tuple(sorted({month for delivery in mine for month in delivery.months}))
        if mine:
            found.append(SourceNote(dataset=dataset, title=title, deliveries=len(mine), months=months))
    return tuple(found)
