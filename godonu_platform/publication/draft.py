# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""A release before its files exist: description, months, coverage, chart, and the hashes that decide on a version."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from godonu_platform.catalogs.entry import CatalogEntry
from godonu_platform.catalogs.grade_record import GradeReport
from godonu_platform.catalogs.provenance_record import Provenance
from godonu_platform.catalogs.release_record import (
    ChartData,
    ColumnNote,
    Coverage,
    CoverageRow,
    Description,
    FileRecord,
    GateRecord,
    PartnerIn,
    ReleaseRecord,
    SampleState,
)
from godonu_platform.catalogs.vocabularies import Vocabularies
from godonu_platform.contracts.contract import Column, Contract
from godonu_platform.contracts.dictionary import TYPE_NAMES
from godonu_platform.publication.candidate import Candidate
from godonu_platform.publication.chart_figures import chart_figures
from godonu_platform.publication.provenance import provenance
from godonu_platform.publication.release_grades import release_grades
from godonu_platform.publication.table import PARTNER_COLUMN, CandidateTable, month_of, quoted, status_pairs

# How a contract says that somebody looked and no concept of the Musterdatenkatalog fits.
NO_CONCEPT = "keiner"
_COVERAGE: tuple[Coverage, ...] = ("fehlt", "gesperrt", "vorhanden")


@dataclass(frozen=True)
class Draft:
    """All facts of a release but its version, dates and files."""

    description: Description
    months: tuple[str, ...]
    rows: int
    sample: SampleState
    coverage: tuple[CoverageRow, ...]
    chart: ChartData | None
    grades: GradeReport | None
    data_hash: str
    description_hash: str
    fingerprint: str
    provenance: Provenance | None


def make_draft(candidate: Candidate, table: CandidateTable, partners: Sequence[PartnerIn], left_out: Any = ()) -> Draft:
    """Return the draft of a release with these partners; the candidate must have its entry."""
    if candidate.entry is None:
        raise ValueError("entry")
    names = [partner.ars for partner in partners]
    description = describe(candidate.contract, candidate.entry, candidate.vocabularies)
    coverage = _coverage(candidate.contract, table, partners)
    months = tuple(sorted({month for row in coverage for month in row.months}))
    chart = chart_figures(candidate.entry.chart, table, names)
    grades = release_grades(candidate.evidence.grades, candidate.dataset, partners, months)
    origin = provenance(candidate, names)
    samples = {partner.sample for partner in partners}
    sample: SampleState = "teilweise" if len(samples) == 2 else "alle" if True in samples else "keine"
    about = {
        "description": description.model_dump(mode="json", exclude_defaults=True),
        "chart": chart.model_dump(exclude={"columns"}) if chart else None,
        "contract_version": candidate.contract.version,
        "upstream": candidate.upstream,
        "partners": [(p.ars, p.name, p.sample, p.contributor_id) for p in partners],
        "left_out": [(p.ars, p.name, p.code) for p in left_out],
        **({"grades": grades.model_dump()} if grades else {}),
        **({"provenance": origin.described()} if origin else {}),
        # the same figures by another way of computing, decided upon anew: a release of its own
        "fingerprint": candidate.fingerprint,
    }
    return Draft(
        description=description,
        months=months,
        rows=sum(row.rows for row in coverage),
        sample=sample,
        coverage=coverage,
        chart=chart,
        grades=grades,
        data_hash=hashlib.sha256(table.fingerprint(names).encode()).hexdigest(),
        description_hash=hashlib.sha256(json.dumps(about, sort_keys=True, ensure_ascii=False).encode()).hexdigest(),
        fingerprint=candidate.fingerprint or "",
        provenance=origin,
    )


