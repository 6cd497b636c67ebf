# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where SQL brings partners together, with the truth written by hand; what is not seen through counts as mixed."""

from __future__ import annotations

import pytest

from godonu_platform.lineage.partner_gathering import CHOSEN, COMPARED, CUT, GROUPED, JOINED, MERGED, UNCLEAR
from godonu_platform.lineage.partner_keys import Relation
from godonu_platform.lineage.partner_rows import PartnerRows

TABLES = {
    "raw.a": Relation(("ars", "batch", "month", "n", "service"), True, frozenset({"ars", "batch"})),
    "raw.b": Relation(("ars", "month", "m", "service"), True, frozenset({"ars"})),
    "raw.partners": Relation(("ars", "name", "role"), False),
    "raw.months": Relation(("month",), False),
    "raw.lost": Relation(("event_id",), True),
}
KEEPS = {
    "a copy": ("select * from raw.a", {"ars", "batch"}),
    "a copy by name": ("select x.* from raw.a as x", {"ars", "batch"}),
    "a star without one column": ("select * exclude (batch) from raw.a", {"ars"}),
    "renamed": ("select a.ars as kommune, n from raw.a as a", {"kommune"}),
    "cast and brackets": ("select cast((ars) as varchar) as ars from raw.a", {"ars"}),
    "grouped by partner": ("select ars, sum(n) as n from raw.a group by ars", {"ars"}),
    "grouped by place": ("select month, ars, sum(n) from raw.a group by 1, 2", {"ars"}),
    "grouped by all": ("select month, ars, sum(n) as n from raw.a group by all", {"ars"}),
    "grouped by the delivery": ("select batch, count(*) from raw.a group by batch", {"batch"}),
    "distinct with the partner": ("select distinct ars, month from raw.a", {"ars"}),
    "a window of the partner": ("select ars, sum(n) over (partition by ars, month) as s from raw.a", {"ars"}),
    "a named window": ("select ars, rank() over w as r from raw.a window w as (partition by ars order by n)", {"ars"}),
    "joined on the partner": ("select a.ars, m from raw.a as a join raw.b as b on b.ars = a.ars", {"ars"}),
    "joined by USING": ("select ars, m from raw.a join raw.b using (ars, month)", {"ars"}),
    "joined in WHERE": ("select a.ars, m from raw.a as a, raw.b as b where a.ars = b.ars and n > 1", {"ars"}),
    "null-safe": ("select a.ars, m from raw.a as a left join raw.b as b on b.ars is not distinct from a.ars", {"ars"}),
    "joined with a public list": (
        "select p.ars, p.name, n from raw.a as a join raw.partners as p on p.ars = a.ars", {"ars"},
    ),
    "joined through a public list": (
        "select a.ars from raw.a as a join raw.partners as p on p.ars = a.ars join raw.b as b on b.ars = p.ars",
        {"ars"},
    ),
    "all months of each partner": ("select a.ars, m.month from raw.a as a cross join raw.months as m", {"ars"}),
    "both sides of a full join": (
        "select coalesce(a.ars, b.ars) as ars, n, m from raw.a as a full join raw.b as b on a.ars = b.ars", {"ars"},
    ),
    "union of both": ("select ars, n from raw.a union all select ars, m from raw.b", {"ars"}),
    "a correlated question": (
        "select ars from raw.a where not exists (select 1 from raw.b where b.ars = a.ars and b.month = a.month)",
        {"ars"},
    ),
    "a correlated sum": (
        "select ars, (select sum(m) from raw.b as b where b.ars = a.ars) as m from raw.a as a", {"ars"},
    ),
    "asked for its own key": ("select ars, n from raw.a where ars in (select ars from raw.b)", {"ars"}),
    "asked for a pair": (
        "select ars from raw.a where (month, ars) in (select month, ars from raw.b)", {"ars"},
    ),
    "a public subquery": ("select ars from raw.a where month in (select month from raw.months)", {"ars"}),
    "counted in a public list": ("select count(*) as n from raw.partners", set()),
    "CTEs that hand it on": (
        "with x as (select * from raw.a), y as (select ars, max(n) as n from x group by ars) select * from y", {"ars"},
    ),
    "a CTE with names of its own": ("with x (k, n) as (select ars, n from raw.a) select k from x", {"k"}),
    "a generated table": ("select ars, r.n from raw.a cross join range(3) as r(n)", {"ars"}),
    "the partner under a new name": ("select ars as k, sum(n) over (partition by k) as s from raw.a", {"k"}),
}  # fmt: skip
MIXES = {
    "a total": ("select sum(n) from raw.a", GROUPED),
    "a total that only the engine knows": ("select histogram(n) from raw.a", GROUPED),
    "grouped without the partner": ("select month, sum(n) from raw.a group by month", GROUPED),
    "grouped by all but the partner": ("select month, sum(n) from raw.a group by all", GROUPED),
    "with subtotals": ("select ars, month, sum(n) from raw.a group by rollup (ars, month)", GROUPED),
    "grouping sets": ("select ars, sum(n) from raw.a group by grouping sets ((ars), ())", GROUPED),
    "grouped by a part of it": ("select left(ars, 2) as land, sum(n) from raw.a group by left(ars, 2)", GROUPED),
    "having only": ("select 1 as x from raw.a having sum(n) > 3", GROUPED),
    "a share of all": ("select ars, n / sum(n) over () as share from raw.a", COMPARED),
    "a rank among all": ("select ars, rank() over (partition by month order by n) as r from raw.a", COMPARED),
    "a rank in QUALIFY": ("select ars from raw.a qualify row_number() over (order by n) <= 3", COMPARED),
    "a named window of all": ("select ars, rank() over w as r from raw.a window w as (order by n)", COMPARED),
    "joined on something else": ("select a.ars, m from raw.a as a join raw.b as b on a.month = b.month", JOINED),
    "joined on everything": ("select a.ars, m from raw.a as a cross join raw.b as b", JOINED),
    "joined by comma": ("select a.ars, b.m from raw.a as a, raw.b as b", JOINED),
    "joined with OR": ("select a.ars from raw.a as a join raw.b as b on a.ars = b.ars or a.month = b.month", JOINED),
    "joined on NOT": ("select a.ars from raw.a as a join raw.b as b on not a.ars = b.ars", JOINED),
    "joined on another column": ("select a.ars from raw.a as a join raw.b as b on a.ars = b.service", JOINED),
    "joined through a wrong list": (
        "select a.ars from raw.a as a join raw.partners as p on p.name = a.service join raw.b as b on b.ars = p.ars",
        JOINED,
    ),
    "a left join and a WHERE that comes too late": (
        "select a.ars, b.m from raw.a as a left join raw.b as b on a.month = b.month where a.ars = b.ars", JOINED,
    ),
    "natural": ("select ars from raw.a natural join raw.b", JOINED),
    "as of": ("select a.ars from raw.a as a asof join raw.b as b on a.ars = b.ars and a.month >= b.month", JOINED),
    "distinct without the partner": ("select distinct month from raw.a", MERGED),
    "distinct on": ("select distinct on (month) ars, n from raw.a", MERGED),
    "union that merges": ("select n from raw.a union select m from raw.b", MERGED),
    "what the others have": ("select service from raw.a except select service from raw.b", MERGED),
    "the first rows": ("select * from raw.a order by n limit 3", CUT),
    "a sample": ("select * from raw.a using sample 10 rows", CUT),
    "the first rows of a union": ("(select ars from raw.a) union all (select ars from raw.b) limit 2", CUT),
    "the total as a value": ("select ars, (select sum(m) from raw.b) as total from raw.a", GROUPED),
    "only where the others are": ("select ars from raw.a where month in (select month from raw.b)", CHOSEN),
    "asked for a foreign key": ("select ars from raw.a where service in (select ars from raw.b)", CHOSEN),
    "exists anywhere": ("select ars from raw.a where exists (select 1 from raw.b where b.month = a.month)", CHOSEN),
    "public rows that partners decide": (
        "select month from raw.months as m where exists (select 1 from raw.b as b where b.month = m.month)", CHOSEN,
    ),
    "public rows by semi join": (
        "select m.month from raw.months as m semi join raw.b as b on b.month = m.month", CHOSEN,
    ),
    "half of a full join": (
        "select b.ars, count(*) over (partition by a.ars) as n from raw.a as a full join raw.b as b on a.ars = b.ars",
        COMPARED,
    ),
    "the optional side as partner": (
        "select b.ars, sum(n) as n from raw.a as a left join raw.b as b on a.ars = b.ars group by b.ars", GROUPED,
    ),
    "lost before, joined after": (
        "with x as (select month, n from raw.a) select x.n from x join raw.b as b on b.month = x.month", JOINED,
    ),
    "a table without partner": ("select event_id, count(*) from raw.lost group by event_id", GROUPED),
    "a pivot": ("select * from raw.a pivot (sum(n) for month in ('2025-01'))", UNCLEAR),
    "a file": ("select * from read_csv('x.csv')", UNCLEAR),
    "no SQL at all": ("sellect", UNCLEAR),
    "no query": ("drop table raw.a", UNCLEAR),
}  # fmt: skip


