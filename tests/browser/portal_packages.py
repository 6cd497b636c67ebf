# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Datasets as the publisher writes them, put into a real CKAN by its API: whole, sparse, hostile, old, withdrawn."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from godonu_platform.catalogs.charts import chart_svg
from godonu_platform.catalogs.release_record import ChartData, Series
from tests.portal import CkanForTests

KEYS = "http://dcat-ap.de/def/politicalGeocoding/regionalKey"
EU = "http://publications.europa.eu/resource/authority"
WHOLE, SPARSE, HOSTILE = "seiten_antraege", "seiten_stellen", "seiten_angriff"
BROKEN, OLD, GONE = "seiten_kaputt", "seiten_veraltet", "seiten_zurueckgezogen"
HIDDEN = "seiten_verborgen"
TITLE = "Begonnene und abgeschlossene Anträge je Monat und Verwaltungsleistung (erzeugte Beispielzahlen)"
PLACES = [
    ("Universitätsstadt Gießen", "065310005005"), ("Stadt Kassel", "066110000000"),
    ("Universitätsstadt Marburg", "065340014014"), ("Rheingau-Taunus-Kreis", "06439"),
    ("Stadt Wetzlar", "065320023023"), ("Stadt Offenbach am Main", "064130000000"),
]  # fmt: skip
MONTHS = [f"2025-{month:02}" for month in range(9, 13)] + [f"2026-{month:02}" for month in range(1, 11)]
EVIL = '<script>window.angriff = 1</script><img src=x onerror="window.angriff = 2">'
CHECKSUM = hashlib.sha256(b"v2").hexdigest()


@dataclass(frozen=True)
class Shelf:
    """A portal with the datasets in it; resources: dataset -> file key -> id."""

    url: str
    resources: dict[str, dict[str, str]]

    def page(self, dataset: str, suffix: str = "") -> str:
        """The address of a dataset's page."""
        return f"{self.url}/dataset/{dataset}{suffix}"

    def file(self, dataset: str, key: str) -> str:
        """The address of a file's page."""
        return self.page(dataset, f"/resource/{self.resources[dataset][key]}")


def stocked(portal: CkanForTests) -> Shelf:
    """Put all datasets into an empty portal."""
    calls = _Calls(portal)
    calls("group_create", name="gove", title="Regierung und öffentlicher Sektor")
    calls("group_create", name="tran", title="Verkehr")
    made = [whole(), sparse(), hostile(), broken(), {**whole(), "name": HIDDEN, "private": True, "resources": []}]
    made += [ended(OLD, "DEPRECATED", WHOLE), ended(GONE, "WITHDRAWN", "https://daten.example.org/neu")]
    found = {package["name"]: calls("package_create", **package) for package in made}
    ids = {name: {one["file_key"]: one["id"] for one in shown["resources"]} for name, shown in found.items()}
    calls.fill(ids[WHOLE])
    return Shelf(portal.url, ids)


def whole() -> dict[str, Any]:
    """A dataset with everything."""
    return {
        **_package(WHOLE, TITLE),
        "summary": "Wie viele Anträge je Monat online begonnen und abgeschlossen wurden, nach Leistung und Kommune.",
        "notes": "Gezählt wird jeder Antrag, der online begonnen wurde.\n\nZahlen unter fünf sind **gesperrt**.",
        "groups": [{"name": "gove"}],
        "tags": [{"name": name} for name in ("Antrag", "Onlinedienst", "Verwaltung")],
        "frequency": f"{EU}/frequency/MONTHLY",
        "temporal_coverage": [{"start": "2025-09-01", "end": "2026-10-31"}],
        "spatial_coverage": [{"uri": f"{KEYS}/{ars}", "text": name} for name, ars in PLACES],
        "herkunft_und_guete": json.dumps(block(), ensure_ascii=False),
        "versions": json.dumps(versions(), ensure_ascii=False),
        "resources": [_file("csv"), _file("json"), _file("chart")],
    }


def sparse() -> dict[str, Any]:
    """A dataset of somebody who filled in only what is asked for."""
    return {**_package(SPARSE, "Zuständige Stellen"), "groups": [{"name": "tran"}]}


