# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Gathers per source dataset, partner and month what was recorded about its deliveries, ready to be measured.

Keep out: shares and letters (grade_measures).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from godonu_platform.contracts.contract import Contract
from godonu_platform.landing.report import DeliveryReport
from godonu_platform.quality.grade_model import Dimension, Key
from godonu_platform.quality.grade_rules import GradeRules
from godonu_platform.quality.recorded_counts import LedgerCounts, RecordedCounts

BERLIN = ZoneInfo("Europe/Berlin")
_NO_COUNTS = LedgerCounts(0, 0, 0, 0, 0)


@dataclass
class Facts:
    """What is recorded about one key.

    `poor` counts records by the dimension they lower; rejected records and findings have no month of their own and
    are shared out by the landed rows. `counted` is the ledger's sum, `known_to_ledger` whether it covers every row.
    """

    landed: int = 0
    rejected: float = 0.0
    poor: dict[Dimension, float] = field(default_factory=dict)
    empty: Counter[str] | None = field(default_factory=Counter)
    arrivals: list[tuple[datetime, int]] = field(default_factory=list)
    counted: LedgerCounts = _NO_COUNTS
    known_to_ledger: bool = True
    missing: bool = False

    @property
    def records(self) -> float:
        """Landed and rejected records of the month."""
        return self.landed + self.rejected


def landing_moment(report: DeliveryReport) -> datetime:
    """Return when a delivery landed, in UTC."""
    return datetime.fromisoformat(report.landed_at or "1970-01-01T00:00:00+00:00").astimezone(UTC)


def landing_month(report: DeliveryReport) -> str:
    """Return the Berlin month in which a delivery landed."""
    return f"{landing_moment(report).astimezone(BERLIN):%Y-%m}"


def gather(
    contracts: Mapping[str, Contract], reports: Iterable[DeliveryReport], counts: RecordedCounts, rules: GradeRules
) -> dict[Key, Facts]:
    """Return the facts of every source dataset, partner and month for which something or nothing was delivered."""
    found: dict[Key, Facts] = {}
    for report in reports:
        contract = contracts.get(report.dataset)
        if contract is not None and contract.is_source:
            for month, share in _shares(report).items():
                facts = found.setdefault(Key(report.dataset, report.ars, month), Facts())
                _add(facts, report, month, share, rules)
                _count(facts, report, month, counts, by_month=contract.month_column is not None)
    for dataset, ars, month in counts.missing:
        contract = contracts.get(dataset)
        if contract is not None and contract.month_column is not None:
            found.setdefault(Key(dataset, ars, month), Facts(missing=True))
    return found


def _shares(report: DeliveryReport) -> dict[str, float]:
    if not report.landed:
        # nothing that landed tells the month: an empty or wholly rejected delivery counts where it arrived
        return {landing_month(report): 1.0}
    return {month: rows / report.landed for month, rows in report.months.items()}


def _add(facts: Facts, report: DeliveryReport, month: str, share: float, rules: GradeRules) -> None:
    rows = report.months.get(month, 0)
    facts.landed += rows
    facts.rejected += report.rejected * share
    facts.arrivals.append((landing_moment(report), rows))
    for code, count in report.rejected_by_reason.items():
        _lower(facts, rules.of_reason(code), count * share)
    for told, where in ((report.flags, rules.flags), (report.tallies, rules.findings)):
        for code, dimension in where.items():
            _lower(facts, dimension, told.get(code, 0) * share)
    if facts.empty is not None:
        facts.empty = None if report.empty is None else facts.empty + Counter(report.empty.get(month, {}))


def _lower(facts: Facts, dimension: Dimension, records: float) -> None:
    facts.poor[dimension] = facts.poor.get(dimension, 0.0) + records


def _count(facts: Facts, report: DeliveryReport, month: str, counts: RecordedCounts, *, by_month: bool) -> None:
    rows = report.months.get(month, 0)
    entry = counts.ledger.get((report.dataset, report.batch, month if by_month else ""))
    if entry is None or entry.landed != rows:
        # not built yet, or its rows are gone: half a count would be a wrong one
        facts.known_to_ledger = facts.known_to_ledger and rows == 0
        return
    old = facts.counted
    facts.counted = LedgerCounts(
        old.landed + entry.landed,
        old.unique + entry.unique,
        old.duplicates + entry.duplicates,
        old.superseded + entry.superseded,
        old.conflicts + entry.conflicts,
    )
