# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Classes flow up the lineage and come down only behind a step that holds; lineages here are written by hand."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from godonu_platform.contracts.concept import load_concept
from godonu_platform.contracts.contract import Column
from godonu_platform.governance.breakers import load_breakers
from godonu_platform.governance.effective_class import ColumnClass
from godonu_platform.governance.project_classes import walk_classes
from godonu_platform.lineage.dependency import Dependency, ModelLineage, Refusal, StepUse
from godonu_platform.project import SOURCE_ROOT, Project

PROJECT = Project.at(SOURCE_ROOT, SOURCE_ROOT / "data")
CONCEPT, BREAKERS = load_concept(PROJECT), load_breakers(PROJECT)
OPEN = ("oeffentlich", "keiner", "normal", "frei")
INTERN = ("intern", "keiner", "normal", "nur_lokale_modelle")
PSEUDONYM = ("vertraulich", "pseudonym", "hoch", "nur_lokale_modelle")
SECRET = ("streng_vertraulich", "besondere_kategorie", "sehr_hoch", "verboten")
TABLE = "raw.visits"
COLUMNS = {
    "ars": OPEN, "kind": INTERN, "person": PSEUDONYM, "illness": SECRET, "amount": PSEUDONYM, "record_no": INTERN,
    "total": INTERN, "nobody_said": ("", "", "", ""),
}  # fmt: skip


def column(name: str, classes: tuple[str, str, str, str], **more: Any) -> Column:
    return Column(
        name=name, title=name, description=name, type="string", classification=classes[0],  # type: ignore[arg-type]
        classified=bool(classes[0]), personal=classes[1], protection_need=classes[2], ml_use=classes[3],  # type: ignore[arg-type]
        **more,
    )  # fmt: skip


def contract(name: str, columns: list[Column]) -> Any:
    return SimpleNamespace(name=name, columns=tuple(columns), key=("person",), newer_by=None, month_column=None)


RAW_CONTRACT = contract("visits", [column(n, c, counts_cases=n == "total") for n, c in COLUMNS.items()])
FILES = {"folder": "lake", "path": "visits/batch=*/month=*/*.parquet"}
MANIFEST = {
    "sources": {
        "s": {"name": "visits", "schema": "raw", "columns": {n: {} for n in COLUMNS}, "config": {"meta": FILES}}
    },
    "nodes": {},
}
STEPS = dict.fromkeys(BREAKERS.steps)


def dep(name: str, role: str = "value", *steps: StepUse, effect: str = "keep", table: str = TABLE, **more: Any) -> Any:
    kind = "aggregated" if effect == "count" else "identity"
    return Dependency(table, name, more.get("kind", kind), role, effect, more.get("singled", False), steps)  # type: ignore[arg-type]


def lineage(
    model: str, columns: Mapping[str, set[Any]], rows: set[Any] = frozenset(), *refusals: Refusal
) -> ModelLineage:  # type: ignore[assignment]
    found = {name: frozenset(deps) for name, deps in columns.items()}
    return ModelLineage(f"marts.{model}", found, frozenset(rows), (), tuple(refusals))


def classes(*lineages: ModelLineage, named: Any = None, contracts: Mapping[str, Any] | None = None) -> Any:
    by_name = {one.model: one for one in lineages}
    steps = dict.fromkeys(by_name, STEPS if named is None else named)
    known = {"visits": RAW_CONTRACT, **(contracts or {})}
    return walk_classes(by_name, CONCEPT, known, MANIFEST, BREAKERS, steps)


def one(*deps: Any, rows: set[Any] | None = None, **more: Any) -> ColumnClass:
    found: ColumnClass = classes(lineage("m", {"x": set(deps)}, rows or set()), **more)["marts.m"]["x"]
    return found


def values(found: Any) -> tuple[str, str, str, str]:
    return found.vertraulichkeit, found.personenbezug, found.schutzbedarf, found.ml_nutzung


