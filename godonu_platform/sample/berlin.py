# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Days, hours and texts of local time in Berlin, for instants given in milliseconds since 1970 (UTC)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")
HOUR = 3_600_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST = 32_503_680_000_000  # the year 3000: beyond it, and before 1970, zones say nothing


@dataclass(frozen=True)
class Day:
    """One local day: its date, its first instant, and its length of 23, 24 or 25 hours."""

    date: date
    start: int
    hours: int

    @property
    def month(self) -> str:
        """Return YYYY-MM."""
        return self.date.isoformat()[:7]


def days_of(month: str) -> Iterator[Day]:
    """Yield the local days of a month YYYY-MM."""
    day = date.fromisoformat(month + "-01")
    while day.isoformat()[:7] == month:
        start, end = _midnight(day), _midnight(day + timedelta(days=1))
        yield Day(day, start, (end - start) // HOUR)
        day += timedelta(days=1)


def instant(day: Day, hour: int, milliseconds: int, second_time: bool = False) -> int:
    """Return the instant of a local clock hour of a day; `second_time` chooses the repeated hour of autumn."""
    extra = day.hours - 24
    later = hour > 2 or (hour == 2 and second_time and extra > 0)
    return day.start + (hour + (extra if later else 0)) * HOUR + milliseconds


def month_of(ms: int) -> str:
    """Return the local month YYYY-MM."""
    return _hour(ms // HOUR)[0][:7]


def local_text(ms: int) -> str:
    """Return DD.MM.YYYY HH:MM:SS in local time, without an offset."""
    if not 0 <= ms < _LATEST:
        far = _far(ms)
        return f"{far.day:02d}.{far.month:02d}.{far.year:04d} {far:%H:%M:%S}"
    text, hour, _ = _hour(ms // HOUR)
    seconds = ms % HOUR // 1000
    return f"{text[8:10]}.{text[5:7]}.{text[:4]} {hour}:{seconds // 60:02d}:{seconds % 60:02d}"


def iso_text(ms: int) -> str:
    """Return ISO 8601 in local time with its offset and milliseconds."""
    if not 0 <= ms < _LATEST:
        return _far(ms).isoformat(timespec="milliseconds")
    text, hour, offset = _hour(ms // HOUR)
    rest = ms % HOUR
    return f"{text}T{hour}:{rest // 60000:02d}:{rest // 1000 % 60:02d}.{rest % 1000:03d}{offset}"


@cache
def _hour(number: int) -> tuple[str, str, str]:
    local = (_EPOCH + timedelta(hours=number)).astimezone(BERLIN)
    text = local.isoformat()
    return text[:10], text[11:13], text[19:]


def _far(ms: int) -> datetime:
    return _EPOCH + timedelta(milliseconds=ms)


def _midnight(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=BERLIN).timestamp() * 1000)
