# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""PIVOT and UNPIVOT, where all values and columns are written out.

Keep out: every other form. Without the values in the text the columns depend on the data, so it is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product

from sqlglot import exp

from godonu_platform.lineage import functions
from godonu_platform.lineage.flow import PLAIN, lift
from godonu_platform.lineage.lambdas import path_of
from godonu_platform.lineage.refusals import check_arguments, unknown
from godonu_platform.lineage.relations import (
    ALWAYS,
    NOTHING,
    ROWS,
    Dependencies,
    NameCauses,
    Output,
    Relation,
    deduplicated,
    part_of,
)
from godonu_platform.lineage.scopes import Scope
from godonu_platform.lineage.sql_text import DIALECT

CLAUSE = frozenset(
    {
        "this",
        "expressions",
        "fields",
        "using",
        "group",
        "into",
        "unpivot",
        "include_nulls",
        "alias",
        "columns",
        "pivot_column_naming",
    }
)


def applied(relation: Relation, node: exp.Expression, scope: Scope) -> Relation:
    """Return a relation of the FROM after the pivots written behind it."""
    for pivot in node.args.get("pivots") or []:
        check_arguments(pivot, CLAUSE)
        if pivot.args.get("unpivot"):
            field = _only(pivot.args["fields"], pivot)
            name, value = field.this, _only(pivot.expressions, pivot)
            relation = _unpivoted(relation, field.expressions, (name, value), pivot, scope)
        else:
            relation = _pivoted(relation, pivot.expressions, pivot.args["fields"], pivot, scope)
    return relation


def alias_of(node: exp.Expression) -> exp.Expression | None:
    """Return the name that the last pivot gives to what it makes."""
    pivots = node.args.get("pivots") or []
    return pivots[-1].args.get("alias") if pivots else None


def statement(node: exp.Pivot, relation: Relation, scope: Scope) -> Relation:
    """Return what a PIVOT or UNPIVOT statement makes of a relation."""
    check_arguments(node, CLAUSE)
    if node.args.get("unpivot"):
        into = node.args.get("into")
        names = (into.this, _only(into.expressions, node)) if into is not None else (None, None)
        return _unpivoted(relation, node.expressions, names, node, scope)
    return _pivoted(relation, node.args.get("using") or [], node.expressions, node, scope)


def _only(nodes: Sequence[exp.Expression], around: exp.Expression) -> exp.Expression:
    if len(nodes) != 1:
        raise unknown(around)
    return nodes[0]


def _pivoted(
    relation: Relation,
    calls: Sequence[exp.Expression],
    fields: Sequence[exp.Expression],
    node: exp.Expression,
    around: Scope,
) -> Relation:
    scope = _scope(relation, around)
    if not calls or not all(isinstance(field, exp.In) and path_of(field.this) for field in fields):
        raise unknown(node)
    values = [[_value(value, node) for value in field.expressions] for field in fields]
    if not all(values):
        raise unknown(node)
    used = _names(part for part in [*calls, *(field.this for field in fields)])
    keys = _group(node, [column.name for column in relation.columns if column.name not in used])
    own = {column.name: column for column in relation.columns}
    if not all(name in own for name in [*keys, *(path_of(field.this)[-1] for field in fields)]):
        raise unknown(node)
    grouped: Dependencies = NOTHING.union(*(lift(own[name].dependencies, PLAIN.only("group")) for name in keys))
    scope.group_rows = relation.rows | grouped
    made = [_column(call, fields, scope) for call in calls]
    columns = [own[name] for name in keys]
    for combination in product(*values):
        stem = "_".join(combination)
        for call, output in zip(calls, made, strict=True):
            columns.append(output.renamed(f"{stem}_{_name(call)}" if _is_told(call, calls) else stem))
    return Relation(
        deduplicated(columns),
        relation.rows | grouped,
        relation.bases,
        frozenset({frozenset(keys)}),
        repeats=_again(columns, relation),
    )


def _column(call: exp.Expression, fields: Sequence[exp.Expression], scope: Scope) -> Output:
    """Return one column of a pivot: an aggregate over the rows where the fields have certain values."""
    inner = call.this if isinstance(call, exp.Alias) else call
    if not functions.is_aggregate(inner):
        raise unknown(call)
    chosen = PLAIN.through("aggregated", functions.effect_of(inner)).only("condition").compared(with_constant=True)
    conditions = NOTHING.union(*(lift(scope.depends(field.this), chosen) for field in fields))
    return Output("", scope.depends(inner) | conditions)


def _group(node: exp.Expression, default: list[str]) -> list[str]:
    clause = node.args.get("group")
    if clause is None:
        return default
    check_arguments(clause, frozenset({"expressions"}))
    if not all(isinstance(term, exp.Column) and path_of(term) for term in clause.expressions):
        raise unknown(node)
    return [path_of(term)[-1] for term in clause.expressions]


def _value(node: exp.Expression, around: exp.Expression) -> str:
    """Return the name of the column that a value of the list gets."""
    if isinstance(node, exp.PivotAlias | exp.Alias):
        return str(node.args["alias"].name).lower()
    if not isinstance(node, exp.Literal | exp.Boolean):
        raise unknown(around)
    return node.name.lower() if isinstance(node, exp.Literal) else str(node.this).lower()


def _is_told(call: exp.Expression, calls: Sequence[exp.Expression]) -> bool:
    return len(calls) > 1 or isinstance(call, exp.Alias)


def _name(call: exp.Expression) -> str:
    return call.alias.lower() if isinstance(call, exp.Alias) else call.sql(dialect=DIALECT).lower()


def _names(nodes: Iterable[exp.Expression]) -> set[str]:
    return {column.name.lower() for node in nodes for column in node.find_all(exp.Column)}


def _unpivoted(
    relation: Relation,
    listed: Sequence[exp.Expression],
    names: tuple[exp.Expression | None, exp.Expression | None],
    node: exp.Expression,
    around: Scope,
) -> Relation:
    scope = _scope(relation, around)
    parts = [part.this if isinstance(part, exp.PivotAlias | exp.Alias) else part for part in listed]
    named = [name for name in names if name is not None]
    if any(list(part.find_all(exp.Star, exp.Tuple, exp.Columns)) for part in [*parts, *named]):
        raise unknown(node)
    values = NOTHING.union(*(scope.depends(part) for part in parts))
    gone = _names(parts)
    name, value = (part.name.lower() if part is not None else usual for part, usual in zip(names, NAMES, strict=True))
    columns = [column for column in relation.columns if column.name not in gone]
    columns += [Output(name, NOTHING), Output(value, lift(values, PLAIN.through("transformed", "keep")))]
    rows = relation.rows | (NOTHING if node.args.get("include_nulls") else lift(values, PLAIN.only("filter")))
    repeating = {column.name: ALWAYS for column in deduplicated(columns)} | {ROWS: ALWAYS}
    return Relation(deduplicated(columns), rows, relation.bases, repeats=repeating)


def _again(columns: list[Output], relation: Relation) -> dict[str, NameCauses]:
    """Return that rows repeat for ever where those of the pivoted relation did."""
    if not any(relation.repeats.values()):
        return {}
    return {column.name: ALWAYS for column in deduplicated(columns)} | {ROWS: ALWAYS}


NAMES = ("name", "value")


def _scope(relation: Relation, around: Scope) -> Scope:
    return Scope(around.trace, parent=around, tables=around.tables, part=part_of(around.trace.unnamed(), relation))
