# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes dates, months, sizes and numbers as a German reader does; what cannot be read stays as it was written.

The values come from whoever filled the portal, so nothing here raises. Keep out: anything about pages.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime
from zoneinfo import ZoneInfo

MONTHS = (
    "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
    "Dezember",
)  # fmt: skip
_SHORT = ("Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez.")
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_BERLIN = ZoneInfo("Europe/Berlin")


def number(value: object) -> str:
    """Write 1234567 as 1.234.567; anything but a whole number stays."""
    if isinstance(value, bool) or not isinstance(value, int):
        return "" if value is None else str(value)
    return f"{value:,}".replace(",", ".")


def day(value: object) -> str:
    """Write a date or an instant (as the day in Berlin) as 1. November 2026."""
    found = value if isinstance(value, date) else _instant(value)
    if found is None:
        return "" if value is None else str(value)
    return f"{found.day}. {MONTHS[found.month - 1]} {found.year}"


def month(value: str) -> str:
    """Write 2026-08 as August 2026."""
    found = _MONTH.match(value)
    return f"{MONTHS[int(found[2]) - 1]} {found[1]}" if found else value


def short_month(value: str) -> str:
    """Write 2026-08 as Aug. 2026, for the head of a table."""
    found = _MONTH.match(value)
    return f"{_SHORT[int(found[2]) - 1]} {found[1]}" if found else value


def period(start: object, end: object) -> str:
    """Write a stretch of time: whole months by their names, anything else with its days."""
    first, last = _instant(start), _instant(end)
    if first is None or last is None:
        known = [word for word in (f"ab {day(start)}" if first else "", f"bis {day(end)}" if last else "") if word]
        return " ".join(known)
    if first.day == 1 and last.day == monthrange(last.year, last.month)[1]:
        begin, until = (month(f"{one.year:04}-{one.month:02}") for one in (first, last))
        if begin == until:
            return begin
        return f"{MONTHS[first.month - 1] if first.year == last.year else begin} bis {until}"
    return day(start) if first.date() == last.date() else f"{day(start)} bis {day(end)}"


def size(value: object) -> str:
    """Write a number of bytes as Byte, KB or MB (steps of 1000); anything else gives an empty text."""
    try:
        count = int(str(value))
    except ValueError:
        return ""
    if count < 1000:
        return f"{count} Byte"
    unit, share = ("KB", count / 1000) if count < 1_000_000 else ("MB", count / 1_000_000)
    return f"{share:.1f} {unit}".replace(".", ",") if share < 100 else f"{number(round(share))} {unit}"


def count_of(value: int, one: str, many: str) -> str:
    """Write 1 Datensatz, 2 Datensätze."""
    return f"{number(value)} {one if value == 1 else many}"


def _instant(value: object) -> datetime | None:
    """Return the instant in Berlin's time; a date is the beginning of that day."""
    try:
        found = datetime.fromisoformat(str(value or ""))
        return found.astimezone(_BERLIN) if found.tzinfo else found
    except (ValueError, OverflowError):
        return None
