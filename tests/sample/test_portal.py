# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who offers what, how much of it, and in which file it stands."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from godonu_platform.contracts.partners import load_partners
from godonu_platform.project import Project
from godonu_platform.sample.ingredients import Ingredients
from godonu_platform.sample.portal import services_of
from tests.sample.conftest import REPOSITORY, Written

LANDKREIS = "06439"


def test_a_landkreis_offers_other_services_than_a_city(ingredients: Ingredients) -> None:
    partners = load_partners(Project.at(REPOSITORY, Path("/nowhere")))
    offered = {p.ars: {s.key for _, s in services_of(ingredients, p)} for p in partners if p.role == "partner"}
    assert "99023002020000" in offered[LANDKREIS]  # Fahrerlaubnis
    assert "99115005104000" not in offered[LANDKREIS]  # Wohnsitz
    assert "99023002020000" not in offered["065330009009"]
    assert "99012008001000" in offered[LANDKREIS]  # Baugenehmigung
    assert len({s.key for s in ingredients.services.services}) >= 20


def test_about_as_many_events_as_the_recipe_says(sample: Written, ingredients: Ingredients) -> None:
    assert sample.summary.by_dataset["portal_events"] == pytest.approx(ingredients.recipe.portal.events, rel=0.03)


def test_sizes_follow_the_inhabitants(sample: Written) -> None:
    lines = {ars: sum(1 for _ in sample.events("*", ars)) for ars in ("064120000000", "064130000000", "065330009009")}
    assert lines["064120000000"] / lines["064130000000"] == pytest.approx(773_068 / 134_170, rel=0.1)
    assert lines["064130000000"] / lines["065330009009"] == pytest.approx(134_170 / 36_053, rel=0.15)


def test_one_partner_did_not_deliver_one_month(sample: Written) -> None:
    months = {path.name[-11:-4] for path in sample.files("portal_events", "065320023023")}
    assert months == {"2026-08", "2026-10"}


def test_the_night_is_quiet_and_sessions_cross_midnight(sample: Written) -> None:
    hours: Counter[str] = Counter()
    days: dict[str, set[str]] = {}
    for record in sample.events("beispiel_civento_2026-09*", "066110000000"):
        hours[record["Zeitpunkt"][11:13]] += 1
        if record["Sitzung"]:
            days.setdefault(record["Sitzung"], set()).add(record["Zeitpunkt"][:10])
    assert hours["03"] < hours["10"] / 10
    assert any(len(seen) > 1 for seen in days.values())
