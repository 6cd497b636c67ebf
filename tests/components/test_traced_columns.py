# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What Dagster shows of where columns come from, for the models of the real project and for a release."""

from __future__ import annotations

from typing import Any

import dagster as dg
import pytest

from godonu_platform.catalogs.local_client import shown_release
from godonu_platform.components import traced_columns
from godonu_platform.components.governed_models import ContractTranslator
from godonu_platform.contracts.contract import load_contracts
from godonu_platform.lineage.model_graph import load_manifest
from godonu_platform.project import Project
from tests.publication.conftest import world
from tests.publication.ways import trace_world
from tests.publication.world import UNITS, USE, World

__all__ = ["world"]


@pytest.fixture(scope="module")
def metadata(compiled_project: Project) -> dict[str, dict[str, Any]]:
    manifest = load_manifest(compiled_project)
    translator = ContractTranslator(compiled_project, load_contracts(compiled_project))
    names = {key: node["name"] for key, node in manifest["nodes"].items() if node["resource_type"] == "model"}
    found = traced_columns.of_models(compiled_project, manifest, translator, names)
    return {names[key]: facts for key, facts in found.items()}


def test_every_model_has_column_lineage_to_assets_that_exist(metadata: dict[str, dict[str, Any]]) -> None:
    for name, facts in metadata.items():
        lineage = facts["dagster/column_lineage"]
        assert isinstance(lineage, dg.TableColumnLineage)
        for deps in lineage.deps_by_column.values():
            assert len(set(deps)) == len(deps), name
            assert all(dep.column_name != "*" for dep in deps)


def test_a_column_leads_to_the_column_that_it_is_made_of(metadata: dict[str, dict[str, Any]]) -> None:
    deps = metadata["open_web_visits"]["dagster/column_lineage"].deps_by_column["visits"]
    assert dg.TableColumnDep(dg.AssetKey(["marts", "web_visits_monthly"]), "visits") in deps


def test_the_schema_says_declared_and_effective_class(metadata: dict[str, dict[str, Any]]) -> None:
    columns = {column.name: column for column in metadata["web_visits_monthly"]["dagster/column_schema"].columns}
    tags = columns["visits"].tags
    assert (tags["klasse"], tags["wirksame_klasse"]) == ("intern", "vertraulich")
    assert tags["wirksamer_personenbezug"] == "pseudonym"
    assert columns["visits"].description and columns["visits"].constraints


def test_the_classes_are_told_part_by_part(metadata: dict[str, dict[str, Any]]) -> None:
    told = metadata["web_visits_monthly"]["Klassen der Spalten"].value
    assert "| Spalte | angegeben | aus Werten | aus Auswahl | wirksam |" in told
    assert "**Vertraulich, Personenbezug: Pseudonym**" in told


def test_a_release_tells_its_way_in_sentences(world: World) -> None:
    trace_world(world)
    assert world.publish().exit_code == 0
    record, untraced = shown_release(world.project, USE), shown_release(world.project, UNITS)
    assert record is not None and untraced is not None
    told = traced_columns.of_release(record)["Herkunft"].value
    assert "`starts`" in told and "Schwellenwert" in told
    assert traced_columns.of_release(untraced) == {}
