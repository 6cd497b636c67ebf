# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reading ahead gives the same items, hands errors over, and leaves no thread behind."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from godonu_platform.landing.read_ahead import read_ahead


@given(st.lists(st.integers(), max_size=20))
def test_the_same_items_in_order(items: list[int]) -> None:
    assert list(read_ahead(iter(items))) == items


def test_errors_are_raised_at_their_place() -> None:
    def breaks() -> Iterator[int]:
        yield 1
        raise ValueError("kaputt")

    found = read_ahead(breaks())
    assert next(found) == 1
    with pytest.raises(ValueError, match="kaputt"):
        next(found)


def test_whoever_stops_early_leaves_no_thread() -> None:
    def endless() -> Iterator[int]:
        while True:
            yield 1

    found = read_ahead(endless())
    next(found)
    found.close()  # type: ignore[attr-defined]
    assert not [thread for thread in threading.enumerate() if thread.name == "godonu-read-ahead"]
