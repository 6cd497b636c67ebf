# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where protective steps stand in a query: which parts of it are an argument of which step.

Keep out: how a step is recognised (step_templates).
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from godonu_platform.lineage.scopes import Trace
from godonu_platform.lineage.step_templates import occurrences

WHOLE = ""  # the argument of a step that is a whole query


def mark_matches(node: exp.Expression, trace: Trace) -> None:
    """Look once whether a node is a protective step, and mark its arguments."""
    templates = trace.templates.get(type(node))
    if not templates or id(node) in trace.matched:
        return
    trace.matched.add(id(node))
    seen: set[str] = set()
    for template in templates:
        if template.step in seen:
            continue  # the first variant that fits counts
        bound = occurrences(template, node)
        if bound is None:
            continue
        if not all(is_count(part) for name in template.counting for part in bound.get(name, ())):
            continue
        seen.add(template.step)
        if isinstance(node, exp.Query):
            trace.marks.setdefault(id(node), []).append((template.step, WHOLE))
        for argument, parts in bound.items():
            for part in parts:
                trace.marks.setdefault(id(part), []).append((template.step, argument))


def arguments_of(node: exp.Expression, trace: Trace) -> Sequence[tuple[str, str]]:
    """Return the steps that a node is an argument of, inner to outer."""
    marks = trace.marks.get(id(node))
    return [(step, argument) for step, argument in reversed(marks) if argument != WHOLE] if marks else ()


def steps_of(node: exp.Expression, trace: Trace) -> list[str]:
    """Return the steps that a query is."""
    marks = trace.marks.get(id(node))
    return [step for step, argument in marks if argument == WHOLE] if marks else []


def is_count(node: exp.Expression) -> bool:
    """Whether an expression is written as a number of cases: no literal but 0, no CASE, no subquery, no min or max.

    Whether what it names really counts cases, is asked where classes are worked out.
    """
    while isinstance(node, exp.Paren | exp.Cast | exp.Filter):
        node = node.this
    if isinstance(node, exp.Coalesce | exp.Greatest | exp.Least):
        first, *others = node.iter_expressions()
        return is_count(first) and all(is_count(other) or is_zero(other) for other in others)
    if isinstance(node, exp.Sum):
        return is_count(node.this)
    return isinstance(node, exp.Column | exp.Count | exp.CountIf | exp.Identifier)


def is_zero(node: exp.Expression) -> bool:
    """Whether an expression is the number 0."""
    return isinstance(node, exp.Literal) and not node.is_string and str(node.this) == "0"
