# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Finds the rows of cases in the lake, with what hangs on them, and removes rows by their positions.

What hangs on a case: rows of its sessions that name no case. Rows of other cases stay, also of the same session.
Keep out: delivery files and the warehouse.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow as pa

from godonu_platform.contracts.contract import Contract
from godonu_platform.contracts.row_checks import quoted, text_literal
from godonu_platform.governance.erasure_pseudonyms import CASE, SESSION
from godonu_platform.governance.erasure_records import treated
from godonu_platform.governance.erasure_request import Request
from godonu_platform.landing.engine import connect
from godonu_platform.landing.recovery import split_replay
from godonu_platform.landing.staging import sync
from godonu_platform.project import Project

Positions = dict[str, set[int]]
"""Record numbers by the name of the lake folder of their batch (replays have their own)."""


@dataclass
class Lost:
    """What one delivery loses in the lake: rows and empty cells by month, flags."""

    months: Counter[str] = field(default_factory=Counter)
    empty: dict[str, Counter[str]] = field(default_factory=dict)
    flags: Counter[str] = field(default_factory=Counter)


class LakeSearch:
    """Questions to the rows of one dataset; pseudonyms and numbers travel as values, never inside a statement."""

    def __init__(self, project: Project, contract: Contract) -> None:
        """Open an engine over the files that are there."""
        self._contract = contract
        self.dataset = contract.name
        self._files = [str(p) for p in sorted((project.lake / contract.name).glob("batch=*/month=*/*.parquet"))]
        self._connection = connect(project)
        self.cases, self.sessions = treated(contract, CASE), treated(contract, SESSION)
        for name in ("cases", "sessions"):
            self._connection.execute(f"create table {name} (value varchar)")
        self._connection.execute("create table positions (batch varchar, record_no bigint)")
        if self._files:
            self._connection.execute(
                f"create view lake as select {self._columns()} from read_parquet({_list(self._files)},"
                " union_by_name = true, hive_partitioning = true,"
                " hive_types = {'month': varchar, 'batch': varchar})"
            )

    def _columns(self) -> str:
        present = [
            row[0]
            for row in self._connection.execute(
                f"describe select * from read_parquet({_list(self._files)}, union_by_name = true,"
                " hive_partitioning = true, hive_types = {'month': varchar, 'batch': varchar})"
            ).fetchall()
        ]
        # a column that a contract got later is in none of the old files
        absent = [c.name for c in self._contract.columns if c.name not in present]
        return ", ".join(["*", *(f"cast(null as varchar) as {quoted(name)}" for name in absent)])

    def close(self) -> None:
        """Let go of the engine."""
        self._connection.close()

    def learn_cases(self, positions: Positions) -> set[str]:
        """Return the case pseudonyms that stand at known positions: so a key that is gone is no hindrance."""
        self._fill("positions", positions)
        return self._texts(self.cases, "(batch, record_no) in (from positions)")

    def linked_sessions(self, cases: Collection[str]) -> set[str]:
        """Return the session pseudonyms of rows of these cases."""
        self._set("cases", cases)
        return self._texts(self.sessions, self._of_cases())

    def positions(
        self, cases: Collection[str], sessions: Collection[str], request: Request, known: Positions
    ) -> Positions:
        """Return where the rows stand that have to go: by pseudonym, by session, by a number in a text, as known."""
        if not self._files:
            return {}
        self._set("cases", cases)
        self._set("sessions", sessions)
        self._fill("positions", known)
        linked = " or ".join(f"{quoted(name)} in (from sessions)" for name in self.sessions) or "false"
        no_case = " and ".join(f"{quoted(name)} is null" for name in self.cases) or "true"
        naming, parameters = self._naming(request)
        rows = self._connection.execute(
            f"select batch, record_no from lake where {self._of_cases()} or (({linked}) and {no_case})"
            f" or (batch, record_no) in (from positions) or {naming}",
            parameters,
        ).fetchall()
        found: Positions = {}
        for batch, record_no in rows:
            found.setdefault(batch, set()).add(record_no)
        return found

    def lost(self, positions: Positions) -> dict[str, Lost]:
        """Return what each delivery loses with these rows."""
        self._fill("positions", positions)
        columns = [column.name for column in self._contract.columns]
        counts = ", ".join(f"count(*) - count({quoted(name)})" for name in columns)
        found: dict[str, Lost] = {}
        rows = self._connection.execute(
            f"select batch, month, flags, count(*), {counts} from lake"
            " where (batch, record_no) in (from positions) group by batch, month, flags"
        ).fetchall()
        for batch, month, flags, count, *empty in rows:
            lost = found.setdefault(split_replay(batch)[0], Lost())
            lost.months[month] += count
            cells = lost.empty.setdefault(month, Counter())
            cells.update({name: number for name, number in zip(columns, empty, strict=True) if number})
            lost.flags.update({flag: count for flag in (flags or "").split(";") if flag})
        return found

    def keys(self, positions: Positions) -> pa.Table:
        """Return the keys of the rows at these positions, and the months in which these keys stand anywhere."""
        self._fill("positions", positions)
        keys = ", ".join(map(quoted, self._contract.key))
        return self._connection.sql(
            f"with going as (select distinct {keys} from lake where (batch, record_no) in (from positions))"
            f" select distinct {keys}, month from lake join going using ({keys})"
        ).to_arrow_table()

    def _of_cases(self) -> str:
        return "(" + (" or ".join(f"{quoted(name)} in (from cases)" for name in self.cases) or "false") + ")"

    def _naming(self, request: Request) -> tuple[str, list[str]]:
        """Return a condition: a text of the row names a case; pseudonyms and codes cannot."""
        texts = [c for c in self._contract.columns if c.type == "string" and c.allowed is None]
        texts = [c for c in texts if not (c.treatment or "").startswith("pseudonym")]
        if request.pattern is None or not texts:
            return "false", []
        return f"regexp_matches(concat_ws(' ', {', '.join(quoted(c.name) for c in texts)}), ?)", [request.pattern]

    def _texts(self, columns: Iterable[str], where: str) -> set[str]:
        if not self._files:
            return set()
        return {
            value
            for name in columns
            for (value,) in self._connection.execute(
                f"select distinct {quoted(name)} from lake where {where} and {quoted(name)} is not null"
            ).fetchall()
        }

    def _set(self, table: str, texts: Collection[str]) -> None:
        self._connection.execute(f"delete from {table}")
        self._connection.execute(f"insert into {table} select unnest(?::varchar[])", [sorted(texts)])

    def _fill(self, table: str, positions: Positions) -> None:
        pairs = [(batch, number) for batch, numbers in positions.items() for number in numbers]
        self._connection.execute(f"delete from {table}")
        self._connection.execute(
            f"insert into {table} select unnest(?::varchar[]), unnest(?::bigint[])",
            [[batch for batch, _ in pairs], [number for _, number in pairs]],
        )


