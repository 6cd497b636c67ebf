# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Generates portal events as NDJSON in the canonical names: millions of lines, one percent repeated, some dirt.

    python -m benchmarks.generate_events OUT --events 5000000 [--months 12] [--until 2026-10-31] [--day] [--single]

Writes OUT/<ars>/portal_events/benchmark_<month>.ndjson. Everything follows from the number of an event, so that the
same call writes the same bytes. Dirt is one line in a thousand: torn, wrong type, unknown code, impossible time.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import duckdb

PARTNERS = (
    *("066110000000", "065340014014", "065310005005", "065320023023", "066310009009"),
    *("065330009009", "064130000000", "064120000000", "06439"),
)
SERVICES = (
    *("99008001012000", "99115005104000", "99027002012000", "99059001104000", "99059004012000"),
    *("99110009104000", "99050012104000", "99025002169000", "99108003001000", "99108012005000"),
    *("99036008007000", "99023002020000", "99023001012000", "99012008001000", "99001009004000"),
    *("99073001022000", "99077020040000", "99071007002000", "99010001001000", "99107023011000"),
)
# One case is ten events; later ones are missing where the case was given up (see `kept` in _EVENTS).
COURSE = (
    *("service_viewed", "case_started", "step_viewed", "step_completed", "step_viewed", "step_completed"),
    *("auth_succeeded", "payment_succeeded", "submitted", "received"),
)
METHODS = ("bundid_password", "eid", "bundid_elster", "company_account")
PAYMENTS = ("paypal", "credit_card", "sepa_debit", "wero", "invoice")


@dataclass(frozen=True)
class Job:
    """What to write: `events` lines over the days `first` to `last`; one file in all, or one per partner and month."""

    events: int
    first: date
    last: date
    single: bool = False
    offset: int = 0


_EVENTS = """
    select
        case when i % 100 = 99 then i - 37 else i end as m,  -- one in a hundred is the copy of an earlier event
        m // 10 * {partners} + {partner} as c,
        hash(c) as h,
        m % 10 as s,
        c * 10 + s as n,
        {start}::bigint + (h % {span}::ubigint)::bigint as begun,
        make_timestamp((begun + s * 41000 + (hash(n) % 30000)::bigint) * 1000) as instant
    from range({lower}::bigint, {upper}::bigint) r(i)
"""
# a third of the cases is given up before the login, as in life; so 13 of 15 numbers become events
_KEPT = "s < 6 or h % 3 <> 0"
NUMBERS_PER_EVENT = 15 / 13
# what is not known is left out, as most sources do
_LINE = """
    regexp_replace(to_json(struct_pack(
        event_id := printf('%s-%012d', 'bench', n),
        source_system := 'formserver',
        ars := {ars},
        service_key := list_extract({services}, 1 + (h // 7 % {n_services})::int),
        process_key := printf('P-%d', h // 7 % {n_services}),
        process_version := '2.1',
        case_id := case when s > 0 then printf('B-2026-%010d', c) end,
        session_id := case when s < 9 then printf('%016x', h) end,
        event_type := list_extract({course}, 1 + s::int),
        step_index := case when s in (2, 3) then 1 when s in (4, 5) then 2 end,
        step_key := case when s in (2, 3) then 'angaben' when s in (4, 5) then 'pruefen' end,
        step_label := case when s in (2, 3) then 'Angaben zur Person' when s in (4, 5) then 'Prüfen und absenden' end,
        occurred_at := strftime(instant, '%Y-%m-%dT%H:%M:%S.%gZ'),
        channel := case when h % 2 = 0 then 'web' else 'mobile_web' end,
        auth_method := case when s in (6, 8) then list_extract({methods}, 1 + (h // 11 % 4)::int) end,
        payment_provider := case when s = 7 then 'epay21' end,
        payment_method := case when s = 7 then list_extract({payments}, 1 + (h // 13 % 5)::int) end,
        payment_state := case when s = 7 then 'succeeded' end,
        amount_cents := case when s = 7 then 1000 + 100 * (h // 17 % 60)::int end,
        currency := case when s = 7 then 'EUR' end,
        duration_ms := case when s in (3, 5) then (hash(n) % 240000)::int end,
        language := 'de',
        device_type := case when h % 2 = 0 then 'desktop' else 'smartphone' end,
        page_url := case when s < 3
            then printf('https://antrag.example/dienst/%d/schritt/%d?sid=%016x', h // 7 % {n_services}, s, h) end
    ))::varchar, ',"[a-z_]+":null', '', 'g')
"""
_DIRT = """
    case
        when hash(n + 1) % 1000 <> 0 or m % 100 = 62 then line
        when n % 4 = 0 then left(line, 120)
        when n % 4 = 1 then regexp_replace(line, '"occurred_at":"[^"]*"', '"occurred_at":"gestern"')
        when n % 4 = 2 then regexp_replace(line, '"event_type":"[a-z_]+"', '"event_type":"unbekannt"')
        else regexp_replace(line, '"occurred_at":"[0-9]{4}', '"occurred_at":"9999')
    end
"""


