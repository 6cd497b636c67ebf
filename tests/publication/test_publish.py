# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""From gate to catalogue: unchanged writes nothing, a fault stays with its dataset, closed stays closed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from godonu_platform.catalogs import local_client
from godonu_platform.publication import publish as publish_module
from godonu_platform.publication.plan import plan_publication
from godonu_platform.publication.published import published_releases
from tests.publication.world import FULDA, GIESSEN, KASSEL, KREIS, UNITS, USE, World, decision, entry


def tree(*roots: Path) -> dict[str, tuple[int, int]]:
    found = [path for root in roots for path in root.rglob("*")]
    return {str(path): (path.stat().st_mtime_ns, path.stat().st_ino) for path in found}


def actions(world: World, **more: object) -> dict[str, tuple[str, str]]:
    return {result.dataset: (result.outcome, result.action) for result in world.publish(**more).datasets}


def test_first_time_everything_is_created(world: World) -> None:
    said: list[tuple[str, int, int]] = []
    result = world.publish(progress=lambda *step: said.append(step))
    assert result.exit_code == 0
    assert {(d.dataset, d.action, d.version) for d in result.datasets} == {
        (USE, "created", "v1"),
        (UNITS, "created", "v1"),
    }
    catalogue = world.project.catalogue
    for name in ("index.html", "impressum.html", "stil.css", "catalog.ttl", f"{USE}/index.html", f"{USE}/data.csv"):
        assert (catalogue / name).is_file(), name
    assert [page.page for page in result.datasets if page.page and page.page.is_file()]
    assert [step[0] for step in said] == [UNITS, USE, "Katalogseiten"]
    assert [p.version for p in published_releases(world.project)] == ["v1", "v1"]


def test_again_without_change_writes_nothing(world: World) -> None:
    world.publish()
    project = world.project
    before = tree(project.catalogue, project.releases, project.plans)
    result = world.at("2026-12-24T00:00:00+00:00").publish()
    assert {d.action for d in result.datasets} == {"unchanged"}
    assert (result.changed_files, result.plan) == ((), None)
    assert tree(project.catalogue, project.releases, project.plans) == before


def test_a_change_of_one_leaves_the_other_untouched(world: World) -> None:
    world.publish()
    before = tree(world.project.catalogue / UNITS)
    world.build(f"update marts.{USE} set starts = 125 where starts = 120")
    assert actions(world) == {USE: ("offen", "changed"), UNITS: ("offen", "unchanged")}
    assert tree(world.project.catalogue / UNITS) == before
    assert "125" in (world.project.catalogue / USE / "data.csv").read_text(encoding="utf-8")
    shown = json.loads((world.project.catalogue / USE / "release.json").read_text(encoding="utf-8"))
    assert shown["version"] == "v2"


def test_a_stopped_dataset_keeps_what_was_shown_and_stops_no_other(world: World) -> None:
    world.publish()
    before = (world.project.catalogue / USE / "data.csv").read_bytes()
    world.build(f"update marts.{USE} set starts = 3 where starts = 120; delete from marts.{UNITS} where unit_id = 'u3'")
    result = world.publish()
    assert result.exit_code == 3
    by_name = {d.dataset: d for d in result.datasets}
    assert (by_name[USE].outcome, by_name[USE].action) == ("gestoppt", "held_back")
    assert any("Schwelle" in reason for reason in by_name[USE].reasons)
    assert by_name[UNITS].action == "changed"
    assert (world.project.catalogue / USE / "data.csv").read_bytes() == before


