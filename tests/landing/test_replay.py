# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Replay after a correction: lands what is now right, once, under the same batch; the rest stays; killed or not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from godonu_platform.landing import list_quarantine, touched_months
from godonu_platform.landing.replay import NotRepeatable
from godonu_platform.project import Project, SecretKey
from tests.conftest import CLOCK, KEY, REPOSITORY
from tests.landing.own_mapping import MAPPING, record, table, write_mapping
from tests.landing.small_inbox import event, files, land, land_again, land_one, lines, put, quarantined, rows, stored
from tests.landing.test_commit import kill_at

BROKEN = table(
    record(1),
    record(2, art="ZZ, Neu"),
    record(3, art="ZZ, Neu", zeit="05.04.2026 08:15"),
    record(4, schritt="1,5"),
    record(5),
)
MENDED = MAPPING.replace("AG: completed", "AG: completed, ZZ: forwarded")


@pytest.fixture
def landed(own_drawers: Project) -> tuple[Project, str]:
    """A delivery of five records, three of them rejected, and a mapping that can be mended."""
    write_mapping(own_drawers)
    report = land_one(own_drawers, BROKEN, "abzug.csv")
    assert (report.landed, report.rejected_by_reason) == (2, {"typ_falsch": 1, "unbekannter_code": 2})
    return own_drawers, report.batch


def test_what_is_now_right_lands_once_and_the_rest_stays(landed: tuple[Project, str]) -> None:
    project, batch = landed
    before = rows(project)
    write_mapping(project, MENDED)
    report = land_again(project, batch)
    assert (report.records, report.landed, report.rejected) == (5, 4, 1)
    assert report.rejected_by_reason == {"typ_falsch": 1}
    assert report.months == {"2026-03": 3, "2026-04": 1}
    assert rows(project, where=f"batch = '{batch}'") == before
    assert rows(project, "batch, record_no, event_type", where="event_type = 'forwarded'") == [
        (f"{batch}-r1", 2, "forwarded"),
        (f"{batch}-r1", 3, "forwarded"),
    ]
    assert [row["record_no"] for row in quarantined(project)] == [4]
    told = json.loads((project.delivery_reports / f"{batch}.json").read_text(encoding="utf-8"))
    assert told["replays"][0]["landed"] == 2
    assert touched_months(project, [batch]) == {"portal_events": ["2026-03", "2026-04"]}
    assert land_again(project, batch).replays == report.replays, "again without a correction changes nothing"
    assert len(rows(project)) == 4


def test_a_replay_gives_the_rows_that_a_right_first_landing_would_have_given(
    landed: tuple[Project, str], tmp_path: Path
) -> None:
    project, batch = landed
    write_mapping(project, MENDED)
    land_again(project, batch)
    other = Project.at(project.root, tmp_path / "gleich_richtig", fixed_clock=CLOCK, hmac_key=KEY)
    land_one(other, BROKEN, "abzug.csv")
    columns = "* exclude (batch)"
    assert rows(project, columns) == rows(other, columns)


def test_reasons_are_told_anew_when_nothing_became_right(landed: tuple[Project, str]) -> None:
    project, batch = landed
    write_mapping(project, MAPPING.replace("split: code, codes: {EG", "codes: {EG"))
    report = land_again(project, batch)
    assert (report.landed, report.rejected, report.replays) == (2, 3, [])
    assert files(project.lake / "portal_events") == sorted(
        f for f in files(project.lake / "portal_events") if "-r" not in f
    )


def test_a_second_replay_gets_the_next_number(landed: tuple[Project, str]) -> None:
    project, batch = landed
    write_mapping(project, MENDED)
    land_again(project, batch)
    write_mapping(project, MENDED.replace("{from: Schritt}", "{from: Schritt, patterns: {'^1': '1'}}"))
    report = land_again(project, batch)
    assert (report.landed, report.rejected, len(report.replays)) == (5, 0, 2)
    assert {batch_ for (batch_,) in rows(project, "distinct batch")} == {batch, f"{batch}-r1", f"{batch}-r2"}
    assert list_quarantine(project) == []
    assert quarantined(project) == []


def test_a_column_that_the_contract_has_learned_comes_in_with_all_records(own_drawers: Project) -> None:
    project = own_drawers
    report = land_one(project, lines(event(1, hinweis="Foto"), event(2, hinweis="Plan"), event(3, channel="fax")))
    assert report.unknown_columns == ["hinweis"]
    path = project.contracts / "portal_events.yaml"
    column = """
      - name: hinweis
        businessName: Hinweis
        description: Ein Hinweis.
        logicalType: string
        classification: intern
        customProperties:
          - {property: personenbezug, value: keiner}
"""
    text = path.read_text(encoding="utf-8")
    at = text.index("      - name: event_type")
    path.write_text(text[:at] + column.lstrip("\n") + text[at:], encoding="utf-8")
    again = land_again(project, report.batch)
    assert (again.records, again.landed, again.rejected, again.unknown_columns) == (3, 2, 1, [])
    assert rows(project, "event_id, hinweis, batch") == [
        ("e-1", "Foto", f"{report.batch}-r1"),
        ("e-2", "Plan", f"{report.batch}-r1"),
    ]
    assert len(quarantined(project)) == 1


