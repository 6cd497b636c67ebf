# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The Verzeichnis von Verarbeitungstätigkeiten (Art. 30 Abs. 1 DSGVO, a to g), one part per number of the contracts.

Keep out: people and their addresses; whoever answers adds them in the copy of the authority.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from godonu_platform.contracts.contract import Contract
from godonu_platform.contracts.processing import Processing
from godonu_platform.governance.records.document import (
    MISSING,
    Cell,
    Document,
    FactList,
    Section,
    Table,
    Text,
    values_of,
)
from godonu_platform.governance.records.facts import Facts
from godonu_platform.governance.records.gaps import Asking, Gap, gap_section
from godonu_platform.governance.records.words import counted, missing, period, role_at, rule_words, titles

TITLE = "Verzeichnis von Verarbeitungstätigkeiten"
_CONTROLLER, _JOINT = "a) Verantwortliche Stelle", "a) Gemeinsam Verantwortliche"
_OFFICER = "a) Datenschutzbeauftragte oder Datenschutzbeauftragter"
_PURPOSES, _SUBJECTS = "b) Zwecke", "c) Betroffene Personen"
_DATA, _RECIPIENTS, _THIRD = "c) Kategorien personenbezogener Daten", "d) Empfänger", "e) Übermittlung in ein Drittland"
_PERIODS, _MEASURES = "f) Löschfristen", "g) Technische und organisatorische Maßnahmen"
_OUTSIDE = "eigene Fassung der Kommune (Kontaktdaten stehen nicht in der Plattform)"


def processing_record(facts: Facts) -> tuple[Document, tuple[Gap, ...]]:
    """Return the record and its gaps."""
    asking = Asking(facts)
    numbers = sorted({c.processing_number for c in facts.contracts.values() if c.processing_number})
    activities = [(number, _activity(facts, asking, number)) for number in numbers]
    others = _without_number(facts, asking)
    gaps = asking.gaps
    sections = [_section(facts, number, rows) for number, rows in activities]
    sections.append(Section("Datensätze ohne Eintrag", "ohne-eintrag", (Text(_WITHOUT), others)))
    names = tuple(name for name, _ in activities[0][1]) if activities else ()
    sheet = Table(
        TITLE,
        ("Nummer", *names, "Datensätze"),
        tuple((n, *(v for _, v in rows), tuple(c.name for c in _members(facts, n))) for n, rows in activities),
    )
    document = Document(
        name="verarbeitungsverzeichnis",
        title=TITLE,
        lead=(
            "Nach Art. 30 Abs. 1 Buchst. a bis g DSGVO, zusammengestellt aus den Datenverträgen. Jede Kommune führt "
            "ihr eigenes Verzeichnis; diese Fassung liefert ihr alles, was die Plattform weiß.",
            f"{counted(len(activities), 'Tätigkeit', 'Tätigkeiten')}, {missing(len(gaps))}.",
        ),
        sections=(*sections, gap_section(facts, gaps)),
        sheets=(sheet,),
        gaps=len(gaps),
        new_pages=True,
    )
    return document, gaps


_WITHOUT = (
    "Wer keine Angaben über Menschen enthält, braucht keinen Eintrag. Geprüft werden die Klassen laut Vertrag und die "
    "Klassen nach dem Rechenweg."
)


def _members(facts: Facts, number: str) -> list[Contract]:
    """Return the datasets of an activity in the order of the river."""
    layers = list(facts.concept.file.layers)
    found = [c for c in facts.contracts.values() if c.processing_number == number]
    return sorted(found, key=lambda c: (layers.index(c.layer), c.name))


def _bearers(facts: Facts, members: Sequence[Contract]) -> list[Contract]:
    """Return the datasets that have to state everything: those that speak of people, else all of the activity."""
    return [c for c in members if facts.speaks_of_people(c.personal)] or list(members)


def _activity(facts: Facts, asking: Asking, number: str) -> tuple[tuple[str, Cell], ...]:
    members = _members(facts, number)
    bearers = _bearers(facts, members)
    named = f"verarbeitungstaetigkeiten.{number}"

    def each(title: str, key: str, read: Callable[[Processing], Cell]) -> Cell:
        return _each(bearers, lambda c: asking.stated(c.name, key, title, read(c.processing) if c.processing else None))

    return (
        ("Tätigkeit", asking.stated("", named, f"Bezeichnung von {number}", facts.rules.activities.get(number),
                                    f"verzeichnisse.yaml: {named}")),
        (_CONTROLLER, each("Verantwortliche Stelle mit Kontaktdaten", "verarbeitung.verantwortlich",
                           lambda p: p.responsible)),
        (_JOINT, _joint(members)),
        (_OFFICER, _each(bearers, lambda c: _officer(facts, asking, c))),
        ("Rechtsgrundlage", _each(bearers, lambda c: asking.stated(
            c.name, "rechtsgrundlage", "Rechtsgrundlage", c.legal_basis))),
        (_PURPOSES, _distinct(f"{c.title}: {c.purpose}" for c in members)),
        (_SUBJECTS, each("Kategorien betroffener Personen", "verarbeitung.betroffene", lambda p: p.subjects)),
        (_DATA, tuple(text for c in bearers for text in _personal_columns(facts, c)) or None),
        (_RECIPIENTS, each("Kategorien von Empfängern", "verarbeitung.empfaenger", lambda p: p.recipients)),
        (_THIRD, each("Übermittlung in ein Drittland, oder dass es keine gibt", "verarbeitung.drittland",
                      lambda p: p.third_country)),
        (_PERIODS, _periods(facts, asking, members, bearers)),
        (_MEASURES, _measures(facts, members, each("Technische und organisatorische Maßnahmen",
                                                   "verarbeitung.massnahmen", lambda p: p.measures))),
    )  # fmt: skip


