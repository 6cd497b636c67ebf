# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The FROM of a query: tables, subqueries, VALUES, unnest() and series, each as a relation with a name.

Keep out: how two of them are joined (joins), and what the query makes of them (queries).
"""

from __future__ import annotations

from sqlglot import exp

from godonu_platform.lineage import joins, pivots, repeats
from godonu_platform.lineage.dependency import Dependency
from godonu_platform.lineage.flow import PLAIN, lift, passed
from godonu_platform.lineage.refusals import Refused, check_arguments, spelled, unknown
from godonu_platform.lineage.relations import (
    MIXED,
    NO_FROM,
    NOTHING,
    ROWS,
    Cell,
    Output,
    Part,
    Relation,
    Source,
    deduplicated,
    part_of,
)
from godonu_platform.lineage.scopes import Scope
from godonu_platform.lineage.step_marks import arguments_of

TABLE = frozenset({"this", "db", "catalog", "alias", "joins", "sample", "pivots"})
DERIVED = frozenset({"this", "alias", "sample", "with_", "pivots"})
UNNEST = frozenset({"expressions", "alias", "offset"})
LATERAL = frozenset({"this", "alias"})
SERIES = frozenset({"this", "alias"})


def from_part(query: exp.Expression, scope: Scope) -> Part:
    """Return everything that a SELECT reads from."""
    start = query.args.get("from_")
    if start is None:
        return NO_FROM
    return _joined(item(start.this, _sight(scope, NO_FROM)), query, scope)


def _joined(part: Part, holder: exp.Expression, scope: Scope) -> Part:
    for join in holder.args.get("joins") or []:
        sight = _sight(scope, part)
        right = item(join.this, sight)
        part = joins.join(part, right, join, scope, lateral=sight.touched)
    return part


def _sight(scope: Scope, part: Part) -> Scope:
    """Return what a subquery in the FROM sees: what stands before it, then the query around."""
    return Scope(scope.trace, parent=scope.parent, tables=scope.tables, part=part)


def item(node: exp.Expression, sight: Scope) -> Part:
    """Return one item of a FROM."""
    if isinstance(node, exp.Table):
        check_arguments(node, TABLE)
        return _tree(node, sight)
    if isinstance(node, exp.Subquery):
        return _subquery(node, sight)
    if isinstance(node, exp.Values):
        return _named(_marked(node, sight.trace.query(node, sight), sight), node, sight)
    if isinstance(node, exp.Unnest):
        return _unnest(node, sight)
    if isinstance(node, exp.Lateral):
        check_arguments(node, LATERAL)
        return _lateral(node, sight)
    raise unknown(node)


def _table(node: exp.Table, sight: Scope) -> Part:
    schema, name = node.db.lower(), node.name.lower()
    relation = sight.tables.get(name) if not schema else None
    qualified = None
    if relation is None:
        qualified = f"{schema}.{name}" if schema else name
        relation = sight.trace.tables(qualified)
        if relation is None and not schema:
            qualified = f"main.{name}"
            relation = sight.trace.tables(qualified)
    if relation is None:
        shown = f"{schema}.{name}" if schema else name
        raise Refused(f"unbekannte Tabelle {shown}", node, "Bitte mit ref() oder source() auf ein Modell zeigen.")
    relation = _marked(node, pivots.applied(relation, node, sight), sight)
    return _named(relation, node, sight, name, qualified)


def _marked(node: exp.Expression, relation: Relation, sight: Scope) -> Relation:
    """Return the relation; where it is the argument of a protective step, everything in it passed that step."""
    uses = arguments_of(node, sight.trace)
    return relation.changed(lambda dependencies: passed(dependencies, uses)) if uses else relation


def _named(
    relation: Relation, node: exp.Expression, sight: Scope, name: str = "", qualified: str | None = None
) -> Part:
    name = name or sight.trace.unnamed()
    alias = pivots.alias_of(node) or node.args.get("alias")
    if isinstance(alias, exp.TableAlias):
        if alias.this is not None:
            name = alias.this.name.lower()
        names = [column.name.lower() for column in alias.args.get("columns") or []]
        try:
            relation = relation.named(names)
        except ValueError:
            raise Refused(f"Spaltenliste von {name}", node, "Es sind mehr Namen als Spalten.") from None
    return part_of(name, relation, qualified)


def _subquery(node: exp.Subquery, sight: Scope) -> Part:
    inner = node.this
    if isinstance(inner, exp.Query | exp.Pivot):
        relation = sight.trace.query(node, sight)
        return _named(_marked(node, pivots.applied(relation, node, sight), sight), node, sight)
    check_arguments(node, DERIVED)
    part = item(inner, sight)
    if not isinstance(node.args.get("alias"), exp.TableAlias):
        return part
    columns = deduplicated(cell.output for cell in part.star)
    return _named(Relation(columns, part.rows, part.bases, repeats=repeats.of_star(part, columns)), node, sight)


def _tree(node: exp.Table, sight: Scope) -> Part:
    """Return a table with what is joined to it inside the same parentheses; all of it sees what stands before."""
    part = _series(node, sight) if isinstance(node.this, exp.Func) else _table(node, sight)
    return _joined(part, node, Scope(sight.trace, parent=sight, tables=sight.tables))


def _lateral(node: exp.Lateral, sight: Scope) -> Part:
    inner = node.this
    if isinstance(inner, exp.Subquery):
        return _named(_marked(inner, sight.trace.query(inner, sight), sight), node, sight)
    if isinstance(inner, exp.Unnest):
        if node.args.get("alias") is not None and inner.args.get("alias") is None:
            inner.set("alias", node.args["alias"])
        return _unnest(inner, sight)
    raise unknown(inner)


def _unnest(node: exp.Unnest, sight: Scope) -> Part:
    check_arguments(node, UNNEST)
    if len(node.expressions) != 1:
        raise Refused("UNNEST mehrerer Listen", node, "Bitte jede Liste für sich auspacken.")
    listed = sight.depends(node.expressions[0])
    rows = lift(listed, PLAIN.computed().only("join"))
    outputs = {"unnest": Output("unnest", lift(listed, PLAIN.computed()))}
    offset = node.args.get("offset")
    if offset:
        name = offset.name.lower() if isinstance(offset, exp.Identifier) else "ordinality"
        outputs[name] = Output(name, rows)
    return _function_part(node, "unnest", outputs, rows)


def _series(node: exp.Table, sight: Scope) -> Part:
    check_arguments(node, SERIES | {"joins"})
    call = node.this
    if not isinstance(call, exp.GenerateSeries):
        raise Refused(f"{spelled(call)} im FROM", node, "Bitte stattdessen mit source() auf eine Quelle zeigen.")
    name = "range" if call.args.get("is_end_exclusive") else "generate_series"
    found: set[Dependency] = set()
    for bound in call.iter_expressions():
        sight.trace.walk(bound, PLAIN, sight, found)
    rows = lift(frozenset(found), PLAIN.computed().only("join"))
    return _function_part(node, name, {name: Output(name, lift(frozenset(found), PLAIN.computed()))}, rows)


def _function_part(node: exp.Expression, name: str, outputs: dict[str, Output], rows: frozenset[Dependency]) -> Part:
    """Return a table function; its first column is called like its alias, and still by its own name."""
    alias = node.args.get("alias")
    called = alias.this.name.lower() if isinstance(alias, exp.TableAlias) and alias.this is not None else name
    names = [column.name.lower() for column in alias.args.get("columns") or []] if alias is not None else []
    first, *others = outputs.values()
    columns = [first.renamed(names[0] if names else called)]
    columns += [o.renamed(n) for o, n in zip(others, [*names[1:], *(o.name for o in others)], strict=False)]
    reachable = {column.name: column for column in columns}
    if not names:
        reachable.setdefault(name, columns[0])
    source = Source(called, reachable, None, {name: frozenset({MIXED}) for name in reachable} | {ROWS: frozenset()})
    star = tuple(Cell(column, frozenset({(called, column.name)})) for column in columns)
    return Part(sources=(source,), star=star, rows=rows, bases=NOTHING)
