# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""One delivery: what lands, what is rejected, what is refused; nothing lost, nothing twice, no value told."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import pytest

from godonu_platform.contracts.contract import load_contracts
from godonu_platform.contracts.partners import load_partners
from godonu_platform.landing import DeliveryReport, land_delivery
from godonu_platform.project import Project
from tests.landing.small_inbox import (
    KASSEL,
    LONG_AGO,
    OFFENBACH,
    event,
    files,
    land,
    land_one,
    lines,
    put,
    quarantined,
    rows,
)

BESIDE = lines(event(900), event(901))


def refused_beside_another(project: Project, content: bytes, name: str = "e.ndjson", **place: str) -> DeliveryReport:
    """Land a delivery that is to be refused beside a good one of another partner; return the refusal."""
    path = put(project, content, name, **place)
    put(project, BESIDE.replace(OFFENBACH.encode(), KASSEL.encode()), "gut.ndjson", ars=KASSEL)
    summary = land(project)
    [bad] = summary.with_status("abgelehnt")
    assert [(r.ars, r.landed) for r in summary.with_status("gelandet")] == [(KASSEL, 2)]
    assert path.exists(), "a refused delivery stays where it is"
    stored = json.loads((project.delivery_reports / f"{bad.batch}.json").read_text(encoding="utf-8"))
    assert (stored["status"], stored["reason"], stored["message"]) == ("abgelehnt", bad.reason, bad.message)
    assert bad.message
    return bad


def test_a_canonical_delivery_needs_no_mapping(project: Project) -> None:
    report = land_one(project, lines(*(event(n) for n in range(10))))
    assert (report.status, report.records, report.landed, report.rejected) == ("gelandet", 10, 10, 0)
    assert (report.mapping, report.months, report.key_id, report.sample) == (None, {"2026-03": 10}, "test", False)
    assert [r[0] for r in rows(project, "record_no")] == list(range(1, 11))
    assert files(project.inbox) == []
    [stored] = files(project.deliveries)
    assert stored == f"{OFFENBACH}/portal_events/{report.batch}__e.ndjson"
    assert (project.deliveries / stored).stat().st_mode & 0o777 == 0o600


def test_the_same_record_lands_the_same_from_every_format(project: Project) -> None:
    """Formats, key order, time offsets and encodings do not reach the content."""
    made = event(1, step_label="Größe prüfen", page_url="https://p.example/a/12345?x=1")
    other = dict(reversed(made.items())) | {"occurred_at": "2026-03-02T09:01:00+01:00"}
    header = ";".join(made)
    csv = header + "\r\n" + ";".join(str(value) for value in made.values()) + "\r\n"
    deliveries = {
        "a.ndjson": lines(made),
        "b.json": json.dumps([other]).encode(),
        "c.csv": csv.encode(),
        "d.csv": csv.encode("cp1252"),
        "e.csv": csv.encode("utf-16"),
        "f.ndjson": b"\xef\xbb\xbf" + lines(other),
        "g.ndjson.gz": gzip.compress(lines(made)),
    }
    for name, content in deliveries.items():
        put(project, content, name)
    summary = land(project)
    assert {r.file: (r.status, r.landed, r.rejected) for r in summary.deliveries} == dict.fromkeys(
        deliveries, ("gelandet", 1, 0)
    )
    columns = "event_id, step_label, page_url, case_pid, session_pid, occurred_at::varchar, content_hash, month"
    assert len(set(rows(project, columns))) == 1
    [first, *_] = rows(project, columns)
    assert first[1:3] == ("Größe prüfen", "https://p.example/a/:id")
    assert first[5] == "2026-03-02 08:01:00"


def test_an_empty_file_is_refused_but_an_empty_list_is_a_delivery(project: Project) -> None:
    assert refused_beside_another(project, b"").reason == "leer"
    header = ",".join(event(1)).encode() + b"\n"
    for content, name in ((b"[]", "nichts.json"), (header, "nichts.csv")):
        report = next(r for r in [land_one_more(project, content, name)])
        assert (report.status, report.records, report.rejected) == ("gelandet", 0, 0)


def land_one_more(project: Project, content: bytes, name: str) -> DeliveryReport:
    """Put one more delivery into an inbox that is not empty, and return its report."""
    put(project, content, name)
    return next(r for r in land(project).deliveries if r.file == name)


