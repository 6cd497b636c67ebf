# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""A month is left out of builds when every dataset that delivered in it is gone, and only then."""

from __future__ import annotations

import pytest

from godonu_platform.landing.frozen_months import FrozenMonth, KeptRows, add_frozen, computable, load_frozen
from godonu_platform.project import Project

SINCE = "2026-11-01T06:00:00Z"


@pytest.fixture
def frozen(project: Project) -> Project:
    """January of the events is gone."""
    rows = [KeptRows("usage", "2025-01"), KeptRows("ledger", "2025-01", "events")]
    add_frozen(project, [FrozenMonth("events", "2025-01", "kurz", SINCE)], rows)
    return project


def test_nothing_is_frozen_where_nothing_was_removed(project: Project) -> None:
    assert load_frozen(project).months == ()
    assert computable(project, ["2025-01"], {"events": {"2025-01"}}) == {"2025-01"}


@pytest.mark.parametrize(
    ("brought", "left"),
    [
        ({"events": {"2025-01", "2025-02"}}, {"2025-02"}),
        ({"events": {"2025-01"}, "counts": {"2025-01"}}, {"2025-01", "2025-02"}),
        ({"events": set(), "counts": {"2025-02"}}, {"2025-02"}),
    ],
    ids=["alone", "another dataset has the month", "its deliveries are gone too"],
)
def test_a_month_is_done_with_when_all_its_datasets_are(
    frozen: Project, brought: dict[str, set[str]], left: set[str]
) -> None:
    assert computable(frozen, ["2025-01", "2025-02"], brought) == left


def test_marking_again_adds_and_keeps_the_first_mark(frozen: Project) -> None:
    again = [
        FrozenMonth("events", "2025-01", "lang", "2030-01-01T00:00:00Z"),
        FrozenMonth("events", "2025-02", "k", SINCE),
    ]
    add_frozen(frozen, again, [KeptRows("usage", "2025-02")])
    known = load_frozen(frozen)
    assert {(m.month, m.rule) for m in known.months} == {("2025-01", "kurz"), ("2025-02", "k")}
    assert [r.place for r in known.rows] == [
        "ledger/2025-01.events.parquet", "usage/2025-01.parquet", "usage/2025-02.parquet"
    ]  # fmt: skip
    assert known.of("events") == {"2025-01", "2025-02"} and known.of("counts") == set()
