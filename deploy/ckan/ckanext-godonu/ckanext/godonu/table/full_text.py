# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes the SQL that fills `_full_text` of a whole table at once, so that `q` of datastore_search finds its rows.

CKAN fills it row by row in a trigger; that takes longer than everything else together. Here the words of a column are
cut and stemmed once per value that occurs, with the same function and language. Two things are left out, because nobody
looks a row up by them and each value would be words of its own in the index: numbers with decimals, and instants (date
with time of day). They are filtered by column instead. The words carry no position. Keep out: running the SQL.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ckanext.godonu.table.columns import Column
from ckanext.godonu.table.names import identifier

# a longer text would not fit into a tsvector; what stands behind is not found
_MOST_CHARACTERS = 200_000


@dataclass(frozen=True)
class FullText:
    """SQL in three parts: tables of words to be made first, what to join, and the expression of a row's vector."""

    preparations: tuple[str, ...]
    joins: str
    vector: str


def full_text(columns: Sequence[Column], rows_table: str, distinct: Mapping[str, float], rows: int) -> FullText:
    """Return the SQL for the columns of `rows_table`, named r; `distinct` estimates the values of each column."""
    preparations, joins, words = [], [], []
    for number, column in enumerate(columns):
        if column.kind in ("decimal", "instant"):
            continue
        key = f"r.{identifier(column.name)}"
        if column.kind == "whole":
            words.append(f"CASE WHEN {key} IS NULL THEN NULL ELSE ARRAY[{key}::text] END")
            continue
        if _many(distinct.get(column.name, 0.0), rows):
            words.append(_cut(key))
            continue
        table = f"_godonu_words_{number}"
        inner = f"SELECT DISTINCT {key} AS v FROM {rows_table} r"
        preparations.append(
            f"CREATE TEMP TABLE {table} ON COMMIT DROP AS SELECT v, {_cut('v')} AS words FROM ({inner}) found"
        )
        preparations.append(f"ANALYZE {table}")
        joins.append(f"LEFT JOIN {table} w{number} ON w{number}.v = {key}")
        words.append(f"w{number}.words")
    vector = f"array_to_tsvector({' || '.join([*words, 'ARRAY[]::text[]'])})"
    return FullText(tuple(preparations), " ".join(joins), vector)


def _many(distinct: float, rows: int) -> bool:
    """Tell whether so many values differ that a table of them would save nothing (PostgreSQL: below 0 is a share)."""
    return (-distinct * rows if distinct < 0 else distinct) > max(1_000, rows / 10)


def _cut(value: str) -> str:
    # one argument: the language of the database, as in CKAN's own trigger
    return f"tsvector_to_array(to_tsvector(left(({value})::text, {_MOST_CHARACTERS})))"
