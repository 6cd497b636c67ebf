# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which fields of a package and its resources are ours to set, and what a steward calls them.

A field that stands here and is not wanted is emptied; any other field of the portal is left alone.
Keep out: values.
"""

from __future__ import annotations

PACKAGE_TITLES = {
    "state": "Zustand",
    "private": "Sichtbarkeit",
    "name": "Name",
    "title": "Titel",
    "notes": "Beschreibung",
    "owner_org": "Organisation",
    "groups": "Gruppen",
    "tags": "Schlagwörter",
    "license_id": "Lizenz",
    "url": "Startseite",
    "version": "Version",
    "version_notes": "Anmerkung zur Version",
    "issued": "Erstmals veröffentlicht",
    "modified": "Geändert",
    "identifier": "Kennung",
    "frequency": "Aktualisierung",
    "provenance": "Rechenweg",
    "dcat_type": "Art",
    "access_rights": "Zugang",
    "language": "Sprache",
    "theme": "Thema",
    "conforms_to": "Standard",
    "documentation": "Dokumentation",
    "contact": "Kontakt",
    "publisher": "Herausgeber",
    "temporal_coverage": "Zeitraum",
    "spatial_coverage": "Raumbezug",
    "contributor_id": "Datenbereitsteller",
    "geocoding_level": "Verwaltungsebene",
    "references": "Musterdatenkatalog",
    "applicable_legislation": "Rechtsgrundlage",
    "hvd_category": "Hochwertiger Datensatz",
    "hvd_reason": "Begründung als hochwertiger Datensatz",
    "dataset_status": "Status",
    "lifecycle_note": "Hinweis zum Status",
    "successor": "Nachfolger",
    "release_hash": "Prüfsumme der Veröffentlichung",
    "summary": "Kurzbeschreibung",
    "herkunft_und_guete": "Herkunft und Güte",
    "versions": "Versionsgeschichte",
}
RESOURCE_TITLES = {
    "name": "Titel",
    "description": "Beschreibung",
    "url": "Dateiname",
    "url_type": "Ablage",
    "format": "Format",
    "mimetype": "Medientyp",
    "size": "Größe",
    "hash": "Prüfsumme",
    "hash_algorithm": "Prüfsummenverfahren",
    "license": "Lizenz",
    "rights": "Rechte",
    "availability": "Verfügbarkeit",
    "status": "Status",
    "issued": "Erstmals veröffentlicht",
    "modified": "Geändert",
    "language": "Sprache",
    "conforms_to": "Standard",
    "applicable_legislation": "Rechtsgrundlage",
    "access_url": "Zugangsadresse",
    "download_url": "Downloadadresse",
    "access_services": "Datendienst",
    "license_attribution": "Namensvermerk",
    "release_version": "Version der Datei",
    "table_version": "Version der Tabelle",
    "file_key": "Rolle der Datei",
}
# What CKAN itself knows without any schema; everything else needs scheming or becomes an extra.
CORE_FIELDS = frozenset(
    {"id", "state", "private", "name", "title", "notes", "owner_org", "groups", "tags", "license_id", "url", "version",
     "resources"}
)  # fmt: skip
# The same fields where they are extras: the keys of ckanext-dcat and ckanext-dcatde, and our own.
EXTRA_TITLES = {
    **{name: title for name, title in PACKAGE_TITLES.items() if name not in CORE_FIELDS},
    "contact_uri": "Kontakt (Kennung)",
    "contact_name": "Kontakt",
    "contact_email": "Kontakt (E-Mail)",
    "contact_url": "Kontakt (Seite)",
    "publisher_uri": "Herausgeber (Kennung)",
    "publisher_name": "Herausgeber",
    "publisher_url": "Herausgeber (Seite)",
    "publisher_type": "Herausgeber (Art)",
    "temporal_start": "Zeitraum von",
    "temporal_end": "Zeitraum bis",
    "spatial_text": "Raumbezug",
    "spatial_uri": "Raumbezug (Kennung)",
    "politicalGeocodingURI": "Raumbezug (Regionalschlüssel)",
    "politicalGeocodingLevelURI": "Verwaltungsebene",
    "contributorID": "Datenbereitsteller",
}
RESOURCE_EXTRA_TITLES = {"licenseAttributionByText": "Namensvermerk"}
# Digests of what was applied last, by field; whoever edits by hand leaves them as they are.
FIELD_SUMS = "feldsummen"
FILE_TITLES = {
    "csv": "CSV",
    "parquet": "Parquet",
    "json": "JSON",
    "dictionary": "Datenverzeichnis",
    "chart": "Diagramm",
}
