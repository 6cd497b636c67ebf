# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Every way in which a portal can fail is a fault of its kind with a sentence that says what to do."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from godonu_platform.catalogs.ckan.calls import Calls
from godonu_platform.catalogs.ckan.faults import PortalFault
from godonu_platform.catalogs.ckan.uploads import Upload
from godonu_platform.settings import CkanAccess
from tests.catalogs.ckan.conftest import TOKEN, Scripted
from tests.catalogs.ckan.scripted_portal import (
    Play,
    answer,
    raw,
    refusal,
    refuse_unread,
    reset,
    reset_after,
    silence,
    slow,
)

LOGIN = "<!doctype html><title>Anmelden</title><p>eyJ-gepflanzter-Token-4711 Erika Mustermann"
NOT_REPEATED: list[tuple[Play, str, str]] = [
    (raw(401, LOGIN), "angemeldet", "GODONU_CKAN_TOKEN"),
    (raw(400, "{", "application/json"), "ungueltig", "package_show"),
    (raw(400, '"Bad request: Action name not known: x"', "application/json"), "nicht_gefunden", "Erweiterung"),
    (raw(403, LOGIN), "verboten", "Filter"),
    (refusal(403, "Authorization Error", message="Access denied: User erika not authorized"), "verboten", "Redaktion"),
    (refusal(403, "Authorization Error", message="Action x requires an authenticated user"), "angemeldet", "Token"),
    (refusal(403, "Authorization Error", message="Access denied: Benutzer  hat keine"), "angemeldet", "Token"),
    (raw(404, LOGIN), "nicht_gefunden", "GODONU_CKAN_URL"),
    (refusal(404, "Not Found Error", message="Not found"), "nicht_gefunden", "package_show"),
    (refusal(409, "Search Error", message="secret"), "ungueltig", "Suche"),
    (refusal(409, "Search Index Error", message="secret"), "ungueltig", "Angaben"),
    (refusal(409, "Integrity Error", message="secret"), "ungueltig", "Angaben"),
    (raw(413, LOGIN), "zu_gross", "ckan.max_resource_size"),
    (raw(507, ""), "voll", "Speicherplatz"),
    (raw(501, ""), "antwort", "Protokoll"),
    (raw(301, "", Location="https://daten.example.org/api?token=4711"), "umleitung", "https://daten.example.org"),
    (raw(302, "", Location="/user/login"), "umleitung", "GODONU_CKAN_URL"),
    (raw(303, ""), "umleitung", "GODONU_CKAN_URL"),
    (raw(307, "", Location="http://[kaputt"), "umleitung", "GODONU_CKAN_URL"),
    (raw(200, LOGIN), "antwort", "Webseite"),
    (raw(200, ""), "antwort", "leer"),
    (raw(200, '{"success": true, "result": {"a": 1', "application/json"), "antwort", "unvollständig"),
    (raw(200, '{"success": true}', "application/json"), "antwort", "unvollständig"),
    (raw(200, "[1, 2]", "application/json"), "antwort", "unvollständig"),
    (raw(200, '"nur Text"', "application/json"), "antwort", "unvollständig"),
    (raw(200, '{"success": true, "result": ' + "[" * 200_000, "application/json"), "antwort", "unvollständig"),
    (raw(200, b"{\xff\xfe\x00", "application/json"), "antwort", "unvollständig"),
    (raw(200, '{"success": false}', "application/json"), "antwort", "Misserfolg"),
    (raw(200, '{"success": false, "error": "kaputt"}', "application/json"), "antwort", "Misserfolg"),
    (refusal(200, "Validation Error", title=["Missing value"]), "ungueltig", "title: fehlt"),
    (raw(200, b"\x1f\x8bkein gzip", "application/json", Content_Encoding="gzip"), "antwort", "lesen"),
]
REPEATED: list[tuple[Play, str, str]] = [
    (raw(429, LOGIN), "ueberlastet", "429"),
    (raw(500, LOGIN), "antwort", "Protokoll"),
    (refusal(500, "Internal Server Error", message="Internal Server Error"), "antwort", "Protokoll"),
    (raw(502, LOGIN), "ueberlastet", "502"),
    (raw(503, LOGIN), "ueberlastet", "503"),
    (raw(504, LOGIN), "ueberlastet", "504"),
    (reset, "unerreichbar", "riss ab"),
]


