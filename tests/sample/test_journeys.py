# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""An application runs in the order in which its events may occur."""

from __future__ import annotations

import pytest

from godonu_platform.sample.chance import stream
from godonu_platform.sample.events import Event, Numbers, Offer
from godonu_platform.sample.ingredients import Ingredients
from godonu_platform.sample.journeys import Journey

BEGIN = 1_786_000_000_000


@pytest.fixture(scope="module")
def journeys(ingredients: Ingredients) -> list[list[Event]]:
    service = next(s for s in ingredients.services.services if s.fees and s.attachment)
    offer = Offer(service, ingredients.services, "064120000000", "OD.1", "antrag.frankfurt.example")
    numbers, rng = Numbers("T", "064120000000", 6), stream(7, "journeys")
    return [Journey(offer, numbers, rng, BEGIN, "2026").travel("de", "smartphone") for _ in range(3000)]


def test_numbers_are_never_given_twice(journeys: list[list[Event]]) -> None:
    ids = [event.event_id for journey in journeys for event in journey]
    assert len(set(ids)) == len(ids)
    cases = [{event.case_id for event in journey} - {None} for journey in journeys]
    assert sum(map(len, cases)) == len(set().union(*cases))


def test_time_runs_forward_and_begins_with_the_view(journeys: list[list[Event]]) -> None:
    for journey in journeys:
        assert [e.occurred_at for e in journey] == sorted(e.occurred_at for e in journey)
        assert journey[0].event_type == "service_viewed"


def test_what_needs_something_before_it_has_it(journeys: list[list[Event]]) -> None:
    needs = {
        "submitted": "case_started",
        "received": "submitted",
        "completed": "received",
        "payment_succeeded": "payment_started",
        "auth_succeeded": "auth_started",
        "draft_resumed": "draft_saved",
        "step_completed": "step_viewed",
    }
    for journey in journeys:
        types = [event.event_type for event in journey]
        for later, earlier in needs.items():
            if later in types:
                assert earlier in types[: types.index(later)], types
        assert types.count("completed") <= 1


def test_every_kind_of_end_occurs(journeys: list[list[Event]]) -> None:
    seen = {event.event_type for journey in journeys for event in journey}
    assert {
        "auth_failed",
        "auth_cancelled",
        "payment_failed",
        "payment_cancelled",
        "draft_saved",
        "draft_resumed",
    } <= seen
    assert {"accepted", "rejected", "forwarded", "feedback_given", "attachment_added", "validation_failed"} <= seen
    started = sum(any(e.event_type == "case_started" for e in journey) for journey in journeys)
    submitted = sum(any(e.event_type == "submitted" for e in journey) for journey in journeys)
    assert 0.55 < started / len(journeys) < 0.7
    assert 0.4 < submitted / started < 0.85


def test_the_office_works_without_a_session(journeys: list[list[Event]]) -> None:
    for event in (e for journey in journeys for e in journey):
        back_office = event.event_type in ("received", "forwarded", "accepted", "rejected", "completed")
        assert (event.session_id is None) == back_office
        assert (event.device_type is None) == back_office
        assert event.auth_method != "anonymous" or event.event_type == "submitted"


def test_a_resumed_draft_has_a_session_of_its_own(journeys: list[list[Event]]) -> None:
    resumed = [j for j in journeys if any(e.event_type == "draft_resumed" for e in j)]
    assert resumed
    assert all(len({e.session_id for e in journey} - {None}) > 1 for journey in resumed)