def test_other_records_than_at_first_are_landed_as_a_whole(own_drawers: Project) -> None:
    """A quote sign that is none made one record of three; numbers of records then mean other things."""
    project = own_drawers
    write_mapping(project)
    content = table(record(1, schritt="x", notiz='"offen'), record(2), record(3, notiz='zu"'))
    report = land_one(project, content, "abzug.csv")
    assert (report.records, report.rejected) == (1, 1)
    write_mapping(project, MAPPING.replace('delimiter: ";"', 'delimiter: ";", quote: none'))
    again = land_again(project, report.batch)
    assert (again.records, again.landed, again.rejected) == (3, 2, 1)
    assert [number for (number,) in rows(project, "record_no")] == [2, 3]


def test_a_delivery_that_is_gone_is_not_repeatable(landed: tuple[Project, str]) -> None:
    project, batch = landed
    [kept] = files(project.deliveries)
    (project.deliveries / kept).unlink()
    with pytest.raises(NotRepeatable, match=r"(?i)nicht mehr wiederholbar"):
        land_again(project, batch)
    with pytest.raises(NotRepeatable):
        land_again(project, "0" * 16)


def test_a_delivery_that_was_changed_is_not_repeatable(landed: tuple[Project, str]) -> None:
    project, batch = landed
    [kept] = files(project.deliveries)
    (project.deliveries / kept).write_bytes(BROKEN + b"\n")
    with pytest.raises(NotRepeatable, match="verändert"):
        land_again(project, batch)


def test_another_key_is_refused_because_pseudonyms_would_not_fit(landed: tuple[Project, str]) -> None:
    project, batch = landed
    other = Project.at(project.root, project.data, fixed_clock=CLOCK, hmac_key=SecretKey("neu", bytes(32)))
    with pytest.raises(NotRepeatable, match="»test«"):
        land_again(other, batch)


@pytest.fixture
def undisturbed(landed: tuple[Project, str], tmp_path: Path) -> dict[str, Any]:
    project = Project.at(landed[0].root, tmp_path / "ungestoert", fixed_clock=CLOCK, hmac_key=KEY)
    report = land_one(project, BROKEN, "abzug.csv")
    write_mapping(project, MENDED)
    land_again(project, report.batch)
    write_mapping(project)
    return stored(project)


@pytest.mark.parametrize("step", ["vorbereitet", "umbenannt", "berichtet"])
def test_a_replay_killed_at_any_step(landed: tuple[Project, str], undisturbed: dict[str, Any], step: str) -> None:
    project, batch = landed
    write_mapping(project, MENDED)
    kill_at(project, step, batch)
    land(project)
    land_again(project, batch)
    assert stored(project) == undisturbed


def test_a_whole_replay_killed_after_its_commit(own_drawers: Project) -> None:
    """The former rows are still there then; the next run takes them away before anything is built."""
    project = own_drawers
    write_mapping(project)
    content = table(record(1, schritt="x", notiz='"offen'), record(2), record(3, notiz='zu"'), record(4))
    report = land_one(project, content, "abzug.csv")
    write_mapping(project, MAPPING.replace('delimiter: ";"', 'delimiter: ";", quote: none'))
    kill_at(project, "umbenannt", report.batch)
    summary = land(project)
    assert summary.recovered == [report.batch]
    assert rows(project, "batch, record_no") == [(f"{report.batch}-r1", n) for n in (2, 3, 4)]
    assert [row["record_no"] for row in quarantined(project)] == [1]


def test_the_sample_key_is_used_again_for_a_sample(tmp_path: Path) -> None:
    import hashlib

    project = Project.at(REPOSITORY, tmp_path, fixed_clock=CLOCK)
    content = lines(event(1), event(2, channel="fax"))
    project.sample.mkdir(parents=True)
    (project.sample / "key").write_text("cd" * 32, encoding="ascii")
    digest = hashlib.sha256(b"064130000000\0portal_events\0" + content).hexdigest()
    (project.sample / "manifest.json").write_text(json.dumps({"key_id": "beispiel", "digests": [digest]}))
    put(project, content)
    [report] = land(project).deliveries
    assert (report.sample, report.key_id) == (True, "beispiel")
    assert land_again(project, report.batch).landed == 1
