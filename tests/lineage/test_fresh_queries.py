# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The exam of the walker: fresh queries with a truth written before its first run on them (fresh_queries/README.md)."""

from __future__ import annotations

from functools import cache

import pytest

from tests.lineage.fresh_corpus import FreshQuery, Truth, Verdict, as_input, compare, fresh_queries, judge, score
from tests.lineage.perturbation import Laboratory
from tests.lineage.portal_tables import portal_tables


@cache
def judged() -> dict[str, dict[str, Verdict]]:
    """Every query, traced once."""
    return {query.name: judge(query) for query in fresh_queries()}


def test_the_exam_is_large_enough_and_every_query_has_a_name_of_its_own() -> None:
    names = [query.name for query in fresh_queries()]
    assert len(names) == len(set(names)) >= 80


@pytest.mark.parametrize("query", fresh_queries(), ids=lambda query: query.name)
def test_no_input_is_missing(query: FreshQuery) -> None:
    missed = {column: verdict.missing for column, verdict in judged()[query.name].items() if verdict.missing}
    assert not missed, f"{missed}\n{query.sql}"


def test_few_queries_are_refused_and_few_answers_say_too_much() -> None:
    """A walker that names everything, or refuses everything, misses nothing either."""
    queries, columns = score(judged())
    assert queries["exact"] >= 186 and queries["refused"] <= 10 and queries["superset"] <= 5, queries
    assert columns["exact"] >= 470, columns


def test_every_query_runs_and_no_truth_leaves_out_what_a_trial_finds() -> None:
    """The truths themselves are held against DuckDB, in small: two kinds of change, few rows."""
    laboratory = Laboratory(portal_tables(16), kinds=("other", "extreme"))
    queries = {query.name: query for query in fresh_queries()}
    found = laboratory.influences(
        {name: query.sql for name, query in queries.items()},
        {name: laboratory.inputs(*query.tables()) for name, query in queries.items()},
    )
    assert {name: set(columns) for name, columns in found.items()} == {n: set(q.columns) for n, q in queries.items()}
    for name, columns in found.items():
        for column, inputs in columns.items():
            assert inputs <= queries[name].truly(column), (name, column)


def test_the_comparison_itself() -> None:
    def inputs(*texts: str) -> frozenset[tuple[str, str]]:
        return frozenset(map(as_input, texts))

    truth = Truth(inputs("events.status"), inputs("events.channel"), inputs("events.tags"))
    direct, indirect = inputs("events.status"), inputs("events.channel")
    assert compare(truth, direct, indirect).grade == "exact"
    assert compare(truth, direct, indirect | inputs("events.tags", "events.*")).grade == "exact"
    assert compare(truth, direct | inputs("cases.fee"), indirect) == Verdict("superset", (), ("city.cases.fee",))
    assert compare(truth, direct | indirect, inputs()).grade == "superset"
    assert compare(truth, direct, inputs()) == Verdict("missing", ("city.events.channel",))
    assert compare(truth, indirect, direct).missing == ("city.events.status",)
    whole = Truth(inputs("units.*"), inputs(), inputs())
    one_by_one = inputs("units.unit_id", "units.name", "units.parent_id", "units.head_count")
    assert compare(Truth(one_by_one, inputs(), inputs()), inputs("units.*"), inputs()).grade == "exact"
    assert compare(whole, inputs("units.name"), inputs("units.*")).grade == "missing"
