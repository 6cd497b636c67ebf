# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""A portal says what it is; one that is too old, or hides its age, is refused with the reason."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from godonu_platform.catalogs.ckan.faults import PortalFault
from godonu_platform.catalogs.ckan.portal_facts import PortalTooOld, portal_facts, refuse_too_old
from tests.catalogs.ckan.conftest import Scripted
from tests.catalogs.ckan.scripted_portal import answer, raw

STATUS: dict[str, Any] = {"ckan_version": "2.12.0", "site_url": "https://daten.example.org/", "extensions": []}
UNKNOWN = raw(400, '"Bad request: Action name not known: godonu_status_show"', "application/json")


def test_a_portal_with_our_extension(portal_that: Scripted) -> None:
    names = ["godonu", "activity", "dcat", "datastore", "charts_view", "scheming_datasets"]
    own = {"version": "0.1.0", "features": ["table_load"], "upload_limit": 10485760}
    portal, calls = portal_that(answer({**STATUS, "extensions": names}), answer(own))
    facts = portal_facts(calls)
    assert (facts.version, facts.upload_limit, facts.site_url) == ("2.12.0", 10485760, "https://daten.example.org")
    assert facts.own_actions and facts.scheming and facts.dcat and facts.charts and facts.datastore
    assert facts.own_loader is None
    assert portal.actions == ["status_show", "godonu_status_show"]
    assert calls.writes == 0


def test_a_bare_portal(portal_that: Scripted) -> None:
    portal, calls = portal_that(answer({**STATUS, "extensions": "text_view  xloader", "site_url": None}))
    facts = portal_facts(calls)
    assert facts.extensions == {"text_view", "xloader"}
    assert not (facts.own_actions or facts.scheming or facts.dcat or facts.charts or facts.datastore)
    assert (facts.upload_limit, facts.own_loader, facts.site_url) == (None, "xloader", portal.url)
    assert portal.actions == ["status_show"], "our action is only asked where our extension is named"


def test_our_name_without_our_actions(portal_that: Scripted) -> None:
    _, calls = portal_that(answer({**STATUS, "extensions": ["godonu"]}), UNKNOWN)
    assert portal_facts(calls).own_actions is False


def test_our_extension_may_tell_a_hidden_version(portal_that: Scripted) -> None:
    hidden = {"site_url": "x", "extensions": ["godonu"]}
    _, calls = portal_that(answer(hidden), answer({"ckan_version": "2.12.1"}))
    assert portal_facts(calls).version == "2.12.1"


@pytest.mark.parametrize("limit", [0, -1, "10", True, None, 1.5])
def test_a_limit_that_is_none_is_not_known(limit: Any, portal_that: Scripted) -> None:
    _, calls = portal_that(answer({**STATUS, "extensions": ["godonu"]}), answer({"upload_limit": limit}))
    assert portal_facts(calls).upload_limit is None


def test_a_fault_is_not_taken_for_a_missing_extension(portal_that: Scripted) -> None:
    _, calls = portal_that(answer({**STATUS, "extensions": ["godonu"]}), raw(401))
    with pytest.raises(PortalFault):
        portal_facts(calls)


@pytest.mark.parametrize("status", [{}, [], "2.12.0", None, {"ckan_version": "neu"}, {"ckan_version": None}])
def test_what_does_not_tell_its_version_is_refused(status: Any, portal_that: Scripted) -> None:
    _, calls = portal_that(answer(status))
    with pytest.raises(PortalTooOld):
        portal_facts(calls)


@pytest.mark.parametrize("version", ["2.11.4", "2.11", "2.10.9", "2.9.11", "1.8", "2.11.5a0", "2.11.5rc1", "2.12.0b1"])
def test_an_old_portal_is_refused_with_the_reason(version: str) -> None:
    with pytest.raises(PortalTooOld, match="CVE-2026-42031") as caught:
        refuse_too_old(version)
    assert "2.11.5" in str(caught.value)


@pytest.mark.parametrize(
    "version", ["2.11.5", "2.11.6", "2.12.0", "2.12", "v2.12.0", "2.13.0a0", "3.0.0", "2.12.0+gov.3"]
)
def test_a_portal_with_the_fix_is_taken(version: str) -> None:
    assert refuse_too_old(version) is None  # type: ignore[func-returns-value]


@given(st.tuples(*[st.integers(0, 9999)] * 3), st.sampled_from(["", "a0", "b12", "rc1", ".dev3", "-alpha"]))
def test_versions_are_compared_as_numbers(number: tuple[int, int, int], preview: str) -> None:
    old = number < (2, 11, 5) or (bool(preview) and number in ((2, 11, 5), (2, 12, 0)))
    if old:
        with pytest.raises(PortalTooOld):
            refuse_too_old(".".join(map(str, number)) + preview)
    else:
        refuse_too_old(".".join(map(str, number)) + preview)


@given(st.text())
def test_rubbish_is_refused_or_a_version(text: str) -> None:
    """No text makes it stumble, and only one that starts with figures is taken."""
    try:
        refuse_too_old(text)
    except PortalTooOld:
        return
    assert text.strip().lstrip("v")[0].isdigit()
