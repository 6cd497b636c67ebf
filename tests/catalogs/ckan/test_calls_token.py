# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The token goes into one header of calls to the portal itself, and nowhere else."""

from __future__ import annotations

import logging
import netrc
import pickle
from pathlib import Path

import pytest

from godonu_platform.catalogs.ckan.calls import Calls
from godonu_platform.catalogs.ckan.calls_session import origin_of
from godonu_platform.catalogs.ckan.faults import PortalFault
from godonu_platform.catalogs.ckan.uploads import Upload
from godonu_platform.settings import CkanAccess
from tests.catalogs.ckan.conftest import TOKEN, Scripted
from tests.catalogs.ckan.scripted_portal import ScriptedPortal, answer, raw, reset, scripted


def carriers(portal: ScriptedPortal) -> list[list[str]]:
    """The headers of each call in which the token stands."""
    return [[name for name, value in call.headers.items() if TOKEN in value] for call in portal.calls]


def test_it_stands_in_one_header_of_every_action(portal_that: Scripted, tmp_path: Path) -> None:
    portal, calls = portal_that(answer({}))
    (tmp_path / "a.csv").write_text("a\n")
    calls.read("status_show")
    calls.write("package_patch", {"id": "a"})
    calls.revise({"match": {"id": "a"}}, {"r": Upload(tmp_path / "a.csv", "a.csv", "text/csv")})
    list(calls.download("/dataset/a/resource/r/download/a.csv"))
    assert carriers(portal) == [["authorization"]] * 4
    assert all(TOKEN not in call.path and TOKEN.encode() not in call.body for call in portal.calls)
    assert {call.headers["user-agent"].split("/")[0] for call in portal.calls} == {"godonu"}


def test_pages_are_fetched_as_the_public_sees_them(portal_that: Scripted) -> None:
    portal, calls = portal_that(raw(200, "<html>"))
    assert calls.page("/dataset/a") == calls.page(f"{portal.url}/dataset/a") == 200
    assert carriers(portal) == [[], []]
    assert [call.path for call in portal.calls] == ["/dataset/a", "/dataset/a"]


def test_a_foreign_address_gets_none(portal_that: Scripted) -> None:
    """A file that lies elsewhere, or to which the portal redirects, is fetched without token."""
    with scripted([raw(200, b"a,b\n", "text/csv")]) as elsewhere:
        portal, calls = portal_that(raw(302, "", Location=f"{elsewhere.url}/a.csv"))
        assert b"".join(calls.download("/download/a.csv")) == b"a,b\n"
        assert b"".join(calls.download(f"{elsewhere.url}/b.csv")) == b"a,b\n"
    assert carriers(portal) == [["authorization"]]
    assert carriers(elsewhere) == [[], []]
    assert [call.path for call in elsewhere.calls] == ["/a.csv", "/b.csv"]


def test_a_redirected_action_goes_nowhere(portal_that: Scripted) -> None:
    with scripted([answer({})]) as elsewhere:
        portal, calls = portal_that(raw(308, "", Location=f"{elsewhere.url}/api/action/status_show"))
        with pytest.raises(PortalFault, match=r"127\.0\.0\.1"):
            calls.write("package_create", {"name": "a"})
    assert elsewhere.calls == []
    assert len(portal.calls) == 1


def test_a_page_on_another_host_is_not_followed(portal_that: Scripted) -> None:
    with scripted([raw(200, "<html>")]) as elsewhere:
        _, calls = portal_that(raw(302, "", Location=f"{elsewhere.url}/login"))
        assert calls.page("/dataset/a") == 302
    assert elsewhere.calls == []


def test_redirects_in_a_circle_end(portal_that: Scripted) -> None:
    _, calls = portal_that(raw(302, "", Location="/a"))
    assert calls.page("/a") == 302
    with pytest.raises(PortalFault, match="immer wieder"):
        list(calls.download("/a"))


def test_netrc_does_not_take_its_place(portal_that: Scripted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "netrc"
    file.write_text("machine 127.0.0.1 login erika password geheim\n")
    assert netrc.netrc(str(file)).hosts
    monkeypatch.setenv("NETRC", str(file))
    portal, calls = portal_that(answer({}))
    calls.read("status_show")
    calls.page("/")
    assert [call.headers.get("authorization") for call in portal.calls] == [TOKEN, None]


def test_a_cookie_is_not_kept(portal_that: Scripted) -> None:
    portal, calls = portal_that(answer({}, Set_Cookie="ckan=1"), answer({}))
    calls.read("status_show")
    calls.read("status_show")
    assert all("cookie" not in call.headers for call in portal.calls)


def test_it_is_in_no_log_and_no_repr(
    portal_that: Scripted, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    _, calls = portal_that(reset, raw(503, TOKEN), raw(403, TOKEN), answer({}))
    with pytest.raises(PortalFault) as caught:
        calls.write("package_patch", {"id": "a"})
    calls.read("status_show")
    said = "".join((caplog.text, *capfd.readouterr(), repr(calls), repr(caught.value), str(vars(calls))))
    assert "127.0.0.1" in said, "something was logged at all"
    assert TOKEN not in said


def test_calls_cannot_be_written_to_a_file(portal_that: Scripted) -> None:
    """Whoever pickles calls would store the token."""
    _, calls = portal_that(answer({}))
    with pytest.raises(TypeError):
        pickle.dumps(calls)


def test_without_token_nothing_is_sent_in_its_place(portal_that: Scripted) -> None:
    portal, calls = portal_that(answer({}), token=None)
    calls.read("status_show")
    assert "authorization" not in portal.calls[0].headers


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://a.example/x", "https://A.example:443/y", True),
        ("https://a.example", "http://a.example", False),
        ("https://a.example", "https://a.example:8443", False),
        ("https://a.example", "https://a.example.evil.example", False),
        ("https://a.example", "https://a.example@evil.example", False),
        ("https://a.example", "https://a.example.", True),
    ],
)
def test_an_origin_is_scheme_host_and_port(one: str, other: str, same: bool) -> None:
    assert (origin_of(one) == origin_of(other)) is same


@pytest.mark.parametrize("url", ["", "nur Text", "http://[kaputt", "http://a:b:c", "file:///etc/passwd"])
def test_what_is_no_address_is_no_origin(url: str) -> None:
    assert origin_of(url) is None


def test_threads_share_calls(portal_that: Scripted) -> None:
    from concurrent.futures import ThreadPoolExecutor

    portal, calls = portal_that(answer({}))
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: calls.write("package_patch", {"id": str(number)}), range(80)))
    assert calls.writes == len(portal.calls) == 80
    assert sorted(int(call.json["id"]) for call in portal.calls) == list(range(80))


def test_an_address_without_a_portal_is_kept_as_it_is() -> None:
    assert Calls(CkanAccess("https://daten.example.org/ckan/", None)).url == "https://daten.example.org/ckan"
