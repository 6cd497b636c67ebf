# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The class of a column on all four axes, and how two of them are joined, lowered and compared.

Keep out: where a class comes from; effective_class carries it along the lineage.
"""

from __future__ import annotations

from dataclasses import dataclass

from godonu_platform.contracts.concept import AXES, Concept
from godonu_platform.governance.breakers import Levels

# The place on each axis, 0 = open: what is compared a hundred thousand times is a tuple of numbers.
Ranks = tuple[int, int, int, int]
LOWEST: Ranks = (0, 0, 0, 0)


@dataclass(frozen=True)
class Classes:
    """One value on each axis, by the names of the concept."""

    vertraulichkeit: str
    personenbezug: str
    schutzbedarf: str
    ml_nutzung: str



class Scale:
    """Turns names into places and back; an unknown or absent name is the strictest (publishing-and-governance 4.4)."""

    def __init__(self, concept: Concept) -> None:
        """Keep the ordered values of the concept."""
        self._values = tuple(tuple(concept.values(axis)) for axis in AXES)
        self._places = tuple({value: place for place, value in enumerate(values)} for values in self._values)

    @property
    def strictest(self) -> Ranks:
        """The strictest place on every axis."""
        first, second, third, fourth = (len(values) - 1 for values in self._values)
        return first, second, third, fourth

    def ranks(self, *names: str | None) -> Ranks:
        """Return the places of four names, in the order of the axes."""
        first, second, third, fourth = (
            places.get(name or "", len(places) - 1) for places, name in zip(self._places, names, strict=True)
        )
        return first, second, third, fourth

    def of_levels(self, levels: Levels) -> Ranks:
        """Return the places of a class written in governance/breakers.yaml."""
        return self.ranks(*(getattr(levels, axis) for axis in AXES))

    def classes(self, ranks: Ranks) -> Classes:
        """Return the names of four places."""
        return Classes(*(values[place] for values, place in zip(self._values, ranks, strict=True)))


def join(one: Ranks, other: Ranks) -> Ranks:
    """Return the stricter value on each axis (maximum principle, BSI-Standard 200-2)."""
    return (
        one[0] if one[0] > other[0] else other[0],
        one[1] if one[1] > other[1] else other[1],
        one[2] if one[2] > other[2] else other[2],
        one[3] if one[3] > other[3] else other[3],
    )


def lowered(ranks: Ranks, result: Ranks) -> Ranks:
    """Return what a protective step leaves: never stricter than its result, and never stricter than before."""
    first, second, third, fourth = (min(pair) for pair in zip(ranks, result, strict=True))
    return first, second, third, fourth


def within(ranks: Ranks, ceiling: Ranks | None) -> bool:
    """Whether a class is at most as strict as a ceiling on every axis; without a ceiling nothing is."""
    return ceiling is not None and all(place <= limit for place, limit in zip(ranks, ceiling, strict=True))
