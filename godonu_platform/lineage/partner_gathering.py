# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Why one SELECT over partners' rows brings several partners together: groups, windows, DISTINCT, LIMIT.

Keep out: joins and subqueries (partner_rows).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from sqlglot import exp

from godonu_platform.lineage.partner_keys import Scope, own_parts

GROUPED = "fasst Zeilen mehrerer Kommunen zusammen (Gruppierung ohne Kommune)"
JOINED = "verknüpft Zeilen verschiedener Kommunen (Verknüpfung ohne Gleichheit der Kommune)"
COMPARED = "vergleicht Zeilen mehrerer Kommunen (Fenster ohne Kommune)"
CHOSEN = "wählt nach Zeilen anderer Kommunen aus (Unterabfrage ohne Gleichheit der Kommune)"
MERGED = "lässt die Kommune weg und fasst gleiche Zeilen zusammen"
CUT = "begrenzt die Zahl der Zeilen über Kommunen hinweg"
UNCLEAR = "ist nicht zu durchschauen"
_CUTS = ("limit", "offset", "fetch", "sample")


def gathered(node: exp.Select, scope: Scope) -> Iterator[str]:
    """Yield why a SELECT over partners' rows brings several of them together."""
    group = node.args.get("group")
    if group is not None:
        if not _grouped_by_key(group, node, scope):
            yield GROUPED
    elif any(_aggregates(part) for part in _outputs(node)):
        yield GROUPED
    distinct = node.args.get("distinct")
    if distinct is not None:
        on = distinct.args.get("on")
        chosen = on.expressions if isinstance(on, exp.Tuple) else [on] if on is not None else node.expressions
        stars = any(is_key for _, expression, is_key in projected(node, scope) if expression is None)
        if not (any(scope.is_key(part) for part in chosen) or (on is None and stars)):
            yield MERGED
    if not all(_by_partner(window, node, scope) for part in _outputs(node) for window in own_parts(part, exp.Window)):
        yield COMPARED
    if cuts(node):
        yield CUT


def _outputs(node: exp.Select) -> Iterator[exp.Expr]:
    yield from node.expressions
    yield from (node.args[key] for key in ("having", "qualify", "order") if node.args.get(key) is not None)


def _grouped_by_key(group: exp.Group, node: exp.Select, scope: Scope) -> bool:
    if any(group.args.get(key) for key in ("cube", "rollup", "grouping_sets", "totals")):
        return False
    parts = [part for part in node.expressions if not _aggregates(part)] if group.args.get("all") else group.expressions
    for part in parts:
        if isinstance(part, exp.Literal) and not part.is_string:
            part = node.expressions[int(part.this) - 1]
        if scope.is_key(part):
            return True
    return False


def _aggregates(node: exp.Expr) -> bool:
    """Tell whether an expression gathers rows; a window function keeps them apart and is looked at by itself."""
    windows = {id(window.this) for window in own_parts(node, exp.Window)}
    windows |= {id(window.this.this) for window in own_parts(node, exp.Window) if isinstance(window.this, exp.Filter)}
    for part in own_parts(node, exp.AggFunc, exp.Anonymous):
        gathers = isinstance(part, exp.AggFunc) or part.name.lower() in _engine_aggregates()
        if gathers and id(part) not in windows:
            return True
    return False


def _by_partner(window: exp.Window, node: exp.Select, scope: Scope) -> bool:
    if any(scope.is_key(part) for part in window.args.get("partition_by") or ()):
        return True
    name = window.args.get("alias") or window.args.get("first")
    named = {w.name.lower(): w for w in node.args.get("windows") or ()}
    base = named.get(name.name.lower()) if isinstance(name, exp.Identifier) else None
    return base is not None and base is not window and _by_partner(base, node, scope)


def projected(node: exp.Select, scope: Scope) -> Iterator[tuple[str, exp.Expr | None, bool]]:
    """Yield name, expression and whether it says whose row it is, for each output column; a star is spread out."""
    for number, part in enumerate(node.expressions):
        star = part if isinstance(part, exp.Star) else part.this if isinstance(part, exp.Column) else None
        if not isinstance(star, exp.Star):
            yield part.alias_or_name.lower() or f"_{number}", part, scope.is_key(part)
            continue
        left_out = {e.name.lower() for e in star.args.get("except_") or star.args.get("except") or ()}
        replaced = {e.alias.lower() for e in star.args.get("replace") or ()}
        wanted = part.table.lower() if isinstance(part, exp.Column) and part.table else None
        for alias, relation in scope.relations.items():
            for column in relation.columns if wanted in (None, alias) else ():
                if column not in left_out:
                    yield column, None, (alias, column) in scope.keys and column not in replaced


def cuts(node: exp.Expr) -> bool:
    """Tell whether a query keeps only some of its rows, whosever they are."""
    return any(node.args.get(key) is not None for key in _CUTS)


@lru_cache(maxsize=1)
def _engine_aggregates() -> frozenset[str]:
    import duckdb

    with duckdb.connect() as connection:
        rows = connection.execute(
            "select distinct function_name from duckdb_functions() where function_type = 'aggregate'"
        )
        return frozenset(str(name).lower() for (name,) in rows.fetchall())
