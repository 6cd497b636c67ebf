# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The list of a SELECT: stars written out, names given, as DuckDB does both.

Keep out: what the expressions depend on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlglot import exp

from godonu_platform.lineage import functions, star_columns
from godonu_platform.lineage.lambdas import fields_of, path_of
from godonu_platform.lineage.refusals import Refused, check_arguments, unknown
from godonu_platform.lineage.relations import Cell, Output, Owner, Source
from godonu_platform.lineage.scopes import Scope, find
from godonu_platform.lineage.sql_text import DIALECT

STAR = frozenset({"except_", "replace", "rename"})


@dataclass(frozen=True)
class Item:
    """One column of a SELECT: an expression, or a column that a star stands for."""

    name: str
    node: exp.Expression | None
    cell: Cell | None = None


def items(select: exp.Select, scope: Scope) -> list[Item]:
    """Return the columns of a SELECT in order."""
    return [item for node in select.expressions for item in _items(node, scope)]


def _items(node: exp.Expression, scope: Scope) -> Iterator[Item]:
    if isinstance(node, exp.Star):
        yield from _starred(node, scope.part.star, scope)
    elif isinstance(node, exp.Column) and isinstance(node.this, exp.Star):
        yield from _starred(node.this, _source_star(node, scope), scope)
    elif isinstance(node, exp.Explode | exp.Alias) and (fields := _unpacked(node, scope)) is not None:
        for name, output in fields.items():
            yield Item(name, None, Cell(output.renamed(name), frozenset()))
    elif columns := list(node.find_all(exp.Columns)):
        yield from _each(node, columns, scope)
    else:
        yield Item(_name(node), node)


def _each(node: exp.Expression, columns: list[exp.Columns], scope: Scope) -> Iterator[Item]:
    """COLUMNS(): the expression once for each column; every copy is called like its column, or all by one alias."""
    pattern = star_columns.pattern_of(columns)
    if isinstance(pattern, exp.Star):
        chosen = [item.cell for item in _starred(pattern, scope.part.star, scope) if item.cell is not None]
        if pattern.args.get("replace") or pattern.args.get("rename"):
            raise unknown(columns[0])
    else:
        chosen = [cell for cell in scope.part.star if star_columns.fits(cell.output.name, pattern.name)]
    inner = node.this if isinstance(node, exp.Alias) else node
    if isinstance(node, exp.Alias) and "\\" in node.alias:
        raise unknown(columns[0])
    for cell, copied in star_columns.written_out(inner, chosen):
        scope.trace.made.append(copied)
        yield Item(node.alias.lower() if isinstance(node, exp.Alias) else cell.output.name, copied)


def _starred(star: exp.Star, cells: tuple[Cell, ...], scope: Scope) -> Iterator[Item]:
    check_arguments(star, STAR)
    left_out = [path_of(part) for part in star.args.get("except_") or []]
    replaced = {part.alias.lower(): part.this for part in star.args.get("replace") or []}
    renamed = {path_of(part.this)[-1]: part.alias.lower() for part in star.args.get("rename") or []}
    if not all(left_out):
        raise unknown(star)
    for name in [*(path[-1] for path in left_out), *replaced, *renamed]:
        if not any(cell.output.name == name for cell in cells):
            raise Refused(f"* ({name})", star, "Diese Spalte gibt es hier nicht; bitte den Namen prüfen.")
    for cell in cells:
        name = cell.output.name
        if any(_is_named(cell, path) for path in left_out):
            continue
        if name in replaced:
            yield Item(name, replaced[name])
        else:
            yield Item(renamed.get(name, name), None, cell)


def _is_named(cell: Cell, path: list[str]) -> bool:
    return cell.output.name == path[-1] and (len(path) == 1 or any(alias == path[-2] for alias, _ in cell.owners))


def _source_star(node: exp.Column, scope: Scope) -> tuple[Cell, ...]:
    path = [part.name.lower() for part in node.parts[:-1]]
    here: Scope | None = scope
    while here is not None:
        for source in here.part.sources:
            if path == [source.alias] or (source.qualified == ".".join(path[-2:]) and len(path) > 1):
                return tuple(_cell(source, name) for name in _names(source))
        here = here.parent
    if len(path) == 1:
        fields = fields_of(exp.column(path[0]), scope)
        if fields is not None:
            return tuple(Cell(output.renamed(name), frozenset()) for name, output in fields.items())
    raise Refused(f"{'.'.join(path)}.*", node, "Bitte die Spalten einzeln ausschreiben.")


def _names(source: Source) -> list[str]:
    """Return the columns of a source in order; a series answers to its own name too, which is none of the star."""
    return [name for name, column in source.columns.items() if column.name == name]


def _cell(source: Source, name: str) -> Cell:
    return Cell(source.columns[name], frozenset({(source.alias, name)}))


def _unpacked(node: exp.Expression, scope: Scope) -> Mapping[str, Output] | None:
    """Return the columns that unnest(struct) stands for; None for anything else."""
    inner = node.this if isinstance(node, exp.Alias) else node
    if not isinstance(inner, exp.Explode):
        return None
    check_arguments(inner, frozenset({"this"}))
    return fields_of(inner.this, scope)


def _name(node: exp.Expression) -> str:
    if isinstance(node, exp.Alias):
        return node.alias.lower()
    path = path_of(node)
    if path:
        return path[-1]
    if isinstance(node, exp.Count) and (node.this is None or isinstance(node.this, exp.Star)):
        return "count_star()"
    return node.sql(dialect=DIALECT).lower()


def multiplying(items_: list[Item]) -> list[exp.Expression]:
    """Return the calls in a SELECT that make several rows of one."""
    found: list[exp.Expression] = []
    for item in items_:
        if item.node is not None:
            inside = item.node.walk(prune=lambda n: isinstance(n, exp.Query))
            found += [node for node in inside if isinstance(node, exp.Expression) and functions.multiplies(node)]
    return found


def owner(item: Item, scope: Scope) -> frozenset[Owner]:
    """Return the columns of the FROM that an item simply is."""
    if item.cell is not None:
        return item.cell.owners
    node = item.node.this if isinstance(item.node, exp.Alias) else item.node
    if not isinstance(node, exp.Column) or not path_of(node):
        return frozenset()
    found = find(path_of(node), scope, node)
    return frozenset() if found.outer else found.owners
