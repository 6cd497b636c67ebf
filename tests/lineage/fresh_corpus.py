# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads the fresh queries with their hand-written truth, and holds a traced lineage against it.

Keep out: running queries, and which score is good enough.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from godonu_platform.lineage.column_lineage import trace
from godonu_platform.lineage.dependency import ModelLineage
from tests.lineage.perturbation import Input
from tests.lineage.portal_tables import FOLDER, types, unique

WHOLE = "*"


@dataclass(frozen=True)
class Truth:
    """What one output column depends on; either: right with it and without it."""

    direct: frozenset[Input]
    indirect: frozenset[Input]
    either: frozenset[Input]


@dataclass(frozen=True)
class FreshQuery:
    """One query of the corpus."""

    name: str
    theme: str
    sql: str
    columns: Mapping[str, Truth]

    def tables(self) -> set[str]:
        """The tables its text names."""
        text = self.sql.lower().replace('"', "")
        return {table for table in types() if table in text}

    def truly(self, column: str) -> set[Input]:
        """Everything the truth allows for a column; a whole table stands for all of its columns."""
        truth = self.columns[column]
        named = truth.direct | truth.indirect
        return set(named) | {(t, c) for t, whole in named if whole == WHOLE for c in types()[t]}


@dataclass(frozen=True)
class Verdict:
    """How the answer for one column, or for a whole query, compares with the truth."""

    grade: str  # exact, superset, missing, refused
    missing: tuple[str, ...] = ()
    beyond: tuple[str, ...] = ()


@cache
def fresh_queries() -> tuple[FreshQuery, ...]:
    """All queries, theme by theme."""
    found = []
    for path in sorted(FOLDER.glob("*.yaml")):
        if path.stem != "tables":
            found += [_query(path.stem, entry) for entry in yaml.safe_load(path.read_text(encoding="utf-8"))]
    return tuple(found)


def _query(theme: str, entry: dict[str, Any]) -> FreshQuery:
    def inputs(texts: Iterable[str]) -> frozenset[Input]:
        return frozenset(map(as_input, texts))

    rows, either = inputs(entry.get("rows", ())), inputs(entry.get("either", ()))
    columns = {}
    for name, given in entry["columns"].items():
        parts = {"direct": given} if isinstance(given, list) else given
        assert set(parts) <= {"direct", "indirect", "either"}, (entry["name"], name)
        direct = inputs(parts.get("direct", ()))
        indirect = inputs(parts.get("indirect", ())) | rows
        columns[str(name)] = Truth(direct, indirect, either | inputs(parts.get("either", ())))
    assert set(entry) <= {"name", "sql", "rows", "either", "columns"}, entry["name"]
    return FreshQuery(entry["name"], theme, entry["sql"], columns)


def as_input(text: str) -> Input:
    """events.x is city.events, column x; archive.events.x is written out."""
    parts = text.lower().split(".")
    table = ".".join(parts[:-1]) if len(parts) == 3 else f"city.{parts[0]}"
    assert table in types() and (parts[-1] == WHOLE or parts[-1] in types()[table]), text
    return table, parts[-1]


def judge(query: FreshQuery) -> dict[str, Verdict]:
    """Trace a query and compare every column."""
    lineage = trace(f"exam.{query.name}", query.sql, schema=types(), unique=unique())
    if lineage.refusals:
        return {column: Verdict("refused") for column in query.columns}
    named = {name.lower() for name in lineage.columns}
    if named != set(query.columns):
        wrong = tuple(f"column {name}" for name in sorted(named ^ set(query.columns)))
        return {column: Verdict("missing", wrong) for column in query.columns}
    return {column: compare(truth, *parts_of(lineage, column)) for column, truth in query.columns.items()}


def parts_of(lineage: ModelLineage, column: str) -> tuple[frozenset[Input], frozenset[Input]]:
    """The direct and the indirect inputs that a lineage names for a column."""
    own = next(found for name, found in lineage.columns.items() if name.lower() == column)
    direct = {(d.table, d.column.lower()) for d in own if d.role == "value"}
    indirect = {(d.table, d.column.lower()) for d in own if d.role != "value"}
    return _gathered(direct), frozenset(indirect | {(d.table, d.column.lower()) for d in lineage.rows})


def compare(truth: Truth, direct: Set[Input], indirect: Set[Input]) -> Verdict:
    """Missing: a direct input that is not direct, an indirect one that is nowhere. Rows of a table may be named."""
    true_direct = _gathered(truth.direct)
    missing = (true_direct - direct) | (truth.indirect - direct - indirect)
    allowed = true_direct | truth.indirect | truth.either
    beyond = {i for i in (direct - true_direct - truth.either) | (indirect - allowed) if i[1] != WHOLE or i in direct}
    grade = "missing" if missing else "superset" if beyond else "exact"
    return Verdict(grade, tuple(sorted(map(".".join, missing))), tuple(sorted(map(".".join, beyond))))


def _gathered(inputs: Iterable[Input]) -> frozenset[Input]:
    """All columns of a table, one by one, are the table."""
    result = set(inputs)
    for table, columns in types().items():
        every = {(table, column) for column in columns}
        if every <= result:
            result = (result - every) | {(table, WHOLE)}
    return frozenset(result)


def worst(verdicts: Iterable[Verdict]) -> str:
    """The grade of a query: that of its worst column."""
    return max((verdict.grade for verdict in verdicts), key=("exact", "superset", "refused", "missing").index)


def score(judged: Mapping[str, Mapping[str, Verdict]]) -> tuple[Counter[str], Counter[str]]:
    """Count grades of queries and of columns."""
    queries = Counter(worst(columns.values()) for columns in judged.values())
    return queries, Counter(verdict.grade for columns in judged.values() for verdict in columns.values())
