# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The chart stays below the length that Dagster shows inline, whatever the series."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from godonu_platform.components.sparkline import LIMIT, bars

months = st.from_regex(r"20[0-9]{2}-(0[1-9]|1[0-2])", fullmatch=True)


@given(st.lists(st.tuples(months, st.integers(0, 10**12)), min_size=1, max_size=200))
def test_a_chart_is_always_shown_inline(series: list[tuple[str, int]]) -> None:
    text = bars(series)
    assert len(text) < LIMIT
    assert text.startswith("![Säulen](data:image/svg+xml;base64,")
    assert f"{series[-1][0]}: " in text


def test_no_series_is_said_in_words() -> None:
    assert bars([]) == "keine Werte"
