# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which SQL makes the words of a table; that they are found is tried on a real table (test_table_load)."""

from __future__ import annotations

from ckanext.godonu.table.columns import read_columns
from ckanext.godonu.table.full_text import full_text


def _sql(kinds: dict[str, str], distinct: dict[str, float], rows: int = 100_000) -> tuple[str, str]:
    columns = read_columns([{"id": name, "type": kind} for name, kind in kinds.items()], None)
    made = full_text(columns, "zeilen", distinct, rows)
    return "; ".join(made.preparations), f"{made.joins} {made.vector}"


def test_values_that_repeat_are_cut_once() -> None:
    """A table of words, joined by value."""
    prepared, used = _sql({"ort": "text", "tag": "date", "ja": "bool"}, {"ort": 40, "tag": -0.01})
    assert prepared.count("CREATE TEMP TABLE") == 3
    assert used.count("LEFT JOIN") == 3


def test_values_that_differ_are_cut_where_they_stand() -> None:
    """PostgreSQL says -1 for a column whose values all differ."""
    for estimate in (-1.0, 50_000.0):
        for kind in ("text", "date"):
            prepared, used = _sql({"satz": kind}, {"satz": estimate})
            assert prepared == ""
            assert 'to_tsvector(left((r."satz")::text' in used
    assert _sql({"satz": "text"}, {"satz": -1.0}, rows=500)[0] != ""  # few rows: either way is quick


def test_decimals_and_instants_are_left_out() -> None:
    """They are filtered by column."""
    prepared, used = _sql({"anteil": "float8", "preis": "numeric", "wann": "timestamp", "zahl": "int4"}, {})
    assert prepared == ""
    assert "anteil" not in used
    assert "preis" not in used
    assert "wann" not in used
    assert 'r."zahl"::text' in used


def test_names_are_quoted() -> None:
    """Whatever they are."""
    prepared, used = _sql({"select": "text", "d'accord; --": "text"}, {"select": 3, "d'accord; --": 3})
    assert 'r."select" AS v' in prepared
    assert '= r."d\'accord; --"' in used
