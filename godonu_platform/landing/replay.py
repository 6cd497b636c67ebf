# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads a delivery again after a mapping or contract was corrected, and lands what had been rejected.

The same batch id with a replay number; nothing lands twice. Keep out: first landings (delivery_landing).
"""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from godonu_platform.contracts.contract import Contract
from godonu_platform.contracts.partners import Partners
from godonu_platform.landing.commit import (
    REPORT,
    REST,
    Checkpoint,
    batch_directory,
    landing_lock,
    nowhere,
    original_name,
    quarantine_file,
    read_report,
    stored_delivery,
    write_report,
)
from godonu_platform.landing.cross_month import update_cross_month
from godonu_platform.landing.delivery_landing import CHUNK_BYTES, Desk, fill_report, read_into
from godonu_platform.landing.opened_delivery import OpenedDelivery, open_delivery
from godonu_platform.landing.pseudonyms import choose_key
from godonu_platform.landing.record_pipeline import Delivered, RecordPipeline, lake_schema
from godonu_platform.landing.recovery import finish_replay, recover, split_replay
from godonu_platform.landing.refusing import utc_text
from godonu_platform.landing.report import DeliveryReport, ProgressCallback
from godonu_platform.landing.source_fields import normal
from godonu_platform.landing.staging import Staging, sync, sync_tree
from godonu_platform.project import Project, SecretKey
from godonu_platform.sources.delivery_file import Inspection, inspect


class NotRepeatable(Exception):
    """A delivery cannot be read again; the text says why, in German."""


def replay(
    project: Project,
    batch: str,
    *,
    contracts: dict[str, Contract],
    partners: Partners,
    progress: ProgressCallback | None = None,
    checkpoint: Checkpoint = nowhere,
) -> DeliveryReport:
    """Land what is now right of a delivery's rejected records, and return the revised report.

    When the contract has learned a column that the delivery brought, or the mapping now counts other records, the
    whole delivery is landed anew in place of the old rows. Raises NotRepeatable and RefusedDelivery.
    """
    with landing_lock(project):
        recover(project)
        report = _Replay(Desk(project, contracts, partners, checkpoint), batch).run(progress)
        update_cross_month(project, contracts)
    return report


class _Replay:
    def __init__(self, desk: Desk, batch: str) -> None:
        self._desk = desk
        self._project = desk.project
        known = read_report(desk.project, batch)
        if known is None or known.status != "gelandet":
            raise NotRepeatable(f"Eine gelandete Lieferung mit der Kennung {batch} gibt es nicht.")
        self.known = known
        contract = desk.contracts.get(known.dataset)
        if contract is None:
            raise NotRepeatable(f"Den Datensatz {known.dataset} gibt es nicht mehr.")
        self._contract = contract
        stored = stored_delivery(desk.project, ars=known.ars, dataset=known.dataset, batch=batch)
        if stored is None:
            raise NotRepeatable("Nicht mehr wiederholbar: Die Lieferung wurde nach einer Löschregel entfernt.")
        self._stored = stored
        self._inspection = self._inspected(stored)

    def _inspected(self, stored: Path) -> Inspection:
        inspection = inspect(stored, f"{self.known.ars}\0{self.known.dataset}\0".encode())
        # after an erasure only the rewritten delivery counts; the first one would bring the erased records back
        rewritten = (erasure["sha256"] for erasure in reversed(self.known.erasures) if erasure["sha256"])
        if not inspection.batch_digest.startswith(next(rewritten, self.known.batch)):
            raise NotRepeatable("Nicht mehr wiederholbar: Die abgelegte Lieferung wurde verändert.")
        return inspection

    def _key(self) -> SecretKey | None:
        key = choose_key(self._project, self._contract, self._desk.manifest, self.known.sample)
        if key is not None and self.known.key_id is not None and key.key_id != self.known.key_id:
            raise NotRepeatable(
                f"Die Lieferung landete mit dem Schlüssel »{self.known.key_id}«, gesetzt ist »{key.key_id}«. "
                "Bitte GODONU_HMAC_KEY und GODONU_HMAC_KEY_ID auf den damaligen Schlüssel setzen."
            )
        return key

    def run(self, progress: ProgressCallback | None) -> DeliveryReport:
        """Do it; the report is the revised one."""
        rejected = self._rejected()
        opened, pipeline = self._open()
        whole = self._knows_more(pipeline)
        if not whole and not rejected:
            return self.known
        if not whole:
            staging, records = self._read(opened, pipeline, progress, pa.array(sorted(rejected), pa.int64()))
            # other records than at first (the mapping's delimiter or quote was corrected): numbers mean other things
            whole = records != self.known.records or staging.landed + staging.rejected != len(rejected)
        if whole:
            opened, pipeline = self._open()
            staging, _ = self._read(opened, pipeline, progress, None)
        try:
            return self._finish(opened, pipeline, staging, whole)
        finally:
            staging.abandon()
            shutil.rmtree(staging.directory, ignore_errors=True)

    def _rejected(self) -> set[int]:
        path = quarantine_file(self._project, self.known.dataset, self.known.batch)
        return set(pq.read_table(path, columns=["record_no"]).column(0).to_pylist()) if path.is_file() else set()

    def _open(self) -> tuple[OpenedDelivery, RecordPipeline]:
        opened = open_delivery(
            self._stored, original_name(self._stored), self._inspection, ars=self.known.ars,
            contract=self._contract, mappings=self._desk.mappings(self._contract), chunk=CHUNK_BYTES,
        )  # fmt: skip
        # rows keep the landing time of their delivery: a replay makes a delivery right, not newer
        landed_at = datetime.fromisoformat(str(self.known.landed_at))
        delivered = Delivered(
            self._contract,
            opened.mapping,
            self.known.ars,
            self._key(),
            landed_at,
            opened.field_names,
            opened.layout,
        )
        pipeline = RecordPipeline(self._desk.engine, self._desk.verdicts, delivered)
        return opened, pipeline

    def _knows_more(self, pipeline: RecordPipeline) -> bool:
        expected = {normal(name).casefold() for name in pipeline.expected}
        return any(normal(name).casefold() in expected for name in self.known.unknown_columns)

    def _read(
        self, opened: OpenedDelivery, pipeline: RecordPipeline, progress: ProgressCallback | None, only: Any | None
    ) -> tuple[Staging, int]:
        directory = self._project.staging / f"{self._contract.name}-{self.known.batch}-replay"
        shutil.rmtree(directory, ignore_errors=True)
        staging = Staging(
            directory, batch=self.known.batch, ars=self.known.ars, file=self.known.file,
            schema=lake_schema(self._contract),
        )  # fmt: skip
        records = read_into(opened, pipeline, staging, self._inspection, progress, only)
        opened.refuse_missing(pipeline)
        staging.close()
        return staging, records

    def _finish(
        self, opened: OpenedDelivery, pipeline: RecordPipeline, staging: Staging, whole: bool
    ) -> DeliveryReport:
        report = self._revised(opened, pipeline, staging, whole)
        if not whole and staging.landed == 0:
            self._keep_rejected(staging, report)
            return report
        lake = batch_directory(self._project, report.dataset, report.batch).parent
        names = [p.name.removeprefix("batch=") for p in lake.glob(f"batch={report.batch}*")]
        number = 1 + max((split_replay(name)[1] for name in names), default=0)
        report.replays = [
            *report.replays,
            {
                "number": number,
                "at": utc_text(self._project.clock()),
                "landed": staging.landed,
                "rejected": staging.rejected,
                "months": dict(sorted(staging.months.items())),
                "replaces": sorted(names) if whole else [],
                "former_months": sorted(self.known.months) if whole else [],
            },
        ]
        self._commit(staging, report, batch_directory(self._project, report.dataset, report.batch, number), number)
        return report

    def _keep_rejected(self, staging: Staging, report: DeliveryReport) -> None:
        # nothing became right; the reasons may have changed
        sync(staging.quarantine)
        quarantine = quarantine_file(self._project, report.dataset, report.batch)
        staging.quarantine.replace(quarantine)
        write_report(self._project, report)

    def _commit(self, staging: Staging, report: DeliveryReport, target: Path, number: int) -> None:
        """Rename first, then the quarantine: a kill between must not lose the records that stay rejected."""
        if staging.quarantine.exists():
            staging.quarantine.rename(staging.data / REST)
        (staging.data / REPORT).write_text(report.to_json(), encoding="utf-8")
        sync_tree(staging.directory)
        self._desk.checkpoint("vorbereitet")
        staging.data.rename(target)
        sync(target.parent)
        self._desk.checkpoint("umbenannt")
        finish_replay(self._project, target, number)
        self._desk.checkpoint("berichtet")

    def _revised(
        self, opened: OpenedDelivery, pipeline: RecordPipeline, staging: Staging, whole: bool
    ) -> DeliveryReport:
        report = DeliveryReport(**asdict(self.known))
        report.mapping = opened.mapping.name if opened.mapping else None
        fill_report(report, opened, pipeline, staging)
        if whole:
            return report
        known = self.known
        report.landed = known.landed + staging.landed
        report.records = report.landed + report.rejected
        report.months = _added(known.months, report.months)
        report.empty = _added_cells(known.empty, report.empty)
        report.flags = _added(known.flags, report.flags)
        report.masked = _added(known.masked, report.masked)
        report.unknown_columns = sorted({*known.unknown_columns, *report.unknown_columns})
        report.notices = list(dict.fromkeys([*known.notices, *report.notices]))
        return report


def _added(one: dict[str, int], other: dict[str, int]) -> dict[str, int]:
    return dict(sorted((Counter(one) + Counter(other)).items()))


def _added_cells(
    one: dict[str, dict[str, int]] | None, other: dict[str, dict[str, int]] | None
) -> dict[str, dict[str, int]] | None:
    # what was landed before empty cells were counted cannot be added up any more
    if one is None or other is None:
        return None
    return {month: _added(one.get(month, {}), other.get(month, {})) for month in sorted({*one, *other})}
