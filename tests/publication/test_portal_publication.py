# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""From gate to portal on a real CKAN: planned, applied, read back; unchanged writes nothing; a dead portal is told."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
import requests

from godonu_platform.project import SettingsMistake
from godonu_platform.publication.portal_publication import CannotPublish, check_portal, publish_to_portal
from godonu_platform.publication.portal_publication_state import portal_state
from godonu_platform.settings import CkanAccess
from tests.portal import CkanForTests
from tests.publication.portal_world import (
    actions,
    edit,
    package,
    publish,
    resource,
    verify,
    with_portal,
    without_answer,
    writes,
)
from tests.publication.test_targets import target
from tests.publication.world import FULDA, GIESSEN, KASSEL, KREIS, UNITS, USE, World, decision, entry

EVERYBODY = [KASSEL, GIESSEN, FULDA, KREIS]


@pytest.fixture
def shown(world: World, ckan_alone: CkanForTests) -> World:
    """The small house, published into an empty portal."""
    ckan_alone.purge()
    with_portal(world, ckan_alone).publish()
    result = publish(world)
    assert (result.exit_code, actions(result)) == (0, {USE: "created", UNITS: "created"}), result
    return world


def test_what_the_gate_opens_stands_in_the_portal_with_its_version(shown: World, ckan_alone: CkanForTests) -> None:
    found = package(ckan_alone, USE)
    assert found["title"] == "Begonnene Anträge (erzeugte Beispielzahlen)"
    assert {one["release_version"] for one in found["resources"]} == {"v1"}
    csv = resource(found, "csv")
    assert csv["table_version"] == "v1"
    release = (shown.project.releases / USE / "v1" / "data.csv").read_bytes()
    assert requests.get(csv["url"], timeout=60).content == release
    assert verify(shown).differences == ()


def test_a_second_time_nothing_is_written_and_no_plan_is_kept(shown: World) -> None:
    plans = set(shown.project.plans.iterdir())
    result = publish(shown)
    assert (result.exit_code, writes(result), actions(result)) == (0, 0, {USE: "unchanged", UNITS: "unchanged"})
    assert set(shown.project.plans.iterdir()) == plans


def test_a_plan_says_field_by_field_and_writes_nothing_there(shown: World, ckan_alone: CkanForTests) -> None:
    shown.write(f"catalogs/datasets/{USE}.yaml", entry(USE, "Neuer Titel"))
    before = package(ckan_alone, USE)
    assert actions(publish(shown, plan_only=True))[USE] == "unchanged", "the new release is not built yet"
    shown.publish()
    result = publish(shown, plan_only=True)
    assert actions(result) == {USE: "changed", UNITS: "unchanged"}
    assert result.plan is not None
    [changed] = [e for e in result.plan.entries if e.dataset == USE]
    told = {change.field: (change.old, change.new) for change in changed.changes}
    assert told["Titel"] == ("Begonnene Anträge (erzeugte Beispielzahlen)", "Neuer Titel (erzeugte Beispielzahlen)")
    assert package(ckan_alone, USE) == before
    stored = json.loads((shown.project.plans / f"{result.plan.id}.json").read_text(encoding="utf-8"))
    assert {e["dataset"]: e["action"] for e in stored["entries"]} == actions(result)
    assert publish(shown, plan_only=True).plan.id == result.plan.id  # type: ignore[union-attr]


def test_just_the_shown_plan_is_applied(shown: World, ckan_alone: CkanForTests) -> None:
    shown.build(f"update marts.{USE} set starts = 125 where starts = 120")
    shown.publish()
    planned = publish(shown, plan_only=True).plan
    assert planned is not None
    result = publish(shown, plan_id=planned.id)
    assert (result.exit_code, result.problem) == (0, "")
    assert package(ckan_alone, USE)["version"] == "v2"
    again = publish(shown, plan_id=planned.id)
    assert again.exit_code == 1 and "älter als das Portal" in again.problem
    assert writes(again) == 0


