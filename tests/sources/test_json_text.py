# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""A single JSON record is judged by its bytes."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from godonu_platform.sources.json_text import is_too_deep, keys_of, problem_of

from .test_ndjson import VALUES


def _depth(value: object) -> int:
    if isinstance(value, dict):
        return 1 + max(map(_depth, value.values()), default=0)
    if isinstance(value, list):
        return 1 + max(map(_depth, value), default=0)
    return 0


@given(VALUES, st.integers(90, 105))
def test_depth_is_that_of_the_value(value: object, wrapped: int) -> None:
    for level in range(wrapped):
        value = [value] if level % 2 else {'"[{\\': value}
    assert is_too_deep(json.dumps(value).encode()) == (_depth(value) > 100)


@given(st.text(st.characters(), max_size=6), st.booleans())
def test_escapes_that_no_text_can_hold(text: str, doubled: bool) -> None:
    written = json.dumps({"a": text})
    assert json.loads(written)["a"] == text or not text.isprintable()
    try:
        json.loads(written)["a"].encode()
        holdable = True
    except UnicodeEncodeError:
        holdable = False
    code = problem_of(written.encode())
    if not holdable:
        assert code in ("zeichensatz", "nul_zeichen")
    else:
        assert code == ("nul_zeichen" if "\0" in text else None)
    if doubled:
        # Escaped once more it is plain text again, and harmless.
        assert problem_of(json.dumps({"a": written}).encode()) is None


@pytest.mark.parametrize("text", [b'"' + b"[" * 500, b'{"a":"\\"' + b"[" * 200 + b'"}', b'"' * 3 + b"\\" * 1001])
def test_broken_text_is_judged_without_fuss(text: bytes) -> None:
    assert problem_of(text) is None


def test_half_a_million_escaped_quotes_take_no_time() -> None:
    assert not is_too_deep(b'"' + b'\\"' * 500_000 + b"[" * 101)
    assert is_too_deep(b'"' + b'\\"' * 500_000 + b'"' + b"[" * 101)


def test_keys() -> None:
    assert keys_of('{"b":1,"a":{"c":2}}') == ["b", "a"]
    for text in ("[1]", "{", "1", "[" * 100_000):
        assert keys_of(text) is None
