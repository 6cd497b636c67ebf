# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Recognises protective steps by their structure: the SQL of a macro with placeholders, held against a query.

Keep out: which macros are steps (governance), how a macro is rendered (macro_templates), how two trees are compared
(tree_match).

`p_x` stands for one expression, name or relation, twice the same for the same; `many_x` stands for a list. Names,
comments and formatting prove nothing, and a weaker expression (another number, an OR more) does not match.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlglot import exp

from godonu_platform.lineage.tree_match import MANY, SINGLE, Matching


@dataclass(frozen=True, eq=False)
class StepTemplate:
    """One form of a protective step; `arguments` are named like the placeholders, lists with their `many_`.

    What stands in an argument named in `counting` must be written as a count, else this is not the step.
    """

    step: str
    variant: str
    pattern: exp.Expression
    arguments: tuple[str, ...]
    counting: frozenset[str] = frozenset()


def match(template: StepTemplate, node: exp.Expression) -> Mapping[str, list[exp.Expression]] | None:
    """Return what each argument is bound to, None if the node is not this step; lists item by item."""
    matching = _matching(template)
    return dict(matching.bound) if matching.same(template.pattern, node) else None


def occurrences(template: StepTemplate, node: exp.Expression) -> Mapping[str, list[exp.Expression]] | None:
    """Return every part of the node that is an argument, by argument; None if the node is not this step."""
    matching = _matching(template)
    return dict(matching.seen) if matching.same(template.pattern, node) else None


def by_root(templates: Sequence[StepTemplate]) -> dict[type[exp.Expression], list[StepTemplate]]:
    """Return the templates by the kind of node they can match."""
    found: dict[type[exp.Expression], list[StepTemplate]] = {}
    for template in templates:
        found.setdefault(type(template.pattern), []).append(template)
    return found


def _matching(template: StepTemplate) -> Matching:
    names = {name if name.startswith(MANY) else SINGLE + name: name for name in template.arguments}
    return Matching(names)
