# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who may create a dataset may choose its id, if it is a UUIDv5 that nothing has; nobody takes over another's."""

from __future__ import annotations

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.deploy.extension.full_dataset import id_of
from tests.deploy.extension.portal_client import PortalClient, Refused


def _small(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "title": name, "notes": "x", "owner_org": "godonu"} | more


def test_a_uuid5_is_kept(portal: PortalClient) -> None:
    """The publisher is no sysadmin."""
    made = portal.publisher("package_create", **_small("eigene", id=id_of("eigene")))
    assert made["id"] == id_of("eigene")
    assert portal.anybody("package_show", id=id_of("eigene"))["name"] == "eigene"


def test_without_an_id_the_portal_gives_one(portal: PortalClient) -> None:
    """As in any CKAN; an empty one is none."""
    for name, more in (("ohne", {}), ("leer", {"id": ""})):
        made = portal.publisher("package_create", **_small(name, **more))
        assert uuid.UUID(made["id"]).version == 4


@pytest.mark.parametrize(
    "wrong",
    [  # the first is a UUIDv4
        "3f8b46e4-43a8-430f-a314-926b1f5f21d7", "kein-uuid", id_of("x").upper(), id_of("x") + " ", 7,
        ["a"], "../../etc",
    ],
)
def test_other_ids_are_refused(portal: PortalClient, wrong: Any) -> None:
    """Random ones are CKAN's own business; others would not be the same everywhere."""
    with pytest.raises(Refused) as caught:
        portal.publisher("package_create", **_small("falsche", id=wrong))
    assert caught.value.status == 409
    assert "id" in caught.value.error


def test_the_operator_keeps_his_freedom(portal: PortalClient) -> None:
    """CKAN lets a sysadmin choose any UUID."""
    chosen = str(uuid.uuid4())
    assert portal.operator("package_create", **_small("betrieb", id=chosen))["id"] == chosen


def test_an_existing_dataset_cannot_be_taken_over(portal: PortalClient) -> None:
    """Not a visible one, not a private one, not one in the bin; and it stays as it was."""
    portal.publisher("package_create", **_small("opfer", id=id_of("opfer"), title="Meins"))
    portal.publisher("package_create", **_small("geheim", id=id_of("geheim"), private=True))
    portal.publisher("package_create", **_small("papierkorb", id=id_of("papierkorb")))
    portal.publisher("package_delete", id=id_of("papierkorb"))
    for name in ("opfer", "geheim", "papierkorb"):
        with pytest.raises(Refused) as caught:
            portal.publisher("package_create", **_small("neu", id=id_of(name), title="Jetzt meins"))
        assert "gehört schon zu einem Datensatz" in caught.value.text
    assert portal.anybody("package_show", id="opfer")["title"] == "Meins"
    portal.operator("dataset_purge", id=id_of("papierkorb"))  # no search finds what is in the bin


def test_no_resource_of_another_dataset_can_be_taken_over(portal: PortalClient) -> None:
    """Ids of resources may be chosen in any CKAN; one that exists may not."""
    resource = {"id": id_of("datei"), "name": "a", "url": "https://example.org/a.csv"}
    portal.publisher("package_create", **_small("besitz", resources=[resource]))
    with pytest.raises(Refused):
        portal.publisher("package_create", **_small("dieb", resources=[resource | {"name": "b"}]))
    assert portal.anybody("resource_show", id=id_of("datei"))["name"] == "a"


def test_of_two_at_the_same_moment_one_wins(portal: PortalClient) -> None:
    """The other is refused and changes nothing; without the lock it would overwrite the first."""
    start = threading.Barrier(4)

    def create(number: int) -> str:
        start.wait()
        try:
            return str(portal.publisher("package_create", **_small(f"zugleich-{number}", id=id_of("zugleich")))["name"])
        except Refused as refused:
            assert refused.status == 409, refused
            return ""

    with ThreadPoolExecutor(4) as pool:
        won = [name for name in pool.map(create, range(4)) if name]
    assert len(won) == 1
    assert portal.anybody("package_show", id=id_of("zugleich"))["name"] == won[0]


def test_an_update_cannot_change_the_id(portal: PortalClient) -> None:
    """It names the dataset and nothing else."""
    portal.publisher("package_create", **_small("bleibt", id=id_of("bleibt")))
    portal.publisher("package_patch", id=id_of("bleibt"), title="Neuer Titel")
    assert portal.anybody("package_show", id="bleibt")["id"] == id_of("bleibt")
    with pytest.raises(Refused):
        portal.publisher("package_revise", match={"name": "bleibt"}, update={"id": id_of("anders")})


def test_a_stranger_may_create_nothing(portal: PortalClient) -> None:
    """With or without an id."""
    for more in ({}, {"id": id_of("fremd")}):
        with pytest.raises(Refused) as caught:
            portal.stranger("package_create", **_small("fremd", **more))
        assert caught.value.status == 403
