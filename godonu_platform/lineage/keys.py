# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which columns are known to tell the rows of a result apart.

Keep out: what columns depend on. A key is kept by filters and by projections that hand its columns on; a column that a
filter holds to one constant falls out of a key, so `row_number() over (partition by k) = 1` leaves k.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from sqlglot import exp

from godonu_platform.lineage import functions, types
from godonu_platform.lineage.lambdas import path_of
from godonu_platform.lineage.refusals import Refused
from godonu_platform.lineage.relations import Keys, Owner, Part
from godonu_platform.lineage.scopes import Scope, find

MOST = 8  # keys that are kept of a result; more are of no use to anyone


class Equated(NamedTuple):
    """Columns of either side of a join that are held to one value for each row of the other side."""

    left: frozenset[Owner]
    right: frozenset[Owner]


def smallest(found: Iterable[frozenset[Owner]]) -> frozenset[frozenset[Owner]]:
    """Return the keys that do not contain another one, the shortest first where there are too many."""
    kept: list[frozenset[Owner]] = []
    for key in sorted(found, key=lambda k: (len(k), sorted(k))):
        if not any(other <= key for other in kept):
            kept.append(key)
    return frozenset(kept[:MOST])


def unique_on(part: Part, columns: frozenset[Owner]) -> bool:
    """Whether at most one row of the part has given values in these columns."""
    return any(key <= columns for key in part.keys)


def equated(
    on: exp.Expression | None, names: Sequence[str], left: Part, right: Part, scope: Scope, both: Part
) -> Equated:
    """Return which columns of each side the join holds to a value that the other side (or a constant) gives."""
    mine: set[Owner] = set()
    theirs: set[Owner] = set()
    for name in names:
        cells = [part.merged.get(name) or next(c for c in part.star if c.output.name == name) for part in (left, right)]
        if types.same_family(*(cell.output.type for cell in cells)):
            for cell, owners in zip(cells, (mine, theirs), strict=True):
                owners |= cell.owners if len(cell.owners) == 1 else frozenset()
    inside = Scope(scope.trace, parent=scope.parent, tables=scope.tables, part=both)
    for one, other in equalities(on):
        for column, value in ((one, other), (other, one)):
            owner = owner_of(column, inside)
            if owner is None:
                continue
            here, owners = (left, mine) if owner[0] in left.aliases() else (right, theirs)
            if types.comparable(column, value, inside) and _is_free_of(value, here, inside):
                owners.add(owner)
    return Equated(frozenset(mine), frozenset(theirs))


def equalities(condition: exp.Expression | None) -> Iterator[tuple[exp.Expression, exp.Expression]]:
    """Yield the two sides of every equality that must hold for the condition to hold."""
    if condition is None:
        return
    condition = _unwrapped(condition)
    if isinstance(condition, exp.And):
        yield from equalities(condition.this)
        yield from equalities(condition.expression)
    elif isinstance(condition, exp.EQ | exp.NullSafeEQ):
        yield _unwrapped(condition.this), _unwrapped(condition.expression)


def _unwrapped(node: exp.Expression) -> exp.Expression:
    while isinstance(node, exp.Paren):
        node = node.this
    return node


def owner_of(node: exp.Expression, scope: Scope) -> Owner | None:
    """Return the column of a source in this FROM that an expression simply is."""
    if not isinstance(node, exp.Column) or not path_of(node):
        return None
    found = find(path_of(node), scope, node)
    return next(iter(found.owners)) if len(found.owners) == 1 and not found.outer else None


def _is_free_of(node: exp.Expression, part: Part, scope: Scope) -> bool:
    """Whether the value does not change with the rows of the part."""
    aliases = part.aliases()
    for inner in node.walk():
        if isinstance(inner, exp.Query):
            return False
        if isinstance(inner, exp.Column | exp.Identifier) and not isinstance(inner.parent, exp.Column):
            path = path_of(inner)
            try:
                found = find(path, scope, inner) if path else None
            except Refused:
                found = None
            if found is None or not found.owners or (not found.outer and any(a in aliases for a, _ in found.owners)):
                return False
        if isinstance(inner, exp.Anonymous | exp.Rand | exp.Uuid) and _is_random(inner):
            return False
    return True


def _is_random(node: exp.Expression) -> bool:
    return not isinstance(node, exp.Anonymous) or functions.name_of(node) in ("uuidv4", "uuidv7", "gen_random_uuid")


def constants(condition: exp.Expression | None, scope: Scope) -> frozenset[Owner]:
    """Return the columns that a condition holds to one constant."""
    held: set[Owner] = set()
    for one, other in equalities(condition):
        for column, value in ((one, other), (other, one)):
            owner = owner_of(column, scope)
            if owner is not None and is_constant(value, scope) and types.comparable(column, value, scope):
                held.add(owner)
    return frozenset(held)


def is_constant(node: exp.Expression, scope: Scope) -> bool:
    """Whether an expression is made of literals alone."""
    if any(isinstance(n, exp.Column | exp.Query | exp.Anonymous | exp.Rand | exp.Uuid) for n in node.walk()):
        return False
    return not scope.depends(node)


def renamed(keys: Iterable[frozenset[Owner]], names: Mapping[Owner, str]) -> Iterator[frozenset[str]]:
    """Yield the keys whose columns are all handed on, under their new names."""
    for key in keys:
        if all(owner in names for owner in key):
            yield frozenset(names[owner] for owner in key)


def without(keys: Iterable[frozenset[str]], held: frozenset[str]) -> Keys:
    """Return the keys without columns that are held to one constant."""
    return smallest_names(key - held for key in keys)


def smallest_names(found: Iterable[frozenset[str]]) -> Keys:
    """Return the keys that do not contain another one."""
    kept: list[frozenset[str]] = []
    for key in sorted(found, key=lambda k: (len(k), sorted(k))):
        if not any(other <= key for other in kept):
            kept.append(key)
    return frozenset(kept[:MOST])


def named(nodes: Sequence[exp.Expression], name_of: Callable[[exp.Expression], str | None]) -> frozenset[str] | None:
    """Return the output columns that expressions are handed on as, None when one of them is not."""
    names = [name_of(node) for node in nodes]
    return None if any(name is None for name in names) else frozenset(n for n in names if n is not None)
