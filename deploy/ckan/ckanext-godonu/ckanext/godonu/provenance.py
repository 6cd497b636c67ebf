# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads the JSON fields »herkunft_und_guete« and »versions« of a dataset into shapes that a page can rely on.

The fields may have been filled by anybody with the right to edit: whatever has another type than expected is left out,
nothing raises. Keep out: how it is shown; a text stays a text and is escaped by the page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ckanext.godonu.addresses import printable

STATES = ("vorhanden", "gesperrt", "fehlt")
SAMPLES = ("alle", "teilweise")
_WORDS = {"A": "sehr gut", "B": "gut", "C": "mit Mängeln", "D": "mangelhaft"}
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
# a page with more of them is no page; a release has far fewer
_MOST = 500


@dataclass(frozen=True)
class Grade:
    """One dimension: its letter (or that it could not be measured), what it means, why there is none."""

    title: str
    letter: str
    definition: str
    reason: str

    @property
    def words(self) -> str:
        """The letter in words: »sehr gut«."""
        return _WORDS.get(self.letter, "")


@dataclass(frozen=True)
class Coverage:
    """Which months there are, and per municipality the state of each of them in the same order."""

    months: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Step:
    """A step that lowers the protection class, and whether its proof succeeded."""

    title: str
    description: str
    reason: str
    proven: bool


@dataclass(frozen=True)
class Column:
    """Where a column of the dataset comes from and which class it has."""

    name: str
    title: str
    made_of: str
    origins: tuple[str, ...]
    classes: str


@dataclass(frozen=True)
class Provenance:
    """All of the block; parts that are not there are empty."""

    counted: str
    method: tuple[str, ...]
    protection: str
    classes: tuple[tuple[str, str], ...]
    decisions: tuple[tuple[str, tuple[str, ...]], ...]
    overall: Grade | None
    grades: tuple[Grade, ...]
    coverage: Coverage
    left_out: tuple[tuple[str, str], ...]
    sources: tuple[tuple[str, str, str], ...]
    steps: tuple[Step, ...]
    columns: tuple[Column, ...]
    sample: str
    shortened: bool


@dataclass(frozen=True)
class Version:
    """One version of the dataset: when, which CSV file (its SHA-256), how many rows, why."""

    name: str
    created: str
    checksum: str
    rows: int | None
    note: str


def provenance_of(package: Mapping[str, Any]) -> Provenance | None:
    """Return the block of a dataset, or None where it has none that can be read."""
    block = _parsed(package.get("herkunft_und_guete"))
    if not isinstance(block, dict) or not block:
        return None
    grades = block.get("noten") if isinstance(block.get("noten"), dict) else {}
    return Provenance(
        counted=_text(block.get("gezaehlt")),
        method=tuple(part.strip() for part in re.split(r"\n\s*\n", _text(block.get("rechenweg"))) if part.strip()),
        protection=_sentence(block.get("schutz")),
        classes=tuple((_text(one.get("achse")), _text(one.get("wert"))) for one in _dicts(block.get("klasse"))),
        decisions=tuple((_text(o.get("id")), _texts(o.get("kommunen"))) for o in _dicts(block.get("entscheidung"))),
        overall=Grade("Gesamtnote", _text(grades.get("gesamt")), "", "") if _text(grades.get("gesamt")) else None,
        grades=tuple(_grade(one) for one in _dicts(grades.get("dimensionen"))),
        coverage=_coverage(block.get("abdeckung")),
        left_out=tuple((_text(one.get("name")), _text(one.get("grund"))) for one in _dicts(block.get("nicht_dabei"))),
        sources=tuple(_source(one) for one in _dicts(block.get("quellen"))),
        steps=tuple(_step(one) for one in _dicts(block.get("schritte"))),
        columns=tuple(_column(one) for one in _dicts(block.get("spalten"))),
        sample=block["beispiel"] if block.get("beispiel") in SAMPLES else "",
        shortened=block.get("gekuerzt") is True,
    )


def versions_of(package: Mapping[str, Any]) -> tuple[Version, ...]:
    """Return the versions of a dataset, newest first."""
    return tuple(_version(one) for one in _dicts(_parsed(package.get("versions"))))


def _parsed(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return None


def _text(value: Any) -> str:
    """Return a text or a number as text; anything else is no text. Half characters would break the whole page."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ""
    return printable(str(value).encode("utf-8", "replace").decode("utf-8")).strip()


def _sentence(value: Any) -> str:
    """Return a text of several words; a single word here is the code of a rule, which tells a reader nothing."""
    text = _text(value)
    return text if " " in text else ""


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(filter(None, map(_text, value[:_MOST]))) if isinstance(value, list) else ()


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [one for one in value[:_MOST] if isinstance(one, dict)] if isinstance(value, list) else []


def _version(one: dict[str, Any]) -> Version:
    checksum, rows = _text(one.get("sha256_csv")), one.get("rows")
    return Version(
        name=_text(one.get("version")),
        created=_text(one.get("created")),
        checksum=checksum if re.fullmatch(r"[0-9a-f]{64}", checksum) else "",
        rows=rows if isinstance(rows, int) and not isinstance(rows, bool) else None,
        note=_text(one.get("note")),
    )


def _grade(one: dict[str, Any]) -> Grade:
    return Grade(_text(one.get("titel")), _text(one.get("note")), _text(one.get("definition")), _text(one.get("grund")))


def _source(one: dict[str, Any]) -> tuple[str, str, str]:
    return _text(one.get("titel")), _text(one.get("lieferungen")), _text(one.get("monate"))


def _step(one: dict[str, Any]) -> Step:
    proven = one.get("nachgewiesen") is True
    return Step(_text(one.get("titel")), _text(one.get("beschreibung")), _text(one.get("grund")), proven)


def _column(one: dict[str, Any]) -> Column:
    return Column(
        name=_text(one.get("name")),
        title=_text(one.get("titel")) or _text(one.get("name")),
        made_of=_text(one.get("aus")),
        origins=_texts(one.get("herkunft")),
        classes=_text(one.get("klasse")),
    )


def _coverage(value: Any) -> Coverage:
    found = [(_text(one.get("name")), one.get("monate")) for one in _dicts(value)]
    rows = [(name, months if isinstance(months, dict) else {}) for name, months in found]
    months = sorted({str(month) for _, mine in rows for month in mine if _MONTH.fullmatch(str(month))})[-_MOST:]
    states = ((name, tuple(_state(mine.get(month, "fehlt")) for month in months)) for name, mine in rows)
    return Coverage(tuple(months), tuple(states))


def _state(value: Any) -> str:
    return value if value in STATES else "unbekannt"
