# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Lands one delivery: inspect, choose a mapping, take it batch by batch, commit; or refuse it as a whole.

Keep out: walking the inbox (inbox) and repeating rejected records (replay).
"""

from __future__ import annotations

import shutil
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from godonu_platform.contracts.contract import Contract
from godonu_platform.contracts.partners import Partners
from godonu_platform.landing.commit import (
    Checkpoint,
    commit,
    file_away,
    is_landed,
    landing_lock,
    nowhere,
    read_report,
)
from godonu_platform.landing.cross_month import update_cross_month
from godonu_platform.landing.engine import Engine
from godonu_platform.landing.mapping import Mapping, load_mappings
from godonu_platform.landing.opened_delivery import OpenedDelivery, open_delivery
from godonu_platform.landing.pseudonyms import SampleManifest, choose_key, is_sample, read_sample_manifest
from godonu_platform.landing.record_pipeline import Delivered, RecordPipeline, lake_schema
from godonu_platform.landing.recovery import recover
from godonu_platform.landing.refusing import BATCH_DIGITS, known_contract, new_report, refuse, unforeseen, utc_text
from godonu_platform.landing.report import DeliveryReport, ProgressCallback
from godonu_platform.landing.screening import masked_name
from godonu_platform.landing.staging import Staging
from godonu_platform.landing.verdicts import Verdicts
from godonu_platform.project import Project
from godonu_platform.sources.delivery_file import Inspection, RefusedDelivery, inspect
from godonu_platform.yaml_model import YamlMistakes

# Half of what would be quickest: two chunks are in memory at a time, as text, as columns and as typed columns.
CHUNK_BYTES = 32 * 1024 * 1024


# A full disk or memory is nobody's delivery's fault: the run stops, and goes on when there is room again (faults 4).
_OF_THE_MACHINE = (OSError, MemoryError, duckdb.IOException, duckdb.OutOfMemoryException)


@dataclass
class Desk:
    """What one run of landing shares between deliveries: settings, the engine, what was read once."""

    project: Project
    contracts: dict[str, Contract]
    partners: Partners
    checkpoint: Checkpoint = nowhere
    engine: Engine = field(init=False)
    verdicts: Verdicts = field(init=False)
    manifest: SampleManifest | None = field(init=False)
    _mappings: dict[str, list[Mapping]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Open the engine."""
        self.engine = Engine(self.project)
        self.verdicts = Verdicts(self.engine)
        self.manifest = read_sample_manifest(self.project)

    def mappings(self, contract: Contract) -> list[Mapping]:
        """Return the mappings of a dataset; raises RefusedDelivery when a mapping file has mistakes."""
        if contract.name not in self._mappings:
            try:
                self._mappings[contract.name] = load_mappings(self.project, contract)
            except YamlMistakes as error:
                told = "; ".join(f"{m.file.name}:{m.line}: {m.key}: {m.message}" for m in error.mistakes)
                raise RefusedDelivery("zuordnung_fehlerhaft", f"Eine Zuordnung hat Fehler: {told}") from None
        return self._mappings[contract.name]


def land_delivery(
    project: Project,
    path: Path,
    *,
    ars: str,
    dataset: str,
    contracts: dict[str, Contract],
    partners: Partners,
    from_inbox: bool,
    progress: ProgressCallback | None = None,
    checkpoint: Checkpoint = nowhere,
) -> DeliveryReport:
    """Land one delivery and return its report; a refusal is a report too, nothing is raised for bad input."""
    with landing_lock(project):
        recover(project)
        desk = Desk(project, contracts, partners, checkpoint)
        report = land_at(desk, path, ars=ars, dataset=dataset, from_inbox=from_inbox, progress=progress)
        update_cross_month(project, contracts)
    return report


def land_at(
    desk: Desk, path: Path, *, ars: str, dataset: str, from_inbox: bool, progress: ProgressCallback | None = None
) -> DeliveryReport:
    """Land one delivery at an open desk; the landing lock is held by the caller."""
    inspection: Inspection | None = None
    try:
        contract = known_contract(desk.contracts, desk.partners, ars, dataset)
        if path.is_dir():
            raise RefusedDelivery("verzeichnis", "Hier liegt ein Ordner, wo eine Datei erwartet wird.")
        inspection = inspect(path, f"{ars}\0{dataset}\0".encode())
        batch = inspection.batch_digest[:BATCH_DIGITS]
        if is_landed(desk.project, dataset, batch):
            return _arrived_before(desk, path, ars, dataset, batch, from_inbox)
        report = _land_new(desk, path, contract, ars, inspection, progress)
    except RefusedDelivery as refusal:
        return refuse(desk.project, path, ars=ars, dataset=dataset, inspection=inspection, refusal=refusal)
    except _OF_THE_MACHINE:
        raise
    except Exception as error:
        # one delivery that nobody thought of must not stop the others
        unknown = unforeseen(error)
        return refuse(desk.project, path, ars=ars, dataset=dataset, inspection=inspection, refusal=unknown)
    file_away(desk.project, path, ars=ars, dataset=dataset, batch=report.batch, move=from_inbox)
    desk.checkpoint("abgelegt")
    return report