def describe(contract: Contract, entry: CatalogEntry, vocabularies: Vocabularies) -> Description:
    """Return what will be said about the dataset, from its contract and its catalogue entry.

    A concept of the Musterdatenkatalog becomes a reference and a keyword (DCAT-AP.de conventions on dct:references).
    """
    samples = vocabularies.sample_catalogue
    concept = contract.sample_catalogue if contract.sample_catalogue != NO_CONCEPT else None
    keywords = (*entry.keywords, samples.name_of(concept)) if concept else entry.keywords
    return Description(
        title=entry.title,
        summary=entry.summary.strip(),
        description=entry.description.strip(),
        method=entry.method.strip(),
        purpose=contract.purpose,
        usage=contract.usage,
        limitations=contract.limitations,
        keywords=tuple(dict.fromkeys(keywords)),
        theme=entry.theme,
        licence=entry.licence,
        attribution=entry.attribution,
        frequency=entry.frequency,
        columns=column_notes(contract),
        protection=contract.protection or "",
        statistic=contract.category in ("statistik", "sensordaten"),
        references=(samples.iri.format(concept=concept),) if concept else (),
        conforms_to=entry.conforms_to,
        hvd=entry.hvd,
        deprecation=entry.deprecation,
        correction=entry.correction,
    )


def column_notes(contract: Contract) -> tuple[ColumnNote, ...]:
    """Return the rows of the data dictionary."""
    return tuple(_note(contract, column) for column in contract.columns)


def _note(contract: Contract, column: Column) -> ColumnNote:
    return ColumnNote(
        name=column.name,
        title=column.title,
        description=column.description,
        type=TYPE_NAMES[column.type],
        unit=column.unit or "",
        required=column.required,
        key=column.name in contract.key,
        values=tuple((code, column.labels.get(code, "")) for code in column.allowed or ()),
        example=column.example or "",
    )


def _coverage(contract: Contract, table: CandidateTable, partners: Sequence[PartnerIn]) -> tuple[CoverageRow, ...]:
    """Return per partner and month whether there is a value, only suppressed cells, or nothing."""
    state = "2"
    pairs = status_pairs(contract)
    if pairs:
        parts = [f"case {quoted(s.name)} when 'gesperrt' then 1 when 'fehlt' then 0 else 2 end" for _, s in pairs]
        state = f"max(greatest({', '.join(parts)}))"
    column = contract.column(contract.month_column) if contract.month_column else None
    month = month_of(column) if column else "null"
    relation = table.relation([partner.ars for partner in partners])
    found = table.rows(
        f"select {quoted(PARTNER_COLUMN)}, {month}, count(*), {state} from ({relation}) group by 1, 2 order by 1, 2"
    )
    all_months = sorted({row[1] for row in found if row[1]})
    rows = []
    for partner in partners:
        mine = {row[1]: row for row in found if row[0] == partner.ars}
        months = {m: _COVERAGE[mine[m][3]] if m in mine else "fehlt" for m in all_months}
        count = sum(row[2] for row in mine.values())
        rows.append(CoverageRow(ars=partner.ars, name=partner.name, rows=count, sample=partner.sample, months=months))
    return tuple(sorted(rows, key=lambda row: row.name))


def finished_record(
    candidate: Candidate,
    draft: Draft,
    gate: GateRecord,
    files: Sequence[FileRecord],
    version: int,
    created: datetime,
    issued: datetime,
) -> ReleaseRecord:
    """Return the record of a release with its files."""
    return ReleaseRecord(
        dataset=candidate.dataset,
        version=f"v{version}",
        created=created,
        issued=issued,
        model=candidate.contract.name,
        upstream=candidate.upstream,
        contract_version=candidate.contract.version,
        data_hash=draft.data_hash,
        description_hash=draft.description_hash,
        rows=draft.rows,
        months=draft.months,
        sample=draft.sample,
        description=draft.description,
        coverage=draft.coverage,
        chart=draft.chart,
        gate=gate,
        files=tuple(files),
        grades=draft.grades,
        decision_head=candidate.book.head() if candidate.book else "",
        provenance=draft.provenance,
    )
