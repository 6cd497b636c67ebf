# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Counts of traffic at the sample's sites: as Eco-Counter's wide CSV, and in the contract's names.

Keep out: where the sites are and how busy; that stands in assets/_sample/traffic.yaml.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from random import Random

from godonu_platform.sample.berlin import HOUR, Day, days_of, local_text
from godonu_platform.sample.chance import stream
from godonu_platform.sample.ingredients import Flow, Traffic, TrafficSite

MINUTE = 60_000
CANONICAL = (
    *("site_id", "flow_id", "direction", "mode", "period_start", "period_end"),
    *("count", "quality", "source_system", "exported_at"),
)
Counter = Callable[[Flow, int, Day], int]


def eco_counter_file(traffic: Traffic, site: TrafficSite, month: str, seed: int) -> tuple[bytes, int]:
    """Return one site's month as wide CSV (total first, then flows, then their status) and its non-empty cells."""
    rng = stream(seed, "eco", site.site_id, month)
    count = _counter(traffic, rng)
    ids = [site.site_id, *(flow.flow_id for flow in site.flows)]
    labels = [site.name, *(f"{site.name} {flow.label}" for flow in site.flows)]
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(
        ["Datetime", *(f"{i} ({n})" for i, n in zip(ids, labels, strict=True)), *(f"{i}-status" for i in ids)]
    )
    cells = 0
    for number, (day, begin, repeated) in enumerate(_periods(traffic, month)):
        if repeated and site.autumn_hour_once:
            continue
        values, status = _readings(site, [count(flow, begin, day) for flow in site.flows], rng.random(), number)
        cells += sum(value is not None for value in values)
        total = None if None in values else sum(value or 0 for value in values) + (number == site.wrong_total_in_row)
        rows.writerow([_eco_time(begin), total, *values, status, *(status for _ in values)])
    return text.getvalue().encode(), cells


def canonical_file(traffic: Traffic, site: TrafficSite, months: list[str], place: int, seed: int) -> tuple[bytes, int]:
    """Return one site's month in the contract's names, with the last days of the month before once more, revised."""
    month = months[place]
    found: list[tuple[object, ...]] = []
    if place:
        found += _canonical_rows(traffic, site, months[place - 1], month, seed)
    found += _canonical_rows(traffic, site, month, month, seed)
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([CANONICAL, *found])
    return text.getvalue().encode(), len(found)


def _canonical_rows(
    traffic: Traffic, site: TrafficSite, month: str, exported: str, seed: int
) -> list[tuple[object, ...]]:
    """Return a month, or of a former month its last days, which the operator has corrected upwards since."""
    again = month != exported
    count = _counter(traffic, stream(seed, "canonical", site.site_id, month))
    days = list(days_of(month))
    first = days[len(days) - traffic.revision_days].start if again else days[0].start
    stand = _utc(list(days_of(exported))[-1].start + 30 * HOUR)
    length = traffic.interval_minutes * MINUTE
    found: list[tuple[object, ...]] = []
    for day, begin, _ in _periods(traffic, month):
        counts = [count(flow, begin, day) for flow in site.flows]
        if begin < first:
            continue
        period = (_utc(begin), _utc(begin + length))
        quality, more = ("corrected", 1) if again else ("ok", 0)
        for flow, value in zip(site.flows, counts, strict=True):
            about = (site.site_id, flow.flow_id, flow.direction, flow.mode)
            found.append((*about, *period, value + more, quality, "canonical", stand))
    return found


def _readings(site: TrafficSite, counts: list[int], chance: float, number: int) -> tuple[list[int | None], str]:
    """Return the values of a row and its status: most are fine, some flagged, some corrected by hand, some absent."""
    if 700 <= number < 712:  # three hours without current
        return [None for _ in counts], ""
    if chance < 0.002:
        return list(counts), "4"
    if chance < 0.0025:
        return list(counts), "modified"
    return list(counts), "0"


def _counter(traffic: Traffic, rng: Random) -> Counter:
    hours, weekdays = traffic.hour_weights, traffic.weekday_weights
    share = traffic.interval_minutes / 60 / sum(hours)
    weather: dict[Day, float] = {}

    def count(flow: Flow, begin: int, day: Day) -> int:
        if day not in weather:
            weather[day] = 0.6 + 0.6 * rng.random()
        hour = min((begin - day.start) // HOUR * 24 // day.hours, 23)
        mean = flow.daily * hours[hour] * share * weekdays[day.date.weekday()] * weather[day]
        # two uniform draws give a spread close to the one of counting
        return max(0, round(mean + (rng.random() + rng.random() - 1) * math.sqrt(2.45 * mean)))

    return count


def _periods(traffic: Traffic, month: str) -> Iterator[tuple[Day, int, bool]]:
    """Yield each period with its day and whether its clock time was already there (the second hour of autumn)."""
    length = traffic.interval_minutes * MINUTE
    for day in days_of(month):
        for begin in range(day.start, day.start + day.hours * HOUR, length):
            repeated = day.hours == 25 and day.start + 3 * HOUR <= begin < day.start + 4 * HOUR
            yield day, begin, repeated


def _eco_time(ms: int) -> str:
    text = local_text(ms)
    return f"{text[6:10]}-{text[3:5]}-{text[:2]} {text[11:16]}"


def _utc(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
