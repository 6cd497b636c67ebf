# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The yearly report for the council: which datasets, formats and grades, what was opened for whom, what not and why.

Keep out: why something stays closed (council_closed), what changed in the year (council_changes).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from godonu_platform.governance.records.council_changes import changes_section
from godonu_platform.governance.records.council_closed import closed_section
from godonu_platform.governance.records.document import Cell, Document, FactList, Section, Table, Text
from godonu_platform.governance.records.facts import Facts, Opening
from godonu_platform.governance.records.inventory import UNMEASURED
from godonu_platform.governance.records.words import day

_SAMPLE = {
    "alle": "Alle Zahlen sind erzeugte Beispielzahlen",
    "teilweise": "Ein Teil der Zahlen sind erzeugte Beispielzahlen",
    "keine": "Zahlen aus echten Lieferungen",
}


def council_record(facts: Facts, year: int, gaps: int) -> Document:
    """Return the report on a year; `gaps` is how many statements are missing in all records."""
    until = min(facts.today, date(year, 12, 31))
    facts = replace(facts, decisions=_taken_by(facts, until))
    shown = [opening for opening in facts.openings if opening.version]
    running = facts.today <= date(year, 12, 31)
    grades = Table("Noten", *_grades(shown), "Es ist nichts veröffentlicht.")
    return Document(
        name=f"jahresbericht-{year}",
        title=f"Jahresbericht {year}: offene Daten",
        lead=(
            f"Bericht an die Gremien. Stand: {day(until)}" + (", das Jahr läuft noch." if running else "."),
            "Zusammengestellt aus Datenverträgen, Öffnungsentscheidungen, Nachweisen der Veröffentlichungen und "
            "gemessener Güte.",
        ),
        sections=(
            Section("Auf einen Blick", "ueberblick", (FactList(_overview(facts, shown, gaps)),)),
            Section("Welche Datensätze offen sind", "offen", (_datasets(facts, shown),)),
            Section("Wie gut sie sind", "guete", (Text(_scale(facts)), grades)),
            Section("Für wen geöffnet ist", "kommunen", (_partners(facts, shown),)),
            closed_section(facts, running),
            _high_value(facts),
            changes_section(facts, year),
        ),
        sheets=(_sheet(facts, year),),
        gaps=0,
    )


def _taken_by(facts: Facts, until: date) -> dict[str, list]:  # type: ignore[type-arg]
    return {name: [d for d in taken if d.date <= until] for name, taken in facts.decisions.items()}


def _overview(facts: Facts, shown: Sequence[Opening], gaps: int) -> tuple[tuple[str, Cell], ...]:
    layers, partners = facts.concept.file.layers, [p for p in facts.partners if p.role == "partner"]
    numbers = {name: sum(c.layer == name for c in facts.contracts.values()) for name in layers}
    by_layer = ", ".join(f"{layers[name].title}: {number}" for name, number in numbers.items() if number)
    open_for = {partner.ars: partner.name for opening in shown for partner in opening.partners}
    named = tuple(sorted(open_for.values()))
    applied = [entry.dataset for entry in facts.rules.high_value.datasets]
    return (
        ("Datensätze im Inventar (heute)", f"{len(facts.contracts)} ({by_layer})"),
        ("Für die Öffentlichkeit bestimmt", str(len(facts.openings))),
        ("Davon im Katalog", str(len(shown))),
        ("Kommunen mit offenen Daten", (f"{len(named)} von {len(partners)}", *named)),
        ("Formate", ", ".join(sorted({f for opening in shown for f in opening.formats})) or "keine"),
        ("Lizenzen", tuple(sorted({o.licence for o in shown if o.licence})) or "keine"),
        ("Herkunft der Zahlen", tuple(sorted({_SAMPLE[o.sample] for o in shown})) or "nichts veröffentlicht"),
        ("Verordnung über hochwertige Datensätze angewandt", "ja: " + ", ".join(applied) if applied else "nein"),
        ("Fehlende Angaben in den Verzeichnissen (heute)", f"{gaps} (siehe Lückenliste)"),
    )


