# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Website visits of the sample: single ones as Matomo's API gives them, and totals of a month as CSV."""

from __future__ import annotations

import csv
import io
import json
from random import Random
from typing import Any

from godonu_platform.sample.berlin import HOUR, Day, days_of, instant
from godonu_platform.sample.chance import Choice, stream
from godonu_platform.sample.recipe import Recipe, VisitSite, VisitsRecipe

TOTALS = ("site_id", "period_month", "visits", "unique_visits", "duration_s", "page_views", "unique_page_views")


def matomo_file(recipe: Recipe, site: VisitSite, place: int, seed: int) -> tuple[bytes, int]:
    """Return a month of visits, newest first; those still running at its end are in the next file too, longer."""
    visits = _month(recipe, site, place, seed)
    if place:
        before = _month(recipe, site, place - 1, seed)
        end = max(visit["lastActionTimestamp"] for visit in before)
        visits += [_grown(visit) for visit in before if visit["lastActionTimestamp"] > end - 6 * 3600]
    visits.sort(key=lambda visit: (-visit["serverTimestamp"], visit["idVisit"]))
    text = "[" + ",\n".join(json.dumps(visit, ensure_ascii=False, separators=(",", ":")) for visit in visits) + "]"
    return text.encode(), len(visits)


def totals_file(recipe: Recipe, site: VisitSite, seed: int) -> tuple[bytes, int]:
    """Return one row for each month, in the contract's names."""
    rng = stream(seed, "totals", site.ars)
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(TOTALS)
    for month in recipe.months:
        visits = round(site.per_month * (0.9 + 0.25 * rng.random()))
        unique, views = round(visits * (0.7 + 0.1 * rng.random())), round(visits * (2.4 + rng.random()))
        seconds = 110 + int(80 * rng.random())
        rows.writerow([site.site_id, f"{month}-01", visits, unique, seconds, views, round(views * 0.72)])
    return text.getvalue().encode(), len(recipe.months)


class _Choices:
    def __init__(self, recipe: Recipe, place: int) -> None:
        visits, portal = recipe.visits, recipe.portal
        days = list(days_of(recipe.months[place]))
        self.days: Choice[Day] = Choice(days, [portal.weekday_weights[day.date.weekday()] for day in days])
        self.hours = Choice(range(24), portal.hour_weights)
        self.referrers, self.devices = Choice.of(visits.referrers), Choice.of(visits.devices)
        self.types, self.countries = Choice.of(visits.visitor_types), Choice.of(visits.countries)


def _month(recipe: Recipe, site: VisitSite, place: int, seed: int) -> list[dict[str, Any]]:
    rng = stream(seed, "visits", site.site_id, recipe.months[place])
    choices = _Choices(recipe, place)
    number = 1_000_000 * (place + 1)
    return [_visit(recipe.visits, site, choices, number + n, rng) for n in range(site.per_month)]


def _visit(visits: VisitsRecipe, site: VisitSite, choices: _Choices, number: int, rng: Random) -> dict[str, Any]:
    day = choices.days.draw(rng.random)
    begin = instant(day, choices.hours.draw(rng.random), int(rng.random() * HOUR)) // 1000
    actions = 1 + int(9 * rng.random() ** 3)
    pages = []
    at = begin
    for position in range(actions):
        path = visits.paths[int(rng.random() * len(visits.paths))]
        spent = 8 + int(150 * rng.random() ** 2)
        url = f"https://{site.host}{path}?pk_campaign=beispiel&uid={number}"
        pages.append(_action(url, position + 1, spent, at))
        at += spent
    # empty values differ between versions of Matomo; all of these mean "nothing"
    nothing = ("", None, False, "-")[number % 4]
    return {
        "idSite": site.site_id,
        "idVisit": str(number),
        "visitIp": "192.0.2.0",
        "visitorId": f"{rng.getrandbits(64):016x}",
        "userId": None,
        "visitorType": choices.types.draw(rng.random),
        "serverTimestamp": begin,
        "firstActionTimestamp": begin,
        "lastActionTimestamp": pages[-1]["timestamp"],
        "visitDuration": str(pages[-1]["timestamp"] - begin),
        "actions": str(actions),
        "referrerType": choices.referrers.draw(rng.random),
        "referrerName": nothing,
        "referrerKeyword": nothing,
        "languageCode": "de" if rng.random() < 0.95 else nothing,
        "deviceType": choices.devices.draw(rng.random),
        "browserName": "Beispielbrowser",
        "countryCode": choices.countries.draw(rng.random),
        "city": nothing,
        "actionDetails": pages,
    }


def _action(url: str, position: int, spent: int, at: int) -> dict[str, Any]:
    return {
        "type": "action",
        "url": url,
        "pageTitle": "Beispielseite",
        "pageviewPosition": position,
        "timeSpent": spent,
        "timestamp": at,
    }


def _grown(visit: dict[str, Any]) -> dict[str, Any]:
    """Return the visit as it looks a little later: one page more."""
    last = visit["actionDetails"][-1]
    at = last["timestamp"] + 240
    more = _action(last["url"], last["pageviewPosition"] + 1, 30, at)
    return visit | {
        "lastActionTimestamp": at,
        "visitDuration": str(at - visit["firstActionTimestamp"]),
        "actions": str(int(visit["actions"]) + 1),
        "actionDetails": [*visit["actionDetails"], more],
    }
