from __future__ import annotations
from pathlib import Path
import duckdb, pytest
from godonu_platform.publication.gate import evaluate_gate
import tests.publication.traced_world as tw
tw.STEPS = ("threshold","threshold_status","protected_series")
from tests.publication.traced_world import TracedWorld, trace_world, USE
from tests.publication.world import World

@pytest.fixture
def traced(world: World, repository: Path, monkeypatch) -> TracedWorld:
    from tests.publication.traced_world import TracedWorld as T
    orig = T.contract_of_use
    monkeypatch.setattr(T, "contract_of_use", lambda self, steps=("threshold","threshold_status"), **e: orig(self, steps, **e))
    return trace_world(world, repository)

def with_series(t):
    c = t.contract_of_use(("threshold","threshold_status"))
    for e in c["customProperties"]:
        if e["property"] == "schutzschritte":
            e["value"].append({"schritt": "protected_series", "spalten": [], "genehmigt_von": "datenschutzbeauftragte", "begruendung": "Gruppen unter 5", "nachweis": "x"})
    t.write(f"governance/contracts/{USE}.yaml", c)

COUNT = "select ars, month, service, count(distinct case_pid) as starts from staging.stg_events group by all"
ROWS = "select ars, month, service from staging.stg_events group by all"

def thr(t, **k):
    k = {"delivered": "true"} | k
    return t.step("threshold", **k)
def st(t, count="10", delivered="true"):
    return t.step("threshold_status", count=count, delivered=delivered)

def a_fanout_count(t):
    t.models["marts.use_monthly"] = "select e.ars, e.month, e.service, count(*) as starts from staging.stg_events as e cross join range(1000) as r(n) group by all"
    t.change(open_use=t.opened())
def a_fanout_sum(t):
    t.change(open_use=t.opened().replace("from marts.use_monthly as counted", "from (select c.ars, c.month, c.service, sum(c.starts) as starts from marts.use_monthly as c cross join range(1000) as r(n) group by all) as counted"))
CASE = "case when {0} = 1 then 10 when {0} = 2 then 20 when {0} = 3 then 30 when {0} = 12 then 120 when {0} = 23 then 230 else {0} end"
def a_case_in_arg(t):
    e = CASE.format("counted.starts")
    t.change(open_use=t.opened(threshold=thr(t, count=e), status=st(t, count=e)))
def a_case_below(t):
    t.models["marts.use_monthly"] = f"select ars, month, service, {CASE.format('n')} as starts from (select ars, month, service, count(distinct case_pid) as n from staging.stg_events group by all)"
    t.change(open_use=t.opened())
def a_greatest(t):
    e = "greatest(counted.starts, 5)"
    t.change(open_use=t.opened(threshold=thr(t, count=e), status=st(t, count=e)))
def a_join_lookup(t):
    sub = "(select e.ars as k, max(r.n) as code from staging.stg_events as e inner join range(5000) as r(n) on r.n = e.age * 10 group by e.ars) as codes"
    sql = t.opened(threshold=thr(t, count="codes.code"), status=st(t, count="codes.code")) + f" left join {sub} on codes.k = counted.ars"
    t.change(open_use=sql)
def a_scalar_filter(t):
    e = "(select max(r.n) * 10 from range(5000) as r(n) where r.n <= (select max(e.age) from staging.stg_events as e where e.ars = counted.ars))"
    t.change(open_use=t.opened(threshold=thr(t, count=e), status=st(t, count=e)))
def a_delivered_bit(t):
    d = "(select max(e.age) from staging.stg_events as e where e.ars = counted.ars) > 30"
    t.change(open_use=t.opened(threshold=thr(t, count="10", delivered=d), status=st(t, delivered=d)))
def a_measure_case(t):
    e = "(select case when max(e.age) > 35 then 5 else 10 end from staging.stg_events as e where e.ars = counted.ars)"
    t.change(open_use=t.opened(threshold=thr(t, count=e, contributors="counted.starts")))
