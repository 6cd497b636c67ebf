# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a reader takes and gives: the types that all readers of this room share.

Keep out: anything that knows a single format, and anything that opens a file.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from godonu_platform.sources.delivery_file import Inspection

RECORD_LIMIT = 16 * 1024 * 1024
"""Largest record in bytes of text; a larger one is rejected as ``zu_gross`` (landing rules, limits)."""

DEPTH_LIMIT = 100
"""Deepest nesting of a JSON record; a deeper one is rejected as ``zu_tief`` (landing rules, limits)."""

DEFAULT_CHUNK = 32 * 1024 * 1024
"""Bytes of text that a reader takes at a time."""

TECHNICAL_COLUMNS = ("record_no", "line", "problem", "problem_column")
"""Columns that every batch has; a source column of such a name gets an underscore behind it."""

REASONS = {
    "zeichensatz": "Der Datensatz enthält Zeichen, die nicht zum Zeichensatz der Datei passen.",
    "nul_zeichen": "Der Datensatz enthält ein NUL-Zeichen.",
    "zu_gross": "Der Datensatz ist größer als 16 MB.",
    "zu_tief": "Der Datensatz ist tiefer als 100 Ebenen verschachtelt.",
    "kein_json": "Der Text ist kein gültiges JSON.",
    "spaltenzahl": "Der Datensatz hat nicht so viele Spalten wie die Kopfzeile oder ist kürzer als der Satzaufbau.",
    "anfuehrungszeichen_offen": "Ein Anführungszeichen ist nicht geschlossen oder im Text nicht verdoppelt.",
}
"""Reason codes that readers give, each with the German sentence for the steward."""

Layout = Literal["columns", "json"]


@dataclass(frozen=True)
class ReaderOptions:
    """What a mapping file says about the wire format; None means: find out from the content.

    ``quote`` is one character or ``none``; ``fields`` are 1-based inclusive character positions.
    """

    format: str | None = None
    delimiter: str | None = None
    quote: str | None = None
    fields: Mapping[str, tuple[int, int]] | None = None


@dataclass(frozen=True)
class Batch:
    """Some records of a delivery, in file order, as text.

    ``table`` has the technical columns, then one text column per source field (layout ``columns``) or one
    text column ``json`` (layout ``json``, may end in white space). Where ``problem`` is set, the content is null.
    """

    table: pa.Table
    layout: Layout


@dataclass(frozen=True)
class Finding:
    """Something a steward should know about a line, without a record being rejected for it."""

    line: int
    column: str | None
    code: str
    message: str


@dataclass
class OpenDelivery:
    """A delivery whose header is read; ``tallies`` and ``findings`` are complete after the last batch."""

    field_names: list[str]
    source: Iterator[Batch]
    tallies: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def batches(self) -> Iterator[Batch]:
        """Give the batches once; may raise RefusedDelivery in the middle (file changed, array not closed)."""
        yield from self.source


class Reader(Protocol):
    """A reader opens an inspected delivery; it never looks at the content's meaning."""

    def __call__(
        self, path: Path, inspection: Inspection, options: ReaderOptions, *, chunk_bytes: int = DEFAULT_CHUNK
    ) -> OpenDelivery:
        """Open the delivery; raises RefusedDelivery when it cannot be read as a whole."""
        ...


def text_batch(
    record_nos: Sequence[int] | npt.NDArray[np.int64],
    lines: Sequence[int] | npt.NDArray[np.int64],
    problems: Mapping[int, str],
    content: Mapping[str, pa.Array],
    layout: Layout,
) -> Batch:
    """Put a batch together; ``problems`` maps the row's place in the batch to its reason code."""
    count = len(record_nos)
    reasons = pa.nulls(count, pa.string())
    if problems:
        reasons = text_column(problems.get(row) for row in range(count))
    columns = {
        "record_no": _whole_numbers(record_nos),
        "line": _whole_numbers(lines),
        "problem": reasons,
        "problem_column": pa.nulls(count, pa.string()),
    }
    return Batch(pa.table({**columns, **content}), layout)


def text_column(values: Iterable[str | None]) -> pa.Array:
    """Make a text column; ``pa.array`` would do the same, but imports pandas (0.7 CPU seconds) to do it."""
    builder = pa.lib.StringBuilder()
    builder.append_values(values)
    return builder.finish()


def _whole_numbers(values: Sequence[int] | npt.NDArray[np.int64]) -> pa.Array:
    numbers = np.asarray(values, np.int64)
    return pa.Array.from_buffers(pa.int64(), len(numbers), [None, pa.py_buffer(numbers)])
