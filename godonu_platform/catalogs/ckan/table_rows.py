# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The rows of a release beside those of the portal's table: what is new, changed and gone, in bounded memory.

The cells are those of data.csv, as text: PostgreSQL reads the type from the column, so no number passes a float on its
way and no NaN a JSON document. DuckDB compares on disk. Keep out: types and names (table_fields), calls (table_sync).
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.csv as pa_csv

from godonu_platform.catalogs.ckan.table_fields import TableShape
from godonu_platform.catalogs.release_record import DATA_FILES

Row = dict[str, str | None]
_MEMORY = "96MB"
# Bytes of the file at a time; the reader needs some 200 times as much memory. The second is for very long cells.
_BLOCKS = (256 * 1024, 64 * 1024 * 1024)
_HEADER = 1024 * 1024
# How two texts of a type are compared; numeric as text: what differs in writing is sent again, which costs a call only.
_COMPARED = {
    "int8": "bigint",
    "float8": "double",
    "bool": "boolean",
    "date": "date",
    "timestamp": "timestamp",
    "timestamptz": "timestamptz",
}


class TableRows:
    """The rows of one release, and those of the portal as far as they were handed in."""

    def __init__(self, folder: Path, shape: TableShape, scratch: Path) -> None:
        self._shape, self._scratch = shape, scratch
        self._columns = [f"c{number}" for number in range(len(shape.fields))]
        self._connection = duckdb.connect(str(scratch / "abgleich.duckdb"))
        self._connection.execute(f"set memory_limit = '{_MEMORY}'")
        self._connection.execute(f"set temp_directory = '{_quoted(scratch)}'")
        self._connection.execute("set threads = 2")
        self._csv = folder / DATA_FILES["csv"]
        self._new = _read_csv(self._csv, self._columns, header=True)
        kinds = ", ".join(f"{column} varchar" for column in self._columns)
        self._connection.execute(f"create table alt (_id bigint, {kinds})")

    def all(self, size: int) -> Iterator[list[Row]]:
        """Yield the rows of the release in its order, so many at a time."""
        waiting: list[Row] = []
        for batch in _read_in_batches(self._csv, self._columns):
            for part in self._in_parts(batch, size):
                waiting += part
            while len(waiting) >= size:
                yield waiting[:size]
                waiting = waiting[size:]
        if waiting:
            yield waiting

    def note_portal_page(self, text: str) -> None:
        """Keep a page of the portal's rows: CSV without header, `_id` first, then the fields in our order."""
        page = self._scratch / "seite.csv"
        page.write_text(text, encoding="utf-8", newline="")
        if text:
            read = _read_csv(page, ["_id", *self._columns], header=False)
            self._connection.execute(f"insert into alt select * from {read}")

    def compare(self) -> tuple[int, int, int]:
        """Compare with the pages handed in; return how many rows are new, changed and gone."""
        joined = " and ".join(f"neu.k{i} = alt.k{i}" for i in range(len(self._key)))
        differs = " or ".join(self._differs(column) for column in self._columns)
        keys = ", ".join(f"{self._typed(column)} as k{i}" for i, column in enumerate(self._key))
        self._connection.execute(
            f"create table neu as select row_number() over () as zeile, *, {keys} from {self._new}"
        )
        self._connection.execute(f"create view vorhanden as select *, {keys} from alt")
        self._connection.execute(
            f"create table unterschied as select neu.zeile, alt._id is null as fehlt from neu left join "
            f"(select * from vorhanden) as alt on {joined} where alt._id is null or {differs}"
        )
        self._connection.execute(
            f"create table weg as select alt._id from vorhanden as alt where not exists "
            f"(select 1 from neu where {joined})"
        )
        missing = self._number("select count(*) from unterschied where fehlt")
        return (
            missing,
            self._number("select count(*) from unterschied") - missing,
            self._number("select count(*) from weg"),
        )

    def differing(self, size: int, *, missing: bool) -> Iterator[list[Row]]:
        """Yield the rows that the portal has not (missing) or has otherwise, in the order of the release."""
        columns = ", ".join(f"neu.{column}" for column in self._columns)
        return self._rows(
            f"select {columns} from neu join unterschied using (zeile) where fehlt = {missing} order by zeile", size
        )

    def gone(self, size: int) -> Iterator[list[int]]:
        """Yield the portal's own numbers of rows that the release has no longer."""
        cursor = self._connection.cursor().execute("select _id from weg order by _id")
        while several := cursor.fetchmany(size):
            yield [number for (number,) in several]

    def close(self) -> None:
        """Close the comparison."""
        self._connection.close()

    @property
    def _key(self) -> list[str]:
        ids = [field.id for field in self._shape.fields]
        return [self._columns[ids.index(name)] for name in self._shape.key]

    def _typed(self, column: str) -> str:
        kind = _COMPARED.get(self._shape.fields[int(column[1:])].type)
        return f"try_cast({column} as {kind})" if kind else column

    def _differs(self, column: str) -> str:
        kind = _COMPARED.get(self._shape.fields[int(column[1:])].type)
        if not kind:
            return f"neu.{column} is distinct from alt.{column}"
        new, old = (f"try_cast({side}.{column} as {kind})" for side in ("neu", "alt"))
        # a text that is no value of its type compares as nothing: send it, the portal will say what is wrong
        return f"({new} is distinct from {old} or ({new} is null) <> (neu.{column} is null))"

    def _rows(self, sql: str, size: int) -> Iterator[list[Row]]:
        # not by fetchmany: DuckDB would first put the whole result together
        for batch in self._connection.cursor().sql(sql).to_arrow_reader(size):
            yield from self._in_parts(batch, size)

    def _in_parts(self, batch: pa.RecordBatch, size: int) -> Iterator[list[Row]]:
        ids = [field.id for field in self._shape.fields]
        for start in range(0, batch.num_rows, size):
            columns = [column.to_pylist() for column in batch.slice(start, size).columns]
            yield [dict(zip(ids, row, strict=True)) for row in zip(*columns, strict=True)]

    def _number(self, sql: str) -> int:
        found: Any = self._connection.execute(sql).fetchone()
        return int(found[0])