def a_max_of_one(t):
    t.models["marts.use_monthly"] = "select ars, month, service, max(n) as starts from (select ars, month, service, case_pid, count(*) as n from staging.stg_events group by all) group by ars, month, service"
    with_series(t)
    ser = t.step("protected_series", relation="marts.use_monthly", keys=["ars","month","service"], cases="sum(starts)")
    t.change(open_use=t.opened().replace("from marts.use_monthly as counted", f"from (select s.*, u.starts from ({ser}) as s left join (select ars, month, service, max(starts) as starts from marts.use_monthly group by ars, month, service) as u using (ars, month, service)) as counted"))
def a_series_literal(t):
    with_series(t)
    t.models["marts.use_monthly"] = "select ars, month, service, case_pid, case when age > 30 then 'alt' else 'jung' end as bucket from staging.stg_events"
    ser = t.step("protected_series", relation="marts.use_monthly", keys=["ars","month","service","bucket"], cases="5")
    t.change(open_use=f"select c.ars, n.name as partner_name, c.month, c.bucket || c.service as service, 10 as starts, 'wert' as starts_status from ({ser}) as c inner join raw.partners as n on n.ars = c.ars")
def a_series_literal_threshold(t):
    with_series(t)
    t.models["marts.use_monthly"] = "select ars, month, service, case_pid, case when age > 30 then 'alt' else 'jung' end as bucket from staging.stg_events"
    ser = t.step("protected_series", relation="marts.use_monthly", keys=["ars","month","service","bucket"], cases="5")
    t.change(open_use=f"select c.ars, n.name as partner_name, c.month, c.bucket || ' ' || c.service as service, {thr(t, count='10')} as starts, {st(t)} as starts_status from ({ser}) as c inner join raw.partners as n on n.ars = c.ars")
def a_series_label(t):
    with_series(t)
    t.models["marts.use_monthly"] = "select ars, month, service, 1 as one, case_pid, case when age > 39 then 'ueber39' when age > 30 then 'ueber30' else 'jung' end as bucket from staging.stg_events"
    ser = t.step("protected_series", relation="marts.use_monthly", keys=["ars","month","service"], cases="count(distinct case_pid)", label="bucket")
    t.change(open_use=f"select c.ars, n.name as partner_name, c.month, c.bucket || ' ' || c.service as service, {thr(t, count='10')} as starts, {st(t)} as starts_status from ({ser}) as c inner join raw.partners as n on n.ars = c.ars")
def a_query_function(t):
    t.models = {"staging.stg_events": t.models["staging.stg_events"],
      "staging.sneak": "select ars, month, mail as service, starts from query('select ars, month, mail, 10 as starts from staging.stg_events')",
      "marts.use_monthly": "select ars, month, service, 10 as starts from staging.sneak", f"marts.{USE}": t.opened()}
    t.change(open_use=t.opened(threshold=thr(t, count="10"), status=st(t)))
def a_read_parquet(t):
    p = str(t.project.data / "lake.parquet"); Path(p).parent.mkdir(parents=True, exist_ok=True)
    duckdb.sql(f"copy (select '064110000000' as ars, date '2026-08-01' as month, 'geheim' as mail) to '{p}' (format parquet)")
    t.models = {"staging.stg_events": t.models["staging.stg_events"],
      "marts.use_monthly": f"select ars, month, mail as service, 10 as starts from read_parquet('{p}')", f"marts.{USE}": ""}
    t.models["marts."+USE] = t.opened(threshold=thr(t, count="10"), status=st(t)).replace("inner join", "left join")
    t.build()
def a_group_existence(t):
    t.change(open_use=f"select c.ars, n.name as partner_name, c.month, c.service, {thr(t, count='10')} as starts, {st(t)} as starts_status from ({ROWS}) as c inner join raw.partners as n on n.ars = c.ars")
def a_group_existence_raw_rows(t):
    t.change(open_use=f"select c.ars, n.name as partner_name, c.month, c.service, {thr(t, count='10')} as starts, {st(t)} as starts_status from staging.stg_events as c inner join raw.partners as n on n.ars = c.ars")
def a_table_differs_from_sql(t):
    t.build(f"update marts.{USE} set service = 'Alter ' || (select max(age) from staging.stg_events as e where e.ars = {USE}.ars)|| ' ' || service")
