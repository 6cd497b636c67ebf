# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a release says about where its figures come from: made once, for the public, and no reason for new versions."""

from __future__ import annotations

from dataclasses import replace

from godonu_platform.catalogs.local_client import shown_release
from godonu_platform.catalogs.release_record import ReleaseRecord
from tests.publication.ways import landed, trace_world, ways_of
from tests.publication.world import GIESSEN, KASSEL, UNITS, USE, World, decision


def _published(world: World, dataset: str = USE) -> ReleaseRecord:
    result = world.publish()
    assert result.exit_code == 0, [one.reasons for one in result.datasets]
    record = shown_release(world.project, dataset)
    assert record is not None
    return record


def _files(world: World) -> dict[str, int]:
    folders = (world.project.catalogue, world.project.releases)
    return {str(p): p.stat().st_mtime_ns for folder in folders for p in folder.rglob("*") if p.is_file()}


def test_the_record_says_way_classes_steps_and_circumstances(world: World) -> None:
    world.project = replace(world.project, revision="abc123")
    trace_world(world)
    found = _published(world).provenance
    assert found is not None
    assert [column.name for column in found.columns] == [c.name for c in world.contracts()[USE].columns]
    first = found.columns[0]
    assert first.made_of == "Der Wert entsteht aus der Zahl der Zeilen in »Nutzungsereignisse« (gezählt)."
    assert [station.stage for station in first.stations] == ["Veröffentlichung", "Kennzahl (Mart)", "Aufbereitung"]
    closed = first.stations[1].classes
    assert closed is not None
    assert (closed.declared[0], closed.direct[0], closed.indirect[0], closed.effective[0]) == (
        "Öffentlich", "Vertraulich", "Öffentlich", "Vertraulich",
    )  # fmt: skip
    assert [one.column for one in found.rows] == ["case_pid"]
    assert found.technical
    assert [(step.name, step.proven) for step in found.steps] == [("threshold", True)]
    assert (found.run, found.revision) == ("lauf-1", "abc123")


def test_without_ways_there_is_no_page(world: World) -> None:
    assert _published(world, UNITS).provenance is None
    assert not (world.project.catalogue / UNITS / "herkunft.html").exists()


def test_only_deliveries_of_partners_in_the_release_are_counted(world: World) -> None:
    world.decide(USE, decision(USE, partners=[KASSEL, GIESSEN]))
    trace_world(world)
    found = _published(world).provenance
    assert found is not None
    [source] = found.sources
    assert (source.title, source.deliveries, source.months) == ("Nutzungsereignisse", 2, ("2026-08", "2026-09"))


def test_another_run_with_the_same_way_writes_nothing(world: World) -> None:
    trace_world(world)
    _published(world)
    before = _files(world)
    trace_world(world, "lauf-2")
    world.project = replace(world.project, revision="neuer")
    assert _published(world).provenance.run == "lauf-1"  # type: ignore[union-attr]
    assert _files(world) == before


def test_another_way_is_another_version(world: World) -> None:
    trace_world(world)
    _published(world)
    ways = ways_of(world.contracts()[USE])
    other = replace(ways[0], indirect=(*ways[0].indirect, landed("unit", "Stelle")))
    world.evidence = replace(world.evidence, ways={USE: (other, *ways[1:])})
    assert _published(world).version == "v2"


def test_a_lost_page_is_told_and_written_again(world: World) -> None:
    trace_world(world)
    _published(world)
    page = world.project.catalogue / USE / "herkunft.html"
    content = page.read_bytes()
    page.unlink()
    _published(world)
    assert page.read_bytes() == content
