# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""A write whose answer was lost is settled: nothing is done twice, and what was done is seen."""

from __future__ import annotations

from typing import Any

import pytest

from godonu_platform.catalogs.ckan.calls_repeat import agrees, may_repeat
from godonu_platform.catalogs.ckan.faults import PortalFault
from tests.catalogs.ckan.conftest import Scripted
from tests.catalogs.ckan.scripted_portal import answer, raw, refusal, reset

SENT = {"id": "a1", "name": "verkehr", "title": "Verkehr", "resources": [{"id": "r1", "hash": "abc", "url": "v.csv"}]}
SHOWN = {**SENT, "metadata_modified": "2", "resources": [{"id": "r1", "hash": "abc", "url": "http://p/v.csv"}]}
REVISION = {"match": {"id": "a1", "metadata_modified": "1"}, "update": {k: v for k, v in SENT.items() if k != "name"}}


def test_a_created_dataset_is_recognised(portal_that: Scripted) -> None:
    portal, calls = portal_that(
        reset, refusal(409, "Validation Error", id=["Dataset id already exists"]), answer(SHOWN)
    )
    assert calls.write("package_create", SENT) == SHOWN
    assert portal.actions == ["package_create", "package_create", "package_show"]
    assert portal.calls[2].json == {"id": "a1"}
    assert calls.writes == 2


def test_a_foreign_dataset_of_that_name_is_not_taken_for_ours(portal_that: Scripted) -> None:
    other = {**SHOWN, "title": "Etwas anderes"}
    _, calls = portal_that(reset, refusal(409, "Validation Error", name=["That URL is already in use."]), answer(other))
    with pytest.raises(PortalFault) as caught:
        calls.write("package_create", SENT)
    assert caught.value.kind == "konflikt"


def test_a_name_that_was_taken_before_is_a_conflict_at_once(portal_that: Scripted) -> None:
    """No answer was lost, so nobody has to look."""
    portal, calls = portal_that(refusal(409, "Validation Error", name=["That URL is already in use."]))
    with pytest.raises(PortalFault):
        calls.write("package_create", SENT)
    assert portal.actions == ["package_create"]


def test_a_revision_that_arrived_is_recognised(portal_that: Scripted) -> None:
    portal, calls = portal_that(raw(502), refusal(409, "Validation Error", match=["metadata_modified"]), answer(SHOWN))
    assert calls.write("package_revise", REVISION) == {"package": SHOWN}
    assert portal.actions == ["package_revise", "package_revise", "package_show"]


@pytest.mark.parametrize(
    "shown",
    [
        {**SHOWN, "resources": [{"id": "r1", "hash": "another"}]},
        {**SHOWN, "resources": []},
        {**SHOWN, "title": "von Hand geändert"},
        {**SHOWN, "metadata_modified": "1"},
    ],
)
def test_a_revision_of_somebody_else_is_a_conflict(shown: dict[str, Any], portal_that: Scripted) -> None:
    _, calls = portal_that(reset, refusal(409, "Validation Error", match=["metadata_modified"]), answer(shown))
    with pytest.raises(PortalFault) as caught:
        calls.write("package_revise", REVISION)
    assert (caught.value.kind, list(caught.value.fields)) == ("konflikt", ["match"])


def test_the_last_try_may_have_arrived_too(portal_that: Scripted) -> None:
    portal, calls = portal_that(reset, reset, answer(SHOWN), attempts=2)
    assert calls.write("package_revise", REVISION) == {"package": SHOWN}
    assert portal.actions == ["package_revise", "package_revise", "package_show"]


def test_when_nobody_can_be_asked_the_first_fault_stays(portal_that: Scripted) -> None:
    portal, calls = portal_that(raw(502), attempts=2)
    with pytest.raises(PortalFault) as caught:
        calls.write("package_revise", REVISION)
    assert (caught.value.kind, caught.value.unsure) == ("ueberlastet", True)
    assert portal.actions == ["package_revise", "package_revise", "package_show"]


def test_what_would_be_done_twice_is_not_sent_twice(portal_that: Scripted) -> None:
    portal, calls = portal_that(reset)
    with pytest.raises(PortalFault) as caught:
        calls.write("resource_view_create", {"resource_id": "r1"})
    assert caught.value.unsure
    assert len(portal.calls) == 1


@pytest.mark.parametrize("play", [raw(429), raw(429, "", Retry_After="1")])
def test_what_was_surely_not_done_is_sent_again_whatever_it_is(play: Any, portal_that: Scripted) -> None:
    portal, calls = portal_that(play, answer({"id": "v"}))
    assert calls.write("resource_view_create", {"resource_id": "r1"}) == {"id": "v"}
    assert len(portal.calls) == 2


@pytest.mark.parametrize(
    ("action", "data", "may"),
    [
        ("package_create", {}, True),
        ("package_revise", {}, True),
        ("datastore_delete", {}, True),
        ("godonu_table_load", {}, True),
        ("datastore_upsert", {}, True),
        ("datastore_upsert", {"method": "update"}, True),
        ("datastore_upsert", {"method": "insert"}, False),
        ("datastore_create", {"fields": []}, True),
        ("datastore_create", {"records": [{}], "primary_key": ["a"]}, True),
        ("datastore_create", {"records": [{}]}, False),
        ("resource_view_create", {}, False),
        ("resource_create", {}, False),
        ("irgendwas_neues", {}, False),
    ],
)
def test_only_what_ends_in_the_same_state_may_be_repeated(action: str, data: dict[str, Any], may: bool) -> None:
    assert may_repeat(action, data) is may


def test_agreement_overlooks_only_what_ckan_writes_itself() -> None:
    assert agrees({"a": "x\r\ny ", "n": 5, "private": False, "leer": ""}, {"a": "x\ny", "n": "5", "private": "false"})
    assert agrees({}, {"leer": None, "auch": ""})
    assert not agrees({}, {"a": "x"})
    assert not agrees({"a": "y"}, {"a": "x"})
    assert not agrees({"resources": [{"id": "r", "size": 5}]}, {"resources": [{"id": "r", "size": 6}]})
    assert agrees({"tags": [{"name": "a", "id": "t"}]}, {"tags": [{"name": "b"}]}), "tags have no id of ours"


@pytest.mark.parametrize(
    ("sent", "recognised"),
    [
        ({"update__resources__r1": {"hash": "abc"}}, True),
        ({"update__resources__r1": {"hash": "another"}}, False),
        ({"update__resources__r2": {"hash": "abc"}}, False),
        ({"update": {"title": "Verkehr"}, "update__resources__r1": {"hash": "another"}}, False),
        ({"update": {"state": "active"}}, False),
        ({"update__resources__r1": {"url_type": "upload"}}, False),
        ({}, False),
    ],
)
def test_a_revision_of_one_resource_is_compared_too(
    sent: dict[str, Any], recognised: bool, portal_that: Scripted
) -> None:
    """What holds nothing to compare counts as somebody else's."""
    _, calls = portal_that(reset, refusal(409, "Validation Error", match=["metadata_modified"]), answer(SHOWN))
    revision = {"match": REVISION["match"], **sent}
    if recognised:
        assert calls.write("package_revise", revision) == {"package": SHOWN}
        return
    with pytest.raises(PortalFault):
        calls.write("package_revise", revision)
