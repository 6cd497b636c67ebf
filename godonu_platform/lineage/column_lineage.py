# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Traces one query: what each of its columns and the existence of its rows depend on.

Keep out: files, models, caches (project_lineage), classes (governance). Fail-closed: what cannot be traced is refused
by name and line, and then every column depends on everything in every table that is mentioned.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from sqlglot import exp

from godonu_platform.lineage import expressions, queries
from godonu_platform.lineage.dependency import ALL, Dependency, ModelLineage, Refusal
from godonu_platform.lineage.refusals import Refused, forbidden
from godonu_platform.lineage.relations import NameCauses, Relation, table_relation
from godonu_platform.lineage.scopes import Scope, Trace
from godonu_platform.lineage.sql_text import parse, too_deep
from godonu_platform.lineage.step_templates import StepTemplate, by_root

Schema = Mapping[str, Mapping[str, str]]
UNSEEN = "unverfolgt"  # no landed table: what nobody could read may come from anywhere
Unique = Mapping[str, Sequence[frozenset[str]]]
Repeating = Mapping[str, Mapping[str, NameCauses]]


@lru_cache(maxsize=1)
def walker_version() -> str:
    """Return a digest of the walker itself and of what it reads SQL with; part of every cache key."""
    digest = hashlib.sha256()
    for module in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(module.read_bytes())
    for package in ("sqlglot", "duckdb"):
        digest.update(version(package).encode())
    return digest.hexdigest()


def trace(
    model: str,
    sql: str,
    *,
    schema: Schema,
    unique: Unique | None = None,
    steps: Sequence[StepTemplate] = (),
    repeats: Repeating | None = None,
) -> ModelLineage:
    """Return the lineage of one query; never raises for its text, what cannot be traced is told in `refusals`.

    schema: columns and types of every table, "schema.table" -> column -> type; unique: keys of tables;
    repeats: why values in tables stand there more than once (ModelLineage.repeats of the models read).
    """
    try:
        tree = parse(sql)
    except Refused as error:
        return _refused(model, None, [error.told()], schema)
    try:
        relation = queries.query(tree, _outermost(schema, unique or {}, steps, repeats or {}))
    except Refused as error:
        told = {refusal.told() for refusal in (error, *forbidden(tree))}
        return _refused(model, tree, sorted(told, key=lambda r: (r.line, r.construct)), schema)
    except RecursionError:
        return _refused(model, None, [too_deep().told()], schema)
    columns = {column.name: column.dependencies for column in relation.columns}
    return ModelLineage(model, columns, relation.rows, tuple(sorted(relation.keys, key=sorted)), (), _told(relation))


def _told(relation: Relation) -> dict[str, NameCauses]:
    return {name: causes for name, causes in relation.repeats.items() if causes}


def _outermost(schema: Schema, unique: Unique, steps: Sequence[StepTemplate], repeats: Repeating) -> Scope:
    tables: dict[str, Relation] = {}

    def table(name: str) -> Relation | None:
        if name not in tables and name in schema:
            tables[name] = table_relation(name, schema[name], unique.get(name, ()), repeats.get(name))
        return tables.get(name)

    return Scope(Trace(table, by_root(steps), queries.query, expressions.walk, expressions.output))


def _refused(model: str, tree: exp.Expression | None, refusals: Sequence[Refusal], schema: Schema) -> ModelLineage:
    tables = _mentioned(tree) if tree is not None else set(schema)
    return untraced(model, list(schema.get(model, {})) or _output_names(tree), tables, refusals)


def untraced(model: str, columns: Iterable[str], tables: Iterable[str], refusals: Sequence[Refusal]) -> ModelLineage:
    """Return the lineage of a model that could not be traced: everything depends on everything in these tables."""
    everything = frozenset(
        Dependency(table, ALL, "transformed", "value", "break", False) for table in {*tables, UNSEEN} if table != model
    )
    return ModelLineage(model, dict.fromkeys(columns, everything), everything, (), tuple(refusals))


def _mentioned(tree: exp.Expression) -> set[str]:
    ctes = {cte.alias.lower() for cte in tree.find_all(exp.CTE)}
    tables = [table for table in tree.find_all(exp.Table) if isinstance(table.this, exp.Identifier)]
    return {
        f"{table.db}.{table.name}".lower() if table.db else table.name.lower()
        for table in tables
        if table.db or table.name.lower() not in ctes
    }


def _output_names(tree: exp.Expression | None) -> list[str]:
    return [name.lower() for name in tree.named_selects if name] if isinstance(tree, exp.Query) else []
