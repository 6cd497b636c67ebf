# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Ways to sneak something out by SQL: each is built and traced for real, decided upon by two people, and stopped.

The decision always holds for exactly this SQL: only what lineage says of the columns is left to stop it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from godonu_platform.catalogs.release_record import Finding, GateRecord
from godonu_platform.publication.gate import evaluate_gate
from godonu_platform.publication.release import GateClosed, build_release
from tests.publication.traced_world import COUNTED, SOURCE, TracedWorld, trace_world
from tests.publication.world import USE, World, decision

Spoil = Callable[[TracedWorld], Any]


@pytest.fixture
def traced(world: World, repository: Path) -> TracedWorld:
    return trace_world(world, repository)


def test_the_river_as_it_is_passes_every_check(traced: TracedWorld) -> None:
    record = evaluate_gate(traced.candidate())
    assert record.findings == ()
    assert record.outcome == "offen"
    assert build_release(traced.candidate()).record.rows == 4
    classes = traced.classes()
    assert classes["starts"].steps == ("protected_series", "threshold")
    assert classes["starts"].effective.personenbezug == "aggregiert_anonymisiert"


@dataclass(frozen=True)
class Leak:
    """One way out by SQL: what is spoilt, which column is stopped, and words of the message."""

    title: str
    spoil: Spoil
    said: tuple[str, ...]
    column: str = "service"
    check: str = "wirksame_klassen"
    code: str = "wirksame_klasse"


def models(**changed: str) -> Spoil:
    return lambda traced: traced.change(**changed)


def opened(**parts: str) -> Spoil:
    """Change a piece of the open model."""
    return lambda traced: traced.change(open_use=traced.opened(**parts))


def counted(sql: str, **parts: str) -> Spoil:
    """Change the model below the open one, and a piece of the open one."""

    def spoil(traced: TracedWorld) -> None:
        traced.models["marts.use_monthly"] = sql
        traced.change(open_use=traced.opened(**parts))

    return spoil


def grouped(column: str, extra: str = "") -> str:
    """Count cases by a column that is published in the place of the service."""
    return (
        f"select ars, month, {column} as service, count(distinct case_pid) as starts from staging.stg_events {extra} "
        "group by all"
    )


def through_steps(**arguments: str) -> Spoil:
    """Put something else than a count of cases into the protective steps."""

    def spoil(traced: TracedWorld) -> None:
        protected = traced.step("threshold", **({"delivered": "true"} | arguments))
        traced.change(open_use=traced.opened(threshold=protected))

    return spoil


def weakened(traced: TracedWorld) -> None:
    """Write the macro's text into the model with another threshold: same look, same name in the comment."""
    protected = traced.step("threshold", count="counted.starts", delivered="true").replace("< 5", "< 2")
    traced.change(open_use=traced.opened(threshold=f"/* threshold */ {protected}"))


def through_a_view(traced: TracedWorld) -> None:
    traced.models = {
        "staging.stg_events": f"select * from raw.{SOURCE}",
        "staging.contacts": "select ars, month, mail as reached_by, case_pid from staging.stg_events",
        "marts.use_monthly": (
            "select ars, month, reached_by as service, count(distinct case_pid) as starts "
            "from staging.contacts group by all"
        ),
        f"marts.{USE}": traced.opened(),
    }
    traced.views = frozenset({"staging.contacts"})
    traced.build()


def renamed_twice(traced: TracedWorld) -> None:
    traced.models["staging.stg_events"] = f"select ars, month, mail as label, case_pid from raw.{SOURCE}"
    traced.change(use_monthly=grouped("label"))


def by_select_star(traced: TracedWorld) -> None:
    """The open model takes whatever stands below."""
    inner = traced.opened(service="max_by_ars.mail").replace(
        "inner join", "inner join (select ars, max(mail) as mail from staging.stg_events group by ars) as max_by_ars "
        "using (ars) inner join"
    )  # fmt: skip
    traced.models["marts.everything"] = inner.replace("as service", "as service")
    traced.models = {
        name: traced.models[name]
        for name in ("staging.stg_events", "marts.use_monthly", "marts.everything", f"marts.{USE}")
    }
    traced.change(open_use="select * from marts.everything")