@pytest.mark.parametrize(("sql", "keys"), KEEPS.values(), ids=KEEPS.keys())
def test_what_keeps_to_the_partner_passes(sql: str, keys: set[str]) -> None:
    rows = PartnerRows(TABLES)
    assert rows.model("marts.x", sql) == ()
    assert rows.tables["marts.x"].keys == keys


@pytest.mark.parametrize(("sql", "reason"), MIXES.values(), ids=MIXES.keys())
def test_what_brings_partners_together_is_found(sql: str, reason: str) -> None:
    found = PartnerRows(TABLES).model("marts.x", sql)
    assert reason in {mixing.reason for mixing in found}, found


def test_a_table_that_nobody_named_counts_as_mixed() -> None:
    [found] = PartnerRows(TABLES).model("marts.x", "select * from raw.fremd")
    assert found.reason == "liest eine unbekannte Tabelle (fremd)"


def test_the_place_is_the_name_of_the_cte_and_told_once() -> None:
    total = "select month, sum(n) as n from raw.a group by month"
    sql = f"with t as ({total}) select a.ars, t.n from raw.a as a join t using (month)"
    [found] = PartnerRows(TABLES).model("marts.x", sql)
    assert (found.model, found.place, found.reason) == ("marts.x", "t", GROUPED)


def test_an_accepted_place_is_not_told_and_stays_accepted_only_there() -> None:
    total = "with t as (select sum(n) as n from raw.a) select a.ars, t.n from raw.a as a cross join t"
    rows = PartnerRows(TABLES, lambda model, place: (model, place) == ("marts.x", "t"))
    assert rows.model("marts.x", total) == ()
    assert rows.tables["marts.x"].keys == {"ars"}
    assert rows.model("marts.y", total) != ()


def test_what_one_model_loses_is_lost_for_the_next() -> None:
    rows = PartnerRows(TABLES)
    assert rows.model("marts.x", "select month, n from raw.a") == ()
    assert rows.model("marts.y", "select month, max(n) from marts.x group by month")