def remove_positions(project: Project, dataset: str, positions: Mapping[str, Collection[int]]) -> int:
    """Take rows out of the lake: each file is written anew beside itself and put in its place; return how many went."""
    removed = 0
    with connect(project) as connection:
        for batch, numbers in sorted(positions.items()):
            for path in sorted((project.lake / dataset / f"batch={batch}").glob("month=*/*.parquet")):
                removed += _without(connection, path, sorted(numbers))
    return removed


def _without(connection: duckdb.DuckDBPyConnection, path: Path, numbers: list[int]) -> int:
    rows = f"read_parquet({text_literal(str(path))}, hive_partitioning = false)"
    goes = "record_no in (select unnest(?::bigint[]))"
    count, all_ = connection.execute(f"select count(*) filter ({goes}), count(*) from {rows}", [numbers]).fetchall()[0]
    if not count:
        return 0
    if count == all_:
        path.unlink()
        sync(path.parent)
        if not any(path.parent.iterdir()):
            path.parent.rmdir()
            sync(path.parent.parent)
        return int(count)
    half = path.with_name(f".{path.name}.tmp")
    connection.execute(
        f"copy (select * from {rows} where not {goes}) to {text_literal(str(half))} (format parquet, compression zstd)",
        [numbers],
    )
    sync(half)
    os.replace(half, path)
    sync(path.parent)
    return int(count)


def _list(files: Iterable[str]) -> str:
    return f"[{', '.join(map(text_literal, files))}]"
