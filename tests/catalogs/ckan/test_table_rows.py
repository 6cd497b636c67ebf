# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is new, changed and gone between a release and the portal's rows: cells as text, types where they matter."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import duckdb
import pytest

from godonu_platform.catalogs.ckan.table_fields import TableShape, table_shape
from godonu_platform.catalogs.ckan.table_rows import TableRows, table_rows
from tests.catalogs.ckan.test_table_fields import note

Make = Callable[..., TableRows]


def write_release(folder: Path, sql: str) -> None:
    """data.csv and data.parquet as publication writes them."""
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        connection.execute(f"create table rows as {sql}")
        kinds = {name: kind for name, kind, *_ in connection.execute("describe rows").fetchall()}
        names = {name: '"' + name.replace('"', '""') + '"' for name in kinds}
        stamped = ", ".join(
            f"strftime({names[name]}, '%Y-%m-%dT%H:%M:%SZ') as {names[name]}" if "TIMESTAMP" in kind else names[name]
            for name, kind in kinds.items()
        )
        options = "format csv, header true, delimiter ',', quote '\"', escape '\"', null ''"
        connection.execute(f"copy (select {stamped} from rows) to '{folder}/data.csv' ({options})")
        connection.execute(f"copy rows to '{folder}/data.parquet' (format parquet)")


@pytest.fixture
def release(tmp_path: Path) -> Iterator[Make]:
    """release(sql, key, …) -> the opened rows of a release with these columns."""
    with ExitStack() as opened:

        def make(sql: str, *key: str) -> TableRows:
            write_release(tmp_path, sql)
            shape: TableShape = table_shape(tmp_path, [note(name, key=True) for name in key])
            return opened.enter_context(table_rows(tmp_path, shape))

        yield make


def all_rows(rows: TableRows) -> list[dict[str, str | None]]:
    return [row for chunk in rows.all(2) for row in chunk]


def test_cells_are_those_of_the_csv(release: Make) -> None:
    rows = release(
        "select * from (values (1, 0.1::double, 12.50::decimal(9,2), '', true, date '2026-10-25', "
        "timestamptz '2026-10-25 00:30:00+00', 'a,\"b\"' || chr(10) || 'c'), "
        "(9007199254740993, 1e300, null, null, false, null, null, 'NULL')) as v(a, b, c, d, e, f, g, h)",
        "a",
    )
    assert all_rows(rows) == [
        {
            "a": "1",
            "b": "0.1",
            "c": "12.50",
            "d": "",
            "e": "true",
            "f": "2026-10-25",
            "g": "2026-10-25T00:30:00Z",
            "h": 'a,"b"\nc',
        },
        {
            "a": "9007199254740993",
            "b": "1e+300",
            "c": None,
            "d": None,
            "e": "false",
            "f": None,
            "g": None,
            "h": "NULL",
        },
    ]


def test_they_come_in_chunks_and_in_order(release: Make) -> None:
    rows = release("select i as a from range(10) as t(i)", "a")
    assert [[row["a"] for row in chunk] for chunk in rows.all(4)] == [list("0123"), list("4567"), list("89")]


def test_a_cell_longer_than_a_block_is_read_and_no_row_twice(release: Make) -> None:
    rows = release(
        "select i as a, case i when 20000 then repeat('x', 700000) else 'kurz' end as b from range(30000) as t(i)", "a"
    )
    found = [(row["a"], len(row["b"] or "")) for chunk in rows.all(7000) for row in chunk]
    assert found == [(str(number), 700_000 if number == 20_000 else 4) for number in range(30_000)]


