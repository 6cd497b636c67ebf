# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The block »Herkunft und Güte« of a dataset page as JSON: German, ready to print, from the release record alone.

Our extension shows it. Keep out: any figure that is not in the record, and anything about deliveries but their number.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from godonu_platform.catalogs.ckan.package_texts import plain_text
from godonu_platform.catalogs.german import period
from godonu_platform.catalogs.grade_record import GradeReport
from godonu_platform.catalogs.left_out import left_out
from godonu_platform.catalogs.provenance_record import ColumnWay, Provenance
from godonu_platform.catalogs.release_record import ReleaseRecord

# The extension reads it on every page view, and a portal may store it in one row.
LARGEST_BLOCK = 60_000
# What goes first when it would be larger; the explain page has all of it.
_DROPPED = ("spalten", "abdeckung", "schritte", "quellen", "entscheidung", "noten", "nicht_dabei")
# Room for the digests of the fields, which are added at the end.
_RESERVE = 7_000
# Three long texts of characters with four bytes each still fit.
_LONGEST_TEXT = 4_000


def provenance_block(record: ReleaseRecord, explain: str, protections: Mapping[str, str]) -> dict[str, Any]:
    """Return the block; `gekuerzt` says that the longest lists were left out.

    `protections` puts the rule of disclosure control into words; a rule without words is not shown.
    """
    about, way = record.description, record.provenance
    block: dict[str, Any] = {
        "gezaehlt": about.summary,
        "rechenweg": about.method,
        "klasse": _classes(way) if way else [],
        "schutz": protections.get(about.protection, ""),
        "entscheidung": _decisions(record),
        "noten": _grades(record.grades) if record.grades else None,
        "abdeckung": [{"name": row.name, "monate": dict(sorted(row.months.items()))} for row in record.coverage],
        "nicht_dabei": [{"name": name, "grund": reason} for name, reason in left_out(record.gate)],
        "quellen": _sources(way) if way else [],
        "schritte": _steps(way) if way else [],
        "spalten": [_column(column) for column in way.columns] if way else [],
        "beispiel": record.sample,
        "erklaerung": explain,
    }
    return _fitting(_clean(block))


def block_text(block: dict[str, Any]) -> str:
    """Return the block as the portal stores it."""
    return json.dumps(block, ensure_ascii=False, separators=(",", ":"))


def _fitting(block: dict[str, Any]) -> dict[str, Any]:
    for name in _DROPPED:
        if len(block_text(block).encode("utf-8")) <= LARGEST_BLOCK - _RESERVE:
            break
        block = {**block, name: None if name == "noten" else [], "gekuerzt": True}
    return block


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return plain_text(value, _LONGEST_TEXT)
    if isinstance(value, dict):
        return {str(key): _clean(one) for key, one in value.items()}
    return [_clean(one) for one in value] if isinstance(value, list) else value


def _decisions(record: ReleaseRecord) -> list[dict[str, Any]]:
    found: dict[str, list[str]] = {}
    for partner in record.partners_in:
        found.setdefault(partner.decision, []).append(partner.name)
    return [{"id": name, "kommunen": partners} for name, partners in found.items()]


def _classes(way: Provenance) -> list[dict[str, str]]:
    """Return per axis the effective classes of the columns; a published dataset has few."""
    return [
        {"achse": axis, "wert": ", ".join(dict.fromkeys(column.classes.effective[number] for column in way.columns))}
        for number, axis in enumerate(way.axes)
        if way.columns
    ]


def _grades(grades: GradeReport) -> dict[str, Any]:
    return {
        "gesamt": _letter(grades.overall),
        "dimensionen": [
            {"titel": one.title, "note": _letter(one.grade), "definition": one.definition, "grund": one.reason}
            for one in grades.dimensions
        ],
    }


def _letter(letter: str) -> str:
    return letter.replace("_", " ")


def _sources(way: Provenance) -> list[dict[str, Any]]:
    return [{"titel": one.title, "lieferungen": one.deliveries, "monate": period(one.months)} for one in way.sources]


def _steps(way: Provenance) -> list[dict[str, Any]]:
    return [
        {"titel": one.title, "beschreibung": one.description, "grund": one.reason, "nachgewiesen": one.proven}
        for one in way.steps
    ]


def _column(column: ColumnWay) -> dict[str, Any]:
    landed = (f"{one.dataset_title}: {one.title}" for one in column.values)
    return {
        "name": column.name,
        "titel": column.title,
        "aus": column.made_of,
        "herkunft": list(dict.fromkeys(landed)),
        "klasse": ", ".join(column.classes.effective),
    }