def not_a_count(traced: TracedWorld) -> None:
    traced.models["marts.use_monthly"] = (
        "select ars, month, service, count(distinct case_pid) as starts, max(age) as oldest "
        "from staging.stg_events group by all"
    )
    through_steps(count="counted.oldest")(traced)


def not_named(traced: TracedWorld) -> None:
    """The SQL has the step, but the contract does not say that it relies on it."""
    traced.write(f"governance/contracts/{USE}.yaml", traced.contract_of_use(steps=("threshold_status",)))


EVENT = "staging.stg_events as events"
LEAKS = [
    Leak("a personal column renamed twice", renamed_twice, ("raw.use_events.mail (Weg:", "staging.stg_events.label")),
    Leak("through a view", through_a_view, ("raw.use_events.mail (Weg:", "staging.contacts.reached_by", "als Wert")),
    Leak("by select *", by_select_star, ("raw.use_events.mail", "marts.everything.service")),
    Leak(
        "through a join condition",
        counted(
            "select events.ars, events.month, events.service, count(distinct events.case_pid) as starts "
            f"from {EVENT} inner join (select distinct mail from {EVENT} where age > 30) as known "
            "on known.mail = events.mail group by all"
        ),
        ("Personenbezug »Personenbezogen«", "mittelbar", "raw.use_events"),
    ),
    Leak(
        "through a filter", counted(grouped("service", "where age > 20")),
        ("mittelbar (Bedingung, Verknüpfung, Gruppe oder Filter)", "raw.use_events"),
    ),
    Leak(
        "through a filter that singles one out", counted(grouped("service", "where mail = 'kind3@example.org'")),
        ("durch Vergleich mit einem festen Wert", "kein Schutzschritt hilft"), column="starts",
    ),
    Leak(
        "by concatenation", models(use_monthly=grouped("concat(service, ' ', postcode)")),
        ("als Wert", "raw.use_events.postcode"),
    ),
    Leak(
        "through an aggregate of one",
        counted("select ars, month, service, count(distinct case_pid) as starts, max(mail) as top "
                "from staging.stg_events group by all", service="counted.top"),
        ("als Wert", "raw.use_events.mail"),
    ),
    Leak(
        "through the threshold, but no count",
        not_a_count,
        ("raw.use_events.age",), column="starts",
    ),
    Leak(
        "through the threshold, by arithmetic on the count", through_steps(count="counted.starts * 5 + 2"),
        ("staging.stg_events.case_pid",), column="starts",
    ),
    Leak(
        "by case when", models(use_monthly=grouped("case when age < 25 then 'jung' else 'alt' end")),
        ("mittelbar", "raw.use_events"),
    ),
    Leak(
        "by window order",
        models(use_monthly=(
            "select ars, month, cast(row_number() over (partition by ars order by mail) as varchar) as service, "
            "1 as starts from staging.stg_events qualify row_number() over (partition by ars order by mail) < 3"
        )),
        ("mittelbar", "raw.use_events"),
    ),
    Leak("by a hash", models(use_monthly=grouped("md5(mail)")), ("als Wert", "raw.use_events.mail")),
    Leak("by a part", models(use_monthly=grouped("left(postcode, 2)")), ("als Wert", "raw.use_events.postcode")),
    Leak(
        "by a bare count", opened(threshold="counted.starts"),
        ("als Wert", "staging.stg_events.case_pid", "einen Schutzschritt anwenden"), column="starts",
    ),
    Leak(
        "by a bare count(*)",
        counted("select ars, month, service, count(*) as starts from staging.stg_events group by all",
                threshold="counted.starts"),
        ("Das kommt von den Zeilen von staging.stg_events",), column="starts",
    ),
    Leak("by a weakened macro of the same name", weakened, ("staging.stg_events.case_pid",), column="starts"),
    Leak(
        "by a weakened macro: the contract's promise", weakened, ("Schutzschritt threshold", "Makro gleichen Namens"),
        column="starts", check="schutzschritte", code="schritt_nicht_gefunden",
    ),
    Leak(
        "by a comment that claims a step",
        opened(threshold="/* threshold(count, delivered) */ counted.starts -- {{ threshold }}\n"),
        ("anderes Makro gleichen Namens oder ein Kommentar zählt nicht",), column="starts",
        check="schutzschritte", code="schritt_nicht_gefunden",
    ),
    Leak("by a step not named in the contract", not_named, ("staging.stg_events.case_pid",), column="starts"),
    Leak(
        "by SQL that cannot be traced",
        models(open_use="select ars, 'x' as partner_name, month, service, wert as starts, 'wert' as starts_status from "
                        "(pivot (select ars, month, service, starts, 'wert' as s from marts.use_monthly) on s "
                        "using max(starts))"),
        ("nicht lückenlos verfolgen (PIVOT in Zeile 1", "das SQL einfacher schreiben"), code="nicht_verfolgbar",
    ),
]  # fmt: skip


