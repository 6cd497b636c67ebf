# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""A complete dataset as the publisher writes it: every field that the schema of the extension knows.

Keep out: calls.
"""

from __future__ import annotations

import json
import uuid
from typing import Any

AUTHORITY = "http://publications.europa.eu/resource/authority/"
_FILES = {
    "csv": (".csv", "CSV", "text/csv"),
    "parquet": (".parquet", "Parquet", "application/vnd.apache.parquet"),
    "json": (".json", "JSON", "application/json"),
    "dictionary": ("_datenverzeichnis.csv", "CSV", "text/csv"),
    "chart": ("_diagramm.svg", "SVG", "image/svg+xml"),
}


def id_of(*parts: str) -> str:
    """Return a UUIDv5 made of names."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "/".join(("urn:test", *parts))))


def provenance(name: str, site: str) -> dict[str, Any]:
    """Return the block "Herkunft und Güte"."""
    return {
        "gezaehlt": "Aufrufe der Seiten, auf denen ein Onlinedienst beginnt.",
        "rechenweg": "Jeder Aufruf zählt einmal.",
        "klasse": [{"achse": "Vertraulichkeit", "wert": "öffentlich"}],
        "schutz": "Zahlen unter 5 sind gesperrt.",
        "entscheidung": [{"id": "2026-07", "kommunen": ["Gießen"]}],
        "noten": {
            "gesamt": "B",
            "dimensionen": [{"titel": "Pünktlichkeit", "note": "B", "definition": "d", "grund": ""}],
        },
        "abdeckung": [{"name": "Gießen", "monate": {"2026-09": "vorhanden", "2026-10": "gesperrt"}}],
        "nicht_dabei": [{"name": "Wetzlar", "grund": "Noch keine Entscheidung."}],
        "quellen": [{"titel": "Portalereignisse", "lieferungen": 24, "monate": "2026"}],
        "schritte": [{"titel": "Schwelle", "beschreibung": "b", "grund": "g", "nachgewiesen": True}],
        "spalten": [{"name": "besuche", "titel": "Wohnsitzanmeldungen", "aus": "x", "herkunft": ["y"], "klasse": "z"}],
        "beispiel": "alle",
        "erklaerung": f"{site}/dataset/{name}/herkunft",
    }


def dataset(name: str, site: str, /, **changes: Any) -> dict[str, Any]:
    """Return a package for package_create; the portal's address stands in its IRIs."""
    package_id = id_of(name)
    publisher = [
        {
            "uri": f"{site}/#herausgeber",
            "name": "GoDonu – Verbund",
            "url": "https://daten.example.org/",
            "type": "http://purl.org/adms/publishertype/LocalAuthority",
        }
    ]
    contact = [{"uri": f"{site}/#kontakt", "name": "Geschäftsstelle", "email": "offene-daten@example.org"}]
    whole = {
        "id": package_id,
        "name": name,
        "title": "Besuche der Onlinedienste je Monat",
        "summary": "Wie oft die Onlinedienste besucht werden.",
        "notes": "Besuche je Monat und Kommune.",
        "owner_org": "godonu",
        "groups": [{"name": "gove"}],
        "tags": [{"name": "Onlinedienste"}, {"name": "Bürgerbüro"}],
        "license_id": "dl-by-de/2.0",
        "url": f"{site}/dataset/{name}/herkunft",
        "version": "v3",
        "version_notes": "Oktober nachgetragen",
        "issued": "2026-10-01T06:00:00+00:00",
        "modified": "2026-11-01T06:00:00+00:00",
        "identifier": package_id,
        "frequency": AUTHORITY + "frequency/MONTHLY",
        "provenance": "Aus den Ereignissen der Portale gezählt.",
        "dcat_type": AUTHORITY + "dataset-type/STATISTICAL",
        "access_rights": AUTHORITY + "access-right/PUBLIC",
        "language": [AUTHORITY + "language/DEU"],
        "theme": [AUTHORITY + "data-theme/TRAN", AUTHORITY + "data-theme/GOVE"],
        "documentation": [f"{site}/dataset/{name}/herkunft"],
        "contact": contact,
        "publisher": publisher,
        "temporal_coverage": [{"start": "2026-01-01", "end": "2026-10-31"}],
        "spatial_coverage": [
            {"uri": "http://dcat-ap.de/def/politicalGeocoding/regionalKey/065310005005", "text": "Gießen"},
            {"uri": "http://dcat-ap.de/def/politicalGeocoding/districtKey/06439", "text": "Rheingau-Taunus-Kreis"},
        ],
        "contributor_id": "http://dcat-ap.de/def/contributors/hessen",
        "geocoding_level": [
            "http://dcat-ap.de/def/politicalGeocoding/Level/municipality",
            "http://dcat-ap.de/def/politicalGeocoding/Level/administrativeDistrict",
        ],
        "references": ["https://musterdatenkatalog.de/def/musterdatensatz/verwaltung/onlinedienste"],
        "conforms_to": ["https://www.rfc-editor.org/rfc/rfc4180"],
        "dataset_status": AUTHORITY + "dataset-status/COMPLETED",
        "release_hash": "a" * 64,
        "herkunft_und_guete": json.dumps(provenance(name, site), ensure_ascii=False),
        "versions": json.dumps(
            [{"version": "v3", "created": "2026-11-01", "sha256_csv": "c" * 64, "rows": 9, "note": ""}]
        ),
        "resources": [_resource(name, site, package_id, key, publisher, contact) for key in _FILES],
    }
    return whole | changes


def _resource(name: str, site: str, package_id: str, key: str, publisher: Any, contact: Any) -> dict[str, Any]:
    suffix, form, media_type = _FILES[key]
    resource_id = id_of(name, key)
    page = f"{site}/dataset/{package_id}/resource/{resource_id}"
    licence = "http://dcat-ap.de/def/licenses/dl-by-de/2.0"
    resource: dict[str, Any] = {
        "id": resource_id,
        "name": f"Daten ({key})",
        "description": "Eine Datei.",
        "url": name + suffix,
        "url_type": "upload",
        "format": form,
        "mimetype": media_type,
        "size": 1234,
        "hash": "0123456789abcdef" * 4,
        "hash_algorithm": "http://spdx.org/rdf/terms#checksumAlgorithm_sha256",
        "license": licence,
        "license_attribution": "GoDonu – Verbund",
        "rights": AUTHORITY + "access-right/PUBLIC",
        "availability": AUTHORITY + "planned-availability/STABLE",
        "status": AUTHORITY + "distribution-status/COMPLETED",
        "issued": "2026-10-01T06:00:00+00:00",
        "modified": "2026-11-01T06:00:00+00:00",
        "language": [AUTHORITY + "language/DEU"],
        "access_url": page,
        "download_url": f"{page}/download/{name}{suffix}",
        "release_version": "v3",
        "file_key": key,
    }
    if key == "csv":
        resource["table_version"] = "v3"
        resource["access_services"] = [
            {
                "uri": f"{site}/dataset/{package_id}#api",
                "title": "Schnittstelle",
                "description": "Zeilen filtern und sortieren",
                "endpoint_url": [f"{site}/api/3"],
                "endpoint_description": "https://docs.ckan.org/en/2.12/maintaining/datastore.html",
                "license": licence,
                "license_attribution": "GoDonu – Verbund",
                "access_rights": AUTHORITY + "access-right/PUBLIC",
                "contact": contact,
                "publisher": publisher,
            }
        ]
    return resource
