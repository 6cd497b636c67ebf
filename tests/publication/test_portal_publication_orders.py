# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the portal is asked to show follows from the gate: the release that holds, a closing, or nothing new."""

from __future__ import annotations

from datetime import date

import pytest

from godonu_platform.catalogs.ckan.orders import Order
from godonu_platform.catalogs.emergency import DAMAGED, stops, write_stop
from godonu_platform.catalogs.local_client import put_release, shown_release
from godonu_platform.catalogs.release_folder import UnusableRelease
from godonu_platform.publication import portal_publication_orders as orders_module
from godonu_platform.publication.portal_publication_orders import orders_for
from tests.publication.world import FULDA, GIESSEN, KASSEL, KREIS, UNITS, USE, World, decision, entry

EVERYBODY = [KASSEL, GIESSEN, FULDA, KREIS]
ENDS = {"since": "2026-10-20", "note": "Die Zählung wird durch eine andere ersetzt.", "successor": UNITS}


def orders(world: World, **more: object) -> dict[str, Order]:
    world.bind()
    found = orders_for(world.project, world.contracts(), world.known(), **more)  # type: ignore[arg-type]
    return {order.dataset: order for order in found}


def closing(order: Order) -> tuple[str, str, str | None, date]:
    assert order.closing is not None
    return order.closing.kind, order.closing.note, order.closing.successor, order.closing.since


def test_what_was_built_is_asked_for_and_not_built_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.publish()
    monkeypatch.setattr(orders_module, "build_release", lambda *_: pytest.fail("built again"))
    found = orders(world, build=True)
    assert {name: order.folder for name, order in found.items()} == {
        name: world.project.releases / name / "v1" for name in (USE, UNITS)
    }
    assert found[USE].fingerprint == world.judged(USE).fingerprint
    assert found[USE].gate is not None and found[USE].gate.outcome == "offen"
    assert found[USE].title == "Begonnene Anträge"
    assert found[USE].closing is None


def test_a_plan_builds_nothing_and_says_what_to_do(world: World) -> None:
    found = orders(world)
    assert found[USE].folder is None
    assert found[USE].reasons == ("Noch nicht gebaut; bitte zuerst »godonu publish«.",)
    assert not world.project.releases.exists()


def test_publishing_into_the_portal_alone_builds_what_is_not_there(world: World) -> None:
    assert orders(world, build=True)[USE].folder == world.project.releases / USE / "v1"
    assert shown_release(world.project, USE) is None
    assert world.publish().exit_code == 0
    assert [path.name for path in (world.project.releases / USE).iterdir()] == ["v1"]


def test_newer_figures_that_nobody_built_are_told_and_the_older_release_stays(world: World) -> None:
    world.publish()
    world.build(f"update marts.{USE} set starts = 125 where starts = 120")
    found = orders(world)[USE]
    assert found.folder == world.project.releases / USE / "v1"
    assert "neueren Stand, der noch nicht gebaut ist (nach v1)" in found.reasons[0]
    assert orders(world, build=True)[USE].folder == world.project.releases / USE / "v2"


def test_an_older_release_that_no_longer_holds_is_not_asked_for(world: World) -> None:
    world.publish()
    world.decide(USE, decision(USE), decision(USE, 2, partners=[GIESSEN], status="widerrufen"))
    found = orders(world)[USE]
    assert (found.folder, found.closing) == (None, None)
    assert "gilt die Öffnung nicht mehr" in found.reasons[0]
    assert orders(world, build=True)[USE].folder == world.project.releases / USE / "v2"


def test_other_words_in_the_settings_of_the_catalogue_make_no_release_old(world: World) -> None:
    world.publish()
    path = world.project.catalogs / "portal.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("+49 000 000000", "+49 000 000001"), encoding="utf-8")
    found = orders(world)[USE]
    assert found.folder == world.project.releases / USE / "v1"
    assert found.reasons == ()


def test_what_the_gate_stops_changes_nothing(world: World) -> None:
    world.publish()
    world.build(f"update marts.{USE} set starts = 3 where starts = 120")
    found = orders(world, build=True)
    assert (found[USE].folder, found[USE].closing) == (None, None)
    assert found[USE].gate is not None and found[USE].gate.outcome == "gestoppt"
    assert any("Schwelle" in reason for reason in found[USE].reasons)
    assert found[UNITS].folder is not None


def test_revoked_is_withdrawn_with_a_reason_for_the_public(world: World) -> None:
    world.publish()
    world.decide(USE, decision(USE), decision(USE, 2, partners=EVERYBODY, status="widerrufen", date="2026-10-28"))
    found = orders(world)[USE]
    assert found.folder is None
    assert closing(found) == ("withdrawn", "Die Öffnung wurde widerrufen.", None, date(2026, 10, 28))