def hostile() -> dict[str, Any]:
    """A dataset whose every text tries to break out of the page."""
    evil = _poisoned(block())
    return {
        **_package(HOSTILE, f"Angriff {EVIL} </script>"),
        "summary": EVIL,
        "notes": f"{EVIL}\n\n[Klick](javascript:alert(1))",
        "version": "v1",
        "version_notes": EVIL,
        "lifecycle_note": EVIL,
        "dataset_status": f"{EU}/dataset-status/DEPRECATED",
        "spatial_coverage": [{"text": EVIL}],
        "publisher": [{"name": EVIL}],
        "herkunft_und_guete": json.dumps(evil),
        "versions": json.dumps([{"version": EVIL, "created": EVIL, "sha256_csv": EVIL, "rows": 3, "note": EVIL}]),
        "resources": [{**_file("csv"), "name": EVIL, "description": EVIL, "license_attribution": EVIL, "hash": ""}],
    }


def broken() -> dict[str, Any]:
    """A dataset whose JSON is JSON, but of other types than anybody expects."""
    odd = {
        "gezaehlt": ["Liste"],
        "rechenweg": {"a": 1},
        "klasse": "Text",
        "entscheidung": [3, {"id": None, "kommunen": "x"}],
        "noten": {"gesamt": 7, "dimensionen": {"a": 1}},
        "abdeckung": [{"name": 1, "monate": ["x"]}, {"monate": {"2026-13": "x", "2026-01": {}}}],
        "quellen": [None],
        "schritte": [[]],
        "spalten": [{"name": "\ud800", "herkunft": [{}, None, 3]}],
        "beispiel": ["alle"],
    }
    return {
        **_package(BROKEN, "Unerwartete Angaben"),
        "herkunft_und_guete": json.dumps(odd),
        "versions": json.dumps([{}, {"version": [], "rows": True, "created": "9999-12-31T23:59:59+00:00"}]),
        "temporal_coverage": [{"start": "0001-01-01", "end": "9999-12-31"}],
    }


def ended(name: str, status: str, successor: str) -> dict[str, Any]:
    """A dataset that is out of date or gone."""
    return {
        **_package(name, "Verkehrszählung je Tag"),
        "dataset_status": f"{EU}/dataset-status/{status}",
        "lifecycle_note": "Seit dem 1. November 2026 zählt der Betreiber je Stunde.",
        "successor": successor,
        "versions": json.dumps(versions()[:1]),
    }


def versions() -> list[dict[str, Any]]:
    """The versions so far, newest first."""
    found: list[dict[str, Any]] = _written()["versions"]
    return found


def block() -> dict[str, Any]:
    """The JSON of »Herkunft und Güte« as the publisher writes it."""
    rows = [
        {"name": name, "monate": {month: _state(row, place) for place, month in enumerate(MONTHS)}}
        for row, (name, _) in enumerate(PLACES)
    ]
    return {**_written()["herkunft_und_guete"], "abdeckung": rows}


def _written() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((Path(__file__).parent / "portal_block.json").read_text(encoding="utf-8"))
    return found


def _state(row: int, place: int) -> str:
    if (row, place) in ((1, 3), (1, 4), (4, 13)):
        return "fehlt"
    return "gesperrt" if (row + place) % 9 == 8 else "vorhanden"