def test_a_value_brings_its_class_and_a_condition_does_too() -> None:
    found = one(dep("kind"), dep("person", "condition"))
    assert values(found.direct) == INTERN
    assert values(found.indirect) == PSEUDONYM
    assert values(found.effective) == PSEUDONYM
    assert found.because == ("raw.visits.person",)


@pytest.mark.parametrize("role", ["condition", "join", "window", "group", "filter", "sort"])
def test_what_decides_about_the_rows_counts_like_the_value(role: str) -> None:
    assert values(one(dep("ars"), rows={dep("person", role)}).effective) == PSEUDONYM


def test_a_column_that_nobody_classed_or_knows_is_strictest() -> None:
    assert values(one(dep("nobody_said")).effective) == SECRET
    assert values(one(dep("gone")).effective) == SECRET
    assert values(one(dep("ars", table="raw.unknown")).effective) == SECRET


def test_the_class_goes_on_through_models() -> None:
    found = classes(
        lineage("a", {"renamed": {dep("person")}, "plain": {dep("ars")}}, {dep("amount", "filter")}),
        lineage("b", {"again": {dep("renamed", table="marts.a")}, "plain": {dep("plain", table="marts.a")}}),
    )["marts.b"]
    assert values(found["again"].effective) == PSEUDONYM
    assert values(found["plain"].direct) == OPEN
    assert values(found["plain"].indirect) == PSEUDONYM, "the filter two models before"
    assert found["again"].because == ("marts.a.renamed", "raw.visits.person")


def test_a_declaration_may_raise_and_never_lower() -> None:
    open_ = contract("m", [column("x", OPEN)])
    strict = contract("m", [column("x", SECRET)])
    assert values(one(dep("person"), contracts={"m": open_}).effective) == PSEUDONYM
    assert values(one(dep("ars"), contracts={"m": strict}).effective) == SECRET
    undeclared = contract("m", [])
    assert values(one(dep("ars"), contracts={"m": undeclared}).effective) == SECRET


def test_a_count_is_as_strict_as_its_table_and_no_breaker() -> None:
    whole = dep("*", effect="count")
    found = one(whole)
    assert found.counted and values(found.effective) == SECRET


def counted(name: str = "person", role: str = "value", effect: str = "count", **more: Any) -> Any:
    return dep(name, role, StepUse("threshold", "count", effect), effect="break", **more)  # type: ignore[arg-type]


def test_the_threshold_opens_a_count_of_cases() -> None:
    found = one(counted(), rows=set())
    assert values(found.effective) == ("oeffentlich", "aggregiert_anonymisiert", "normal", "frei")
    assert found.steps == ("threshold",)


def test_the_threshold_opens_no_other_number() -> None:
    assert values(one(counted("amount", effect="keep")).effective) == PSEUDONYM, "the largest amount, rounded"
    assert values(one(counted("amount", effect="break")).effective) == PSEUDONYM
    assert values(one(counted("total", effect="keep")).effective)[0] == "oeffentlich", "declared as a count of cases"


def test_the_threshold_opens_nothing_that_is_stricter_than_it_accepts() -> None:
    assert values(one(counted("illness")).effective) == SECRET
    assert values(one(dep("*", "value", StepUse("threshold", "count", "count"), effect="break")).effective) == SECRET


def test_a_step_that_no_contract_names_lowers_nothing() -> None:
    assert values(one(counted(), named={}).effective) == PSEUDONYM
    assert values(one(counted(), named={"threshold": frozenset({"other"})}).effective) == PSEUDONYM
    assert values(one(counted(), named={"threshold": frozenset({"x"})}).effective)[0] == "oeffentlich"


def test_a_step_that_is_not_allow_listed_lowers_nothing() -> None:
    unknown = dep("person", "value", StepUse("sha256", "count", "count"), kind="masked")
    assert values(one(unknown, named={"sha256": None}).effective) == PSEUDONYM


