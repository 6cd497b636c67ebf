# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""A release: the folder releases/<dataset>/<version>/ that may be shown, built aside and renamed when complete.

A new version exists only when data or description differ from the newest one; dates do not count.
"""

from __future__ import annotations

import os
import shutil
import uuid
from dataclasses import dataclass
from pathlib import Path

from godonu_platform.catalogs.charts import chart_svg
from godonu_platform.catalogs.local_client import fsync_folder, fsync_path
from godonu_platform.catalogs.release_folder import UnusableRelease, read_record, verified_record
from godonu_platform.catalogs.release_record import CHART_NAME, DATA_FILES, RECORD_NAME, GateRecord, ReleaseRecord
from godonu_platform.project import Project
from godonu_platform.publication.candidate import Candidate
from godonu_platform.publication.draft import Draft, finished_record, make_draft
from godonu_platform.publication.export import export, file_records, write_dictionary
from godonu_platform.publication.gate import evaluate_gate
from godonu_platform.publication.table import PARTNER_COLUMN, CandidateTable, lent_table, literal, quoted


class GateClosed(RuntimeError):
    """A release was asked for that the gate does not allow."""


@dataclass(frozen=True)
class Release:
    """A release folder and its record; `is_new` says whether it was made just now."""

    folder: Path
    record: ReleaseRecord
    is_new: bool


def latest_release(project: Project, dataset: str) -> Release | None:
    """Return the newest readable release of a dataset, or None."""
    numbers = sorted((int(p.name[1:]) for p in _versions(project, dataset)), reverse=True)
    for number in numbers:
        folder = project.releases / dataset / f"v{number}"
        try:
            return Release(folder, read_record(folder), is_new=False)
        except UnusableRelease:
            continue
    return None


def build_release(candidate: Candidate, gate: GateRecord | None = None, table: CandidateTable | None = None) -> Release:
    """Return the release of a candidate: the newest one if nothing differs, a new version otherwise.

    Raises GateClosed when the gate record does not say "offen".
    """
    latest = latest_release(candidate.project, candidate.dataset)
    gate = gate or evaluate_gate(candidate, latest.record if latest else None, table=table)
    if gate.outcome != "offen" or gate.dataset != candidate.dataset:
        raise GateClosed(f"{candidate.dataset}: das Gate hat nicht geöffnet ({gate.outcome})")
    with lent_table(candidate.project, candidate.contract, table) as source:
        draft = make_draft(candidate, source, gate.partners_in, gate.partners_out)
        if latest is not None and is_same(draft, latest.record) and _whole(latest.folder):
            return latest
        return _build(candidate, gate, draft, source, latest)


def is_same(draft: Draft, record: ReleaseRecord) -> bool:
    """Tell whether a release holds the data and the description of a draft."""
    return (draft.data_hash, draft.description_hash) == (record.data_hash, record.description_hash)


def _whole(folder: Path) -> bool:
    try:
        verified_record(folder)
    except UnusableRelease:
        return False
    return True


def _build(
    candidate: Candidate, gate: GateRecord, draft: Draft, table: CandidateTable, latest: Release | None
) -> Release:
    project = candidate.project
    staged = project.staging / f"release-{candidate.dataset}-{uuid.uuid4().hex[:8]}"
    staged.mkdir(parents=True)
    try:
        names = [partner.ars for partner in gate.partners_in]
        export(table, names, staged)
        _check_rows(table, staged, names, draft)
        write_dictionary(draft.description.columns, staged)
        if draft.chart is not None:
            (staged / CHART_NAME).write_text(chart_svg(draft.chart), encoding="utf-8")
        number = max((int(p.name[1:]) for p in _versions(project, candidate.dataset)), default=0) + 1
        now = project.clock()
        issued = latest.record.issued if latest else now
        record = finished_record(candidate, draft, gate, file_records(staged), number, now, issued)
        (staged / RECORD_NAME).write_text(record.model_dump_json(indent=2), encoding="utf-8")
        folder = project.releases / candidate.dataset / record.version
        folder.parent.mkdir(parents=True, exist_ok=True)
        fsync_folder(staged)
        os.rename(staged, folder)  # the commit; a folder of that name that appeared meanwhile makes this fail
        fsync_path(folder.parent)
    finally:
        shutil.rmtree(staged, ignore_errors=True)
    return Release(folder, record, is_new=True)


def _check_rows(table: CandidateTable, folder: Path, partners: list[str], draft: Draft) -> None:
    """Read the written Parquet back: nobody else's row may be in it, and none may be missing."""
    source = f"read_parquet({literal(str(folder / DATA_FILES['parquet']))})"
    named = ", ".join(literal(ars) for ars in partners)
    ars = quoted(PARTNER_COLUMN)
    count, strange = table.rows(
        f"select count(*), count(*) filter (where {ars} is null or {ars} not in ({named})) from {source}"
    )[0]
    if strange or count != draft.rows:
        raise GateClosed("die geschriebenen Dateien enthalten andere Zeilen als freigegeben; nichts wurde übernommen")


def _versions(project: Project, dataset: str) -> list[Path]:
    folder = project.releases / dataset
    return [p for p in folder.glob("v*") if p.name[1:].isdigit()] if folder.is_dir() else []
