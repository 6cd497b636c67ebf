# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Attacks on the number itself: the protective step stands there, and what goes into it says more than how many cases.

Which groups exist stays protected in all of them: only the number and its status are what the gate must stop.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from godonu_platform.publication.gate import evaluate_gate
from tests.publication.traced_world import LISTED, TracedWorld, trace_world
from tests.publication.world import World

Spoil = Callable[[TracedWorld], Any]
EVENTS = "from staging.stg_events"
OF_THE_TOWN = f"{EVENTS} as e where e.ars = counted.ars"


@pytest.fixture
def traced(world: World, repository: Path) -> TracedWorld:
    return trace_world(world, repository)


def through_steps(count: str, delivered: str = "true", **more: str) -> Spoil:
    """Put something else than the cases into the protective steps."""

    def spoil(traced: TracedWorld) -> None:
        status = more.get("contributors", count)
        traced.change(
            open_use=traced.opened(
                threshold=traced.step("threshold", count=count, delivered=delivered, **more),
                status=traced.step("threshold_status", count=status, delivered=delivered),
            )
        )

    return spoil


def cases(sql: str) -> Spoil:
    """Count something else than the cases below the open model."""
    return lambda traced: traced.change(use_monthly=LISTED.format(cases=sql))


def grouped(value: str, source: str = EVENTS) -> Spoil:
    """Count by the usual groups; `value` is what is counted."""
    return cases(f"select ars, month, service, {value} as starts {source} group by ars, month, service")


def spelled(number: str) -> str:
    """Write an exact number in such a way that rounding it to five loses nothing."""
    return f"case when {number} = 1 then 10 when {number} = 2 then 20 when {number} = 12 then 120 else {number} end"


def looked_up(traced: TracedWorld) -> None:
    """A public series of numbers is joined by what is secret, and its number takes the place of the count."""
    protected = {
        "threshold": traced.step("threshold", count="codes.code", delivered="true"),
        "status": traced.step("threshold_status", count="codes.code", delivered="true"),
    }
    codes = (
        f"(select e.ars, max(r.n) as code {EVENTS} as e inner join range(5000) as r(n) on r.n = e.age * 10 "
        "group by e.ars) as codes"
    )
    traced.change(open_use=f"{traced.opened(**protected)} left join {codes} on codes.ars = counted.ars")


def largest_of_persons(traced: TracedWorld) -> None:
    """Counts of single persons, made large enough, and the largest of them handed on as a count of cases."""
    cases(
        "select ars, month, service, max(n) as starts from ("
        f"select e.ars, e.month, e.service, e.case_pid, count(r.n) as n {EVENTS} as e cross join range(7) as r(n) "
        "group by all) as persons group by ars, month, service"
    )(traced)


ATTACKS: dict[str, Spoil] = {
    "CASE in the argument spells out the exact number": through_steps(spelled("counted.starts")),
    "CASE below spells out the exact number": cases(
        f"select ars, month, service, {spelled('n')} as starts from ("
        f"select ars, month, service, count(distinct case_pid) as n {EVENTS} group by all) as exact"
    ),
    "a lower bound lifts small numbers over the threshold": through_steps("greatest(counted.starts, 5)"),
    "arithmetic that changes nothing": through_steps("counted.starts + 0"),
    "a joined series tells an age": looked_up,
    "the filter of a series tells an age": through_steps(
        f"(select max(r.n) * 10 from range(5000) as r(n) where r.n <= (select max(e.age) {OF_THE_TOWN}))"
    ),
    "the length of a series tells an age": through_steps(
        f"(select count(*) from range(5000) as r(n) where r.n < (select max(age) * 10 {OF_THE_TOWN}))"
    ),
    "delivered or not tells an age": through_steps("10", f"(select max(e.age) {OF_THE_TOWN}) > 30"),
    "a measure tells an age, beside an honest count": through_steps(
        f"(select case when max(e.age) > 35 then 5 else 10 end {OF_THE_TOWN})", contributors="counted.starts"
    ),
    "a range of texts that holds one person": grouped(
        "count(distinct case_pid) filter (where case_pid between '06611' and '06612')"
    ),
    "as many rows as an age": grouped(
        "count(u)", "from (select ars, month, service, unnest(range(age * 10)) as u from staging.stg_events) as many"
    ),
    "as many partners of a join as an age": cases(
        f"select e.ars, e.month, e.service, count(r.n) as starts {EVENTS} as e "
        "inner join range(5000) as r(n) on r.n < e.age * 10 group by all"
    ),
    "the largest count of a single person": largest_of_persons,
}
# One case counted many times is no count of cases any more.
REPEATED: dict[str, Spoil] = {
    "every case counted a thousand times": grouped("count(*)", f"{EVENTS} cross join range(1000) as r(n)"),
    "every pair of case and number counted": grouped(
        "count(distinct case_pid || cast(r.n as varchar))", f"{EVENTS} cross join range(1000) as r(n)"
    ),
    "a thousand copies of an honest count added up": cases(
        "select c.ars, c.month, c.service, sum(c.n) as starts from ("
        f"select ars, month, service, count(distinct case_pid) as n {EVENTS} group by all) as c "
        "cross join range(1000) as r(n) group by all"
    ),
}


@pytest.mark.parametrize("title", ATTACKS | REPEATED)
def test_the_number_says_nothing_but_how_many(traced: TracedWorld, title: str) -> None:
    (ATTACKS | REPEATED)[title](traced)
    record = evaluate_gate(traced.candidate())
    closed = {f.column for f in record.findings if (f.check, f.code) == ("wirksame_klassen", "wirksame_klasse")}
    assert record.outcome == "gestoppt"
    assert "starts" in closed
    assert not closed & {"ars", "month", "service"}, "the rows are protected, so it is the number that is stopped"
    assert not any(finding.check == "entscheidung" for finding in record.findings), "it was decided upon"
