# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lists what a reader should know about a dataset and about a file: German labels, values with their words.

No IRI without a label, no JSON, no empty row. Keep out: markup; a page shows label and items.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ckanext.godonu import german, value_lists
from ckanext.godonu.addresses import mail_address, web_address

_ROLES = {
    "csv": "Daten als CSV",
    "parquet": "Daten als Parquet",
    "json": "Daten als JSON",
    "dictionary": "Datenverzeichnis",
    "chart": "Diagramm",
}


@dataclass(frozen=True)
class Item:
    """A value, perhaps with a link; code: shown in the type of machines."""

    text: str
    href: str = ""
    code: bool = False


@dataclass(frozen=True)
class Fact:
    """A row: what it is called and its values."""

    label: str
    items: tuple[Item, ...]


def dataset_facts(package: Mapping[str, Any]) -> list[Fact]:
    """Return what stands under »Angaben zum Datensatz«."""
    rows = [
        ("Zeitraum", _plain(_periods(package))),
        ("Kommunen", _plain(places(package))),
        ("Aktualisierung", _words("frequency", package.get("frequency"))),
        ("Version", _plain([_dated(package.get("version"), package.get("modified"))])),
        ("Anlass dieser Version", _plain([package.get("version_notes")])),
        ("Zuerst veröffentlicht", _plain([german.day(package.get("issued"))])),
        ("Lizenz", [_linked(package.get("license_title"), package.get("license_url"))]),
        ("Namensnennung", _plain(attributions(package))),
        ("Herausgeber", [_agent(one) for one in _entries(package.get("publisher"))]),
        ("Urheber", [_agent(one) for one in _entries(package.get("creator"))]),
        ("Kontakt", [item for one in _entries(package.get("contact")) for item in _contact(one)]),
        ("Verwaltungsebene", _words("geocoding_level", package.get("geocoding_level"))),
        ("Art der Daten", _words("dcat_type", package.get("dcat_type"))),
        ("Zugang", _words("access_rights", package.get("access_rights"))),
        ("Musterdatenkatalog", _numbered("Eintrag", package.get("references"))),
        ("Folgt dem Standard", _numbered("Standard", package.get("conforms_to"))),
        *_high_value(package),
        ("Kennung", [Item(str(package.get("identifier") or package.get("id") or ""), code=True)]),
    ]
    return _facts(rows)


def file_facts(resource: Mapping[str, Any]) -> list[Fact]:
    """Return what stands under »Angaben zur Datei«."""
    table = str(resource.get("table_version") or "")
    version = str(resource.get("release_version") or "")
    licence = value_lists.term(str(resource.get("license") or ""))
    status = value_lists.label("status", str(resource.get("status") or ""))
    rows = [
        ("Format", _plain([resource.get("format")])),
        ("Größe", _plain([german.size(resource.get("size"))])),
        ("Version", _plain([_dated(version, resource.get("modified"))])),
        ("Tabelle im Portal", _plain([f"Stand {table}" if table == version else table])),
        ("Stand", _plain([status if not status.startswith("http") and status != "vollständig" else ""])),
        ("Zuerst veröffentlicht", _plain([german.day(resource.get("issued"))])),
        ("Lizenz", [_linked(licence[0] if licence else "", resource.get("license"))]),
        ("Namensnennung", _plain([resource.get("license_attribution")])),
        ("Geplante Verfügbarkeit", _words("availability", resource.get("availability"))),
        ("Medientyp", [Item(str(resource.get("mimetype") or ""), code=True)]),
        ("Prüfsumme (SHA-256)", [Item(str(resource.get("hash") or ""), code=True)]),
    ]
    return _facts(rows)


def places(package: Mapping[str, Any]) -> list[str]:
    """Return the names of the municipalities that a dataset is about."""
    return [str(one["text"]) for one in _entries(package.get("spatial_coverage")) if one.get("text")]


def stretch(package: Mapping[str, Any]) -> str:
    """Return the time that a dataset is about in words, or an empty text."""
    return ", ".join(_periods(package))


def attributions(package: Mapping[str, Any]) -> list[str]:
    """Return how the source is to be named, each wording once."""
    found = (one.get("license_attribution") for one in _entries(package.get("resources")))
    return list(dict.fromkeys(str(one) for one in found if one))


def file_title(resource: Mapping[str, Any]) -> str:
    """Return what a file is called beside the title of its dataset: »Daten als CSV«, else its own name."""
    role = _ROLES.get(str(resource.get("file_key") or ""))
    return role or str(resource.get("name") or "").strip() or str(resource.get("format") or "") or "Datei"


def status_of(package: Mapping[str, Any]) -> str:
    """Return DEPRECATED or WITHDRAWN, or an empty text for a dataset in good standing."""
    name = str(package.get("dataset_status") or "").rpartition("/")[2]
    return name if name in ("DEPRECATED", "WITHDRAWN") else ""


def _facts(rows: Iterable[tuple[str, Iterable[Item]]]) -> list[Fact]:
    found = [Fact(label, tuple(item for item in items if item.text)) for label, items in rows]
    return [fact for fact in found if fact.items]


def _plain(values: Iterable[object]) -> list[Item]:
    return [Item(str(value).strip()) for value in values if value]


def _linked(text: object, address: object) -> Item:
    return Item(str(text or "").strip(), web_address(address) or "")


def _words(field: str, values: object) -> list[Item]:
    """Return the German words of values that the list of a field knows; the others are no words."""
    known = {choice["value"]: choice["label"] for choice in value_lists.choices(field)}
    return [Item(known[value]) for value in _strings(values) if value in known]


def _numbered(word: str, values: object) -> list[Item]:
    """Return links whose text is what the lists call the IRI, else a word with a number."""
    addresses = [address for value in _strings(values) if (address := web_address(value))]
    several = len(addresses) > 1
    items = []
    for place, address in enumerate(addresses, start=1):
        known = value_lists.term(address)
        items.append(Item(known[0] if known else f"{word} {place}" if several else word, address))
    return items


def _agent(one: Mapping[str, Any]) -> Item:
    return Item(str(one.get("name") or "").strip(), web_address(one.get("url")) or "")


def _contact(one: Mapping[str, Any]) -> list[Item]:
    """Return whom to ask and the e-mail address as one reads and clicks it."""
    email = mail_address(one.get("email"))
    return [_agent(one), Item(email or "", f"mailto:{email}")]


def _high_value(package: Mapping[str, Any]) -> list[tuple[str, list[Item]]]:
    reason = package.get("hvd_reason")
    categories = _words("hvd_category", package.get("hvd_category"))
    return [("Hochwertiger Datensatz", [*categories, *_plain([reason])])] if reason and categories else []


def _periods(package: Mapping[str, Any]) -> list[str]:
    found = (german.period(one.get("start"), one.get("end")) for one in _entries(package.get("temporal_coverage")))
    return [one for one in found if one]


def _dated(version: object, changed: object) -> str:
    words = german.day(changed)
    return f"{version} vom {words}" if version and words else str(version or words)


def _entries(value: object) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _strings(values: object) -> list[str]:
    found = values if isinstance(values, list) else [values]
    return [one for one in found if isinstance(one, str) and one]