def _datasets(facts: Facts, shown: Sequence[Opening]) -> Table:
    head = ("Datensatz", "Kommunen", "Zeitraum", "Formate", "Lizenz", "Note", "Fassung", "Stand", "Name")
    rows = tuple(
        (o.title, str(len(o.partners)), _months(o), ", ".join(o.formats), o.licence,
         o.letters.overall if o.letters else UNMEASURED, o.version, day(o.created) if o.created else None, o.dataset)
        for o in shown
    )  # fmt: skip
    return Table("Offene Datensätze", head, rows, "Es ist nichts veröffentlicht.")


def _months(opening: Opening) -> str:
    if not opening.months:
        return "ohne Monate"
    first, last = (f"{month[5:7]}/{month[:4]}" for month in (min(opening.months), max(opening.months)))
    return first if first == last else f"{first} bis {last}"


def _grades(shown: Sequence[Opening]) -> tuple[tuple[str, ...], tuple[tuple[Cell, ...], ...]]:
    letters = next((o.letters for o in shown if o.letters), None)
    names = tuple(title for title, _ in letters.dimensions) if letters else ()
    rows: list[tuple[Cell, ...]] = []
    for opening in shown:
        found = dict(opening.letters.dimensions) if opening.letters else {}
        overall = opening.letters.overall if opening.letters else UNMEASURED
        rows.append((opening.title, *(found.get(name, UNMEASURED) for name in names), overall))
    return ("Datensatz", *names, "Gesamt"), tuple(rows)


def _scale(facts: Facts) -> str:
    shares = ", ".join(f"{grade} ab {share:.0%}".replace("%", " %") for grade, share in facts.concept.grades.items())
    rules = facts.concept.file.grades
    return f"Anteil der eingehaltenen Prüfungen: {shares}, darunter {rules.below}. {rules.note}"


def _partners(facts: Facts, shown: Sequence[Opening]) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for partner in facts.partners:
        mine = [o.title for o in shown if any(p.ars == partner.ars for p in o.partners)]
        if partner.role == "partner" or mine:
            rows.append((partner.name, partner.ars, str(len(mine)), tuple(sorted(mine)) or "keiner"))
    return Table("Kommunen", ("Kommune", "Regionalschlüssel", "Zahl", "Offene Datensätze"), tuple(rows))


def _high_value(facts: Facts) -> Section:
    rules = facts.rules.high_value
    said = (
        "Die Verordnung wird angewandt auf:"
        if rules.datasets
        else "Die Verordnung wird auf keinen Datensatz angewandt."
    )
    rows = tuple((entry.dataset, entry.category, entry.reason) for entry in rules.datasets)
    table = (Table("Hochwertige Datensätze", ("Datensatz", "Kategorie", "Begründung"), rows),) if rows else ()
    text = f"{rules.regulation}. {said}"
    return Section("Hochwertige Datensätze", "hvd", (Text(text), Text(rules.reason), *table))


def _sheet(facts: Facts, year: int) -> Table:
    """Return a line for each dataset and Kommune: open or not, by which decision or why not."""
    rows: list[tuple[Cell, ...]] = []
    for o in facts.openings:
        stood = (o.licence or "–", ", ".join(o.formats) or "–", o.letters.overall if o.letters else UNMEASURED,
                 o.version or "–", "ja" if facts.rules.high_value.of(o.dataset) else "nein")  # fmt: skip
        told = [(p.name, p.ars, "ja", p.decision) for p in o.partners]
        told += [(p.name, p.ars, "nein", p.reason) for p in facts.absent(o)]
        rows += [
            (str(year), o.dataset, o.title, *who, *stood) for who in told or [("–", "–", "nein", "nichts geliefert")]
        ]
    head = ("Jahr", "Datensatz", "Bezeichnung", "Kommune", "Regionalschlüssel", "offen", "Entscheidung oder Grund",
            "Lizenz", "Formate", "Note", "Fassung", "hochwertiger Datensatz")  # fmt: skip
    return Table("Öffnung je Datensatz und Kommune", head, tuple(rows))