def test_a_decision_that_ran_out_withdraws_since_that_day_on_every_day(world: World) -> None:
    world.publish()
    for moment in ("2027-10-02T10:00:00+00:00", "2027-12-24T10:00:00+00:00"):
        found = orders(world.at(moment))[USE]
        text = "Es liegt keine gültige Öffnungsentscheidung mehr vor."
        assert closing(found) == ("withdrawn", text, None, date(2027, 10, 1))


def test_an_announced_end_is_marked_for_thirty_days_and_then_carried_out_in_both_catalogues(world: World) -> None:
    world.publish()
    world.write(f"catalogs/datasets/{USE}.yaml", entry(USE, "Begonnene Anträge", deprecation=ENDS))
    found = orders(world, build=True)[USE]
    assert found.folder == world.project.releases / USE / "v2"
    assert closing(found) == ("deprecated", ENDS["note"], UNITS, date(2026, 10, 20))
    world.publish()
    world.at("2026-11-18T22:59:00+00:00")
    assert orders(world)[USE].closing == found.closing
    world.at("2026-11-18T23:01:00+00:00")  # midnight in Berlin
    found = orders(world)[USE]
    assert found.folder is None
    assert closing(found) == ("withdrawn", ENDS["note"], UNITS, date(2026, 11, 19))
    assert {(d.outcome, d.action) for d in world.publish().datasets if d.dataset == USE} == {
        ("nicht_offen", "withdrawn")
    }
    page = (world.project.catalogue / USE / "index.html").read_text(encoding="utf-8")
    assert ENDS["note"] in page


def test_an_end_that_lies_ahead_closes_nothing_yet(world: World) -> None:
    world.publish()
    ahead = {**ENDS, "since": "2026-12-01"}
    world.write(f"catalogs/datasets/{USE}.yaml", entry(USE, "Begonnene Anträge", deprecation=ahead))
    found = orders(world, build=True)[USE]
    assert found.folder is not None and found.closing is None


def test_what_has_no_contract_any_more_is_withdrawn(world: World) -> None:
    world.publish()
    (world.project.contracts / f"{USE}.yaml").unlink()
    found = orders(world)
    assert set(found) == {UNITS, USE}
    assert found[USE].gate is None
    assert closing(found[USE])[:2] == ("withdrawn", "Es gibt keinen Datenvertrag der Ebene Veröffentlichung mehr.")
    assert set(orders(world, datasets=[UNITS])) == {UNITS}


def test_a_crash_stays_with_its_dataset_and_tells_no_content(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.publish()
    real = orders_module.evaluate_gate

    def crash(candidate, *more, **named):  # type: ignore[no-untyped-def]
        if candidate.dataset == USE:
            raise ValueError("Erika Mustermann")
        return real(candidate, *more, **named)

    monkeypatch.setattr(orders_module, "evaluate_gate", crash)
    found = orders(world)
    assert (found[USE].folder, found[USE].gate, found[USE].closing) == (None, None, None)
    assert "Mustermann" not in str(found[USE].reasons) and "bleibt" in found[USE].reasons[0]
    assert found[UNITS].folder is not None


def test_a_broken_warehouse_stops_and_withdraws_nothing(world: World) -> None:
    world.publish()
    world.project.warehouse_ro.write_bytes(b"kaputt")
    found = orders(world, build=True)
    assert [(order.folder, order.closing) for order in found.values()] == [(None, None)] * 2


def test_an_emergency_keeps_a_dataset_off_until_somebody_decides_anew(world: World) -> None:
    world.publish()
    candidate = world.candidate(USE)
    assert candidate.book is not None
    reason = "Eine Zahl ist nicht geschützt."
    write_stop(world.project, USE, reason, "p-3f9a1c7e", candidate.book.head())
    found = orders(world, build=True)[USE]
    assert found.folder is None
    assert closing(found) == ("withdrawn", reason, None, date(2026, 11, 1))
    assert found.gate is not None and found.gate.outcome == "gestoppt"
    assert "neu entschieden ist" in found.reasons[0]
    result = world.publish()
    assert result.exit_code == 3
    with pytest.raises(UnusableRelease, match="im Notfall zurückgezogen"):
        put_release(world.project, world.project.releases / USE / "v1", fingerprint=candidate.fingerprint)
    world.decide(USE, decision(USE), decision(USE, 2))
    assert orders(world, build=True)[USE].folder is not None
    assert [stop.person for stop in stops(world.project)] == ["p-3f9a1c7e"]


def test_a_damaged_book_of_emergencies_opens_nothing(world: World) -> None:
    world.publish()
    book = world.project.reports / "unpublished.ndjson"
    book.write_text('{"dataset": "x"}\n', encoding="utf-8")
    with pytest.raises(ValueError, match="beschädigt"):
        stops(world.project)
    assert {result.outcome for result in world.publish().datasets} == {"gestoppt"}
    found = orders(world)
    assert {order.folder for order in found.values()} == {None}
    assert all(any(DAMAGED in reason for reason in order.reasons) for order in found.values())
