# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The dictionary has a row per column and explains codes in German."""

from __future__ import annotations

from godonu_platform.contracts.contract import load_contract
from godonu_platform.contracts.dictionary import FIELDS, dictionary_rows
from godonu_platform.project import SOURCE_ROOT


def test_dictionary_of_a_contract() -> None:
    contract = load_contract(SOURCE_ROOT / "governance" / "contracts" / "traffic_counts.yaml")
    rows = dictionary_rows(contract)
    assert [r["spalte"] for r in rows] == [c.name for c in contract.columns]
    assert all(tuple(r) == FIELDS for r in rows)
    [mode] = [r for r in rows if r["spalte"] == "mode"]
    assert "bicycle = Fahrrad" in mode["werte"]
    assert mode["pflicht"] == "ja"
