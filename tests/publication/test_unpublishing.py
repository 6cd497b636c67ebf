# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""In an emergency a dataset goes from everywhere at once, stays off until it is decided anew, and somebody answers."""

from __future__ import annotations

import json
import shutil

import pytest
import requests

from godonu_platform.catalogs import emergency
from godonu_platform.publication.unpublishing import CannotUnpublish, unpublish
from tests.portal import CkanForTests
from tests.publication.portal_world import actions, package, publish, resource, with_portal, without_answer
from tests.publication.test_targets import target
from tests.publication.world import UNITS, USE, World, decision

REASON, PERSON = "Eine Zahl ist nicht geschützt; sie wird berichtigt.", "p-3f9a1c7e"


def test_without_a_portal_the_local_catalogue_shows_a_page_at_once(world: World) -> None:
    world.publish()
    done = unpublish(world.project, USE, f"  {REASON}\n", PERSON)
    assert (done.exit_code, done.local, done.portal, done.stop.reason) == (1, True, None, REASON)
    folder = world.project.catalogue / USE
    assert {path.name for path in folder.iterdir()} == {"index.html", "withdrawn.json"}
    page = (folder / "index.html").read_text(encoding="utf-8")
    assert REASON in page and PERSON not in page
    assert USE not in (world.project.catalogue / "catalog.ttl").read_text(encoding="utf-8")
    result = world.publish()
    assert {(d.dataset, d.outcome, d.action) for d in result.datasets} == {
        (USE, "gestoppt", "held_back"),
        (UNITS, "offen", "unchanged"),
    }
    assert any("Im Notfall zurückgezogen am 01.11.2026, 07:00 Uhr" in r for d in result.datasets for r in d.reasons)
    world.decide(USE, decision(USE), decision(USE, 2))
    assert {d.action for d in world.publish().datasets if d.dataset == USE} == {"created"}


def test_who_did_it_when_and_why_is_written_down_first(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.publish()

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("godonu_platform.catalogs.local_client.withdraw", killed)
    with pytest.raises(KeyboardInterrupt):
        unpublish(world.project, USE, REASON, PERSON)
    [line] = (world.project.reports / "unpublished.ndjson").read_text(encoding="utf-8").splitlines()
    told = json.loads(line)
    assert (told["dataset"], told["reason"], told["person"]) == (USE, REASON, PERSON)
    assert told["at"].startswith("2026-11-01T06:00")
    assert world.publish().exit_code == 3


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("open_nothing", REASON, PERSON), "veröffentlicht sind: open_units, open_use"),
        ((USE, "kurz", PERSON), "braucht 10 bis 500 Zeichen"),
        ((USE, "x" * 501, PERSON), "braucht 10 bis 500 Zeichen"),
        ((USE, REASON, "Erika Mustermann"), "nie einen Namen"),
    ],
)
def test_wrong_words_do_nothing(world: World, words: tuple[str, str, str], said: str) -> None:
    world.publish()
    with pytest.raises(CannotUnpublish, match=said) as refused:
        unpublish(world.project, *words)
    assert "Mustermann" not in str(refused.value)
    assert emergency.stops(world.project) == []
    assert (world.project.catalogue / USE / "data.csv").is_file()


def test_decisions_that_cannot_be_read_do_not_hold_it_up(world: World) -> None:
    world.publish()
    path = world.project.governance / "decisions" / f"{USE}.yaml"
    kept = path.read_text(encoding="utf-8")
    path.write_text("decisions: [", encoding="utf-8")
    assert unpublish(world.project, USE, REASON, PERSON).local
    path.write_text(kept, encoding="utf-8")
    world.rebind = False
    assert {d.outcome for d in world.publish().datasets if d.dataset == USE} == {"gestoppt"}


def test_a_portal_that_is_a_target_but_not_set_is_told(world: World) -> None:
    world.publish()
    done = unpublish(world.project, USE, REASON, PERSON)
    assert (done.exit_code, done.local) == (1, True)
    assert "GODONU_CKAN_URL" in done.problem and "vielleicht noch" in done.problem
    target(world, "[lokal]")
    assert unpublish(world.project, USE, REASON, PERSON).exit_code == 0


