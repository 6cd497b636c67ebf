# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Takes a delivery's records batch by batch from text to what the lake stores and what is rejected.

Keep out: files of any kind; what comes in is Arrow, what goes out is Arrow.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from godonu_platform.contracts.contract import Contract
from godonu_platform.landing.autumn_hour import AutumnHour
from godonu_platform.landing.coded_columns import CODED, coded, flat
from godonu_platform.landing.content_hash import ContentHash
from godonu_platform.landing.engine import Engine
from godonu_platform.landing.json_shapes import JsonShapes
from godonu_platform.landing.local_time import Whole, berlin_days, month_numbers
from godonu_platform.landing.mapping import Mapping
from godonu_platform.landing.projection import Projection, expected_names, project
from godonu_platform.landing.record_checks import RecordChecks, is_coded, with_treated
from godonu_platform.landing.row_flags import row_flags
from godonu_platform.landing.source_fields import SourceFields
from godonu_platform.landing.treatment import Treatment
from godonu_platform.landing.verdicts import Verdicts
from godonu_platform.project import SecretKey
from godonu_platform.sources.reader import REASONS, Batch

_REASONS = {
    **REASONS,
    "kein_json": "Der Datensatz ist kein gültiges JSON (abgerissen, oder mehr als ein Objekt in der Zeile).",
    "kein_objekt": "Der Datensatz ist JSON, aber kein Objekt in geschweiften Klammern.",
    "doppelter_schluessel": "Im Datensatz steht ein Schlüssel doppelt; es ist unklar, welcher Wert gilt.",
}
_TYPES = {
    "string": pa.string(),
    "integer": pa.int64(),
    "number": pa.decimal128(18, 6),
    "timestamp": pa.timestamp("us"),
    "date": pa.date32(),
    "boolean": pa.bool_(),
}

# What the lake keeps beside the columns of the contract.
TECHNICAL = ("record_no", "landed_at", "content_hash", "flags")


@dataclass(frozen=True)
class Rejection:
    """One rejected record: where it stood, and why; never what it said."""

    record_no: int
    line: int | None
    column: str | None
    code: str
    message: str


@dataclass(frozen=True)
class Landed:
    """What became of one batch: rows for the lake with their months (numbers, row by row), and rejections."""

    rows: pa.Table
    months: Whole
    rejections: list[Rejection]


@dataclass(frozen=True)
class Delivered:
    """What is known of a delivery before its first record: its rules, partner, key and clock."""

    contract: Contract
    mapping: Mapping | None
    ars: str
    key: SecretKey | None
    clock: datetime
    field_names: list[str]
    layout: str


