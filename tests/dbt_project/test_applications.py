# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What became of applications (domain.md 3.6): starts, submissions, cohorts, funnels, means of sign-in and payment."""

from __future__ import annotations

from datetime import date

import pytest

from tests.dbt_project.portal_days import OTHER, SERVICE, application, dropped, submitted
from tests.dbt_project.small_lake import GIESSEN, KASSEL, OFFENBACH, SmallLake

USAGE = "marts.application_usage_monthly"
FUNNEL = "marts.application_funnel_monthly"


def _kassel() -> list[dict[str, object]]:
    rows = submitted("straight", "2025-03-03T10:00")
    rows += dropped("left", "2025-03-04T10:00")
    # begun in March, submitted in April within 14 days; begun and submitted after 20 days
    rows += application("late", "2025-03-30T10:00", "case_started", "step_viewed:1")
    rows += application("late", "2025-04-05T10:00", "step_viewed:2", "submitted")
    rows += application("too late", "2025-03-28T10:00", "case_started", "step_viewed:1")
    rows += application("too late", "2025-04-17T10:01", "submitted")
    # a draft that is 30 days old when the data end, and one that is not; one that was just being filled in
    rows += application("old draft", "2025-03-05T10:00", "case_started", "step_viewed:1", "draft_saved")
    rows += application("new draft", "2025-04-20T10:00", "case_started", "step_viewed:1", "draft_saved")
    rows += application("going on", "2025-04-30T21:40", "case_started", "step_viewed:1")
    rows += submitted("last", "2025-04-30T21:50", service_key=OTHER)
    # going back is no exit: 1, 2, 1, 2, 3 and submitted; and 1, 2, 1 and gone
    steps = [f"step_viewed:{index}" for index in (1, 2, 1, 2, 3)]
    rows += application("to and fro", "2025-03-06T10:00", "case_started", *steps, "submitted", "completed")
    rows += application(
        "back and gone", "2025-03-07T10:00", "case_started", "step_viewed:1", "step_viewed:2", "step_viewed:1"
    )
    return rows


def _giessen() -> list[dict[str, object]]:
    # the case number comes with the submission; what the session did before belongs to the case
    rows = application("k1", "2025-03-10T10:00", "case_started", "step_viewed:1", case_pid=None)
    rows += application("k1", "2025-03-10T10:10", "step_viewed:2", "submitted")
    # one session, two services, no case number: two applications
    rows += application("k2", "2025-03-11T10:00", "case_started", case_pid=None)
    rows += application("k2", "2025-03-11T10:05", "case_started", case_pid=None, service_key=OTHER)
    # keys that are no service keys
    rows += dropped("k3", "2025-03-12T10:00", service_key=None)
    rows += dropped("k4", "2025-03-12T11:00", service_key="99-115-005")
    # two events without any id are counted nowhere as an application
    rows += dropped("k5", "2025-03-12T12:00", case_pid=None, session_pid=None)
    return rows


def _offenbach() -> list[dict[str, object]]:
    paid = ("payment_succeeded", {"payment_method": "paypal", "amount_cents": 1500})
    eid = ("auth_succeeded", {"auth_method": "eid"})
    bund = ("auth_succeeded", {"auth_method": "bundid_password"})
    failed = ("auth_failed", {"auth_method": "eid"})
    rows = []
    for number in range(8):
        happenings = (
            ["case_started", "step_viewed:1", eid, "submitted"]
            if number < 3
            else ["case_started", "step_viewed:1", failed, bund, paid, "submitted"]
        )
        rows += application(f"o{number}", f"2025-03-{number + 1:02d}T10:00", *happenings)
    return rows


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> SmallLake:
    """Three partners in March and April 2025; Offenbach delivered nothing in April, Gießen an empty file."""
    lake = SmallLake(tmp_path_factory.mktemp("applications"))
    lake.deliver("portal_events", KASSEL, _kassel(), name="kassel")
    lake.deliver("portal_events", GIESSEN, _giessen(), name="giessen")
    lake.deliver("portal_events", GIESSEN, [], name="giessen april", empty_month="2025-04")
    lake.deliver("portal_events", OFFENBACH, _offenbach(), name="offenbach")
    names = [{"service_id": "s1", "service_key": SERVICE, "name": "Wohnsitz anmelden"}]
    lake.deliver("services", OFFENBACH, names, name="services", landed="2025-04-01T00:00:00Z")
    return lake.built(["2025-03", "2025-04"])


def _usage(lake: SmallLake, ars: str, month: str, label: str = SERVICE) -> dict[str, object]:
    return lake.one(USAGE, f"ars = '{ars}' and month = '{month}' and service_label = '{label}'")


def test_a_month_is_counted_by_what_was_begun_in_it(lake: SmallLake) -> None:
    march = _usage(lake, KASSEL, "2025-03")
    counted = {k: march[k] for k in ("starts", "submissions", "submitted_in_time", "open_drafts", "in_progress")}
    assert counted == {"starts": 7, "submissions": 2, "submitted_in_time": 3, "open_drafts": 0, "in_progress": 0}
    assert march["dropped_off"] == 3, "left, the old draft, back and gone"
    assert march["completed"] == 1
    assert march["cohort_closed_on"] == date(2025, 4, 14)


def test_late_submissions_count_in_the_month_they_came(lake: SmallLake) -> None:
    april = _usage(lake, KASSEL, "2025-04")
    assert (april["starts"], april["submissions"], april["submitted_in_time"]) == (2, 2, 0)


