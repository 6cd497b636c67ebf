# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Repeatable chance: weighted choices from a seeded stream, one stream for each purpose.

Only `random()` and `getrandbits()` are used, whose results Python keeps the same between versions.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Callable, Iterable, Mapping
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")


class Choice(Generic[T]):
    """A choice among things with weights."""

    def __init__(self, things: Iterable[T], weights: Iterable[float]) -> None:
        """Keep the things and their summed weights."""
        self.things = list(things)
        self.sums = list(accumulate(weights))

    @classmethod
    def of(cls, weighted: Mapping[T, float]) -> Choice[T]:
        """Return the choice among the keys of a mapping."""
        return cls(weighted.keys(), weighted.values())

    def draw(self, chance: Callable[[], float]) -> T:
        """Return one of the things."""
        return self.things[min(bisect(self.sums, chance() * self.sums[-1]), len(self.things) - 1)]


def stream(seed: int, *purpose: str) -> Random:
    """Return the stream of a purpose; a change in one purpose leaves all other streams as they are."""
    return Random("/".join((str(seed), *purpose)))


def picked(rng: Random, count: int, size: int) -> list[int]:
    """Return `count` different positions below `size`, ascending; all of them when there are fewer."""
    chosen: set[int] = set()
    while len(chosen) < min(count, size):
        chosen.add(int(rng.random() * size))
    return sorted(chosen)
