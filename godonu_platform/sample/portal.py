# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The portal events of all partners for the months of the sample, one partner after another.

Keep out: the course of a single application, and everything that is wrong with deliveries.
"""

from __future__ import annotations

from collections.abc import Iterator

from godonu_platform.contracts.partners import Partner, Partners
from godonu_platform.sample.berlin import HOUR, Day, days_of, instant, month_of
from godonu_platform.sample.chance import Choice, stream
from godonu_platform.sample.events import Event, Numbers, Offer
from godonu_platform.sample.ingredients import Ingredients
from godonu_platform.sample.journeys import Journey
from godonu_platform.sample.recipe import PortalPartner, Service

FileKey = tuple[str, str, str]  # partner, source, month


def service_ids(number: int, position: int) -> tuple[str, str]:
    """Return the ids of a service and of its online service, in the form of the PVOG, invented."""
    return f"L100042.LB.9{number:02d}{position:03d}", f"L100042.OD.9{number:02d}{position:03d}"


def services_of(ingredients: Ingredients, partner: Partner) -> list[tuple[int, Service]]:
    """Return the services that this kind of partner offers, with their place in the list of all."""
    return [(n, s) for n, s in enumerate(ingredients.services.services, 1) if partner.kind in s.offered_by]


def portal_events(ingredients: Ingredients, partners: Partners, seed: int) -> Iterator[dict[FileKey, list[Event]]]:
    """Yield for each partner its events by file, in order of time; sizes follow the number of inhabitants."""
    portal = ingredients.recipe.portal
    bodies = [(n, p, partners.get(p.ars)) for n, p in enumerate(portal.partners, 1)]
    present = [(n, p, body) for n, p, body in bodies if body is not None]
    inhabitants = sum(body.inhabitants or 0 for _, _, body in present)
    for number, portal_partner, body in present:
        wanted = portal.events * (body.inhabitants or 0) / inhabitants
        yield _events_of(ingredients, portal_partner, body, number, int(wanted), seed)


def _events_of(
    ingredients: Ingredients, partner: PortalPartner, body: Partner, number: int, wanted: int, seed: int
) -> dict[FileKey, list[Event]]:
    portal, months = ingredients.recipe.portal, ingredients.recipe.months
    rng = stream(seed, "portal", partner.ars)
    ids = {source: ingredients.shapes[source].ids for source in partner.sources}
    numbers = {source: Numbers(form.prefix, partner.ars, form.digits) for source, form in ids.items()}
    offers = _offers(ingredients, partner, body, number)
    starts = _days(ingredients)
    hours = Choice(range(24), portal.hour_weights)
    languages, devices = Choice.of(portal.languages), Choice.of(portal.devices)
    files: dict[FileKey, list[Event]] = {(partner.ars, s, m): [] for s in partner.sources for m in months}
    made = 0
    while made < wanted:
        source, offer = offers.draw(rng.random)
        day = starts.draw(rng.random)
        begin = instant(day, hours.draw(rng.random), int(rng.random() * HOUR), rng.random() < 0.5)
        journey = Journey(offer, numbers[source], rng, begin, day.month[:4])
        for event in journey.travel(languages.draw(rng.random), devices.draw(rng.random)):
            bucket = files.get((partner.ars, source, month_of(event.occurred_at)))
            if bucket is not None:  # what happens after the last month is not in the sample
                bucket.append(event)
                made += 1
    for bucket in files.values():
        bucket.sort(key=lambda event: (event.occurred_at, event.event_id))
    return files


def _offers(ingredients: Ingredients, partner: PortalPartner, body: Partner, number: int) -> Choice[tuple[str, Offer]]:
    offers = []
    weights = []
    for position, service in services_of(ingredients, body):
        source = service.via if service.via in partner.sources else partner.sources[0]
        _, online_service_id = service_ids(number, position)
        offers.append((source, Offer(service, ingredients.services, partner.ars, online_service_id, partner.host)))
        weights.append(service.weight)
    return Choice(offers, weights)


def _days(ingredients: Ingredients) -> Choice[Day]:
    portal = ingredients.recipe.portal
    days, weights = [], []
    for position, month in enumerate(ingredients.recipe.months):
        for day in days_of(month):
            days.append(day)
            weights.append(portal.weekday_weights[day.date.weekday()] * portal.month_weights[position])
    return Choice(days, weights)
