# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""A case is erased from deliveries, lake, quarantine and warehouse; the search that proves it found it before."""

from __future__ import annotations

import gzip
import json
import signal
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from godonu_platform.governance import erasure
from godonu_platform.governance.erasure_journal import anything_unfinished, erasure_folder
from godonu_platform.governance.erasure_marks import open_marks
from godonu_platform.governance.erasure_pseudonyms import case_pseudonyms, key_ring
from godonu_platform.governance.erasure_search import Search
from godonu_platform.landing import build_window, list_quarantine
from godonu_platform.landing.commit import read_report, stored_delivery
from godonu_platform.landing.registry import landed_batches
from godonu_platform.project import Project
from tests.conftest import CLOCK, KEY, REPOSITORY
from tests.governance.built_house import build, copied, house, marts, query
from tests.landing.small_inbox import (
    KASSEL,
    OFFENBACH,
    event,
    files,
    land,
    land_again,
    land_one,
    lines,
    put,
    quarantined,
    rows,
)

GONE, OTHER = "AZ-2026/00117", "AZ-2026/00118"
STEPS = ("vorbereitet", "vermerkt", "erste_lieferung", "datensee", "berichte", "warehouse", "nachweis")
HEADER = (
    "Mandant;Vorgangsnummer;Ereignisnummer;Sitzung;Zeitpunkt;Vorgangsstatus;Authentifizierungsart;Schritt;Schrittname"
)


def of_case(number: str, first: int, day: int = 3, **changes: Any) -> list[dict[str, object]]:
    """Return the events of a case: what its session did before it had a number, its begin, a step, its submission."""
    kinds = ("step_viewed", "case_started", "step_viewed", "submitted")
    session = {"session_id": f"sitzung-{number}"}
    return [
        event(
            first + n, case_id=number if n else None, event_type=kind, **session,
            occurred_at=f"2026-09-{day:02d}T08:{n:02d}:00Z", **changes,
        )
        for n, kind in enumerate(kinds)
    ]  # fmt: skip


