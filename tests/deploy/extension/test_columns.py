# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which columns a table may have, and which order the file gives them."""

from __future__ import annotations

from typing import Any

import pytest

from ckanext.godonu.table.columns import TYPES, in_order_of, read_columns, read_key
from ckanext.godonu.table.mistakes import TableMistake


def _field(name: Any = "monat", kind: Any = "text", **more: Any) -> dict[str, Any]:
    return {"id": name, "type": kind, **more}


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (None, "1 bis 500"),
        ([], "1 bis 500"),
        ([_field()] * 501, "1 bis 500"),
        (["monat"], "id und type"),
        ([_field(name="")], "kein Spaltenname"),
        ([_field(name="_id")], "kein Spaltenname"),
        ([_field(name=' "quoted"')], "kein Spaltenname"),
        ([_field(name="a" * 64)], "kein Spaltenname"),
        ([_field(name="ü" * 32)], "kein Spaltenname"),
        ([_field(name="a\nb")], "kein Spaltenname"),
        ([_field(name="a\u202eb")], "kein Spaltenname"),
        ([_field(kind="serial")], "Typ"),
        ([_field(kind="text); drop table x; --")], "Typ"),
        ([_field(kind=None)], "Typ"),
        ([_field(), _field()], "doppelt: monat"),
        ([_field(info="Monat")], "info"),
    ],
)
def test_what_is_refused(fields: Any, said: str) -> None:
    """Before the database sees it, in German."""
    with pytest.raises(TableMistake, match=said) as caught:
        read_columns(fields, None)
    assert caught.value.field == "fields"


def test_odd_names_that_both_take_are_taken() -> None:
    """Hash, umlaut, apostrophe, reserved word, percent, colon, 63 bytes."""
    names = ["Anteil #1", "Größe", "d'accord", "select", "100 %", "a:b", "x" * 63, "ü" * 31]
    assert [column.name for column in read_columns([_field(name) for name in names], None)] == names


def test_types_and_notes() -> None:
    """Types in any case; of the notes only texts, however long."""
    info = {"label": "Monat", "notes": "n" * 5_000, "zahl": 7, "leer": ""}
    (column,) = read_columns([_field(kind=" INT4 ", info=info)], None)
    assert column.kind == "whole"
    assert column.info == {"label": "Monat", "notes": "n" * 5_000, "leer": ""}
    assert read_columns([_field()], None)[0].info is None
    assert {read_columns([_field(kind=kind)], None)[0].kind for kind in TYPES} == set(TYPES.values())


def test_only_text_columns_can_be_neutralised() -> None:
    """An apostrophe before a number would be no number."""
    columns = read_columns([_field("a"), _field("b", "int4")], ["a"])
    assert [column.neutralised for column in columns] == [True, False]
    for wrong in (["b"], ["c"], "a", [1]):
        with pytest.raises(TableMistake):
            read_columns([_field("a"), _field("b", "int4")], wrong)


def test_the_key_names_columns() -> None:
    """Each once."""
    columns = read_columns([_field("a"), _field("b")], None)
    assert read_key(["b", "a"], columns) == ("b", "a")
    assert read_key(None, columns) == read_key([], columns) == ()
    for wrong in (["c"], ["a", "a"], "a"):
        with pytest.raises(TableMistake):
            read_key(wrong, columns)


def test_order_of_the_file() -> None:
    """Same names: the names count. Other names: the order counts. Other number: refused."""
    a, b = read_columns([_field("a"), _field("b")], None)
    assert in_order_of(("b", "a"), (a, b)) == (b, a)
    assert in_order_of(("A 1", "B 2"), (a, b)) == (a, b)
    with pytest.raises(TableMistake, match="1 Spalten, angegeben sind 2"):
        in_order_of(("a",), (a, b))
