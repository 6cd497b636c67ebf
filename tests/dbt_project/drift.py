# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Tells where two statements of the same thing part; each finding names both sides, the one that has it first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

# What is said of a column on both sides: its name, then type, classification, personal reference.
Said = tuple[str, ...]
FACTS = ("type", "classification", "personenbezug")


def missing_sides(contracts: Iterable[str], models: Mapping[str, str]) -> Iterator[str]:
    """Contracts without a model and models (name -> layer) without a contract."""
    named = set(contracts)
    for name in sorted(named - set(models)):
        yield f"governance/contracts/{name}.yaml: there is no model dbt_project/models/(marts|open)/{name}.sql"
    for name in sorted(set(models) - named):
        yield f"dbt_project/models/{models[name]}/{name}.sql: there is no contract governance/contracts/{name}.yaml"


def column_drift(one: str, its: Sequence[Said], other: str, others: Sequence[Said]) -> Iterator[str]:
    """Columns that only one side has, that differ in what is said of them, or that stand in another order."""
    ours, theirs = {said[0]: said for said in its}, {said[0]: said for said in others}
    for here, columns, there, known in ((one, ours, other, theirs), (other, theirs, one, ours)):
        yield from (f"{here}: the column {name} is not in {there}" for name in columns if name not in known)
    for name in ours.keys() & theirs.keys():
        for fact, left, right in zip(FACTS, ours[name][1:], theirs[name][1:], strict=False):
            if left != right:
                yield f"{one}: the column {name} has the {fact} {left}, in {other} it has {right}"
    if list(ours) != list(theirs) and ours.keys() == theirs.keys():
        yield f"{one}: the columns stand in another order than in {other}"
