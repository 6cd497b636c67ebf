# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""A drawer holds one contract for each dataset and table, and nothing that would lie there unread."""

from __future__ import annotations

import shutil

import pytest

from godonu_platform.contracts.contract import load_contracts
from godonu_platform.project import Project
from godonu_platform.yaml_model import YamlMistakes


def refused(project: Project) -> list[str]:
    with pytest.raises(YamlMistakes) as caught:
        load_contracts(project)
    return [str(mistake) for mistake in caught.value.mistakes]


def test_the_drawer_as_it_is_has_no_mistake(own_drawers: Project) -> None:
    assert len(load_contracts(own_drawers)) > 30


def test_two_contracts_for_one_table_are_told_with_both_files(own_drawers: Project) -> None:
    first, second = own_drawers.contracts / "traffic_sites.yaml", own_drawers.contracts / "zaehlstellen.yaml"
    shutil.copy(first, second)
    told = refused(own_drawers)
    assert f"{second}:6: name: muss wie die Datei heißen: zaehlstellen" in told
    dataset = f"diesen Datensatz gibt es schon in {first}; bitte einen der beiden umbenennen oder entfernen"
    assert f"{second}:6: name: {dataset}" in told
    assert any(f"diese Tabelle hat schon einen Vertrag in {first}" in line for line in told)
    assert not any(line.startswith(f"{first}:") for line in told), "the first of the two is left in peace"


def test_a_renamed_copy_that_keeps_the_table_is_told(own_drawers: Project) -> None:
    first, second = own_drawers.contracts / "traffic_sites.yaml", own_drawers.contracts / "zaehlstellen.yaml"
    text = first.read_text(encoding="utf-8")
    second.write_text(text.replace("traffic_sites", "zaehlstellen", 2), encoding="utf-8")
    told = refused(own_drawers)
    assert any(f"diese Tabelle hat schon einen Vertrag in {first}" in line for line in told)
    assert not any("diesen Datensatz gibt es schon" in line for line in told)


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("traffic_sites.yml", "würde nicht gelesen; bitte in traffic_sites.yaml umbenennen"),
        ("Traffic_Sites.YAML", "würde nicht gelesen"),
        ("verkehr/traffic_sites.yaml", "liegt in einem Unterordner und würde nicht gelesen"),
    ],
)
def test_what_would_lie_there_unread_is_told(own_drawers: Project, place: str, words: str) -> None:
    path = own_drawers.contracts / place
    path.parent.mkdir(exist_ok=True)
    shutil.copy(own_drawers.contracts / "traffic_sites.yaml", path)
    [told] = refused(own_drawers)
    assert told.startswith(f"{path}:1: ")
    assert words in told


def test_mistakes_of_several_files_are_told_at_once(own_drawers: Project) -> None:
    for name in ("services", "regions"):
        path = own_drawers.contracts / f"{name}.yaml"
        path.write_text(path.read_text(encoding="utf-8").replace("status: active", "status: aktiv"), encoding="utf-8")
    (own_drawers.contracts / "portal_events.yaml").write_text("- nur\n- eine Liste\n", encoding="utf-8")
    assert {line.split(":")[0].rsplit("/")[-1] for line in refused(own_drawers)} == {
        "services.yaml",
        "regions.yaml",
        "portal_events.yaml",
    }
