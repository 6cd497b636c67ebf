# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The metrics of the Metadata Quality Assessment: where each one looks, its points, and what to do when it is missed.

Source: publishing-and-governance 2. Keep out: how points add up (mqa).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rdflib import DCAT, DCTERMS, URIRef

On = Literal["dataset", "distribution", "either"]
DATASET: On = "dataset"
DISTRIBUTION: On = "distribution"
EITHER: On = "either"
FORMAT = URIRef(str(DCTERMS) + "format")  # DCTERMS.format is a method of str


@dataclass(frozen=True)
class Metric:
    """One metric; `known`: the value list in which a value must be, `answering`: the address must answer."""

    name: str
    title: str
    points: int
    on: On
    path: URIRef
    advice: str
    known: str = ""
    answering: bool = False


METRICS = (
    # findability, 100
    Metric("keyword", "Schlagwort", 30, DATASET, DCAT.keyword, "Im Katalogeintrag unter keywords ein Wort nennen."),
    Metric("theme", "Thema", 30, DATASET, DCAT.theme, "Im Katalogeintrag unter theme ein EU-Thema nennen."),
    Metric("spatial", "Raumbezug", 20, DATASET, DCTERMS.spatial,
           "Den Regionalschlüssel der Kommune in governance/partners.yaml prüfen: 12, 5 oder 2 Ziffern."),
    Metric("temporal", "Zeitraum", 20, DATASET, DCTERMS.temporal,
           "Im Datenvertrag unter monatsspalte die Spalte mit dem Monat nennen."),
    # accessibility, 100
    Metric("access_url", "Zugangsadresse antwortet", 50, DISTRIBUTION, DCAT.accessURL,
           "Die Zugangsadresse fehlt oder antwortet nicht; base_url in catalogs/portal.yaml und den Webserver prüfen.",
           answering=True),
    Metric("download", "Downloadadresse", 20, DISTRIBUTION, DCAT.downloadURL, "Die Downloadadresse angeben."),
    Metric("download_url", "Downloadadresse antwortet", 30, DISTRIBUTION, DCAT.downloadURL,
           "Die Downloadadresse antwortet nicht, oder es fehlt die Zugangsadresse; den Webserver prüfen.",
           answering=True),
    # interoperability, 110
    Metric("format", "Format", 20, DISTRIBUTION, FORMAT, "Das Format angeben (EU-Dateityp)."),
    Metric("media_type", "Medientyp", 10, DISTRIBUTION, DCAT.mediaType, "Den Medientyp angeben (IANA)."),
    Metric("from_vocabulary", "Format und Medientyp aus den Listen", 10, DISTRIBUTION, FORMAT,
           "Format und Medientyp so schreiben, wie sie in catalogs/vocabularies.yaml stehen."),
    Metric("non_proprietary", "Offenes Format", 20, DISTRIBUTION, FORMAT,
           "Mindestens eine Datei in einem offenen Format anbieten, z. B. CSV.", known="non_proprietary"),
    Metric("machine_readable", "Maschinenlesbares Format", 20, DISTRIBUTION, FORMAT,
           "Mindestens eine Datei in einem maschinenlesbaren Format anbieten, z. B. CSV.", known="machine_readable"),
    Metric("conforms", "DCAT-AP eingehalten", 30, DATASET, DCTERMS.conformsTo,
           "Die Verletzungen beheben, die die Prüfung »metadaten« nennt."),
    # reusability, 75
    Metric("licence", "Lizenz", 20, DISTRIBUTION, DCTERMS.license, "Im Katalogeintrag unter licence eine nennen."),
    Metric("known_licence", "Lizenz, die data.europa.eu kennt", 10, DISTRIBUTION, DCTERMS.license,
           "data.europa.eu kennt von den deutschen Lizenzen nur dl-zero-de/2.0 und dl-by-de/2.0; eine davon wählen.",
           known="licences"),
    Metric("access_rights", "Zugang", 10, DATASET, DCTERMS.accessRights, "Angeben, wer Zugang hat (öffentlich)."),
    Metric("known_access_rights", "Zugang aus der Liste", 5, DATASET, DCTERMS.accessRights,
           "Den Zugang aus der EU-Liste access-right wählen.", known="access_rights"),
    Metric("contact", "Kontaktstelle", 20, DATASET, DCAT.contactPoint,
           "In catalogs/portal.yaml unter contact eine Stelle mit E-Mail-Adresse nennen."),
    Metric("publisher", "Herausgeber", 10, DATASET, DCTERMS.publisher,
           "In catalogs/portal.yaml unter publisher den Herausgeber nennen."),
    # contextuality, 20
    Metric("rights", "Rechte", 5, DISTRIBUTION, DCTERMS.rights, "Die Rechte an der Datei angeben."),
    Metric("byte_size", "Dateigröße", 5, DISTRIBUTION, DCAT.byteSize, "Die Dateigröße angeben."),
    Metric("issued", "Erste Veröffentlichung", 5, EITHER, DCTERMS.issued, "Das Datum der ersten Ausgabe angeben."),
    Metric("modified", "Letzte Änderung", 5, EITHER, DCTERMS.modified, "Das Datum der letzten Änderung angeben."),
)  # fmt: skip
OF = sum(metric.points for metric in METRICS)
