# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""One decision for a named set of catalogues: other targets void it, and no client takes what is not for it."""

from __future__ import annotations

import pytest

from godonu_platform.catalogs.local_client import put_release, shown_release
from godonu_platform.catalogs.portal import load_portal
from godonu_platform.catalogs.release_folder import UnusableRelease, refuse_unless_target
from godonu_platform.governance.column_words import OriginWords
from godonu_platform.governance.matter_tables import matter_lines
from godonu_platform.publication.opening import opening_of
from godonu_platform.publication.plan import plan_dataset
from godonu_platform.publication.release import latest_release
from godonu_platform.yaml_model import YamlMistakes
from tests.publication.world import USE, World


def target(world: World, text: str) -> None:
    """Write other targets, as a steward would."""
    path = world.project.catalogs / "portal.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("targets:"))
    lines[at] = f"targets: {text}"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[ckan, lokl]", "gemeint war wohl »lokal«"),
        ("[ftp]", "erlaubt sind: 'ckan', 'lokal'"),
        ("[ckan, ckan]", "nennt ein Ziel doppelt"),
        ("[]", "mindestens 1 Einträge"),
    ],
)
def test_a_mistake_names_file_line_and_what_to_write(world: World, text: str, said: str) -> None:
    target(world, text)
    with pytest.raises(YamlMistakes, match=said) as told:
        load_portal(world.project)
    assert "portal.yaml:" in str(told.value)


def test_a_house_that_names_none_goes_into_the_local_catalogue(world: World) -> None:
    path = world.project.catalogs / "portal.yaml"
    kept = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("targets:")]
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")
    assert load_portal(world.project).targets == ("lokal",)


def test_the_order_of_the_targets_voids_no_decision(world: World) -> None:
    before = world.judged(USE).fingerprint
    target(world, "[lokal, ckan]")
    assert world.judged(USE).fingerprint == before


def test_other_targets_void_the_decision_and_the_plan_says_so(world: World) -> None:
    world.publish()
    target(world, "[lokal]")
    planned = plan_dataset(world.judged(USE))
    assert (planned.outcome, planned.action) == ("gestoppt", "held_back")
    assert {partner.code for partner in planned.gate.partners_out} >= {"anderer_fingerprint"}


def test_who_decides_is_told_the_targets(world: World) -> None:
    lines = matter_lines(opening_of(world.judged(USE), OriginWords()))
    assert "Lizenz: dl-zero-de/2.0 · Ziel: Portal (CKAN) und lokaler Katalog" in lines


def test_a_client_refuses_what_is_not_for_its_catalogue(world: World) -> None:
    target(world, "[lokal]")
    refuse_unless_target(load_portal(world.project), "lokal")
    with pytest.raises(UnusableRelease, match="»ckan« ergänzen und mit »godonu decide« neu entscheiden"):
        refuse_unless_target(load_portal(world.project), "ckan")


def test_without_the_local_catalogue_a_release_is_built_and_nothing_shown(world: World) -> None:
    target(world, "[ckan]")
    result = world.publish(datasets=[USE])
    assert [(d.outcome, d.action, d.version, d.page) for d in result.datasets] == [("offen", "built", "v1", None)]
    assert shown_release(world.project, USE) is None
    assert [d.action for d in world.publish(datasets=[USE]).datasets] == ["unchanged"]
    release = latest_release(world.project, USE)
    assert release is not None
    with pytest.raises(UnusableRelease, match="Portal \\(CKAN\\)"):
        put_release(world.project, release.folder, fingerprint=world.candidate(USE).fingerprint)


def test_what_the_local_catalogue_showed_goes_when_it_is_no_target_any_more(world: World) -> None:
    world.publish()
    target(world, "[ckan]")
    world.bind()
    assert plan_dataset(world.judged(USE)).action == "withdrawn"
    assert {d.action for d in world.publish().datasets} == {"withdrawn"}
    page = (world.project.catalogue / USE / "index.html").read_text(encoding="utf-8")
    assert "Dieser Katalog ist kein Ziel der Veröffentlichung mehr." in page
    assert not (world.project.catalogue / USE / "data.csv").exists()