def test_an_unreadable_file(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Refused rights are simulated where the tests run as root, who may read everything."""
    real_open = os.open

    def locked(path: object, *rest: object, **named: object) -> int:
        if str(path).endswith("zu.ndjson"):
            raise PermissionError(13, "Permission denied")
        return real_open(path, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "open", locked)
    report = refused_beside_another(project, lines(event(1)), "zu.ndjson")
    assert report.reason == "unlesbar"
    assert "gelesen" in str(report.message)


def test_a_truncated_gzip(project: Project) -> None:
    whole = gzip.compress(lines(*(event(n) for n in range(3000))))
    assert refused_beside_another(project, whole[: len(whole) // 2], "e.ndjson.gz").reason == "archiv_abgeschnitten"


def test_an_array_that_does_not_close(project: Project) -> None:
    content = json.dumps([event(n) for n in range(5)]).encode()[:-1]
    assert refused_beside_another(project, content, "e.json").reason == "json_nicht_geschlossen"


@pytest.mark.parametrize(
    ("place", "reason", "words"),
    [
        ({"ars": "099999999999"}, "kommune_unbekannt", "governance/partners.yaml"),
        ({"ars": "Offenbach"}, "kommune_unbekannt", "Offenbach"),
        ({"dataset": "portal_event"}, "datensatz_unbekannt", "portal_events"),
        ({"dataset": "open_web_visits"}, "datensatz_unbekannt", "web_visits"),
    ],
)
def test_unknown_partners_and_datasets(project: Project, place: dict[str, str], reason: str, words: str) -> None:
    report = refused_beside_another(project, lines(event(1)), **place)
    assert report.reason == reason
    assert words in str(report.message)


def test_a_file_that_grows_while_it_is_read(project: Project) -> None:
    path = put(project, lines(*(event(n) for n in range(100))))

    def grow(step: str) -> None:
        if step == "gelesen" and path.exists():
            with path.open("ab") as file:
                file.write(lines(event(500)))
            os.utime(path, LONG_AGO)

    [report] = land(project, checkpoint=grow).deliveries
    assert (report.status, report.reason) == ("abgelehnt", "waehrend_des_lesens_geaendert")
    assert rows(project) == []
    [again] = land(project).deliveries
    assert (again.status, again.landed) == ("gelandet", 101)


def test_torn_and_broken_lines_are_rejected_one_by_one(project: Project) -> None:
    # one right umlaut makes the file UTF-8, so that the wrong one is a broken record and the file no CP1252
    good = lines(event(1, step_label="Größe"))
    content = b"".join(
        [
            good,
            b'{"event_id": "e-2", "source_sys\n',
            good.replace(b"e-1", b"e-3").rstrip(b"\n") + good.replace(b"e-1", b"e-4"),
            good.replace(b"e-1", b"e-5").rstrip(b"\n") + b" und mehr\n",
            b"[1, 2]\n",
            b"\n   \n",
            good.replace(b'"e-1"', b'"e-6", "event_id": "e-7"'),
            good.replace(b"e-1", rb"e\u0000-8"),
            good.replace(b"e-1", b"e\x00-9"),
            good.replace(b"e-1", rb"e\ud800-10"),
            good.replace(b"web", b"w\xe4b"),
            good.replace(b"e-1", b"e-12")[:-20],
        ]
    )
    report = land_one(project, content)
    assert (report.records, report.landed, report.rejected) == (11, 1, 10)
    assert [(row["record_no"], row["line"], row["reason_code"]) for row in quarantined(project)] == [
        (2, 2, "kein_json"),
        (3, 3, "kein_json"),
        (4, 4, "kein_json"),
        (5, 5, "kein_objekt"),
        (6, 8, "doppelter_schluessel"),
        (7, 9, "nul_zeichen"),
        (8, 10, "nul_zeichen"),
        (9, 11, "zeichensatz"),
        (10, 12, "zeichensatz"),
        (11, 13, "kein_json"),
    ]


def test_a_line_of_40_mb_is_one_rejected_record(project: Project) -> None:
    report = land_one(project, lines(event(1)) + lines(event(2, step_label="x" * 40_000_000)) + lines(event(3)))
    assert (report.landed, report.rejected_by_reason) == (2, {"zu_gross": 1})


def test_times_that_cannot_be(project: Project) -> None:
    times = {
        "0001-01-01T00:00:00Z": "zeit_unglaubwuerdig",
        "9999-12-31T23:59:59Z": "zeit_unglaubwuerdig",
        "2014-12-31T23:59:59Z": "zeit_unglaubwuerdig",
        "2026-11-01T06:10:01Z": "zeit_unglaubwuerdig",
        "2026-11-01T06:10:00Z": None,
        "2015-01-01T00:00:00Z": None,
        "infinity": "typ_falsch",
        "2026-02-30T00:00:00Z": "typ_falsch",
        "2026-03-01T00:00:00+25:00": "typ_falsch",
        "2026-03-01T08:00:00": "zeit_ohne_zone",
        "01.03.2026 08:00": "typ_falsch",
        "2026-03-01T08:00:00.123456789+05:30": None,
    }
    report = land_one(project, lines(*(event(n, occurred_at=time) for n, time in enumerate(times))))
    wanted = {n + 1: reason for n, reason in enumerate(times.values()) if reason}
    assert {row["record_no"]: row["reason_code"] for row in quarantined(project)} == wanted
    assert report.records == report.landed + report.rejected == len(times)
    assert rows(project, "occurred_at::varchar", where="event_id = 'e-11'") == [("2026-03-01 02:30:00.123456",)]


@pytest.mark.parametrize("value", ["1.7", "1e3", "5 EUR", "1" + "0" * 23, "5.0", "1_000", "", " "])
@pytest.mark.parametrize("as_text", [True, False])
def test_whole_numbers_are_digits_only(project: Project, value: str, as_text: bool) -> None:
    raw = json.dumps(value) if as_text else value.replace("_", "").replace(" EUR", ".5").strip() or "null"
    content = lines(event(1)).replace(b'"step_index": 1', f'"step_index": {raw}'.encode())
    report = land_one(project, content)
    if raw in ('""', "null"):
        assert (report.landed, rows(project, "step_index")) == (1, [(None,)])
    elif raw == "1000":
        assert report.rejected_by_reason == {"zu_gross_wert": 1}
    else:
        assert report.rejected_by_reason == {"typ_falsch": 1}


def test_codes_partners_and_service_keys(project: Project) -> None:
    report = land_one(
        project,
        lines(
            event(1, channel="fax"),
            event(2, ars=KASSEL),
            event(3, ars=None),
            event(4, service_key="Wohnsitz"),
            event(5, service_key=None),
            event(6, event_type=None, channel="fax"),
        ),
    )
    assert report.rejected_by_reason == {"falsche_kommune": 1, "pflichtfeld_leer": 1, "unbekannter_code": 1}
    assert report.flags == {"leistung_unbekannt": 1}
    assert rows(project, "event_id, ars, service_key, flags") == [
        ("e-3", OFFENBACH, "99008001012000", None),
        ("e-4", OFFENBACH, "Wohnsitz", "leistung_unbekannt"),
        ("e-5", OFFENBACH, None, None),
    ]
    last = quarantined(project)[-1]
    assert last["reason_code"] == "pflichtfeld_leer"
    assert "fehlt" in last["message"] and "unbekannten Code" in last["message"]


@pytest.mark.parametrize("as_csv", [True, False])
def test_a_renamed_required_column_refuses_the_delivery(project: Project, as_csv: bool) -> None:
    made = [{"eventid" if k == "event_id" else k: v for k, v in event(n).items()} for n in range(3)]
    rest = "\n".join(",".join(str(v) for v in one.values()) for one in made)
    content = (",".join(made[0]) + "\n" + rest).encode() if as_csv else lines(*made)
    report = refused_beside_another(project, content, "e.csv" if as_csv else "e.ndjson")
    assert report.reason == "spalte_fehlt"
    assert "»event_id« (gemeint war wohl »eventid«)" in str(report.message)
    assert "civento.yaml" in str(report.message), "the mappings that did not fit either are named"


def test_another_case_is_accepted_with_a_notice(project: Project) -> None:
    """In JSON also when only some records have it, later than the first one."""
    made = [event(n) for n in range(3)] + [
        {"Event_ID" if k == "event_id" else k.upper() if k == "channel" else k: v for k, v in event(n).items()}
        for n in range(3, 6)
    ]
    report = land_one(project, lines(*made))
    assert (report.landed, report.unknown_columns) == (6, [])
    assert any("»Event_ID« wurde als »event_id« gelesen" in notice for notice in report.notices)
    assert rows(project, "count(distinct event_id), count(channel)") == [(6, 6)]


def test_two_names_that_differ_in_case_only_stand_side_by_side(project: Project) -> None:
    made = {"Event_ID": "a", "EVENT_ID": "b", **event(1, event_id=None)}
    report = refused_beside_another(project, lines(made))
    assert report.reason == "spalte_mehrdeutig"
    assert "»event_id«" in str(report.message)


def test_a_new_column_stays_out_and_is_named(project: Project) -> None:
    report = land_one(project, lines(event(1, ip="10.0.0.1", **{"max@example.de": "x"}), event(2)))
    assert report.landed == 2
    assert report.unknown_columns == ["[E-Mail]", "ip"]
    assert any("nicht übernommen" in notice for notice in report.notices)
    assert "ip" not in {name for (name,) in _lake_columns(project)}


def _lake_columns(project: Project) -> list[tuple[str]]:
    import pyarrow.parquet as pq

    [path] = (project.lake / "portal_events").glob("*/*/*.parquet")
    return [(name,) for name in pq.read_schema(path).names]


def test_the_same_file_under_another_name_and_given_twice(project: Project) -> None:
    content = lines(*(event(n) for n in range(5)))
    first = land_one(project, content, "a.ndjson")
    before = rows(project)
    put(project, content, "b.ndjson")
    path = put(project, content, "c.ndjson")
    outside = project.data / "von_hand.ndjson"
    outside.write_bytes(content)
    reports = land(project).deliveries
    for _ in range(2):
        reports.append(
            land_delivery(
                project, outside, ars=OFFENBACH, dataset="portal_events", contracts=load_contracts(project),
                partners=load_partners(project), from_inbox=False,
            )
        )  # fmt: skip
    assert {(r.batch, r.status) for r in reports} == {(first.batch, "bereits_eingegangen")}
    assert all("bereits eingegangen" in str(r.message) for r in reports)
    assert rows(project) == before
    assert files(project.deliveries) == [f"{OFFENBACH}/portal_events/{first.batch}__a.ndjson"]
    assert outside.exists() and not path.exists()


def test_the_same_bytes_of_another_partner_are_another_delivery(project: Project) -> None:
    content = lines(event(1, ars=None))
    put(project, content)
    put(project, content, ars=KASSEL)
    assert [r.status for r in land(project).deliveries] == ["gelandet", "gelandet"]


def test_a_path_on_the_command_line_is_copied_and_left_alone(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "lieferung.ndjson"
    path.write_bytes(lines(event(1)))
    report = land_delivery(
        project, path, ars=OFFENBACH, dataset="portal_events", contracts=load_contracts(project),
        partners=load_partners(project), from_inbox=False,
    )  # fmt: skip
    assert (report.status, path.read_bytes()) == ("gelandet", lines(event(1)))
    [copy] = files(project.deliveries)
    assert (project.deliveries / copy).stat().st_mode & 0o777 == 0o600


def test_a_real_delivery_without_a_key_is_refused(project: Project) -> None:
    without = Project.at(project.root, project.data, fixed_clock=project.fixed_clock)
    report = land_one(without, lines(event(1)))
    assert (report.status, report.reason) == ("abgelehnt", "schluessel_fehlt")
    assert "godonu schluessel" in str(report.message)
    [later] = land(project).deliveries
    assert later.status == "gelandet"


def test_planted_personal_data_reaches_no_file_but_the_delivery(project: Project) -> None:
    tokens = ["erika.mustermann@example.de", "DE89370400440532013000", "0641 3061234", "GI-AB 123"]
    planted = [
        event(n, step_label=f"Hinweis {token} Ende", case_id="AZ-GEHEIM-77", session_id="sitzung-geheim",
              page_url=f"https://p.example/antrag/{token}/x?mail={token}", kennung=token)
        for n, token in enumerate(tokens)
    ]  # fmt: skip
    broken = [
        event(50, channel=tokens[0]), event(51, step_index=tokens[1]), event(52, occurred_at=tokens[2]),
        event(53, source_system=tokens[3]), event(54, ars=tokens[0]),
    ]  # fmt: skip
    content = lines(*planted, *broken) + f'{{"event_id": "{tokens[0]}'.encode()
    report = land_one(project, content, f"abzug_{tokens[0]}.ndjson")
    assert (report.landed, report.rejected) == (4, 6)
    assert report.masked == {"e_mail": 1, "iban": 1, "kennzeichen": 1, "telefon": 1}
    for name in files(project.data):
        if name.startswith("deliveries/"):
            continue
        content = _plain(project.data / name)
        for token in (*tokens, "AZ-GEHEIM-77", "sitzung-geheim", "mustermann"):
            assert token.encode() not in content, (name, token)
            assert token not in name


def _plain(path: Path) -> bytes:
    """Return a file's content with compression taken away."""
    if path.suffix != ".parquet":
        return path.read_bytes()
    import pyarrow.parquet as pq

    return json.dumps(pq.read_table(path).to_pylist(), default=str, ensure_ascii=False).encode()
