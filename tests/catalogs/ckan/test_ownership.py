# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What somebody else made under our name, or beside our files, is told and left alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any, cast

import pytest

from godonu_platform.catalogs.ckan import portal_plan, withdrawal
from godonu_platform.catalogs.ckan.apply import PlanOutdated, apply_plan
from godonu_platform.catalogs.ckan.assessment import Surroundings, release_work
from godonu_platform.catalogs.ckan.calls import Calls
from godonu_platform.catalogs.ckan.faults import PortalFault
from godonu_platform.catalogs.ckan.memberships import Memberships
from godonu_platform.catalogs.ckan.orders import Closing
from godonu_platform.catalogs.ckan.ownership import NotOurs, refuse_strangers
from godonu_platform.catalogs.ckan.plan_file import PortalEntry, PortalPlan
from godonu_platform.catalogs.ckan.portal_memory import read_memory
from godonu_platform.catalogs.ckan.release_writer import ReleaseWriter
from godonu_platform.catalogs.ckan.shown import Detail, Shown, read_details
from godonu_platform.catalogs.ckan.strangers import forgotten
from godonu_platform.catalogs.ckan.table import TableState
from godonu_platform.catalogs.ckan.verify import Difference, _of_metadata
from godonu_platform.catalogs.ckan.withdrawal import unpublish_now
from godonu_platform.catalogs.identifiers import dataset_id
from godonu_platform.catalogs.release_folder import UnusableRelease
from tests.catalogs.ckan.portal_house import PortalHouse

GONE = Closing("withdrawn", "Die Öffnung wurde widerrufen.", None, date(2026, 11, 1))
OLD = Closing("deprecated", "Es gibt Neueres.", None, date(2026, 11, 1))
FOREIGN = {"id": "fremd", "name": "verkehr", "state": "active", "metadata_modified": "1", "resources": [{"id": "r"}]}


class NoCalls:
    """A portal that must not be written to."""

    url = "http://portal.invalid"
    writes = 0

    def __init__(self, *package: Mapping[str, Any]) -> None:
        self.package, self.written = package, list[str]()

    def read(self, action: str, **data: Any) -> Any:
        """Show the one package."""
        if action == "package_show":
            return dict(self.package[0])
        raise PortalFault("nicht_gefunden", "Das gibt es nicht.")

    def write(self, action: str, data: Mapping[str, Any], *, seconds: float | None = None) -> Any:
        """Note the call."""
        self.written.append(action)
        return {}


def around(house: PortalHouse) -> Surroundings:
    return Surroundings(house.project, house.site(), Memberships(set(), set()), read_memory(house.project))


@pytest.mark.parametrize("end", [GONE, OLD])
def test_a_closing_leaves_a_dataset_of_others_alone(dry_house: PortalHouse, end: Closing) -> None:
    dry_house.release("verkehr")
    calls = cast(Calls, NoCalls(FOREIGN))
    entry = portal_plan.assess(around(dry_house), calls, dry_house.order("verkehr", end, show=False)).entry
    assert (entry.action, entry.changes) == ("held_back", ())
    assert "er stammt nicht von hier" in entry.reasons[-1]


