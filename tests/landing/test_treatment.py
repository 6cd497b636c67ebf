# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Treatments over whole columns: each distinct value once, counted as often as it occurs, absent values stay absent."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from godonu_platform.contracts.contract import Column
from godonu_platform.landing.pseudonyms import pseudonymiser
from godonu_platform.landing.treatment import Treatment
from tests.conftest import KEY

SESSION = Column("s", "S", "", "string", treatment="pseudonym_sitzung")
CASE = Column("c", "C", "", "string", treatment="pseudonym_fall")
FREE = Column("f", "F", "", "string", treatment="freitext")
URL = Column("u", "U", "", "string", treatment="url")


def chunked(values: list[str | None]) -> pa.ChunkedArray:
    return pa.chunked_array([pa.array(values, pa.string())], pa.string())


@given(st.lists(st.tuples(st.none() | st.sampled_from("abc"), st.integers(0, 3)), min_size=1, max_size=12))
def test_sessions_by_day(rows: list[tuple[str | None, int]]) -> None:
    from datetime import date, timedelta

    made = Treatment("06439", KEY).apply(SESSION, chunked([r[0] for r in rows]), np.array([r[1] for r in rows]))
    wanted = [
        None if text is None else pseudonymiser(KEY, "sitzung", "06439", date(1970, 1, 1) + timedelta(days=day))(text)
        for text, day in rows
    ]
    assert made.to_pylist() == wanted


@given(st.lists(st.none() | st.sampled_from(["AZ-1", "AZ-2"]), min_size=1, max_size=8))
def test_cases_by_value(values: list[str | None]) -> None:
    made = Treatment("06439", KEY).apply(CASE, chunked(values), None)
    maker = pseudonymiser(KEY, "fall", "06439", None)
    assert made.to_pylist() == [None if value is None else maker(value) for value in values]


def test_masked_data_is_counted_by_record() -> None:
    treatment = Treatment("06439", None)
    text = ["an a@b.de", "an c@d.de", "an a@b.de", None, "Schritt 1", "a@b.de, DE89370400440532013000"]
    made = treatment.apply(FREE, chunked(text), None)
    assert made.to_pylist() == ["an [E-Mail]", "an [E-Mail]", "an [E-Mail]", None, "Schritt 1", "[E-Mail], [IBAN]"]
    assert treatment.masked == {"e_mail": 4, "iban": 1}


def test_addresses_that_become_the_same_are_one_value() -> None:
    made = Treatment("06439", None).apply(URL, chunked(["/v/11111?a", "/v/22222#b", None, "/v"]), None)
    assert made.to_pylist() == ["/v/:id", "/v/:id", None, "/v"]
    assert len(made.dictionary) == 2


def test_without_a_key_nothing_is_made() -> None:
    with pytest.raises(ValueError, match="without a key"):
        Treatment("06439", None).apply(CASE, chunked(["AZ-1"]), None)