def test_mistakes_elsewhere_do_not_hold_it_up(world: World) -> None:
    world.publish()
    (world.project.contracts / f"{UNITS}.yaml").write_text("name: [", encoding="utf-8")
    (world.project.catalogs / "portal.yaml").write_text("title: [", encoding="utf-8")
    done = unpublish(world.project, USE, REASON, PERSON)
    assert (done.exit_code, done.local, len(emergency.stops(world.project))) == (1, True, 1)
    assert "Seiten nicht erneuert" in done.problem
    assert not (world.project.catalogue / USE / "data.csv").exists()


def test_a_crash_of_the_local_catalogue_does_not_keep_it_on_the_portal(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.publish()
    world.project = without_answer(world.project)
    asked = []

    def crash(*_: object, **__: object) -> None:
        asked.append("x")
        raise OSError("Erika Mustermann")

    monkeypatch.setattr("godonu_platform.catalogs.local_client.withdraw", crash)
    monkeypatch.setattr("godonu_platform.publication.unpublishing.unpublish_now", crash)
    done = unpublish(world.project, USE, REASON, PERSON)
    assert (done.exit_code, len(asked)) == (1, 2)
    assert "Mustermann" not in done.problem and "OSError" in done.problem


def test_a_portal_that_does_not_answer_is_told_and_everything_else_is_done(world: World) -> None:
    world.publish()
    world.project = without_answer(world.project)
    done = unpublish(world.project, USE, REASON, PERSON)
    assert (done.exit_code, done.local) == (1, True)
    assert "nicht zu erreichen" in done.problem
    assert "gepflanzter" not in json.dumps(done.as_dict(), default=str) + repr(done)


def test_files_and_table_leave_the_portal_and_a_page_stays(world: World, ckan_alone: CkanForTests) -> None:
    with_portal(world, ckan_alone).publish()
    assert publish(world).exit_code == 0
    csv = resource(package(ckan_alone, USE), "csv")
    done = unpublish(world.project, USE, REASON, PERSON)
    assert (done.exit_code, done.problem) == (0, "")
    found = package(ckan_alone, USE)
    assert found["resources"] == [] and REASON in found["notes"]
    assert PERSON not in json.dumps(found)
    assert requests.get(csv["url"], timeout=60).status_code == 404
    rows = f"{ckan_alone.url}/api/3/action/datastore_search?resource_id={csv['id']}"
    assert requests.get(rows, timeout=60).status_code == 404
    page = requests.get(f"{ckan_alone.url}/dataset/{USE}", timeout=60)
    assert page.status_code == 200 and "Eine Zahl ist nicht geschützt" in page.text
    again = publish(world)
    assert (again.exit_code, actions(again)[USE]) == (3, "unchanged")
    assert package(ckan_alone, USE)["resources"] == []
    repeated = unpublish(world.project, USE, REASON, PERSON)
    assert (repeated.exit_code, repeated.local) == (0, False)


def test_what_only_the_portal_still_knows_can_be_taken_off(world: World, ckan_alone: CkanForTests) -> None:
    ckan_alone.purge()
    with_portal(world, ckan_alone).publish()
    assert publish(world).exit_code == 0
    (world.project.contracts / f"{USE}.yaml").unlink()
    shutil.rmtree(world.project.releases / USE)
    told = next(entry for entry in publish(world).as_reports() if entry["dataset"] == USE)
    assert "godonu unpublish" in told["gruende"][0].replace("\n", " ") and not told["abgebrochen"]
    assert unpublish(world.project, USE, REASON, PERSON).exit_code == 0
    assert package(ckan_alone, USE)["resources"] == []


def test_what_the_portal_kept_because_it_did_not_answer_the_next_publication_takes_off(
    world: World, ckan_alone: CkanForTests
) -> None:
    ckan_alone.purge()
    with_portal(world, ckan_alone).publish()
    assert publish(world).exit_code == 0
    there = world.project
    assert unpublish(without_answer(there), USE, REASON, PERSON).exit_code == 1
    assert package(ckan_alone, USE)["resources"] != []
    assert actions(publish(world))[USE] == "withdrawn"
    assert package(ckan_alone, USE)["resources"] == []
