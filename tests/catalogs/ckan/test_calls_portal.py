# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Calls of a real CKAN: its own refusals, its lock, its files, and answers that are lost on the way."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from godonu_platform.catalogs.ckan import table_sync
from godonu_platform.catalogs.ckan.calls import Calls
from godonu_platform.catalogs.ckan.calls_tempo import Tempo
from godonu_platform.catalogs.ckan.faults import PortalFault
from godonu_platform.catalogs.ckan.portal_facts import portal_facts
from godonu_platform.catalogs.ckan.table import load_table, table_state
from godonu_platform.catalogs.ckan.uploads import Upload
from godonu_platform.settings import CkanAccess
from tests.catalogs.ckan.conftest import OwnDataset
from tests.catalogs.ckan.relay import Fate, relayed
from tests.catalogs.ckan.test_table import COUNTS, KEYS, expected, same_instant, there
from tests.catalogs.ckan.test_table_rows import write_release
from tests.portal import CkanForTests

QUICK = Tempo(first_pause=0.01, longest_pause=0.02)


def kind_of(ask: Callable[[], Any]) -> str:
    with pytest.raises(PortalFault) as caught:
        ask()
    return caught.value.kind


def revision(own: OwnDataset, **update: Any) -> dict[str, Any]:
    return {"match": {"id": own.id, "metadata_modified": own.show()["metadata_modified"]}, "update": update}


def test_refusals_of_a_real_portal(ckan_alone: CkanForTests, own_dataset: OwnDataset) -> None:
    calls = own_dataset.calls
    anonymous = Calls(CkanAccess(ckan_alone.url, None))
    wrong = Calls(CkanAccess(ckan_alone.url, "ein-erfundener-Token"))
    assert kind_of(lambda: calls.read("package_show", id=uuid4().hex)) == "nicht_gefunden"
    assert kind_of(lambda: calls.read("gibt_es_nicht")) == "nicht_gefunden"
    assert kind_of(lambda: calls.write("package_create", {"name": own_dataset.name, "title": "x"})) == "ungueltig"
    assert kind_of(lambda: calls.write("user_create", {"name": "x"})) == "verboten"
    assert kind_of(lambda: anonymous.write("package_patch", {"id": own_dataset.id, "title": "x"})) == "angemeldet"
    assert kind_of(lambda: wrong.write("package_patch", {"id": own_dataset.id, "title": "x"})) == "angemeldet"
    assert own_dataset.show()["title"] == "Ein Datensatz für einen Test"


def test_a_sql_search_is_never_offered(own_dataset: OwnDataset) -> None:
    """Nobody here calls it, and our portal has it off."""
    assert kind_of(lambda: own_dataset.calls.read("datastore_search_sql", sql="select 1")) == "nicht_gefunden"


def test_pages_answer_with_their_status(own_dataset: OwnDataset) -> None:
    assert own_dataset.calls.page("/dataset") == 200
    assert own_dataset.calls.page(f"/dataset/{uuid4().hex}") == 404
    assert own_dataset.calls.page(f"/dataset/{own_dataset.name}") in (302, 403, 404), "private: the public sees nothing"


def test_a_file_comes_back_as_it_went(own_dataset: OwnDataset, tmp_path: Path) -> None:
    file = tmp_path / "Zählung ü.csv"
    file.write_bytes("a;ä\n".encode() * 400_000)
    own_dataset.calls.revise(
        revision(own_dataset, title="Mit Datei"), {own_dataset.resource: Upload(file, "zaehlung.csv", "text/csv")}
    )
    shown = own_dataset.show()
    assert shown["title"] == "Mit Datei"
    assert shown["resources"][0]["url_type"] == "upload"
    digest = hashlib.sha256()
    for piece in own_dataset.calls.download(shown["resources"][0]["url"]):
        digest.update(piece)
    assert digest.hexdigest() == hashlib.sha256(file.read_bytes()).hexdigest()
    assert kind_of(lambda: list(own_dataset.calls.download(f"/dataset/{uuid4()}/resource/x/download/a"))) == (
        "nicht_gefunden"
    )


def test_a_file_over_the_real_limit_is_not_sent(own_dataset: OwnDataset, tmp_path: Path) -> None:
    """Our extension tells the limit; the file is sparse, so it costs nothing to be too large."""
    limit = own_dataset.facts.upload_limit
    assert limit
    file = tmp_path / "gross.csv"
    with file.open("wb") as stream:
        stream.truncate(limit + 1)
    upload = {own_dataset.resource: Upload(file, "gross.csv", "text/csv")}
    assert kind_of(lambda: own_dataset.calls.revise(revision(own_dataset), upload, limit=limit)) == "zu_gross"
    assert own_dataset.calls.writes == 0


def test_two_writers_at_once_and_one_of_them_is_told(own_dataset: OwnDataset) -> None:
    """Each adds a resource to what it saw; the lock lets one through, and no resource is lost afterwards."""
    seen = revision(own_dataset)

    def add(name: str) -> str:
        data = {**seen, "update__resources__extend": [{"name": name, "url": f"https://example.org/{name}"}]}
        try:
            own_dataset.calls.write("package_revise", data)
        except PortalFault as fault:
            return fault.kind
        return name

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(add, ["eins", "zwei"]))
    assert sorted(one == "konflikt" for one in results) == [False, True]
    (winner,) = (one for one in results if one != "konflikt")
    assert [resource["name"] for resource in own_dataset.show()["resources"]] == ["CSV", winner]


