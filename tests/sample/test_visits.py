# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Visits as Matomo gives them, and totals of a month."""

from __future__ import annotations

import csv
import io
import json

from tests.sample.conftest import Written


def test_visits_have_matomos_shape(sample: Written) -> None:
    visits = json.loads(sample.files("web_visits", "066110000000", "*2026-09*")[0].read_bytes())
    for visit in visits:
        assert visit["lastActionTimestamp"] == visit["actionDetails"][-1]["timestamp"]
        assert int(visit["visitDuration"]) == visit["lastActionTimestamp"] - visit["firstActionTimestamp"]
        assert int(visit["actions"]) == len(visit["actionDetails"])
    assert [v["serverTimestamp"] for v in visits] == sorted((v["serverTimestamp"] for v in visits), reverse=True)
    assert {json.dumps(v["referrerName"]) for v in visits} == {'""', "null", "false", '"-"'}


def test_a_running_visit_is_in_both_months_and_longer_in_the_second(sample: Written) -> None:
    files = sample.files("web_visits", "066110000000")
    first, second = ({v["idVisit"]: v for v in json.loads(path.read_bytes())} for path in files[:2])
    both = first.keys() & second.keys()
    assert both
    assert all(second[v]["lastActionTimestamp"] > first[v]["lastActionTimestamp"] for v in both)


def test_totals_are_plausible(sample: Written) -> None:
    for path in sample.files("web_visit_totals"):
        rows = list(csv.DictReader(io.StringIO(sample.text(path))))
        assert [row["period_month"] for row in rows] == ["2026-08-01", "2026-09-01", "2026-10-01"]
        for row in rows:
            assert int(row["unique_visits"]) <= int(row["visits"]) <= int(row["page_views"])
