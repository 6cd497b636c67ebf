# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""A derived dataset is as good as its weakest source and its own checks, partner by partner and month by month."""

from __future__ import annotations

import pytest

from godonu_platform.contracts.contract import Contract, load_contracts
from godonu_platform.contracts.partners import load_partners
from godonu_platform.project import Project
from godonu_platform.quality.check_results import CheckResult
from godonu_platform.quality.grade_inheritance import Line, inherit
from godonu_platform.quality.grade_model import Dimension, Key, Measure, all_unknown
from godonu_platform.quality.grade_rules import load_rules

KASSEL, FULDA, LAND = "066110000000", "066310009009", "06"
MONTHLY, UNITS = "application_usage_monthly", "organisational_unit_directory"
BUILT = CheckResult("gebaut", True)
BySource = dict[str, dict[str, dict[str, dict[Dimension, Measure]]]]


def whole(**other: float | str) -> dict[Dimension, Measure]:
    """Five measures of 1, but for the named ones; a text is the reason why there is none."""
    found = dict.fromkeys(all_unknown("leer"), Measure(1.0))
    changed = {n: Measure(v) if isinstance(v, float) else Measure.unknown(v) for n, v in other.items()}
    return found | changed  # type: ignore[operator]  # the names are those of the dimensions


class House:
    """The contracts that ship, with grades of their sources as a test says."""

    def __init__(self, project: Project) -> None:
        self.contracts = load_contracts(project)
        self.rules = load_rules(project)
        self.partners = load_partners(project)
        self.checks: dict[str, list[CheckResult]] = {}
        self.rows: dict[str, int] = {}

    def derived(self, name: str, measured: BySource) -> dict[Key, dict[Dimension, Measure]]:
        """The measures of a dataset that is computed from all given sources."""
        sources: list[Contract] = [self.contracts[source] for source in measured]
        checks = {name: [BUILT], **self.checks}
        return inherit(Line(self.contracts[name], sources, checks, self.rows), measured, self.partners, self.rules)


@pytest.fixture
def house(project: Project) -> House:
    return House(project)


def test_the_weakest_source_decides(house: House) -> None:
    measured: BySource = {
        "portal_events": {KASSEL: {"2026-08": whole(validitaet=0.9), "2026-09": whole()}},
        "services": {KASSEL: {"2026-05": whole(aktualitaet=0.1), "2026-06": whole(aktualitaet=0.8)}},
    }
    found = house.derived(MONTHLY, measured)
    assert set(found) == {Key(MONTHLY, KASSEL, "2026-08"), Key(MONTHLY, KASSEL, "2026-09")}
    august = found[Key(MONTHLY, KASSEL, "2026-08")]
    assert august["validitaet"].value == 0.9
    assert august["aktualitaet"].value == 0.8, "a snapshot holds with its newest state"
    assert august["konsistenz"].value == 1.0


def test_an_unmeasured_source_leaves_the_whole_unmeasured_unless_it_is_bad_anyway(house: House) -> None:
    for other, expected in ((0.9, None), (0.3, 0.3)):
        measured: BySource = {
            "portal_events": {KASSEL: {"2026-08": whole(aktualitaet="nachgeliefert")}},
            "services": {KASSEL: {"2026-06": whole(aktualitaet=other)}},
        }
        assert house.derived(MONTHLY, measured)[Key(MONTHLY, KASSEL, "2026-08")]["aktualitaet"].value == expected


def test_a_source_without_deadline_hides_nothing(house: House) -> None:
    measured: BySource = {
        "portal_events": {KASSEL: {"2026-08": whole(aktualitaet=0.9)}},
        "services": {KASSEL: {"2026-06": whole(aktualitaet="keine_frist")}},
    }
    assert house.derived(MONTHLY, measured)[Key(MONTHLY, KASSEL, "2026-08")]["aktualitaet"].value == 0.9


def test_reference_data_count_for_everybody_and_their_deliverer_gets_no_grade_of_its_own(house: House) -> None:
    measured: BySource = {
        "portal_events": {KASSEL: {"2026-08": whole()}, FULDA: {"2026-08": whole()}},
        "regions": {LAND: {"2026-06": whole(eindeutigkeit=0.5)}},
    }
    found = house.derived(MONTHLY, measured)
    assert {key.ars for key in found} == {KASSEL, FULDA}
    assert {m["eindeutigkeit"].value for m in found.values()} == {0.5}


def test_master_data_have_the_month_of_their_newest_state(house: House) -> None:
    measured: BySource = {"organisational_units": {KASSEL: {"2026-05": whole(), "2026-06": whole(validitaet=0.7)}}}
    assert {key: m["validitaet"].value for key, m in house.derived(UNITS, measured).items()} == {
        Key(UNITS, KASSEL, "2026-06"): 0.7
    }


def test_what_was_not_built_has_no_grade(house: House) -> None:
    measured: BySource = {"portal_events": {KASSEL: {"2026-08": whole()}}}
    for checks in ([CheckResult("gebaut", False)], []):
        house.checks = {MONTHLY: checks}
        found = house.derived(MONTHLY, measured)[Key(MONTHLY, KASSEL, "2026-08")]
        assert {m.code for m in found.values()} == {"nicht_gebaut"}


def test_a_warning_costs_the_share_of_its_rows_and_a_broken_promise_everything(house: House) -> None:
    measured: BySource = {"portal_events": {KASSEL: {"2026-08": whole()}}}
    house.rows = {MONTHLY: 200}
    warned = CheckResult("verweis", False, "warn", "", "relationships", 30)
    broken = CheckResult("schluessel", False, "error", "", "grain", 1)
    house.checks = {MONTHLY: [BUILT, warned, broken]}
    found = house.derived(MONTHLY, measured)[Key(MONTHLY, KASSEL, "2026-08")]
    assert found["konsistenz"].value == 0.85
    assert found["konsistenz"].detail == "Die Prüfung verweis beanstandet 30 von 200 Zeilen."
    assert found["eindeutigkeit"].value == 0.0
    assert found["validitaet"].value == 1.0


def test_a_check_that_came_to_no_answer_measures_nothing(house: House) -> None:
    measured: BySource = {"portal_events": {KASSEL: {"2026-08": whole()}}}
    house.checks = {MONTHLY: [BUILT, CheckResult("verweis", False, "warn", "", "relationships", None)]}
    assert house.derived(MONTHLY, measured)[Key(MONTHLY, KASSEL, "2026-08")]["konsistenz"].code == "nicht_gerechnet"
