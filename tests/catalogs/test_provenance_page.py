# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The page that says where figures come from: an anchor per column, links that lead there, nothing internal."""

from __future__ import annotations

import re
from dataclasses import replace

from tests.publication.ways import trace_world
from tests.publication.world import GIESSEN, KASSEL, USE, World, decision

EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)>"


def _pages(world: World) -> tuple[str, str]:
    result = world.publish()
    assert result.exit_code == 0, [one.reasons for one in result.datasets]
    folder = world.project.catalogue / USE
    return tuple((folder / name).read_text(encoding="utf-8") for name in ("index.html", "herkunft.html"))  # type: ignore[return-value]


def test_every_column_has_an_anchor_that_the_data_dictionary_links_to(world: World) -> None:
    trace_world(world)
    dataset, way = _pages(world)
    linked = re.findall(r'href="herkunft\.html#([^"]+)"', dataset)
    assert linked == [f"spalte-{column.name}" for column in world.contracts()[USE].columns]
    for anchor in linked:
        assert f'id="{anchor}"' in way


def test_links_inside_the_page_lead_somewhere(world: World) -> None:
    trace_world(world)
    _, way = _pages(world)
    assert set(re.findall(r'href="#([^"]+)"', way)) <= set(re.findall(r'id="([^"]+)"', way))


def test_the_page_says_way_classes_steps_and_decision(world: World) -> None:
    world.project = replace(world.project, revision="abc123")
    world.decide(USE, decision(USE, partners=[KASSEL, GIESSEN]))
    trace_world(world)
    _, way = _pages(world)
    for text in (
        "aus der Zahl der Zeilen in »Nutzungsereignisse«", "Kennzahl (Mart)", "use_monthly", "Vertraulich", "Pseudonym",
        "Art des Ereignisses", "Fallpseudonym", "Damit niemand erkannt wird.", "Der Nachweis ist gelungen.",
        "open-use-1", "Stadt Kassel", "2 Lieferungen, August bis September 2026", "lauf-1", "abc123",
    ):  # fmt: skip
        assert text in way, text
    assert "Kennung der Lieferung" not in way, "technical columns are told in one sentence"


def test_what_somebody_wrote_is_escaped(world: World) -> None:
    trace_world(world)
    ways = tuple(replace(way, title=EVIL, refused=(EVIL,)) for way in world.evidence.ways[USE])
    world.evidence = replace(world.evidence, ways={USE: ways})
    _, way = _pages(world)
    assert "<script" not in way and "<img" not in way