def test_a_plan_that_is_older_than_the_portal_or_the_release_is_refused(
    shown: World, ckan_alone: CkanForTests
) -> None:
    shown.build(f"update marts.{USE} set starts = 125 where starts = 120")
    shown.publish()
    planned = publish(shown, plan_only=True).plan
    assert planned is not None
    edit(ckan_alone, "package_patch", id=package(ckan_alone, USE)["id"], title="Von Hand")
    refused = publish(shown, plan_id=planned.id)
    assert "älter als das Portal" in refused.problem
    assert (package(ckan_alone, USE)["title"], package(ckan_alone, USE)["version"]) == ("Von Hand", "v1")
    planned = publish(shown, plan_only=True).plan
    assert planned is not None
    shown.build(f"update marts.{USE} set starts = 130 where starts = 120")
    shown.publish()
    assert "neu planen" in publish(shown, plan_id=planned.id).problem
    assert package(ckan_alone, USE)["version"] == "v1"


def test_what_somebody_edited_there_is_told_and_not_overwritten_by_looking(
    shown: World, ckan_alone: CkanForTests
) -> None:
    edit(ckan_alone, "package_patch", id=package(ckan_alone, USE)["id"], notes="Von Hand geschrieben.")
    looked = verify(shown)
    assert {difference.dataset for difference in looked.differences} == {USE}
    assert any("von Hand geändert" in difference.what for difference in looked.differences)
    assert package(ckan_alone, USE)["notes"] == "Von Hand geschrieben."
    planned = publish(shown, plan_only=True)
    assert planned.plan is not None
    assert [change.field for e in planned.plan.entries for change in e.by_hand] == ["Beschreibung"]
    assert publish(shown).exit_code == 0
    assert verify(shown).differences == ()
    assert package(ckan_alone, USE)["notes"].startswith("Ein Absatz")


def test_what_the_gate_stops_stays_as_it_is(shown: World, ckan_alone: CkanForTests) -> None:
    before = package(ckan_alone, USE)
    shown.build(f"update marts.{USE} set starts = 3 where starts = 120")
    result = publish(shown)
    assert (result.exit_code, actions(result), writes(result)) == (3, {USE: "held_back", UNITS: "unchanged"}, 0)
    assert package(ckan_alone, USE) == before
    report = next(entry for entry in result.as_reports() if entry["dataset"] == USE)
    assert (report["ausgang"], report["abgebrochen"]) == ("gestoppt", False)
    assert any("Schwelle" in reason for reason in report["gruende"])


def test_revoked_takes_the_files_off_and_leaves_a_page(shown: World, ckan_alone: CkanForTests) -> None:
    url = resource(package(ckan_alone, USE), "csv")["url"]
    revoked = decision(USE, 2, partners=EVERYBODY, status="widerrufen")
    shown.decide(USE, decision(USE), revoked)
    result = publish(shown)
    assert (result.exit_code, actions(result)[USE]) == (0, "withdrawn")
    found = package(ckan_alone, USE)
    assert found["resources"] == []
    assert "Die Öffnung wurde widerrufen." in found["notes"]
    assert requests.get(url, timeout=60).status_code == 404
    assert requests.get(f"{ckan_alone.url}/dataset/{USE}", timeout=60).status_code == 200
    again = publish(shown.at("2026-11-05T06:00:00+00:00"))
    assert (actions(again)[USE], writes(again)) == ("unchanged", 0)
    shown.decide(USE, decision(USE), revoked, decision(USE, 3))
    assert publish(shown).exit_code == 0
    assert resource(package(ckan_alone, USE), "csv")["release_version"] == "v1"