def found(record: GateRecord, leak: Leak) -> Finding:
    """Return the finding of the meant check on the meant column."""
    hits = [f for f in record.findings if (f.check, f.code, f.column) == (leak.check, leak.code, leak.column)]
    assert hits, [(f.check, f.code, f.column, f.message) for f in record.findings]
    return hits[0]


@pytest.mark.parametrize("leak", LEAKS, ids=lambda leak: leak.title)
def test_lineage_stops_it(traced: TracedWorld, leak: Leak) -> None:
    leak.spoil(traced)
    candidate = traced.candidate()
    record = evaluate_gate(candidate)
    assert record.outcome == "gestoppt"
    message = found(record, leak).message
    for words in leak.said:
        assert words in message, message
    assert not any(finding.check == "entscheidung" for finding in record.findings), "it was decided upon"
    with pytest.raises(GateClosed):
        build_release(candidate)


def test_a_step_whose_proof_fails_lowers_nothing_that_leaves(traced: TracedWorld) -> None:
    """The macro itself is weakened, for everybody: the SQL still matches it, its proof no longer succeeds."""
    macro = traced.macros["macros"]["threshold"]
    macro["macro_sql"] = macro["macro_sql"].replace("< 5 then null", "< 2 then null")
    traced.change(open_use=traced.opened())
    record = evaluate_gate(traced.candidate())
    [proof] = [f for f in record.findings if f.check == "schutzschritte"]
    assert proof.code == "nachweis_gescheitert"
    assert "ein bis vier Fälle sind nicht gesperrt" in proof.message
    assert "vorher darf es keine Klasse senken" in proof.message
    assert record.outcome == "gestoppt"


def test_a_step_that_is_not_allow_listed_or_not_proven_is_told(traced: TracedWorld) -> None:
    path = traced.project.governance / "breakers.yaml"
    candidate = traced.candidate()
    path.unlink()
    codes = {f.code for f in evaluate_gate(candidate).findings if f.check == "schutzschritte"}
    assert codes == {"schritt_unbekannt"}


def test_sql_edited_after_the_decision_needs_a_new_one(traced: TracedWorld) -> None:
    traced.rebind = False
    traced.change(use_monthly=COUNTED.replace("count(distinct case_pid)", "count(case_pid)"))
    record = evaluate_gate(traced.candidate())
    assert record.outcome == "gestoppt"
    assert {f.code for f in record.findings} == {"anderer_fingerprint"}
    traced.change(
        use_monthly=f"-- another comment\n{COUNTED.upper().replace('STAGING.STG_EVENTS', 'staging.stg_events')}"
    )
    assert evaluate_gate(traced.candidate()).outcome == "offen", "only meaning counts, not layout"


def test_a_stronger_role_does_not_open_what_lineage_closes(traced: TracedWorld) -> None:
    """Two people may have signed: the class of a column is not theirs to decide."""
    traced.change(use_monthly=grouped("mail"))
    traced.decide(USE, decision(USE, status="offen_nach_anonymisierung"))
    assert evaluate_gate(traced.candidate()).outcome == "gestoppt"
