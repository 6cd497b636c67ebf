# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Each planted defect is found by our own shapes with words that say what it is, and by the official ones as stated."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import Graph

from godonu_platform.catalogs.official_shapes import ALL, Which, official_findings
from godonu_platform.catalogs.shapes import check_graph, own_shapes
from godonu_platform.project import Project
from tests.catalogs.metadata_defects import DEFECTS, SERVICE_DEFECTS, Defect
from tests.catalogs.shown_graph import graph_of, official
from tests.conftest import CLOCK, REPOSITORY
from tests.publication.world import World, build_world

EVERY = [(defect, False) for defect in DEFECTS] + [(defect, True) for defect in SERVICE_DEFECTS]
names = [defect.name for defect, _ in EVERY]


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> World:
    """One house for all defects; nobody changes it."""
    folder = tmp_path_factory.mktemp("katalog")
    root = folder / "haus"
    world = build_world(REPOSITORY, root, Project.at(root, folder / "daten", fixed_clock=CLOCK))
    assert world.publish().exit_code == 0
    return world


@pytest.fixture(scope="module")
def graphs(shown: World) -> dict[bool, Graph]:
    return {ckan: graph_of(shown, ckan=ckan) for ckan in (False, True)}


def spoilt(graphs: dict[bool, Graph], defect: Defect, ckan: bool) -> Graph:
    """A copy of the good graph with the defect in it."""
    graph = Graph()
    graph += graphs[ckan]
    defect.spoil(graph)
    assert set(graph) != set(graphs[ckan]), "nothing was planted"
    return graph


def test_there_are_enough_of_them() -> None:
    assert len(EVERY) >= 60 and len({defect.name for defect, _ in EVERY}) == len(EVERY)


@pytest.mark.parametrize(("defect", "ckan"), EVERY, ids=names)
def test_own_shapes_name_the_defect(shown: World, graphs: dict[bool, Graph], defect: Defect, ckan: bool) -> None:
    found = check_graph(spoilt(graphs, defect, ckan), own_shapes(shown.project, "3.0"))
    errors = [finding.message for finding in found if not finding.warning]
    assert any(defect.said in message for message in errors), errors


@pytest.mark.parametrize(("defect", "ckan"), EVERY, ids=names)
def test_the_official_shapes_find_what_they_have_a_rule_for(
    graphs: dict[bool, Graph], conformance: Path, defect: Defect, ckan: bool
) -> None:
    graph = spoilt(graphs, defect, ckan)
    found: tuple[Which, ...] = tuple(
        which
        for which in ALL
        if any(not f.warning for f in official_findings(graph, official(conformance), which=(which,)))
    )
    assert set(found) == set(defect.official)