@pytest.mark.parametrize("fate", ["unheard", "unanswered"])
def test_a_revision_is_done_once_whatever_became_of_its_answer(
    fate: Fate, ckan_alone: CkanForTests, own_dataset: OwnDataset, tmp_path: Path
) -> None:
    file = tmp_path / "data.csv"
    file.write_text("a\n1\n")
    data = revision(own_dataset, title="Nach dem Abbruch", notes="Neu.", tags=[{"name": "rad"}])
    data["update"]["resources"] = [{**own_dataset.show()["resources"][0], "hash": "abc"}]
    lost = iter([fate])
    with relayed(
        ckan_alone.url, lambda _n, action: next(lost, "through") if action == "package_revise" else "through"
    ) as way:
        calls = Calls(CkanAccess(way.url, ckan_alone.token), tempo=QUICK)
        result = calls.revise(data, {own_dataset.resource: Upload(file, "data.csv", "text/csv")})
    shown = own_dataset.show()
    assert result["package"]["title"] == shown["title"] == "Nach dem Abbruch"
    assert shown["resources"][0]["hash"] == "abc"
    assert calls.writes == 2
    assert way.calls.count("package_show") == (1 if fate == "unanswered" else 0)


def test_a_dataset_is_created_once(ckan_alone: CkanForTests, own_dataset: OwnDataset) -> None:
    name = f"test_{uuid4().hex}"
    owner = own_dataset.show()["organization"]["name"]
    data = {"name": name, "title": "Neu", "notes": "Neu.", "owner_org": owner, "private": True}
    lost: list[Fate] = ["unanswered", "unheard"]
    with relayed(
        ckan_alone.url, lambda _n, action: lost.pop(0) if lost and action == "package_create" else "through"
    ) as way:
        calls = Calls(CkanAccess(way.url, ckan_alone.token), tempo=QUICK)
        made = calls.write("package_create", data)
    assert (made["name"], way.calls) == (name, ["package_create"] * 3 + ["package_show"])
    Calls(CkanAccess(ckan_alone.url, ckan_alone.sysadmin_token)).write("dataset_purge", {"id": made["id"]})


@pytest.mark.parametrize("fate", ["unheard", "unanswered"])
def test_a_table_is_right_although_every_third_answer_is_lost(
    fate: Fate, ckan_alone: CkanForTests, own_dataset: OwnDataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """First made, then changed; by CKAN's own actions, in many small calls."""
    monkeypatch.setattr(table_sync, "CHUNK", 30)
    monkeypatch.setattr(table_sync, "_PAGE", 60)
    monkeypatch.setattr(table_sync, "_DELETED", 20)
    with relayed(ckan_alone.url, lambda number, _action: fate if number % 3 == 0 else "through") as way:
        calls = Calls(CkanAccess(way.url, ckan_alone.token), tempo=QUICK)
        for sql in (
            COUNTS.format(150),
            f"select * replace ('x' as text) from ({COUNTS.format(200)}) where nummer > 60",
        ):
            write_release(tmp_path, sql)
            for _try in range(3):
                try:
                    load_table(calls, own_dataset.stock, own_dataset.resource, tmp_path, KEYS, "v1")
                    break
                except PortalFault as fault:
                    assert fault.kind in ("konflikt", "unerreichbar", "ungueltig")
            assert same_instant(there(own_dataset)) == expected(sql)


def test_the_facts_of_our_own_portal(own_dataset: OwnDataset) -> None:
    facts = portal_facts(own_dataset.calls)
    assert facts.own_actions and facts.scheming and facts.dcat and facts.charts and facts.datastore
    assert facts.version.startswith("2.12")
    assert own_dataset.calls.writes == 0


def test_the_facts_of_a_portal_of_others(ckan_without_extension: CkanForTests, tmp_path: Path) -> None:
    """CKAN, DataStore and ckanext-dcat, nothing of ours: the same table comes about."""
    calls = Calls(CkanAccess(ckan_without_extension.url, ckan_without_extension.token))
    facts = portal_facts(calls)
    assert (facts.own_actions, facts.scheming, facts.datastore, facts.upload_limit) == (False, False, True, None)
    owner = calls.read("organization_list_for_user", permission="create_dataset")[0]["name"]
    made = calls.write(
        "package_create",
        {"name": f"test_{uuid4().hex}", "owner_org": owner, "resources": [{"name": "CSV", "url": "data.csv"}]},
    )
    resource = made["resources"][0]["id"]
    write_release(tmp_path, COUNTS.format(100))
    assert load_table(calls, facts, resource, tmp_path, KEYS, "v1") == 100
    state = table_state(calls, resource)
    assert state is not None and state.rows == 100
    chief = Calls(CkanAccess(ckan_without_extension.url, ckan_without_extension.sysadmin_token))
    chief.write("dataset_purge", {"id": made["id"]})