def generate(out: Path, job: Job, memory_limit: str = "2GB") -> list[Path]:
    """Write the files of a job and return their paths; memory stays bounded whatever the number of events."""
    written = []
    con = duckdb.connect(config={"memory_limit": memory_limit, "preserve_insertion_order": "false"})
    months = _months(job.first, job.last)
    days = (job.last - job.first).days + 1
    partners = 1 if job.single else len(PARTNERS)
    each = job.events * NUMBERS_PER_EVENT / partners
    lower = job.offset
    for first, last in months:
        upper = job.offset + round(each * ((last - job.first).days + 1) / days / 100) * 100
        for partner, ars in enumerate(PARTNERS[:partners]):
            target = out / ars / "portal_events" / f"benchmark_{first:%Y-%m-%d}.ndjson"
            _write(con, target, (first, last), (lower, upper), partner, partners)
            written.append(target)
        lower = upper
    con.close()
    return written


def _write(
    con: duckdb.DuckDBPyConnection,
    target: Path,
    period: tuple[date, date],
    numbers: tuple[int, int],
    partner: int,
    partners: int,
) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    start = (period[0] - date(1970, 1, 1)).days * 86_400_000
    span = (
        (period[1] - period[0]).days + 1
    ) * 86_400_000 - 8 * 3_600_000  # the last local day, and room for ten events
    events = _EVENTS.format(
        partners=partners, partner=partner, start=start, span=span, lower=numbers[0], upper=numbers[1]
    )
    line = _LINE.format(
        ars=f"'{PARTNERS[partner]}'",
        n_services=len(SERVICES),
        services=list(SERVICES),
        course=list(COURSE),
        methods=list(METHODS),
        payments=list(PAYMENTS),
    )
    con.execute(
        f"copy (select {_DIRT} from (select m, n, {line} as line from ({events}) where {_KEPT})) "
        f"to '{target}' (format csv, header false, quote '', escape '', delimiter e'\\x01')"
    )


def _months(first: date, last: date) -> list[tuple[date, date]]:
    found = []
    while first <= last:
        following = (first.replace(day=1) + timedelta(days=32)).replace(day=1)
        found.append((first, min(last, following - timedelta(days=1))))
        first = following
    return found


def job_for(events: int, months: int, until: date, single: bool = False) -> Job:
    """Return the job that spreads events over whole months up to a day."""
    first = until.replace(day=1)
    for _ in range(months - 1):
        first = (first - timedelta(days=1)).replace(day=1)
    return Job(events, first, until, single)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--events", type=int, default=5_000_000)
    parser.add_argument("--months", type=int, default=3)
    parser.add_argument("--until", type=date.fromisoformat, default=date(2026, 10, 31))
    parser.add_argument("--day", action="store_true", help="only the day --until, with numbers of its own")
    parser.add_argument("--single", action="store_true", help="one file for a month, all of one partner")
    asked = parser.parse_args()
    if asked.day:
        job = Job(asked.events, asked.until, asked.until, asked.single, offset=1_000_000_000)
    else:
        job = job_for(asked.events, asked.months, asked.until, asked.single)
    for path in generate(asked.out, job):
        print(path, path.stat().st_size)


if __name__ == "__main__":
    main()
