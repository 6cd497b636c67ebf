# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the quarantine and the registry of deliveries show."""

from __future__ import annotations

from dataclasses import asdict

from godonu_platform.landing import landed_batches, list_quarantine, show_quarantine, touched_months
from godonu_platform.landing.registry import delivery_reports
from godonu_platform.landing.report import DeliveryReport
from godonu_platform.project import Project
from tests.landing.small_inbox import event, land, land_one, lines, put


def test_reasons_with_counts_and_rows_in_file_order(project: Project) -> None:
    report = land_one(
        project,
        lines(*(event(n, channel="fax" if n < 3 else "web", step_index="x" if n == 4 else 1) for n in range(6))),
    )
    entries = list_quarantine(project)
    assert [(e.batch, e.column, e.reason_code, e.records) for e in entries] == [
        (report.batch, "channel", "unbekannter_code", 3),
        (report.batch, "step_index", "typ_falsch", 1),
    ]
    assert all(entry.message.endswith(".") for entry in entries)
    shown = show_quarantine(project, report.batch, limit=2)
    assert [row["line"] for row in shown] == [1, 2]
    assert show_quarantine(project, "unbekannt") == []
    assert list_quarantine(project, dataset="services") == []
    assert list_quarantine(project, batch="andere") == []


def test_reports_survive_reading_and_writing(project: Project) -> None:
    report = land_one(project, lines(event(1, channel="fax"), event(2)))
    [read] = delivery_reports(project)
    assert asdict(read) == asdict(report)
    assert DeliveryReport.from_json(report.to_json().replace('"ars"', '"spaeter_dazu": 1, "ars"')) == report


def test_only_landed_deliveries_count_as_landed(project: Project) -> None:
    good = land_one(project, lines(event(1)))
    put(project, b"", "leer.ndjson")
    land(project)
    assert [r.batch for r in landed_batches(project)] == [good.batch]
    assert len(list(delivery_reports(project))) == 2
    assert touched_months(project, [good.batch, "unbekannt"]) == {"portal_events": ["2026-03"]}
