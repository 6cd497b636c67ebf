# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""A bar chart small enough for Dagster to show inline: Markdown with an SVG below 1,000 characters."""

from __future__ import annotations

import base64
from collections.abc import Sequence

_WIDTH, _HEIGHT = 240, 48
# Dagster turns longer Markdown into a link (engineering notes, section 6)
LIMIT = 1000


def bars(series: Sequence[tuple[str, int]], unit: str = "", full: int | None = None) -> str:
    """Return Markdown with one bar per (label, count) and the range in words below; newest values kept.

    `full` is the count of a bar of full height, the highest one if not said; `unit` stands behind the counts.
    """
    shown = list(series)
    while shown:
        text = _markdown(shown, unit, full)
        if len(text) < LIMIT:
            return text
        shown = shown[1:]
    return "keine Werte"


def _markdown(series: Sequence[tuple[str, int]], unit: str, full: int | None) -> str:
    highest = full or max(count for _, count in series) or 1
    wide = _WIDTH / len(series)
    path = "".join(
        f"M{number * wide:.0f} {_HEIGHT}v-{max(1, round(count / highest * _HEIGHT))}h{max(1, wide - 2):.0f}V{_HEIGHT}"
        for number, (_, count) in enumerate(series)
    )
    size = f'width="{_WIDTH}" height="{_HEIGHT}"'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {size}><path d="{path}" fill="#36c"/></svg>'
    data = base64.b64encode(svg.encode()).decode()
    first, last = series[0], series[-1]
    words = f"{first[0]}: {first[1]:,}{unit} … {last[0]}: {last[1]:,}{unit}".replace(",", ".")
    return f"![Säulen](data:image/svg+xml;base64,{data})\n\n{words}"
