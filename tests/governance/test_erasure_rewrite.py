# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Every format and encoding loses just the lines or elements of the records that go; all else stays byte by byte."""

from __future__ import annotations

import codecs
import gzip
import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from godonu_platform.contracts.contract import load_contracts
from godonu_platform.contracts.partners import load_partners
from godonu_platform.governance.erasure_lines import Span, without_lines
from godonu_platform.governance.erasure_records import find_cases, open_reading
from godonu_platform.governance.erasure_request import Request
from godonu_platform.governance.erasure_rewrite import Rewritten, Wanted, rewrite
from godonu_platform.landing.delivery_landing import Desk
from godonu_platform.landing.report import DeliveryReport
from godonu_platform.project import Project
from godonu_platform.sources import Inspection
from tests.landing.small_inbox import OFFENBACH, event, lines

GONE = Request(frozenset({"AZ/2026/ü1"}))
EVENTS = [
    event(0, case_id="AZ/2026/ü1", step_label="größe"),
    event(1, case_id="AZ/2026/2"),
    event(2, case_id="AZ/2026/ü1"),
    event(3, step_label="Rückfrage zu AZ/2026/ü1, bitte"),
    event(4, case_id="AZ/2026/ü12"),
]


def rewritten(project: Project, content: bytes, name: str) -> tuple[bytes, Rewritten]:
    """Take the case out of a delivery and return what is left."""
    stored = project.deliveries / f"{'0' * 16}__{name}"
    stored.parent.mkdir(parents=True, exist_ok=True)
    stored.write_bytes(content)
    report = DeliveryReport(
        batch="0" * 16, ars=OFFENBACH, dataset="portal_events", file=name, size=0, sha256="", status="gelandet"
    )
    desk = Desk(project, load_contracts(project), load_partners(project))
    try:
        found = find_cases(open_reading(desk, report, stored), desk.contracts["portal_events"], GONE)
        wanted = Wanted(frozenset(found.cases | found.naming), frozenset(found.unreadable))
        target = project.data / "staged"
        done = rewrite(open_reading(desk, report, stored), target, wanted, GONE)
    finally:
        desk.engine.close()
    return target.read_bytes(), done


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_csv_in_any_encoding(project: Project, encoding: str) -> None:
    head = ["event_id", "source_system", "ars", "event_type", "occurred_at", "case_id", "step_label"]
    told = [[str(e.get(name, "")) for name in head] for e in EVENTS]
    told[1][-1] = '"zwei\nZeilen"'
    text = "\n".join([",".join(head), *(",".join(f'"{c}"' if "," in c else c for c in row) for row in told)]) + "\n"
    left, done = rewritten(project, text.encode(encoding), "e.csv")
    assert (set(done.gone), done.total) == ({1, 3, 4}, 5)
    rows = text.encode(encoding).decode(encoding).split("\n")
    expected = "\n".join([rows[0], "", rows[2], rows[3], "", "", rows[6], ""])
    assert left.decode(encoding) == expected
    assert left.startswith(text.encode(encoding)[:2])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("ascii_only", [True, False])
def test_an_array_in_any_layout(project: Project, encoding: str, indent: int | None, ascii_only: bool) -> None:
    content = json.dumps(EVENTS, ensure_ascii=ascii_only, indent=indent).encode(encoding)
    left, done = rewritten(project, content, "e.json")
    assert (set(done.gone), done.total) == ({1, 3, 4}, 5)
    assert json.loads(left.decode(encoding)) == [EVENTS[1], EVENTS[4]]
    assert left.decode(encoding).count("\n") == content.decode(encoding).count("\n")


@pytest.mark.parametrize("packed", [True, False])
def test_lines_of_json_packed_or_not(project: Project, packed: bool) -> None:
    whole = codecs.BOM_UTF8 + lines(*EVENTS) + b'{"event_id": "x", "case_id": "AZ\\/2026\\/\\u00fc1"\n{"a": \n'
    left, done = rewritten(project, gzip.compress(whole) if packed else whole, "e.ndjson")
    left = gzip.decompress(left) if packed else left
    was = whole.split(b"\n")
    assert left.split(b"\n") == [codecs.BOM_UTF8, was[1], b"", b"", was[4], was[5], was[6], b""]
    assert (set(done.gone), done.total) == ({1, 3, 4}, 7), "the torn line spells the number in a way of its own"


def test_a_file_of_one_object(project: Project) -> None:
    left, done = rewritten(project, json.dumps(EVENTS[0], indent=1).encode(), "e.json")
    assert (left, done) == (b"\n", Rewritten(frozenset({1}), 1))


@given(
    st.lists(st.binary(max_size=6).filter(lambda line: b"\n" not in line), min_size=1, max_size=12),
    st.sets(st.integers(1, 12), max_size=6),
    st.integers(1, 5),
)
def test_whatever_the_lines_hold_the_others_stay(content: list[bytes], gone: set[int], block: int) -> None:
    text = b"\n".join(content) + b"\n"
    spans = [Span(number, number, number, certain=True) for number in sorted(gone) if number <= len(content)]
    out = io.BytesIO()
    plain = Inspection("", len(text), False, len(text), "utf-8", False, False)
    blocks = (text[place : place + block] for place in range(0, len(text), block))
    without_lines(blocks, out, plain, "\n", spans, [])
    left = out.getvalue().split(b"\n")[:-1]
    assert [line for n, line in enumerate(left, 1) if n not in gone] == [
        line for n, line in enumerate(content, 1) if n not in gone
    ]
    assert len(left) == len(content)


def test_the_request_says_how_many_and_never_which() -> None:
    assert "AZ" not in repr(GONE) and repr(GONE) == "Request(1)"


def test_short_numbers_are_looked_for_in_the_case_field_alone(project: Project, tmp_path: Path) -> None:
    short = Request(frozenset({"117"}))
    assert short.tokens == () and short.pattern is None
