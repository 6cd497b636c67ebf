# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""How two parts of a FROM become one: which rows there are, what columns depend on, which keys are left.

Keep out: the parts themselves (from_clause).

A LEFT JOIN onto a part that is unique on the equated columns keeps the rows of its left side exactly as they are; then
only the columns of the right side depend on how rows were matched.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlglot import exp

from godonu_platform.lineage import keys, repeats
from godonu_platform.lineage.dependency import Dependency
from godonu_platform.lineage.flow import PLAIN, lift
from godonu_platform.lineage.refusals import Refused, check_arguments, unknown
from godonu_platform.lineage.relations import Cell, Dependencies, Output, Owner, Part
from godonu_platform.lineage.scopes import Scope

ARGUMENTS = frozenset({"this", "on", "using", "side", "kind", "method"})
SIDES = ("", "LEFT", "RIGHT", "FULL")
KINDS = ("", "INNER", "OUTER", "CROSS", "SEMI", "ANTI")


def join(left: Part, right: Part, node: exp.Join, scope: Scope, *, lateral: bool) -> Part:
    """Return the two parts joined as the node says."""
    check_arguments(node, ARGUMENTS)
    side, kind, method = (str(node.args.get(name) or "").upper() for name in ("side", "kind", "method"))
    if method not in ("", "NATURAL", "ASOF") or side not in SIDES or kind not in KINDS:
        words = [word for word in (method, side, kind, "JOIN") if word]
        raise Refused(" ".join(words), node, unknown(node).reason)
    if kind in ("SEMI", "ANTI") and side == "RIGHT":
        left, right, side = right, left, ""
    for name in sorted(left.aliases() & right.aliases()):
        raise Refused(f"doppelter Name {name}", node, "Bitte jeder Tabelle im FROM einen eigenen Namen geben.")
    names = _using(left, right, node, natural=method == "NATURAL")
    both = _side_by_side(left, right)
    condition = _condition(both, left, right, node, names, scope)
    if kind in ("SEMI", "ANTI"):
        return replace(left, rows=left.rows | condition | _chosen(right.rows))
    equated = keys.equated(node.args.get("on"), names, left, right, scope, both)
    asof = method == "ASOF"
    before = left
    left = left if asof else repeats.fanned(left, right, equated.right)
    right = repeats.fanned(right, before, frozenset() if lateral else equated.left)
    joined, mine, theirs = _joined(left, right, condition, equated, side, asof=asof)
    joined = _merged(joined, mine, theirs, names, side)
    return replace(joined, keys=_keys(left, right, equated, side, lateral=lateral, asof=asof))


def _joined(
    left: Part, right: Part, condition: Dependencies, equated: keys.Equated, side: str, *, asof: bool
) -> tuple[Part, Part, Part]:
    """Return the join and its two sides, with what their columns depend on afterwards."""
    if side == "LEFT" and (asof or keys.unique_on(right, equated.right)):
        right = right.adding(condition | _chosen(right.rows))
        return replace(_side_by_side(left, right), rows=left.rows, bases=left.bases), left, right
    if side == "RIGHT" and not asof and keys.unique_on(left, equated.left):
        left = left.adding(condition | _chosen(left.rows))
        return replace(_side_by_side(left, right), rows=right.rows, bases=right.bases), left, right
    if asof:
        right = right.adding(condition | _chosen(right.rows))
    both = _side_by_side(left, right)
    return replace(both, rows=both.rows | condition), left, right


def _side_by_side(left: Part, right: Part) -> Part:
    return Part(
        sources=(*left.sources, *right.sources),
        star=(*left.star, *right.star),
        merged={**left.merged, **right.merged},
        rows=left.rows | right.rows,
        bases=left.bases | right.bases,
    )


def _chosen(rows: Dependencies) -> Dependencies:
    """Return the rows of a side whose rows are not handed on: they only decide what is found there."""
    return lift(rows, PLAIN.through("transformed", "keep"))


def _using(left: Part, right: Part, node: exp.Join, *, natural: bool) -> list[str]:
    names = [name.name.lower() for name in node.args.get("using") or []]
    if natural:
        theirs = {cell.output.name for cell in right.star}
        names = [cell.output.name for cell in left.star if cell.output.name in theirs]
        if not names:
            raise Refused("NATURAL JOIN", node, "Die Tabellen haben keine gemeinsame Spalte.")
    for name in names:
        _cell(left, name, node)
        _cell(right, name, node)
    return names


def _cell(part: Part, name: str, node: exp.Expression) -> Cell:
    merged = part.merged.get(name)
    if merged is not None:
        return merged
    cells = [cell for cell in part.star if cell.output.name == name]
    if len(cells) != 1:
        raise Refused(f"USING ({name})", node, "Diese Spalte gibt es auf einer Seite nicht oder mehrfach.")
    return cells[0]


def _condition(both: Part, left: Part, right: Part, node: exp.Join, names: Sequence[str], scope: Scope) -> Dependencies:
    """Return what decides which rows are matched."""
    chosen = PLAIN.only("join")
    found: set[Dependency] = set()
    for name in names:
        for part in (left, right):
            found |= lift(_cell(part, name, node).output.dependencies, chosen)
    on = node.args.get("on")
    if on is not None:
        inside = Scope(scope.trace, parent=scope.parent, tables=scope.tables, part=both)
        scope.trace.walk(on, chosen, inside, found)
    return frozenset(found)


def _merged(joined: Part, left: Part, right: Part, names: Sequence[str], side: str) -> Part:
    """Return the join with each column of USING once, at its place on the left."""
    if not names:
        return joined
    pairs = {name: (_named_cell(left, name), _named_cell(right, name)) for name in names}
    merged = {name: _one_of(mine, theirs, side) for name, (mine, theirs) in pairs.items()}
    before = {mine.owners: name for name, (mine, _) in pairs.items()}
    after = {theirs.owners for _, theirs in pairs.values()}
    star = [merged[before[cell.owners]] if cell.owners in before else cell for cell in left.star]
    star += [cell for cell in right.star if cell.owners not in after]
    return replace(joined, star=tuple(star), merged={**joined.merged, **merged})


def _named_cell(part: Part, name: str) -> Cell:
    return part.merged.get(name) or next(cell for cell in part.star if cell.output.name == name)


def _one_of(mine: Cell, theirs: Cell, side: str) -> Cell:
    if side == "LEFT":
        return mine
    if side == "RIGHT":
        return theirs
    together = Output(mine.output.name, mine.output.dependencies | theirs.output.dependencies, mine.output.fields)
    return Cell(together, mine.owners | theirs.owners)


def _keys(
    left: Part, right: Part, equated: keys.Equated, side: str, *, lateral: bool, asof: bool
) -> frozenset[frozenset[Owner]]:
    if side == "FULL":
        return frozenset()
    found: set[frozenset[Owner]] = {mine | theirs for mine in left.keys for theirs in right.keys}
    if side != "RIGHT" and (asof or keys.unique_on(right, equated.right)):
        found |= left.keys
    if side != "LEFT" and not lateral and not asof and keys.unique_on(left, equated.left):
        found |= right.keys
    return keys.smallest(found)
