# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Puts what is decided upon into German tables and sentences, the same for the terminal and for Dagster.

Keep out: colours, Markdown, Dagster; whoever shows it lays it out.
"""

from __future__ import annotations

from dataclasses import dataclass

from godonu_platform.governance.deciding import SEEN_LENGTH, Matter
from godonu_platform.governance.targets import in_words


@dataclass(frozen=True)
class MatterTable:
    """One table: its title, its head, its rows; `empty` is said when there are none."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    empty: str


def matter_tables(matter: Matter) -> tuple[MatterTable, ...]:
    """Return everything that a person has to see before deciding."""
    return (_columns(matter), _origins(matter), _steps(matter), _partners(matter))


def matter_lines(matter: Matter) -> tuple[str, ...]:
    """Return the sentences above the tables: what it is, where it goes, what is needed to open it."""
    seen = matter.fingerprint
    return (
        f"Datensatz: {matter.title} ({matter.dataset})",
        f"Lizenz: {matter.licence or 'keine'} · Ziel: {in_words(matter.catalogue)}",
        f"Prüfzahl dessen, worüber entschieden wird: {seen[:SEEN_LENGTH]}"
        if seen
        else f"Es kann nichts geöffnet werden: {matter.problem}",
        "In die Daten gehen personenbezogene Angaben ein: Es müssen zwei Personen unterschreiben."
        if matter.upstream_personal
        else "In die Daten gehen keine personenbezogenen Angaben ein: Eine Unterschrift genügt.",
        *matter.blocked,
        *matter.notices,
    )


def change_lines(matter: Matter) -> tuple[str, ...]:
    """Return what changed since the last decision, headed by which one that was."""
    return (f"Änderungen seit Entscheidung {matter.since}:" if matter.since else "Änderungen:", *matter.changes)


def _columns(matter: Matter) -> MatterTable:
    rows = tuple((column.name, column.title, column.declared, column.effective) for column in matter.columns)
    head = ("Spalte", "Bezeichnung", "Klasse laut Vertrag", "Klasse nach dem Rechenweg")
    return MatterTable("Spalten und Klassen", head, rows, "Der Datenvertrag nennt keine Spalten.")


def _origins(matter: Matter) -> MatterTable:
    by_rows = "siehe »alle Zeilen«" if matter.rows_decided_by else "–"
    rows = [
        (
            column.name,
            _listed(column.values_from) if column.values_from or column.decided_by else by_rows,
            _listed(column.decided_by),
            ", ".join(column.steps) or "keiner",
        )
        for column in matter.columns
    ]
    if matter.rows_decided_by:
        rows.append(("alle Zeilen", "", _listed(matter.rows_decided_by), ""))
    head = ("Spalte", "Wert stammt aus", "mitbestimmt von", "Schutzschritte auf dem Weg")
    return MatterTable("Woher die Spalten kommen", head, tuple(rows), "Der Datenvertrag nennt keine Spalten.")


def _steps(matter: Matter) -> MatterTable:
    rows = tuple(
        (step.title, step.approved_by, step.reason, "gelungen" if step.proven else f"nicht gelungen: {step.proof}")
        for step in matter.steps
    )
    head = ("Schutzschritt", "genehmigt von", "Begründung", "Nachweis")
    none = "Auf dem Weg liegt kein Schutzschritt, und der Datenvertrag nennt keinen."
    return MatterTable("Schutzschritte", head, rows, none)


def _partners(matter: Matter) -> MatterTable:
    rows = tuple(
        (partner.ars, partner.name, str(partner.rows), _months(partner.months), partner.deliveries, partner.standing)
        for partner in matter.partners
    )
    head = ("Schlüssel", "Kommune", "Zeilen", "Monate", "Lieferungen", "Stand heute")
    return MatterTable("Kommunen", head, rows, "Es nimmt keine Kommune teil.")


def _months(months: tuple[str, ...]) -> str:
    if not months:
        return "–"
    return months[0] if len(months) == 1 else f"{len(months)} ({months[0]} bis {months[-1]})"


def _listed(names: tuple[str, ...]) -> str:
    return "; ".join(names) or "–"
