# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Names that CKAN takes, types without loss, and what the dictionary says of them."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from godonu_platform.catalogs.ckan.table_fields import RESERVED, column_type, portal_names, release_rows, table_shape
from godonu_platform.catalogs.release_record import ColumnNote


def note(name: str, **said: object) -> ColumnNote:
    usual = {
        "title": name.title(),
        "description": "",
        "type": "Text",
        "unit": "",
        "required": False,
        "key": False,
        "values": (),
        "example": "",
    }
    return ColumnNote.model_validate({"name": name, **usual, **said})


@given(st.lists(st.text(max_size=90), max_size=12))
def test_every_name_becomes_one_that_ckan_takes(names: list[str]) -> None:
    found = portal_names(names)
    assert len(found) == len(names)
    assert len(set(found)) == len(found), "each once"
    for name in found:
        assert name and name == name.strip() and not name.startswith("_")
        assert '"' not in name and "#" not in name and "," not in name
        assert not any(unicodedata.category(char).startswith("C") for char in name)
        assert len(name.encode()) <= 63
        assert name not in RESERVED


@given(
    st.lists(st.from_regex(r"[a-z][a-z0-9_]{0,40}", fullmatch=True).filter(lambda n: n not in RESERVED), unique=True)
)
def test_a_good_name_stays(names: list[str]) -> None:
    assert portal_names(names) == names


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Anteil #1", "Anteil _1"),
        ('sagt "ja"', "sagt _ja_"),
        ("_intern", "intern"),
        ("  links und  rechts ", "links und rechts"),
        ("Stück,Zahl", "Stück_Zahl"),
        ("select", "select"),
        ("ctid", "ctid_"),
        ("query", "query_"),
        ("", "spalte"),
        ("___", "spalte"),
        ("\u200b\t\n", "spalte"),
        ("a\u202eb", "a_b"),
        ("ä" * 40, "ä" * 31),
        ("Ka\u0308fer", "Käfer"),
    ],
)
def test_names_one_by_one(name: str, expected: str) -> None:
    assert portal_names([name]) == [expected]


def test_names_that_become_the_same_are_told_apart() -> None:
    assert portal_names(["a#b", "a,b", "a_b", "a_b_2"]) == ["a_b", "a_b_2", "a_b_3", "a_b_2_2"]
    long = portal_names(["x" * 70, "x" * 80])
    assert long == ["x" * 63, "x" * 61 + "_2"]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (pa.int16(), "int8"),
        (pa.int64(), "int8"),
        (pa.uint32(), "int8"),
        (pa.uint64(), "numeric"),
        (pa.decimal128(38, 4), "numeric"),
        (pa.float32(), "float8"),
        (pa.float64(), "float8"),
        (pa.bool_(), "bool"),
        (pa.date32(), "date"),
        (pa.timestamp("us"), "timestamp"),
        (pa.timestamp("us", tz="Europe/Berlin"), "timestamptz"),
        (pa.string(), "text"),
        (pa.large_string(), "text"),
        (pa.dictionary(pa.int32(), pa.string()), "text"),
        (pa.list_(pa.int64()), "text"),
        (pa.null(), "text"),
    ],
)
def test_types(kind: pa.DataType, expected: str) -> None:
    assert column_type(kind) == expected


def test_the_dictionary_goes_along(tmp_path: Path) -> None:
    columns = {"ars": ["06"], "anzahl#": [1], "ohne": [True]}
    pq.write_table(pa.table(columns), tmp_path / "data.parquet")
    shape = table_shape(
        tmp_path,
        [
            note(
                "ars",
                title="Schlüssel",
                description="Regionalschlüssel.",
                key=True,
                values=(("06", "Hessen"), ("x", "")),
            ),
            note("anzahl#", title="Anzahl", unit="Fahrräder"),
        ],
    )
    assert [field.as_sent() for field in shape.fields] == [
        {
            "id": "ars",
            "type": "text",
            "info": {"label": "Schlüssel", "notes": "Regionalschlüssel.\nWerte: 06 = Hessen; x"},
        },
        {
            "id": "anzahl_",
            "type": "int8",
            "info": {
                "label": "Anzahl",
                "notes": "Einheit: Fahrräder\nSpaltenname in den Dateien: anzahl#",
                "unit": "Fahrräder",
            },
        },
        {"id": "ohne", "type": "bool", "info": {"label": "ohne"}},
    ]
    assert shape.key == ("ars",)
    assert shape.types == {"ars": "text", "anzahl_": "int8", "ohne": "bool"}
    assert release_rows(tmp_path) == 1


def test_a_long_list_of_values_is_cut(tmp_path: Path) -> None:
    pq.write_table(pa.table({"a": ["x"]}), tmp_path / "data.parquet")
    shape = table_shape(tmp_path, [note("a", values=tuple((str(n), "") for n in range(500)))])
    assert shape.fields[0].notes.endswith("; 19 …")
