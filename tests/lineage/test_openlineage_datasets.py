# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Every dataset of this project is described with all its columns, and all hang together from inbox to catalogue."""

from __future__ import annotations

import pytest

from godonu_platform.contracts.contract import load_contracts
from godonu_platform.lineage.dependency import Dependency, ModelLineage
from godonu_platform.lineage.model_graph import load_manifest
from godonu_platform.lineage.openlineage_datasets import Described, describe
from godonu_platform.lineage.openlineage_facts import Dataset, FieldUse
from godonu_platform.project import Project

FUNNEL = "marts.open_application_funnel"


@pytest.fixture(scope="module")
def facts(repository: object, tmp_path_factory: pytest.TempPathFactory) -> Described:
    project = Project.at(repository, tmp_path_factory.mktemp("datasets"))  # type: ignore[arg-type]
    manifest, contracts = load_manifest(project), load_contracts(project)
    counted = Dependency("marts.application_funnel_monthly", "events", "transformed", "value", "keep", False)
    lineage = ModelLineage(FUNNEL, {"ars": frozenset({counted})}, frozenset())
    tags = {FUNNEL: {"ars": (("vertraulichkeit", "intern"),)}}
    return Described(manifest, contracts, {FUNNEL: lineage}, tags)


@pytest.fixture(scope="module")
def datasets(facts: Described) -> dict[str, Dataset]:
    return describe(facts)


def test_every_contract_has_its_datasets(facts: Described, datasets: dict[str, Dataset]) -> None:
    for contract in facts.contracts.values():
        if contract.is_source:
            assert {f"inbox/{contract.name}", f"lake/{contract.name}"} <= set(datasets)
            continue
        assert f"marts.{contract.name}" in datasets
        assert (f"catalogue/{contract.name}" in datasets) is (contract.layer == "veroeffentlichung")


def test_every_input_is_a_dataset_and_only_the_edge_has_none(datasets: dict[str, Dataset]) -> None:
    assert {name for d in datasets.values() for name in d.inputs} <= set(datasets)
    edge = {name for name, d in datasets.items() if not d.inputs}
    own = {"raw.partners", "raw.run_months", "raw.deliveries", "raw.cross_month_events"}
    assert own <= edge and {n.split(".")[0] for n in edge if "/" not in n} == {"raw"}
    assert {n for n in edge if "/" in n} == {n for n in datasets if n.startswith("inbox/")}


def test_a_publication_can_be_followed_back_to_the_inbox(datasets: dict[str, Dataset]) -> None:
    seen, todo = set(), ["catalogue/open_traffic_daily"]
    while todo:
        for name in datasets[todo.pop()].inputs:
            if name not in seen:
                seen.add(name)
                todo.append(name)
    assert {"marts.open_traffic_daily", "lake/traffic_counts", "inbox/traffic_counts"} <= seen
    assert "inbox/portal_events" not in seen


def test_all_columns_are_told_with_their_types(facts: Described, datasets: dict[str, Dataset]) -> None:
    for contract in facts.contracts.values():
        name = f"lake/{contract.name}" if contract.is_source else f"marts.{contract.name}"
        told = [(f.name, f.type) for f in datasets[name].fields]
        assert told[: len(contract.columns)] == [(c.name, c.duckdb_type) for c in contract.columns]
    assert all(f.type and f.description for d in datasets.values() for f in d.fields if not d.name.startswith("inbox/"))


def test_owners_are_roles(datasets: dict[str, Dataset]) -> None:
    assert all(d.owners and all(o.startswith("team:") for o in d.owners) for d in datasets.values() if d.inputs)


def test_pseudonyms_are_masked_at_the_door(facts: Described, datasets: dict[str, Dataset]) -> None:
    lake = datasets["lake/portal_events"]
    contract = facts.contracts["portal_events"]
    for column in contract.columns:
        assert [u.masking for u in lake.columns[column.name]] == [column.treatment is not None] * len(column.inputs)
    case = FieldUse("inbox/portal_events", "case_id", "DIRECT", "TRANSFORMATION", True, "Behandlung pseudonym_fall")
    assert case in lake.columns["case_pid"]
    assert [(u.field, u.subtype, u.masking) for u in lake.columns["month"]] == [
        ("occurred_at", "TRANSFORMATION", False)
    ]
    fields = {f.name for f in datasets["inbox/portal_events"].fields}
    assert {u.field for uses in lake.columns.values() for u in uses} == fields
    assert lake.also == "raw.portal_events"


def test_tags_are_those_handed_over_else_the_declared_classes(datasets: dict[str, Dataset]) -> None:
    funnel = {f.name: f.tags for f in datasets[FUNNEL].fields}
    assert funnel["ars"] == (("vertraulichkeit", "intern"),)
    assert ("vertraulichkeit_erklaert", "oeffentlich") in funnel["partner_name"]
    case = {f.name: f.tags for f in datasets["lake/portal_events"].fields}["case_pid"]
    assert case == (
        ("personenbezug", "pseudonym"),
        ("personenbezug_erklaert", "pseudonym"),
        ("vertraulichkeit", "vertraulich"),
        ("vertraulichkeit_erklaert", "vertraulich"),
    )


def test_column_lineage_has_outer_names(datasets: dict[str, Dataset]) -> None:
    funnel = datasets[FUNNEL]
    assert funnel.columns["ars"] == (
        FieldUse("marts.application_funnel_monthly", "events", "DIRECT", "TRANSFORMATION", False),
    )
    assert set(funnel.columns) == {f.name for f in funnel.fields}, "a column without a known input is told as such"
    published = datasets["catalogue/open_application_funnel"]
    assert published.columns["ars"] == (FieldUse(FUNNEL, "ars", "DIRECT", "IDENTITY", False),)
