# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The forms of recipe.yaml and services.yaml in assets/_sample/: who delivers what, and how an application runs."""

from __future__ import annotations

from pydantic import Field

from godonu_platform.yaml_model import StrictModel

Weights = dict[str, float]


class MonthOf(StrictModel):
    """One partner's month."""

    ars: str
    month: str = Field(pattern=r"^\d{4}-\d{2}$")


class PortalPartner(StrictModel):
    """A partner, the technical sources its portal runs on (the first one carries what no other does), its host."""

    ars: str
    sources: list[str] = Field(min_length=1)
    host: str


class PortalRecipe(StrictModel):
    """How many events, when, by whom."""

    dataset: str
    events: int = Field(ge=1)
    month_weights: list[float]
    weekday_weights: list[float] = Field(min_length=7, max_length=7)
    hour_weights: list[float] = Field(min_length=24, max_length=24)
    languages: Weights
    devices: Weights
    partners: list[PortalPartner]
    absent: list[MonthOf] = []


class CatalogueRecipe(StrictModel):
    """The list of services and online services in the shape of the PVOG export."""

    services_dataset: str
    online_services_dataset: str
    file: str
    exported: str


class VisitSite(StrictModel):
    """A website whose visits are counted."""

    ars: str
    site_id: str
    host: str = ""
    per_month: int = Field(ge=0)


class VisitsRecipe(StrictModel):
    """Single visits in the shape of Matomo's Live.getLastVisitsDetails."""

    dataset: str
    sites: list[VisitSite]
    paths: list[str]
    referrers: Weights
    devices: Weights
    visitor_types: Weights
    countries: Weights


class TotalsRecipe(StrictModel):
    """Monthly totals of websites."""

    dataset: str
    file: str
    sites: list[VisitSite]


class Recipe(StrictModel):
    """assets/_sample/recipe.yaml."""

    title: str
    seed: int
    months: list[str] = Field(min_length=1)
    portal: PortalRecipe
    catalogue: CatalogueRecipe
    visits: VisitsRecipe
    totals: TotalsRecipe


class Service(StrictModel):
    """One service and the course of its application; fees in cents with their shares."""

    slug: str
    key: str
    name: str
    name_citizen: str
    weight: float
    offered_by: list[str]
    via: str | None = None
    attachment: bool = False
    steps: dict[str, str] = Field(min_length=1)
    auth: Weights
    fees: dict[int, float] = {}


class Services(StrictModel):
    """assets/_sample/services.yaml."""

    title: str
    auth_levels: dict[str, str]
    payment_methods: Weights
    rates: Weights
    services: list[Service]
