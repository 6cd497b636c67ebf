# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the files of a release are for and how every catalogue calls them, in German.

Keep out: addresses, formats and what is inside.
"""

from __future__ import annotations

from typing import Literal

from godonu_platform.catalogs.release_record import CHART_NAME, DATA_FILES, DICTIONARY_NAME, ReleaseRecord

FileKey = Literal["csv", "parquet", "json", "dictionary", "chart"]
# In the order in which people read them.
FILE_KEYS: dict[str, FileKey] = {
    DATA_FILES["csv"]: "csv",
    DATA_FILES["parquet"]: "parquet",
    DATA_FILES["json"]: "json",
    DICTIONARY_NAME: "dictionary",
    CHART_NAME: "chart",
}
_NAMES: dict[FileKey, str] = {
    "csv": "{title} (CSV)",
    "parquet": "{title} (Parquet)",
    "json": "{title} (JSON)",
    "dictionary": "Datenverzeichnis zu: {title}",
    "chart": "Diagramm: {chart}",
}
_TEXTS: dict[FileKey, str] = {
    "csv": "Alle Zeilen als Tabelle: UTF-8, Komma als Trennzeichen, Punkt als Dezimalzeichen. Zellen, die eine "
    "Tabellenkalkulation als Formel ausführen würde, beginnen mit einem Apostroph.",
    "parquet": "Alle Zeilen mit ihren Datentypen, für Auswertungen mit Python, R oder DuckDB.",
    "json": "Alle Zeilen als Liste von Objekten.",
    "dictionary": "Was in welcher Spalte steht: Titel, Beschreibung, Art, Einheit, erlaubte Werte.",
    "chart": "Das Diagramm der Datensatzseite als Bild.",
}
SERVICE_TEXT = "Die Tabelle mit Filtern, Sortierung und Seiten abfragen (datastore_search der CKAN-API)."


def file_title(record: ReleaseRecord, file_name: str) -> str:
    """Return how a file of a release is called; raises KeyError for a file that is none of a release."""
    chart = record.chart.title if record.chart else record.description.title
    notice = record.display_title.removeprefix(record.description.title)
    return _NAMES[FILE_KEYS[file_name]].format(title=record.display_title, chart=chart + notice)


def file_text(file_name: str) -> str:
    """Return what a file is for; raises KeyError for a file that is none of a release."""
    return _TEXTS[FILE_KEYS[file_name]]


def service_title(record: ReleaseRecord) -> str:
    """Return how the data service of a dataset is called."""
    return f"Abfrage von: {record.display_title}"
