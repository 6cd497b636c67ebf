# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The period that a release covers, as every catalogue tells it."""

from __future__ import annotations

from datetime import date

from godonu_platform.catalogs.release_record import ReleaseRecord


def covered_period(record: ReleaseRecord) -> tuple[date, date] | None:
    """Return first and last day of what a release covers, or None when nothing is known of it.

    Data without a month are a stock, not a series: they cover the newest month in which the stock was delivered.
    """
    first, last = min(record.months, default=None), max(record.months, default=None)
    if first is None or last is None:
        sources = record.provenance.sources if record.provenance is not None else ()
        first = last = max((month for source in sources for month in source.months), default=None)
    if first is None or last is None:
        return None
    return date.fromisoformat(first + "-01"), _last_day(last)


def _last_day(month: str) -> date:
    year, number = (int(part) for part in month.split("-"))
    following = date(year + number // 12, number % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)
