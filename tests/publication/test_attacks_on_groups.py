# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Attacks beside the number: groups of one person are named, SQL hides in a text, or the table is not what was traced.

The numbers are honest in all of them; which rows there are, or a label, says what nobody may know.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from godonu_platform.publication.gate import evaluate_gate
from tests.publication.traced_world import CASES, SERIES, STEPS, TracedWorld, trace_world
from tests.publication.world import USE, World

Spoil = Callable[[TracedWorld], Any]
GROUPS = "select ars, month, service from staging.stg_events group by all"
BY_AGE = (
    "select ars, month, service, case_pid, case when age > 39 then 'a' when age > 30 then 'b' else 'c' end as bucket "
    "from staging.stg_events"
)
KEYS = ["ars", "month", "service"]


@pytest.fixture
def traced(world: World, repository: Path) -> TracedWorld:
    made = trace_world(world, repository)
    made.write(f"governance/contracts/{USE}.yaml", made.contract_of_use(STEPS + SERIES))
    return made


def listed(rows: str, service: str = "listed.service", **below: str) -> Spoil:
    """Publish rows of an attacker's own making beside an honest, protected number."""

    def spoil(traced: TracedWorld) -> None:
        protected = traced.step("threshold", count="cases.starts", delivered="true")
        status = traced.step("threshold_status", count="cases.starts", delivered="true")
        models = {"staging.stg_events": traced.models["staging.stg_events"]}
        traced.models = models | {name.replace("__", "."): sql for name, sql in below.items()} | {f"marts.{USE}": ""}
        traced.change(
            open_use=f"select listed.ars, names.name as partner_name, listed.month, {service} as service, "
            f"{protected} as starts, {status} as starts_status from ({rows}) as listed left join ({CASES}) as cases "
            "on cases.ars = listed.ars and cases.month = listed.month and cases.service = listed.service "
            "inner join raw.partners as names on names.ars = listed.ars"
        )

    return spoil


def series(cases: str, keys: list[str], below: str = BY_AGE, **more: str) -> Spoil:
    """Let the step itself list groups by age, told a wrong number of cases."""

    def spoil(traced: TracedWorld) -> None:
        rows = traced.step("protected_series", relation="marts.by_age", keys=keys, cases=cases, **more)
        listed(rows, "listed.bucket || ' ' || listed.service" if "bucket" in keys else "listed.service",
               marts__by_age=below)(traced)  # fmt: skip

    return spoil


def sneaking(secret: str) -> Spoil:
    """Hide SQL in a text, where no lineage sees a table."""
    text = f"select ars, month, {secret} || service as service from staging.stg_events group by ars, month, service"
    return listed("select * from staging.sneak", staging__sneak=f"select ars, month, service from query('{text}')")


ATTACKS: dict[str, Spoil] = {
    "groups of one person are named": listed(GROUPS),
    "rows of single persons": listed("select ars, month, service from staging.stg_events"),
    "copies of each group": listed(f"select *, unnest([1, 2, 3]) as k from ({GROUPS})", "listed.service || listed.k"),
    "a number as cases of the protected series": series("5", [*KEYS, "bucket"]),
    "a number as cases, usual keys": series("5", KEYS),
    "a lower bound as cases of the protected series": series("greatest(count(*), 5)", [*KEYS, "bucket"]),
    "every case five times over": series("count(*)", [*KEYS, "bucket"], f"{BY_AGE} cross join range(5) as r (n)"),
    "SQL in a text, an address": sneaking("min(mail)"),
    "SQL in a text, parts of postcodes": sneaking("string_agg(distinct postcode[1:3])"),
    "SQL in a text, an age as a letter": sneaking("chr(60 + cast(max(age) as int))"),
}


def test_the_same_rows_listed_by_the_step_with_all_cases_are_open(traced: TracedWorld) -> None:
    series("count(distinct case_pid)", KEYS)(traced)
    assert evaluate_gate(traced.candidate()).outcome == "offen"


@pytest.mark.parametrize("title", ATTACKS)
def test_what_rows_there_are_tells_nothing(traced: TracedWorld, title: str) -> None:
    ATTACKS[title](traced)
    record = evaluate_gate(traced.candidate())
    closed = {f.column for f in record.findings if f.check == "wirksame_klassen"}
    assert record.outcome == "gestoppt"
    assert {"ars", "month", "service"} <= closed
    assert not any(finding.check == "entscheidung" for finding in record.findings), "it was decided upon"


def test_rows_of_a_file_that_nobody_landed_are_not_traced(traced: TracedWorld, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("ars,month,service,starts\n066110000000,2026-08-01,geheim,10\n", encoding="utf-8")
    traced.change(use_monthly=f"select * from read_csv('{path}', types = {{'ars': 'VARCHAR', 'month': 'DATE'}})")
    record = evaluate_gate(traced.candidate())
    assert record.outcome == "gestoppt"
    assert {"service", "starts"} <= {f.column for f in record.findings if f.check == "wirksame_klassen"}
