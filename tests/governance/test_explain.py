# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The way of columns of the real project, back to what was delivered."""

from __future__ import annotations

import pytest

from godonu_platform.contracts.concept import load_concept
from godonu_platform.contracts.contract import load_contracts
from godonu_platform.governance.breakers import load_breakers
from godonu_platform.governance.explain import Explainer, UnknownColumn
from godonu_platform.governance.project_classes import project_classes
from godonu_platform.governance.way_words import deciding, made_of, technical_sentence
from godonu_platform.lineage.model_graph import load_manifest
from godonu_platform.project import Project


@pytest.fixture(scope="module")
def explainer(compiled_project: Project) -> Explainer:
    return Explainer(
        project_classes(compiled_project),
        load_contracts(compiled_project),
        load_concept(compiled_project),
        load_breakers(compiled_project),
        load_manifest(compiled_project),
    )


def test_a_published_count_leads_through_mart_and_staging_to_the_delivered_rows(explainer: Explainer) -> None:
    way = explainer.way("open_web_visits", "visits")
    assert way.published
    stages = [station.stage for station in way.stations]
    assert stages[:2] == ["open", "marts"] and stages[-1] == "staging"
    assert {(one.dataset, one.column) for one in way.direct} == {("web_visits", "*"), ("web_visit_totals", "visits")}
    assert "threshold" in {step.name for step in way.steps}
    assert all(step.reason and step.approved_by and step.description for step in way.steps)
    assert made_of(way).startswith("Der Wert entsteht aus ")


def test_every_station_shows_declared_direct_indirect_and_effective(explainer: Explainer) -> None:
    [mart] = [s for s in explainer.way("open_web_visits", "visits").stations if s.stage == "marts"]
    assert mart.classes is not None
    assert mart.classes.direct.personenbezug == "pseudonym"
    assert mart.classes.indirect.personenbezug == "pseudonym", "that there is a row tells of a visit"
    assert mart.classes.declared.vertraulichkeit == "intern"
    assert mart.classes.effective.vertraulichkeit == "vertraulich"


def test_what_decides_about_rows_is_apart_and_technical_columns_are_told_in_a_sentence(explainer: Explainer) -> None:
    way = explainer.way("open_web_visits", "visits")
    of_rows = {(one.relation, one.column) for one in way.rows}
    assert not of_rows & {(one.relation, one.column) for one in way.indirect}
    shown = {(one.dataset, one.column) for one in deciding(way.rows)}
    assert ("web_visits", "visit_id") in shown
    assert not {column for _, column in shown} & {"batch", "record_no", "landed_at", "month", "ars", "*"}
    assert technical_sentence(way.rows)
    [visit] = [one for one in way.rows if one.column == "visit_id"]
    assert visit.classes is not None and visit.classes.personenbezug == "pseudonym"


def test_every_published_column_has_a_whole_way(explainer: Explainer, compiled_project: Project) -> None:
    for contract in load_contracts(compiled_project).values():
        if contract.layer != "veroeffentlichung":
            continue
        ways = {way.column: way for way in explainer.ways(contract.name)}
        assert set(ways) >= {column.name for column in contract.columns}, contract.name
        assert not [way for way in ways.values() if way.refused or not way.landed], contract.name


def test_a_mart_is_explained_and_is_not_published(explainer: Explainer) -> None:
    way = explainer.way("web_visits_monthly", "visits")
    assert not way.published and way.direct


@pytest.mark.parametrize(
    ("dataset", "column", "told"),
    [
        ("open_web_visits", "visit", "gemeint war wohl open_web_visits.visits"),
        ("open_webvisits", "visits", "gemeint war wohl open_web_visits.visits"),
        ("open_web_visits", "qqqqq", "hat keine Spalte »qqqqq«. Es gibt: month, ars"),
        ("zzzzz", "visits", "Veröffentlicht werden: open_application_funnel"),
        ("web_visits", "visit_id", "ist ein Lieferdatensatz"),
    ],
)
def test_a_name_that_does_not_exist_is_answered_with_what_was_meant(
    explainer: Explainer, dataset: str, column: str, told: str
) -> None:
    with pytest.raises(UnknownColumn, match=told.replace(".", r"\.")):
        explainer.way(dataset, column)
