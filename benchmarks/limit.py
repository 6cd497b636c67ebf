# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The limit: one plain DuckDB script that does the same job without any platform.

    python -m benchmarks.limit INBOX OUT

Reads NDJSON with types, keeps what is valid, counts each event once, computes usage, funnel, payments and logins by
month, partner and service, writes CSV. No pseudonyms, no quarantine, no lineage, no gate: it is what cannot be beaten.
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

COLUMNS = {
    "event_id": "VARCHAR",
    "source_system": "VARCHAR",
    "ars": "VARCHAR",
    "service_key": "VARCHAR",
    "process_key": "VARCHAR",
    "process_version": "VARCHAR",
    "case_id": "VARCHAR",
    "session_id": "VARCHAR",
    "event_type": "VARCHAR",
    "step_index": "BIGINT",
    "step_key": "VARCHAR",
    "step_label": "VARCHAR",
    "occurred_at": "TIMESTAMPTZ",
    "channel": "VARCHAR",
    "auth_method": "VARCHAR",
    "payment_provider": "VARCHAR",
    "payment_method": "VARCHAR",
    "payment_state": "VARCHAR",
    "amount_cents": "BIGINT",
    "currency": "VARCHAR",
    "duration_ms": "BIGINT",
    "language": "VARCHAR",
    "device_type": "VARCHAR",
    "page_url": "VARCHAR",
}
KNOWN = (
    *("service_viewed", "case_started", "step_viewed", "step_completed", "auth_succeeded", "payment_succeeded"),
    *("submitted", "received"),
)
EVENTS = """
    create table events as
    select *, strftime(occurred_at at time zone 'Europe/Berlin', '%Y-%m') as month
    from read_json($files, format = 'newline_delimited', columns = $columns, ignore_errors = true)
    where event_id is not null and ars is not null and event_type in $known
      and occurred_at between timestamptz '2015-01-01 00:00:00+00' and timestamptz '2027-01-01 00:00:00+00'
    qualify row_number() over (partition by event_id) = 1
"""
MARTS = {
    "usage": """
        select month, ars, service_key,
               count(*) filter (event_type = 'service_viewed') as views,
               count(distinct case_id) filter (event_type = 'case_started') as started,
               count(distinct case_id) filter (event_type = 'submitted') as submitted,
               count(distinct session_id) as sessions
        from events group by all order by all""",
    "funnel": """
        select month, ars, service_key, step_index, step_key, event_type, count(distinct case_id) as cases
        from events where step_index is not null group by all order by all""",
    "payments": """
        select month, ars, service_key, payment_method, payment_state, count(*) as payments, sum(amount_cents) as cents
        from events where payment_state is not null group by all order by all""",
    "logins": """
        select month, ars, service_key, auth_method, count(distinct case_id) as cases
        from events where auth_method is not null group by all order by all""",
}


def compute(inbox: Path, out: Path) -> int:
    """Write the four marts as CSV and return how many events they hold."""
    out.mkdir(parents=True, exist_ok=True)
    con = duckdb.connect(str(out / "limit.duckdb"))
    files = str(inbox / "*" / "portal_events" / "*.ndjson")
    con.execute(EVENTS, {"files": files, "columns": COLUMNS, "known": list(KNOWN)})
    for name, sql in MARTS.items():
        con.execute(f"copy ({sql}) to '{out / name}.csv' (header)")
    counted = con.execute("select count(*) from events").fetchall()[0][0]
    con.close()
    return int(counted)


if __name__ == "__main__":
    print(compute(Path(sys.argv[1]), Path(sys.argv[2])))
