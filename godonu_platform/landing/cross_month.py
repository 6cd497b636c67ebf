# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Keeps, for each dataset of events, the list of keys that occur in more than one month: such events are conflicts.

A month is built from its own rows alone, so it cannot see that an event also stands in another month with another
time. New batches are compared with an index of key hashes; the keys themselves are read only where hashes meet.
Keep out: conflicts within a month (dbt finds them).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from godonu_platform.contracts.contract import Contract
from godonu_platform.contracts.row_checks import quoted, text_literal
from godonu_platform.landing.engine import connect
from godonu_platform.landing.staging import sync
from godonu_platform.project import Project

FOLDER = "_cross_month"


def update_cross_month(project: Project, contracts: dict[str, Contract]) -> None:
    """Compare the batches that are new since the last call with all others; cheap when there are none.

    Result: lake/_cross_month/<dataset>/<batch>.parquet with dataset, key columns and month, one row for each month
    in which a key of this batch occurs; no rows where all is well. Call it under the landing lock.
    """
    connection: duckdb.DuckDBPyConnection | None = None
    for contract in contracts.values():
        if contract.arrival != "ereignisse":
            continue
        keeper = _Keeper(project, contract)
        new = keeper.new_batches()
        if new:
            connection = connection or connect(project)
            keeper.add(connection, new)


def cross_month_file(project: Project, dataset: str, batch: str) -> Path:
    """Return where the keys of a batch lie that occur in more than one month."""
    return project.lake / FOLDER / dataset / f"{batch}.parquet"


class _Keeper:
    def __init__(self, project: Project, contract: Contract) -> None:
        self._project = project
        self._dataset = contract.name
        self._lake = project.lake / contract.name
        self._folder = project.lake / FOLDER / contract.name
        # the engine's hash may change with its version; the index is then made anew
        self._index = self._folder / f"_index-{duckdb.__version__}"
        self._keys = ", ".join(quoted(name) for name in contract.key)
        keys = [(name, pa.string()) for name in contract.key]
        self._schema = pa.schema([("dataset", pa.string()), *keys, ("month", pa.string())])

    def new_batches(self) -> list[str]:
        """Return the batches not yet compared; begins anew when batches have gone or the index is of another kind."""
        if not self._lake.is_dir():
            return []
        present = {e.name.removeprefix("batch=") for e in os.scandir(self._lake) if e.name.startswith("batch=")}
        done = {path.stem for path in self._folder.glob("*.parquet")} if self._folder.is_dir() else set()
        if done and (done - present or not self._index.is_dir()):
            shutil.rmtree(self._folder)
            done = set()
        return sorted(present - done)

    def add(self, connection: duckdb.DuckDBPyConnection, new: list[str]) -> None:
        """Index the new batches and write their files."""
        self._index.mkdir(parents=True, exist_ok=True)
        # a segment that was written by a run that died before it wrote the files would be counted twice: same name
        segment = self._index / f"{new[0]}.parquet"
        segment.unlink(missing_ok=True)
        filled = [name for name in new if any((self._lake / f"batch={name}").glob("month=*"))]
        conflicts = self._compare(connection, filled, segment) if filled else {}
        for name in new:
            rows = conflicts.get(name, [])
            columns = list(zip(*rows, strict=True)) or [()] * len(self._schema)
            table = pa.table([pa.array(column, pa.string()) for column in columns], schema=self._schema)
            _write(table, self._folder / f"{name}.parquet")

    def _compare(
        self, connection: duckdb.DuckDBPyConnection, new: list[str], segment: Path
    ) -> dict[str, list[tuple[str, ...]]]:
        old = list(self._index.glob("*.parquet"))
        temporary = segment.with_suffix(".tmp")
        connection.execute(
            f"copy (select hash({self._keys}) as key_hash, cast(replace(month, '-', '') as integer) as month, batch"
            f" from {self._rows(new)}) to {text_literal(str(temporary))} (format parquet, compression uncompressed)"
        )
        sync(temporary)
        os.replace(temporary, segment)
        fresh, everything = _scan([segment]), _scan([*old, segment])
        if not old and _one(connection, f"select count(distinct month) from {fresh}") < 2:
            return {}
        narrowed = f"(select * from {everything} where key_hash in (select key_hash from {fresh}))" if old else fresh
        connection.execute(
            f"create or replace temp table suspects as select key_hash from {narrowed}"
            " group by key_hash having min(month) <> max(month)"
        )
        if not _one(connection, "select count(*) from suspects"):
            return {}
        return self._verify(connection, set(new), everything)

    def _verify(
        self, connection: duckdb.DuckDBPyConnection, new: set[str], everything: str
    ) -> dict[str, list[tuple[str, ...]]]:
        """Read the keys behind equal hashes: only those that are really the same are conflicts."""
        holders = connection.execute(
            f"select distinct batch from {everything} where key_hash in (select key_hash from suspects)"
        ).fetchall()
        connection.execute(
            f"create or replace temp table found as select distinct {self._keys}, month, batch"
            f" from {self._rows(name for (name,) in holders)}"
            f" where hash({self._keys}) in (select key_hash from suspects)"
        )
        keys = ", ".join(f"mine.{quoted(name)}" for name in self._schema.names[1:-1])
        rows = connection.execute(
            f"select distinct mine.batch, {text_literal(self._dataset)}, {keys}, other.month"
            " from found mine join (select *, min(month) over same <> max(month) over same as crosses"
            f" from found window same as (partition by {self._keys})) other using ({self._keys}) where other.crosses"
            " order by all"
        ).fetchall()
        conflicts: dict[str, list[tuple[str, ...]]] = {}
        for batch, *row in rows:
            if batch in new:
                conflicts.setdefault(batch, []).append(tuple(row))
        return conflicts

    def _rows(self, batches: Iterable[str]) -> str:
        globs = ", ".join(text_literal(str(self._lake / f"batch={name}" / "month=*" / "*.parquet")) for name in batches)
        return (
            f"(select {self._keys}, month, batch from read_parquet([{globs}], hive_partitioning = true,"
            " hive_types = {'month': varchar, 'batch': varchar}))"
        )


def _scan(files: list[Path]) -> str:
    return f"read_parquet([{', '.join(text_literal(str(path)) for path in files)}])"


def _one(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    return int(connection.execute(sql).fetchall()[0][0])


def _write(table: pa.Table, path: Path) -> None:
    temporary = path.with_suffix(".tmp")
    pq.write_table(table, temporary)
    sync(temporary)
    os.replace(temporary, path)
