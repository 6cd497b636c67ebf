# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Read the wide CSV of Eco-Counter: one record is a non-empty cell of a flow column.

The first value column is the site's total: a control, never a record, never added to the flows.
Keep out: direction, kind of vehicle and time zone; the mapping file reads them from label and local time.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from godonu_platform.sources.csv_dialect import find_dialect, head_text
from godonu_platform.sources.csv_records import Row, column_names, csv_rows, rows_batch
from godonu_platform.sources.delivery_file import Inspection
from godonu_platform.sources.intervals import with_interval
from godonu_platform.sources.reader import DEFAULT_CHUNK, Batch, Finding, OpenDelivery, ReaderOptions
from godonu_platform.sources.refusal import RefusedDelivery

FIELDS = ["site_id", "flow_id", "flow_label", "local_time", "interval_minutes", "value", "status"]
FINDINGS_LIMIT = 300
"""Single findings of one kind that are kept; the tally counts them all."""

_VALUE_COLUMN = re.compile(r"(\d+) \((.*)\)", re.DOTALL)
_STATUS_COLUMN = re.compile(r"(\d+)-status")
_BATCH_RECORDS = 50_000


@dataclass(frozen=True)
class Flow:
    """One counted direction or lane: its id and label, and the places of its value and status."""

    flow_id: str
    label: str
    value_at: int
    status_at: int | None


@dataclass(frozen=True)
class WideHeader:
    """What the header of one file says: the total (a control) and the flows."""

    width: int
    total: Flow
    flows: tuple[Flow, ...]


def open_eco_counter(
    path: Path, inspection: Inspection, options: ReaderOptions, *, chunk_bytes: int = DEFAULT_CHUNK
) -> OpenDelivery:
    """Open an Eco-Counter export; raises RefusedDelivery when the header has no flow columns."""
    dialect = find_dialect(head_text(path, inspection), options)
    rows = csv_rows(path, inspection, dialect, chunk_bytes)
    opened = OpenDelivery(list(FIELDS), iter(()))
    header = read_header(column_names(next(rows, None)), opened.findings)
    opened.source = _batches(rows, header, opened)
    return opened


def is_wide_header(names: list[str]) -> bool:
    """Whether these column names are those of an Eco-Counter export."""
    values = sum(_VALUE_COLUMN.fullmatch(name) is not None for name in names)
    return bool(names) and names[0].casefold() == "datetime" and values >= 2


def read_header(names: list[str], findings: list[Finding]) -> WideHeader:
    """Tell the columns apart; one that is neither value nor status is named in a finding."""
    status = {match[1]: place for place, name in enumerate(names) if (match := _STATUS_COLUMN.fullmatch(name))}
    values: list[Flow] = []
    for place, name in enumerate(names[1:], start=1):
        match = _VALUE_COLUMN.fullmatch(name)
        if match:
            values.append(Flow(match[1], match[2], place, status.get(match[1])))
        elif place not in status.values():
            message = "Die Spalte ist weder ein Zählwert noch ein Status und bleibt unbeachtet."
            findings.append(Finding(1, name, "spalte_unbekannt", message))
    if not is_wide_header(names):
        raise RefusedDelivery(
            "kopfzeile_fehlt",
            "Die Kopfzeile passt nicht zu Eco-Counter: Nötig sind Datetime, die Summe und mindestens eine Zählspalte.",
        )
    if len({flow.flow_id for flow in values}) < len(values):
        raise RefusedDelivery("kopfzeile_doppelt", "Die Kopfzeile nennt eine Zählspalte mehrfach.")
    return WideHeader(len(names), values[0], tuple(values[1:]))


def _batches(rows: Iterator[Row], header: WideHeader, opened: OpenDelivery) -> Iterator[Batch]:
    opened.tallies["leer"] = 0
    next_record = 1
    waiting: list[Row] = []
    filled = (row for row in rows if row.problem or any(cell.strip() for cell in row.cells))
    for row, minutes in with_interval(filled, lambda row: row.cells[0] if row.cells else ""):
        if row.problem or len(row.cells) != header.width:
            waiting.append(Row(row.line, [], row.problem or "spaltenzahl", row.size))
            continue
        _compare_total(row, header, opened)
        waiting.extend(_records(row, minutes, header, opened.tallies))
        if len(waiting) >= _BATCH_RECORDS:
            yield rows_batch(waiting, FIELDS, next_record)
            next_record, waiting = next_record + len(waiting), []
    if waiting:
        yield rows_batch(waiting, FIELDS, next_record)


def _records(row: Row, minutes: int | None, header: WideHeader, tallies: dict[str, int]) -> Iterator[Row]:
    interval = "" if minutes is None else str(minutes)
    for flow in header.flows:
        value = row.cells[flow.value_at]
        if not value.strip():
            tallies["leer"] += 1
            continue
        status = row.cells[flow.status_at] if flow.status_at is not None else ""
        cells = [header.total.flow_id, flow.flow_id, flow.label, row.cells[0], interval, value, status]
        yield Row(row.line, cells, None, 0)


def _compare_total(row: Row, header: WideHeader, opened: OpenDelivery) -> None:
    """Note a row whose total is not the sum of its flows; cells that are no whole numbers are landing's business."""
    total = row.cells[header.total.value_at].strip()
    flows = [row.cells[flow.value_at].strip() for flow in header.flows]
    counts = [cell for cell in flows if cell]
    if not total and not counts:
        return
    if not all(_is_whole(cell) for cell in [*counts, total or "0"]):
        opened.tallies["summe_nicht_pruefbar"] = opened.tallies.get("summe_nicht_pruefbar", 0) + 1
        return
    if total and int(total) == sum(map(int, counts)):
        return
    opened.tallies["summe_weicht_ab"] = opened.tallies.get("summe_weicht_ab", 0) + 1
    if opened.tallies["summe_weicht_ab"] <= FINDINGS_LIMIT:
        message = "Die Summe der Zählstelle ist nicht die Summe ihrer Zählspalten."
        opened.findings.append(Finding(row.line, header.total.flow_id, "summe_weicht_ab", message))


def _is_whole(cell: str) -> bool:
    return len(cell) < 20 and cell.isascii() and cell.removeprefix("-").isdigit()
