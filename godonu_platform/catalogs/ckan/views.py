# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The views of a dataset in the portal: table, our chart as a picture, and the chart that CKAN draws from the table.

A view that fails makes the whole page of its file fail, so each is looked at once, as the public would, and taken away
again when its page does not answer. Keep out: the files and the table behind the views.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from godonu_platform.catalogs.ckan.calls import Calls
from godonu_platform.catalogs.ckan.faults import PortalFault
from godonu_platform.catalogs.ckan.package_texts import plain_text
from godonu_platform.catalogs.ckan.portal_facts import PortalFacts
from godonu_platform.catalogs.release_record import ReleaseRecord

TABLE, PICTURE, CHART = "datatables_view", "image_view", "charts_view"
KIND_TITLES = {TABLE: "Tabelle", PICTURE: "Diagramm", CHART: "Interaktives Diagramm"}
# ckanext-charts draws what it reads first; a part of the rows would be another statement than all of them.
MOST_CHART_ROWS = 20_000


@dataclass(frozen=True)
class View:
    """One view; `settings` are those of the interactive chart, `id` is None before it exists."""

    kind: str
    resource_id: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    id: str | None = None

    @property
    def title(self) -> str:
        """What stands above it, and in the list of views."""
        return KIND_TITLES[self.kind]

    @property
    def key(self) -> str:
        """Which of the views it is, whatever its id."""
        return f"{self.resource_id}/{self.kind}"


def wanted_views(
    record: ReleaseRecord, csv_id: str, chart_id: str, facts: PortalFacts, columns: Mapping[str, str]
) -> list[View]:
    """Return the views that a release has on this portal, the table first; `columns` gives their names in the table."""
    views = []
    if facts.datastore and TABLE in facts.extensions:
        views.append(View(TABLE, csv_id))
    if record.chart is not None and PICTURE in facts.extensions:
        views.append(View(PICTURE, chart_id))
    settings = _chart_settings(record, columns) if facts.charts and facts.datastore else None
    if settings:
        views.append(View(CHART, csv_id, settings))
    return views


def views_of(resource_id: str, listed: Sequence[Mapping[str, Any]]) -> tuple[View, ...]:
    """Return the views of these kinds among those that CKAN lists; further ones were made by hand and stay."""
    return tuple(
        View(
            view["view_type"],
            resource_id,
            {name: view[name] for name in _SETTINGS if name in view} if view["view_type"] == CHART else {},
            view["id"],
        )
        for view in listed
        if view.get("view_type") in KIND_TITLES
    )


def missing_views(wanted: Sequence[View], shown: Sequence[View]) -> list[View]:
    """Return the views to make; one that must be made anew carries the id of the one there is."""
    missing = []
    for view in wanted:
        there = [one for one in shown if (one.kind, one.resource_id) == (view.kind, view.resource_id)]
        if not there:
            missing.append(view)
        elif view.kind == CHART and not any(_same(one.settings, view.settings) for one in there):
            missing.append(View(view.kind, view.resource_id, view.settings, there[0].id))
    return missing


def tried_with(record: ReleaseRecord, facts: PortalFacts) -> str:
    """Return with what a view that failed need not be tried again: this release on this version of the portal."""
    return f"{record.version} {facts.version}"


class BrokenView(RuntimeError):
    """A view that does not work on this portal and is gone again; the text is German."""


def make_view(calls: Calls, view: View, page: str) -> None:
    """Make or mend a view and look at its page; raises BrokenView when the portal refuses it or the page fails."""
    data = {"resource_id": view.resource_id, "view_type": view.kind, "title": view.title, **view.settings}
    try:
        if view.id is None:
            made = calls.write("resource_view_create", data)
        else:
            made = calls.write("resource_view_update", {**data, "id": view.id})
    except PortalFault as fault:
        if fault.kind in ("ungueltig", "verboten"):
            raise BrokenView(f"Die Ansicht »{view.title}« lässt sich nicht anlegen. {fault}") from None
        raise
    status = page_status(calls, f"{page}?view_id={made['id']}")
    if status == 200:
        return
    calls.write("resource_view_delete", {"id": made["id"]})
    raise BrokenView(
        f"Die Ansicht »{view.title}« ist wieder entfernt: Mit ihr antwortet die Seite der Datei mit Status {status}. "
        "Bitte den Betrieb des Portals, die Erweiterung dafür zu prüfen."
    )


def page_status(calls: Calls, page: str) -> int:
    """Return the status of a page as the public sees it, 0 when nothing answers."""
    try:
        return calls.page(page)
    except PortalFault as fault:
        return fault.status or 0


_SETTINGS = (
    "engine", "type", "x", "y", "color", "limit", "chart_title", "x_axis_label", "y_axis_label", "sort_x",
    "skip_null_values",
)  # fmt: skip


def _chart_settings(record: ReleaseRecord, names: Mapping[str, str]) -> dict[str, Any] | None:
    """Return the settings that work with CKAN 2.12: engine plotly, bars, `y` one name and no list.

    Several rows at one place are stacked, which is their sum. Counts of rows have no column to draw.
    """
    chart = record.chart
    columns = chart.columns if chart else None
    if chart is None or columns is None or columns.y is None or record.rows > MOST_CHART_ROWS:
        return None
    if not {columns.x, columns.y, columns.group or columns.x} <= names.keys():
        return None
    return {
        "engine": "plotly",
        "type": "Bar",
        "x": names[columns.x],
        "y": names[columns.y],
        **({"color": names[columns.group]} if columns.group else {}),
        "limit": MOST_CHART_ROWS,
        "chart_title": plain_text(chart.title),
        "x_axis_label": plain_text(chart.x_title),
        "y_axis_label": plain_text(chart.y_title),
        "sort_x": True,
        "skip_null_values": True,
    }


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return {key: str(value) for key, value in one.items()} == {key: str(value) for key, value in other.items()}