def a_unnest_rows(t):
    # multiplicity: as many rows as the exact count, numbered by a public series
    t.change(open_use=f"select c.ars, n.name as partner_name, c.month, c.service || ' ' || chr(65 + r.n) as service, {thr(t, count='10')} as starts, {st(t)} as starts_status from marts.use_monthly as c inner join range(26) as r(n) on r.n < c.starts inner join raw.partners as n on n.ars = c.ars")
def a_is_null_singled(t):
    e = "greatest(counted.starts, 0) "
    t.change(open_use=t.opened(threshold=thr(t, count="counted.starts + 0")))
def a_count_cond(t):
    # one person: filter by range, not equality, count_if with fan-out
    t.models["marts.use_monthly"] = "select ars, month, service, count(distinct case_pid) filter (where case_pid between '06611' and '06612') as starts from staging.stg_events group by all"
    t.change(open_use=t.opened())
def a_sum_one(t):
    t.models["marts.use_monthly"] = "select ars, month, service, sum(case when age >= 38 then 1 else 0 end) as starts from staging.stg_events group by all"
    t.change(open_use=t.opened())
def a_distinct_pairs(t):
    t.models["marts.use_monthly"] = "select ars, month, service, count(distinct case_pid || cast(r.n as varchar)) as starts from staging.stg_events cross join range(1000) as r(n) group by all"
    t.change(open_use=t.opened())
def a_filter_unnest(t):
    t.models["marts.use_monthly"] = "select ars, month, service, count(u) as starts from (select ars, month, service, unnest(range(age * 10)) as u from staging.stg_events) group by all"
    t.change(open_use=t.opened())
def a_count_range_age(t):
    t.models["marts.use_monthly"] = "select e.ars, e.month, e.service, count(r.n) as starts from staging.stg_events as e inner join range(5000) as r(n) on r.n < e.age * 10 group by all"
    t.change(open_use=t.opened())
def a_count_scalar(t):
    e = "(select count(*) from range(5000) as r(n) where r.n < (select max(age) * 10 from staging.stg_events as e where e.ars = counted.ars))"
    t.change(open_use=t.opened(threshold=thr(t, count=e), status=st(t, count=e)))
def a_recursive(t):
    t.change(open_use=t.opened(service="(select string_agg(chr(r.n), '') from range(33, 127) as r(n) where strpos((select min(e.mail) from staging.stg_events as e), chr(r.n)) > 0)"))


TAIL = "left join (select ars as a2, month as m2, service as s2, count(distinct case_pid) as starts from staging.stg_events group by ars, month, service) as m on m.a2 = c.ars and m.m2 = c.month and m.s2 = c.service inner join raw.partners as n on n.ars = c.ars"
def _series(t, below, keys, cases, label=None, service="c.bucket || ' ' || c.service"):
    with_series(t)
    t.models = {"staging.stg_events": t.models["staging.stg_events"], "marts.use_monthly": below, f"marts.{USE}": ""}
    ser = t.step("protected_series", relation="marts.use_monthly", keys=keys, cases=cases, **({"label": label} if label else {}))
    t.change(open_use=f"select c.ars, n.name as partner_name, c.month, {service} as service, {thr(t, count='m.starts')} as starts, {st(t, count='m.starts')} as starts_status from ({ser}) as c {TAIL}")
