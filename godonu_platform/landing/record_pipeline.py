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

import pyarrow as pa
import pyarrow.compute as pc

from godonu_platform.contracts.contract import Column, Contract
from godonu_platform.landing.autumn_hour import AutumnHour
from godonu_platform.landing.engine import Engine
from godonu_platform.landing.json_shapes import JsonShapes
from godonu_platform.landing.local_time import berlin, month_name
from godonu_platform.landing.mapping import Mapping
from godonu_platform.landing.projection import Projection, expected_names, project
from godonu_platform.landing.record_checks import RecordChecks, stored_name
from godonu_platform.landing.source_fields import SourceFields
from godonu_platform.landing.treatment import Treatment
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
    months: Any
    rejections: list[Rejection]


class RecordPipeline:
    """One delivery's way; knows its columns better with each batch (JSON keys may come late)."""

    def __init__(
        self,
        engine: Engine,
        contract: Contract,
        mapping: Mapping | None,
        *,
        ars: str,
        key: SecretKey | None,
        clock: datetime,
        field_names: list[str],
        layout: str,
    ) -> None:
        """Compile for the names that are known at the beginning; `clock` is the landing clock, aware."""
        self._engine = engine
        self._contract = contract
        self._mapping = mapping
        self._ars = ars
        self._clock = clock.astimezone(UTC).replace(tzinfo=None)
        self._layout = layout
        # one year before and after: times that are rejected anyway need no right offset
        self._span = (max(contract.earliest.year - 1, 1900), self._clock.year + 1)
        self.expected = expected_names(contract, mapping)
        self.shapes = JsonShapes(self.expected, field_names) if layout == "json" else None
        self._header = field_names
        self.projection = self._project()
        self.treatment = Treatment(contract, ars, key)
        self.flags: Counter[str] = Counter()
        ordered = mapping is not None and mapping.strictly_ordered
        self._autumn = AutumnHour(contract, mapping, self._span) if ordered and mapping is not None else None
        self._compile_checks()

    def _project(self) -> Projection:
        shapes = self.shapes.shapes if self.shapes else [self._header]
        fields = SourceFields(shapes, self._layout, self.expected)
        return project(self._contract, self._mapping, fields, self._ars, self._span)

    def _compile_checks(self) -> None:
        self._checks = RecordChecks(self._contract, self.projection, self._ars, self._clock)

    def process(self, batch: Batch, only: Any | None = None) -> Landed:
        """Process a batch; `only` restricts it to some record numbers (replay)."""
        raw = batch.table
        if only is not None:
            raw = raw.filter(pc.is_in(raw.column("record_no"), value_set=only))
        if raw.num_rows == 0:
            return Landed(self.empty_rows(), pa.array([], pa.int32()), [])
        typed = self._typed(raw)
        if self._autumn is not None:
            typed = self._autumn.apply(typed)
        typed = self.treatment.apply(typed)
        decided = self._query(self._checks.sql, typed, "typed")
        return self._divide(typed, decided)

    def _typed(self, raw: pa.Table) -> pa.Table:
        typed = self._query(self.projection.sql, raw, "raw")
        if self.shapes is None:
            return typed
        if self.shapes.learn(self._engine.connection, typed.column("shape"), raw):
            better = self._project()
            changed = better.sql != self.projection.sql
            self.projection = better
            if changed:
                self._compile_checks()
                typed = self._query(self.projection.sql, raw, "raw")
        twice = self.shapes.with_keys_twice()
        if twice:
            doubled = pc.is_in(typed.column("shape"), value_set=pa.array(twice, typed.column("shape").type))
            problem = pc.if_else(doubled, "doppelter_schluessel", typed.column("problem"))
            typed = typed.set_column(typed.column_names.index("problem"), "problem", problem)
        return typed

    def _query(self, sql: str, table: pa.Table, name: str) -> pa.Table:
        result = self._engine.query(sql, table, name)
        if not result.column("record_no").equals(table.column("record_no")):
            # columns of different queries are put together by position: a wrong order would mix records
            raise RuntimeError("the engine changed the order of records")
        return result

    def _divide(self, typed: pa.Table, decided: pa.Table) -> Landed:
        fits = pc.and_(pc.is_null(typed.column("problem")), pc.is_null(decided.column("reasons")))
        columns = {c.name: _stored(typed.column(stored_name(c)), c) for c in self._contract.columns}
        rows = pa.table(
            {
                **columns,
                "record_no": typed.column("record_no"),
                "landed_at": pa.repeat(pa.scalar(self._clock, pa.timestamp("us")), typed.num_rows),
                "content_hash": decided.column("content_hash"),
                "flags": decided.column("flags"),
            }
        )
        months = decided.column("month")
        if self._contract.month_column is None:
            months = pa.repeat(pa.scalar(self._landing_month(), pa.int32()), typed.num_rows)
        rejections: list[Rejection] = []
        if not pc.all(fits).as_py():
            rejections = self._rejections(typed, decided, pc.invert(fits))
            rows, months = rows.filter(fits), months.filter(fits)
        for entry in pc.value_counts(rows.column("flags")).to_pylist():
            for flag in (entry["values"] or "").split(";"):
                if flag:
                    self.flags[flag] += entry["counts"]
        return Landed(rows, months, rejections)

    def _landing_month(self) -> int:
        local = self._engine.connection.execute(
            f"select {berlin(*self._span).to_local('moment')} from (select ?::timestamp as moment)", [self._clock]
        ).fetchall()[0][0]
        return int(local.year * 12 + local.month - 1)

    def _rejections(self, typed: pa.Table, decided: pa.Table, rejected: Any) -> list[Rejection]:
        told: dict[str, tuple[str, str, str]] = {}
        found = []
        where = typed.select(["record_no", "line", "problem", "problem_column"]).filter(rejected).to_pydict()
        reasons = decided.column("reasons").filter(rejected).to_pylist()
        for place, reason in enumerate(reasons):
            problem = where["problem"][place]
            if problem is not None:
                column = where["problem_column"][place]
                code, message = problem, _REASONS.get(problem, "Der Datensatz ist unlesbar.")
            else:
                if reason not in told:
                    told[reason] = self._checks.explain(reason)
                column, code, message = told[reason]
            found.append(Rejection(where["record_no"][place], where["line"][place], column, code, message))
        return found

    def empty_rows(self) -> pa.Table:
        """Return a table of no rows with the lake's columns."""
        return lake_schema(self._contract).empty_table()


def lake_schema(contract: Contract) -> pa.Schema:
    """Return the columns of a lake file: the contract's, then the technical ones."""
    fields = [(column.name, _TYPES[column.type]) for column in contract.columns]
    technical = [
        ("record_no", pa.int64()),
        ("landed_at", pa.timestamp("us")),
        ("content_hash", pa.int64()),
        ("flags", pa.string()),
    ]
    return pa.schema(fields + technical)


def month_names(numbers: Any) -> dict[int, str]:
    """Return the months that occur in a column of month numbers, by number."""
    return {number: month_name(number) for number in sorted(pc.unique(numbers).to_pylist())}


def _stored(values: Any, column: Column) -> Any:
    wanted = _TYPES[column.type]
    return values if values.type == wanted else values.cast(wanted)
