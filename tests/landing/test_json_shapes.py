# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Sets of keys: keys that stand twice are found in any chunk, and a million names do not fill the memory."""

from __future__ import annotations

from godonu_platform.landing.json_shapes import MOST_UNKNOWN, JsonShapes
from godonu_platform.project import Project
from tests.landing.small_inbox import event, land_one, lines, quarantined


def test_names_that_no_column_can_have_are_remembered_up_to_a_limit() -> None:
    shapes = JsonShapes(["event_id", "form.key"], ["event_id"])
    for number in range(10 * MOST_UNKNOWN):
        shapes.learn_names(["EVENT_ID", f"x{number}", "form"])
    assert len(shapes.unknown) == MOST_UNKNOWN
    assert shapes.more_unknown
    assert shapes.shapes == {frozenset({"event_id"}), frozenset({"EVENT_ID", "form"})}


def test_every_record_with_other_keys(project: Project) -> None:
    made = [event(n, **{f"frei_{n}": n}) for n in range(500)]
    report = land_one(project, lines(*made))
    assert report.landed == 500
    assert len(report.unknown_columns) == MOST_UNKNOWN
    assert any("und weitere" in notice for notice in report.notices)


def test_keys_twice_also_when_written_with_escapes(project: Project) -> None:
    good = lines(event(1))
    twice = good.replace(b'"channel": "web"', b'"channel": "web", "chann\\u0065l": "app"')
    report = land_one(project, good + twice)
    assert (report.landed, report.rejected_by_reason) == (1, {"doppelter_schluessel": 1})
    assert quarantined(project)[0]["record_no"] == 2
