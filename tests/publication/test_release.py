# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from godonu_platform.catalogs.release_folder import sha256_of, verified_record
from godonu_platform.publication import release as release_module
from godonu_platform.publication import staged_files as files_module
from godonu_platform.publication.gate import evaluate_gate
from godonu_platform.publication.release import GateClosed, build_release, latest_release
from tests.publication.world import FULDA, GIESSEN, KASSEL, USE, World, decision, entry


def test_record_names_every_file_with_size_and_hash(world: World) -> None:
    made = build_release(world.candidate())
    assert made.is_new
    assert {f.name for f in made.record.files} | {"release.json"} == {p.name for p in made.folder.iterdir()}
    for file in made.record.files:
        path = made.folder / file.name
        assert (file.bytes, file.sha256) == (path.stat().st_size, sha256_of(path))
    facts = json.loads((made.folder / "release.json").read_text(encoding="utf-8"))
    assert facts["version"] == "v1"
    assert facts["rows"] == 6
    assert facts["months"] == ["2026-08", "2026-09"]
    assert facts["model"] == USE
    assert facts["contract_version"] == "1.0.0"
    assert facts["gate"]["outcome"] == "offen"
    assert [partner["ars"] for partner in facts["gate"]["partners_in"]] == sorted([KASSEL, GIESSEN, FULDA])


def test_coverage_knows_missing_suppressed_and_present(world: World) -> None:
    rows = {row.ars: row.months for row in build_release(world.candidate()).record.coverage}
    assert rows[KASSEL] == {"2026-08": "vorhanden", "2026-09": "vorhanden"}
    assert rows[GIESSEN] == {"2026-08": "vorhanden", "2026-09": "fehlt"}
    assert rows[FULDA] == {"2026-08": "fehlt", "2026-09": "vorhanden"}
    world.use_rows = [(KASSEL, "Stadt Kassel", "2026-08-01", "x", None, "gesperrt")]
    world.build()
    assert build_release(world.candidate()).record.coverage[0].months == {"2026-08": "gesperrt"}


def test_the_same_again_is_the_same_version_whatever_the_date(world: World) -> None:
    first = build_release(world.candidate())
    again = build_release(world.at("2026-12-01T00:00:00+00:00").candidate())
    assert (again.folder, again.is_new) == (first.folder, False)


def test_changed_data_or_description_make_the_next_version(world: World) -> None:
    build_release(world.candidate())
    world.build(f"update marts.{USE} set starts = 125 where starts = 120")
    second = build_release(world.at("2026-12-01T00:00:00+00:00").candidate())
    assert (second.record.version, second.is_new) == ("v2", True)
    assert second.record.issued < second.record.created
    world.write(f"catalogs/datasets/{USE}.yaml", entry(USE, "Ein anderer Titel"))
    assert build_release(world.candidate()).record.version == "v3"
    world.decide(USE, decision(USE), decision(USE, 2, partners=[GIESSEN, FULDA], status="nicht_offen"))
    assert build_release(world.candidate()).record.version == "v4"


def test_a_release_that_was_damaged_is_made_anew_under_the_next_number(world: World) -> None:
    first = build_release(world.candidate())
    (first.folder / "data.csv").write_text("kaputt")
    again = build_release(world.candidate())
    assert (again.record.version, again.is_new) == ("v2", True)
    verified_record(again.folder, world.project)


def test_no_release_without_an_open_gate(world: World) -> None:
    world.build(f"update marts.{USE} set starts = 3 where starts = 120")
    with pytest.raises(GateClosed):
        build_release(world.candidate())
    closed = evaluate_gate(world.candidate())
    with pytest.raises(GateClosed):
        build_release(world.candidate(), closed)
    other = evaluate_gate(world.candidate("open_units"))
    with pytest.raises(GateClosed):
        build_release(world.candidate(), other)
    assert not list(world.project.releases.glob("*/*"))


def test_rows_that_change_between_gate_and_writing_are_noticed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    real = files_module.export

    def leaky(table, partners, folder):  # type: ignore[no-untyped-def]
        real(table, [*partners, "06439"], folder)
        table.connection.execute(
            f"copy (select * from ({table.relation(partners)}) union all by name "
            f"select '06439' as ars, * exclude (ars) from ({table.relation(partners)})) "
            f"to '{folder / 'data.parquet'}' (format parquet)"
        )

    monkeypatch.setattr(files_module, "export", leaky)
    found = {(finding.check, finding.code) for finding in evaluate_gate(world.candidate()).findings}
    assert found == {("dateien", "zeilen_der_datei")}
    with pytest.raises(GateClosed):
        build_release(world.candidate())
    assert latest_release(world.project, USE) is None
    assert not list(world.project.staging.glob("release-*"))


@pytest.mark.parametrize("step", ["file_records", "finished_record", "fsync_folder", "write_anchor"])
def test_a_crash_before_the_commit_leaves_no_trace_under_the_public_name(
    world: World, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def crash(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(release_module, step, crash)
        with pytest.raises(OSError, match="space"):
            build_release(world.candidate())
    assert not list(world.project.releases.glob("*/*"))
    assert build_release(world.candidate()).record.version == "v1"


def test_killed_in_the_middle_the_next_run_starts_afresh(world: World) -> None:
    """A real process that dies by SIGKILL while its files are written."""
    if (child := os.fork()) == 0:
        release_module.fsync_folder = lambda *_: os.kill(os.getpid(), 9)
        build_release(world.candidate())
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)
    assert not list(world.project.releases.glob("*/v*"))
    made = build_release(world.candidate())
    assert made.record.version == "v1"
    verified_record(made.folder, world.project)


def test_a_gap_in_the_numbers_is_never_filled(world: World) -> None:
    build_release(world.candidate())
    world.build(f"update marts.{USE} set starts = 125 where starts = 120")
    second = build_release(world.candidate())
    shutil.rmtree(world.project.releases / USE / "v1")
    world.build()
    third = build_release(world.candidate())
    assert (second.record.number, third.record.number) == (2, 3)


def test_hostile_folders_beside_the_versions_do_no_harm(world: World, tmp_path: Path) -> None:
    build_release(world.candidate())
    (world.project.releases / USE / "vx").mkdir()
    (world.project.releases / USE / "v9").mkdir()
    latest = latest_release(world.project, USE)
    assert latest is not None and latest.record.version == "v1"
