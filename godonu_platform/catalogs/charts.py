# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Small charts as SVG: horizontal bars and lines, with axes, German numbers and a text for screen readers.

Keep out: which figures are drawn; they come as ChartData. Widths of text are estimated generously, because an SVG
file cannot measure them; nothing may overlap.
"""

from __future__ import annotations

import math
import re
from html import escape

from godonu_platform.catalogs import german
from godonu_platform.catalogs.release_record import ChartData

WIDTH = 720.0
FONT = 14.0
# Each at least 4.5:1 on white; the dash and the marker tell the lines apart without colour (WCAG 1.4.1).
COLOURS = ("#0b5c8a", "#a8480f", "#2f6f36", "#6f459b", "#a22b58", "#5a6417", "#00707a", "#7a6000", "#465264")
DASHES = ("", "7 4", "2 4", "10 4 2 4", "", "7 4", "2 4", "10 4 2 4", "4 2")
_NARROW, _WIDE = frozenset("iljtfrI.,:;|'!()[] "), frozenset("mwMWÄÖÜ@%…–")
INK, GRID = "#1c2730", "#d5dce2"


def chart_svg(chart: ChartData, prefix: str = "diagramm") -> str:
    """Return the chart as one SVG element; `prefix` makes its ids unique on a page."""
    body, height = _bars(chart) if chart.kind == "bars" else _lines(chart)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {height:g}" role="img" '
        f'aria-labelledby="{prefix}-titel {prefix}-text" font-family="system-ui, sans-serif" font-size="{FONT:g}">'
        f'<title id="{prefix}-titel">{escape(chart.title)}</title>'
        f'<desc id="{prefix}-text">{escape(_summary(chart))}</desc>'
        f'<rect width="{WIDTH:g}" height="{height:g}" fill="#ffffff"/>{body}</svg>'
    )


def label_text(value: str, *, full: bool = False) -> str:
    """Write a month or a day the German way, short for an axis or in full; anything else stays."""
    if re.fullmatch(r"\d{4}-\d{2}", value):
        return german.month(value) if full else german.short_month(value)
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        return german.day(value) if full else f"{value[8:10]}.{value[5:7]}."
    return value


def text_width(text: str) -> float:
    """Estimate the width of a text at the chart's font size, rather too wide than too narrow."""
    # shares of the font size in DejaVu Sans, the widest of the usual system fonts
    return FONT * sum(0.42 if c in _NARROW else 1.0 if c in _WIDE else 0.8 if c.isupper() else 0.65 for c in text) + 2


def shortened(text: str, room: float) -> str:
    """Cut a text so that it fits into the room, with an ellipsis."""
    if text_width(text) <= room:
        return text
    while text and text_width(text + "…") > room:
        text = text[:-1]
    return text.rstrip() + "…"


def ticks(highest: float) -> list[float]:
    """Return round axis values from 0 to at least the highest value, four to six of them."""
    if highest < 1e-9:
        return [0.0, 1.0]
    raw = highest / 5
    scale = 10.0 ** math.floor(math.log10(raw))
    step = next(m * scale for m in (1, 2, 2.5, 5, 10) if m * scale >= raw)
    if float(highest).is_integer() and step < 1:
        step = 1.0
    return [step * n for n in range(math.ceil(highest / step) + 1)]


def _summary(chart: ChartData) -> str:
    present = [v for s in chart.series for v in s.values if v is not None]
    if not present:
        return "Es liegen keine Werte vor."
    kind = "Balkendiagramm" if chart.kind == "bars" else "Liniendiagramm"
    return (
        f"{kind}, {len(chart.labels)} Stellen auf der Achse »{chart.x_title}«, {len(chart.series)} Reihen. "
        f"{chart.y_title}: kleinster Wert {german.number(min(present))}, größter Wert {german.number(max(present))}. "
        "Alle Werte stehen in der Tabelle unter dem Diagramm."
    )


