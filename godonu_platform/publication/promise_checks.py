# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Gate checks on what is promised and recorded: contract, declared classes, origin, results, entry, licence."""

from __future__ import annotations

from collections.abc import Iterator

from godonu_platform.publication.gate_view import GateView, Objection


def contract_is_open(view: GateView) -> Iterator[Objection]:
    """The contract must be in force and of the open layer."""
    contract = view.candidate.contract
    if contract.layer != "veroeffentlichung":
        yield Objection("ebene", "Der Datenvertrag gehört nicht zur Ebene Veröffentlichung; bitte datenebene prüfen.")
    if contract.status != "active":
        yield Objection("status", "Der Datenvertrag ist nicht in Kraft; bitte status: active setzen, wenn er gilt.")
    if not contract.key:
        yield Objection("schluessel_fehlt", "Der Datenvertrag nennt keinen Schlüssel; bitte primaryKey setzen.")


def columns_are_open(view: GateView) -> Iterator[Objection]:
    """Every column, and the dataset as a whole, must be declared as open on every axis; absent is strictest (4.4)."""
    contract = view.candidate.contract
    concept = contract.concept
    for column in contract.columns:
        if not column.classified:
            yield Objection(
                "nicht_eingestuft",
                "Die Spalte ist nicht eingestuft; bitte classification im Vertrag setzen.",
                column.name,
            )
            continue
        for axis, code, value in (
            ("vertraulichkeit", "nicht_oeffentlich", column.classification),
            ("personenbezug", "personenbezug", column.personal),
            ("schutzbedarf", "schutzbedarf", column.protection_need),
            ("ml_nutzung", "ml_nutzung", column.ml_use),
        ):
            if not concept.may_leave(axis, value):
                yield Objection(
                    code,
                    f"{concept.axis(axis).title} »{concept.title(axis, value) or 'keine Angabe'}«: So darf die Spalte "
                    "nicht hinaus; bitte Vertrag und Modell prüfen.",
                    column.name,
                )
    for axis, raised in zip(("vertraulichkeit", "personenbezug"), contract.raised, strict=True):
        if raised is not None and not concept.may_leave(axis, raised):
            yield Objection(
                "datensatz_angehoben",
                f"Der Vertrag stuft den Datensatz als Ganzes höher ein: »{concept.title(axis, raised)}«. So darf er "
                "nicht hinaus; bitte mit der Dateneigentümerin klären.",
            )


def columns_agree(view: GateView) -> Iterator[Objection]:
    """The table must have exactly the columns of the contract, in the promised types."""
    table, contract = view.table, view.candidate.contract
    if table is None or not table.exists:
        yield Objection(
            "tabelle_fehlt", "Das Modell liegt nicht im Warehouse; bitte den Lauf und seine Fehler ansehen."
        )
        return
    promised = {column.name: column.duckdb_type for column in contract.columns}
    for name in table.types:
        if name not in promised:
            yield Objection(
                "spalte_ohne_vertrag", "Die Spalte steht nicht im Vertrag; bitte einstufen oder entfernen.", name
            )
    for name, kind in promised.items():
        found = table.types.get(name)
        if found is None:
            yield Objection("spalte_fehlt", "Die Spalte steht im Vertrag, aber nicht in der Tabelle.", name)
        elif not _same_type(kind, found):
            yield Objection("spaltentyp", f"Die Spalte ist {found}, der Vertrag verspricht {kind}.", name)


def _same_type(promised: str, found: str) -> bool:
    # engines differ in the width of numbers, never in their kind
    if promised == "BIGINT":
        return found in ("BIGINT", "HUGEINT", "INTEGER", "SMALLINT", "TINYINT", "UINTEGER", "UBIGINT")
    if promised.startswith("DECIMAL"):
        return found.startswith("DECIMAL") or found in ("DOUBLE", "FLOAT")
    return promised == found


def origin_is_known(view: GateView) -> Iterator[Objection]:
    """What the model is built from must be recorded, and deliveries of every partner with rows."""
    candidate = view.candidate
    if not candidate.upstream:
        yield Objection(
            "vorstufen_unbekannt", "Es ist nicht festgehalten, woraus das Modell gebaut ist; bitte neu bauen."
        )
        return
    opened = candidate.book.opened_partners() if candidate.book else []
    for ars in view.partners or opened:
        if not candidate.origin(ars)[0]:
            yield Objection(
                "lieferung_unbekannt",
                "Zu den Zeilen ist keine Lieferung festgehalten; bitte das Lieferverzeichnis prüfen.",
                partner=ars,
            )


def results_are_green(view: GateView) -> Iterator[Objection]:
    """The model and everything upstream must have recorded results, and none of severity error may have failed."""
    candidate = view.candidate
    for model in (candidate.dataset, *candidate.upstream):
        results = candidate.evidence.checks.get(model)
        if results is None or (model == candidate.dataset and not results):
            yield Objection(
                "ergebnis_fehlt", f"Zu {model} liegen keine Prüfergebnisse vor; bitte den Lauf wiederholen."
            )
            continue
        for result in results:
            if not result.passed:
                yield Objection(
                    "pruefung_rot",
                    f"{model}: Prüfung {result.name} ist nicht bestanden. {result.message}".strip(),
                    severity=result.severity,
                )


def entry_is_complete(view: GateView) -> Iterator[Objection]:
    """There must be a catalogue entry without mistakes, and its chart must name columns of the contract."""
    candidate = view.candidate
    if candidate.entry is None:
        yield Objection("katalogeintrag", f"Katalogeintrag: {candidate.entry_problem}")
        return
    names = {column.name for column in candidate.contract.columns}
    chart = candidate.entry.chart
    for name in (chart.x, chart.y, chart.group) if chart else ():
        if name is not None and name not in names:
            yield Objection("diagramm", "Das Diagramm nennt eine Spalte, die der Vertrag nicht kennt.", name)


def licence_is_open(view: GateView) -> Iterator[Objection]:
    """The licence must be in the value list and open."""
    entry = view.candidate.entry
    licence = view.candidate.vocabularies.licences.get(entry.licence) if entry else None
    if licence is None:
        yield Objection("lizenz_unbekannt", "Unbekannte Lizenz; bitte eine aus catalogs/vocabularies.yaml wählen.")
    elif not licence.open:
        yield Objection("lizenz_geschlossen", "Die Lizenz ist keine offene Lizenz; bitte eine offene wählen.")
