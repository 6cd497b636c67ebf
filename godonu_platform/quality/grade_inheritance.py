# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Grades derived datasets: each dimension is as good as the weakest source, and no better than their own checks.

Keep out: measuring sources (grade_measures).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from godonu_platform.contracts.contract import Contract
from godonu_platform.contracts.partners import Partner
from godonu_platform.quality.check_results import CheckResult
from godonu_platform.quality.dbt_checks import BUILT
from godonu_platform.quality.grade_model import DIMENSIONS, Dimension, Key, Measure, Scale, all_unknown
from godonu_platform.quality.grade_rules import GradeRules

BySource = Mapping[str, Mapping[str, Mapping[str, Mapping[Dimension, Measure]]]]
"""Measures of sources: dataset, partner, month."""
# Where nothing is due, nothing can be late: such a source does not hide how current the others are.
_NO_DEMAND = "keine_frist"


@dataclass(frozen=True)
class Line:
    """A derived dataset, the sources and models it is computed from (itself included), and what their checks said."""

    contract: Contract
    sources: Sequence[Contract]
    checks: Mapping[str, Sequence[CheckResult]]
    rows: Mapping[str, int]


def inherit(
    line: Line, measured: BySource, partners: Iterable[Partner], rules: GradeRules
) -> dict[Key, dict[Dimension, Measure]]:
    """Return the measures of a derived dataset for each partner and month of its sources."""
    own = own_measures(line, rules)
    everybody = list(partners)
    reference = {partner.ars for partner in everybody if partner.role == "referenz"}
    found: dict[Key, dict[Dimension, Measure]] = {}
    for partner in everybody:
        if partner.ars in reference:
            continue
        for month, upstream in _upstream(line, measured, partner.ars, reference).items():
            found[Key(line.contract.name, partner.ars, month)] = (
                all_unknown("nicht_gebaut")
                if own is None
                else {name: _weakest([m[name] for m in upstream], own.get(name), rules.scale) for name in DIMENSIONS}
            )
    return found


def _upstream(
    line: Line, measured: BySource, ars: str, reference: set[str]
) -> dict[str, list[Mapping[Dimension, Measure]]]:
    """Return by month the measures that a partner's rows rest on; a snapshot holds with its newest state."""
    monthly: dict[str, list[Mapping[Dimension, Measure]]] = {}
    states: list[tuple[str, Mapping[Dimension, Measure]]] = []
    delivers = False
    for source in line.sources:
        by_partner = measured.get(source.name, {})
        delivers = delivers or ars in by_partner
        # reference data come from one body for all
        for deliverer in [ars] if ars in by_partner else sorted(reference & by_partner.keys()):
            history = by_partner[deliverer]
            if source.month_column is None or line.contract.month_column is None:
                states.append(max(history.items(), key=lambda pair: pair[0]))
                continue
            for month, measures in history.items():
                monthly.setdefault(month, []).append(measures)
    if not delivers:
        return {}
    if line.contract.month_column is None and states:
        monthly = {max(month for month, _ in states): []}
    return {month: [*parts, *(measures for _, measures in states)] for month, parts in monthly.items()}


def own_measures(line: Line, rules: GradeRules) -> dict[Dimension, Measure] | None:
    """Return what the checks of the dataset and the models before it say by dimension; None: it was not built."""
    built = [check for check in line.checks.get(line.contract.name, ()) if check.name == BUILT]
    if not built or not built[0].passed:
        return None
    found: dict[Dimension, Measure] = {}
    for model, checks in line.checks.items():
        for check in checks:
            if not check.kind:
                continue
            name = rules.of_check(check.kind)
            measure = _of_check(check, line.rows.get(model))
            found[name] = _weakest([measure], found.get(name), rules.scale)
    return found


def _of_check(check: CheckResult, rows: int | None) -> Measure:
    if check.passed:
        return Measure(1.0)
    if check.severity == "error":
        # a broken promise is no matter of degree
        return Measure(0.0, "", f"Die Pflichtprüfung {check.name} ist nicht bestanden.")
    if check.failures is None or rows is None:
        return Measure.unknown("nicht_gerechnet")
    detail = f"Die Prüfung {check.name} beanstandet {check.failures} von {rows} Zeilen."
    return Measure.share(rows - check.failures, rows, detail)


def _weakest(upstream: Sequence[Measure], own: Measure | None, scale: Scale) -> Measure:
    found = [*upstream, own] if own is not None else list(upstream)
    demanding = [m for m in found if m.code != _NO_DEMAND] or found
    known = sorted((m for m in demanding if m.value is not None), key=lambda m: m.value or 0.0)
    unknown = [m for m in demanding if m.value is None]
    if not demanding:
        return Measure.unknown("keine_vorstufe")
    # nobody knows how weak an unmeasured source is; worse than the worst letter it cannot make the whole
    if unknown and not (known and scale.letter(known[0].value) == "D"):
        return unknown[0]
    return known[0]
