# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""How long a call of the portal may take, how often it is tried, and how long the pauses between are.

Keep out: which fault is worth another try (faults) and the calls themselves.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


@dataclass(frozen=True)
class Tempo:
    """Limits in seconds. `slowest` is bytes per second: a file gets as much more time as it needs at that speed.

    connect: until a connection stands. read: between two packets. total: from the first byte sent to the last received.
    attempts: tries in all. patience: no new try after so long. Each pause is up to twice the one before, from
    `first_pause` to `longest_pause`, and drawn by lot so that many publishers do not come back at once.
    """

    connect: float = 10
    read: float = 60
    total: float = 120
    slowest: int = 100_000
    attempts: int = 5
    patience: float = 300
    first_pause: float = 0.5
    longest_pause: float = 20
    longest_wait: float = 60
    sleep: Callable[[float], None] = time.sleep
    lot: Callable[[], float] = random.random
    now: Callable[[], float] = time.monotonic

    def pause(self, tried: int, wait: float | None) -> float | None:
        """Return the seconds before the next try after so many; None when the portal asks for more than we give."""
        if wait is not None and wait > self.longest_wait:
            return None
        widest: float = min(self.longest_pause, self.first_pause * 2.0 ** min(tried - 1, 30))
        return max(wait or 0.0, widest * (0.5 + self.lot() / 2))

    def seconds(self, size: int) -> float:
        """Return the limit of a call that carries so many bytes."""
        return self.total + size / self.slowest


def retry_after(text: str | None, now: datetime | None = None) -> float | None:
    """Return the seconds of a Retry-After header (RFC 9110: seconds or a date), None when it says nothing usable."""
    said = (text or "").strip()
    if said.isascii() and said.isdigit() and len(said) <= 9:
        return float(said)
    try:
        instant = parsedate_to_datetime(said)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if instant.tzinfo is None:
        instant = instant.replace(tzinfo=UTC)
    try:
        return max(0.0, (instant - (now or datetime.now(UTC))).total_seconds())
    except OverflowError:
        return None
