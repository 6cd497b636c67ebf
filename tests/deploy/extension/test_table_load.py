# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""A table loaded by the extension is one as CKAN makes them, with the values of the file, found by its words."""

from __future__ import annotations

import csv
import io

import pytest

from tests.deploy.extension.portal_client import PortalClient
from tests.deploy.extension.table_orders import FIELDS, ROWS, csv_bytes, loaded, order, rows_of, small_csv


@pytest.fixture(scope="module")
def table(portal: PortalClient) -> str:
    """The small table."""
    return loaded(portal, "klein", small_csv())


def test_typed_rows_in_the_order_of_the_file(portal: PortalClient, table: str) -> None:
    """Nothing between two commas is no value; an instant of the file is one of the table."""
    assert rows_of(portal, table) == [
        ["2026-09-01", "Gießen", 25, 0.5, "2026-09-30T07:30:00.000", True],
        ["2026-09-01", 'Straße, "alt"', None, None, None, None],
        ["2026-10-01", "Frankfurt am Main", -3, 1e-05, "2026-10-31T23:59:59.000", False],
    ]
    found = portal.anybody("datastore_search", resource_id=table, filters={"ort": "Gießen"}, fields=["_id", "anzahl"])
    assert found["records"] == [{"_id": 1, "anzahl": 25}]


def test_it_is_the_table_that_ckan_would_have_made(portal: PortalClient, table: str) -> None:
    """Columns, indexes with their names, trigger, dictionary and rights: compared with datastore_create."""
    twin = loaded(portal, "zwilling", small_csv())
    portal.publisher("datastore_delete", resource_id=twin, force=True)
    key = {"primary_key": ["monat", "ort"], "force": True, "calculate_record_count": True}
    records = [dict(zip([f["id"] for f in FIELDS], (c or None for c in row), strict=True)) for row in ROWS]
    portal.publisher("datastore_create", resource_id=twin, fields=FIELDS, records=records, **key)
    described = {name: _described(portal, name) for name in (table, twin)}
    assert described[table] == described[twin]
    infos = [portal.anybody("datastore_info", id=name)["fields"] for name in (table, twin)]
    assert [(f["id"], f["type"], f.get("info")) for f in infos[0]] == [
        (f["id"], f["type"], f.get("info")) for f in infos[1]
    ]


def _described(portal: PortalClient, table: str) -> dict[str, list[list[str]]]:
    questions = {
        "columns": "select attname, format_type(atttypid, atttypmod), attnotnull from pg_attribute"
        " where attrelid = '\"{}\"'::regclass and attnum > 0 order by attnum",
        "indexes": "select replace(indexdef, '{0}', 'T') from pg_indexes where tablename = '{0}' order by 1",
        "triggers": "select tgname from pg_trigger where tgrelid = '\"{}\"'::regclass",
        "rights": "select relacl, pg_get_userbyid(relowner) from pg_class where relname = '{}'",
        "sequence": "select pg_get_serial_sequence('\"{0}\"', '_id') = 'public.\"{0}__id_seq\"'",
        "count": "select stats from _table_stats where resource_id = '{}'",
    }
    found = {what: portal.sql(question.format(table)) for what, question in questions.items()}
    # the names of indexes are hashes of the table's name: that they are CKAN's own is shown by test_ckan_knows_…
    found["indexes"] = sorted([row[0].split(" ON ")[1]] for row in found["indexes"])
    return found


def test_ckan_knows_the_indexes_as_its_own(portal: PortalClient, table: str) -> None:
    """It tells them by name: when it looks over the table again, it makes none a second time."""
    before = portal.sql(f"select indexname from pg_indexes where tablename = '{table}' order by 1")
    portal.publisher("datastore_create", resource_id=table, fields=FIELDS, primary_key=["monat", "ort"], force=True)
    assert portal.sql(f"select indexname from pg_indexes where tablename = '{table}' order by 1") == before
    assert len(before) == 3


def test_rows_are_found_by_their_words(portal: PortalClient, table: str) -> None:
    """Stemmed as CKAN stems the question; whole numbers, dates and truth too; a row added later likewise."""
    for words, found in (("gießen", 1), ("straße alt", 1), ("25", 1), ("2026-10-01", 1), ("false", 1), ("wetzlar", 0)):
        assert portal.anybody("datastore_search", resource_id=table, q=words)["total"] == found, words
    resource_id = loaded(portal, "nachtrag", small_csv())
    row = {"monat": "2026-11-01", "ort": "Wetzlar", "anzahl": 4}
    portal.publisher("datastore_upsert", resource_id=resource_id, records=[row], method="insert", force=True)
    assert portal.anybody("datastore_search", resource_id=resource_id, q="wetzlar")["total"] == 1


def test_the_dump_is_the_file(portal: PortalClient, table: str) -> None:
    """Who downloads the table gets the rows of the release."""
    dumped = list(csv.reader(io.StringIO(portal.page(f"/datastore/dump/{table}").content.decode("utf-8-sig"))))
    assert [row[1] for row in dumped] == ["monat", "2026-09-01", "2026-09-01", "2026-10-01"]
    assert dumped[2][2] == 'Straße, "alt"'
    assert dumped[2][3:] == ["", "", "", ""]