def test_nothing_is_said_to_have_ended_before_the_data_reach_that_far(lake: SmallLake) -> None:
    april = _usage(lake, KASSEL, "2025-04")
    assert (april["open_drafts"], april["in_progress"], april["dropped_off"]) == (1, 1, 0)


def test_time_to_submit_is_a_median_of_whole_numbers(lake: SmallLake) -> None:
    assert _usage(lake, GIESSEN, "2025-03")["median_submit_ms"] == 11 * 60_000


def test_what_a_session_did_before_it_had_a_case_belongs_to_the_case(lake: SmallLake) -> None:
    known = lake.rows("intermediate.int_applications_grouped", f"ars = '{GIESSEN}' and application_pid = 'fall-k1'")
    assert len(known) == 1 and known[0]["started_at"] and known[0]["submitted_at"] and known[0]["steps"] == 0b110
    assert (_usage(lake, GIESSEN, "2025-03")["starts"], _usage(lake, GIESSEN, "2025-03", OTHER)["starts"]) == (2, 1)


def test_without_a_valid_service_key_an_application_is_not_assigned(lake: SmallLake) -> None:
    row = _usage(lake, GIESSEN, "2025-03", "nicht zugeordnet")
    assert (row["service_key"], row["starts"]) == (None, 2)


def test_the_funnel_counts_whoever_got_further_and_adds_up(lake: SmallLake) -> None:
    march = {r["step_index"]: r for r in lake.rows(FUNNEL, f"ars = '{KASSEL}' and month = '2025-03'")}
    numbers = {i: tuple(r[c] for c in ("reached", "continued", "dropped_off", "still_open")) for i, r in march.items()}
    assert numbers == {1: (7, 5, 2, 0), 2: (4, 3, 1, 0), 3: (1, 1, 0, 0)}
    assert march[2]["step_key"] == "schritt_2"
    april = lake.one(FUNNEL, f"ars = '{KASSEL}' and month = '2025-04' and service_key = '{SERVICE}'")
    assert (april["reached"], april["still_open"]) == (2, 2)


def test_sign_in_and_payment_are_those_of_the_submission(lake: SmallLake) -> None:
    means = {r["auth_method"]: r for r in lake.rows("marts.auth_methods_monthly", f"ars = '{OFFENBACH}'")}
    assert {k: (r["submissions"], r["succeeded"], r["failed"]) for k, r in means.items()} == {
        "eid": (3, 3, 5), "bundid_password": (5, 5, 0),
    }  # fmt: skip
    paid = {r["payment_method"]: r for r in lake.rows("marts.payment_methods_monthly", f"ars = '{OFFENBACH}'")}
    assert {k: (r["submissions"], r["amount_cents"]) for k, r in paid.items()} == {"none": (3, 0), "paypal": (5, 7500)}


def test_open_counts_are_rounded_or_withheld(lake: SmallLake) -> None:
    usage = lake.one("marts.open_application_usage", f"ars = '{OFFENBACH}' and month = '2025-03'")
    assert (usage["starts"], usage["starts_status"]) == (10, "wert"), "8 to the nearest 5"
    assert (usage["completed"], usage["completed_status"]) == (0, "null")
    methods = {
        r["auth_method"]: r for r in lake.rows("marts.open_auth_methods", f"ars = '{OFFENBACH}' and month = '2025-03'")
    }
    assert "eid" not in methods, "fewer than 5 in all: even the existence of the row would tell of somebody"
    assert (methods["bundid_password"]["submissions"], methods["bundid_password"]["submissions_status"]) == (5, "wert")


def test_open_rows_name_the_service_as_the_partner_does(lake: SmallLake) -> None:
    labels = dict(
        lake.query(
            "select distinct ars, service_label from marts.open_application_usage where service_key = '" + SERVICE + "'"
        )
    )
    assert labels == {OFFENBACH: f"Wohnsitz anmelden ({SERVICE})", KASSEL: SERVICE}, "Gießen: fewer than 5 cases"


@pytest.mark.parametrize(
    "model", ["open_application_usage", "open_application_funnel", "open_auth_methods", "open_payment_methods"]
)
def test_a_month_without_delivery_is_missing_and_a_small_group_has_no_row(lake: SmallLake, model: str) -> None:
    measure = {"open_application_usage": "starts", "open_application_funnel": "reached"}.get(model, "submissions")
    shown = lake.query(
        f"select distinct ars, {measure}, {measure}_status from marts.{model} "
        f"where month = '2025-04' and ars <> '{KASSEL}'"
    )
    assert shown == [(OFFENBACH, None, "fehlt")], "Gießen has fewer than 5 cases: no row at all"


def test_who_delivered_what_is_told_per_month(lake: SmallLake) -> None:
    told = lake.query(
        "select month, ars, status, deliveries from marts.partner_deliveries_monthly where dataset = 'portal_events'"
    )
    assert sorted(told) == sorted([
        ("2025-03", KASSEL, "geliefert", 1), ("2025-03", GIESSEN, "geliefert", 1),
        ("2025-03", OFFENBACH, "geliefert", 1),
        ("2025-04", KASSEL, "geliefert", 1), ("2025-04", GIESSEN, "geliefert", 1), ("2025-04", OFFENBACH, "fehlt", 0),
    ])  # fmt: skip