class RecordPipeline:
    """One delivery's way; knows its columns better with each batch (JSON keys may come late)."""

    def __init__(self, engine: Engine, verdicts: Verdicts, delivered: Delivered) -> None:
        """Compile for the names that are known at the beginning."""
        self._engine = engine
        self._verdicts = verdicts
        self._delivered = delivered
        self._contract = delivered.contract
        self._clock = delivered.clock.astimezone(UTC).replace(tzinfo=None)
        # one year before and after: times that are rejected anyway need no right offset
        self._span = (max(self._contract.earliest.year - 1, 1900), self._clock.year + 1)
        self.expected = expected_names(self._contract, delivered.mapping)
        self.shapes = JsonShapes(self.expected, delivered.field_names) if delivered.layout == "json" else None
        self.projection = self._project()
        self._checks = self._compiled_checks()
        self.treatment = Treatment(delivered.ars, delivered.key)
        self.flags: Counter[str] = Counter()
        self._hash = ContentHash()
        mapping = delivered.mapping
        ordered = mapping is not None and mapping.strictly_ordered
        self._autumn = AutumnHour(self._contract, mapping, self._span) if ordered and mapping is not None else None
        self._stored = lake_schema(self._contract)

    def _project(self) -> Projection:
        shapes = self.shapes.shapes if self.shapes else [self._delivered.field_names]
        fields = SourceFields(shapes, self._delivered.layout, self.expected)
        return project(self._contract, self._delivered.mapping, fields, self._delivered.ars, self._span)

    def _compiled_checks(self) -> RecordChecks:
        return RecordChecks(
            self._contract, self.projection, ars=self._delivered.ars, clock=self._clock, verdicts=self._verdicts
        )

    def process(self, batch: Batch, only: Any | None = None) -> Landed:
        """Process a batch; `only` restricts it to some record numbers (replay)."""
        raw = batch.table
        if only is not None:
            raw = raw.filter(pc.is_in(raw.column("record_no"), value_set=only))
        if raw.num_rows == 0:
            return Landed(self._stored.empty_table(), np.empty(0, np.int64), [])
        typed = self._typed(raw)
        if self._autumn is not None:
            typed = self._autumn.apply(typed)
        days = self._days(typed)
        columns = {column.name: self._column(typed, column.name, days) for column in self._contract.columns}
        unreadable = pc.is_valid(typed.column("problem")).to_numpy()
        broken = self._checks.broken(self._engine, typed, columns)
        fits = ~(broken | unreadable)
        rejections = [] if fits.all() else self._rejections(typed, columns, np.flatnonzero(~fits))
        return Landed(*self._rows(typed, columns, days, fits), rejections)

    def _typed(self, raw: pa.Table) -> pa.Table:
        typed = self._query(self.projection.sql, raw)
        if self.shapes is None:
            return typed
        if self.shapes.learn(self._engine.connection, typed.column("shape"), raw):
            better = self._project()
            changed = better.sql != self.projection.sql
            self.projection = better
            if changed:
                self._checks = self._compiled_checks()
                typed = self._query(self.projection.sql, raw)
        twice = self.shapes.with_keys_twice()
        if twice:
            doubled = pc.is_in(typed.column("shape"), value_set=pa.array(twice, typed.column("shape").type))
            problem = pc.if_else(doubled, "doppelter_schluessel", typed.column("problem"))
            typed = typed.set_column(typed.column_names.index("problem"), "problem", problem)
        return typed

    def _query(self, sql: str, raw: pa.Table) -> pa.Table:
        result = self._engine.query(sql, raw, "raw")
        if not result.column("record_no").equals(raw.column("record_no")):
            # results of different queries are put together by position: a wrong order would mix records
            raise RuntimeError("the engine changed the order of records")
        return result

    def _days(self, typed: pa.Table) -> Whole | None:
        """Return the day (Europe/Berlin) of each record by the column that decides about its month."""
        if self._contract.month_column is None:
            return None
        values = flat(typed.column(f"v:{self._contract.month_column}"))
        if pa.types.is_date32(values.type):
            days: Whole = pc.fill_null(values.cast(pa.int32()), 0).to_numpy(zero_copy_only=False).astype(np.int64)
            return days
        instants = pc.fill_null(values.cast(pa.timestamp("us")).cast(pa.int64()), 0).to_numpy(zero_copy_only=False)
        return berlin_days(instants, self._span)

    def _column(self, typed: pa.Table, name: str, days: Whole | None) -> Any:
        column = self._contract.column(name)
        if column.type != "string":
            values = flat(typed.column(f"v:{name}"))
            return values if values.type == _TYPES[column.type] else values.cast(_TYPES[column.type])
        text = typed.column(f"t:{name}")
        if column.treatment is not None:
            return self.treatment.apply(column, text, days)
        return coded(text) if is_coded(self._contract, column) else flat(text)

    def _rows(self, typed: pa.Table, columns: dict[str, Any], days: Whole | None, fits: Any) -> tuple[pa.Table, Whole]:
        key = self._contract.key[0] if len(self._contract.key) == 1 else None
        doubles = [typed.column(f"d:{name}") for name in self.projection.local_columns]
        flags = row_flags(columns, doubles)
        technical = {
            "record_no": flat(typed.column("record_no")),
            "landed_at": pa.repeat(pa.scalar(self._clock, pa.timestamp("us")), typed.num_rows),
            "content_hash": self._hash.of(columns, key),
            "flags": flags,
        }
        rows = pa.table({**columns, **technical}, schema=self._stored)
        if days is None:
            landed_on = berlin_days(np.array([_microseconds(self._clock)]), self._span)
            days = np.repeat(landed_on, typed.num_rows)
        months = month_numbers(days)
        if not fits.all():
            rows, months = rows.filter(pa.array(fits)), months[fits]
        for entry in pc.value_counts(flat(rows.column("flags"))).to_pylist():
            for flag in (entry["values"] or "").split(";"):
                if flag:
                    self.flags[flag] += entry["counts"]
        return rows, months

    def _rejections(self, typed: pa.Table, columns: dict[str, Any], places: Any) -> list[Rejection]:
        taken = pa.array(places)
        treated = {c.name: columns[c.name].take(taken) for c in self._contract.columns if c.treatment is not None}
        rejected = with_treated(self._contract, typed.take(taken), treated)
        reasons = self._checks.reasons(self._engine, rejected)
        where = rejected.select(["record_no", "line", "problem", "problem_column"]).to_pydict()
        told: dict[str, tuple[str, str, str]] = {}
        found = []
        for place, reason in enumerate(reasons):
            problem = where["problem"][place]
            column: str | None
            if problem is not None:
                column = where["problem_column"][place]
                code, message = problem, _REASONS.get(problem, "Der Datensatz ist unlesbar.")
            else:
                if reason not in told:
                    told[reason] = self._checks.explain(reason)
                column, code, message = told[reason]
            found.append(Rejection(where["record_no"][place], where["line"][place], column, code, message))
        return found


def lake_schema(contract: Contract) -> pa.Schema:
    """Return the columns of a lake file as they are written: the contract's, then the technical ones."""
    fields = [
        (column.name, CODED if is_coded(contract, column) else _TYPES[column.type]) for column in contract.columns
    ]
    technical = [
        ("record_no", pa.int64()),
        ("landed_at", pa.timestamp("us")),
        ("content_hash", pa.int64()),
        ("flags", CODED),
    ]
    return pa.schema(fields + technical)


def _microseconds(moment: datetime) -> int:
    return int(np.datetime64(moment, "us").astype(np.int64))
