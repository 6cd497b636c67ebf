# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""NDJSON: no record is lost or doubled, whatever the chunks; broken lines hurt no other."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

Read = Callable[..., Any]

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", max_size=3), inner, max_size=3),
    max_leaves=8,
)
RECORDS = st.lists(st.dictionaries(st.text("abcdef", min_size=1, max_size=4), VALUES, max_size=4), max_size=12)


@settings(deadline=None)
@given(
    RECORDS,
    st.sampled_from(["\n", "\r\n", "\n\n", "\n \t\n"]),
    st.booleans(),
    st.booleans(),
    st.integers(1, 200),
    st.booleans(),
)
def test_round_trip(
    read: Read, records: list[dict[str, Any]], gap: str, ascii_only: bool, closed: bool, chunk: int, packed: bool
) -> None:
    lines = [json.dumps(record, ensure_ascii=ascii_only) for record in records]
    text = gap.join(lines) + (gap if closed else "")
    reading = read((text or "\n").encode(), "ndjson", chunk_bytes=chunk, packed=packed)
    expected = [row for row, line in enumerate(lines, 1) if "\\u0000" not in line]
    assert [json.loads(value) for value in reading.texts] == [records[row - 1] for row in expected]
    physical = text.split("\n")
    for row in reading.good:
        assert physical[row["line"] - 1].strip() == row["json"].strip()


@settings(deadline=None)
@given(st.lists(st.binary(max_size=30).map(lambda line: line.replace(b"\n", b"")), max_size=10), st.integers(1, 99))
def test_every_line_of_any_bytes_is_one_record(read: Read, lines: list[bytes], chunk: int) -> None:
    content = b"\n".join([b'{"a":"\xc3\xbc"}', *lines])
    reading = read(content, "ndjson", chunk_bytes=chunk)
    assert len(reading.rows) == 1 + sum(bool(line.strip(b" \t\r\n")) for line in lines)
    assert reading.texts[0] == '{"a":"ü"}'


def test_broken_lines_hurt_no_other(read: Read) -> None:
    deep = b"[" * 100_000
    lines = [
        b'{"a":1}',
        b'{"a":"x\0"}',
        b'{"a":"\xe4"}',
        '{"a":"ö"}'.encode(),
        rb'{"a":"\u0000"}',
        rb'{"a":"\\u0000"}',
        rb'{"a":"\ud83d\ude00"}',
        rb'{"a":"\ud83d"}',
        rb'{"a":"\ude00\ud83d"}',
        deep,
        b'{"a":' * 100 + b"1" + b"}" * 100,
        b'{"a":' * 101 + b"1" + b"}" * 101,
        b'{"a":"' + b"[" * 500 + b'"}',
        b'{"a":1}{"a":2}',
        b'{"a":1',
    ]
    reading = read(b"\n".join(lines), "ndjson")
    assert reading.problems == {
        2: "nul_zeichen",
        3: "zeichensatz",
        5: "nul_zeichen",
        8: "zeichensatz",
        9: "zeichensatz",
        10: "zu_tief",
        12: "zu_tief",
    }
    # Two objects in a line and a torn one travel on: landing finds them in SQL.
    assert reading.texts[-2:] == ['{"a":1}{"a":2}', '{"a":1']


@pytest.mark.parametrize("megabytes", [17, 40, 70])
@pytest.mark.parametrize("chunk_mb", [1, 32, 128])
def test_a_huge_line_is_one_rejected_record(read: Read, megabytes: int, chunk_mb: int) -> None:
    content = b'{"a":1}\n{"b":"' + b"x" * megabytes * 1_000_000 + b'"}\n{"a":3}\n'
    reading = read(content, "ndjson", chunk_bytes=chunk_mb << 20)
    assert reading.problems == {2: "zu_gross"}
    assert [(row["line"], row["json"].strip()) for row in reading.good] == [(1, '{"a":1}'), (3, '{"a":3}')]


@pytest.mark.parametrize("tail", [b"", b"\n"])
def test_a_huge_last_line(read: Read, tail: bytes) -> None:
    reading = read(b'{"a":1}\n' + b"x" * 20_000_000 + tail, "ndjson", chunk_bytes=1 << 20)
    assert reading.problems == {2: "zu_gross"}
    assert len(reading.rows) == 2


def test_field_names_are_those_of_the_first_readable_record(read: Read) -> None:
    content = b'{torn\n[1]\n"x"\n{"name":1,"zahl":{"innen":2}}\n{"anders":1}\n'
    assert read(content, "ndjson").opened.field_names == ["name", "zahl"]
    assert read(b"\n\n", "ndjson").opened.field_names == []


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    path = tmp_path / "gross.ndjson"
    with path.open("wb") as file:
        for _ in range(60):
            file.write(b'{"event_id":"%s"}\n' % (b"x" * 480) * 8192)
    script = (
        "import resource, sys; from pathlib import Path;"
        "from godonu_platform.sources import READERS, ReaderOptions, inspect;"
        "path = Path(sys.argv[1]); said = inspect(path, b'');"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss;"
        "opened = READERS['ndjson'](path, said, ReaderOptions(), chunk_bytes=8 << 20);"
        "rows = sum(batch.table.num_rows for batch in opened.batches());"
        "assert 'pandas' not in sys.modules;"
        "print(rows, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)"
    )
    done = subprocess.run([sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True)
    rows, kilobytes = map(int, done.stdout.split())
    assert rows == 60 * 8192
    assert kilobytes < 100_000, "the file has 240 MB, the chunk 8 MB"
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss > 0
