# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""How long the period of each row is, told from the time stamps around it.

A period lasts until the next time stamp, unless that is a gap (missing rows, the hour that spring skips, the
file's end): then it lasts as long as its neighbours. Keep out: time zones; the stamps are compared as they stand.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import TypeVar

Item = TypeVar("Item")

_DAY = 24 * 60


def with_interval(items: Iterable[Item], stamp_of: Callable[[Item], str]) -> Iterator[tuple[Item, int | None]]:
    """Give each item with the length of its period in minutes; None where nothing tells it.

    Only three items are looked at: this one, the next, and the one after that.
    """
    source = iter(items)
    window = [item for item in (next(source, None) for _ in range(3)) if item is not None]
    stamps = [_parse(stamp_of(item)) for item in window]
    before: int | None = None
    while window:
        to_next = _minutes(stamps, 0)
        interval = _choose(stamps[0], before, to_next, _minutes(stamps, 1))
        yield window[0], interval
        before = interval if interval is not None else before
        following = next(source, None)
        window, stamps = window[1:], stamps[1:]
        if following is not None:
            window.append(following)
            stamps.append(_parse(stamp_of(following)))


def _choose(stamp: datetime | None, before: int | None, to_next: int | None, after: int | None) -> int | None:
    """Believe the distance to the next stamp when a neighbour has the same, or when it is the shorter one.

    A longer distance counts only when the next period is as long and the stamp lies on its grid (a site that
    changes from 15 to 60 minutes); otherwise it is a gap, and the shortest neighbour says the length.
    """
    neighbours = [length for length in (before, after) if length is not None]
    if to_next is None or not neighbours:
        return to_next if to_next is not None else min(neighbours, default=None)
    if to_next <= min(neighbours):
        return to_next
    on_grid = stamp is not None and to_next <= _DAY and (stamp.hour * 60 + stamp.minute) % to_next == 0
    if to_next == before or (to_next == after and on_grid):
        return to_next
    return min(neighbours)


def _minutes(stamps: list[datetime | None], place: int) -> int | None:
    """Give the distance between two neighbouring stamps; None when one is missing or time does not go forward."""
    if place + 1 >= len(stamps):
        return None
    one, other = stamps[place], stamps[place + 1]
    if one is None or other is None or other <= one:
        return None
    seconds = int((other - one).total_seconds())
    return seconds // 60 if seconds % 60 == 0 else None


def _parse(text: str) -> datetime | None:
    try:
        stamp = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return stamp.astimezone(UTC).replace(tzinfo=None) if stamp.tzinfo else stamp