def test_notes_say_what_was_loaded(portal: PortalClient, table: str) -> None:
    """Version, checksum, rows and key; the dictionary says unit and label; the resource says that there is a table."""
    note = portal.anybody("godonu_table_show", resource_id=table)
    wanted = order(table, small_csv())
    assert (note["version"], note["sha256"], note["rows"], note["key"]) == ("v1", wanted["sha256"], 3, ["monat", "ort"])
    info = {field["id"]: field.get("info") for field in portal.anybody("datastore_info", id=table)["fields"]}
    assert info["anzahl"] == {"label": "Anzahl", "notes": "Gezählte Fälle", "unit": "Fälle"}
    assert portal.anybody("resource_show", id=table)["datastore_active"] is True


def test_odd_names_and_a_header_that_differs(portal: PortalClient) -> None:
    """Reserved words, hashes, apostrophes, umlauts, percent and colon; by position when the header has other names."""
    names = ["select", "Anteil #1", "d'accord", "Größe in %", "von:bis"]
    fields = [{"id": name, "type": "text", "info": {"label": f'{name}; drop table "x" -- :a %s'}} for name in names]
    content = csv_bytes(["a", "b", "c", "d", "e"], [["1", "2", "3", "4", "5"]])
    resource_id = loaded(portal, "namen", content, fields=fields, primary_key=names)
    assert rows_of(portal, resource_id) == [["1", "2", "3", "4", "5"]]
    shown = portal.anybody("datastore_info", id=resource_id)["fields"]
    assert [(f["id"], f["info"]["label"]) for f in shown] == [(f["id"], f["info"]["label"]) for f in fields]
    turned = csv_bytes(list(reversed(names)), [["5", "4", "3", "2", "1"]])
    portal.upload(resource_id, "namen.csv", turned)
    portal.publisher("godonu_table_load", **order(resource_id, turned, fields=fields, primary_key=names))
    assert rows_of(portal, resource_id) == [["1", "2", "3", "4", "5"]]


def test_texts_that_mean_something_to_a_database(portal: PortalClient) -> None:
    """Quotes, backslashes, line breaks, the end mark of COPY, an empty text in quotes, a very long one."""
    texts = ["a\nb", '"', "\\.", "\\N", "x';drop table y;--", "ß" * 300_000]
    rows = [[str(number), text] for number, text in enumerate(texts)]
    content = csv_bytes(["nr", "text"], rows) + b'98,""\n99,\n'
    fields = [{"id": "nr", "type": "int4"}, {"id": "text", "type": "text"}]
    resource_id = loaded(portal, "texte", content, fields=fields, primary_key=["nr"])
    assert [row[1] for row in rows_of(portal, resource_id)] == [*texts, "", None]


def test_neutralised_cells_can_be_taken_back(portal: PortalClient) -> None:
    """One apostrophe before what a spreadsheet would run; others stay. Without the option nothing is touched."""
    cells = ["'=1+1", "'-3", "'@x", "'\tx", "''=x", "'nur so", "=bleibt", "x'=y"]
    content = csv_bytes(["nr", "zelle"], [[str(number), cell] for number, cell in enumerate(cells)])
    fields = [{"id": "nr", "type": "int4"}, {"id": "zelle", "type": "text"}]
    resource_id = loaded(portal, "formeln", content, fields=fields, primary_key=["nr"])
    assert [row[1] for row in rows_of(portal, resource_id)] == cells
    again = order(resource_id, content, fields=fields, primary_key=["nr"], neutralised=["zelle"])
    portal.publisher("godonu_table_load", **again)
    kept = ["=1+1", "-3", "@x", "\tx", "'=x", "'nur so", "=bleibt", "x'=y"]
    assert [row[1] for row in rows_of(portal, resource_id)] == kept


def test_other_types_and_another_word_for_nothing(portal: PortalClient) -> None:
    """Large and exact numbers, instants with a zone; a file that writes NULL."""
    fields = [{"id": "a", "type": "int8"}, {"id": "b", "type": "numeric"}, {"id": "c", "type": "timestamptz"}]
    content = csv_bytes("abc", [["9007199254740993", "0.10", "2026-01-01T00:00:00Z"], ["NULL", "NULL", "NULL"]])
    resource_id = loaded(portal, "typen", content, fields=fields, primary_key=[], null="NULL")
    first, second = rows_of(portal, resource_id)
    assert first[0] == 9007199254740993
    assert str(first[2]).startswith("2026-01-01")
    assert second == [None, None, None]


def test_a_table_without_rows(portal: PortalClient) -> None:
    """Is a table."""
    resource_id = loaded(portal, "leer", small_csv([]))
    assert rows_of(portal, resource_id) == []
    assert portal.anybody("godonu_table_show", resource_id=resource_id)["rows"] == 0


def test_an_alias_leads_to_the_new_rows(portal: PortalClient) -> None:
    """Somebody gave the table a second name; it goes on working."""
    resource_id = loaded(portal, "beiname", small_csv())
    portal.publisher("datastore_create", resource_id=resource_id, aliases=["zweitname"], force=True)
    shorter = small_csv(ROWS[:1])
    portal.upload(resource_id, "beiname.csv", shorter)
    portal.publisher("godonu_table_load", **order(resource_id, shorter))
    assert portal.anybody("datastore_search", resource_id="zweitname")["total"] == 1