def _text(x: float, y: float, text: str, anchor: str = "start", extra: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{INK}"{extra}>{escape(text)}</text>'


def _highest(chart: ChartData) -> float:
    return max((v for s in chart.series for v in s.values if v is not None), default=0.0)


def _bars(chart: ChartData) -> tuple[str, float]:
    labels = [label_text(text) for text in chart.labels]
    room = min(max((text_width(text) for text in labels), default=0.0), 310.0)
    left = room + 12
    marks = ticks(_highest(chart))
    right = max(text_width(german.number(_highest(chart))), text_width("keine Angabe")) + 12
    span, top = WIDTH - left - right, 34.0
    thick = 22.0 if len(chart.series) == 1 else 15.0
    row = thick * len(chart.series) + 12
    bottom = top + row * len(labels)
    parts = [_text(left, 18, chart.y_title)]
    for mark in _thinned(marks, span):
        x = left + span * mark / marks[-1]
        parts.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{top}" y2="{bottom:.1f}" stroke="{GRID}"/>')
        parts.append(_text(x, bottom + 18, german.number(mark), "middle"))
    for number, label in enumerate(labels):
        y = top + row * number + 6
        parts.append(_text(left - 8, y + (row - 12) / 2 + 5, shortened(label, room), "end"))
        for index, series in enumerate(chart.series):
            parts += _bar(series.values[number], left, y + thick * index, thick, span / marks[-1], index)
    legend, height = _legend(chart, bottom + 30)
    return "".join(parts) + legend, height


def _bar(value: float | None, left: float, y: float, thick: float, unit: float, index: int) -> list[str]:
    if value is None:
        return [_text(left + 6, y + thick / 2 + 5, "keine Angabe", "start", ' font-style="italic"')]
    colour = COLOURS[index % len(COLOURS)]
    width = max(value * unit, 1.0)
    return [
        f'<rect x="{left:.1f}" y="{y:.1f}" width="{width:.1f}" height="{thick - 3:.1f}" fill="{colour}"/>',
        _text(left + width + 6, y + thick / 2 + 4, german.number(value)),
    ]


def _thinned(marks: list[float], span: float) -> list[float]:
    every = max(1, math.ceil(len(marks) * (text_width(german.number(marks[-1])) + 14) / span))
    return marks[::every]


def _lines(chart: ChartData) -> tuple[str, float]:
    marks = ticks(_highest(chart))
    left = max(text_width(german.number(mark)) for mark in marks) + 12
    top, bottom, right = 34.0, 320.0, WIDTH - 34
    labels = [label_text(text) for text in chart.labels]
    step = (right - left - 40) / max(len(labels) - 1, 1)
    places = [left + 20 + step * n for n in range(len(labels))]
    parts = [_text(0, 18, chart.y_title)]
    for mark in marks:
        y = bottom - (bottom - top) * mark / marks[-1]
        parts.append(f'<line x1="{left:.1f}" x2="{right:.1f}" y1="{y:.1f}" y2="{y:.1f}" stroke="{GRID}"/>')
        parts.append(_text(left - 8, y + 5, german.number(mark), "end"))
    widest = max((text_width(label) for label in labels), default=1.0) + 14
    every = max(1, math.ceil(widest / step)) if len(labels) > 1 else 1
    for number in range(0, len(labels), every):
        parts.append(_text(places[number], bottom + 22, labels[number], "middle"))
    parts.append(_text((left + right) / 2, bottom + 46, chart.x_title, "middle"))
    for index, series in enumerate(chart.series):
        heights = [None if v is None else bottom - (bottom - top) * v / marks[-1] for v in series.values]
        parts.append(_line(places, heights, index))
    legend, height = _legend(chart, bottom + 62)
    return "".join(parts) + legend, height


def _line(places: list[float], heights: list[float | None], index: int) -> str:
    colour, dash = COLOURS[index % len(COLOURS)], DASHES[index % len(DASHES)]
    path, open_ = [], False
    dots = []
    for x, y in zip(places, heights, strict=True):
        if y is None:  # a gap, never a line through zero: missing is not nought
            open_ = False
            continue
        path.append(f"{'L' if open_ else 'M'}{x:.1f} {y:.1f}")
        open_ = True
        if len(places) <= 40:
            dots.append(_marker(x, y, index))
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<path d="{"".join(path)}" fill="none" stroke="{colour}" stroke-width="2.5"{dashes}/>' + "".join(dots)


def _marker(x: float, y: float, index: int) -> str:
    colour = COLOURS[index % len(COLOURS)]
    if index % 3 == 0:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>'
    if index % 3 == 1:
        return f'<rect x="{x - 4:.1f}" y="{y - 4:.1f}" width="8" height="8" fill="{colour}"/>'
    return f'<path d="M{x:.1f} {y - 5:.1f}l5 9h-10z" fill="{colour}"/>'


def _legend(chart: ChartData, top: float) -> tuple[str, float]:
    if len(chart.series) == 1:
        return "", top + 6
    parts, x, y = [], 0.0, top + 14
    for index, series in enumerate(chart.series):
        name = shortened(series.name, WIDTH - 60)
        width = text_width(name) + 62
        if x and x + width > WIDTH:
            x, y = 0.0, y + 26
        colour, dash = COLOURS[index % len(COLOURS)], DASHES[index % len(DASHES)]
        if chart.kind == "bars":
            parts.append(f'<rect x="{x:.1f}" y="{y - 11:.1f}" width="28" height="12" fill="{colour}"/>')
        else:
            dashes = f' stroke-dasharray="{dash}"' if dash else ""
            parts.append(
                f'<line x1="{x:.1f}" x2="{x + 32:.1f}" y1="{y - 5:.1f}" y2="{y - 5:.1f}" stroke="{colour}" '
                f'stroke-width="2.5"{dashes}/>{_marker(x + 16, y - 5, index)}'
            )
        parts.append(_text(x + 40, y, name))
        x += width
    return "".join(parts), y + 14
