# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Finds the records of cases in a delivery, reading it exactly as landing does: by its mapping's case field.

A record that names a case number anywhere else is found too, and one that cannot be read is named as a suspect.
Keep out: rewriting the delivery (erasure_rewrite).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from godonu_platform.contracts.contract import Contract
from godonu_platform.governance.erasure_pseudonyms import CASE, SESSION
from godonu_platform.governance.erasure_request import Request
from godonu_platform.landing.coded_columns import flat
from godonu_platform.landing.commit import original_name
from godonu_platform.landing.delivery_landing import CHUNK_BYTES, Desk
from godonu_platform.landing.opened_delivery import OpenedDelivery, open_delivery
from godonu_platform.landing.record_pipeline import Delivered, RecordPipeline
from godonu_platform.landing.report import DeliveryReport
from godonu_platform.landing.row_rule import text_name
from godonu_platform.sources import TECHNICAL_COLUMNS, Batch, Inspection, detect_format, inspect
from godonu_platform.sources.text_stream import TextStream

Mask = npt.NDArray[np.bool_]
_BLOCK = 4 * 1024 * 1024


class CanonicalTexts(RecordPipeline):
    """Reads records as landing does, up to the texts that pseudonyms are made of; makes none."""

    def of(self, batch: Batch) -> pa.Table:
        """Return the canonical texts of a batch."""
        return self._typed(batch.table)


@dataclass
class Reading:
    """A stored delivery, opened for being read once."""

    path: Path
    form: str
    inspection: Inspection
    opened: OpenedDelivery
    texts: CanonicalTexts


@dataclass
class Found:
    """Record numbers: those of the cases, those that only name one, those that cannot be read; raw session ids."""

    cases: set[int] = field(default_factory=set)
    naming: set[int] = field(default_factory=set)
    unreadable: set[int] = field(default_factory=set)
    sessions: set[str] = field(default_factory=set)
    total: int = 0


def treated(contract: Contract, treatment: str) -> list[str]:
    """Return the columns of a contract that get a treatment."""
    return [column.name for column in contract.columns if column.treatment == treatment]


def open_reading(desk: Desk, report: DeliveryReport, stored: Path) -> Reading:
    """Open a stored delivery as landing did; raises RefusedDelivery when that is not possible any more."""
    contract = desk.contracts[report.dataset]
    inspection = inspect(stored, f"{report.ars}\0{report.dataset}\0".encode())
    opened = open_delivery(
        stored, original_name(stored), inspection, ars=report.ars, contract=contract,
        mappings=desk.mappings(contract), chunk=CHUNK_BYTES,
    )  # fmt: skip
    form = (opened.mapping.reader.format if opened.mapping else None) or detect_format(stored, inspection)
    delivered = Delivered(
        contract, opened.mapping, report.ars, None, desk.project.clock(), opened.field_names, opened.layout
    )
    return Reading(stored, form, inspection, opened, CanonicalTexts(desk.engine, desk.verdicts, delivered))


def may_hold(stored: Path, report: DeliveryReport, request: Request) -> bool:
    """Whether a delivery can name one of the cases at all: a quick look at its text before it is parsed."""
    inspection = inspect(stored, f"{report.ars}\0{report.dataset}\0".encode())
    longest = max(map(len, request.needles))
    with TextStream(stored, inspection) as stream:
        tail = b""
        while block := stream.read(_BLOCK):
            text = tail + block
            if any(needle in text for needle in request.needles):
                return True
            if request.may_be_escaped and b"\\u" in text:
                return True
            tail = text[-longest:]
    return False


def find_cases(reading: Reading, contract: Contract, request: Request) -> Found:
    """Find the records of cases by their number."""
    found = Found()
    numbers = pa.array(sorted(request.numbers), pa.string())
    for batch, texts in _batches(reading):
        places = flat(texts.column("record_no")).to_numpy()
        cases: Mask = np.zeros(len(places), bool)
        for name in treated(contract, CASE):
            cases |= _mask(pc.is_in(texts.column(text_name(name).strip('"')), value_set=numbers))
        naming = _naming(batch.table, request.pattern, len(places)) & ~cases
        unreadable = _mask(pc.is_valid(texts.column("problem"))) & ~cases & ~naming
        found.cases.update(places[cases].tolist())
        found.naming.update(places[naming].tolist())
        found.unreadable.update(places[unreadable].tolist())
        for name in treated(contract, SESSION):
            sessions = texts.column(text_name(name).strip('"')).filter(pa.array(cases))
            found.sessions.update(value for value in sessions.to_pylist() if value is not None)
        found.total += len(places)
    return found


def find_sessions(reading: Reading, contract: Contract, sessions: Collection[str]) -> set[int]:
    """Find the records without a case number that belong to sessions of the cases."""
    wanted = pa.array(sorted(sessions), pa.string())
    found: set[int] = set()
    for _, texts in _batches(reading):
        places = flat(texts.column("record_no")).to_numpy()
        linked: Mask = np.zeros(len(places), bool)
        for name in treated(contract, SESSION):
            linked |= _mask(pc.is_in(texts.column(text_name(name).strip('"')), value_set=wanted))
        for name in treated(contract, CASE):
            linked &= _mask(pc.is_null(texts.column(text_name(name).strip('"'))))
        found.update(places[linked].tolist())
    return found


def _batches(reading: Reading) -> Iterator[tuple[Batch, pa.Table]]:
    for batch in reading.opened.batches():
        if batch.table.num_rows:
            yield batch, reading.texts.of(batch)


def _naming(table: pa.Table, pattern: str | None, count: int) -> Mask:
    named: Mask = np.zeros(count, bool)
    if pattern is not None:
        for name in table.column_names:
            if name not in TECHNICAL_COLUMNS:
                named |= _mask(pc.match_substring_regex(table.column(name), pattern))
    return named


def _mask(column: Any) -> Mask:
    mask: Mask = flat(pc.fill_null(column, False)).to_numpy(zero_copy_only=False)
    return mask
