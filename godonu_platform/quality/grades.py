# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Measures the grades of all datasets at the end of a build and adds what changed to their history.

Only recorded results count: reports of deliveries, the ledger, missing months, results of checks. Keep out: how a
single dimension is measured, and showing grades.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from godonu_platform.contracts.contract import Contract, load_contracts
from godonu_platform.contracts.partners import load_partners
from godonu_platform.landing.registry import landed_batches
from godonu_platform.lineage.model_graph import load_manifest, upstream_models
from godonu_platform.project import Project
from godonu_platform.quality.check_results import CheckResult, load_results
from godonu_platform.quality.grade_facts import gather, landing_moment
from godonu_platform.quality.grade_history import add_changed, current_grades
from godonu_platform.quality.grade_inheritance import Line, inherit
from godonu_platform.quality.grade_measures import Surroundings, first_arrivals, measure
from godonu_platform.quality.grade_model import Dimension, Grade, Key, Measure, Scale, all_unknown, graded
from godonu_platform.quality.grade_rules import GradeRules, load_rules
from godonu_platform.quality.grade_summary import GradeBook
from godonu_platform.quality.recorded_counts import RecordedCounts, read_counts

# The platform's own books are no data that somebody could deliver well or badly.
_OWN_BOOKS = "metadaten"
Measured = dict[Key, dict[Dimension, Measure]]


def is_graded(contract: Contract) -> bool:
    """Whether a dataset gets grades."""
    return contract.category != _OWN_BOOKS


def measure_grades(project: Project, run: str) -> list[Grade]:
    """Measure everything, record what changed and return it; raises YamlMistakes for the rules' file."""
    rules, contracts, known = load_rules(project), load_contracts(project), current_grades(project)
    derived = [c for c in contracts.values() if not c.is_source and is_graded(c)]
    counts = read_counts(project, contracts)
    results = load_results(project)
    measured = _sources(project, contracts, counts, results, rules, known)
    by_source: dict[str, dict[str, dict[str, dict[Dimension, Measure]]]] = {}
    for key, measures in measured.items():
        title = contracts[key.dataset].title
        named = {n: replace(m, detail=f"{title}: {m.detail}") if m.detail else m for n, m in measures.items()}
        by_source.setdefault(key.dataset, {}).setdefault(key.ars, {})[key.month] = named
    upstream = upstream_models(load_manifest(project)) if derived else {}
    partners = list(load_partners(project))
    for contract in derived:
        names = [*upstream.get(contract.name, ()), contract.name]
        sources = [contracts[n] for n in names if n in contracts and contracts[n].is_source]
        line = Line(contract, sources, {n: results.get(n, []) for n in names}, counts.rows)
        measured |= inherit(line, by_source, partners, rules)
    at = project.clock().isoformat(timespec="seconds")
    return add_changed(project, (graded(k, m, rules.scale, at, run) for k, m in measured.items()), known)


def forget_grades(project: Project, run: str) -> list[Grade]:
    """Record that nothing could be measured: an old letter must not stand beside new figures."""
    known = current_grades(project)
    at = project.clock().isoformat(timespec="seconds")
    # without a share no threshold is asked
    scale = Scale({})
    return add_changed(project, (graded(key, all_unknown("abgebrochen"), scale, at, run) for key in known), known)


def grade_book(project: Project) -> GradeBook:
    """Return the present grades of all datasets with the scale in force; raises YamlMistakes for the rules' file."""
    rules = load_rules(project)
    return GradeBook(rules.scale, rules.terms, tuple(current_grades(project).values()))


def _sources(
    project: Project,
    contracts: Mapping[str, Contract],
    counts: RecordedCounts,
    results: Mapping[str, list[CheckResult]],
    rules: GradeRules,
    known: Mapping[Key, Grade],
) -> Measured:
    reports = list(landed_batches(project))
    facts = gather(contracts, reports, counts, rules)
    horizon = max(map(landing_moment, reports), default=datetime(1970, 1, 1, tzinfo=UTC))
    first = first_arrivals(facts)
    newest: dict[tuple[str, str], str] = {}
    for key in facts:
        newest[key.dataset, key.ars] = max(key.month, newest.get((key.dataset, key.ars), ""))
    measured: Measured = {}
    for key, found in facts.items():
        contract = contracts[key.dataset]
        if contract.month_column is None and key.month != newest[key.dataset, key.ars]:
            # an older snapshot was measured while it held; what the ledger says of it now is that it was replaced
            continue
        around = Surroundings(contract, rules, facts, results.get(key.dataset, ()), horizon, first)
        measures = measure(key, around)
        if not found.known_to_ledger and not found.counted.landed and key in known:
            # its rows are gone by a Löschregel: what was measured while they were there stays
            for name, measure_ in known[key].measures.items():
                if measures[name].code == "nicht_gerechnet" and measure_.value is not None:
                    measures[name] = measure_
        measured[key] = measures
    return measured