def test_an_announced_end_is_shown_for_thirty_days(shown: World, ckan_alone: CkanForTests) -> None:
    ends = {"since": "2026-10-20", "note": "Die Zählung wird durch eine andere ersetzt.", "successor": UNITS}
    shown.write(f"catalogs/datasets/{USE}.yaml", entry(USE, "Begonnene Anträge", deprecation=ends))
    result = publish(shown)
    assert (result.exit_code, actions(result)[USE]) == (0, "deprecated")
    found = package(ckan_alone, USE)
    assert found["dataset_status"].endswith("/DEPRECATED")
    assert ends["note"] in found["lifecycle_note"]
    assert found["resources"] != []
    result = publish(shown.at("2026-11-20T06:00:00+00:00"))
    assert (result.exit_code, actions(result)[USE]) == (0, "withdrawn")
    assert package(ckan_alone, USE)["resources"] == []


def test_what_has_no_contract_any_more_is_taken_off(shown: World, ckan_alone: CkanForTests) -> None:
    (shown.project.contracts / f"{USE}.yaml").unlink()
    result = publish(shown)
    assert actions(result) == {UNITS: "unchanged", USE: "withdrawn"}
    assert package(ckan_alone, USE)["resources"] == []


def test_of_some_datasets_the_plan_says_nothing_of_the_others(shown: World) -> None:
    assert actions(publish(shown, datasets=[UNITS])) == {UNITS: "unchanged"}


def test_the_state_says_what_stands_there_and_never_the_token(shown: World, ckan_alone: CkanForTests) -> None:
    state = portal_state(shown.project)
    assert (state.version, state.problem, state.lost) == ("2.12.0", "", ())
    assert [(one.dataset, one.version) for one in state.datasets] == [(UNITS, "v1"), (USE, "v1")]
    assert "godonu" in state.extensions
    assert state.targets == "Portal (CKAN) und lokaler Katalog"
    assert ckan_alone.token not in repr(state) + json.dumps(state.as_dict())
    for plan in shown.project.plans.iterdir():
        assert ckan_alone.token not in plan.read_text(encoding="utf-8")


def test_a_portal_that_is_not_there_is_told_and_the_release_stays_built(world: World) -> None:
    world.publish()
    world.project = without_answer(world.project)
    result = publish(world)
    assert result.exit_code == 1
    assert "nicht zu erreichen" in result.problem
    assert (result.plan, result.applied) == (None, ())
    assert all(order.folder is not None for order in result.orders)
    assert {entry["ergebnis"] for entry in result.as_reports()} == {"nicht erreicht"}
    assert "gepflanzter" not in repr(result)
    assert "nicht zu erreichen" in verify(world).problem
    assert "nicht zu erreichen" in portal_state(world.project).problem


def test_without_portal_or_token_a_sentence_says_which_variables_to_set(world: World) -> None:
    with pytest.raises(SettingsMistake, match="GODONU_CKAN_URL"):
        publish_to_portal(world.project, world.contracts(), world.known())
    world.project = replace(world.project, ckan=CkanAccess("http://127.0.0.1:9"))
    with pytest.raises(SettingsMistake, match="GODONU_CKAN_TOKEN"):
        publish_to_portal(world.project, world.contracts(), world.known())
    with pytest.raises(SettingsMistake, match="GODONU_CKAN_TOKEN"):
        check_portal(world.project)


def test_a_portal_that_is_no_target_gets_nothing(world: World) -> None:
    world.project = without_answer(world.project)
    target(world, "[lokal]")
    result = publish(world)
    assert result.exit_code == 1 and "catalogs/portal.yaml unter »targets«" in result.problem
    assert result.orders == ()
    assert [entry["gruende"] for entry in result.as_reports()] == [[result.problem]]
    with pytest.raises(CannotPublish, match="targets"):
        check_portal(world.project)


@pytest.mark.parametrize("number", ["0123abcd4567", "../../etc/passwd", "keiner"])
def test_a_plan_that_there_is_not_is_told(world: World, number: str) -> None:
    world.project = without_answer(world.project)
    with pytest.raises(CannotPublish, match="godonu plan --portal ckan"):
        check_portal(world.project, number)
    assert "godonu plan --portal ckan" in publish(world, plan_id=number).problem
