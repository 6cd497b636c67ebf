# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The SQL row checks and the pandera schema of one contract agree on every generated record."""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from godonu_platform.contracts.contract import Contract, load_contract
from godonu_platform.contracts.frames import frame_failures
from godonu_platform.contracts.row_checks import row_checks
from godonu_platform.project import SOURCE_ROOT

CONTRACT = load_contract(SOURCE_ROOT / "governance" / "contracts" / "traffic_sites.yaml")

records = st.fixed_dictionaries(
    {
        "site_id": st.sampled_from(["s1", "", "x" * 101]) | st.none(),
        "ars": st.sampled_from(["064130000000", "06439", "6413", "abc"]) | st.none(),
        "name": st.sampled_from(["Brücke", "y" * 301]) | st.none(),
        "mode": st.sampled_from(["bicycle", "Fahrrad"]) | st.none(),
        "lon": st.sampled_from([8.7, 4.9, 16.1]) | st.none(),
        "lat": st.sampled_from([50.1, 46.0, 56.5]) | st.none(),
    }
)


def broken_by_sql(contract: Contract, record: dict[str, Any]) -> set[tuple[str, str]]:
    typed = ", ".join(f'cast(? as {c.duckdb_type}) as "{c.name}"' for c in contract.columns)
    values = [record.get(c.name) for c in contract.columns]
    with duckdb.connect() as connection:
        connection.execute(f"create table v as select {typed}", values)
        connection.execute("create table t as select columns(*)::varchar from v")
        return {
            (check.column, check.code)
            for check in row_checks(contract)
            if connection.execute(f"select {check.condition} from v, t").fetchall()[0][0]
        }


@settings(max_examples=60, deadline=None)
@given(records)
def test_row_checks_agree_with_pandera(record: dict[str, Any]) -> None:
    frame = pd.DataFrame([{c.name: record.get(c.name) for c in CONTRACT.columns}])
    by_pandera = {column for column, _, _ in frame_failures(CONTRACT, frame)}
    by_sql = {column for column, _ in broken_by_sql(CONTRACT, record)}
    assert by_sql == by_pandera


def test_each_rule_names_its_code() -> None:
    record = {"site_id": None, "ars": "6413", "name": "y" * 301, "mode": "Fahrrad", "lon": 4.9, "lat": 56.5}
    assert broken_by_sql(CONTRACT, record) == {
        ("site_id", "pflichtfeld_leer"),
        ("ars", "muster"),
        ("name", "zu_lang"),
        ("mode", "unbekannter_code"),
        ("lon", "zu_klein"),
        ("lat", "zu_gross_wert"),
    }


def test_messages_are_german_and_hold_no_value() -> None:
    for check in row_checks(CONTRACT):
        assert check.message.endswith(".")
        assert "»" in check.message


def test_frames_of_any_dtype_are_coerced_first() -> None:
    empty = pd.DataFrame({c.name: pd.Series([], dtype=object) for c in CONTRACT.columns})
    assert frame_failures(CONTRACT, empty) == []


def test_a_repeated_key_is_found() -> None:
    row = {c.name: None for c in CONTRACT.columns} | {"site_id": "s1", "ars": "06439", "name": "A"}
    assert any(rule for _, rule, _ in frame_failures(CONTRACT, pd.DataFrame([row, row])))


TOTALS = load_contract(SOURCE_ROOT / "governance" / "contracts" / "web_visit_totals.yaml")
numbers = st.integers(0, 3) | st.none()


@settings(max_examples=40, deadline=None)
@given(numbers, numbers)
def test_a_number_may_be_at_most_another_one(visits: int | None, unique: int | None) -> None:
    record = {
        "ars": "06439",
        "site_id": "s",
        "period_month": date(2026, 10, 1),
        "visits": visits,
        "unique_visits": unique,
    }
    wrong = visits is not None and unique is not None and unique > visits
    assert broken_by_sql(TOTALS, record) == ({("unique_visits", "widerspruch")} if wrong else set())
    frame = pd.DataFrame([{c.name: record.get(c.name) for c in TOTALS.columns}])
    assert bool(frame_failures(TOTALS, frame)) == wrong
