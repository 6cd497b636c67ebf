# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The table of a release on a real CKAN, by CKAN's own actions: typed, labelled, exact, and never empty."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from godonu_platform.catalogs.ckan import table_sync
from godonu_platform.catalogs.ckan.calls import Calls
from godonu_platform.catalogs.ckan.faults import PortalFault
from godonu_platform.catalogs.ckan.table import drop_table, load_table, table_change, table_state
from godonu_platform.catalogs.ckan.table_fields import table_shape
from godonu_platform.catalogs.ckan.table_rows import table_rows
from godonu_platform.catalogs.release_record import ColumnNote
from tests.catalogs.ckan.conftest import OwnDataset, Scripted
from tests.catalogs.ckan.scripted_portal import answer, reset
from tests.catalogs.ckan.test_table_fields import note
from tests.catalogs.ckan.test_table_rows import write_release

COUNTS = (
    "select i::bigint as nummer, 'k' || (i % 7) as ort, "
    "case i % 5 when 0 then '' when 1 then null else 'Stück, \"' || i || '\"' || chr(10) || 'neu' end as text, "
    "i / 3.0::double as anteil, (i * 1.25)::decimal(12, 2) as betrag, i % 2 = 0 as gerade, "
    "date '2026-10-25' - (i % 300)::int as tag, "
    "timestamptz '2026-10-25 00:30:00+00' + to_minutes(i) as zeitpunkt from range({}) as t(i)"
)
KEYS = [note("nummer", title="Nummer", key=True), note("ort", title="Ort", key=True)]


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Several chunks, pages and deletions from a few rows."""
    monkeypatch.setattr(table_sync, "CHUNK", 40)
    monkeypatch.setattr(table_sync, "_PAGE", 70)
    monkeypatch.setattr(table_sync, "_DELETED", 15)


@pytest.fixture
def load(own_dataset: OwnDataset, tmp_path: Path) -> Callable[..., int]:
    """load(sql, columns=…) -> rows: make the table of the own dataset hold what the SQL gives."""

    def loaded(sql: str, columns: list[ColumnNote] = KEYS, told: list[str] | None = None) -> int:
        write_release(tmp_path, sql)
        tell = (told if told is not None else []).append
        calls, resource = own_dataset.calls, own_dataset.resource
        return load_table(calls, own_dataset.stock, resource, tmp_path, columns, "v1", progress=tell)

    return loaded


def there(own: OwnDataset) -> list[tuple[Any, ...]]:
    """All rows of the table as the interface gives them, in the order of the key."""
    records = own.found(limit=32000, sort="nummer, ort")["records"]
    return [tuple(value for name, value in row.items() if name != "_id") for row in records]


def expected(sql: str) -> list[tuple[Any, ...]]:
    """The same rows as they stand in the release."""
    stamp = "strftime(zeitpunkt, '%Y-%m-%dT%H:%M:%S')"
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        columns = f"nummer, ort, text, anteil, betrag::double, gerade, tag::text, {stamp}"
        return connection.execute(f"select {columns} from ({sql}) order by nummer, ort").fetchall()


def same_instant(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The rows with their last column in UTC, whatever the zone of the server."""
    return [(*row[:-1], datetime.fromisoformat(row[-1]).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")) for row in rows]


@pytest.mark.usefixtures("small_chunks")
def test_a_new_table_has_types_labels_and_every_value(load: Callable[..., int], own_dataset: OwnDataset) -> None:
    assert load(COUNTS.format(250)) == 250
    state = table_state(own_dataset.calls, own_dataset.resource)
    assert state is not None
    assert state.fields == {
        "nummer": "int8",
        "ort": "text",
        "text": "text",
        "anteil": "float8",
        "betrag": "numeric",
        "gerade": "bool",
        "tag": "date",
        "zeitpunkt": "timestamptz",
    }
    assert (state.rows, state.labels["nummer"], state.labels["tag"]) == (250, "Nummer", "tag")
    assert same_instant(there(own_dataset)) == expected(COUNTS.format(250))
    assert own_dataset.found(limit=0)["total"] == 250, "CKAN's own count was made"


@pytest.mark.usefixtures("small_chunks")
def test_the_same_again_writes_no_row(load: Callable[..., int], own_dataset: OwnDataset) -> None:
    load(COUNTS.format(250))
    before, told = own_dataset.calls.writes, []
    load(COUNTS.format(250), told=told)
    assert told == ["Tabelle abgeglichen: 0 Zeilen neu, 0 geändert, 0 entfernt"]
    assert own_dataset.calls.writes == before + 1, "labels and notes only"


@pytest.mark.usefixtures("small_chunks")
def test_a_changed_release_is_followed_row_by_row(load: Callable[..., int], own_dataset: OwnDataset) -> None:
    load(COUNTS.format(250))
    changed = (
        "select * replace (case when nummer % 10 = 3 then 'geändert' else text end as text) "
        f"from ({COUNTS.format(300)}) where nummer >= 60"
    )
    told: list[str] = []
    assert load(changed, told=told) == 240
    assert told == ["Tabelle abgeglichen: 50 Zeilen neu, 19 geändert, 60 entfernt"]
    assert same_instant(there(own_dataset)) == expected(changed)
    assert own_dataset.found(q="geändert", limit=0)["total"] == 24, "the full text search knows the new words"
    assert own_dataset.found(limit=0)["total"] == 240


@pytest.mark.usefixtures("small_chunks")
def test_no_reader_ever_sees_an_empty_table(load: Callable[..., int], own_dataset: OwnDataset) -> None:
    """While rows are replaced, and also while the table is made for the first time."""
    seen: list[int] = []
    done = threading.Event()

    def watch() -> None:
        while not done.is_set():
            try:
                state = table_state(own_dataset.calls, own_dataset.resource)
            except PortalFault:
                continue  # CKAN's datastore_info asks several times; a table that is just being made may refuse it
            if state is not None:
                seen.append(state.rows)

    with ThreadPoolExecutor(1) as pool:
        watching = pool.submit(watch)
        load(COUNTS.format(150))
        load(f"select * replace (nummer + 1000 as nummer) from ({COUNTS.format(150)})")
        done.set()
        watching.result()
    assert seen and min(seen) > 0


def test_other_columns_or_types_mean_a_new_table_and_this_is_told(
    load: Callable[..., int], own_dataset: OwnDataset, tmp_path: Path
) -> None:
    load(COUNTS.format(50))
    other = f"select * exclude (gerade) replace (anteil::bigint as anteil), 1 as neu from ({COUNTS.format(60)})"
    write_release(tmp_path, other)
    state = table_state(own_dataset.calls, own_dataset.resource)
    announced = table_change(state, tmp_path, KEYS)
    told: list[str] = []
    load(other, told=told)
    sentence = "Die Tabelle wird neu aufgebaut (neue Spalten: neu; entfallene Spalten: gerade; anderer Typ: anteil)."
    assert announced == sentence
    assert told == [sentence, "Tabelle neu angelegt"]
    state = table_state(own_dataset.calls, own_dataset.resource)
    assert state is not None
    assert (state.fields["anteil"], "gerade" in state.fields, state.rows) == ("int8", False, 60)
    assert table_change(state, tmp_path, KEYS) is None
    assert table_change(None, tmp_path, KEYS) is None


def test_another_key_is_taken_over(load: Callable[..., int], own_dataset: OwnDataset) -> None:
    load(COUNTS.format(30))
    load(COUNTS.format(40), [note("nummer", key=True)])
    with pytest.raises(PortalFault):
        own_dataset.calls.write(
            "datastore_upsert",
            {
                "resource_id": own_dataset.resource,
                "force": True,
                "method": "insert",
                "records": [{"nummer": 1, "ort": "anderswo"}],
            },
        )


def test_a_table_without_key_is_made_anew(load: Callable[..., int], own_dataset: OwnDataset) -> None:
    load(COUNTS.format(30), [])
    told: list[str] = []
    assert load(COUNTS.format(31), [], told) == 31
    assert "Schlüssel fehlt" in told[0]
    assert len(there(own_dataset)) == 31


def test_an_empty_release_is_an_empty_table(load: Callable[..., int], own_dataset: OwnDataset) -> None:
    assert load(COUNTS.format(0)) == 0
    state = table_state(own_dataset.calls, own_dataset.resource)
    assert state is not None
    assert (state.rows, len(state.fields), there(own_dataset)) == (0, 8, [])


def test_numbers_are_exact(load: Callable[..., int], own_dataset: OwnDataset) -> None:
    load(
        "select 9007199254740993::bigint as nummer, 'a' as ort, 0.1::double as f, 1e300::double as g, "
        "'nan'::double as h, 12345678901234567890.12::decimal(30, 2) as d, 18446744073709551615::ubigint as u"
    )
    found = own_dataset.found(records_format="csv")["records"]
    assert found == "1,9007199254740993,a,0.1,1e+300,NaN,12345678901234567890.12,18446744073709551615\n"


ODD = [
    'Anteil #1', 'sagt "ja"', "_intern", "select", "order", "ctid", "query", "rank", "Größe (m²)", "a:b", "100 %",
    "x" * 80, "x" * 90, "Stück,Zahl", "a'b", "a;drop table x", "\\", "{z}", "Ka\u0308fer", "a\u202eb", "$and", "user",
]  # fmt: skip


def test_odd_column_names_work_everywhere(own_dataset: OwnDataset, tmp_path: Path) -> None:
    quoted = ", ".join(f"'w{number}' as \"{name.replace(chr(34), chr(34) * 2)}\"" for number, name in enumerate(ODD))
    write_release(tmp_path, f"select 1 as nummer, {quoted}")
    columns = [note("nummer", key=True), *(note(name, title=name) for name in ODD)]
    calls, resource = own_dataset.calls, own_dataset.resource
    assert load_table(calls, own_dataset.stock, resource, tmp_path, columns, "v1") == 1
    assert load_table(calls, own_dataset.stock, resource, tmp_path, columns, "v1") == 1, "compared by these names too"
    state = table_state(calls, resource)
    assert state is not None
    assert list(state.labels.values()) == ["Nummer", *ODD], "the label keeps the original"
    names = list(state.fields)[1:]
    for number, name in enumerate(names):
        found = own_dataset.found(filters={name: f"w{number}"}, sort=f'"{name}" desc', fields=[name])
        assert found["records"] == [{name: f"w{number}"}], name
    assert own_dataset.found(q="w3", limit=0)["total"] == 1


def test_formula_cells_are_those_of_the_csv(own_dataset: OwnDataset, tmp_path: Path) -> None:
    """The CSV is the one text of the release that a spreadsheet opens; the table and its download hold the same."""
    write_release(tmp_path, "select 1 as nummer, '''=1+1' as text")
    load_table(own_dataset.calls, own_dataset.stock, own_dataset.resource, tmp_path, [note("nummer", key=True)], "v1")
    assert own_dataset.found()["records"][0]["text"] == "'=1+1"


def test_dropping_is_quiet_when_there_is_nothing(load: Callable[..., int], own_dataset: OwnDataset) -> None:
    calls, resource = own_dataset.calls, own_dataset.resource
    assert table_state(calls, resource) is None
    drop_table(calls, resource)
    load(COUNTS.format(3))
    drop_table(calls, resource)
    assert table_state(calls, resource) is None


@pytest.mark.usefixtures("small_chunks")
def test_a_half_loaded_table_is_completed(load: Callable[..., int], own_dataset: OwnDataset) -> None:
    """The publisher died after some chunks: the next load adds what is missing and touches nothing else."""
    load(COUNTS.format(250))
    calls, resource = own_dataset.calls, own_dataset.resource
    own_dataset.calls.write(
        "datastore_delete",
        {"resource_id": resource, "force": True, "filters": {"ort": ["k1", "k2"]}, "calculate_record_count": False},
    )
    told: list[str] = []
    assert load(COUNTS.format(250), told=told) == 250
    assert told == ["Tabelle abgeglichen: 72 Zeilen neu, 0 geändert, 0 entfernt"]
    assert same_instant(there(own_dataset)) == expected(COUNTS.format(250))
    assert calls.read("datastore_info", resource_id=resource)["meta"]["count"] == 250


@pytest.mark.usefixtures("small_chunks")
def test_two_publishers_at_once_lose_no_row(own_dataset: OwnDataset, tmp_path: Path) -> None:
    write_release(tmp_path, COUNTS.format(400))

    def publish(_number: int) -> int | str:
        try:
            calls, resource = own_dataset.calls, own_dataset.resource
            return load_table(calls, own_dataset.stock, resource, tmp_path, KEYS, "v1")
        except PortalFault as fault:
            return fault.kind

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(publish, range(2)))
    assert 400 in results
    assert set(results) <= {400, "konflikt", "ungueltig"}
    assert publish(0) == 400
    assert same_instant(there(own_dataset)) == expected(COUNTS.format(400))


def test_an_insert_whose_answer_was_lost_becomes_an_upsert(
    portal_that: Scripted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Scripted: the chunk is sent again in a way that does no harm."""
    write_release(tmp_path, COUNTS.format(3))
    portal, calls = portal_that(answer({"fields": []}), reset, answer({}))
    monkeypatch.setattr(table_sync, "CHUNK", 2)
    shape = table_shape(tmp_path, KEYS)
    with table_rows(tmp_path, shape) as rows:
        table_sync.build(calls, "r", shape, rows, lambda _text: None)
    sent = [(call.action, call.json.get("method"), len(call.json.get("records", []))) for call in portal.calls]
    assert sent == [
        ("datastore_create", None, 2),
        ("datastore_upsert", "insert", 1),
        ("datastore_upsert", "upsert", 1),
        ("datastore_upsert", None, 0),
    ]
    assert portal.calls[1].json["records"] == portal.calls[2].json["records"]
    assert [call.json["calculate_record_count"] for call in portal.calls] == [False, False, False, True]


def test_a_slow_portal_gets_smaller_parts(
    portal_that: Scripted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_release(tmp_path, COUNTS.format(70))
    portal, calls = portal_that(answer({"fields": []}), reset, answer({}))
    monkeypatch.setattr(table_sync, "CHUNK", 60)
    monkeypatch.setattr(table_sync, "AT_ONCE", 1)
    monkeypatch.setattr(table_sync, "_SMALLEST", 4)
    shape = table_shape(tmp_path, KEYS)
    with table_rows(tmp_path, shape) as rows:
        table_sync.align(_without_rows(calls), "r", shape, rows, lambda _text: None)
    sent = [(call.json.get("method"), [row["nummer"] for row in call.json["records"]]) for call in portal.calls[1:]]
    assert [method for method, _ in sent] == ["insert", *["upsert"] * 9, "insert", None]
    assert [len(numbers) for _, numbers in sent] == [60, *[7] * 8, 4, 10, 0]
    assert [number for _, numbers in sent[1:] for number in numbers] == [str(number) for number in range(70)]


class _NoRows:
    """Calls of a portal whose table is empty."""

    def __init__(self, calls: Calls) -> None:
        self.write = calls.write

    def read(self, _action: str, **_data: Any) -> dict[str, Any]:
        return {"records": ""}


def _without_rows(calls: Calls) -> Any:
    return _NoRows(calls)
