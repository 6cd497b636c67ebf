# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Chance is repeatable and follows its weights."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from godonu_platform.sample.chance import Choice, picked, stream


def test_streams_of_one_purpose_agree_and_others_do_not() -> None:
    assert stream(1, "a", "b").random() == stream(1, "a", "b").random()
    assert stream(1, "a", "b").random() != stream(1, "a", "c").random()
    assert stream(1, "a").random() != stream(2, "a").random()


def test_a_choice_follows_its_weights() -> None:
    rng = stream(1, "weights")
    choice = Choice.of({"selten": 1, "oft": 9, "nie": 0})
    counts = Counter(choice.draw(rng.random) for _ in range(20_000))
    assert counts["nie"] == 0
    assert counts["selten"] / 20_000 == pytest.approx(0.1, abs=0.01)


@given(st.integers(0, 50), st.integers(0, 40))
def test_picked_places_are_different_and_in_order(count: int, size: int) -> None:
    places = picked(stream(3, "picked"), count, size)
    assert len(places) == min(count, size)
    assert places == sorted(set(places))
    assert all(0 <= place < size for place in places)
