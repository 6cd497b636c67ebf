# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What differs between two states on which somebody may decide, told in German, line by line.

Keep out: fingerprints and files; both states are handed in as the parts of a fingerprint.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from typing import Any

from godonu_platform.governance.fingerprint import Parts
from godonu_platform.governance.targets import in_words

_LONGEST_DIFF = 14
_LONGEST_TEXT = 90
_FIELDS = {
    "title": "Titel",
    "description": "Beschreibung",
    "type": "Datentyp",
    "required": "Pflichtangabe",
    "unique": "Eindeutigkeit",
    "primary_key": "Schlüssel",
    "classification": "Vertraulichkeit laut Vertrag",
    "personal": "Personenbezug laut Vertrag",
    "protection_need": "Schutzbedarf laut Vertrag",
    "ml_use": "ML-Nutzung laut Vertrag",
    "counts_cases": "Zählwert",
    "screen_exception": "Ausnahme von der Suche nach Personenangaben",
    "unit": "Einheit",
    "allowed": "erlaubte Werte",
    "labels": "Bezeichnungen",
    "version": "Version",
    "status": "Status",
    "key": "Schlüssel",
    "purpose": "Zweck",
    "usage": "Nutzung",
    "limitations": "Einschränkungen",
    "protection": "Offenlegungsschutz",
    "retention": "Löschregel",
    "retention_class": "Löschklasse",
    "legal_basis": "Rechtsgrundlage",
    "processing_number": "Verzeichnisnummer",
    "frequency": "Aktualisierung",
    "roles": "Rollen",
    "steps": "Schutzschritte",
    "agreement": "Vereinbarung der Kommunen",
    "processing": "Angaben zur Verarbeitung",
    "protection_needs": "Schutzbedarf",
    "source_system": "Quellsystem",
}
_RULES = {
    "entscheidet": "Rollen, die entscheiden",
    "zeichnet_mit": "Rollen, die mitzeichnen",
    "vier_augen_ab": "zwei Unterschriften ab Personenbezug",
    "dezentral_nur_eigene_kommune": "dezentrale Rollen nur für die eigene Kommune",
    "heilbar": "Fragen, die eine Anonymisierung beantwortet",
    "technische_spalten": "technische Spalten",
    "technische_tabellen": "technische Tabellen",
}
_AXES = {
    "vertraulichkeit": "Vertraulichkeit",
    "personenbezug": "Personenbezug",
    "schutzbedarf": "Schutzbedarf",
    "ml_nutzung": "ML-Nutzung",
}


def difference(old: Parts, new: Parts) -> list[str]:
    """Return what changed from one state to the other; nothing means that they are the same."""
    lines = [
        *_columns(old, new),
        *_classes(old, new),
        *_contract(old, new),
        *_steps(old.get("schutz", {}), new.get("schutz", {})),
        *_texts("Rechenweg von", old.get("sql", {}), new.get("sql", {})),
        *_seeds(old.get("seeds", {}), new.get("seeds", {})),
        *_concept(old.get("konzept", {}), new.get("konzept", {})),
        *_value("Lizenz", old.get("lizenz"), new.get("lizenz")),
        *_value("Ziel", in_words(old.get("ziel", "")), in_words(new.get("ziel", ""))),
    ]
    if not lines and old != new:
        lines.append("Die Form, in der Entscheidungen gebunden werden, hat sich mit der Plattform geändert.")
    return lines


def _columns(old: Parts, new: Parts) -> Iterator[str]:
    before, after = old.get("spalten", {}), new.get("spalten", {})
    for name in _names(before, after):
        if name not in before:
            yield f"Spalte {name} kommt hinzu: {after[name].get('title', '')}"
        elif name not in after:
            yield f"Spalte {name} entfällt"
        else:
            yield from _fields(f"Spalte {name}", before[name], after[name])
    if set(before) == set(after) and old.get("reihenfolge") != new.get("reihenfolge"):
        yield "Die Reihenfolge der Spalten ist anders"


def _classes(old: Parts, new: Parts) -> Iterator[str]:
    before, after = old.get("klassen", {}), new.get("klassen", {})
    for name in _names(before, after):
        if name not in before or name not in after:
            continue  # told as a column that comes or goes
        first, second = before[name].get("wirksam", {}), after[name].get("wirksam", {})
        for axis in _names(first, second):
            title = f"Spalte {name}, wirksame Klasse {_AXES.get(axis, axis)}"
            yield from _value(title, first.get(axis), second.get(axis))
        steps = before[name].get("schritte", []), after[name].get("schritte", [])
        yield from _value(f"Spalte {name}, Schutzschritte auf dem Weg", *steps)