def _poisoned(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _poisoned(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_poisoned(one) for one in value]
    return EVIL if isinstance(value, str) and value not in ("alle", "vorhanden", "fehlt", "gesperrt") else value


def _package(name: str, title: str) -> dict[str, Any]:
    return {
        "name": name,
        "title": title,
        "notes": "Eine Beschreibung.",
        "owner_org": "godonu",
        "license_id": "dl-zero-de/2.0",
        "version": "v2",
        "issued": "2026-11-01T08:00:00+00:00",
        "modified": "2026-11-20T08:00:00+00:00",
        "dataset_status": f"{EU}/dataset-status/COMPLETED",
        "contact": [{"name": "Geschäftsstelle Offene Daten", "email": "offene-daten@example.org"}],
        "publisher": [{"name": "GoDonu – Verbund hessischer Kommunen", "url": "https://daten.example.org/"}],
    }


def _file(key: str) -> dict[str, Any]:
    form, media_type = {"csv": ("CSV", "text/csv"), "json": ("JSON", "application/json")}.get(
        key, ("SVG", "image/svg+xml")
    )
    titles = {"csv": f"{TITLE} (CSV)", "json": f"{TITLE} (JSON)", "chart": "Diagramm: Begonnene Anträge je Monat"}
    return {
        "name": titles[key],
        "description": "Alle Zeilen als Tabelle: UTF-8, Komma als Trennzeichen, Punkt als Dezimalzeichen.",
        "url": f"https://daten.example.org/{key}",
        "format": form,
        "mimetype": media_type,
        "size": 48211,
        "hash": CHECKSUM,
        "license": "http://dcat-ap.de/def/licenses/dl-zero-de/2.0",
        "license_attribution": "GoDonu-Kommunen",
        "availability": f"{EU}/planned-availability/AVAILABLE",
        "release_version": "v2",
        "table_version": "v2" if key == "csv" else "",
        "file_key": key,
        "issued": "2026-11-01T08:00:00+00:00",
        "modified": "2026-11-20T08:00:00+00:00",
    }


class _Calls:
    def __init__(self, portal: CkanForTests) -> None:
        self._url, self._token = portal.url, portal.sysadmin_token

    def __call__(self, action: str, **data: Any) -> Any:
        return self._answer(action, json=data)

    def upload(self, resource: str, name: str, content: bytes) -> None:
        self._answer("resource_patch", data={"id": resource}, files={"upload": (name, content)})

    def fill(self, ids: dict[str, str]) -> None:
        """Give the whole dataset its files, its table and its views."""
        names = [name for name, _ in PLACES]
        rows = [(month, name, 5 * (20 + row)) for month in MONTHS for row, name in enumerate(names)]
        lines = ["month,partner_name,starts", *(",".join(map(str, row)) for row in rows)]
        self.upload(ids["csv"], f"{WHOLE}.csv", "\n".join(lines).encode())
        self.upload(ids["chart"], f"{WHOLE}_diagramm.svg", _chart().encode())
        fields = [
            _field("month", "text", "Monat", "Kalendermonat, in dem der Antrag begonnen wurde.", ""),
            _field("partner_name", "text", "Kommune", EVIL, ""),
            _field("starts", "int8", "Begonnene Anträge", "Auf fünf gerundet.\nEinheit: Anträge", "Anträge"),
        ]
        records = [dict(zip(("month", "partner_name", "starts"), row, strict=True)) for row in rows]
        self("datastore_create", resource_id=ids["csv"], fields=fields, records=records, force=True)
        settings = {"engine": "plotly", "type": "Bar", "x": "month", "y": "starts", "limit": 2000, "chart_title": "x"}
        for key, kind, more in (
            ("csv", "datatables_view", {"title": "Tabelle"}),
            ("csv", "charts_view", {"title": "Interaktives Diagramm", **settings}),
            ("chart", "image_view", {"title": "Diagramm"}),
        ):
            self("resource_view_create", resource_id=ids[key], view_type=kind, **more)

    def _answer(self, action: str, **sent: Any) -> Any:
        headers = {"Authorization": self._token}
        answer = requests.post(f"{self._url}/api/3/action/{action}", headers=headers, timeout=120, **sent)
        assert answer.ok, (action, answer.text[:2000])
        return answer.json()["result"]


def _field(name: str, kind: str, label: str, notes: str, unit: str) -> dict[str, Any]:
    return {"id": name, "type": kind, "info": {"label": label, "notes": notes, "unit": unit}}


def _chart() -> str:
    values = tuple(float(5 * (20 + place)) for place, _ in enumerate(MONTHS))
    words = {"title": "Begonnene Anträge je Monat", "x_title": "Monat", "y_title": "Anträge"}
    line = Series(name="Stadt Kassel", values=values)
    return chart_svg(ChartData(kind="lines", labels=tuple(MONTHS), series=(line,), **words))
