# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Everything the sample is made of, read from assets/_sample/ and checked.

Keep out: how anything of it is generated.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import Field

from godonu_platform.project import Project
from godonu_platform.sample.recipe import MonthOf, Recipe, Services
from godonu_platform.yaml_model import StrictModel, load_yaml

EventKind = Literal[
    "late",
    "repeated",
    "conflict",
    "unknown_code",
    "wrong_ars",
    "unknown_service",
    "malformed_service",
    "year_0001",
    "year_9999",
    "future",
    "personal_text",
    "personal_url",
]


class Flow(StrictModel):
    """One direction of one mode at a site, with its average of a day."""

    flow_id: str
    label: str = ""
    direction: str = ""
    mode: str = ""
    daily: float


class TrafficSite(StrictModel):
    """One counting site."""

    ars: str
    site_id: str
    name: str
    autumn_hour_once: bool = False
    wrong_total_in_row: int | None = None
    flows: list[Flow]


class Traffic(StrictModel):
    """assets/_sample/traffic.yaml."""

    title: str
    dataset: str
    interval_minutes: int = Field(ge=1, le=60)
    weekday_weights: list[float] = Field(min_length=7, max_length=7)
    hour_weights: list[float] = Field(min_length=24, max_length=24)
    eco_counter: list[TrafficSite]
    canonical: list[TrafficSite]
    revision_days: int = Field(ge=1)


class EventIncident(MonthOf):
    """One sort of dirt among the events of one file."""

    kind: EventKind
    source: str
    count: int = Field(ge=1)


class FileIncident(MonthOf):
    """One sort of dirt in a finished file."""

    kind: Literal["copy", "torn", "wrong_encoding", "blank_lines"]
    source: str
    count: int = 1


class Incidents(StrictModel):
    """assets/_sample/incidents.yaml."""

    title: str
    events: list[EventIncident]
    files: list[FileIncident]
    foreign_ars: str
    unknown_service: str
    malformed_service: str
    unknown_event: str
    future: str
    personal_text: list[str]
    personal_url: str


class ShapeColumn(StrictModel):
    """One column of a foreign layout: a field of the event, or a fixed value, and how it is written there."""

    name: str
    field: str | None = None
    value: str | None = None
    codes: dict[str, str] = {}
    time: Literal["local", "iso", "epoch_ms"] | None = None
    written: Literal["decimal_comma", "seconds"] | None = Field(None, alias="as")


class Ids(StrictModel):
    """How a source numbers its records."""

    prefix: str
    digits: int


class Shape(StrictModel):
    """assets/_sample/shapes/<source>.yaml: the layout of one technical source."""

    title: str
    source_system: str
    format: Literal["csv", "ndjson"]
    delimiter: str = ";"
    encoding: Literal["utf-8", "cp1252", "utf-16"]
    extension: str
    ids: Ids
    columns: list[ShapeColumn]


@dataclass(frozen=True)
class Ingredients:
    """Everything the sample is made of."""

    recipe: Recipe
    services: Services
    traffic: Traffic
    incidents: Incidents
    shapes: dict[str, Shape]
    files: Path


def load_ingredients(project: Project) -> Ingredients:
    """Read assets/_sample/; raises YamlMistakes with file, line and what to write instead."""
    folder = project.assets / "_sample"
    return Ingredients(
        recipe=load_yaml(folder / "recipe.yaml", Recipe),
        services=load_yaml(folder / "services.yaml", Services),
        traffic=load_yaml(folder / "traffic.yaml", Traffic),
        incidents=load_yaml(folder / "incidents.yaml", Incidents),
        shapes={path.stem: load_yaml(path, Shape) for path in sorted((folder / "shapes").glob("*.yaml"))},
        files=folder / "files",
    )
