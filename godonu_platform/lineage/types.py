# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The types of columns, as far as a query shows them: enough to see that a comparison would cast one side.

Keep out: a type system. A text compared with a number is cast, and two texts may become one number; then a key of the
text is none of the comparison any more.
"""

from __future__ import annotations

import re

from sqlglot import exp

from godonu_platform.lineage.lambdas import path_of
from godonu_platform.lineage.scopes import Scope, find
from godonu_platform.lineage.sql_text import DIALECT

ARITHMETIC = exp.Add | exp.Sub | exp.Mul | exp.Div | exp.IntDiv | exp.Mod
FAMILIES = {
    "text": r"varchar|text|string|char|bpchar|uuid|enum",
    "number": r"u?(tiny|small|big|huge)?int(eger)?|int\d+|decimal|numeric|double|float|real|boolean",
    "time": r"date|time|timestamp|datetime|timestamptz|timestamp_(s|ms|ns|ntz)",
}


def type_of(node: exp.Expression, scope: Scope) -> str:
    """Return the type of a column, a cast or a literal; an empty text for everything else."""
    while isinstance(node, exp.Paren | exp.Alias):
        node = node.this
    if isinstance(node, exp.Cast):
        return str(node.to.sql(dialect=DIALECT))
    if isinstance(node, exp.Literal):
        return "" if node.is_string else "INTEGER"  # a text is read as what it is compared with, a number is not
    path = path_of(node) if isinstance(node, exp.Column) else []
    return find(path, scope, node).output.type if path else ""


def comparable(one: exp.Expression, other: exp.Expression, scope: Scope) -> bool:
    """Whether two values can be compared as they are; unknown types count as equal ones."""
    return same_family(type_of(one, scope), type_of(other, scope))


def measurable(node: exp.Expression, scope: Scope) -> bool:
    """Whether a value is known to be a number or a time, of which a range holds many."""
    while isinstance(node, exp.Paren | exp.Alias | exp.Neg):
        node = node.this
    if isinstance(node, exp.Count | exp.Sum | exp.Length | exp.Extract | exp.RowNumber | exp.Interval | ARITHMETIC):
        return True
    return _family(type_of(node, scope)) in ("number", "time")


def is_text(node: exp.Expression, scope: Scope) -> bool:
    """Whether a value is known to be a text, be it compared with a number."""
    return _family(type_of(node, scope)) == "text"


def same_family(*kinds: str) -> bool:
    """Whether values of these types are compared without casting a text; unknown types count as equal ones."""
    return len({_family(kind) for kind in kinds} - {""}) < 2


def _family(kind: str) -> str:
    word = re.match(r"[a-z_0-9]*", kind.strip().lower())
    plain = word.group() if word else ""
    return next((name for name, pattern in FAMILIES.items() if re.fullmatch(pattern, plain)), plain)
