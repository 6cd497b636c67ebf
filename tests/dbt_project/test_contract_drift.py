# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Contract, model YAML and built table say the same of every column, in both directions."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from godonu_platform.contracts.contract import Contract, load_contract
from tests.dbt_project.drift import column_drift, missing_sides
from tests.dbt_project.small_lake import REPOSITORY, SmallLake, declared

CONTRACTS = {path.stem: load_contract(path) for path in sorted((REPOSITORY / "governance/contracts").glob("*.yaml"))}
DERIVED = sorted(name for name, contract in CONTRACTS.items() if not contract.is_source)
SOURCES = sorted(name for name, contract in CONTRACTS.items() if contract.is_source)
LAYERS = {layer: declared(REPOSITORY, layer) for layer in ("staging", "intermediate", "marts", "open")}
MODELS = {name: (layer, model) for layer, models in LAYERS.items() for name, model in models.items()}
SCHEMAS = {"staging": "staging", "intermediate": "intermediate", "marts": "marts", "open": "marts"}
TECHNICAL = ["record_no", "landed_at", "content_hash", "flags", "batch", "month"]


def _said(columns: list[dict[str, Any]]) -> list[tuple[str, ...]]:
    meta = [(c, c["config"]["meta"]) for c in columns]
    return [(c["name"], c["data_type"], m["classification"], m["personenbezug"]) for c, m in meta]


def _promised(contract: Contract) -> list[tuple[str, ...]]:
    return [(c.name, c.duckdb_type, c.classification, c.personal) for c in contract.columns]


def _files(layer: str) -> set[str]:
    return {path.stem for path in (REPOSITORY / "dbt_project/models" / layer).glob("*.sql")}


def test_every_derived_model_has_a_contract_and_every_contract_a_model() -> None:
    models = {stem: layer for layer in ("marts", "open") for stem in _files(layer)}
    assert list(missing_sides(DERIVED, models)) == []


def test_what_one_side_lacks_is_told_with_both_sides() -> None:
    found = list(missing_sides(["only_contract", "both"], {"both": "marts", "only_model": "open"}))
    assert len(found) == 2
    assert "governance/contracts/only_contract.yaml" in found[0] and "models/(marts|open)/only_contract.sql" in found[0]
    assert "models/open/only_model.sql" in found[1] and "governance/contracts/only_model.yaml" in found[1]


def test_a_column_that_one_side_lacks_is_told_with_both_sides() -> None:
    promised = [
        ("a", "BIGINT", "intern", "keiner"),
        ("b", "DATE", "intern", "keiner"),
        ("c", "DATE", "intern", "keiner"),
    ]
    said = [
        ("a", "BIGINT", "oeffentlich", "keiner"),
        ("d", "DATE", "intern", "keiner"),
        ("c", "DATE", "intern", "keiner"),
    ]
    assert sorted(column_drift("contract x", promised, "model x", said)) == [
        "contract x: the column a has the classification intern, in model x it has oeffentlich",
        "contract x: the column b is not in model x",
        "model x: the column d is not in contract x",
    ]
    assert list(column_drift("contract x", promised[:2], "model x", promised[1::-1])) == [
        "contract x: the columns stand in another order than in model x"
    ]
    assert list(column_drift("contract x", promised, "model x", promised)) == []


@pytest.mark.parametrize("layer", LAYERS)
def test_every_model_is_described_and_every_description_has_a_model(layer: str) -> None:
    assert _files(layer) == set(LAYERS[layer])


@pytest.mark.parametrize("name", DERIVED)
def test_contract_and_model_yaml_agree(name: str) -> None:
    layer, model = MODELS[name]
    contract, yaml_file = f"governance/contracts/{name}.yaml", f"dbt_project/models/{layer}/_{layer}__models.yml"
    assert list(column_drift(contract, _promised(CONTRACTS[name]), yaml_file, _said(model["columns"]))) == []
    assert model["config"]["meta"]["contract"] == name
    assert [c["description"] for c in model["columns"]] == [c.description for c in CONTRACTS[name].columns]
    assert CONTRACTS[name].layer == {"marts": "abgeleitet", "open": "veroeffentlichung"}[layer]
    assert CONTRACTS[name].group == model["config"]["meta"]["dagster"]["group"]


@pytest.mark.parametrize("name", sorted(MODELS))
def test_model_yaml_and_built_table_agree(name: str, empty_build: SmallLake) -> None:
    layer, model = MODELS[name]
    built = empty_build.query(f"select column_name, column_type from (describe {SCHEMAS[layer]}.{name})")
    described = [(c["name"], c["data_type"]) for c in model["columns"]]
    assert list(column_drift(f"the built table {name}", built, f"_{layer}__models.yml", described)) == []


@pytest.mark.parametrize("name", sorted(MODELS))
def test_a_model_says_what_dagster_shows_of_it(name: str) -> None:
    meta = MODELS[name][1]["config"]["meta"]
    assert meta["dagster"]["group"] in ("portalnutzung", "verkehr", "stammdaten", "steuerung")
    assert all(re.fullmatch(r"team:[a-z_]+", owner) for owner in meta["dagster"]["owners"]), "roles, never persons"


@pytest.mark.parametrize("name", sorted(MODELS))
def test_what_is_built_by_month_declares_its_look_back(name: str) -> None:
    layer, model = MODELS[name]
    meta = model["config"]["meta"]
    sql = (REPOSITORY / f"dbt_project/models/{layer}/{name}.sql").read_text(encoding="utf-8")
    found = re.search(r"delete_window\((\d*)\)", sql)
    if found:
        assert meta["partitioned"] is True and meta["look_back_months"] == int(found[1] or 0)
    assert meta.get("partitioned", False) == ("look_back_months" in meta)


@pytest.mark.parametrize("name", SOURCES)
def test_source_yaml_and_contract_agree(name: str) -> None:
    path = REPOSITORY / "dbt_project/models/staging/_staging__sources.yml"
    tables = {t["name"]: t for t in yaml.safe_load(path.read_text(encoding="utf-8"))["sources"][0]["tables"]}
    said = _said(tables[name]["columns"])
    contract = f"governance/contracts/{name}.yaml"
    assert list(column_drift(contract, _promised(CONTRACTS[name]), path.name, said[: -len(TECHNICAL)])) == []
    assert [c[0] for c in said[-len(TECHNICAL) :]] == TECHNICAL


@pytest.mark.parametrize("name", sorted(n for n in DERIVED if n.startswith("open_")))
def test_what_may_leave_is_open_in_every_column(name: str) -> None:
    contract = CONTRACTS[name]
    assert {c.classification for c in contract.columns} == {"oeffentlich"}
    assert {c.personal for c in contract.columns} <= {"keiner", "aggregiert_anonymisiert"}
    assert {"ars", "partner_name"} <= {c.name for c in contract.columns}
    assert contract.protection == ("basis5" if any(c.personal != "keiner" for c in contract.columns) else "keine")
    assert not {c.name for c in contract.columns} & {"step_label", "case_pid", "session_pid", "visitor_pid", "event_id"}


@pytest.mark.parametrize("name", DERIVED)
def test_a_contract_is_valid_odcs(name: str, conformance: Path) -> None:
    schema = json.loads((conformance / "odcs/odcs-json-schema-v3.1.0.json").read_text(encoding="utf-8"))
    content = yaml.safe_load((REPOSITORY / f"governance/contracts/{name}.yaml").read_text(encoding="utf-8"))
    validator = jsonschema.validators.validator_for(schema)(schema)
    assert [error.message for error in validator.iter_errors(content)] == []
