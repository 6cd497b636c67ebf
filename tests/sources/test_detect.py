# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The wire format is told by the content."""

from __future__ import annotations

from pathlib import Path

import pytest

from godonu_platform.sources import READERS, detect_format, inspect


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b'{"a":1}\n{"a":2}\n', "ndjson"),
        (b'\n\n{"a":1}\n{"a":2', "ndjson"),
        (b'{"a":1,"b\n{"a":2}\n{"a":3}\n', "ndjson"),
        (b'{"a":1\n{"b\n{"a":3\n', "ndjson"),
        (b'{"a":1}{"a":2}\n', "ndjson"),
        (b'{"a":"' + b"x" * 300_000 + b'"}\n{"a":2}\n', "ndjson"),
        (b'{\n "a": 1,\n "b": [\n  {"c": 2}\n ]\n}\n', "json_object"),
        (b'{\n "a": "' + b"x" * 300_000 + b'"\n}\n', "json_object"),
        (b'{"a":1}', "json_object"),
        (b' [{"a":1}]', "json_array"),
        ("[]".encode("utf-16"), "json_array"),
        (b'{"result":"error","message":"x"}', "json_array"),
        (b"Datetime,1 (Tor),2 (ein),1-status,2-status\n", "eco_counter"),
        (b"sep=;\nDatetime;1 (Tor);2 (ein)\n", "eco_counter"),
        (b"a;b\n1;2\n", "csv"),
        (b"a\n", "csv"),
        (b'"kaputt\n', "csv"),
        (b"10 Nord          Sitz          x\n20 Ost           Sitz          y\n", "fixed_width"),
    ],
)
def test_by_content(tmp_path: Path, content: bytes, expected: str) -> None:
    path = tmp_path / "lieferung.bin"
    path.write_bytes(content)
    assert detect_format(path, inspect(path, b"")) == expected
    assert expected in READERS


@pytest.mark.realdata
def test_real_files(realdata: Path) -> None:
    expected = {
        "muenster-radzaehlstellen/*/2025-01.csv": "eco_counter",
        "pvog-suchdienst/*.csv": "csv",
        "pvog-suchdienst/*.json": "json_object",
        "destatis-gv100ad/GV100AD_301123.txt": "fixed_width",
        "destatis-gv100ad/*.csv": "csv",
        "muenster-opendata-zugriffe/*.csv": "csv",
    }
    for pattern, fmt in expected.items():
        paths = list(realdata.glob(pattern))
        assert paths, pattern
        assert {path.name: detect_format(path, inspect(path, b"")) for path in paths} == {
            path.name: fmt for path in paths
        }
