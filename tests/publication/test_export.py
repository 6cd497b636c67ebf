# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import csv
import json
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from godonu_platform.publication.export import FORMULA_STARTS, neutralised
from godonu_platform.publication.gate import evaluate_gate
from godonu_platform.publication.release import build_release
from godonu_platform.publication.table import literal, quoted
from tests.publication.world import GIESSEN, KASSEL, UNITS, World, decision

STARTS = ["=1+1", "+49 641", "-2", "@cmd", "\tx", "\rx"]


def release(world: World, name: str = UNITS) -> Path:
    candidate = world.candidate(name)
    return build_release(candidate, evaluate_gate(candidate)).folder


def cells(folder: Path, column: str = "name") -> list[str]:
    with (folder / "data.csv").open(encoding="utf-8", newline="") as stream:
        return [row[column] for row in csv.DictReader(stream)]


def test_formula_cells_are_text_in_csv_and_untouched_elsewhere(world: World) -> None:
    names = [*STARTS, "harmlos=1", "'schon", "", "a\nb", 'sagt "x"', "Straße; Ö"]
    world.unit_rows = [(f"u{n:02}", KASSEL, name, None, None) for n, name in enumerate(names)]
    world.build()
    folder = release(world)
    assert cells(folder) == ["'" + name for name in STARTS] + names[len(STARTS) :]
    rows = json.loads((folder / "data.json").read_text(encoding="utf-8"))
    assert [row["name"] for row in rows] == names
    query = f"select name from read_parquet('{folder / 'data.parquet'}') order by unit_id"
    parquet = duckdb.connect().sql(query).fetchall()
    assert [row[0] for row in parquet] == names


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    names=st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1), max_size=8)
)
def test_any_text_survives_in_every_format(world: World, names: list[str]) -> None:
    world.unit_rows = [(f"u{n:02}", KASSEL, name, None, None) for n, name in enumerate(names)] or world.unit_rows
    world.build()
    folder = release(world)
    if names:
        assert cells(folder) == [neutralised(name) for name in names]
        rows = json.loads((folder / "data.json").read_text(encoding="utf-8"))
        assert [row["name"] for row in rows] == names


@given(st.text())
def test_no_neutralised_cell_starts_a_formula(text: str) -> None:
    assert not neutralised(text).startswith(FORMULA_STARTS)
    assert neutralised(text).removeprefix("'") == text.removeprefix("'") or text.startswith("'")


def test_values_are_plain_and_missing_is_empty(world: World) -> None:
    folder = release(world)
    first, second, _ = (folder / "data.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert first.endswith("2026-08-01T10:00:00Z,0.5")
    assert second.endswith(",,")
    assert (folder / "data.csv").read_bytes()[:3] != b"\xef\xbb\xbf"
    assert b"\r\n" not in (folder / "data.csv").read_bytes()
    rows = json.loads((folder / "data.json").read_text(encoding="utf-8"))
    assert rows[1]["seen_at"] is None
    assert rows[0]["share"] == 0.5


def test_rows_stand_in_the_order_of_the_key_however_they_were_built(world: World) -> None:
    first = (release(world) / "data.csv").read_bytes()
    world.unit_rows.reverse()
    world.build()
    again = release(world)
    assert (again / "data.csv").read_bytes() == first
    assert again.name == "v1"


def test_only_rows_of_opened_partners_are_in_any_file(world: World) -> None:
    world.decide(UNITS, decision(UNITS, partners=[KASSEL]))
    folder = release(world)
    for path in folder.iterdir():
        if path.name not in ("release.json",):
            assert GIESSEN.encode() not in path.read_bytes()
    assert cells(folder, "ars") == [KASSEL]


def test_the_dictionary_says_what_each_column_means(world: World) -> None:
    with (release(world) / "dictionary.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["spalte"] for row in rows] == ["unit_id", "ars", "name", "seen_at", "share"]
    assert rows[0]["schluessel"] == "ja"
    assert rows[3]["art"] == "Zeitpunkt (UTC)"


@pytest.mark.parametrize("name", ["a'b", "../x", ";drop table x", 'q"q', "ü" * 300, "\u202eabc", "u\u0308"])
def test_hostile_names_stay_inside_their_quotes(world: World, name: str) -> None:
    assert duckdb.connect().sql(f"select {literal(name)} as {quoted(name)}").fetchall() == [(name,)]
    world.unit_rows = [("u1", KASSEL, name, None, None)]
    world.build()
    assert cells(release(world)) == [name]
