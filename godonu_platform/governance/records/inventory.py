# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The Dateninventar: one sheet per dataset in the order Inhalt, Verantwortung, Technik, and all columns.

Keep out: figures of the data itself; measured grades are repeated as letters.
"""

from __future__ import annotations

from godonu_platform.contracts.concept import GOALS
from godonu_platform.contracts.concept_file import Goal
from godonu_platform.contracts.contract import Column, Contract
from godonu_platform.governance.records.document import Cell, Document, FactList, Section, Table, Text
from godonu_platform.governance.records.facts import Facts
from godonu_platform.governance.records.gaps import Asking, Gap, gap_section
from godonu_platform.governance.records.words import (
    classes_words,
    counted,
    decision_words,
    missing,
    role_title,
    rule_words,
)

Rows = tuple[tuple[str, Cell], ...]
_TYPES = {
    "string": "Text", "integer": "ganze Zahl", "number": "Zahl", "timestamp": "Zeitpunkt", "date": "Tag",
    "boolean": "ja oder nein",
}  # fmt: skip
_ARRIVALS = {"ereignisse": "Ereignisse", "revidierbar": "Zeiträume, die berichtigt werden dürfen",
             "schnappschuss": "vollständiger Stand, der den früheren ersetzt"}  # fmt: skip
UNMEASURED = "nicht gemessen"
_COLUMN_HEAD = ("Spalte", "Bezeichnung", "Beschreibung", "Art", "Klasse laut Vertrag", "nach dem Rechenweg")


def inventory_record(facts: Facts) -> tuple[Document, tuple[Gap, ...]]:
    """Return the inventory and its gaps."""
    asking = Asking(facts)
    layers = facts.concept.file.layers
    ordered = sorted(facts.contracts.values(), key=lambda c: (list(layers).index(c.layer), c.title))
    sheets = [
        (c, _content(facts, asking, c), _answers(facts, asking, c), _technique(facts, asking, c)) for c in ordered
    ]
    columns = {c.name: tuple(_column(facts, asking, c, column) for column in c.columns) for c in ordered}
    gaps = asking.gaps
    sections = tuple(
        Section(
            layers[layer].title,
            f"ebene-{layer}",
            (Text(layers[layer].definition),),
            tuple(_sheet(*sheet, columns[sheet[0].name]) for sheet in sheets if sheet[0].layer == layer),
        )
        for layer in layers
        if any(c.layer == layer for c in ordered)
    )
    names = tuple(name for rows in sheets[0][1:] for name, _ in rows) if sheets else ()
    sheet = Table("Datensätze", names, tuple(tuple(v for rows in s[1:] for _, v in rows) for s in sheets))
    all_columns = tuple((name, *row) for name, rows in columns.items() for row in rows)
    document = Document(
        name="dateninventar",
        title="Dateninventar",
        lead=(
            f"{counted(len(ordered), 'Datensatz', 'Datensätze')}, je ein Blatt in der Reihenfolge Inhalt, "
            f"Verantwortung, Technik; {missing(len(gaps))}.",
            *([facts.models.problem] if facts.models.problem else []),
        ),
        sections=(*sections, gap_section(facts, gaps)),
        sheets=(sheet, Table("Spalten aller Datensätze", ("Datensatz", *_COLUMN_HEAD), all_columns, name="spalten")),
        gaps=len(gaps),
        new_pages=True,
    )
    return document, gaps


def _sheet(
    contract: Contract, content: Rows, answers: Rows, technique: Rows, columns: tuple[tuple[Cell, ...], ...]
) -> Section:
    table = Table(f"Spalten von {contract.title}", _COLUMN_HEAD, columns)
    at = contract.name
    return Section(
        contract.title,
        at,
        sections=(
            Section("Inhalt", f"{at}-inhalt", (FactList(content),)),
            Section("Verantwortung", f"{at}-verantwortung", (FactList(answers),)),
            Section("Technik", f"{at}-technik", (FactList(technique), table)),
        ),
    )


def _content(facts: Facts, asking: Asking, c: Contract) -> Rows:
    file = facts.concept.file
    themes = tuple(f"{file.themes.get(theme, theme)} ({theme})" for theme in c.eu_themes)
    return (
        ("Datensatz", c.name),
        ("Bezeichnung", c.title),
        ("Beschreibung", c.description),
        ("Zweck", c.purpose),
        ("Nutzungshinweise", c.usage or "keine angegeben"),
        ("Einschränkungen", c.limitations or "keine angegeben"),
        ("Datenebene", file.layers[c.layer].title),
        ("Datenkategorie", file.categories[c.category].title if c.category in file.categories else c.category),
        ("EU-Thema", asking.stated(c.name, "eu_thema", "EU-Thema", themes)),
        ("Musterdatenkatalog", asking.stated(c.name, "musterdatenkatalog", "Begriff im Musterdatenkatalog",
                                             _none_fits(c.sample_catalogue))),
        ("Regionalbezug", asking.stated(c.name, "regionalbezug", "Regionalbezug", _region(facts, c))),
        ("Schlagwörter", ", ".join(c.tags) or "keine angegeben"),
    )  # fmt: skip


def _region(facts: Facts, c: Contract) -> str | None:
    name = next((partner.name for partner in facts.partners if partner.ars == c.region), None)
    return f"{c.region} ({name})" if name else c.region


def _none_fits(concept: str | None) -> str | None:
    return "kein Begriff passt" if concept == "keiner" else concept


def _answers(facts: Facts, asking: Asking, c: Contract) -> Rows:
    concept = facts.concept
    roles = tuple(f"{role_title(concept, role)}: {who or 'ohne nähere Angabe'}" for role, who in c.roles.items())
    return (
        ("Rollen", roles or None),
        ("Rechtsgrundlage", asking.stated(c.name, "rechtsgrundlage", "Rechtsgrundlage", c.legal_basis)),
        ("Verzeichnisnummer", _number(facts, asking, c)),
        ("Vereinbarung", _agreement(asking, c)),
        ("Vertraulichkeit", concept.title("vertraulichkeit", c.classification)),
        ("Personenbezug", concept.title("personenbezug", c.personal)),
        *((f"Schutzbedarf {concept.file.goals[goal].title}", _need(facts, asking, c, goal)) for goal in GOALS),
        ("Darauf bauen auf", tuple(facts.built_on(c.name)) or "keine Datensätze"),
        ("Maschinelles Lernen", asking.stated(c.name, "ml_nutzung", "Nutzung für maschinelles Lernen",
                                              concept.title("ml_nutzung", c.ml_use) if c.ml_use else None)),
        ("Löschklasse", _retention(facts, asking, c)),
        ("Öffnungsentscheidungen", _decisions(facts, c)),
    )  # fmt: skip


def _number(facts: Facts, asking: Asking, c: Contract) -> Cell:
    values = (c.personal, facts.effective(c.name, "personenbezug"))
    if c.processing_number is None and not any(v and facts.speaks_of_people(v) for v in values):
        return "nicht nötig (keine Angaben über Menschen)"
    title = "Nummer im Verzeichnis von Verarbeitungstätigkeiten"
    return asking.stated(c.name, "vvt_nummer", title, c.processing_number)


def _agreement(asking: Asking, c: Contract) -> Cell:
    if c.layer != "veroeffentlichung":
        return "nicht nötig (wird nicht veröffentlicht)"
    said = f"{c.agreement.responsible}; {c.agreement.kind}: {c.agreement.title}" if c.agreement else None
    return asking.stated(c.name, "vereinbarung", "Vereinbarung der Kommunen", said)


def _need(facts: Facts, asking: Asking, c: Contract, goal: Goal) -> Cell:
    """Return the stated need; for Integrität and Verfügbarkeit also what demands more and stands on the dataset."""
    concept = facts.concept
    need = c.protection_needs.get(goal)
    title = f"Schutzbedarf {concept.file.goals[goal].title} mit Schadensszenario"
    if need is None:
        return asking.stated(c.name, f"schutzbedarf.{goal}", title, None)
    said = [f"{concept.title('schutzbedarf', need.level)}: {need.scenario}"]
    if goal != GOALS[0]:
        above = [facts.contracts[name] for name in facts.built_on(c.name)]
        higher = [
            o.title for o in above if (found := o.protection_needs.get(goal))
            and concept.rank("schutzbedarf", found.level) > concept.rank("schutzbedarf", need.level)
        ]  # fmt: skip
        if higher:
            said.append(f"Mehr verlangt, was darauf aufbaut: {', '.join(higher)}")
    return tuple(said)


def _retention(facts: Facts, asking: Asking, c: Contract) -> Cell:
    rule = facts.retention.of(c)
    if rule is None and not c.is_source and c.layer != "veroeffentlichung":
        return "keine eigene; siehe Löschliste"
    return asking.stated(c.name, "loeschklasse", "Löschklasse", rule_words(rule))


def _decisions(facts: Facts, c: Contract) -> Cell:
    if c.layer != "veroeffentlichung":
        return "keine nötig (wird nicht veröffentlicht)"
    return tuple(decision_words(facts.concept, d) for d in facts.decisions.get(c.name, ())) or "keine Entscheidung"


def _technique(facts: Facts, asking: Asking, c: Contract) -> Rows:
    steps = tuple(facts.breakers.steps[d.step].titel if d.step in facts.breakers.steps else d.step for d in c.steps)
    opening = next((o for o in facts.openings if o.dataset == c.name), None)
    shown = f"{opening.version}: {', '.join(opening.formats)}" if opening and opening.version else "nicht im Katalog"
    grade = facts.grades.get(c.name)
    letters = ", ".join(f"{title} {letter}" for title, letter in grade.dimensions) if grade else ""
    return (
        ("Quellsystem", asking.stated(c.name, "quellsystem", "Quellsystem", c.source_system)),
        ("Wie die Daten ankommen", _ARRIVALS.get(c.arrival, c.arrival) if c.arrival else "werden berechnet"),
        ("Berechnet aus", tuple(n for n in facts.models.upstream.get(c.name, ()) if n in facts.contracts)
         or ("geliefert" if c.is_source else "nicht bekannt")),
        ("Aktualisierung", asking.stated(c.name, "frequency", "Aktualisierung", c.frequency)),
        ("Schlüssel", ", ".join(c.key) or "keiner"),
        ("Monat steht in", c.month_column or "keiner Spalte"),
        ("Schutzschritte", steps or "keine"),
        ("Veröffentlicht als", shown if c.layer == "veroeffentlichung" else "wird nicht veröffentlicht"),
        ("Gemessene Güte", f"{grade.overall} ({letters})" if grade else UNMEASURED),
        ("Datenvertrag", f"contracts/{c.path.name}, Version {c.version}, Status {c.status}"),
    )  # fmt: skip


def _column(facts: Facts, asking: Asking, contract: Contract, column: Column) -> tuple[Cell, ...]:
    concept = facts.concept
    found = facts.models.classes.get(contract.name, {}).get(column.name)
    secrecy, personal = (
        concept.title(axis, value)
        for axis, value in (("vertraulichkeit", column.classification), ("personenbezug", column.personal))
    )
    said = f"{secrecy}; Personenbezug: {personal}" if column.classified else None
    declared = asking.stated(contract.name, f"klasse.{column.name}", f"Klasse der Spalte {column.name}", said)
    kind = _TYPES[column.type] + (f", {column.unit}" if column.unit else "")
    by_lineage = classes_words(concept, found.effective) if found else "–" if contract.is_source else "nicht bekannt"
    return (column.name, column.title, column.description, kind, declared, by_lineage)