def test_an_emergency_leaves_a_dataset_of_others_alone(dry_house: PortalHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(withdrawal, "open_site", lambda *_, **__: dry_house.site())
    calls = NoCalls(FOREIGN)
    with pytest.raises(NotOurs, match="»verkehr«"):
        unpublish_now(dry_house.project, "verkehr", "Notfall.", calls=cast(Calls, calls))
    assert calls.written == []


def test_an_emergency_drops_a_table_that_came_back_after_the_page(
    dry_house: PortalHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = dry_house.site()
    monkeypatch.setattr(withdrawal, "open_site", lambda *_, **__: site)
    status = site.vocabularies.dataset_statuses["WITHDRAWN"].iri
    ours = dataset_id(site.installation, "verkehr")
    calls = NoCalls({**FOREIGN, "id": ours, "resources": [], "dataset_status": status})
    done = unpublish_now(dry_house.project, "verkehr", "Notfall.", calls=cast(Calls, calls))
    assert (done.action, done.writes, calls.written) == ("unchanged", 0, ["datastore_delete"])


def test_ours_is_known_by_id_or_identifier(dry_house: PortalHouse) -> None:
    site = dry_house.site()
    ours = dataset_id(site.installation, "verkehr")
    refuse_strangers("verkehr", site, None)
    for mark in ({"id": ours}, {"identifier": ours}, {"extras": [{"key": "identifier", "value": ours}]}):
        refuse_strangers("verkehr", site, FOREIGN | mark)
    with pytest.raises(NotOurs):
        refuse_strangers("verkehr", site, FOREIGN | {"identifier": "anders"})


def test_a_file_of_others_is_told_and_changes_nothing(dry_house: PortalHouse) -> None:
    order = dry_house.release("verkehr")
    place = around(dry_house)
    wanted = dict(release_work(place, order, Shown(None)).wanted)
    before = release_work(place, order, Shown(wanted))
    copied = {**wanted["resources"][0], "id": "fremd", "name": "Mein\nLink", "hash": "anders"}
    after = release_work(place, order, Shown({**wanted, "resources": [*wanted["resources"], copied]}))
    assert (before.added, after.added) == ((), ("Mein Link",))
    assert after.changes == before.changes
    calls = cast(Calls, NoCalls({**wanted, "resources": [*wanted["resources"], copied]}))
    now = portal_plan.assess(place, calls, order, {})
    assert "Datei von Hand hinzugefügt: Mein Link. Sie bleibt, wie sie ist." in now.entry.reasons
    assert Difference("verkehr", "Datei von Hand hinzugefügt", "", "Mein Link") in list(_of_metadata(now))


def test_rows_that_were_not_counted_for_us_are_asked_for(dry_house: PortalHouse) -> None:
    fields = [{"id": "ort", "type": "text", "info": {"label": "Ort"}}]

    def read(action: str, **_: Any) -> Any:
        if action == "datastore_info":
            return {"fields": fields, "meta": {"count": 7}}
        return {"r": {"table": {"fields": fields, "rows": None}, "views": []}}

    found = read_details(cast(Calls, SimpleNamespace(read=read)), dry_house.site(), ["verkehr"])
    assert found == {"r": Detail(TableState({"ort": "text"}, {"ort": "Ort"}, 7), ())}


def test_the_gate_is_asked_again_before_the_files_go(dry_house: PortalHouse) -> None:
    order = dry_house.release("verkehr")
    work = release_work(around(dry_house), order, Shown(None))
    writer = ReleaseWriter(around(dry_house), cast(Calls, NoCalls()))
    writer._ask_gate_again(work)
    with pytest.raises(UnusableRelease, match="veraltet"):
        writer._ask_gate_again(replace(work, fingerprint="anders"))
    (work.folder / "data.csv").write_text("anders", encoding="utf-8")
    with pytest.raises(UnusableRelease, match=r"data\.csv wurde nach der Freigabe verändert"):
        writer._ask_gate_again(work)


def test_a_plan_for_another_portal_is_not_carried_out(dry_house: PortalHouse) -> None:
    plan = PortalPlan(
        id="a",
        created=dry_house.project.clock(),
        portal="http://anderes.invalid",
        portal_version="2.12.0",
        entries=(PortalEntry(dataset="verkehr", title="Verkehr", action="created"),),
        lost=(),
        notes=(),
    )
    calls = NoCalls()
    with pytest.raises(PlanOutdated, match=r"gilt für das Portal http://anderes\.invalid"):
        apply_plan(dry_house.project, plan, [], calls=cast(Calls, calls))
    assert calls.written == []


def test_all_pages_of_what_was_forgotten_are_read(dry_house: PortalHouse) -> None:
    site = dry_house.site()
    ids = {name: dataset_id(site.installation, name) for name in ("a", "b", "c", "d", "e")}
    found = [{"id": number, "name": name, "title": name.upper()} for name, number in ids.items()]

    def read(action: str, **asked: Any) -> Any:
        if action == "package_show":
            return {"id": asked["id"], "state": "active", "resources": [{}]}
        return {"count": len(found), "results": found[asked["start"] : asked["start"] + 2]}

    told = forgotten(cast(Calls, SimpleNamespace(read=read)), site, {"b"})
    assert told == [("a", "A"), ("c", "C"), ("d", "D"), ("e", "E")]
