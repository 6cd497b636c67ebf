# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Rules on distinct values are asked once and find the same rows as rules on rows."""

from __future__ import annotations

import pyarrow as pa
import pytest

from godonu_platform.contracts.contract import load_contracts
from godonu_platform.landing.coded_columns import coded
from godonu_platform.landing.engine import Engine
from godonu_platform.landing.row_flags import row_flags
from godonu_platform.landing.verdicts import Verdicts
from godonu_platform.project import Project


def test_each_value_is_asked_once(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = Engine(project)
    verdicts = Verdicts(engine)
    condition = "t.\"x\" is null or v.\"x\" in ('b', 'c')"
    first = verdicts.broken("x", condition, coded(pa.array(["a", "b", None, "a"])))
    assert first is not None and first.tolist() == [False, True, True, False]
    monkeypatch.setattr(engine, "query", None)
    assert verdicts.broken("x", condition, coded(pa.array(["a", "a"]))) is None
    again = verdicts.broken("x", condition, coded(pa.array([None, "b", "a"])))
    assert again is not None and again.tolist() == [True, True, False]


def test_the_contract_knows_no_column_that_is_checked_twice_differently(project: Project) -> None:
    """A question is known by column and condition: equal conditions of two columns must not be mixed up."""
    verdicts = Verdicts(Engine(project))
    long = coded(pa.array(["abc"]))
    assert verdicts.broken("x", 'length(v."x") > 2', long) is not None
    assert verdicts.broken("y", 'length(v."y") > 9', long) is None
    assert load_contracts(project)


def test_flags() -> None:
    keys = coded(pa.array(["99008001012000", "kaputt", None, "kaputt"]))
    double = pa.chunked_array([pa.array([True, True, None, False])])
    assert row_flags({"service_key": keys}, [double]).to_pylist() == [
        "zeit_mehrdeutig",
        "leistung_unbekannt;zeit_mehrdeutig",
        None,
        "leistung_unbekannt",
    ]
    assert row_flags({"x": keys}, []).to_pylist() == [None] * 4