def civento(*records: tuple[str, str, str]) -> bytes:
    """Return a delivery in CSV with German umlauts in CP1252; one record is (number, session, label)."""
    told = [
        f"{OFFENBACH};{number};{place};{session};0{place % 9 + 1}.09.2026 10:0{place % 10}:00;"
        f'"SA, Schritt";"AY, ohne";1;{label}'
        for place, (number, session, label) in enumerate(records, start=1)
    ]
    return ("\r\n".join([HEADER, *told]) + "\r\n").encode("cp1252")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The case in NDJSON packed with gzip, in CSV and in a JSON array, among others; built."""
    folder = tmp_path_factory.mktemp("erasure") / "data"
    project = house(folder)
    # a page that names the case, and a record that cannot be read but names it too
    broken = b'{"event_id": "kaputt", "case_id": "AZ-2026\\/00117", \n'
    other = b'{"event_id": "auch kaputt", "case_id": \n'
    packed = lines(*of_case(GONE, 0), *of_case(OTHER, 10)) + broken + other
    put(project, gzip.compress(packed), "tag.ndjson.gz")
    put(
        project,
        civento(
            (OTHER, "c1", "Über mich"), (GONE, "c2", f"Rückfrage zu {GONE}"), ("", "c2", '"mehrere\r\nZeilen"'),
            ("", "c1", f"betrifft {GONE}, bitte"), (OTHER, "c1", "zu spät"),
        ),
        "abzug.csv",
    )  # fmt: skip
    array = [*of_case(GONE, 20, day=20), *of_case(OTHER, 30, day=21), {**event(40), "event_type": "gibt es nicht"}]
    put(project, json.dumps(array).encode(), "liste.json")
    put(project, lines(*of_case(GONE, 50, ars=KASSEL)), "kassel.ndjson", ars=KASSEL)
    land(project)
    build(project)
    return folder


@pytest.fixture
def project(template: Path, tmp_path: Path) -> Project:
    """A copy of its own."""
    return copied(template, tmp_path / "data")


def pseudonyms(project: Project, number: str) -> set[str]:
    return case_pseudonyms(key_ring(project, []), [number], [OFFENBACH, KASSEL])


def search(project: Project, number: str) -> dict[str, int]:
    found = Search([number], pseudonyms(project, number))(project, erasure_folder(project))
    return {area: count for area, count in found.items() if count}


def erased(project: Project, numbers: Iterable[str] = (GONE,)) -> erasure.ErasureProof:
    [done] = erasure.erase(project, "\n".join(numbers) + "\n")
    return done.proof


def batch_of(project: Project, name: str) -> str:
    return next(report.batch for report in landed_batches(project) if report.file == name)


def test_the_case_is_found_before_and_nowhere_after(project: Project) -> None:
    """The control: the same search finds it in every place where it was."""
    before = search(project, GONE)
    assert set(before) == {"Lieferungen", "Datensee", "Warehouse", "Warehouse-Kopie"}
    proof = erased(project)
    assert search(project, GONE) == {}
    assert {area: count for area, count in proof.found_before.items() if count} == before
    assert not any(proof.found_after.values()) and proof.complete
    assert search(project, OTHER), "the other case is where it was"
    assert proof.lake == {"portal_events": 4 + 3 + 4 + 4}
    assert proof.quarantine == 1 and proof.missing_keys == {} and proof.keys == ("test",)
    assert proof.warehouse["intermediate.int_applications_grouped"] == 3, "two pseudonyms, and a session of another day"
    assert proof.months == {"portal_events": ("2026-09",)}


def test_deliveries_lose_the_records_and_nothing_else(project: Project) -> None:
    texts = {path.name[18:]: path.read_bytes() for path in project.deliveries.rglob("*__*")}
    erased(project)
    left = {path.name[18:]: path.read_bytes() for path in project.deliveries.rglob("*__*")}
    assert "kassel.ndjson" not in left, "nothing of it is left, so it is gone"
    was, now = (gzip.decompress(found["tag.ndjson.gz"]).split(b"\n") for found in (texts, left))
    assert now == [b""] * 4 + was[4:8] + [b""] + was[9:], "byte by byte, and every line at its place"
    was, now = (found["abzug.csv"].split(b"\r\n") for found in (texts, left))
    assert now == [was[0], was[1], b"", b"", b"", b"", was[6], b""]
    assert json.loads(left["liste.json"]) == json.loads(texts["liste.json"])[4:]
    assert all(path.stat().st_mode & 0o077 == 0 for path in project.deliveries.rglob("*__*"))


def test_reports_and_quarantine_agree_with_what_is_left(project: Project) -> None:
    packed, listed = batch_of(project, "tag.ndjson.gz"), batch_of(project, "liste.json")
    before = read_report(project, packed)
    erased(project)
    report = read_report(project, packed)
    assert before is not None and report is not None
    assert (report.records, report.landed, report.rejected) == (
        before.records - 5,
        before.landed - 4,
        before.rejected - 1,
    )
    assert report.months == {"2026-09": 4} and report.sha256 == before.sha256
    assert report.erasures[0]["sha256"] not in ("", before.sha256)
    assert [(row["line"], row["record_no"]) for row in quarantined(project) if row["batch"] == packed] == [(10, 5)]
    assert [row["record_no"] for row in quarantined(project) if row["batch"] == listed] == [5]
    assert sum(entry.records for entry in list_quarantine(project)) == 2
    gone = read_report(project, batch_of(project, "kassel.ndjson"))
    assert gone is not None and (gone.records, gone.months) == (0, {"2026-09": 0}), "it did deliver that month"


def test_a_rewritten_delivery_can_be_replayed_and_the_old_bytes_cannot(project: Project) -> None:
    batch = batch_of(project, "tag.ndjson.gz")
    stored = stored_delivery(project, ars=OFFENBACH, dataset="portal_events", batch=batch)
    assert stored is not None
    original = stored.read_bytes()
    erased(project)
    assert land_again(project, batch).rejected == 1
    now = stored.read_bytes()
    assert land_one(project, original, "noch einmal.ndjson.gz").status == "bereits_eingegangen"
    assert stored.read_bytes() == now and files(project.inbox) == []
    assert search(project, GONE) == {}


def test_only_the_case_goes_also_of_its_session(project: Project) -> None:
    erased(project)
    kinds = [kind for (kind,) in rows(project, "event_type", where="case_pid is null")]
    assert kinds == ["step_viewed", "step_viewed"], "what the other session did before its case had a number"
    assert len(rows(project, where="case_pid is not null")) == 3 + 2 + 3


def test_the_next_run_counts_without_the_case(project: Project) -> None:
    before = marts(project)
    erased(project)
    assert marts(project) == before, "nothing is computed anew on the way"
    assert build_window.pending(project).anything
    assert build(project).months == ("2026-09",)
    usage = "select sum(starts) from marts.application_usage_monthly"
    assert query(project, usage) == [(1,)], "the other case was begun twice"
    assert not build_window.pending(project).anything


def test_erasing_again_finds_nothing_and_changes_nothing(project: Project) -> None:
    erased(project)
    stored = {name: (project.data / name).read_bytes() for name in files(project.data) if "reports" not in name}
    proof = erased(project)
    assert proof.complete and not any(proof.found_before.values()) and proof.lake == {} and proof.deliveries == ()
    left = {name: (project.data / name).read_bytes() for name in files(project.data) if "reports" not in name}
    assert {n: b for n, b in left.items() if "warehouse_ro" not in n and "dbt/" not in n} == {
        n: b for n, b in stored.items() if "warehouse_ro" not in n and "dbt/" not in n
    }


def test_what_was_published_is_held_back_until_somebody_decides(project: Project) -> None:
    for name in ("open_application_usage", "open_web_visits"):
        (project.releases / name / "v1").mkdir(parents=True)
    assert open_marks(project, "open_application_usage") == []
    proof = erased(project)
    [mark] = open_marks(project, "open_application_usage")
    assert mark.months == ("2026-07", "2026-08", "2026-09"), "applications are followed for two months"
    assert mark.partners == (OFFENBACH, KASSEL) or mark.partners == (KASSEL, OFFENBACH)
    assert "godonu decide open_application_usage" in mark.reason
    assert open_marks(project, "open_web_visits") == [], "visits know no cases"
    assert open_marks(project, "open_auth_methods") == [], "never published: no difference could tell"
    assert set(proof.held_back) == {"open_application_usage"}


def test_a_delivery_without_its_key_is_followed_through_its_file(project: Project) -> None:
    """The pseudonym cannot be made again, but the rows stand where the records stood."""
    from dataclasses import replace

    from godonu_platform.project import SecretKey

    other = replace(project, hmac_key=SecretKey("neu", bytes(range(1, 33))))
    proof = erased(other)
    assert proof.missing_keys == {"test": 4} and proof.keys == ("neu",)
    assert proof.lake == {"portal_events": 15}
    assert search(project, GONE) == {}


def test_without_the_file_the_pseudonym_alone_finds_the_rows(project: Project) -> None:
    for path in project.deliveries.rglob("*__*"):
        path.unlink()
    assert erased(project).lake == {"portal_events": 15 - 1}, "only a text named the case, and that text is gone too"


def test_nothing_that_is_written_identifies_anybody(project: Project, capfd: pytest.CaptureFixture[str]) -> None:
    [done] = erasure.erase(project, f"{GONE}\n")
    proof = done.path.read_text(encoding="utf-8")
    for secret in (GONE, GONE.replace("/", "\\/"), *pseudonyms(project, GONE), "sitzung-"):
        assert secret not in proof
    out = capfd.readouterr()
    assert GONE not in out.out + out.err


@pytest.mark.parametrize(
    ("text", "told"),
    [("", "Es kamen keine"), (" \n\t\n", "Es kamen keine"), ("x" * 201, "Zeile 1"), ("gut\nA\0B", "Zeile 2")],
)
def test_wrong_input_is_told_without_quoting_it(text: str, told: str, project: Project) -> None:
    with pytest.raises(erasure.WrongInput, match=told) as wrong:
        erasure.erase(project, text)
    assert "A\0B" not in str(wrong.value) and "xxx" not in str(wrong.value)


@pytest.mark.parametrize("step", STEPS)
def test_a_kill_at_any_step_is_made_up_for(step: str, project: Project) -> None:
    script = Path(__file__).with_name("killed_work.py")
    command = [sys.executable, str(script), str(REPOSITORY), str(project.data), "erasure", step]
    done = subprocess.run(command, check=False, capture_output=True, text=True, input=f"{GONE}\n")
    assert done.returncode == -signal.SIGKILL, done.stderr
    begun = step != "vorbereitet"
    assert anything_unfinished(project) is begun
    for path in erasure_folder(project).rglob("journal.json"):
        assert GONE not in path.read_text() and "00117" not in path.read_text(), "pseudonyms only"
    if begun:
        [resumed] = erasure.resume(project)
        assert resumed.proof.left == 0 and not resumed.proof.searched_words
    proof = erased(project)
    assert proof.complete and search(project, GONE) == {}
    assert (proof.lake == {}) is begun
    assert not anything_unfinished(project) and list(erasure_folder(project).iterdir()) == []
    assert len(rows(project)) == 2 + 3 + 2 + 3
    assert [name for name in files(project.staging) if name != ".lock"] == []
    report = read_report(project, batch_of(project, "tag.ndjson.gz"))
    assert report is not None and (report.landed, len(report.erasures)) == (4, 1)


def test_the_house_is_what_it_seems(project: Project) -> None:
    """The numbers above rest on this."""
    assert (CLOCK.year, KEY.key_id) == (2026, "test")
    assert len(rows(project)) == 8 + 5 + 8 + 4
    assert sorted(row["reason_code"] for row in quarantined(project)) == ["kein_json", "kein_json", "unbekannter_code"]
