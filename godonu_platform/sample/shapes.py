# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Writes neutral events as lines in the layout of a technical source, as its shape file says.

Keep out: any layout of its own; column names and code words stand in assets/_sample/shapes/.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import Any

from godonu_platform.sample.berlin import iso_text, local_text
from godonu_platform.sample.events import Event
from godonu_platform.sample.ingredients import Shape, ShapeColumn

Writer = Callable[[Event], Any]
_TIMES: dict[str, Callable[[int], Any]] = {"local": local_text, "iso": iso_text, "epoch_ms": int}


def written_lines(shape: Shape, events: Iterable[Event]) -> list[str]:
    """Return the lines of a file, for CSV with its header, without line ends."""
    return _csv_lines(shape, events) if shape.format == "csv" else _json_lines(shape, events)


def line_end(shape: Shape) -> str:
    """Return what stands between lines: CSV follows RFC 4180."""
    return "\r\n" if shape.format == "csv" else "\n"


def _csv_lines(shape: Shape, events: Iterable[Event]) -> list[str]:
    writers = [_writer(column) for column in shape.columns]
    text = io.StringIO()
    rows = csv.writer(text, delimiter=shape.delimiter, lineterminator="\n")
    rows.writerow([column.name for column in shape.columns])
    rows.writerows([write(event) for write in writers] for event in events)
    return text.getvalue()[:-1].split("\n")


def _json_lines(shape: Shape, events: Iterable[Event]) -> list[str]:
    plan = [(column.name.split("."), _writer(column)) for column in shape.columns]
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    lines = []
    for event in events:
        record: dict[str, Any] = {}
        for path, write in plan:
            value = write(event)
            if value is not None:
                place = record
                for name in path[:-1]:
                    place = place.setdefault(name, {})
                place[path[-1]] = value
        lines.append(encode(record))
    return lines


def _writer(column: ShapeColumn) -> Writer:
    if column.field is None:
        return lambda event: column.value
    read: Writer = attrgetter(column.field)
    if column.time:
        convert = _TIMES[column.time]
        return lambda event: convert(read(event))
    if column.written == "decimal_comma":
        return lambda event: None if read(event) is None else f"{read(event) / 100:.2f}".replace(".", ",")
    if column.written == "seconds":
        return lambda event: None if read(event) is None else read(event) // 1000
    if column.codes:
        codes = column.codes
        return lambda event: codes.get(read(event), read(event))
    return read
