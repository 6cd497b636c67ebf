# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Einordnung, Sortierung and Klassifizierung stand in every shipped contract, and nothing in them is invented."""

from __future__ import annotations

import pytest

from godonu_platform.catalogs.entry import load_entry
from godonu_platform.catalogs.vocabularies import load_vocabularies
from godonu_platform.contracts.contract import Contract, load_contracts
from godonu_platform.governance.breakers import load_breakers
from godonu_platform.project import SOURCE_ROOT, Project

PROJECT = Project.at(SOURCE_ROOT, SOURCE_ROOT / "data")
CONTRACTS = load_contracts(PROJECT)
CONCEPT = next(iter(CONTRACTS.values())).concept
SOURCES = [c for c in CONTRACTS.values() if c.is_source]
OPEN = [c for c in CONTRACTS.values() if c.layer == "veroeffentlichung"]
COUNTED = [c for c in OPEN if c.protection == "basis5"]


def names(contract: Contract) -> str:
    return contract.name


@pytest.mark.parametrize("contract", CONTRACTS.values(), ids=names)
def test_every_contract_says_where_it_stands_and_what_it_is_about(contract: Contract) -> None:
    assert contract.eu_themes
    assert contract.sample_catalogue
    assert contract.region == "06"
    assert contract.source_system
    assert contract.frequency
    assert set(contract.protection_needs) == {"vertraulichkeit", "integritaet", "verfuegbarkeit"}
    assert contract.ml_use in CONCEPT.values("ml_nutzung")
    assert all(column.classified for column in contract.columns)


@pytest.mark.parametrize("contract", [*SOURCES, *OPEN], ids=names)
def test_what_is_landed_and_what_is_published_has_a_retention_class(contract: Contract) -> None:
    assert contract.retention_class in CONCEPT.retention_classes
    assert (contract.retention_class == "dauerhaft") == (contract in OPEN)


@pytest.mark.parametrize("contract", CONTRACTS.values(), ids=names)
def test_personal_data_is_never_declared_harmless(contract: Contract) -> None:
    if not CONCEPT.needs_four_eyes(contract.personal):
        return
    assert contract.protection_needs["vertraulichkeit"].level == "hoch"
    assert contract.ml_use == "nur_lokale_modelle"
    assert contract.legal_basis and "Art. 6" in contract.legal_basis
    assert contract.processing_number and contract.processing is not None
    for column in contract.columns:
        if CONCEPT.needs_four_eyes(column.personal):
            assert (column.protection_need, column.ml_use) == ("hoch", "nur_lokale_modelle"), column.name
        else:
            assert column.protection_need == "normal", column.name


@pytest.mark.parametrize("contract", CONTRACTS.values(), ids=names)
def test_nothing_is_invented(contract: Contract) -> None:
    assert "EGovG" not in contract.path.read_text(encoding="utf-8"), "§ 12a EGovG binds the federation only"
    if contract.processing is not None:
        assert contract.processing.responsible is None
        assert contract.processing.third_country is None
    if contract.agreement is not None:
        assert "Entwurf" in contract.agreement.title, "no such agreement has been made yet"


@pytest.mark.parametrize("contract", OPEN, ids=names)
def test_what_may_leave_is_open_on_every_axis(contract: Contract) -> None:
    for column in contract.columns:
        assert CONCEPT.may_leave("vertraulichkeit", column.classification), column.name
        assert CONCEPT.may_leave("personenbezug", column.personal), column.name
        assert CONCEPT.may_leave("schutzbedarf", column.protection_need), column.name
        assert CONCEPT.may_leave("ml_nutzung", column.ml_use), column.name
    assert contract.agreement is not None
    assert (contract.agreement.kind == "ohne Personenbezug") == (contract.protection == "keine")
    assert contract.legal_basis and "können" in contract.legal_basis, "municipalities may, they need not (HODaG)"


@pytest.mark.parametrize("contract", OPEN, ids=names)
def test_contract_and_catalogue_entry_have_the_same_theme(contract: Contract) -> None:
    entry = load_entry(PROJECT, contract.name, load_vocabularies(PROJECT))
    assert tuple(entry.theme) == contract.eu_themes


@pytest.mark.parametrize("contract", COUNTED, ids=names)
def test_every_published_count_is_protected_by_a_named_step(contract: Contract) -> None:
    steps = {step.step: step for step in contract.steps}
    columns = [column.name for column in contract.columns]
    status = [name for name in columns if name.endswith("_status")]
    assert list(steps["threshold"].columns) == [name for name in columns if f"{name}_status" in columns]
    assert list(steps["threshold_status"].columns) == status
    assert list(steps["protected_series"].columns) == columns, "which rows there are decides about every column"
    assert {step.approved_by for step in contract.steps} == {"datenschutzbeauftragte"}


@pytest.mark.parametrize("contract", SOURCES, ids=names)
def test_every_source_names_how_its_rows_are_chosen(contract: Contract) -> None:
    [step] = contract.steps
    assert step.step == ("newest_snapshot" if contract.arrival == "schnappschuss" else "not_set_aside")


@pytest.mark.parametrize("contract", CONTRACTS.values(), ids=names)
def test_every_named_step_is_allow_listed_and_names_its_proof(contract: Contract) -> None:
    known = load_breakers(PROJECT).steps
    for step in contract.steps:
        assert step.step in known
        assert step.proof == step.step