def _each(bearers: Sequence[Contract], read: Callable[[Contract], Cell]) -> Cell:
    """Collect a statement of all bearers: alike said once, else with the dataset before it; None if nobody said it."""
    found = [(contract, values_of(read(contract))) for contract in bearers]
    if all(not values for _, values in found):
        return None
    if len({values for _, values in found}) == 1:
        return found[0][1]
    return tuple(f"{contract.title}: {value}" for contract, values in found for value in values or (MISSING,))


def _distinct(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))


def _joint(members: Sequence[Contract]) -> Cell:
    agreements = [c.agreement for c in members if c.agreement]
    said = (f"{a.responsible}; {a.kind}: {a.title}" for a in agreements)
    return _distinct(said) or "Die Verträge dieser Tätigkeit nennen keine Vereinbarung."


def _officer(facts: Facts, asking: Asking, contract: Contract) -> Cell:
    role = facts.rules.suppliers.get("datenschutz_kontakt", "")
    where = contract.roles.get(role)
    title = "Name und Kontaktdaten der oder des Datenschutzbeauftragten"
    return asking.stated(contract.name, "datenschutz_kontakt", title, where, _OUTSIDE)


def _personal_columns(facts: Facts, contract: Contract) -> Iterable[str]:
    """Name the columns that speak of people, by how strongly they do."""
    for value in reversed(facts.concept.values("personenbezug")):
        columns = [column.title for column in contract.columns if column.personal == value]
        if columns and facts.speaks_of_people(value):
            yield f"{contract.title} ({facts.concept.title('personenbezug', value)}): {', '.join(columns)}"


def _periods(facts: Facts, asking: Asking, members: Sequence[Contract], bearers: Sequence[Contract]) -> Cell:
    """Name the period of each dataset that speaks of people, and tell of computed ones that they have none."""
    said: list[str] = []
    for contract in bearers:
        rule = facts.retention.of(contract)
        text = asking.stated(contract.name, "loeschklasse", "Löschklasse", rule_words(rule))
        said += [f"{contract.title}: {value}" for value in values_of(text) or (MISSING,)]
    for title, rule in (("Lieferdateien", facts.retention.deliveries), ("Quarantäne", facts.retention.quarantine)):
        if rule:
            said.append(f"{title}: mit den Zeilen, spätestens {period(rule.period)} nach der Lieferung ({rule.id})")
    for contract in members:
        by_lineage = facts.effective(contract.name, "personenbezug")
        if contract not in bearers and by_lineage and facts.speaks_of_people(by_lineage):
            kind = facts.concept.title("personenbezug", by_lineage)
            said.append(f"{contract.title}: ohne eigene Frist (nach dem Rechenweg: {kind})")
    return tuple(said)


def _measures(facts: Facts, members: Sequence[Contract], stated: Cell) -> Cell:
    """Return the measures that were stated, and the protective steps that the contracts rely on."""
    if stated is None:
        return None
    known = facts.breakers.steps
    steps = dict.fromkeys(d.step for contract in members for d in contract.steps if d.step in known)
    return (*values_of(stated), *(f"Schutzschritt: {known[step].titel}" for step in steps))


def _section(facts: Facts, number: str, rows: tuple[tuple[str, Cell], ...]) -> Section:
    members = _members(facts, number)
    concept = facts.concept
    table = Table(
        f"Datensätze von {number}",
        ("Datensatz", "Bezeichnung", "Ebene", "Personenbezug laut Vertrag", "nach dem Rechenweg", "Eigentum"),
        tuple(
            (c.name, c.title, concept.file.layers[c.layer].title, concept.title("personenbezug", c.personal),
             _by_lineage(facts, c), role_at(concept, c, concept.four_eyes.decides[0]))
            for c in members
        ),
    )  # fmt: skip
    name = values_of(rows[0][1])
    heading = f"{number}: {name[0]}" if name else f"{number}: {titles(_bearers(facts, members))}"
    return Section(heading, number.lower(), (FactList(rows), table))


def _by_lineage(facts: Facts, contract: Contract) -> str:
    """Return the class that follows from the lineage; what was delivered is nowhere computed from."""
    found = facts.effective(contract.name, "personenbezug")
    return facts.concept.title("personenbezug", found) if found else "–" if contract.is_source else "nicht bekannt"


def _without_number(facts: Facts, asking: Asking) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for contract in facts.contracts.values():
        if contract.processing_number:
            continue
        effective = facts.effective(contract.name, "personenbezug")
        needed = [value for value in (contract.personal, effective) if value and facts.speaks_of_people(value)]
        why: Cell = "kein Eintrag nötig"
        if needed:
            why = asking.stated(contract.name, "vvt_nummer", "Nummer im Verzeichnis von Verarbeitungstätigkeiten", None)
        declared = facts.concept.title("personenbezug", contract.personal)
        rows.append((contract.name, contract.title, declared, _by_lineage(facts, contract), why))
    head = ("Datensatz", "Bezeichnung", "Personenbezug laut Vertrag", "nach dem Rechenweg", "Nummer")
    return Table("Datensätze ohne Nummer", head, tuple(rows), "Alle Datensätze haben einen Eintrag.")
