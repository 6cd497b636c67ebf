# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the drawer says is read and checked."""

from __future__ import annotations

import pytest

from godonu_platform.project import Project
from godonu_platform.sample.ingredients import Ingredients, load_ingredients
from godonu_platform.yaml_model import YamlMistakes


def test_the_shipped_ingredients_fit_together(ingredients: Ingredients) -> None:
    portal = ingredients.recipe.portal
    sources = {(p.ars, source) for p in portal.partners for source in p.sources}
    assert {source for _, source in sources} == set(ingredients.shapes)
    for incident in (*ingredients.incidents.events, *ingredients.incidents.files):
        assert (incident.ars, incident.source) in sources
        assert incident.month in ingredients.recipe.months
    levels = ingredients.services.auth_levels
    assert all(method in levels for service in ingredients.services.services for method in service.auth)
    assert len(portal.month_weights) == len(ingredients.recipe.months) == 3
    assert len(portal.partners) == 9


def test_a_mistake_names_file_and_line(own_drawers: Project) -> None:
    path = own_drawers.assets / "_sample" / "recipe.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("events: 300000", "events: viele"), encoding="utf-8")
    with pytest.raises(YamlMistakes, match=r"recipe.yaml:\d+: portal.events"):
        load_ingredients(own_drawers)
