# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Time zones: local time to UTC in SQL, with the hours that do not exist or exist twice; Berlin days and months.

Made from the zone's own transitions (zoneinfo), because the engine would take the missing hour for the next one and
the double hour for the second one, both silently (faults 14). Keep out: parsing of text.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

BERLIN = "Europe/Berlin"
"""The zone in which the platform's days and months are counted."""

Whole = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Transition:
    """One change of a zone's offset: the instant in UTC (naive) and the offsets before and after it."""

    utc: datetime
    before: timedelta
    after: timedelta

    @property
    def missing(self) -> tuple[datetime, datetime] | None:
        """Local times [from, until) that do not exist, or None."""
        return (self.utc + self.before, self.utc + self.after) if self.after > self.before else None

    @property
    def double(self) -> tuple[datetime, datetime] | None:
        """Local times [from, until) that exist twice, or None."""
        return (self.utc + self.after, self.utc + self.before) if self.after < self.before else None


@lru_cache(maxsize=64)
def transitions(zone: str, first_year: int, last_year: int) -> tuple[Transition, ...]:
    """Return the changes of a zone between two years, oldest first; raises ZoneInfoNotFoundError."""
    info = ZoneInfo(zone)
    found = []
    at, end = datetime(first_year, 1, 1), datetime(last_year + 1, 1, 1)
    offset = _offset(info, at)
    while at < end:
        later = at + timedelta(days=7)
        next_offset = _offset(info, later)
        if next_offset != offset:
            low, high = at, later
            while high - low > timedelta(seconds=1):
                middle = (low + (high - low) / 2).replace(microsecond=0)
                low, high = (middle, high) if _offset(info, middle) == offset else (low, middle)
            found.append(Transition(high, offset, next_offset))
        at, offset = later, next_offset
    return tuple(found)


@lru_cache(maxsize=64)
def base_offset(zone: str, first_year: int) -> timedelta:
    """Return the offset that holds at the beginning of a year."""
    return _offset(ZoneInfo(zone), datetime(first_year, 1, 1))


def _offset(info: ZoneInfo, utc: datetime) -> timedelta:
    return utc.replace(tzinfo=UTC).astimezone(info).utcoffset() or timedelta(0)


@dataclass(frozen=True)
class Zone:
    """A time zone over a span of years, as SQL; outside the span the nearest known offset is used."""

    name: str
    first_year: int
    last_year: int

    @property
    def changes(self) -> tuple[Transition, ...]:
        """The changes of the offset in the span."""
        return transitions(self.name, self.first_year, self.last_year)

    def to_utc(self, local: str) -> str:
        """SQL: naive local timestamp to naive UTC; a double hour counts as its first occurrence."""
        cases = "".join(
            f" when {local} >= {_literal(change.utc + change.before)} then {_interval(change.after)}"
            for change in reversed(self.changes)
        )
        return f"({local} - {self._case(cases)})"

    def _case(self, cases: str) -> str:
        first = _interval(base_offset(self.name, self.first_year))
        return f"case{cases} else {first} end" if cases else first

    def is_missing(self, local: str) -> str:
        """SQL: whether a local time does not exist (the clock was put forward); never NULL."""
        return _in_any(local, [change.missing for change in self.changes])

    def is_double(self, local: str) -> str:
        """SQL: whether a local time exists twice (the clock was put back); never NULL."""
        return _in_any(local, [change.double for change in self.changes])

    def second_shift(self, local: datetime) -> timedelta:
        """Return how much later the second occurrence of a double local time is; zero for all others."""
        for change in self.changes:
            if change.double and change.double[0] <= local < change.double[1]:
                return change.before - change.after
        return timedelta(0)


def berlin_days(instants: Whole, span: tuple[int, int]) -> Whole:
    """Return the days since 1970 in Europe/Berlin of instants in microseconds of UTC since 1970."""
    changes = transitions(BERLIN, *span)
    borders = np.array([_microseconds(change.utc) for change in changes], np.int64)
    offsets = [base_offset(BERLIN, span[0]), *(change.after for change in changes)]
    seconds = np.array([int(offset.total_seconds()) for offset in offsets], np.int64)
    local = instants + seconds[np.searchsorted(borders, instants, side="right")] * 1_000_000
    return local // 86_400_000_000


def month_numbers(days: Whole) -> Whole:
    """Return the number of the month (see month_name) of days since 1970."""
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) + 1970 * 12


def _microseconds(moment: datetime) -> int:
    return (moment - datetime(1970, 1, 1)) // timedelta(microseconds=1)


def month_name(number: int) -> str:
    """Return the month of a month_number as YYYY-MM."""
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def _in_any(local: str, spans: list[tuple[datetime, datetime] | None]) -> str:
    tests = [f"({local} >= {_literal(span[0])} and {local} < {_literal(span[1])})" for span in spans if span]
    return f"coalesce({' or '.join(tests)}, false)" if tests else "false"


def _literal(moment: datetime) -> str:
    return f"timestamp '{moment:%Y-%m-%d %H:%M:%S}'"


def _interval(offset: timedelta) -> str:
    return f"interval ({int(offset.total_seconds())}) second"
