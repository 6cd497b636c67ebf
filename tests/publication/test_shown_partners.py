# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is shown goes when one of its partners is closed, whatever else stops; an emergency ends for each partner."""

from __future__ import annotations

import pytest

from godonu_platform.catalogs.emergency import holding_stop, write_stop
from godonu_platform.catalogs.local_client import shown_release
from godonu_platform.catalogs.release_folder import UnusableRelease, releasable_record
from godonu_platform.publication.release import latest_release
from tests.publication.test_portal_publication_orders import EVERYBODY, closing, orders
from tests.publication.world import GIESSEN, USE, World, decision

REASON, PERSON = "Eine Zahl ist nicht geschützt.", "p-3f9a1c7e"


def stopped(world: World, head: str | None = None) -> None:
    world.publish()
    book = world.candidate(USE).book
    assert book is not None
    write_stop(world.project, USE, REASON, PERSON, book.head() if head is None else head)


def holds(world: World) -> bool:
    book, latest = world.candidate(USE).book, latest_release(world.project, USE)
    assert book is not None and latest is not None
    return holding_stop(world.project, USE, book, latest.record.partners_in) is not None


@pytest.mark.parametrize(
    ("newer", "still"),
    [
        ({"partners": [GIESSEN], "status": "widerrufen"}, True),
        ({"partners": EVERYBODY, "status": "nicht_offen"}, True),
        ({"partners": [GIESSEN]}, True),
        ({"partners": EVERYBODY}, False),
    ],
)
def test_only_an_opening_for_everybody_inside_ends_an_emergency(
    world: World, newer: dict[str, object], still: bool
) -> None:
    stopped(world)
    world.decide(USE, decision(USE), decision(USE, 2, **newer))
    assert holds(world) is still
    found = orders(world, build=True)[USE]
    assert (found.folder is None) is still
    if still:
        with pytest.raises(UnusableRelease, match="im Notfall zurückgezogen"):
            releasable_record(world.project.releases / USE / "v1", world.project, world.candidate(USE).fingerprint)


def test_an_emergency_whose_newest_decision_nobody_finds_goes_on(world: World) -> None:
    stopped(world, "unbekannt")
    world.decide(USE, decision(USE), decision(USE, 2, partners=EVERYBODY))
    assert holds(world)
    assert any("nicht lesbar" in reason for reason in orders(world)[USE].reasons)


@pytest.mark.parametrize("status", ["widerrufen", "nicht_offen", "eingeschraenkt_interkommunal"])
def test_rows_of_a_closed_partner_go_also_when_the_gate_stops_for_another_reason(world: World, status: str) -> None:
    world.publish()
    world.build(f"update marts.{USE} set starts = 3 where starts = 120")
    world.decide(USE, decision(USE), decision(USE, 2, partners=[GIESSEN], status=status))
    found = orders(world, build=True)[USE]
    assert found.gate is not None and found.gate.outcome == "gestoppt"
    assert closing(found)[0] == "withdrawn"
    assert ("widerrufen" in closing(found)[1]) is (status == "widerrufen")
    result = world.publish()
    assert result.exit_code == 3
    assert {(d.outcome, d.action) for d in result.datasets if d.dataset == USE} == {("gestoppt", "withdrawn")}
    assert shown_release(world.project, USE) is None