@pytest.mark.parametrize(("play", "kind", "says"), NOT_REPEATED)
def test_what_the_portal_has_judged_is_not_sent_again(
    play: Play, kind: str, says: str, portal_that: Scripted, pauses: list[float]
) -> None:
    portal, calls = portal_that(play)
    fault = fault_of(calls)
    assert fault.kind == kind
    assert says in str(fault)
    assert len(portal.calls) == 1
    assert pauses == []
    assert is_clean(fault)


@pytest.mark.parametrize(("play", "kind", "says"), REPEATED)
def test_what_may_pass_is_tried_again_and_then_told(
    play: Play, kind: str, says: str, portal_that: Scripted, pauses: list[float]
) -> None:
    portal, calls = portal_that(play)
    fault = fault_of(calls)
    assert fault.kind == kind
    assert says in str(fault)
    assert len(portal.calls) == 5
    assert len(pauses) == 4
    assert all(earlier < later for earlier, later in zip(pauses, pauses[2:], strict=False)), "the pauses grow"
    assert is_clean(fault)


@pytest.mark.parametrize(("play", "_kind", "_says"), REPEATED)
def test_a_passing_fault_is_not_noticed(play: Play, _kind: str, _says: str, portal_that: Scripted) -> None:
    portal, calls = portal_that(play, play, answer({"name": "a"}))
    assert calls.read("package_show", id="a") == {"name": "a"}
    assert portal.actions == ["package_show"] * 3


def test_the_portal_says_how_long_to_wait(portal_that: Scripted, pauses: list[float]) -> None:
    _, calls = portal_that(raw(429, "", Retry_After="7"), raw(503, "", Retry_After="0"), answer(1))
    assert calls.read("status_show") == 1
    assert pauses[0] == 7
    assert pauses[1] < 2, "no wish of the portal: the usual pause"


def test_a_wait_beyond_our_patience_ends_the_tries(portal_that: Scripted, pauses: list[float]) -> None:
    portal, calls = portal_that(raw(429, "", Retry_After="86400"), answer(1))
    fault = fault_of(calls)
    assert (fault.kind, fault.wait, pauses, len(portal.calls)) == ("ueberlastet", 86400, [], 1)
    assert "86400 Sekunden" in str(fault)


def test_all_tries_together_have_a_limit(portal_that: Scripted) -> None:
    clock = iter(range(0, 10_000, 200))
    portal, calls = portal_that(raw(503))
    object.__setattr__(calls.tempo, "now", lambda: next(clock))
    assert fault_of(calls).kind == "ueberlastet"
    assert len(portal.calls) == 2


@pytest.mark.parametrize("headers_too", [False, True])
def test_an_answer_byte_by_byte_is_cut(headers_too: bool, portal_that: Scripted) -> None:
    body = b'{"success": true, "result": "' + b"x" * 5000 + b'"}'
    _, calls = portal_that(slow(body, 0.02, headers_too=headers_too), read=5, total=0.5, attempts=1)
    begun = time.monotonic()
    fault = fault_of(calls)
    assert fault.kind == "unerreichbar"
    assert "0.5 Sekunden nicht fertig" in str(fault)
    assert time.monotonic() - begun < 3
    assert is_clean(fault)


def test_a_silent_portal_is_left(portal_that: Scripted) -> None:
    _, calls = portal_that(silence, read=0.2, total=5, attempts=2)
    begun = time.monotonic()
    fault = fault_of(calls)
    assert (fault.kind, fault.unsure) == ("unerreichbar", True)
    assert "schwieg" in str(fault)
    assert time.monotonic() - begun < 3