def test_a_crash_stays_with_its_dataset_and_tells_no_content(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    real = publish_module.build_release

    def crash(candidate, *more):  # type: ignore[no-untyped-def]
        if candidate.dataset == USE:
            raise ValueError("Erika Mustermann")
        return real(candidate, *more)

    monkeypatch.setattr(publish_module, "build_release", crash)
    result = world.publish()
    assert result.exit_code == 1
    by_name = {d.dataset: d for d in result.datasets}
    assert by_name[UNITS].action == "created"
    assert by_name[USE].failed
    assert "Mustermann" not in str(by_name[USE].reasons)


def test_not_open_is_no_failure_and_nothing_of_it_is_shown(world: World) -> None:
    (world.project.governance / "decisions" / f"{USE}.yaml").unlink()
    result = world.publish()
    assert result.exit_code == 0
    by_name = {d.dataset: d for d in result.datasets}
    assert (by_name[USE].outcome, by_name[USE].action) == ("nicht_offen", "held_back")
    assert "keine Öffnungsentscheidung für Beispieldaten" in by_name[USE].reasons[0]
    assert not (world.project.catalogue / USE).exists()
    assert not (world.project.releases / USE).exists()
    assert USE not in (world.project.catalogue / "index.html").read_text(encoding="utf-8")


def test_a_partner_that_was_revoked_leaves_every_shown_file(world: World) -> None:
    world.publish()
    world.decide(USE, decision(USE), decision(USE, 2, partners=[GIESSEN], status="widerrufen"))
    result = world.publish()
    assert {d.action for d in result.datasets if d.dataset == USE} == {"changed"}
    for path in (world.project.catalogue / USE).glob("data.*"):
        assert GIESSEN.encode() not in path.read_bytes()


def test_revoked_for_all_leaves_a_page_that_says_so(world: World) -> None:
    world.publish()
    everybody = [KASSEL, GIESSEN, FULDA, KREIS]
    world.decide(USE, decision(USE), decision(USE, 2, partners=everybody, status="widerrufen"))
    result = world.publish()
    assert result.exit_code == 0
    assert {(d.outcome, d.action) for d in result.datasets if d.dataset == USE} == {("nicht_offen", "withdrawn")}
    folder = world.project.catalogue / USE
    assert {path.name for path in folder.iterdir()} == {"index.html", "withdrawn.json"}
    page = (folder / "index.html").read_text(encoding="utf-8")
    assert "Die Öffnung wurde widerrufen." in page
    assert "Version 1" in page
    assert USE not in (world.project.catalogue / "catalog.ttl").read_text(encoding="utf-8")
    before = tree(world.project.catalogue)
    assert actions(world)[USE] == ("nicht_offen", "held_back")
    assert tree(world.project.catalogue) == before
    revoked = decision(USE, 2, partners=everybody, status="widerrufen")
    world.decide(USE, decision(USE), revoked, decision(USE, 3))
    assert actions(world)[USE] == ("offen", "created")
    assert (folder / "data.csv").is_file()
    assert not (folder / "withdrawn.json").exists()


def test_what_has_no_contract_any_more_is_withdrawn(world: World) -> None:
    world.publish()
    (world.project.contracts / f"{USE}.yaml").unlink()
    result = world.publish()
    assert {(d.dataset, d.action) for d in result.datasets} == {(UNITS, "unchanged"), (USE, "withdrawn")}
    assert not (world.project.catalogue / USE / "data.csv").exists()


def test_only_the_named_datasets_are_touched(world: World) -> None:
    result = world.publish(datasets=[UNITS])
    assert [d.dataset for d in result.datasets] == [UNITS]
    assert not (world.project.catalogue / USE).exists()
    assert [d.dataset for d in world.publish(datasets=[USE]).datasets] == [USE]
    assert (world.project.catalogue / UNITS / "data.csv").is_file()
    index = (world.project.catalogue / "index.html").read_text(encoding="utf-8")
    assert USE in index and UNITS in index


@pytest.mark.parametrize("name", ["data.csv", "index.html", "release.json"])
def test_what_somebody_spoilt_in_the_catalogue_is_mended(world: World, name: str) -> None:
    world.publish()
    path = world.project.catalogue / USE / name
    before = path.read_bytes()
    path.write_text("von Hand", encoding="utf-8")
    result = world.publish()
    assert path.read_bytes() == before
    assert result.differences == ()
    path.unlink()
    world.publish()
    assert path.read_bytes() == before


def test_a_release_edited_by_hand_is_not_shown(world: World) -> None:
    world.publish()
    folder = world.project.releases / USE / "v1"
    (folder / "data.json").write_text("[]", encoding="utf-8")
    result = world.publish()
    shown = json.loads((world.project.catalogue / USE / "data.json").read_text(encoding="utf-8"))
    assert len(shown) == 6
    assert result.exit_code == 0


def test_killed_between_release_and_catalogue_the_next_run_finishes(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(local_client, "replace_folder", crash)
        with pytest.raises(KeyboardInterrupt):
            world.publish()
    assert not (world.project.catalogue / UNITS).exists()
    assert set(actions(world).values()) == {("offen", "created")}
    assert [p.name for p in (world.project.releases / UNITS).iterdir()] == ["v1"]


def test_mistakes_of_one_entry_stop_that_dataset_only(world: World) -> None:
    world.write(f"catalogs/datasets/{USE}.yaml", entry(USE, "Begonnene Anträge", licence="frei"))
    result = world.publish()
    assert result.exit_code == 3
    by_name = {d.dataset: d for d in result.datasets}
    assert by_name[UNITS].action == "created"
    assert any(f"datasets/{USE}.yaml:" in reason for reason in by_name[USE].reasons)


def test_plan_then_publish_agree_and_the_plan_says_field_by_field(world: World) -> None:
    project = world.project
    plan = plan_publication(project, world.contracts(), world.known())
    assert {(e.dataset, e.action, e.version) for e in plan.entries} == {
        (USE, "created", "v1"),
        (UNITS, "created", "v1"),
    }
    assert not project.catalogue.exists() and not project.releases.exists()
    assert [path.stem for path in project.plans.iterdir()] == [plan.id]
    before = tree(project.plans)
    assert plan_publication(project, world.contracts(), world.known()).id == plan.id
    assert tree(project.plans) == before
    world.publish()
    world.write(f"catalogs/datasets/{USE}.yaml", entry(USE, "Neuer Titel", keywords=["Neu"]))
    world.build(f"delete from marts.{USE} where month = date '2026-08-01'")
    world.bind()
    [changed] = [e for e in plan_publication(project, world.contracts(), world.known()).entries if e.dataset == USE]
    assert (changed.action, changed.version) == ("changed", "v2")
    fields = {change.field: (change.old, change.new) for change in changed.changes}
    assert fields["titel"] == ("Begonnene Anträge", "Neuer Titel")
    assert fields["schlagwoerter"] == ("Antrag, Verwaltung", "Neu")
    assert fields["monate"] == ("2026-08, 2026-09", "2026-09")
    assert fields["zeilen"] == ("6", "4")
    assert "lizenz" not in fields


def test_a_plan_names_withdrawn_unchanged_and_stopped(world: World) -> None:
    world.publish()
    everybody = [KASSEL, GIESSEN, FULDA, KREIS]
    world.decide(USE, decision(USE), decision(USE, 2, partners=everybody, status="widerrufen"))
    world.build(f"alter table marts.{UNITS} add column email varchar")
    plan = plan_publication(world.project, world.contracts(), world.known(), store=False)
    by_name = {entry.dataset: (entry.outcome, entry.action) for entry in plan.entries}
    assert by_name == {USE: ("nicht_offen", "withdrawn"), UNITS: ("gestoppt", "held_back")}
    assert plan.stopped and plan.has_changes
    world.decide(USE, decision(USE))
    world.build()
    plan = plan_publication(world.project, world.contracts(), world.known(), store=False)
    assert {entry.action for entry in plan.entries} == {"unchanged"}
    assert not plan.has_changes


def test_the_same_figures_by_other_sql_decided_anew_are_a_version_of_their_own(world: World) -> None:
    world.publish()
    grounds = replace(world.evidence.grounds[USE], sql={f"marts.{USE}": "SELECT * FROM int.int_use_again"})
    world.evidence = replace(world.evidence, grounds={**world.evidence.grounds, USE: grounds})
    [result] = world.publish(datasets=[USE]).datasets
    assert (result.outcome, result.action, result.version) == ("offen", "changed", "v2")
    assert actions(world, datasets=[USE]) == {USE: ("offen", "unchanged")}
