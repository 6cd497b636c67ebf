# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Compares a tree with placeholders with a tree of a query.

Keep out: what the trees are. Parentheses, casts that change no count, other names of tables and left-out qualifiers do
not matter; everything else does.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence

from sqlglot import exp

SINGLE, MANY = "p_", "many_"
HARMLESS = frozenset({exp.DType.BIGINT, exp.DType.INT128})
BEFORE = ("with_", "from_", "joins")  # of a SELECT: what gives names to the rest
Nodes = list[exp.Expression]


class Matching:
    """One attempt; `names` maps placeholders to arguments. Without any, it asks whether two trees say the same."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self.names = names
        self.bound: dict[str, Nodes] = {}
        self.seen: dict[str, Nodes] = {}
        self.tables: dict[str, str] = {}  # names of tables in the pattern -> in the query
        self.single_table = False  # the SELECT that is compared reads from one table
        self.item: dict[str, exp.Expression] | None = None  # inside an item of a list: what many_x stands for there

    def same(self, pattern: exp.Expression, node: exp.Expression) -> bool:
        """Whether the query's node is what the pattern says; binds placeholders on the way."""
        pattern, node = _unwrapped(pattern), _unwrapped(node)
        placeholder = self._placeholder(pattern)
        if placeholder is not None:
            return self._is_relation(pattern, node) and self._bind(placeholder, node)
        if type(pattern) is not type(node):
            return isinstance(node, exp.Cast) and node.to.this in HARMLESS and self.same(pattern, node.this)
        if isinstance(pattern, exp.Identifier):
            return self.tables.get(pattern.name.lower(), pattern.name.lower()) == node.name.lower()
        if isinstance(pattern, exp.Column):
            return self._same_column(pattern, node)
        if isinstance(pattern, exp.Table | exp.Subquery | exp.CTE):
            return self._same_table(pattern, node)
        if isinstance(pattern, exp.Select):
            return self._same_select(pattern, node)
        return self._same_arguments(pattern, node, ())

    def _same_arguments(self, pattern: exp.Expression, node: exp.Expression, done: Sequence[str]) -> bool:
        names = [name for name in {**pattern.args, **node.args} if name not in done]
        return all(self._same_argument(pattern.args.get(name), node.args.get(name)) for name in names)

    def _same_argument(self, pattern: object, node: object) -> bool:
        if isinstance(pattern, list) or isinstance(node, list):
            return self._same_list(list(pattern or []), list(node or []))  # type: ignore[call-overload]
        if isinstance(pattern, exp.Expression) and isinstance(node, exp.Expression):
            return self.same(pattern, node)
        return pattern == node or (not pattern and not node)

    def _same_select(self, pattern: exp.Expression, node: exp.Expression) -> bool:
        around, self.single_table = self.single_table, not node.args.get("joins") and not pattern.args.get("joins")
        first = all(self._same_argument(pattern.args.get(name), node.args.get(name)) for name in BEFORE)
        result = first and self._same_arguments(pattern, node, BEFORE)
        self.single_table = around
        return result

    def _same_column(self, pattern: exp.Expression, node: exp.Expression) -> bool:
        if isinstance(pattern.this, exp.Star) or isinstance(node.this, exp.Star):
            return self._same_arguments(pattern, node, ())
        if pattern.name.lower() != node.name.lower() or pattern.args.get("db") or node.args.get("db"):
            return False
        theirs, own = pattern.args.get("table"), node.args.get("table")
        if theirs is not None and self._placeholder(theirs) is not None:
            return own is not None and self.same(theirs, own)
        if not self.names:  # two parts of one query: the same column, with or without its table
            return theirs is None or own is None or theirs.name.lower() == own.name.lower()
        if theirs is None and own is None:
            return True
        if theirs is None or own is None:
            return self.single_table and (own is None or own.name.lower() in self.tables.values())
        return self.same(theirs, own)

    def _same_table(self, pattern: exp.Expression, node: exp.Expression) -> bool:
        done = ["alias"]
        if isinstance(pattern, exp.Table):
            done += ["catalog"]
        if not self._same_arguments(pattern, node, done):
            return False
        theirs, own = pattern.args.get("alias"), node.args.get("alias")
        columns = [part.args.get("columns") if part is not None else None for part in (theirs, own)]
        if not self._same_argument(*columns):
            return False
        self.tables[pattern.alias_or_name.lower()] = node.alias_or_name.lower()
        return True

    def _placeholder(self, pattern: exp.Expr) -> str | None:
        """Return the argument that a part of the pattern stands for."""
        if isinstance(pattern, exp.Table):
            bare = isinstance(pattern.this, exp.Identifier) and not pattern.args.get("db")
        elif isinstance(pattern, exp.Column):
            bare = isinstance(pattern.this, exp.Identifier) and not pattern.args.get("table")
        else:
            bare = isinstance(pattern, exp.Identifier) or (isinstance(pattern, exp.Literal) and pattern.is_string)
        return self.names.get(pattern.name) if bare else None

    def _is_relation(self, pattern: exp.Expression, node: exp.Expression) -> bool:
        """Whether the node can stand where the pattern has a relation; notes how both call it."""
        if not isinstance(pattern, exp.Table):
            return True
        if not isinstance(node, exp.Table | exp.Subquery) or node.args.get("joins") or node.args.get("pivots"):
            return False
        if pattern.args.get("alias") is not None:
            self.tables[pattern.alias.lower()] = node.alias_or_name.lower()
        return True

    def _bind(self, name: str, node: exp.Expression) -> bool:
        if name.startswith(MANY):
            return self._bind_item(name, node)
        known = self.bound.get(name)
        if known is None:
            self.bound[name] = [node]
        elif not _equal(known[0], node):
            return False
        if not (isinstance(node, exp.Identifier) and known and isinstance(known[0], exp.Table)):
            self.seen.setdefault(name, []).append(node)
        return True

    def _bind_item(self, name: str, node: exp.Expression) -> bool:
        if self.item is None:
            return False
        if name in self.item and not _equal(self.item[name], node):
            return False
        self.item.setdefault(name, node)
        self.seen.setdefault(name, []).append(node)
        return True

    def _same_list(self, patterns: Nodes, nodes: Nodes) -> bool:
        if not patterns:
            return not nodes
        many = self._many_in(patterns[0])
        if not many:
            first = bool(nodes) and self._same_argument(patterns[0], nodes[0])
            return first and self._same_list(patterns[1:], nodes[1:])
        for count in range(len(nodes) - len(patterns) + 1, 0, -1):
            attempt = self._copied()
            if attempt._run(patterns[0], nodes[:count], many) and attempt._same_list(patterns[1:], nodes[count:]):
                self.__dict__.update(attempt.__dict__)
                return True
        return False

    def _run(self, pattern: exp.Expression, nodes: Nodes, many: set[str]) -> bool:
        """Match one item of the pattern with several items of the query."""
        found: dict[str, Nodes] = {name: [] for name in many}
        for node in nodes:
            self.item = {}
            if not self.same(pattern, node):
                return False
            for name in many:
                found[name].append(self.item[name])
        self.item = None
        for name, items in found.items():
            known = self.bound.setdefault(name, items)
            if len(known) != len(items) or not all(_equal(a, b) for a, b in zip(known, items, strict=True)):
                return False
        return True

    def _many_in(self, pattern: object) -> set[str]:
        """Return the lists that an item stands for; one that stands in a list inside of the item belongs there."""
        if not isinstance(pattern, exp.Expression) or isinstance(pattern, exp.Query) or self.item is not None:
            return set()
        name = self._placeholder(_unwrapped(pattern))
        if name is not None:
            return {name} if name.startswith(MANY) else set()
        found: set[str] = set()
        for value in pattern.args.values():
            for part in value if isinstance(value, list) else [value]:
                is_list = isinstance(value, list) and isinstance(part, exp.Expression) and self._is_list(part)
                found |= set() if is_list else self._many_in(part)
        return found

    def _is_list(self, node: exp.Expression) -> bool:
        name = self._placeholder(_unwrapped(node))
        return name is not None and name.startswith(MANY)

    def _copied(self) -> Matching:
        other = copy.copy(self)
        other.bound = {name: list(nodes) for name, nodes in self.bound.items()}
        other.seen = {name: list(nodes) for name, nodes in self.seen.items()}
        other.tables = dict(self.tables)
        return other


def _unwrapped(node: exp.Expression) -> exp.Expression:
    while isinstance(node, exp.Paren):
        node = node.this
    return node


def _equal(one: exp.Expression, other: exp.Expression) -> bool:
    """Whether two parts of a query say the same; a name and a column of that name do."""
    one, other = (part.this if isinstance(part, exp.Alias) else part for part in (one, other))
    if isinstance(one, exp.Identifier) != isinstance(other, exp.Identifier) and _is_name(one) and _is_name(other):
        return one.name.lower() == other.name.lower()
    for table, name in ((one, other), (other, one)):
        if isinstance(table, exp.Table) and isinstance(name, exp.Identifier):
            return table.alias_or_name.lower() == name.name.lower()
    return Matching({}).same(one, other)


def _is_name(node: exp.Expression) -> bool:
    """Whether a node can be read as a bare name: a column, an identifier, a text."""
    return isinstance(node, exp.Identifier | exp.Column) or (isinstance(node, exp.Literal) and node.is_string)
