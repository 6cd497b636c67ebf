# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What of the inbox is looked at, what is named, what is refused at sight."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from godonu_platform.landing import delivery_landing
from godonu_platform.landing.inbox import look, waiting_files
from godonu_platform.project import Project
from tests.landing.small_inbox import KASSEL, OFFENBACH, event, files, land, lines, put, rows

GOOD = lines(event(1))


def test_an_empty_or_missing_inbox_is_nothing_new(project: Project) -> None:
    summary = land(project)
    assert (summary.deliveries, summary.notes, summary.recovered) == ([], [], [])


def test_files_at_any_depth_but_nothing_hidden_or_unfinished(project: Project) -> None:
    put(project, GOOD, "2026/03/tief.ndjson")
    for name in (".versteckt.ndjson", "halb.ndjson.part", "halb.tmp", "halb.crdownload", ".ordner/e.ndjson"):
        put(project, GOOD, name)
    summary = land(project)
    assert [r.file for r in summary.deliveries] == ["tief.ndjson"]
    assert len(files(project.inbox)) == 5


def test_a_file_that_changed_just_now_waits_for_the_next_run(project: Project) -> None:
    path = put(project, GOOD)
    os.utime(path, (time.time(), time.time()))
    summary = land(project)
    assert summary.deliveries == []
    assert "wird noch geschrieben" in summary.notes[0]
    assert waiting_files(project) == []
    os.utime(path, (time.time() - 6, time.time() - 6))
    assert waiting_files(project) == [path]
    assert land(project).landed == 1


def test_links_are_named_and_not_followed(project: Project, tmp_path: Path) -> None:
    outside = tmp_path / "geheim.ndjson"
    outside.write_bytes(GOOD)
    folder = put(project, GOOD).parent
    (folder / "verweis.ndjson").symlink_to(outside)
    (folder / "ordner").symlink_to(tmp_path)
    summary = land(project)
    assert summary.landed == 1
    assert sorted(note.split("«")[0] for note in summary.notes) == ["»ordner", "»verweis.ndjson"]
    assert outside.exists()


@pytest.mark.parametrize("place", ["lose.ndjson", f"{OFFENBACH}/lose.ndjson"])
def test_a_file_in_the_wrong_folder_is_refused_where_it_is(project: Project, place: str) -> None:
    put(project, GOOD)
    path = project.inbox / place
    path.write_bytes(GOOD)
    summary = land(project)
    assert summary.landed == 1
    [bad] = summary.with_status("abgelehnt")
    assert bad.reason == "falscher_ordner"
    assert path.exists()
    assert (project.delivery_reports / f"{bad.batch}.json").is_file()


def test_a_folder_with_a_files_name_is_refused(project: Project) -> None:
    put(project, GOOD)
    put(project, GOOD, "lieferung.csv/e.ndjson")
    summary = land(project)
    assert summary.landed == 1
    assert [(r.file, r.reason) for r in summary.with_status("abgelehnt")] == [("lieferung.csv", "verzeichnis")]


def test_only_the_wanted_datasets(project: Project) -> None:
    put(project, GOOD)
    other = put(project, b"[]", "leer.json", dataset="traffic_counts")
    assert [r.dataset for r in land(project, datasets=["portal_events"]).deliveries] == ["portal_events"]
    assert other.exists()


def test_strange_names_are_safe(project: Project) -> None:
    for number, name in enumerate(
        ["a'b;drop table.ndjson", "größe\u0308 \u202ex.ndjson", "x" * 240 + ".ndjson", "a=b&c.ndjson"]
    ):
        put(project, lines(event(number)), name)
    assert land(project).landed == 4
    assert len(rows(project)) == 4
    assert len(files(project.deliveries)) == 4


def test_an_error_that_nobody_thought_of_stops_one_delivery_only(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(project, GOOD)
    put(project, lines(event(2, ars=KASSEL)), ars=KASSEL)
    real = delivery_landing.open_delivery

    def breaks(path: Path, *rest: object, **named: object) -> object:
        if KASSEL in str(path):
            raise ZeroDivisionError("erika@example.de")
        return real(path, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(delivery_landing, "open_delivery", breaks)
    summary = land(project)
    assert summary.landed == 1
    [bad] = summary.with_status("abgelehnt")
    assert bad.reason == "interner_fehler"
    assert "ZeroDivisionError" in str(bad.message) and "erika" not in str(bad.message)
    monkeypatch.undo()
    assert land(project).landed == 1


def test_progress_is_told(project: Project) -> None:
    content = lines(*(event(n) for n in range(50)))
    put(project, content)
    told: list[tuple[int, int, int]] = []
    land(project, progress=lambda *step: told.append(step))
    assert told[-1] == (50, len(content), len(content))


def test_looking_changes_nothing(project: Project) -> None:
    put(project, GOOD)
    before = files(project.data)
    assert [found.path.name for found in look(project.inbox)] == ["e.ndjson"]
    assert files(project.data) == before
