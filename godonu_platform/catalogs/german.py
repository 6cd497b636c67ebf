# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Numbers, dates and sizes as a German reader writes them."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

MONTHS = (
    "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
    "Dezember",
)  # fmt: skip
_SHORT = ("Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez.")
_BERLIN = ZoneInfo("Europe/Berlin")


def number(value: float | int | None, decimals: int | None = None) -> str:
    """Write 1234567.5 as 1.234.567,5; None becomes a dash."""
    if value is None:
        return "–"
    if decimals is None:
        decimals = 0 if float(value).is_integer() else 2
    return f"{value:,.{decimals}f}".translate(str.maketrans(",.", ".,")).replace("-", "−")


def day(value: date | datetime | str) -> str:
    """Write a date, an instant (as the day in Berlin) or an ISO text as 1. November 2026."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if isinstance(value, datetime) and value.tzinfo is not None:
        value = value.astimezone(_BERLIN)
    return f"{value.day}. {MONTHS[value.month - 1]} {value.year}"


def month(value: str) -> str:
    """Write 2026-08 as August 2026."""
    year, number_ = value.split("-")[:2]
    return f"{MONTHS[int(number_) - 1]} {year}"


def short_month(value: str) -> str:
    """Write 2026-08 as Aug. 2026, for axes and table heads."""
    year, number_ = value.split("-")[:2]
    return f"{_SHORT[int(number_) - 1]} {year}"


def period(months: list[str] | tuple[str, ...]) -> str:
    """Write the months from first to last; no months gives an empty text."""
    if not months:
        return ""
    first, last = min(months), max(months)
    if first == last:
        return month(first)
    start = MONTHS[int(first[5:7]) - 1] if first[:4] == last[:4] else month(first)
    return f"{start} bis {month(last)}"


def size(count: int) -> str:
    """Write a number of bytes as Byte, KB or MB (steps of 1000)."""
    if count < 1000:
        return f"{count} Byte"
    if count < 1_000_000:
        return f"{number(count / 1000, 1 if count < 100_000 else 0)} KB"
    return f"{number(count / 1_000_000, 1)} MB"


def listing(words: list[str] | tuple[str, ...]) -> str:
    """Join words as a sentence does: a, b und c."""
    if len(words) < 2:
        return "".join(words)
    return ", ".join(words[:-1]) + " und " + words[-1]
