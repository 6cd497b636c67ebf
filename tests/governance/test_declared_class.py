# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""A landed table has classes only where it comes from where its contract says; all that is unclear is strictest."""

from __future__ import annotations

from typing import Any

import pytest

from godonu_platform.governance.classes import Scale
from godonu_platform.governance.declared_class import Declared
from godonu_platform.governance.project_classes import ProjectClasses
from godonu_platform.lineage.dependency import ModelLineage
from tests.governance.test_effective_class import (
    BREAKERS,
    COLUMNS,
    CONCEPT,
    FILES,
    MANIFEST,
    RAW_CONTRACT,
    STEPS,
    dep,
    lineage,
    walk_classes,
)  # fmt: skip

TECHNICAL = CONCEPT.technical_tables[0]


def declared(name: str, meta: dict[str, str]) -> Declared:
    source = {"name": name, "schema": "raw", "columns": {column: {} for column in COLUMNS}, "config": {"meta": meta}}
    manifest: dict[str, Any] = {"sources": {"s": source}, "nodes": {}}
    return Declared(CONCEPT, Scale(CONCEPT), {"visits": RAW_CONTRACT}, manifest)


@pytest.mark.parametrize(
    ("name", "meta", "known"),
    [
        ("visits", FILES, True),
        ("visits", FILES | {"path": "others/batch=*/month=*/*.parquet"}, False),
        ("visits", FILES | {"folder": "reports"}, False),
        ("copied", FILES, False),
        ("copied", FILES | {"path": "copied/*.parquet"}, False),
        (TECHNICAL, FILES, False),
        (TECHNICAL, {"folder": "lake", "path": f"{TECHNICAL}.parquet"}, True),
    ],
)
def test_a_source_that_reads_what_is_not_its_own_has_no_classes(name: str, meta: dict[str, str], known: bool) -> None:
    assert bool(declared(name, meta).landed(f"raw.{name}")) is known


def classes(*lineages: ModelLineage) -> Any:
    known = {one.model: one for one in lineages}
    return walk_classes(known, CONCEPT, {"visits": RAW_CONTRACT}, MANIFEST, BREAKERS, dict.fromkeys(known, STEPS))


def test_rows_of_a_table_about_people_are_strict_until_a_step_lowers_them() -> None:
    effective = classes(lineage("m", {"ars": {dep("ars")}}, {dep("*", "group")}))["marts.m"]["ars"].effective
    assert (effective.vertraulichkeit, effective.personenbezug) != ("oeffentlich", "keiner")
    alone = classes(lineage("m", {"ars": {dep("ars")}}))["marts.m"]["ars"].effective
    assert (alone.vertraulichkeit, alone.personenbezug) == ("oeffentlich", "keiner")


def test_a_name_that_stands_twice_is_no_relation() -> None:
    found = classes(lineage("m", {"ars": {dep("ars")}}))
    assert ProjectClasses({}, found).relation("m") == "marts.m"
    decoy = ProjectClasses({}, {**found, "staging.m": found["marts.m"]})
    assert decoy.relation("m") is None
    assert decoy.of("m") == {}
