# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Finds where SQL brings rows of several partners together, so that one's figures could be computed from another's.

A row belongs to a partner when a column says so; joins, groups, windows and subqueries have to keep to it. What cannot
be seen through counts as mixed. Keep out: which tables hold partners' rows, and which places are accepted (governance).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import sqlglot
from sqlglot import exp

from godonu_platform.lineage.partner_gathering import CHOSEN, CUT, JOINED, MERGED, UNCLEAR, cuts, gathered, projected
from godonu_platform.lineage.partner_keys import Relation, Scope, own_parts

_SOURCES = ("from_", "with_", "laterals")
_GENERATORS = {"range", "generate_series", "unnest"}


@dataclass(frozen=True, order=True)
class Mixing:
    """One place where rows of several partners come together; `place` is the CTE, or empty for the last query."""

    model: str
    place: str
    reason: str


class PartnerRows:
    """Follows whose row a row is through models, which have to be given after what they read."""

    def __init__(self, tables: Mapping[str, Relation], accepted: Callable[[str, str], bool] = lambda *_: False) -> None:
        """Keep the landed tables by relation; `accepted` says of (model, place) that mixing is meant and harmless."""
        self.tables = dict(tables)
        self._accepted = accepted
        self._model = ""
        self._found: list[Mixing] = []

    def model(self, relation: str, sql: str) -> tuple[Mixing, ...]:
        """Return where a model mixes partners by itself, and remember what it gives to those after it."""
        self._model, self._found = relation, []
        try:
            tree = sqlglot.parse_one(sql, dialect="duckdb")
            found = self._query(tree, {}, "", None)
        except (sqlglot.errors.SqlglotError, RecursionError, KeyError):
            found = self._mixed((), "", UNCLEAR)
        self.tables[relation] = found
        return tuple(sorted(set(self._found)))

    def _mixed(self, columns: Iterable[str], place: str, *reasons: str) -> Relation:
        """Note a place, and go on as if nobody's rows were in it: what follows from it is not told again."""
        if not self._accepted(self._model, place):
            self._found += [Mixing(self._model, place, reason) for reason in reasons]
        return Relation(tuple(columns), own=False)

    def _query(self, node: exp.Expr, ctes: Mapping[str, Relation], place: str, outer: Scope | None) -> Relation:
        inner = dict(ctes)
        with_ = node.args.get("with_")
        recursive = with_ is not None and with_.args.get("recursive")
        for cte in with_.expressions if with_ is not None else ():
            name = cte.alias.lower()
            if recursive and isinstance(cte.this, exp.SetOperation):
                inner[name] = self._named(self._query(cte.this.this, inner, name, None), cte)
            inner[name] = self._named(self._query(cte.this, inner, name, outer), cte)
        if isinstance(node, exp.Subquery):
            found = self._query(node.this, inner, place, outer)
            return self._mixed(found.columns, place, CUT) if found.own and cuts(node) else found
        if isinstance(node, exp.SetOperation):
            return self._set(node, inner, place, outer)
        if isinstance(node, exp.Select):
            return self._select(node, inner, place, outer)
        return self._mixed((), place, UNCLEAR)

    @staticmethod
    def _named(found: Relation, aliased: exp.Expr) -> Relation:
        alias = aliased.args.get("alias")
        names = [column.name.lower() for column in alias.columns] if isinstance(alias, exp.TableAlias) else []
        if not names:
            return found
        renamed = dict(zip(found.columns, names, strict=False))
        columns = tuple(renamed.get(column, column) for column in found.columns) or tuple(names)
        return Relation(columns, found.own, frozenset(renamed.get(key, key) for key in found.keys))

    def _set(self, node: exp.SetOperation, ctes: Mapping[str, Relation], place: str, outer: Scope | None) -> Relation:
        left, right = self._query(node.this, ctes, place, outer), self._query(node.expression, ctes, place, outer)
        pairs = list(zip(left.columns, right.columns, strict=False))
        if node.args.get("by_name"):
            pairs = [(name, name) for name in left.columns]
        own = left.own or right.own
        sides = [(left, 0), (right, 1)]
        keys = frozenset(p[0] for p in pairs if own and all(p[i] in side.keys for side, i in sides if side.own))
        if own and cuts(node):
            return self._mixed(left.columns, place, CUT)
        if own and not keys and (node.args.get("distinct") or not isinstance(node, exp.Union)):
            return self._mixed(left.columns, place, MERGED)
        return Relation(left.columns, own, keys)

    def _select(self, node: exp.Select, ctes: Mapping[str, Relation], place: str, outer: Scope | None) -> Relation:
        scope = Scope(outer)
        where = node.args.get("where")
        reasons = [*self._sources(node, scope, ctes, place)]
        scope.learn(where, always=True)
        scope.tie(where)
        columns = list(projected(node, scope))
        scope.aliases = {name: expression for name, expression, _ in columns if expression is not None}
        reasons += self._subqueries(node, scope, ctes, place)
        names = dict.fromkeys(name for name, _, _ in columns)
        if scope.own and not scope.tied:
            reasons += gathered(node, scope)
        if reasons:
            return self._mixed(names, place, *reasons)
        keys = frozenset(name for name, _, is_key in columns if is_key)
        own = scope.own and not scope.tied
        return Relation(tuple(names), own, keys if own else frozenset())

    def _sources(self, node: exp.Select, scope: Scope, ctes: Mapping[str, Relation], place: str) -> Iterator[str]:
        first = node.args.get("from_")
        joins: list[tuple[exp.Expr, exp.Join | None]] = [(first.this, None)] if first else []
        joins += [(join.this, join) for join in node.args.get("joins") or ()]
        joins += [(lateral, None) for lateral in node.args.get("laterals") or ()]
        for source, join in joins:
            alias, relation = self._source(source, scope, ctes, place)
            if alias in scope.relations:
                yield UNCLEAR
            if scope.own and relation.own and not _tied(scope, alias, relation, join, node.args.get("where")):
                yield JOINED
            if join is not None and join.kind in ("SEMI", "ANTI"):
                if relation.own and not scope.own:
                    yield CHOSEN
                continue
            _take(scope, alias, relation, join)

    def _source(self, source: exp.Expr, scope: Scope, ctes: Mapping[str, Relation], place: str) -> tuple[str, Relation]:
        alias = source.alias_or_name.lower() or f"_{len(scope.relations)}"
        if source.args.get("pivots") or source.args.get("joins") or source.args.get("sample"):
            return alias, self._mixed((), place, UNCLEAR)
        if isinstance(source, exp.Table):
            return alias, self._named(self._table(source, ctes, place), source)
        if isinstance(source, exp.Lateral) and isinstance(source.this, exp.Subquery):
            return alias, self._named(self._query(source.this, ctes, place, scope), source)
        if isinstance(source, exp.Subquery):
            return alias, self._named(self._query(source, ctes, place, None), source)
        if isinstance(source, exp.UDTF):
            return alias, self._named(Relation((), own=False), source)
        return alias, self._mixed((), place, UNCLEAR)

    def _table(self, source: exp.Table, ctes: Mapping[str, Relation], place: str) -> Relation:
        if not isinstance(source.this, exp.Identifier):
            name = source.this.name if isinstance(source.this, exp.Anonymous) else source.this.sql_name()
            known = isinstance(source.this, exp.GenerateSeries) or name.lower() in _GENERATORS
            return Relation((), own=False) if known else self._mixed((), place, UNCLEAR)
        name = source.name.lower()
        if not source.db and name in ctes:
            return ctes[name]
        found = self.tables.get(f"{source.db}.{source.name}".lower())
        return found if found is not None else self._mixed((), place, f"liest eine unbekannte Tabelle ({source.name})")

    def _subqueries(self, node: exp.Select, scope: Scope, ctes: Mapping[str, Relation], place: str) -> Iterator[str]:
        parts = [
            part.args.get("on") if isinstance(part, exp.Join) else part
            for key, value in node.args.items()
            if key not in _SOURCES
            for part in (value if isinstance(value, list) else [value])
        ]
        for part in parts:
            for query in own_parts(part, exp.Query) if isinstance(part, exp.Expr) else ():
                found = self._query(query, ctes, place, scope)
                if found.own and not _in_own(query, found, scope):
                    yield CHOSEN


