# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""A file that is one JSON object is one record."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .conftest import read_path

Read = Callable[..., Any]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_one_record(read: Read, encoding: str) -> None:
    text = '\n\n{\n "name": "Größe",\n "zahl": 1\n}\n'
    reading = read(text.encode(encoding), "json_object")
    assert [json.loads(value) for value in reading.texts] == [{"name": "Größe", "zahl": 1}]
    assert reading.rows[0]["line"] == 3
    assert reading.opened.field_names == ["name", "zahl"]


def test_nothing_but_white_space(read: Read) -> None:
    assert read(b" \n\t\n", "json_object").rows == []


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b'{"a":"' + b"x" * 40_000_000 + b'"}', "zu_gross"),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "zu_tief"),
        (b'{"a":"\0"}', "nul_zeichen"),
        ('{"a":"ü'.encode() + b'\xfc"}', "zeichensatz"),
    ],
)
def test_problems(read: Read, content: bytes, problem: str) -> None:
    assert read(content, "json_object").problems == {1: problem}


@pytest.mark.realdata
def test_real_service_descriptions(realdata: Path) -> None:
    paths = sorted((realdata / "pvog-suchdienst").rglob("*.json"))
    assert len(paths) >= 20
    for path in paths:
        reading = read_path(path)
        assert [json.loads(text) for text in reading.texts] == [json.loads(path.read_text("utf-8"))]
        assert "name" in reading.opened.field_names
