# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Taking away from a portal: too old is no hindrance, forbidden is not absent, and no target shows nothing."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from godonu_platform.catalogs.ckan.calls import Calls
from godonu_platform.catalogs.ckan.faults import PortalFault
from godonu_platform.catalogs.ckan.package import Site
from godonu_platform.catalogs.ckan.portal_facts import PortalTooOld, portal_facts
from godonu_platform.catalogs.ckan.shown import read_shown
from godonu_platform.publication import portal_publication
from godonu_platform.publication.portal_publication import NO_TARGET, verify_portal
from tests.publication.portal_world import without_answer
from tests.publication.test_targets import target
from tests.publication.world import World


def test_a_portal_that_is_too_old_is_asked_all_the_same() -> None:
    old = cast(Calls, SimpleNamespace(url="http://x", read=lambda _: {"ckan_version": "2.9.0", "extensions": []}))
    with pytest.raises(PortalTooOld):
        portal_facts(old)
    assert portal_facts(old, any_version=True).version == "2.9.0"


def test_what_we_may_not_see_is_a_fault_and_not_absent() -> None:
    def read(*_: Any, **__: Any) -> None:
        raise PortalFault("verboten", "Das darf der Nutzer nicht.")

    calls = cast(Calls, SimpleNamespace(read=read))
    site = cast(Site, SimpleNamespace(installation="godonu", form=SimpleNamespace(own=True)))
    assert read_shown(calls, site, "open_use").package is None
    with pytest.raises(PortalFault, match="darf"):
        read_shown(calls, site, "open_use", strict=True)


def test_a_portal_that_is_no_target_is_held_against_nothing_shown(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.project = without_answer(world.project)
    target(world, "[lokal]")
    monkeypatch.setattr(portal_publication, "verify_datasets", lambda *_, **__: ())
    found = verify_portal(world.project, world.contracts(), world.known()).orders
    assert found and {(o.folder, o.closing.kind, o.closing.note) for o in found if o.closing} == {
        (None, "withdrawn", NO_TARGET)
    }