def test_nobody_is_there(pauses: list[float], portal_that: Scripted) -> None:
    _, running = portal_that(answer(1))
    calls = Calls(CkanAccess("http://127.0.0.1:9", TOKEN), tempo=running.tempo)
    fault = fault_of(calls)
    assert (fault.kind, fault.unsure, len(pauses)) == ("unerreichbar", False, 4)
    assert is_clean(fault)


def test_a_name_that_nobody_knows(portal_that: Scripted) -> None:
    _, running = portal_that(answer(1))
    calls = Calls(CkanAccess("http://gibt-es-nicht.invalid", TOKEN), tempo=running.tempo)
    assert fault_of(calls).kind == "unerreichbar"


def test_a_huge_answer_is_not_taken_in(portal_that: Scripted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("godonu_platform.catalogs.ckan.calls_session.MOST", 1_000_000)
    _, calls = portal_that(raw(200, b'{"success": true, "result": "' + b"x" * 3_000_000, "application/json"))
    fault = fault_of(calls)
    assert fault.kind == "antwort"
    assert "größer als 1 MB" in str(fault)


def test_an_answer_shorter_than_it_says_is_a_broken_connection(portal_that: Scripted) -> None:
    portal, calls = portal_that(raw(200, '{"succ', Content_Length="5000", Connection="close"), answer(3))
    portal.script[0] = _hang_up(portal.script[0])
    assert calls.read("status_show") == 3


def test_the_validation_errors_of_ckan_come_without_values(portal_that: Scripted) -> None:
    _, calls = portal_that(
        refusal(
            409,
            "Validation Error",
            title=["Missing value"],
            name=["That URL is already in use."],
            resources=[{}, {"url": ['"Erika Mustermann" is not a valid field name']}],
            extras=[{"key": ["Erika Mustermann: Missing value"]}],
            **{"Erika Mustermann": ["Erika"]},
            info={"orig": "Erika Mustermann"},
            message="Erika Mustermann",
        )
    )
    fault = fault_of(calls, write="package_create")
    assert fault.kind == "ungueltig"
    assert fault.fields == {
        "title": ("fehlt",),
        "name": ("ist schon vergeben",),
        "resources.1.url": ("hat Zeichen, die CKAN nicht erlaubt",),
        "extras.0.key": ("fehlt",),
        "feld": ("ist nicht erlaubt",),
    }
    assert is_clean(fault)


def test_our_own_extension_speaks_for_itself(portal_that: Scripted) -> None:
    _, calls = portal_that(refusal(409, "Validation Error", sha256=["Die Datei auf dem Portal ist eine andere."]))
    fault = fault_of(calls, write="godonu_table_load")
    assert fault.fields == {"sha256": ("Die Datei auf dem Portal ist eine andere.",)}
    assert "Die Datei auf dem Portal ist eine andere." in str(fault)


@pytest.mark.parametrize(
    "error",
    [
        {"match": ["metadata_modified"]},
        {"name": ["That URL is already in use."]},
        {"id": ["Datensatz ID gibt es schon"]},
    ],
)
def test_what_is_taken_or_moved_is_a_conflict(error: dict[str, list[str]], portal_that: Scripted) -> None:
    _, calls = portal_that(refusal(409, "Validation Error", **error))
    fault = fault_of(calls, write="package_revise")
    assert (fault.kind, list(fault.fields)) == ("konflikt", list(error))


@pytest.mark.parametrize(
    "play",
    [
        refusal(409, "Validation Error", records=['could not extend file "base/1": No space left on device']),
        refusal(500, "Internal Server Error", message="[Errno 28] No space left on device"),
        raw(500, "OSError: [Errno 28] No space left on device: '/var/ckan'"),
        raw(507),
    ],
)
def test_a_full_disk_is_told(play: Play, portal_that: Scripted) -> None:
    portal, calls = portal_that(play)
    fault = fault_of(calls, write="datastore_upsert")
    assert (fault.kind, len(portal.calls)) == ("voll", 1)
    assert "/var/ckan" not in str(fault)


@pytest.mark.parametrize("play", [raw(413), refusal(409, "Validation Error", upload=["File upload too large"])])
def test_a_file_over_the_limit_is_told_with_two_ways_out(play: Play, portal_that: Scripted, tmp_path: Path) -> None:
    _, calls = portal_that(play)
    with pytest.raises(PortalFault) as caught:
        calls.revise({"match": {"id": "a"}}, {"r": upload(tmp_path, 50_000)})
    assert caught.value.kind == "zu_gross"
    for said in ("verkehr.csv", "0,1 MB", "ckan.max_resource_size", "Link"):
        assert said in str(caught.value)


def test_a_refusal_in_the_middle_of_an_upload_is_understood(portal_that: Scripted, tmp_path: Path) -> None:
    """A web server that answers 413 at once and hangs up: told as too large, or as a broken upload with the hint."""
    _, calls = portal_that(refuse_unread(413), attempts=2)
    with pytest.raises(PortalFault) as caught:
        calls.revise({"match": {"id": "a"}}, {"r": upload(tmp_path, 20_000_000)})
    assert caught.value.kind in ("zu_gross", "unerreichbar")
    assert "ckan.max_resource_size" in str(caught.value)
    assert "verkehr.csv" in str(caught.value)


def test_a_reset_in_the_middle_of_an_upload_is_tried_again(portal_that: Scripted, tmp_path: Path) -> None:
    portal, calls = portal_that(reset_after(300_000), reset_after(1), answer({"package": {"id": "a"}}))
    assert calls.revise({"match": {"id": "a"}}, {"r": upload(tmp_path, 3_000_000)}) == {"package": {"id": "a"}}
    assert calls.writes == 3
    assert portal.calls[-1].body.count(b"x" * 1000) == 3000, "the last try carried the whole file"


def test_a_reset_at_every_try_names_the_file(portal_that: Scripted, tmp_path: Path) -> None:
    _, calls = portal_that(reset_after(300_000), attempts=3)
    with pytest.raises(PortalFault) as caught:
        calls.revise({"match": {"id": "a"}}, {"r": upload(tmp_path, 3_000_000)})
    assert caught.value.kind == "unerreichbar"
    assert "verkehr.csv" in str(caught.value)


def test_a_portal_that_does_not_take_an_upload_is_left(portal_that: Scripted, tmp_path: Path) -> None:
    def does_not_read(handler: Any) -> None:
        handler.portal.over.wait(30)

    does_not_read.before_body = True  # type: ignore[attr-defined]
    _, calls = portal_that(does_not_read, total=0.5, slowest=10**9, attempts=1)
    begun = time.monotonic()
    with pytest.raises(PortalFault) as caught:
        calls.revise({"match": {"id": "a"}}, {"r": upload(tmp_path, 50_000_000)})
    assert caught.value.kind == "unerreichbar"
    assert time.monotonic() - begun < 4


def fault_of(calls: Calls, write: str | None = None) -> PortalFault:
    with pytest.raises(PortalFault) as caught:
        calls.write(write, {"name": "a"}) if write else calls.read("package_show", id="a")
    return caught.value


def is_clean(fault: PortalFault) -> bool:
    """Neither token nor anything that the portal said hangs on the fault."""
    said = f"{fault} {fault!r} {dict(fault.fields)} {fault.__context__!r} {fault.__cause__!r}"
    return not any(planted in said for planted in (TOKEN, "Erika", "secret", "4711", "Mustermann"))


def upload(folder: Path, size: int) -> Upload:
    path = folder / "verkehr.csv"
    path.write_bytes(b"x" * size)
    return Upload(path, "verkehr.csv", "text/csv")


def _hang_up(play: Play) -> Play:
    def played(handler: Any) -> None:
        play(handler)
        handler.close_connection = True

    return played
