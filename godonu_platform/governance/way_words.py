# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Tells the way of a number in German: classes, how a value came about, what decides about it, in sentences.

Keep out: finding the way (explain), tables and pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from godonu_platform.contracts.concept import AXES, Concept
from godonu_platform.governance.classes import Classes
from godonu_platform.governance.way import WHOLE_TABLE, LandedColumn, Way

STAGES = {
    "open": "Veröffentlichung",
    "marts": "Kennzahl (Mart)",
    "intermediate": "Zwischenschritt",
    "staging": "Aufbereitung",
}
_KINDS = {
    "identity": "übernommen",
    "transformed": "umgerechnet",
    "aggregated": "zusammengefasst",
    "masked": "verschlüsselt",
}
_ROLES = {
    "condition": "Bedingung",
    "join": "Verknüpfung",
    "window": "Vergleich mit anderen Zeilen",
    "group": "Gruppierung",
    "filter": "Auswahl",
    "sort": "Reihenfolge",
}


def stage_title(stage: str) -> str:
    """Return how a folder of models is called towards people."""
    return STAGES.get(stage, stage)


def class_words(concept: Concept, classes: Classes) -> tuple[str, ...]:
    """Return the class on each axis as people read it, in the order of the concept."""
    return tuple(concept.title(axis, getattr(classes, axis)) for axis in AXES)


def axis_titles(concept: Concept) -> tuple[str, ...]:
    """Return how the axes are called."""
    return tuple(concept.axis(axis).title for axis in AXES)


def how_made(column: LandedColumn) -> str:
    """Say how a landed column became part of the value: only the strongest change counts."""
    if column.column == WHOLE_TABLE:
        return "gezählt"
    return _KINDS[max(column.kinds, key=list(_KINDS).index)]


def how_deciding(column: LandedColumn) -> str:
    """Say in which ways a landed column decides."""
    return ", ".join(word for role, word in _ROLES.items() if role in column.roles) or "Auswahl"


def deciding(columns: Iterable[LandedColumn]) -> list[LandedColumn]:
    """Return the delivered columns among those that decide: without technical ones and without mere counts of rows."""
    return [one for one in columns if not one.technical and one.column != WHOLE_TABLE]


def made_of(way: Way) -> str:
    """Say in one sentence what the value is made of."""
    values = [one for one in way.direct if not one.technical] or list(way.direct)
    if not values:
        about = dict.fromkeys(f"»{one.dataset_title}«" for one in (*way.indirect, *way.rows) if one.delivered)
        where = f", je nachdem, was in {_listing(list(about))} steht" if about else ""
        return f"Der Wert steht in keiner Lieferung; die Rechnung setzt ihn{where}."
    parts = [f"{_of_dataset(one)} ({how_made(one)})" for one in values]
    return f"Der Wert entsteht aus {_listing(parts)}."


def technical_sentence(columns: Iterable[LandedColumn]) -> str:
    """Say in one sentence which technical columns choose rows; empty when none does."""
    titles = dict.fromkeys(one.title for one in columns if one.technical and one.column != WHOLE_TABLE)
    if not titles:
        return ""
    return (
        "Technische Angaben der Plattform, etwa Lieferung, Zeilennummer, Kommune und die Liste der teilnehmenden "
        "Kommunen, bestimmen nur, welche Zeilen zählen und wo eine Angabe fehlt."
    )


def classed(way: Way, concept: Concept) -> str:
    """Say how the column is classed, and whether that is what was declared."""
    titles, words = axis_titles(concept), class_words(concept, way.classes.effective)
    said = ", ".join(f"{title} {word}" for title, word in zip(titles, words, strict=True))
    same = way.classes.effective == way.classes.declared
    return f"Wirksame Klasse: {said}{', wie angegeben' if same else '; strenger als angegeben, weil so einfließt'}."


def _of_dataset(column: LandedColumn) -> str:
    where = f"in »{column.dataset_title}«" if column.delivered else f"im Verzeichnis »{column.dataset}« der Plattform"
    return f"der Zahl der Zeilen {where}" if column.column == WHOLE_TABLE else f"»{column.title}« {where}"


def _listing(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} und {parts[-1]}"