def test_equal_values_in_another_writing_are_no_change(release: Make) -> None:
    """PostgreSQL writes 5 for 5.0, t for true, and instants in the zone of its server."""
    rows = release(
        "select 1 as a, 5.0::double as b, true as c, date '2026-01-02' as d, "
        "timestamptz '2026-01-01 23:00:00+00' as e, timestamp '2026-01-01 23:00:00' as f, "
        "'x' as g, null::varchar as h, 'nan'::double as i",
        "a",
    )
    rows.note_portal_page("17,1,5,t,2026-01-02,2026-01-02 00:00:00+01,2026-01-01 23:00:00,x,,NaN\n")
    assert rows.compare() == (0, 0, 0)


@pytest.mark.parametrize(
    "there",
    [
        "17,1,5.5,t,x\n",
        "17,1,,t,x\n",
        "17,1,5,f,x\n",
        '17,1,5,t,""\n',
        "17,1,5,t,\n",
        "17,1,5,t,x \n",
        "17,1,5,t,X\n",
        "17,1,rubbish,t,x\n",
    ],
)
def test_every_other_value_is_a_change(there: str, release: Make) -> None:
    rows = release("select 1 as a, 5.0::double as b, true as c, 'x' as d", "a")
    rows.note_portal_page(there)
    assert rows.compare() == (0, 1, 0)
    (chunk,) = rows.differing(100, missing=False)
    assert chunk == [{"a": "1", "b": "5.0", "c": "true", "d": "x"}]
    assert list(rows.differing(100, missing=True)) == []


def test_new_changed_and_gone(release: Make) -> None:
    rows = release("select i as a, 'k' || (i % 2) as b, i * 10 as c from range(6) as t(i)", "a", "b")
    rows.note_portal_page("1,0,k0,0\n2,1,k1,10\n3,2,k0,999\n")
    rows.note_portal_page("4,3,k0,30\n5,77,k1,1\n")
    assert rows.compare() == (3, 1, 2), "the same first part of a key with another second part is another row"
    assert [row["a"] for chunk in rows.differing(2, missing=True) for row in chunk] == ["3", "4", "5"]
    assert [row["a"] for chunk in rows.differing(2, missing=False) for row in chunk] == ["2"]
    assert list(rows.gone(1)) == [[4], [5]]


def test_an_empty_table_and_an_empty_release(release: Make) -> None:
    rows = release("select i as a from range(0) as t(i)", "a")
    rows.note_portal_page("")
    rows.note_portal_page("1,5\n")
    assert rows.compare() == (0, 0, 1)
    assert all_rows(rows) == []


def test_what_is_needed_on_disk_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scratch = tmp_path / "hin"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    write_release(tmp_path, "select 1 as a")
    with table_rows(tmp_path, table_shape(tmp_path, [note("a", key=True)])) as rows:
        rows.note_portal_page("1,1\n")
        assert len(list(scratch.iterdir())) == 1
    assert list(scratch.iterdir()) == []


# A process of its own, as the publisher is one.
READER = """
import resource, sys
from pathlib import Path
from godonu_platform.catalogs.ckan.table_fields import table_shape
from godonu_platform.catalogs.ckan.table_rows import table_rows
from tests.catalogs.ckan.test_table_rows import note
folder = Path(sys.argv[1])
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
before = peak()
with table_rows(folder, table_shape(folder, [note("a", key=True)])) as rows:
    count = sum(len(chunk) for chunk in rows.all(10_000))
print(before, peak(), count)
"""


def test_memory_does_not_grow_with_the_rows(tmp_path: Path, repository: Path) -> None:
    grown = []
    for name, size in (("klein", 100_000), ("gross", 1_000_000)):
        (tmp_path / name).mkdir()
        write_release(tmp_path / name, f"select i as a, 'Text ' || i as b, i / 8 as c from range({size}) as t(i)")
        command = [sys.executable, "-c", READER, str(tmp_path / name)]
        run = subprocess.run(command, cwd=repository, capture_output=True, text=True, timeout=120, check=True)
        before, after, count = map(int, run.stdout.split())
        assert count == size
        grown.append(after - before)
    assert grown[1] < grown[0] + 25, f"{grown[0]} MB for 100,000 rows, {grown[1]} MB for a million"
