# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""One way for the tests of this room to write deliveries, land them, and compare what is stored afterwards."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

from godonu_platform.contracts.contract import load_contracts
from godonu_platform.contracts.partners import load_partners
from godonu_platform.landing import DeliveryReport, LandingSummary, land_inbox, replay
from godonu_platform.project import Project

OFFENBACH, KASSEL = "064130000000", "066110000000"
LONG_AGO = (1_700_000_000, 1_700_000_000)


def event(number: int, **changes: Any) -> dict[str, Any]:
    """Return a canonical portal event; a change to None takes the key away."""
    made: dict[str, Any] = {
        "event_id": f"e-{number}",
        "source_system": "formserver",
        "ars": OFFENBACH,
        "service_key": "99008001012000",
        "case_id": f"AZ-{number // 3}",
        "session_id": f"s{number // 2}",
        "event_type": "step_viewed",
        "step_index": number % 9,
        "occurred_at": f"2026-03-{number % 28 + 1:02d}T08:{number % 60:02d}:00Z",
        "channel": "web",
    }
    made.update(changes)
    return {key: value for key, value in made.items() if value is not None}


def lines(*events: Mapping[str, Any]) -> bytes:
    """Return events as NDJSON."""
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in events).encode()


def put(
    project: Project, content: bytes, name: str = "e.ndjson", *, ars: str = OFFENBACH, dataset: str = "portal_events"
) -> Path:
    """Write a delivery into the inbox, as one that has long been complete."""
    path = project.inbox / ars / dataset / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, LONG_AGO)
    return path


def land(project: Project, **options: Any) -> LandingSummary:
    """Land the inbox."""
    return land_inbox(project, load_contracts(project), load_partners(project), **options)


def land_one(project: Project, content: bytes, name: str = "e.ndjson", **place: str) -> DeliveryReport:
    """Put one delivery into the inbox, land, and return its report."""
    put(project, content, name, **place)
    [report] = land(project).deliveries
    return report


def land_again(project: Project, batch: str, **options: Any) -> DeliveryReport:
    """Replay a delivery."""
    return replay(project, batch, contracts=load_contracts(project), partners=load_partners(project), **options)


def rows(
    project: Project, columns: str = "*", dataset: str = "portal_events", where: str = "true"
) -> list[tuple[Any, ...]]:
    """Return rows of the lake, ordered."""
    glob = project.lake / dataset / "batch=*" / "month=*" / "*.parquet"
    if not list((project.lake / dataset).glob("batch=*/month=*/*.parquet")):
        return []
    with duckdb.connect() as connection:
        return connection.execute(
            f"select {columns} from read_parquet('{glob}', hive_partitioning = true, union_by_name = true,"
            f" hive_types = {{'batch': varchar, 'month': varchar}}) where {where} order by all"
        ).fetchall()


def quarantined(project: Project, dataset: str = "portal_events") -> list[dict[str, Any]]:
    """Return the rows of a dataset's quarantine, by delivery and record."""
    found: list[dict[str, Any]] = []
    for path in sorted((project.quarantine / dataset).glob("*.parquet")):
        found += pq.read_table(path).to_pylist()
    return sorted(found, key=lambda row: (row["batch"], row["record_no"]))


def stored(project: Project, datasets: Sequence[str] = ("portal_events",)) -> dict[str, Any]:
    """Return everything that landing stores, in a form that can be compared with another installation."""
    reports = {p.name: json.loads(p.read_text(encoding="utf-8")) for p in project.delivery_reports.glob("[!.]*.json")}
    return {
        "lake": {name: rows(project, dataset=name) for name in datasets},
        "quarantine": {name: quarantined(project, name) for name in datasets},
        "reports": reports,
        "deliveries": files(project.deliveries),
        "inbox": files(project.inbox),
        "staging": [name for name in files(project.staging) if name != ".lock"],
    }


def files(folder: Path) -> list[str]:
    """Return the names of all files below a folder."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
