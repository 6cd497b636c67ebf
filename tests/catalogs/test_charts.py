# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from godonu_platform.catalogs.charts import chart_svg, label_text, shortened, text_width, ticks
from godonu_platform.catalogs.release_record import ChartData, Series

SVG = "{http://www.w3.org/2000/svg}"


def chart(kind: str, labels: list[str], *series: tuple[str, list[float | None]]) -> ChartData:
    lines = tuple(Series(name=name, values=tuple(values)) for name, values in series)
    return ChartData(kind=kind, title="Titel", x_title="Monat", y_title="Anzahl", labels=tuple(labels), series=lines)  # type: ignore[arg-type]


def test_it_is_an_image_with_title_and_text_for_screen_readers() -> None:
    root = ElementTree.fromstring(chart_svg(chart("bars", ["a"], ("x", [5])), "k"))
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "k-titel k-text"
    assert root.find(f"{SVG}title").text == "Titel"  # type: ignore[union-attr]
    assert "größter Wert 5" in (root.find(f"{SVG}desc").text or "")  # type: ignore[union-attr]


def test_missing_is_a_gap_in_a_line_and_words_on_a_bar() -> None:
    line = chart_svg(chart("lines", ["2026-01", "2026-02", "2026-03"], ("x", [5, None, 5])))
    path = ElementTree.fromstring(line).find(f"{SVG}path[@fill='none']")
    assert path is not None and path.get("d", "").count("M") == 2
    assert "keine Angabe" in chart_svg(chart("bars", ["a", "b"], ("x", [5, None])))


def test_numbers_and_months_are_german() -> None:
    text = chart_svg(chart("lines", ["2026-01", "2026-02"], ("x", [1500, 2500])))
    assert "2.000" in text
    assert "Jan. 2026" in text
    assert label_text("2026-08-01") == "01.08."
    assert label_text("2026-08-01", full=True) == "1. August 2026"
    assert label_text("Wohnsitz") == "Wohnsitz"


@pytest.mark.parametrize("kind", ["bars", "lines"])
def test_markup_in_names_is_escaped(kind: str) -> None:
    evil = "<script>alert(1)</script>&\"'"
    text = chart_svg(chart(kind, [evil, "b"], (evil, [1, 2]), ("z", [3, 4])))
    ElementTree.fromstring(text)
    assert "<script" not in text


@pytest.mark.parametrize("kind", ["bars", "lines"])
def test_without_any_value_it_is_still_a_chart(kind: str) -> None:
    ElementTree.fromstring(chart_svg(chart(kind, ["a"], ("x", [None]))))
    assert "Es liegen keine Werte vor" in chart_svg(chart(kind, [], ("x", [])))
    ElementTree.fromstring(chart_svg(chart(kind, [])))


@given(st.floats(0, 1e12, allow_nan=False))
def test_ticks_are_few_start_at_zero_and_reach_the_top(highest: float) -> None:
    marks = ticks(highest)
    assert marks[0] == 0
    assert marks[-1] >= highest or highest < 1e-9
    assert 2 <= len(marks) <= 7


@given(st.text(), st.floats(20, 400))
def test_a_shortened_text_fits(text: str, room: float) -> None:
    assert text_width(shortened(text, room)) <= max(room, text_width("…"))


@given(
    st.sampled_from(["bars", "lines"]),
    st.lists(st.one_of(st.none(), st.floats(0, 1e9)), min_size=1, max_size=30),
    st.integers(1, 9),
)
def test_any_chart_is_well_formed(kind: str, values: list[float | None], count: int) -> None:
    labels = [f"Ort {number}" for number in range(len(values))]
    ElementTree.fromstring(chart_svg(chart(kind, labels, *((f"Reihe {n}", values) for n in range(count)))))
