# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Within one SELECT: which columns say for certain whose row it is, and which equalities carry that on.

Keep out: walking through queries (partner_rows).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from sqlglot import exp

Place = tuple[str, str]  # alias, column
Part = TypeVar("Part", bound=exp.Expr)


@dataclass(frozen=True)
class Relation:
    """What a query or table gives: its columns, whether rows belong to single partners, and which columns tell whose.

    Not own: no partner's figures are in it. Own without keys: it can no longer be told whose row it is.
    """

    columns: tuple[str, ...]
    own: bool
    keys: frozenset[str] = frozenset()


@dataclass
class Scope:
    """The relations of one SELECT and what is known about whose row a combined row is."""

    outer: Scope | None = None
    relations: dict[str, Relation] = field(default_factory=dict)
    own: bool = False
    tied: bool = False
    keys: set[Place] = field(default_factory=set)
    # keys of the optional side of an outer join: right where they are not NULL
    partial: set[Place] = field(default_factory=set)
    aliases: dict[str, exp.Expr] = field(default_factory=dict)

    def places(self, column: exp.Column) -> list[Place]:
        """Return where a column may come from within this SELECT; an unqualified one after USING has several."""
        name = column.name.lower()
        if column.table:
            alias = column.table.lower()
            return [(alias, name)] if alias in self.relations else []
        return [(alias, name) for alias, relation in self.relations.items() if name in relation.columns]

    def is_key(self, node: exp.Expr | None, *, partial: bool = False) -> bool:
        """Tell whether an expression says for certain whose row it is; `partial` also takes what may be NULL."""
        node = unwrapped(node)
        if isinstance(node, exp.Coalesce):
            parts = [node.this, *node.expressions]
            certain = any(self.is_key(part) for part in parts) or len(parts) > 1
            return certain and all(self.is_key(part, partial=True) for part in parts)
        if not isinstance(node, exp.Column):
            return False
        found = self.places(node)
        if not found and not node.table and node.name.lower() in self.aliases:
            return self.is_key(self.aliases[node.name.lower()], partial=partial)
        known = self.keys | self.partial if partial else self.keys
        return any(place in known for place in found)

    def learn(self, condition: exp.Expr | None, *, always: bool) -> None:
        """Take every column that must equal a key for a key, until nothing new is found.

        always: the equality holds in every row; after an outer join it holds only where there was something to join.
        """
        pairs = list(equalities(condition))
        into = self.keys if always else self.partial
        size = -1
        while size != len(into):
            size = len(into)
            for left, right in [*pairs, *((b, a) for a, b in pairs)]:
                if isinstance(right, exp.Column) and self.is_key(left, partial=not always):
                    into.update(place for place in self.places(right) if place not in self.keys)

    def tie(self, condition: exp.Expr | None) -> None:
        """Take note when a correlated query looks at rows of the outer row's partner only."""
        for left, right in equalities(condition):
            for mine, other in ((left, right), (right, left)):
                outside = isinstance(other, exp.Column) and not self.places(other)
                if self.outer is not None and outside and self.is_key(mine) and self.outer.is_key(other):
                    self.tied = True

    def joins_on_key(self, condition: exp.Expr | None, alias: str, relation: Relation) -> bool:
        """Tell whether a condition makes rows of another own relation those of the same partner."""
        theirs = {(alias, key) for key in relation.keys}
        for left, right in equalities(condition):
            for mine, other in ((left, right), (right, left)):
                theirs_side = unwrapped(other)
                found = (
                    set(self.places_with(theirs_side, alias, relation))
                    if isinstance(theirs_side, exp.Column)
                    else set()
                )
                if found & theirs and not self._same(mine, alias) and self.is_key(mine, partial=True):
                    return True
        return False

    def places_with(self, column: exp.Column, alias: str, relation: Relation) -> list[Place]:
        """Return the place of a column in a relation that is about to be joined."""
        name = column.name.lower()
        if column.table:
            return [(alias, name)] if column.table.lower() == alias else []
        return [(alias, name)] if name in relation.columns and not self.places(column) else []

    @staticmethod
    def _same(node: exp.Expr, alias: str) -> bool:
        return isinstance(node, exp.Column) and node.table.lower() == alias


def unwrapped(node: exp.Expr | None) -> exp.Expr | None:
    """Return an expression without brackets, alias and cast: none of these changes whose row it is."""
    while isinstance(node, exp.Paren | exp.Alias | exp.Cast | exp.Ordered):
        node = node.this
    return node


def equalities(condition: exp.Expr | None) -> Iterator[tuple[exp.Expr, exp.Expr]]:
    """Yield both sides of every equality that must hold; one under OR or NOT need not."""
    node = condition
    while isinstance(node, exp.Paren | exp.Where | exp.Having):
        node = node.this
    if isinstance(node, exp.And):
        yield from equalities(node.this)
        yield from equalities(node.expression)
    elif isinstance(node, exp.EQ | exp.NullSafeEQ):
        left, right = node.this, node.expression
        if isinstance(left, exp.Tuple) and isinstance(right, exp.Tuple):
            yield from zip(left.expressions, right.expressions, strict=False)
        else:
            yield left, right


def own_parts(node: exp.Expr, *of: type[Part]) -> Iterator[Part]:
    """Yield the parts of an expression of some kind; what stands inside a query of its own belongs to that."""
    todo: list[exp.Expr] = [node]
    while todo:
        part = todo.pop()
        if isinstance(part, of):
            yield part
        if not isinstance(part, exp.Query):
            todo.extend(part.iter_expressions())