def _arrived_before(desk: Desk, path: Path, ars: str, dataset: str, batch: str, from_inbox: bool) -> DeliveryReport:
    known = read_report(desk.project, batch)
    if known is None or not known.erasures:
        file_away(desk.project, path, ars=ars, dataset=dataset, batch=batch, move=from_inbox)
    elif from_inbox:
        path.unlink()  # its records were erased since: in deliveries/ it would bring them back
    report = DeliveryReport(**asdict(known)) if known else new_report(ars, dataset, path.name, batch)
    report.status = "bereits_eingegangen"
    report.file = masked_name(path.name, frozenset({ars}))
    report.message = "Diese Lieferung ist bereits eingegangen; es wurde nichts doppelt gespeichert."
    return report


def _land_new(
    desk: Desk, path: Path, contract: Contract, ars: str, inspection: Inspection, progress: ProgressCallback | None
) -> DeliveryReport:
    report = new_report(ars, contract.name, path.name, inspection.batch_digest)
    report.size, report.encoding = inspection.size, inspection.encoding
    report.sample = is_sample(desk.manifest, path, inspection.batch_digest, inspection.size)
    key = choose_key(desk.project, contract, desk.manifest, report.sample)
    report.key_id = key.key_id if key else None
    before = _stamp(path)
    clock = desk.project.clock()
    report.landed_at = utc_text(clock)
    opened = open_delivery(
        path, path.name, inspection, ars=ars, contract=contract, mappings=desk.mappings(contract), chunk=CHUNK_BYTES
    )
    report.mapping = opened.mapping.name if opened.mapping else None
    delivered = Delivered(contract, opened.mapping, ars, key, clock, opened.field_names, opened.layout)
    pipeline = RecordPipeline(desk.engine, desk.verdicts, delivered)
    directory = desk.project.staging / f"{contract.name}-{report.batch}"
    shutil.rmtree(directory, ignore_errors=True)
    staging = Staging(directory, batch=report.batch, ars=ars, file=report.file, schema=lake_schema(contract))
    try:
        read_into(opened, pipeline, staging, inspection, progress)
        desk.checkpoint("gelesen")
        opened.refuse_missing(pipeline)
        if _stamp(path) != before:
            raise RefusedDelivery(
                "waehrend_des_lesens_geaendert",
                "Die Datei wurde während des Lesens geändert. Sie wird beim nächsten Lauf erneut gelesen.",
            )
        staging.close()
        fill_report(report, opened, pipeline, staging)
        commit(desk.project, staging, report, desk.checkpoint)
    finally:
        staging.abandon()
        shutil.rmtree(directory, ignore_errors=True)
    return report


def read_into(
    opened: OpenedDelivery,
    pipeline: RecordPipeline,
    staging: Staging,
    inspection: Inspection,
    progress: ProgressCallback | None,
    only: Any | None = None,
) -> int:
    """Take a delivery batch by batch into staging; return how many records were read."""
    records = done = 0
    for batch in opened.batches():
        staging.add(pipeline.process(batch, only))
        records += batch.table.num_rows
        done = min(done + batch.table.nbytes, inspection.text_bytes)
        if progress is not None:
            progress(records, done, inspection.text_bytes)
    if progress is not None:
        progress(records, inspection.text_bytes, inspection.text_bytes)
    return records


def fill_report(report: DeliveryReport, opened: OpenedDelivery, pipeline: RecordPipeline, staging: Staging) -> None:
    """Write into a report what was read, landed, rejected and noticed."""
    report.landed, report.rejected = staging.landed, staging.rejected
    report.records = report.landed + report.rejected
    report.rejected_by_reason = dict(sorted(staging.reasons.items()))
    report.months = dict(sorted(staging.months.items()))
    report.empty = {month: dict(sorted(cells.items())) for month, cells in sorted(staging.empty.items())}
    report.flags = dict(sorted(pipeline.flags.items()))
    report.masked = dict(sorted(pipeline.treatment.masked.items()))
    report.findings = opened.findings()
    report.tallies = opened.tallies()
    report.unknown_columns = opened.unknown_columns(pipeline)
    report.notices = opened.notices(pipeline)


def _stamp(path: Path) -> tuple[int, int, int]:
    try:
        found = path.stat()
    except OSError:
        text = "Die Datei kann nicht gelesen werden (Rechte, Name oder Datenträger)."
        raise RefusedDelivery("unlesbar", text) from None
    return found.st_ino, found.st_size, found.st_mtime_ns
