# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What one column depends on, in which way, and what became of a count on its way: the words of column lineage.

Keep out: how SQL is read (the walker) and what a class is (governance).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["identity", "transformed", "aggregated", "masked"]
Role = Literal["value", "condition", "join", "window", "group", "filter", "sort"]
Effect = Literal["keep", "count", "break"]

KINDS: tuple[Kind, ...] = ("identity", "transformed", "aggregated", "masked")
ALL = "*"


def stronger(one: Kind, other: Kind) -> Kind:
    """Return the kind that lies further from the identity."""
    return one if KINDS.index(one) >= KINDS.index(other) else other


def compose(down: Effect, up: Effect) -> Effect:
    """Return what becomes of a count over two parts of its way: `down` is nearer the output, `up` nearer the source."""
    return up if down == "keep" else down


@dataclass(frozen=True, order=True)
class StepUse:
    """A protective step on the way: as which argument it was passed, and how the column had come there."""

    step: str
    argument: str
    effect: Effect
    role: Role = "value"  # its role inside the argument; an indirect one only chooses what the argument is made of


@dataclass(frozen=True, order=True)
class Dependency:
    """One way in which a value or the existence of rows depends on a column; column `*` is the table's rows."""

    table: str
    column: str
    kind: Kind
    role: Role
    effect: Effect
    singled: bool
    steps: tuple[StepUse, ...] = ()


@dataclass(frozen=True, order=True)
class Refusal:
    """A construct that could not be traced: what, on which line of the compiled SQL, and what to do (German)."""

    construct: str
    line: int
    reason: str


@dataclass(frozen=True)
class ModelLineage:
    """What each output column of a model and the existence of its rows depend on."""

    model: str
    columns: Mapping[str, frozenset[Dependency]]
    rows: frozenset[Dependency]
    keys: tuple[frozenset[str], ...] = ()
    refusals: tuple[Refusal, ...] = ()
    # column, or "*" for the rows -> why it stands there more than once (relations.NameCauses); empty where it does not
    repeats: Mapping[str, frozenset[frozenset[frozenset[str]]]] = field(default_factory=dict)
