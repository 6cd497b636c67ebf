# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The Löschliste: each Löschklasse with period and starting point, and all that falls under it, dataset by dataset.

Keep out: what is due today and removing it (retention_plan, retention_apply).
"""

from __future__ import annotations

from collections.abc import Iterator

from godonu_platform.contracts.concept import RetentionClass
from godonu_platform.contracts.contract import Contract
from godonu_platform.governance.records.document import Cell, Document, Section, Table, Text
from godonu_platform.governance.records.facts import Facts
from godonu_platform.governance.records.gaps import Asking, Gap, gap_section
from godonu_platform.governance.records.words import begin, counted, missing, period
from godonu_platform.governance.retention_due import SNAPSHOT

Row = tuple[RetentionClass | None, str, str, Cell]
"""Löschklasse (None: nobody named one, or none is needed), dataset, shelf, what it is and when it goes."""

_SHELVES = {
    "lake": "Zeilen im Datensee",
    "deliveries": "Lieferdateien",
    "quarantine": "Quarantäne",
    "warehouse": "Tabellen im Warehouse",
    "releases": "Veröffentlichte Dateien",
    "runs": "Laufprotokolle",
}
_STAYS = (
    "Was die Plattform berechnet, hat keine eigene Löschklasse: Es entsteht bei jedem Lauf neu und folgt damit seinen "
    "Quellen, oder es bleibt als Monatswert, damit sich neue Veröffentlichungen an früheren Zahlen prüfen lassen."
)


def retention_record(facts: Facts) -> tuple[Document, tuple[Gap, ...]]:
    """Return the list and its gaps."""
    asking = Asking(facts)
    rows = [row for c in facts.contracts.values() for row in (*_rows_of(facts, asking, c),)]
    rows += [(facts.retention.runs, "alle", _SHELVES["runs"], "Läufe, Ereignisse und Protokolle von Dagster")] * bool(
        facts.retention.runs
    )
    gaps = asking.gaps
    classes = facts.concept.retention_classes.values()
    sections = [_class_section(facts, rule, rows) for rule in classes if any(r[0] == rule for r in rows)]
    unused = [rule.title for rule in classes if all(r[0] != rule for r in rows)]
    rest = tuple(row[1:] for row in rows if row[0] is None)
    document = Document(
        name="loeschliste",
        title="Löschliste",
        lead=(
            "Welche Daten wann zu löschen sind: Löschklasse mal Datensatz. Die Fristen stehen in "
            "governance/concept.yaml, die Löschklasse eines Datensatzes in seinem Vertrag, die der Ablagen in "
            "governance/retention.yaml.",
            f"{counted(len(facts.contracts), 'Datensatz', 'Datensätze')}; {missing(len(gaps))}.",
        ),
        sections=(
            Section("Löschklassen im Überblick", "ueberblick", (_overview(facts, rows, unused),)),
            *sections,
            Section("Ohne Löschklasse", "ohne", (Text(_STAYS), Table("Ohne Löschklasse", _HEAD, rest))),
            gap_section(facts, gaps),
        ),
        sheets=(_sheet(facts, rows),),
        gaps=len(gaps),
    )
    return document, gaps


_HEAD = ("Datensatz", "Ablage", "Was darunter fällt")


def _rows_of(facts: Facts, asking: Asking, contract: Contract) -> Iterator[Row]:
    if contract.is_source:
        yield from _landed(facts, asking, contract)
    elif contract.layer == "veroeffentlichung":
        rule = facts.retention.of(contract)
        asking.stated(contract.name, "loeschklasse", "Löschklasse", rule.id if rule else None)
        text: Cell = "Alle veröffentlichten Fassungen (releases, catalogue)"
        yield rule, contract.name, _SHELVES["releases"], text if rule else None
    else:
        kept = next((t for t in facts.models.month_tables if t.name == contract.name), None)
        what = "entsteht bei jedem Lauf neu aus dem, was noch da ist" if kept is None else "Monatswerte bleiben"
        if contract.retention_class:
            what += f"; die Löschklasse {contract.retention_class} wendet die Plattform auf Berechnetes nicht an"
        yield None, contract.name, _SHELVES["warehouse"], facts.models.problem or what


def _landed(facts: Facts, asking: Asking, contract: Contract) -> Iterator[Row]:
    rules, name = facts.retention, contract.name
    rule = rules.of(contract)
    asking.stated(name, "loeschklasse", "Löschklasse", rule.id if rule else None)
    rows = (
        "frühere Stände, sobald ein neuer sie ersetzt hat"
        if contract.arrival == SNAPSHOT
        else "Zeilen, Monat für Monat"
    )
    yield rule, name, _SHELVES["lake"], rows if rule else None
    for shelf, own in (("deliveries", rules.deliveries), ("quarantine", rules.quarantine)):
        what = (
            "jede Datei, wie sie ankam" if shelf == "deliveries" else "Stelle und Grund abgewiesener Zeilen, ohne Werte"
        )
        with_rows = "; früher, wenn ihre Zeilen früher gehen" if own and rule else "; geht mit ihren Zeilen"
        yield own or rule, name, _SHELVES[shelf], what + with_rows
    going = tuple(f"{t.schema}.{t.name}" for t in facts.models.month_tables if name in t.sources and not t.kept)
    if going:
        yield rule, name, _SHELVES["warehouse"], tuple(f"{table}: Zeilen des Monats" for table in going)


def _overview(facts: Facts, rows: list[Row], unused: list[str]) -> Table:
    head = ("Löschklasse", "Frist", "Beginn", "Datensätze", "Ablagen")
    found: list[tuple[Cell, ...]] = []
    for rule in facts.concept.retention_classes.values():
        mine = [row for row in rows if row[0] == rule]
        datasets = {row[1] for row in mine if row[1] in facts.contracts}
        shelves = tuple(dict.fromkeys(row[2] for row in mine)) or ("nicht verwendet",)
        found.append(
            (f"{rule.title} ({rule.id})", period(rule.period), begin(facts.concept, rule), str(len(datasets)), shelves)
        )
    return Table("Löschklassen", head, tuple(found))


def _class_section(facts: Facts, rule: RetentionClass, rows: list[Row]) -> Section:
    start = facts.concept.file.starts.get(rule.start)
    begins = f" Beginn: {start.title}. {start.definition}" if start and rule.period else ""
    text = f"{rule.definition} Frist: {period(rule.period)}.{begins}"
    mine = tuple(row[1:] for row in rows if row[0] == rule)
    return Section(rule.title, f"klasse-{rule.id}", (Text(text), Table(rule.title, _HEAD, mine)))


def _sheet(facts: Facts, rows: list[Row]) -> Table:
    head = ("Löschklasse", "Bezeichnung", "Frist", "Beginn", *_HEAD)
    found = tuple(
        (rule.id, rule.title, period(rule.period), begin(facts.concept, rule), *rest)
        if rule
        else ("–", "ohne Löschklasse", "–", "–", *rest)
        for rule, *rest in rows
    )
    return Table("Löschliste", head, found)