def _contract(old: Parts, new: Parts) -> Iterator[str]:
    yield from _fields("Vertrag", old.get("vertrag", {}), new.get("vertrag", {}))


def _steps(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    # the rule itself stands in the contract and is told there
    before, after = old.get("schritte", {}), new.get("schritte", {})
    for name in _names(before, after):
        if name not in before:
            yield f"Schutzschritt {name} kommt hinzu"
        elif name not in after:
            yield f"Schutzschritt {name} entfällt"
        else:
            for part, title in (("makro", "Rechenweg"), ("nachweis", "Nachweis")):
                first, second = before[name].get(part, ""), after[name].get(part, "")
                if first != second:
                    yield from _lines(f"Schutzschritt {name}, {title} geändert:", first, second)
            yield from _step_rules(f"Schutzschritt {name}", before[name], after[name])


def _step_rules(title: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    yield from _value(f"{title}, Art", before.get("art"), after.get("art"))
    for part, said in (("angaben", "Angabe"), ("hoechstens", "höchstens"), ("ergebnis", "Ergebnis")):
        first, second = before.get(part, {}), after.get(part, {})
        for key in _names(first, second):
            yield from _value(f"{title}, {said} {_AXES.get(key, key)}", first.get(key), second.get(key))


def _concept(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    if not before or not after:
        yield "Konzept: Die Regeln der Öffnung werden jetzt mitgebunden" if after else "Konzept: keine Regeln gebunden"
        return
    first, second = before.get("entscheidung", {}), after.get("entscheidung", {})
    for key in _names(first, second):
        yield from _value(f"Konzept, {_RULES.get(key, key)}", first.get(key), second.get(key))
    for key in ("heilbar", "technische_spalten", "technische_tabellen"):
        yield from _value(f"Konzept, {_RULES[key]}", before.get(key), after.get(key))
    for part, said in (("achsen", "Stufen und ihre Reihenfolge"), ("darf_hinaus", "darf hinaus")):
        first, second = before.get(part, {}), after.get(part, {})
        for axis in _names(first, second):
            yield from _value(f"Konzept, {_AXES.get(axis, axis)}, {said}", first.get(axis), second.get(axis))


def _texts(title: str, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[str]:
    for name in _names(before, after):
        if name not in before:
            yield f"{title} {name} kommt hinzu"
        elif name not in after:
            yield f"{title} {name} entfällt"
        elif before[name] != after[name]:
            yield from _lines(f"{title} {name} geändert:", _readable(before[name]), _readable(after[name]))


def _seeds(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[str]:
    for name in _names(before, after):
        if before.get(name) != after.get(name):
            yield f"Der Inhalt der festen Tabelle {name} ist anders"


def _fields(title: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    for field in _names(before, after):
        yield from _value(f"{title}, {_FIELDS.get(field, field)}", before.get(field), after.get(field))


def _value(title: str, before: Any, after: Any) -> Iterator[str]:
    if before != after:
        yield f"{title}: {_shown(before)} → {_shown(after)}"


def _shown(value: Any) -> str:
    if value is None or value in ("", [], {}):
        return "keine Angabe"
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, Mapping):
        text = ", ".join(f"{key}: {_shown(inner)}" for key, inner in value.items())
    elif isinstance(value, list):
        text = ", ".join(_shown(inner) for inner in value)
    else:
        text = str(value)
    return text if len(text) <= _LONGEST_TEXT else text[: _LONGEST_TEXT - 1] + "…"


def _lines(title: str, before: str, after: str) -> Iterator[str]:
    """Yield a short difference of two texts: lines with - went, lines with + came."""
    yield title
    # the first two lines would name the files, and there are none
    told = list(difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0))[2:]
    changed = [line for line in told if not line.startswith("@@")]
    if not changed:
        yield "    nur die Schreibweise, z. B. Klammern"
    yield from (f"    {line[0]} {line[1:].strip()}" for line in changed[:_LONGEST_DIFF])
    if len(changed) > _LONGEST_DIFF:
        yield f"    … und {len(changed) - _LONGEST_DIFF} weitere Zeilen"


def _readable(sql: str) -> str:
    """Return SQL with line breaks where people expect them; kept is one line of words."""
    import sqlglot

    try:
        return sqlglot.parse_one(sql, dialect="duckdb").sql(dialect="duckdb", pretty=True, comments=False)
    except sqlglot.errors.SqlglotError:
        return sql


def _names(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Return all names: those of the new state in their order, then those that are gone."""
    return [*after, *(name for name in before if name not in after)]
