# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Every kind and role of a dependency has its OpenLineage words, and only a declared protective step masks."""

from __future__ import annotations

import pytest

from godonu_platform.lineage.dependency import KINDS, Dependency, Kind, ModelLineage, Role, StepUse
from godonu_platform.lineage.openlineage_columns import UseReader
from godonu_platform.lineage.openlineage_facts import FieldUse
from tests.lineage.openlineage_schemas import DIRECT, INDIRECT

FIELDS = {"raw.visits": ["a", "b"], "marts.figures": ["x"]}
STEPS = (StepUse("threshold", "n", "count"),)


def depends(
    column: str = "a", kind: Kind = "identity", role: Role = "value", steps: tuple[StepUse, ...] = ()
) -> Dependency:
    return Dependency("raw.visits", column, kind, role, "keep", False, steps)


def read(*found: Dependency, named: dict[str, frozenset[str] | None] | None = None) -> tuple[FieldUse, ...]:
    reader = UseReader({"raw.visits": "lake/visits"}, FIELDS, {"marts.figures": named or {}})
    return reader.columns(ModelLineage("marts.figures", {"x": frozenset(found)}, frozenset()))["x"]


def rows(*found: Dependency, named: dict[str, frozenset[str] | None] | None = None) -> tuple[FieldUse, ...]:
    reader = UseReader({"raw.visits": "lake/visits"}, FIELDS, {"marts.figures": named or {}})
    return reader.rows(ModelLineage("marts.figures", {}, frozenset(found)))


@pytest.mark.parametrize(
    ("kind", "subtype"),
    list(zip(KINDS, ("IDENTITY", "TRANSFORMATION", "AGGREGATION", "TRANSFORMATION"), strict=True)),
)
def test_a_value_is_direct(kind: Kind, subtype: str) -> None:
    assert read(depends(kind=kind)) == (FieldUse("lake/visits", "a", "DIRECT", subtype, False),)
    assert subtype in DIRECT


@pytest.mark.parametrize(
    ("role", "subtype"),
    [
        ("condition", "CONDITIONAL"),
        ("join", "JOIN"),
        ("window", "WINDOW"),
        ("group", "GROUP_BY"),
        ("filter", "FILTER"),
        ("sort", "SORT"),
    ],
)
def test_everything_else_is_indirect_whatever_its_kind(role: Role, subtype: str) -> None:
    for kind in KINDS:
        assert read(depends(kind=kind, role=role)) == (FieldUse("lake/visits", "a", "INDIRECT", subtype, False),)
    assert subtype in INDIRECT


def test_a_hash_masks_nothing() -> None:
    assert not read(depends(kind="masked"))[0].masking


@pytest.mark.parametrize(
    ("named", "masks"),
    [
        ({"threshold": None}, True),
        ({"threshold": frozenset({"x", "y"})}, True),
        ({"threshold": frozenset({"y"})}, False),
        ({"newest_snapshot": None}, False),
        ({}, False),
    ],
)
def test_a_step_masks_the_columns_for_which_a_contract_names_it(
    named: dict[str, frozenset[str] | None], masks: bool
) -> None:
    [use] = read(depends(kind="aggregated", steps=STEPS), named=named)
    assert use.masking is masks
    assert use.description == ("Schutzschritt threshold" if masks else "")


def test_one_way_with_and_one_without_the_step_are_both_told() -> None:
    uses = read(depends(steps=STEPS), depends(role="filter"), named={"threshold": None})
    assert [(use.type, use.masking) for use in uses] == [("DIRECT", True), ("INDIRECT", False)]


def test_a_whole_table_as_a_value_is_all_its_columns() -> None:
    uses = read(depends(column="*", kind="aggregated"))
    assert [(use.field, use.subtype, use.description) for use in uses] == [
        ("a", "AGGREGATION", "Tabelle als Ganzes"),
        ("b", "AGGREGATION", "Tabelle als Ganzes"),
    ]


def test_the_rows_of_a_table_name_no_column_and_what_chooses_them_does() -> None:
    assert rows(depends(column="*", role="filter")) == ()
    assert rows(depends("b", role="filter")) == (FieldUse("lake/visits", "b", "INDIRECT", "FILTER", False),)
    assert rows(depends("b", role="window", steps=STEPS), named={"threshold": frozenset({"x"})})[0].masking
