# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import Any

from godonu_platform.catalogs.entry import ChartSpec
from godonu_platform.catalogs.release_record import ChartData
from godonu_platform.publication.chart_figures import chart_figures, without_codes
from godonu_platform.publication.table import open_table
from tests.publication.world import FULDA, GIESSEN, KASSEL, USE, World

ALL = [KASSEL, GIESSEN, FULDA]


def figures(world: World, partners: list[str], **spec: Any) -> ChartData:
    chosen = ChartSpec(**{"kind": "bars", "x": "service", "title": "t", "x_title": "x", "y_title": "y", **spec})
    with open_table(world.project, world.contracts()[USE]) as table:
        found = chart_figures(chosen, table, partners)
    assert found is not None
    return found


def test_published_values_are_summed_and_missing_is_none(world: World) -> None:
    chart = figures(world, ALL, kind="lines", x="month", y="starts", group="partner_name")
    assert chart.labels == ("2026-08", "2026-09")
    assert {series.name: series.values for series in chart.series} == {
        "Stadt Fulda": (None, 0.0),
        "Stadt Kassel": (120.0, 1135.0),
        "Universitätsstadt Gießen": (45.0, None),
    }
    assert chart.note == "Gesperrte Einzelwerte sind in den Summen nicht enthalten."


def test_only_released_partners_count(world: World) -> None:
    chart = figures(world, [KASSEL], y="starts")
    assert chart.labels == ("Wohnsitz anmelden", "Hund anmelden")
    assert chart.series[0].values == (1255.0, None)


def test_without_a_measure_rows_are_counted(world: World) -> None:
    assert figures(world, ALL).series[0].values == (5.0, 1.0)


def test_codes_are_shown_with_their_label_and_few_bars_say_what_is_left_out(world: World) -> None:
    world.use_rows = [(KASSEL, "K", "2026-08-01", f"Leistung {n:02}", 5 * n, "wert") for n in range(1, 7)]
    world.build()
    chart = figures(world, ALL, y="starts", limit=3)
    assert chart.labels == ("Leistung 06", "Leistung 05", "Leistung 04")
    assert chart.note == "Gezeigt sind die 3 größten von 6 Einträgen."


def test_numbers_keep_their_own_order(world: World) -> None:
    world.use_rows = [(KASSEL, "K", "2026-08-01", f"L{n}", 5 * n, "wert") for n in range(1, 13)]
    world.build()
    assert figures(world, ALL, x="starts").labels[:3] == ("5", "10", "15")


def test_no_chart_asked_none_given(world: World) -> None:
    with open_table(world.project, world.contracts()[USE]) as table:
        assert chart_figures(None, table, ALL) is None


def test_codes_in_brackets_leave_the_axis_unless_they_tell_labels_apart() -> None:
    assert without_codes(["Hund (99102013012000)", "Ort (Nord)", "12 (5)"]) == ("Hund", "Ort (Nord)", "12 (5)")
    assert without_codes(["Hund (111111)", "Hund (222222)"]) == ("Hund (111111)", "Hund (222222)")
    assert without_codes(["(99102013012000)"]) == ("(99102013012000)",)
