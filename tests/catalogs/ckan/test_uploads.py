# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Files go out as one form, as they are, and are never held in memory."""

from __future__ import annotations

import email.message
import email.policy
import hashlib
import subprocess
import sys
from email.parser import BytesParser
from pathlib import Path

import pytest

from godonu_platform.catalogs.ckan.faults import PortalFault
from godonu_platform.catalogs.ckan.uploads import Upload, multipart, refuse_too_large
from tests.catalogs.ckan.conftest import Scripted
from tests.catalogs.ckan.scripted_portal import Handler, answer, scripted

MEGABYTE = 1024 * 1024


def test_what_arrives_is_what_was_given(portal_that: Scripted, tmp_path: Path) -> None:
    first, second = tmp_path / "data.csv", tmp_path / "chart.svg"
    first.write_bytes(bytes(range(256)) * 3000)
    second.write_text("<svg/>")
    portal, calls = portal_that(answer({"package": {}}))
    calls.revise(
        {"match": {"id": "a1"}, "update": {"title": "Fahrräder »neu«"}, "include": "-*"},
        {
            "1f9ab0": Upload(first, "rad verkehr ü.csv", "text/csv"),
            "2c3d4e": Upload(second, "rad.svg", "image/svg+xml"),
        },
    )
    (call,) = portal.calls
    parts = form(call.headers["content-type"], call.body)
    assert list(parts) == [
        "match",
        "update",
        "include",
        "update__resources__1f9ab0__upload",
        "update__resources__2c3d4e__upload",
    ]
    assert parts["match"].get_payload(decode=True) == b'{"id": "a1"}'
    assert parts["update"].get_payload(decode=True) == '{"title": "Fahrräder »neu«"}'.encode()
    assert parts["include"].get_payload(decode=True) == b"-*"
    assert parts["update__resources__1f9ab0__upload"].get_payload(decode=True) == first.read_bytes()
    assert parts["update__resources__1f9ab0__upload"].get_content_type() == "text/csv"
    assert parts["update__resources__2c3d4e__upload"].get_filename() == "rad.svg"
    assert int(call.headers["content-length"]) == len(call.body), "not in chunks, which some web servers refuse"


def test_without_files_it_is_plain_json(portal_that: Scripted) -> None:
    portal, calls = portal_that(answer({"package": {}}))
    calls.revise({"match": {"id": "a1"}, "update": {"title": "a"}}, {})
    assert portal.calls[0].json == {"match": {"id": "a1"}, "update": {"title": "a"}}


def test_a_file_over_a_known_limit_is_not_sent(portal_that: Scripted, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"x" * 12_345_678)
    portal, calls = portal_that(answer({}))
    with pytest.raises(PortalFault) as caught:
        calls.revise({}, {"r": Upload(tmp_path / "a.csv", "verkehr.csv", "text/csv")}, limit=10 * MEGABYTE)
    assert str(caught.value).startswith(
        "Die Datei verkehr.csv (12,3 MB) ist größer, als das Portal annimmt (angenommen werden höchstens 10,5 MB). "
        "Es gibt zwei Wege: Der Betrieb des Portals erhöht ckan.max_resource_size"
    )
    assert (caught.value.kind, portal.calls, calls.writes) == ("zu_gross", [], 0)


def test_exactly_the_limit_is_allowed(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"x" * 100)
    uploads = {"r": Upload(tmp_path / "a.csv", "a.csv", "text/csv")}
    refuse_too_large(uploads, 100)
    refuse_too_large(uploads, None)
    with pytest.raises(PortalFault):
        refuse_too_large(uploads, 99)


def test_values_that_are_no_json_are_not_sent(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="JSON"), multipart({"update": {"n": float("nan")}}, {}):
        pass


def test_the_files_are_closed_after_a_fault(portal_that: Scripted, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"x")
    with multipart({}, {"r": Upload(tmp_path / "a.csv", "a.csv", "text/csv")}) as body:
        stream = body.fields[0][1][1]
    assert stream.closed


@pytest.mark.parametrize("content", [b"x" * 3_000_000, b""])
def test_a_file_that_is_not_the_released_one_never_arrives_whole(
    content: bytes, portal_that: Scripted, tmp_path: Path
) -> None:
    """The end of it is held back, so the portal has nothing to keep."""
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    right, wrong = (Upload(path, "verkehr.csv", "text/csv", one) for one in (hashlib.sha256(content).hexdigest(), "0"))
    portal, calls = portal_that(answer({"package": {}}))
    with pytest.raises(PortalFault, match=r"verkehr\.csv hat sich seit der Freigabe geändert") as caught:
        calls.revise({}, {"r": wrong})
    assert caught.value.kind == "ungueltig"
    assert not any(call.body.endswith(b"--\r\n") for call in portal.calls)
    with multipart({}, {"r": right}) as body:
        assert content in body.read()


def test_a_file_that_is_cut_while_it_is_sent_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"x" * MEGABYTE)
    with multipart({}, {"r": Upload(path, "a.csv", "text/csv")}) as body:
        body.read(1000)
        path.write_bytes(b"")
        with pytest.raises(PortalFault):
            while body.read(100_000):
                pass


# A process of its own: what the test runner holds must not blur the figure.
PUBLISHER = """
import resource, sys
from pathlib import Path
from godonu_platform.catalogs.ckan.calls import Calls
from godonu_platform.catalogs.ckan.uploads import Upload
from godonu_platform.settings import CkanAccess
calls = Calls(CkanAccess(sys.argv[1], "t"))
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
calls.read("status_show")
before = peak()
files = {str(n) * 6: Upload(Path(path), f"{n}.csv", "text/csv") for n, path in enumerate(sys.argv[2:])}
calls.revise({"match": {"id": "a"}}, files)
print(before, peak())
"""


def test_three_hundred_megabytes_need_no_memory(tmp_path: Path) -> None:
    """Two sparse files; the other end only counts and hashes what comes."""
    files = []
    for name, size in (("a.csv", 300 * MEGABYTE), ("b.parquet", 40 * MEGABYTE)):
        files.append(tmp_path / name)
        with files[-1].open("wb") as stream:
            stream.truncate(size)
            stream.seek(size - 4)
            stream.write(b"ENDE")
    seen: dict[str, object] = {}

    def count(handler: Handler) -> None:
        left = int(handler.headers["content-length"])
        digest, tail = hashlib.sha256(), b""
        while left:
            piece = handler.rfile.read(min(left, MEGABYTE))
            digest.update(piece)
            left, tail = left - len(piece), (tail + piece)[-400:]
        seen["tail"] = tail
        answer({"package": {}})(handler)

    count.before_body = True  # type: ignore[attr-defined]
    with scripted([answer({}), count]) as portal:
        run = subprocess.run(
            [sys.executable, "-c", PUBLISHER, portal.url, *map(str, files)],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    assert run.returncode == 0, run.stderr
    before, after = map(int, run.stdout.split())
    assert after - before < 30, f"{before} MB before, {after} MB while 340 MB were sent"
    assert b"ENDE" in seen["tail"]  # type: ignore[operator]


def form(content_type: str, body: bytes) -> dict[str, email.message.Message]:
    head = f"Content-Type: {content_type}\r\n\r\n".encode()
    whole = BytesParser(policy=email.policy.HTTP).parsebytes(head + body)
    return {str(part.get_param("name", header="content-disposition")): part for part in whole.iter_parts()}
