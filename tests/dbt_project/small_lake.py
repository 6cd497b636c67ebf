# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""A small lake written as landing writes it, and a real dbt build on it in this process.

Keep out: anything of landing itself; these tests are about the models alone.
"""

from __future__ import annotations

import atexit
import hashlib
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache, cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import yaml

from godonu_platform import warehouse
from godonu_platform.contracts.contract import Contract, load_contracts
from godonu_platform.project import Project

REPOSITORY = Path(__file__).resolve().parents[2]
BERLIN = ZoneInfo("Europe/Berlin")
NAMES = {
    "066110000000": "Stadt Kassel",
    "064130000000": "Stadt Offenbach am Main",
    "065310005005": "Universitätsstadt Gießen",
    "06439": "Rheingau-Taunus-Kreis",
}
KASSEL, OFFENBACH, GIESSEN, RHEINGAU = NAMES
Row = dict[str, Any]


def at(text: str) -> datetime:
    """Return a UTC instant without zone, as it is stored, from local time in Berlin (or UTC with a final Z)."""
    if text.endswith("Z"):
        return datetime.fromisoformat(text[:-1])
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(UTC).replace(tzinfo=None)


def batch_id(name: str) -> str:
    """Return a delivery id made from a readable name."""
    return hashlib.sha256(name.encode()).hexdigest()[:16]


@cache
def _shared() -> Path:
    """Return a folder of this process in which the dbt project is parsed once for all lakes.

    dbt parses anew when a path in its profile changes; so every lake is built under the same name `now`, a link.
    """
    folder = Path(tempfile.mkdtemp(prefix="small-lakes-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    (folder / "dbt").mkdir()
    return folder


@dataclass
class SmallLake:
    """Deliveries in a folder, and the warehouse that dbt makes of them."""

    folder: Path
    deliveries: list[tuple[Any, ...]] = field(default_factory=list)
    cross_month: set[str] = field(default_factory=set)
    valid_from: date | None = None

    @property
    def project(self) -> Project:
        """The real drawers over a data folder of the test's own."""
        now = _shared() / "now"
        if not now.is_symlink() or now.readlink() != self.folder:
            now.unlink(missing_ok=True)
            now.symlink_to(self.folder)
            if not (self.folder / "dbt").exists():
                (self.folder / "dbt").symlink_to(_shared() / "dbt")
        return Project.at(REPOSITORY, now)

    @cached_property
    def contracts(self) -> dict[str, Contract]:
        """The contracts; they say type and month of every column."""
        return load_contracts(self.project)

    def deliver(
        self,
        dataset: str,
        ars: str,
        rows: Sequence[Row],
        *,
        name: str,
        landed: str = "2025-12-01T00:00:00Z",
        replay: int = 0,
        empty_month: str | None = None,
    ) -> set[str]:
        """Write one delivery and return the months it touches; `name` decides the delivery id."""
        batch = batch_id(name) + (f"-r{replay}" if replay else "")
        landed_at = at(landed)
        by_month: dict[str, list[Row]] = {}
        for number, row in enumerate(rows, start=1):
            full = {"ars": ars, **row}
            technical = {"record_no": number, "landed_at": landed_at, "content_hash": content_hash(full), "flags": None}
            by_month.setdefault(self._month(dataset, full, landed_at), []).append(full | technical)
        for month, records in by_month.items():
            self._write(dataset, batch, month, records)
            self.deliveries.append((batch, ars, dataset, month, len(records), False, landed_at))
        if not by_month:
            self.deliveries.append((batch, ars, dataset, empty_month or landed[:7], 0, False, landed_at))
        return set(by_month)

    def deliver_columns(
        self, dataset: str, ars: str, names: Sequence[str], rows: Sequence[Sequence[Any]], *, fixed: Row, name: str
    ) -> list[str]:
        """Write one large delivery; each row holds the named columns and then its month. Returns the months."""
        import pyarrow as pa

        batch, landed_at = batch_id(name), at("2025-12-31T00:00:00Z")
        records = pa.table(dict(zip((*names, "month"), map(pa.array, zip(*rows, strict=True)), strict=True)))
        given = {n: f"'{v}'" for n, v in (fixed | {"ars": ars}).items()} | {n: f'"{n}"' for n in names}
        columns = [
            f'cast({given.get(c.name, "null")} as {c.duckdb_type}) as "{c.name}"'
            for c in self.contracts[dataset].columns
        ]
        target = self.project.lake / dataset / f"batch={batch}"
        target.parent.mkdir(parents=True, exist_ok=True)
        with duckdb.connect() as connection:
            connection.register("records", records)
            connection.execute(
                f"copy (select {', '.join(columns)}, row_number() over () as record_no, "
                f"timestamp '{landed_at}' as landed_at, "
                "row_number() over () as content_hash, cast(null as varchar) as flags, month from records) "
                f"to '{target}' (format parquet, partition_by (month))"
            )
            counts = connection.execute("select month, count(*) from records group by month order by month").fetchall()
        self.deliveries += [(batch, ars, dataset, month, count, False, landed_at) for month, count in counts]
        return [month for month, _ in counts]

    def remove(self, dataset: str, name: str) -> None:
        """Take a delivery out of the lake, as a Löschregel does."""
        for folder in (self.project.lake / dataset).glob(f"batch={batch_id(name)}*"):
            shutil.rmtree(folder)
        self.deliveries = [d for d in self.deliveries if d[0][:16] != batch_id(name)]

    def build(self, months: Iterable[str], *, select: Sequence[str] = ()) -> warehouse.BuildResult:
        """Run the real dbt project over the touched months."""
        warehouse.write_reference(
            self.project, "partners",
            {"ars": "VARCHAR", "name": "VARCHAR", "short_name": "VARCHAR", "role": "VARCHAR", "kind": "VARCHAR",
             "inhabitants": "BIGINT", "valid_from": "DATE", "valid_to": "DATE"},
            [(ars, name, name, "partner", "stadt", 100000, self.valid_from, None) for ars, name in NAMES.items()]
            + [("06", "Land Hessen", "Hessen", "referenz", "land", None, None, None)],
        )  # fmt: skip
        warehouse.write_reference(
            self.project, "deliveries",
            {"batch": "VARCHAR", "ars": "VARCHAR", "dataset": "VARCHAR", "month": "VARCHAR", "landed": "BIGINT",
             "is_sample": "BOOLEAN", "landed_at": "TIMESTAMP"},
            self.deliveries,
        )  # fmt: skip
        self._write_cross_month()
        warehouse.write_window(self.project, months)
        return warehouse.build(self.project, select)

    def built(self, months: Iterable[str]) -> SmallLake:
        """Build and return self; every model and every test must be ok."""
        result = self.build(months)
        assert result.ok, [(n.name, n.status, n.message) for n in result.nodes if not n.ok]
        return self

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query on the warehouse."""
        with duckdb.connect(str(self.project.warehouse), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def rows(self, table: str, where: str = "true") -> list[Row]:
        """Return the rows of a table as dictionaries, in an order of their own."""
        with duckdb.connect(str(self.project.warehouse), read_only=True) as connection:
            cursor = connection.execute(f"select * from {table} where {where} order by all")
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def one(self, table: str, where: str) -> Row:
        """Return the only row of a table that fits."""
        found = self.rows(table, where)
        assert len(found) == 1, found
        return found[0]

    def _month(self, dataset: str, row: Mapping[str, Any], landed_at: datetime) -> str:
        column = self.contracts[dataset].month_column
        value = row[column] if column else landed_at
        if isinstance(value, datetime):
            value = value.replace(tzinfo=UTC).astimezone(BERLIN)
        return f"{value:%Y-%m}"

    def _write(self, dataset: str, batch: str, month: str, records: Sequence[Row]) -> None:
        types = {c.name: c.duckdb_type for c in self.contracts[dataset].columns}
        types |= {"record_no": "BIGINT", "landed_at": "TIMESTAMP", "content_hash": "BIGINT", "flags": "VARCHAR"}
        folder = self.project.lake / dataset / f"batch={batch}" / f"month={month}"
        folder.mkdir(parents=True)
        write_parquet(folder / "data_0.parquet", types, [[r.get(name) for name in types] for r in records])

    def _write_cross_month(self) -> None:
        folder = self.project.lake / "_cross_month" / "portal_events"
        shutil.rmtree(folder, ignore_errors=True)
        if self.cross_month:
            folder.mkdir(parents=True)
            rows = [["portal_events", event_id] for event_id in sorted(self.cross_month)]
            write_parquet(folder / "ids.parquet", {"dataset": "VARCHAR", "event_id": "VARCHAR"}, rows)


def write_parquet(path: Path, types: Mapping[str, str], rows: Sequence[Sequence[Any]]) -> None:
    """Write typed rows to one Parquet file."""
    with duckdb.connect() as connection:
        connection.execute("create table t (" + ", ".join(f'"{n}" {t}' for n, t in types.items()) + ")")
        connection.executemany(f"insert into t values ({', '.join('?' * len(types))})", rows)
        connection.execute(f"copy t to '{path}' (format parquet)")


def content_hash(row: Mapping[str, Any]) -> int:
    """Return a number that is the same for the same content, as landing's is."""
    text = repr(sorted((key, value) for key, value in row.items() if value is not None))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:7], "big")


def declared(repository: Path, layer: str) -> dict[str, dict[str, Any]]:
    """Return the models of a layer as their YAML declares them."""
    text = (repository / f"dbt_project/models/{layer}/_{layer}__models.yml").read_text(encoding="utf-8")
    return {model["name"]: model for model in yaml.safe_load(text)["models"]}