@contextmanager
def table_rows(folder: Path, shape: TableShape) -> Iterator[TableRows]:
    """Open the rows of a release; what the comparison needs on disk goes afterwards."""
    with tempfile.TemporaryDirectory(prefix="godonu-tabelle-") as scratch:
        rows = TableRows(folder, shape, Path(scratch))
        try:
            yield rows
        finally:
            rows.close()


def _read_in_batches(path: Path, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
    if path.stat().st_size <= _HEADER and len(path.read_bytes().splitlines()) < 2:
        return  # a header only, which the reader takes for a mistake
    done = 0
    for block in _BLOCKS:
        seen = 0
        try:
            for batch in _batches(path, columns, block):
                if seen + batch.num_rows > done:
                    yield batch.slice(max(0, done - seen))
                seen += batch.num_rows
                done = max(done, seen)
            return
        except pa.ArrowInvalid:
            # a row longer than the block: once more from here with a larger one
            if block == _BLOCKS[-1]:
                raise


def _batches(path: Path, columns: Sequence[str], block: int) -> Iterator[pa.RecordBatch]:
    return iter(
        pa_csv.open_csv(
            path,
            read_options=pa_csv.ReadOptions(column_names=columns, skip_rows=1, block_size=block, use_threads=False),
            parse_options=pa_csv.ParseOptions(newlines_in_values=True),
            convert_options=pa_csv.ConvertOptions(
                column_types=dict.fromkeys(columns, pa.string()),
                strings_can_be_null=True,
                null_values=[""],
                quoted_strings_can_be_null=False,
            ),
        )
    )


def _read_csv(path: Path, columns: Sequence[str], *, header: bool) -> str:
    kinds = ", ".join(f"'{column}': 'varchar'" for column in columns)
    return (
        f"read_csv('{_quoted(path)}', auto_detect = false, header = {header}, columns = {{{kinds}}}, delim = ',', "
        "quote = '\"', escape = '\"', nullstr = '', allow_quoted_nulls = false, new_line = '\\n', "
        "max_line_size = 4000000, buffer_size = 8000000, parallel = false)"
    )


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
