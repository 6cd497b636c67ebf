# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""COLUMNS(*) and COLUMNS('pattern') in the list of a SELECT: one expression written out for each column it stands for.

Keep out: COLUMNS() anywhere else, which is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from sqlglot import exp

from godonu_platform.lineage.refusals import unknown
from godonu_platform.lineage.relations import Cell


def written_out(node: exp.Expression, chosen: list[Cell]) -> Iterator[tuple[Cell, exp.Expression]]:
    """Yield the expression once for each chosen column, with the column in place of COLUMNS()."""
    for cell in chosen:
        owners = sorted(cell.owners)
        if not owners:
            raise unknown(node)
        alias, name = owners[0]
        column = exp.column(name, table=alias, quoted=True)
        if isinstance(node, exp.Columns):
            yield cell, column
            continue
        copied = node.copy()
        for part in list(copied.find_all(exp.Columns)):
            part.replace(column.copy())
        yield cell, copied


def pattern_of(columns: list[exp.Columns]) -> exp.Expression:
    """Return what is written in COLUMNS(); several in one expression must say the same."""
    first = columns[0]
    if any(one.args.get("unpack") for one in columns):
        raise unknown(first)  # *COLUMNS() hands all columns to one call: nothing is written out once for each
    if any(other != first for other in columns[1:]):
        raise unknown(first)
    inside: exp.Expression = first.this
    if not isinstance(inside, exp.Star) and not (isinstance(inside, exp.Literal) and inside.is_string):
        raise unknown(first)
    return inside


@lru_cache(maxsize=1024)
def fits(name: str, pattern: str) -> bool:
    """Whether a name fits a regular expression, as DuckDB reads it."""
    import duckdb

    with duckdb.connect() as connection:
        found = connection.execute("select regexp_matches(?, ?)", [name, pattern]).fetchone()
    return bool(found and found[0])
