# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""A release: the folder releases/<dataset>/<version>/ that may be shown, built aside and renamed when complete.

A new version exists only when data or description differ from the newest one; dates do not count.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from godonu_platform.catalogs.charts import chart_svg
from godonu_platform.catalogs.gate_ledger import write_anchor
from godonu_platform.catalogs.local_client import fsync_folder, fsync_path
from godonu_platform.catalogs.release_folder import UnusableRelease, read_record, verified_record
from godonu_platform.catalogs.release_record import CHART_NAME, RECORD_NAME, GateRecord, ReleaseRecord
from godonu_platform.project import Project
from godonu_platform.publication.candidate import Candidate
from godonu_platform.publication.draft import Draft, finished_record, make_draft
from godonu_platform.publication.export import file_records
from godonu_platform.publication.gate import evaluate_gate
from godonu_platform.publication.metadata_facts import mqa_note
from godonu_platform.publication.staged_files import StagedFiles, changed_since, staged_files
from godonu_platform.publication.table import CandidateTable, lent_table


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


def build_release(
    candidate: Candidate,
    gate: GateRecord | None = None,
    table: CandidateTable | None = None,
    files: StagedFiles | None = None,
) -> Release:
    """Return the release of a candidate: the newest one if nothing differs, a new version otherwise.

    `files` are those that the gate has looked at. Raises GateClosed when the gate record does not say "offen".
    """
    latest = latest_release(candidate.project, candidate.dataset)
    with ExitStack() as stack:
        files = files or stack.enter_context(staged_files(candidate.project, candidate.dataset))
        source = stack.enter_context(lent_table(candidate.project, candidate.contract, table))
        gate = gate or evaluate_gate(candidate, latest.record if latest else None, table=source, files=files)
        _refuse_unless_open(candidate, gate)
        draft = make_draft(candidate, source, gate.partners_in, gate.partners_out)
        if latest is not None and is_same(draft, latest.record) and _whole(latest.folder, candidate.project):
            return latest
        folder = files.written(source, [partner.ars for partner in gate.partners_in])
        if changed_since(gate.screened, folder):  # e.g. results were reused, and another version wrote the files then
            gate = evaluate_gate(candidate, table=source, files=files)
            _refuse_unless_open(candidate, gate)
        return _build(candidate, gate, draft, folder, latest)


def _refuse_unless_open(candidate: Candidate, gate: GateRecord) -> None:
    if gate.outcome != "offen" or gate.dataset != candidate.dataset:
        raise GateClosed(f"{candidate.dataset}: die Freigabe hat nicht geöffnet ({gate.outcome})")


def is_same(draft: Draft, record: ReleaseRecord) -> bool:
    """Tell whether a release holds the data and the description of a draft."""
    return (draft.data_hash, draft.description_hash) == (record.data_hash, record.description_hash)


def _whole(folder: Path, project: Project) -> bool:
    try:
        verified_record(folder, project)
    except UnusableRelease:
        return False
    return True


def _build(candidate: Candidate, gate: GateRecord, draft: Draft, staged: Path, latest: Release | None) -> Release:
    """Complete the folder with the files that the gate has looked at, enter it in the gate's book and show it."""
    project = candidate.project
    if draft.chart is not None:
        (staged / CHART_NAME).write_text(chart_svg(draft.chart), encoding="utf-8")
    number = max((int(p.name[1:]) for p in _versions(project, candidate.dataset)), default=0) + 1
    now = project.clock()
    issued = latest.record.issued if latest else now
    record = finished_record(candidate, draft, gate, file_records(staged), number, now, issued)
    record = record.model_copy(update={"mqa": mqa_note(candidate, record)})
    told = record.model_dump_json(indent=2).encode()
    (staged / RECORD_NAME).write_bytes(told)
    folder = project.releases / candidate.dataset / record.version
    folder.parent.mkdir(parents=True, exist_ok=True)
    fsync_folder(staged)
    # the book first: a release that it does not know is never shown, a line without a release does no harm
    write_anchor(project, record.dataset, number, hashlib.sha256(told).hexdigest(), gate.fingerprint)
    os.rename(staged, folder)  # the commit; a folder of that name that appeared meanwhile makes this fail
    fsync_path(folder.parent)
    return Release(folder, record, is_new=True)


def _versions(project: Project, dataset: str) -> list[Path]:
    folder = project.releases / dataset
    return [p for p in folder.glob("v*") if p.name[1:].isdigit()] if folder.is_dir() else []
