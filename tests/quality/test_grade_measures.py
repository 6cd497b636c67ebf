# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Each dimension of a source moves with what was recorded about its deliveries, and with nothing else."""

from __future__ import annotations

import pytest

from godonu_platform.project import Project
from godonu_platform.quality.check_results import CheckResult
from tests.quality.recorded import EVENTS, FULDA, KASSEL, SERVICES, SITES, Recorded, counted, report


@pytest.fixture
def recorded(project: Project) -> Recorded:
    return Recorded(project)


def test_a_faultless_delivery_in_time_is_whole(recorded: Recorded) -> None:
    recorded.add(report("a" * 16, "2026-10-02", {"2026-09": 100}))
    assert set(recorded.values("2026-09").values()) == {1.0}


def test_rejected_records_count_where_their_reason_belongs(recorded: Recorded) -> None:
    reasons = {"pflichtfeld_leer": 10, "typ_falsch": 20, "kein_json": 5, "widerspruch": 15}
    recorded.add(report("a" * 16, "2026-10-02", {"2026-09": 50}, rejected_by_reason=reasons))
    values = recorded.values("2026-09")
    assert values["vollstaendigkeit"] == 0.9
    assert values["validitaet"] == 0.75
    assert values["konsistenz"] == 0.85
    assert values["eindeutigkeit"] == 1.0
    assert recorded.measured("2026-09")["validitaet"].detail.startswith("25 von 100 Datensätzen")


def test_rejected_records_are_shared_out_by_the_landed_rows_of_each_month(recorded: Recorded) -> None:
    recorded.add(report("a" * 16, "2026-10-02", {"2026-08": 30, "2026-09": 90}, rejected_by_reason={"typ_falsch": 40}))
    assert recorded.values("2026-08")["validitaet"] == recorded.values("2026-09")["validitaet"] == 0.75


def test_a_delivery_that_was_rejected_whole_counts_in_the_month_of_its_landing(recorded: Recorded) -> None:
    recorded.add(report("a" * 16, "2026-09-30", {}, rejected_by_reason={"typ_falsch": 7}))
    values = recorded.values("2026-09")
    assert values["validitaet"] == 0.0
    assert values["eindeutigkeit"] == "nichts_angenommen"


def test_an_empty_delivery_is_not_measured(recorded: Recorded) -> None:
    recorded.add(report("a" * 16, "2026-09-30", {}))
    values = recorded.values("2026-09")
    assert values.pop("aktualitaet") == "monat_laeuft"
    assert set(values.values()) == {"leer"}


def test_flags_and_findings_of_landed_records_count_too(recorded: Recorded) -> None:
    told = report("a" * 16, "2026-10-02", {"2026-09": 100}, flags={"leistung_unbekannt": 8, "zeit_mehrdeutig": 50})
    told.tallies = {"summe_weicht_ab": 30, "leer": 5}
    recorded.add(told)
    assert recorded.values("2026-09")["validitaet"] == 0.92, "an ambiguous hour is nobody's mistake"
    assert recorded.values("2026-09")["konsistenz"] == 0.7


def test_duplicates_lower_uniqueness_and_revisions_do_not(recorded: Recorded) -> None:
    counts = counted(100, duplicates=40, superseded=30, conflicts=4)
    recorded.add(report("a" * 16, "2026-10-02", {"2026-09": 100}), counts=counts)
    values = recorded.values("2026-09")
    assert values["eindeutigkeit"] == pytest.approx(56 / 66, abs=1e-4)
    assert values["konsistenz"] == 0.96


def test_what_the_ledger_does_not_hold_is_not_measured(recorded: Recorded) -> None:
    recorded.add(report("a" * 16, "2026-10-02", {"2026-09": 100}), counts=counted(99))
    values = recorded.values("2026-09")
    assert values["eindeutigkeit"] == values["konsistenz"] == "nicht_gerechnet"
    assert values["validitaet"] == 1.0


def test_a_ledger_that_does_not_add_up_costs_consistency(recorded: Recorded) -> None:
    recorded.add(report("a" * 16, "2026-10-02", {"2026-09": 100}))
    recorded.checks = [CheckResult("hauptbuch", False)]
    assert recorded.values("2026-09")["konsistenz"] == 0.0