def test_whoever_singles_out_a_person_is_helped_by_no_step() -> None:
    found = one(counted(role="condition", singled=True))
    assert values(found.fixed) == PSEUDONYM and values(found.effective) == PSEUDONYM
    harmless = one(dep("kind", "condition", StepUse("threshold", "count", "count"), singled=True))
    assert values(harmless.effective)[0] == "oeffentlich", "choosing a kind of event singles out nobody"
    later = classes(
        lineage("a", {"n": {dep("person", "condition", effect="count", singled=True)}}),
        lineage("b", {"n": {dep("n", "value", StepUse("threshold", "count", "keep"), table="marts.a")}}),
    )["marts.b"]["n"]
    assert values(later.effective) == PSEUDONYM, "and it is not forgotten in the next model"


def test_a_case_that_chooses_by_a_person_is_no_count() -> None:
    assert values(one(counted(role="condition", effect="keep")).effective) == PSEUDONYM
    assert values(one(counted(role="condition", effect="count")).effective)[0] == "oeffentlich"


def test_a_series_may_be_named_by_what_a_group_has_in_common_and_by_nobody() -> None:
    series = StepUse("protected_series", "many_keys", "keep")
    rows = dep("person", "group", StepUse("protected_series", "relation", "keep"))
    assert values(one(dep("kind", "value", series), rows={rows}).effective)[0] == "oeffentlich"
    assert values(one(dep("person", "value", series), rows={rows}).effective) == PSEUDONYM


def test_rows_may_be_chosen_by_technical_keys_only() -> None:
    use = StepUse("not_set_aside", "repeats", "keep")
    assert values(one(dep("ars"), rows={dep("record_no", "filter", use)}).effective) == OPEN
    assert values(one(dep("ars"), rows={dep("person", "filter", use)}).effective) == OPEN, "the key of the dataset"
    assert values(one(dep("ars"), rows={dep("amount", "filter", use)}).effective) == PSEUDONYM
    assert values(one(dep("person", "value", use)).effective) == PSEUDONYM, "a value is not chosen, it is shown"
    mixed = classes(
        lineage("r", {"record_no": {dep("record_no")}}, {dep("amount", "filter")}),
        lineage("m", {"x": {dep("ars")}}, {dep("record_no", "filter", use, table="marts.r")}),
    )["marts.m"]["x"]
    assert values(mixed.effective) == PSEUDONYM, "an address list that was made from amounts is not technical"


def test_what_cannot_be_traced_is_strictest_and_says_why() -> None:
    refusal = Refusal("PIVOT", 3, "wird nicht verfolgt")
    found = classes(lineage("m", {"x": {dep("*", effect="break")}}, set(), refusal))["marts.m"]["x"]
    assert values(found.effective) == SECRET
    assert found.untraced == "PIVOT in Zeile 3: wird nicht verfolgt"


NAMES = st.sampled_from(sorted(COLUMNS))
ROLES = st.sampled_from(["value", "condition", "join", "window", "group", "filter", "sort"])


@given(st.lists(st.tuples(NAMES, ROLES), min_size=1, max_size=6), st.tuples(NAMES, ROLES))
def test_one_more_influence_never_opens_anything(deps: list[tuple[str, str]], more: tuple[str, str]) -> None:
    before, after = (one(*(dep(*d) for d in some)).effective for some in (deps, [*deps, more]))
    for axis in ("vertraulichkeit", "personenbezug", "schutzbedarf", "ml_nutzung"):
        assert CONCEPT.rank(axis, getattr(after, axis)) >= CONCEPT.rank(axis, getattr(before, axis))


@given(st.lists(st.tuples(NAMES, ROLES), min_size=1, max_size=6))
def test_without_a_step_the_class_is_the_maximum_of_all_inputs(deps: list[tuple[str, str]]) -> None:
    found = one(*(dep(*d) for d in deps)).effective
    for place, axis in enumerate(("vertraulichkeit", "personenbezug", "schutzbedarf", "ml_nutzung")):
        assert getattr(found, axis) == CONCEPT.max(axis, [COLUMNS[name][place] or None for name, _ in deps])
