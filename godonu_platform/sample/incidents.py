# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Puts the dirt of real deliveries into the sample: late, repeated, conflicting, impossible, torn, planted.

Keep out: which file gets which dirt; that stands in assets/_sample/incidents.yaml.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from random import Random

from godonu_platform.sample.chance import picked, stream
from godonu_platform.sample.events import Event
from godonu_platform.sample.ingredients import EventIncident, Incidents
from godonu_platform.sample.portal import FileKey

Files = dict[FileKey, list[Event]]


def soil_events(files: Files, incidents: Incidents, months: list[str], seed: int) -> None:
    """Change the events of one partner's files in place, incident by incident."""
    for position, incident in enumerate(incidents.events):
        key = (incident.ars, incident.source, incident.month)
        events = files.get(key)
        if not events:
            continue
        rng = stream(seed, "incident", str(position))
        if incident.kind == "late":
            _postpone(files, key, incident, months, rng)
        elif incident.kind in ("repeated", "conflict"):
            change = _CHANGES[incident.kind]
            # before the last one, so that a torn last line always tears an event of its own
            events[-1:-1] = [change(events[p], incidents, rng) for p in picked(rng, incident.count, len(events))]
        else:
            change = _CHANGES[incident.kind]
            for place in picked(rng, incident.count, len(events)):
                events[place] = change(events[place], incidents, rng)


def soil_lines(kind: str, lines: list[str], end: str, encoding: str) -> bytes:
    """Return the bytes of a file with one sort of dirt."""
    if kind == "torn":
        lines = [*lines[:-1], lines[-1][: len(lines[-1]) * 3 // 5]]
        return encoded(end.join(lines), encoding)
    if kind == "blank_lines":
        middle = len(lines) // 2
        return encoded(end.join([*lines[:middle], "", *lines[middle:], "", ""]) + end, encoding)
    if kind == "wrong_encoding":
        broken = next(n for n, line in enumerate(lines) if n and not line.isascii())
        parts = [line.encode("cp1252" if n == broken else encoding) for n, line in enumerate(lines)]
        return end.encode().join(parts) + end.encode()
    return encoded(end.join(lines) + end, encoding)


def encoded(text: str, encoding: str) -> bytes:
    """Return the bytes of a text; UTF-16 little-endian with its mark, on every machine alike."""
    return b"\xff\xfe" + text.encode("utf-16-le") if encoding == "utf-16" else text.encode(encoding)


def _postpone(files: Files, key: FileKey, incident: EventIncident, months: list[str], rng: Random) -> None:
    following = files[(key[0], key[1], months[months.index(key[2]) + 1])]
    places = set(picked(rng, incident.count, len(files[key])))
    following[-1:-1] = [event for place, event in enumerate(files[key]) if place in places]
    files[key] = [event for place, event in enumerate(files[key]) if place not in places]


def _personal_text(event: Event, incidents: Incidents, rng: Random) -> Event:
    text = incidents.personal_text[int(rng.random() * len(incidents.personal_text))]
    return event._replace(step_index=event.step_index or 1, step_key=event.step_key or "freitext", step_label=text)


def _future(event: Event, incidents: Incidents, rng: Random) -> Event:
    instant = datetime.fromisoformat(incidents.future).replace(tzinfo=UTC)
    return event._replace(occurred_at=int(instant.timestamp()) * 1000)


def _at_year(year: int) -> Callable[[Event, Incidents, Random], Event]:
    instant = round((datetime(year, 1, 1, tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds()) * 1000
    return lambda event, incidents, rng: event._replace(occurred_at=instant)


def _personal_url(event: Event, incidents: Incidents, rng: Random) -> Event:
    host = (event.page_url or "https://antrag.example").split("/")[2]
    return event._replace(page_url=f"https://{host}{incidents.personal_url}")


_CHANGES: dict[str, Callable[[Event, Incidents, Random], Event]] = {
    "repeated": lambda event, incidents, rng: event,
    "conflict": lambda event, incidents, rng: event._replace(duration_ms=(event.duration_ms or 0) + 1000),
    "unknown_code": lambda event, incidents, rng: event._replace(event_type=incidents.unknown_event),
    "wrong_ars": lambda event, incidents, rng: event._replace(ars=incidents.foreign_ars),
    "unknown_service": lambda event, incidents, rng: event._replace(service_key=incidents.unknown_service),
    "malformed_service": lambda event, incidents, rng: event._replace(service_key=incidents.malformed_service),
    "year_0001": _at_year(1),
    "year_9999": _at_year(9999),
    "future": _future,
    "personal_text": _personal_text,
    "personal_url": _personal_url,
}
