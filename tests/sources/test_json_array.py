# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""JSON arrays: element by element, with little memory; a broken element is isolated, an open array refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from godonu_platform.sources import RefusedDelivery
from godonu_platform.sources.json_text import problem_of

from .test_ndjson import RECORDS, VALUES

Read = Callable[..., Any]
CHUNKS = pytest.mark.parametrize("chunk_bytes", [1, 5, 64, 1 << 20])


@settings(deadline=None)
@given(
    RECORDS | st.lists(VALUES, max_size=6),
    st.sampled_from([None, 1]),
    st.booleans(),
    st.integers(1, 300),
    st.booleans(),
)
def test_round_trip(
    read: Read, records: list[Any], indent: int | None, ascii_only: bool, chunk: int, packed: bool
) -> None:
    text = json.dumps(records, indent=indent, ensure_ascii=ascii_only)
    reading = read(text.encode(), "json_array", chunk_bytes=chunk, packed=packed)
    assert len(reading.rows) == len(records)
    good = [record for record in records if problem_of(json.dumps(record).encode()) is None]
    assert [json.loads(value) for value in reading.texts] == good
    lines = text.split("\n")
    for row in reading.good:
        assert row["json"].split("\n")[0] in lines[row["line"] - 1]


TOKENS = st.sampled_from(
    [b"[", b"]", b"{", b"}", b",", b":", b'"', b"\\", b"\n", b" ", b"1", b'"a":', b"\xe4", b"\xc3\xbc", b"\0"]
)


@settings(deadline=None)
@given(st.lists(TOKENS, max_size=30).map(b"".join), st.sampled_from([b"", b"]"]), st.integers(1, 20))
def test_rubbish_is_read_alike_in_any_chunks(read: Read, rubbish: bytes, end: bytes, chunk: int) -> None:
    outcomes = []
    for chunk_bytes in (chunk, 1 << 20):
        try:
            outcomes.append(read(b"[" + rubbish + end, "json_array", chunk_bytes=chunk_bytes).rows)
        except RefusedDelivery as refusal:
            outcomes.append(refusal.code)
    assert outcomes[0] == outcomes[1]


def test_no_element(read: Read) -> None:
    assert read(b" [ ] \n", "json_array").rows == []


@CHUNKS
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[{"a":1},{"a":,},{"a":3}]', ['{"a":1}', '{"a":,}', '{"a":3}']),
        ('[{"a":1}{"a":2},{"a":3}]', ['{"a":1}{"a":2}', '{"a":3}']),
        ('[{"a":[1,2},{"a":3}]', ['{"a":[1,2}', '{"a":3}']),
        ('[{"a":{"b":1},{"a":3}]', ['{"a":{"b":1}', '{"a":3}']),
        ('[{"a":1}},{"a":3}]', ['{"a":1}}', '{"a":3}']),
        ('[{"a":1],{"a":3}]', ['{"a":1],{"a":3}']),
        ('[\n{"a":"x},\n{"a":3}\n]', ['{"a":"x}', '{"a":3}']),
        ('[{"a":"\\"x"},{"a":x\\y},3,"s",null]', ['{"a":"\\"x"}', '{"a":x\\y}', "3", '"s"', "null"]),
        ('[{"a":"x\ny"},{"a":3}]', ['{"a":"x\ny"}', '{"a":3}']),
        ("[1,,2,]", ["1", "2"]),
        ("[12345, 67890]", ["12345", "67890"]),
    ],
)
def test_a_broken_element_is_isolated(read: Read, text: str, expected: list[str], chunk_bytes: int) -> None:
    reading = read(text.encode(), "json_array", chunk_bytes=chunk_bytes)
    if text == '[{"a":1],{"a":3}]':
        # The bracket of the wrong kind closes nothing here; what follows is an object without a key.
        assert reading.texts in (['{"a":1]', '{"a":3}'], expected)
    else:
        assert reading.texts == expected


@CHUNKS
@pytest.mark.parametrize(
    "text", ["[", '[{"a":1}', '[{"a":1},', '[{"a":1', '[{"a":"x', '[{"a":"x\\', '[{"a":1},{"b":[1]']
)
def test_an_array_that_does_not_close_refuses_the_file(read: Read, text: str, chunk_bytes: int) -> None:
    with pytest.raises(RefusedDelivery, match="json_nicht_geschlossen"):
        read(text.encode(), "json_array", chunk_bytes=chunk_bytes)


@CHUNKS
def test_text_behind_the_array_is_one_rejected_record(read: Read, chunk_bytes: int) -> None:
    reading = read(b'[{"a":1}]\n[{"a":2}]\n', "json_array", chunk_bytes=chunk_bytes)
    assert reading.texts == ['{"a":1}']
    assert reading.problems == {2: "kein_json"}
    assert reading.rows[1]["line"] == 2


def test_matomo_error_refuses_the_file(read: Read) -> None:
    error = b'{"result":"error","message":"token_auth abc is not valid"}'
    with pytest.raises(RefusedDelivery) as caught:
        read(error)
    assert caught.value.code == "matomo_fehler"
    assert "abc" not in caught.value.message
    for other in (b'{"a":1}', b"a;b\n", b"   "):
        with pytest.raises(RefusedDelivery, match="falsches_format"):
            read(other, "json_array")


@pytest.mark.parametrize("packed", [False, True])
def test_huge_and_deep_elements(read: Read, packed: bool) -> None:
    huge = b'{"a":"' + b"x" * 40_000_000 + b'"}'
    torn = b'{"a":"' + b"y" * 20_000_000
    deep = b"[" * 100_000 + b"]" * 100_000
    open_brackets = b"[" * 100_000 + b" " * 20_000_000 + b"]" * 100_000
    parts = [b'{"a":1}', huge, b'{"a":2}', deep, b'{"a":3}', open_brackets, torn + b'\n"}', b'{"a":4}']
    reading = read(b"[" + b",\n".join(parts) + b"]", "json_array", packed=packed)
    assert reading.problems == {2: "zu_gross", 4: "zu_tief", 6: "zu_gross", 7: "zu_gross"}
    assert reading.texts == ['{"a":1}', '{"a":2}', '{"a":3}', '{"a":4}']
    assert [row["line"] for row in reading.rows] == [1, 2, 3, 4, 5, 6, 7, 9]


def test_encoding_and_nul_in_elements(read: Read) -> None:
    content = '[{"a":"ü"},'.encode() + b'{"a":"\xfc"},{"a":"\0"},' + rb'{"a":"\ud800"},{"a":"\u0000"},{"a":"\u00fc"}]'
    reading = read(content, "json_array")
    assert reading.problems == {2: "zeichensatz", 3: "nul_zeichen", 4: "zeichensatz", 5: "nul_zeichen"}
    assert reading.opened.field_names == ["a"]


def test_many_elements_come_in_several_batches(read: Read) -> None:
    content = json.dumps([{"nummer": number} for number in range(120_000)]).encode()
    reading = read(content, "json_array")
    assert [json.loads(text)["nummer"] for text in reading.texts] == list(range(120_000))
