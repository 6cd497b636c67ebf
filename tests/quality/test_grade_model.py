# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Letters follow the thresholds exactly; what is not measured is never good."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from godonu_platform.quality.grade_model import (
    DIMENSIONS,
    UNMEASURED,
    Key,
    Letter,
    Measure,
    Scale,
    all_unknown,
    graded,
)

SCALE = Scale({"A": 0.95, "B": 0.85, "C": 0.70}, 3)
KEY = Key("d", "066110000000", "2026-09")
letters: st.SearchStrategy[Letter] = st.sampled_from(["A", "B", "C", "D", "nicht_messbar"])


@pytest.mark.parametrize(
    ("good", "all_", "letter"),
    [
        (95, 100, "A"),
        (9499, 10000, "B"),
        (94999, 100000, "B"),
        (85, 100, "B"),
        (7, 10, "C"),
        (69999, 100000, "D"),
        (0, 9, "D"),
    ],
)
def test_a_share_gets_the_letter_of_its_threshold(good: int, all_: int, letter: str) -> None:
    assert SCALE.letter(Measure.share(good, all_).value) == letter


@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_a_share_is_never_rounded_up(good: int, all_: int) -> None:
    value = Measure.share(good, all_).value
    assert value is not None
    assert 0 <= value <= 1
    assert value <= min(good / all_, 1) + 1e-9
    assert (value == 1) == (good >= all_)


def test_nothing_to_measure_is_not_measured() -> None:
    assert Measure.share(0, 0) == Measure.unknown("leer")
    assert graded(KEY, all_unknown("leer"), SCALE).overall == UNMEASURED


def test_what_lowered_a_share_is_told_only_where_something_did() -> None:
    assert Measure.share(1, 1, "weil").detail == ""
    assert Measure.share(1, 2, "weil").detail == "weil"


@given(st.lists(letters, min_size=5, max_size=5))
def test_the_overall_letter_is_the_lowest_and_needs_three_measured(found: list[Letter]) -> None:
    measured = [letter for letter in found if letter != UNMEASURED]
    overall = SCALE.overall(found)
    if "D" in measured:
        assert overall == "D"
    elif len(measured) < 3:
        assert overall == UNMEASURED
    else:
        assert overall == max(measured)


def test_a_grade_names_all_five_in_one_order() -> None:
    measures = dict(reversed(list(all_unknown("leer").items())))
    assert tuple(graded(KEY, measures, SCALE).letters) == DIMENSIONS
