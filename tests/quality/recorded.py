# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reports and counts as landing and a build record them, for the tests of grades."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from godonu_platform.contracts.contract import load_contracts
from godonu_platform.landing.report import DeliveryReport
from godonu_platform.project import Project
from godonu_platform.quality.check_results import CheckResult
from godonu_platform.quality.grade_facts import Facts, gather, landing_moment
from godonu_platform.quality.grade_measures import Surroundings, first_arrivals, measure
from godonu_platform.quality.grade_model import Dimension, Key, Measure
from godonu_platform.quality.grade_rules import GradeRules, load_rules
from godonu_platform.quality.recorded_counts import LedgerCounts, RecordedCounts

KASSEL, FULDA = "066110000000", "066310009009"
EVENTS, SERVICES, SITES = "portal_events", "services", "traffic_sites"


def report(batch: str, at: str, months: dict[str, int], *, dataset: str = EVENTS, **more: Any) -> DeliveryReport:
    """A landed delivery of Kassel; `at` is its day in UTC."""
    rejected = sum(more.get("rejected_by_reason", {}).values())
    landed = sum(months.values())
    given: dict[str, Any] = {"empty": {month: {} for month in months}, **more}
    return DeliveryReport(
        batch=batch, ars=given.pop("ars", KASSEL), dataset=dataset, file="a", size=1, sha256="0", status="gelandet",
        landed_at=f"{at}T06:00:00Z", landed=landed, rejected=rejected, records=landed + rejected, months=months,
        **given,
    )  # fmt: skip


def counted(landed: int, duplicates: int = 0, superseded: int = 0, conflicts: int = 0) -> LedgerCounts:
    """A line of the ledger that adds up."""
    return LedgerCounts(landed, landed - duplicates - conflicts, duplicates, superseded, conflicts)


@dataclass
class Recorded:
    """What was recorded, and how it is graded."""

    project: Project
    reports: list[DeliveryReport] = field(default_factory=list)
    ledger: dict[tuple[str, str, str], LedgerCounts] = field(default_factory=dict)
    missing: set[tuple[str, str, str]] = field(default_factory=set)
    checks: list[CheckResult] = field(default_factory=list)

    @property
    def rules(self) -> GradeRules:
        """The rules that ship."""
        return load_rules(self.project)

    def add(self, told: DeliveryReport, **counts: LedgerCounts) -> None:
        """Record a delivery; without counts the ledger finds each of its rows unique."""
        self.reports.append(told)
        by_month = load_contracts(self.project)[told.dataset].month_column is not None
        for month, rows in told.months.items():
            key = (told.dataset, told.batch, month if by_month else "")
            self.ledger[key] = counts.get("counts", counted(rows))

    def facts(self) -> dict[Key, Facts]:
        """What is recorded by key."""
        counts = RecordedCounts(self.ledger, frozenset(self.missing))
        return gather(load_contracts(self.project), self.reports, counts, self.rules)

    def measured(self, month: str, dataset: str = EVENTS, ars: str = KASSEL) -> dict[Dimension, Measure]:
        """The five measures of one key."""
        horizon = max(map(landing_moment, self.reports))
        contract = load_contracts(self.project)[dataset]
        facts = self.facts()
        around = Surroundings(contract, self.rules, facts, self.checks, horizon, first_arrivals(facts))
        return measure(Key(dataset, ars, month), around)

    def values(self, month: str, dataset: str = EVENTS, ars: str = KASSEL) -> dict[str, float | str | None]:
        """The shares, or the reason where there is none."""
        found = self.measured(month, dataset, ars)
        return {name: m.code if m.value is None else m.value for name, m in found.items()}
