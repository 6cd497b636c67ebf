# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The real models over a small lake in memory, where a landed column can be changed and the figures made again.

Keep out: lineage; the tests compare.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import yaml

from tests.dbt_project.portal_days import OTHER, SERVICE, application, dropped, submitted
from tests.dbt_project.small_lake import GIESSEN, KASSEL, OFFENBACH, REPOSITORY, SmallLake, at
from tests.lineage.perturbation import Answer, Input, Laboratory, SmallTable

HARMLESS = {"keiner", "aggregiert_anonymisiert"}
MONTHS = ("2025-03", "2025-04")
Row = dict[str, Any]


def _events(ars: str) -> list[Row]:
    """Enough applications for figures above the threshold, of every outcome, sign-in and payment, over two months."""
    rows: list[Row] = []
    amount = {"payment_method": "paypal", "amount_cents": 1500}
    tries = ("auth_failed", {"auth_method": "eid"}), ("auth_succeeded", {"auth_method": "eid"})
    payments = ("payment_failed", amount), ("payment_succeeded", amount)
    for month in MONTHS:
        for number in range(7):
            name, day = f"{ars[:5]}-{month}-{number}", f"{month}-{number + 1:02d}"
            steps = ["case_started", "step_viewed:1", *tries, "step_viewed:2", *payments]
            rows += application(name, f"{day}T10:00", *steps, "submitted", "completed", step_label="Angaben")
            rows += dropped(f"{name}-left", f"{day}T12:00", page_url="/antrag")
            rows += submitted(f"{name}-other", f"{day}T14:00", service_key=OTHER, case_pid=None)
            rows += application(f"{name}-draft", f"{day}T16:00", "case_started", "draft_saved")
    return rows


def _visits() -> list[Row]:
    fixed = {"site_id": "1", "actions": 3, "duration_s": 60, "device_type": "desktop", "entry_url": "/start"}
    return [
        fixed
        | {"visit_id": str(number), "visitor_pid": f"v{number % 9}"}
        | {"first_action_at": at(f"2025-03-{number + 1:02d}T10:00")}
        | {"last_action_at": at(f"2025-03-{number + 1:02d}T10:10")}
        for number in range(25)
    ]


def small_lake(folder: Path) -> SmallLake:
    """Two partners with events and visits; some delivered again, some with other content, some in two versions."""
    lake = SmallLake(folder)
    for ars in (KASSEL, OFFENBACH):
        lake.deliver("portal_events", ars, _events(ars), name=f"events {ars}")
    again = _events(KASSEL)[:15]
    lake.deliver("portal_events", KASSEL, again, name="again", landed="2025-12-02T00:00:00Z")
    other = [row | {"duration_ms": 5, "step_label": "Anderer Text"} for row in again[:9]]
    lake.deliver("portal_events", KASSEL, other, name="other content", landed="2025-12-03T00:00:00Z")
    lake.cross_month = {row["event_id"] for row in again[:3]}
    lake.deliver("web_visits", KASSEL, _visits(), name="visits")
    newer = [row | {"last_action_at": at("2025-03-28T09:00"), "actions": 9} for row in _visits()[:6]]
    lake.deliver("web_visits", KASSEL, newer, name="newer visits", landed="2025-12-04T00:00:00Z")
    totals = [{"site_id": "1", "period_month": date(2025, 3, 1), "visits": 40}]
    lake.deliver("web_visit_totals", GIESSEN, totals, name="totals")
    services = [{"service_id": key, "service_key": key, "name": f"Leistung {key}"} for key in (SERVICE, OTHER)]
    lake.deliver("services", KASSEL, services, name="services")
    # the smallest model: this build only makes the landed files readable as tables of the schema raw
    assert lake.build(MONTHS, select=["stg_regions"]).ok
    return lake


def landed_tables(lake: SmallLake) -> list[SmallTable]:
    """Everything the models read, as the warehouse of the lake shows it."""
    found = []
    with duckdb.connect(str(lake.project.warehouse), read_only=True) as connection:
        names = connection.execute("select view_name from duckdb_views() where schema_name = 'raw'").fetchall()
        for (name,) in sorted(names):
            types = {row[0]: row[1] for row in connection.execute(f'describe raw."{name}"').fetchall()}
            rows = connection.execute(f'select * from raw."{name}"').fetchall()
            found.append(SmallTable(f"raw.{name}", types, rows))
    return found


def personal_columns() -> set[Input]:
    """The landed columns that tell about a person, as the sources of the dbt project declare them."""
    path = REPOSITORY / "dbt_project" / "models" / "staging" / "_staging__sources.yml"
    tables = yaml.safe_load(path.read_text(encoding="utf-8"))["sources"][0]["tables"]
    return {
        (f"raw.{table['name']}", column["name"])
        for table in tables
        for column in table["columns"]
        if column.get("config", {}).get("meta", {}).get("personenbezug", "keiner") not in HARMLESS
    }


class SmallProject:
    """Models in memory, made again after each change of a landed column."""

    def __init__(self, landed: Iterable[SmallTable], models: Mapping[str, str], changeable: set[Input]) -> None:
        """models: relation -> compiled SQL."""
        self.laboratory = Laboratory(landed, kinds=("shuffle", "other", "empty", "extreme"), changeable=changeable)
        known = {*models, *self.laboratory.tables}
        self.reads = {relation: _reads(sql, known) for relation, sql in models.items()}
        self.order = list(_ordered(self.reads, set(self.laboratory.tables)))
        self.models = models
        for schema in sorted({relation.split(".")[0] for relation in models}):
            self.laboratory.connection.execute(f'create schema if not exists "{schema}"')
        self._make(self.order)

    def influences(self, published: Iterable[str]) -> dict[str, dict[str, set[Input]]]:
        """Return relation -> column -> the landed columns it was seen to react to."""
        before = {relation: self._answer(relation) for relation in published}
        found: dict[str, dict[str, set[Input]]] = {r: {c: set() for c in a.columns} for r, a in before.items()}
        for table in sorted({table for table, _ in self.laboratory.changeable}):
            touched = self._downstream(table)
            for change in self.laboratory.changes(self.laboratory.inputs(table) & self.laboratory.changeable):
                try:
                    self._make(touched)
                except duckdb.Error:
                    continue  # a value the models cannot take tells nothing
                for relation in before.keys() & set(touched):
                    for column in before[relation].differing(self._answer(relation)):
                        found[relation][column].add(change)
            self._make(touched)
        return found

    def _make(self, relations: Iterable[str]) -> None:
        for relation in relations:
            self.laboratory.connection.execute(f"create or replace table {relation} as {self.models[relation]}")

    def _answer(self, relation: str) -> Answer:
        return self.laboratory.answer(f"select * from {relation}")

    def _downstream(self, table: str) -> list[str]:
        reached = {table}
        for relation in self.order:
            if self.reads[relation] & reached:
                reached.add(relation)
        return [relation for relation in self.order if relation in reached]


def _reads(sql: str, known: set[str]) -> set[str]:
    return known & set(re.findall(r"\b\w+\.\w+\b", sql.lower().replace('"', "")))


def _ordered(reads: Mapping[str, set[str]], made: set[str]) -> Iterator[str]:
    """Every model after the models it reads."""
    waiting = dict(sorted(reads.items()))
    while waiting:
        ready = [relation for relation, needed in waiting.items() if needed - {relation} <= made]
        assert ready, f"a circle: {sorted(waiting)}"
        for relation in ready:
            made.add(relation)
            del waiting[relation]
            yield relation
