# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""From which day on the period of a Löschregel runs, where the day is not simply that of the data or the delivery.

Keep out: periods, and what is due (retention_due).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from godonu_platform.contracts.contract import Contract
from godonu_platform.contracts.row_checks import quoted
from godonu_platform.governance.retention_rules import berlin_day, last_day
from godonu_platform.landing.report import DeliveryReport
from godonu_platform.project import Project


def replaced_on(reports: Iterable[DeliveryReport]) -> dict[str, date]:
    """Return for each former snapshot of a partner the day on which the next one came; the last one stays."""
    replaced: dict[str, date] = {}
    newer: dict[str, DeliveryReport] = {}
    for report in sorted(reports, key=lambda r: (str(r.landed_at), r.batch), reverse=True):
        if report.ars in newer:
            replaced[report.batch] = berlin_day(str(newer[report.ars].landed_at))
        newer[report.ars] = report
    return replaced


def cases_closed(project: Project, contract: Contract) -> dict[str, date]:
    """Return for each month the last day of the month in which the last of its cases was heard of."""
    case = next((column.name for column in contract.columns if column.treatment == "pseudonym_fall"), None)
    files = [str(path) for path in sorted((project.lake / contract.name).glob("batch=*/month=*/*.parquet"))]
    if case is None or not files:
        return {}
    from godonu_platform.landing.engine import connect

    with connect(project) as connection:
        rows = connection.execute(
            f"with seen as (select distinct {quoted(case)} as one, month from read_parquet(?, hive_partitioning = true,"
            f" hive_types = {{'month': varchar, 'batch': varchar}}) where {quoted(case)} is not null),"
            " latest as (select one, max(month) as until from seen group by one)"
            " select month, max(until) from seen join latest using (one) group by month",
            [files],
        ).fetchall()
    return {month: last_day(until) for month, until in rows}