BUCK = "select ars, month, service, case_pid, case when age > 39 then 'ueber39' when age > 30 then 'ueber30' when age > 18 then 'ueber18' else 'jung' end as bucket from staging.stg_events"
def b_series_literal(t): _series(t, BUCK, ["ars","month","service","bucket"], "5")
def b_series_literal_nobucket(t): _series(t, BUCK, ["ars","month","service"], "5", service="c.service")
def b_series_label(t): _series(t, BUCK, ["ars","month","service"], "count(distinct case_pid)", "bucket")
def b_series_case(t): _series(t, BUCK, ["ars","month","service","bucket"], "count(distinct case_pid)")
def b_series_fanout(t): _series(t, BUCK.replace("from staging.stg_events","from staging.stg_events cross join range(5) as r(n)"), ["ars","month","service","bucket"], "count(*)")
def b_series_greatest(t): _series(t, BUCK, ["ars","month","service","bucket"], "greatest(count(*), 5)")
def b_max_of_one(t):
    with_series(t)
    t.models = {"staging.stg_events": t.models["staging.stg_events"], "staging.person": "select e.ars, e.month, e.service, e.case_pid, count(r.n) as n from staging.stg_events as e cross join range(7) as r(n) group by all",
      "marts.use_monthly": "select ars, month, service, max(n) as starts from staging.person group by ars, month, service", f"marts.{USE}": ""}
    ser = t.step("protected_series", relation="marts.use_monthly", keys=["ars","month","service"], cases="sum(starts)")
    t.change(open_use=t.opened().replace("from marts.use_monthly as counted", f"from (select s.ars, s.month, s.service, u.starts from ({ser}) as s left join (select ars as a2, month as m2, service as s2, max(starts) as starts from marts.use_monthly group by ars, month, service) as u on u.a2 = s.ars and u.m2 = s.month and u.s2=s.service) as counted"))
def b_group_existence(t):
    t.models = {"staging.stg_events": t.models["staging.stg_events"], f"marts.{USE}": ""}
    t.change(open_use=f"select c.ars, n.name as partner_name, c.month, c.service, {thr(t, count='m.starts')} as starts, {st(t, count='m.starts')} as starts_status from ({ROWS}) as c {TAIL}")
def b_dup_rows_nth(t):
    t.models = {"staging.stg_events": t.models["staging.stg_events"], f"marts.{USE}": ""}
    t.change(open_use=f"select c.ars, n.name as partner_name, c.month, c.service || ' ' || chr(65+c.k) as service, {thr(t, count='m.starts')} as starts, {st(t, count='m.starts')} as starts_status from (select ars, month, service, unnest([1,2,3]) as k from ({ROWS}) as q) as c {TAIL}")
def b_refused_no_table(t):
    t.models = {"staging.stg_events": t.models["staging.stg_events"],
      "staging.sneak": "select ars, month, service from query('select ars, month, min(mail) || service as service from staging.stg_events group by ars, month, service')",
      "marts.use_monthly": "", f"marts.{USE}": ""}
    t.models["marts.use_monthly"] = "select ars, month, service, count(distinct case_pid) as starts from staging.stg_events group by ars, month, service"
    t.change(open_use=f"select s.ars, n.name as partner_name, s.month, s.service as service, {thr(t, count='c.starts')} as starts, {st(t, count='c.starts')} as starts_status from staging.sneak as s left join (select ars as a2, month as m2, max(starts) as starts from marts.use_monthly group by ars, month) as c on c.a2 = s.ars and c.m2 = s.month inner join raw.partners as n on n.ars = s.ars")
def b_refused_text(t):
    b_refused_no_table(t)
    t.models["staging.sneak"] = t.models["staging.sneak"].replace("min(mail)", "string_agg(distinct postcode[1:3])")
    t.build()
def b_refused_age(t):
    b_refused_no_table(t)
    t.models["staging.sneak"] = t.models["staging.sneak"].replace("min(mail)", "chr(60+cast(max(age) as int))")
    t.build()
ATT = {k: v for k, v in dict(globals()).items() if k.startswith(("a_","b_"))}
@pytest.mark.parametrize("name", ATT)
def test_attack(traced, name):
    ATT[name](traced)
    try:
        rec = evaluate_gate(traced.candidate())
    except Exception as e:
        print("EXC", name, repr(e)[:300]); raise
    with duckdb.connect(str(traced.project.warehouse_ro), read_only=True) as c:
        rows = c.execute(f"select * from marts.{USE} order by all limit 8").fetchall()
        n = c.execute(f"select count(*) from marts.{USE}").fetchall()
    print("\n#####", name, rec.outcome, n)
    for r in rows: print("   ", r)
    for f in rec.findings: print("  F", f.check, f.code, f.column, f.message[:200])
    assert rec.outcome in ("gestoppt","nicht_offen")