def test_a_month_without_delivery_is_incomplete_and_else_unknown(recorded: Recorded) -> None:
    recorded.add(report("a" * 16, "2026-10-02", {"2026-09": 100}, ars=FULDA))
    recorded.missing = {(EVENTS, KASSEL, "2026-09")}
    values = recorded.values("2026-09")
    assert values.pop("vollstaendigkeit") == 0.0
    assert set(values.values()) == {"nicht_geliefert"}


def test_a_column_that_is_suddenly_empty_lowers_completeness(recorded: Recorded) -> None:
    for number, month in enumerate(("2026-06", "2026-07", "2026-08")):
        usual = {month: {"channel": 20, "currency": 100}}
        recorded.add(report(f"{number}" * 16, "2026-09-02", {month: 100}, empty=usual))
    empty = {"2026-09": {"channel": 60, "currency": 100}}
    recorded.add(report("a" * 16, "2026-10-02", {"2026-09": 100}, empty=empty))
    found = recorded.measured("2026-09")["vollstaendigkeit"]
    assert found.value is not None and 0.9 < found.value < 1, "one column of many fell to half of what is usual"
    assert found.detail.endswith("ist zu 40 % ausgefüllt, sonst zu 80 %.")
    assert recorded.values("2026-07")["vollstaendigkeit"] == 1.0, "one month before is no habit"


def test_reports_from_before_cells_were_counted_say_nothing_about_them(recorded: Recorded) -> None:
    for number, month in enumerate(("2026-07", "2026-08")):
        recorded.add(report(f"{number}" * 16, "2026-09-02", {month: 100}))
    recorded.add(report("a" * 16, "2026-10-02", {"2026-09": 100}, empty=None))
    assert recorded.values("2026-09")["vollstaendigkeit"] == 1.0


def test_late_records_lower_timeliness(recorded: Recorded) -> None:
    recorded.add(report("a" * 16, "2026-09-01", {"2026-08": 10}))
    recorded.add(report("b" * 16, "2026-10-03", {"2026-09": 80}))
    recorded.add(report("c" * 16, "2026-10-20", {"2026-09": 20}))
    found = recorded.measured("2026-09")["aktualitaet"]
    assert found.value == 0.8
    assert found.detail == "Bis zur Frist am 04.10.2026 lagen 80 von 100 Datensätzen vor."


def test_a_late_copy_does_not_make_the_first_one_late(recorded: Recorded) -> None:
    recorded.add(report("a" * 16, "2026-10-02", {"2026-09": 100}))
    recorded.add(report("b" * 16, "2026-11-02", {"2026-09": 100}), counts=counted(100, duplicates=100))
    values = recorded.values("2026-09")
    assert values["aktualitaet"] == 1.0
    assert values["eindeutigkeit"] == 0.5


def test_months_before_a_partner_took_part_are_not_late(recorded: Recorded) -> None:
    recorded.add(report("a" * 16, "2026-10-02", {"2026-05": 100, "2026-09": 100}))
    assert recorded.values("2026-05")["aktualitaet"] == "nachgeliefert"
    assert recorded.values("2026-09")["aktualitaet"] == 1.0


def test_a_month_that_was_not_over_yet_is_not_measured(recorded: Recorded) -> None:
    recorded.add(report("a" * 16, "2026-09-20", {"2026-09": 100}))
    assert recorded.values("2026-09")["aktualitaet"] == "monat_laeuft"


def test_a_snapshot_grows_old_while_others_deliver(recorded: Recorded) -> None:
    recorded.add(report("a" * 16, "2026-09-01", {"2026-09": 10}, dataset=SERVICES))
    assert recorded.values("2026-09", SERVICES)["aktualitaet"] == 1.0
    recorded.add(report("b" * 16, "2026-09-07", {"2026-08": 10}, ars=FULDA))
    found = recorded.measured("2026-09", SERVICES)["aktualitaet"]
    assert found.value == 0.5
    assert found.detail == "Der Stand ist 6 Tage alt, vereinbart sind höchstens 3."


def test_a_contract_without_deadline_asks_for_none(recorded: Recorded) -> None:
    recorded.add(report("a" * 16, "2026-09-01", {"2026-09": 10}, dataset=SITES))
    assert recorded.values("2026-09", SITES)["aktualitaet"] == "keine_frist"
