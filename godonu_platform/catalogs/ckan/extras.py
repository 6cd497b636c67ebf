# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Gives a package the form that the portal takes: fields of our extension, fields of its own schema, or plain extras.

Without a schema the extras carry the keys that GovData's harvester reads (ckanext-dcatde 6.10, ckanext-dcat 2.4), and
what they cannot carry is said. Keep out: values; they come from the release record.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from godonu_platform.catalogs.ckan.package_fields import CORE_FIELDS

# Only our extension shows these; as extras they would be long lines of JSON on the page.
_ONLY_OURS = {
    "herkunft_und_guete": "Der Block »Herkunft und Güte« erscheint nicht auf der Datensatzseite; er steht auf der "
    "Seite, auf die »Startseite« und »Dokumentation« verweisen.",
    "versions": "Die Versionsgeschichte mit den Prüfsummen älterer Versionen erscheint nicht.",
}
_RENAMED = {"contributor_id": "contributorID", "license_attribution": "licenseAttributionByText"}
# ckanext-dcatde keeps this one as a list even where there is only one
_ALWAYS_LISTS = ("contributor_id",)
_AGENTS = {"contact": ("uri", "name", "email", "url"), "publisher": ("uri", "name", "url", "type")}


@dataclass(frozen=True)
class PortalForm:
    """What the portal takes: `own` = our extension; the field names of its schema; None where it has no schema."""

    own: bool
    dataset_fields: frozenset[str] | None = None
    resource_fields: frozenset[str] | None = None

    def takes(self, name: str) -> bool:
        """Tell whether a dataset field may be given by its own name."""
        return self.own or name in CORE_FIELDS or name in (self.dataset_fields or ())


def in_form(package: Mapping[str, Any], form: PortalForm) -> dict[str, Any]:
    """Return the package as this portal takes it; fields it cannot hold become extras."""
    if form.own:
        return dict(package)
    direct = {name: value for name, value in package.items() if form.takes(name)}
    extras = dict(_extras(package, form))
    resources = [_resource(resource, form) for resource in package.get("resources", ())]
    shown = {"resources": resources, "extras": [{"key": key, "value": value} for key, value in sorted(extras.items())]}
    return direct | shown


def lost(form: PortalForm, *, dcat: bool) -> tuple[str, ...]:
    """Return in German what this portal cannot show or pass on, one sentence each; empty with our extension."""
    if form.own:
        return ()
    sentences = [text for name, text in _ONLY_OURS.items() if not form.takes(name)]
    if not dcat:
        sentences.append(
            "Das Portal hat keine DCAT-Schnittstelle (ckanext-dcat); GovData und data.europa.eu finden die Daten dort "
            "nicht. Unser eigener Katalog (catalog.ttl) enthält sie."
        )
    if not form.takes("spatial_coverage"):
        sentences.append("Bei mehreren Kommunen steht der Raumbezug nur als Text, ohne ihre Regionalschlüssel.")
    if not form.takes("geocoding_level"):
        sentences.append(
            "Die Verwaltungsebene erscheint nur, wenn alle Kommunen dieselbe haben; das DCAT-Profil des Portals gibt "
            "Verwaltungsebene und Datenbereitsteller nur weiter, wenn es DCAT-AP.de kennt."
        )
    sentences.append("Versionen von Datei und Tabelle wechseln nicht in einem Augenblick, sondern nacheinander.")
    return tuple(sentences)


def _extras(package: Mapping[str, Any], form: PortalForm) -> Iterator[tuple[str, str]]:
    for name, value in package.items():
        if form.takes(name) or name == "resources" or name in _ONLY_OURS:
            continue
        if name in _AGENTS:
            yield from ((f"{name}_{part}", value[0][part]) for part in _AGENTS[name] if value[0].get(part))
        elif name == "temporal_coverage":
            yield from ((f"temporal_{part}", value[0][part]) for part in ("start", "end"))
        elif name == "spatial_coverage":
            yield "spatial_text", ", ".join(place["text"] for place in value)
            if len(value) == 1:
                yield "spatial_uri", value[0]["uri"]
            yield "politicalGeocodingURI", as_json([place["uri"] for place in value])
        elif name == "geocoding_level":
            if len(value) == 1:
                yield "politicalGeocodingLevelURI", value[0]
        else:
            listed = [value] if name in _ALWAYS_LISTS else value
            yield _RENAMED.get(name, name), as_json(listed) if isinstance(listed, list) else str(listed)


def _resource(resource: Mapping[str, Any], form: PortalForm) -> dict[str, Any]:
    """Return a resource; CKAN keeps unknown keys of a resource, lists among them as text."""
    known = form.resource_fields or frozenset()
    return {
        name if name in known else _RENAMED.get(name, name): as_json(value)
        if isinstance(value, list) and name not in known
        else value
        for name, value in resource.items()
    }


def as_json(value: Any) -> str:
    """Return a value as the short JSON text that CKAN keeps."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