def _take(scope: Scope, alias: str, relation: Relation, join: exp.Join | None) -> None:
    """Add a relation to a scope, with what is then known about whose row it is."""
    theirs = {(alias, key) for key in relation.keys}
    side = join.side if join is not None else ""
    both = scope.own and relation.own
    scope.relations[alias] = relation
    if both and side in ("RIGHT", "FULL"):
        scope.partial |= scope.keys
        scope.keys = set()
    (scope.partial if both and side in ("LEFT", "FULL") else scope.keys).update(theirs)
    scope.own = scope.own or relation.own
    if join is not None:
        scope.learn(join.args.get("on"), always=not side)
        for name in join.args.get("using") or ():
            if any(place[1] == name.name.lower() for place in scope.keys):
                (scope.partial if side else scope.keys).add((alias, name.name.lower()))


def _tied(scope: Scope, alias: str, relation: Relation, join: exp.Join | None, where: exp.Expr | None) -> bool:
    """Tell whether a join brings together rows of the same partner only."""
    if join is None:
        return scope.joins_on_key(where, alias, relation)
    if join.args.get("method"):
        return False
    using = {name.name.lower() for name in join.args.get("using") or ()}
    if any(key in using and any(place[1] == key for place in scope.keys) for key in relation.keys):
        return True
    inner = scope.joins_on_key(where, alias, relation) if not join.side else False
    return inner or scope.joins_on_key(join.args.get("on"), alias, relation)


def _in_own(query: exp.Expr, found: Relation, scope: Scope) -> bool:
    """Tell whether a subquery behind IN is asked for the row's own partner."""
    parent = query.parent
    if not isinstance(parent, exp.In):
        return False
    asked = parent.this.expressions if isinstance(parent.this, exp.Tuple) else [parent.this]
    return any(scope.is_key(part) and column in found.keys for part, column in zip(asked, found.columns, strict=False))
