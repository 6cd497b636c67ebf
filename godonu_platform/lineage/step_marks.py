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
