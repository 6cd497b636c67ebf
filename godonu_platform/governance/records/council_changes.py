# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The part of the yearly report that says what changed: first publications, new versions, withdrawals, decisions.

Keep out: the state at the end of the year.
"""

from __future__ import annotations

from godonu_platform.governance.records.document import Cell, Section, Table
from godonu_platform.governance.records.facts import Facts
from godonu_platform.governance.records.words import SCOPES, STATUSES, day, municipalities, signed


def changes_section(facts: Facts, year: int) -> Section:
    """Return what happened in a year."""
    return Section(
        f"Was sich {year} geändert hat",
        "aenderungen",
        (_releases(facts, year), _decisions(facts, year)),
    )


def _releases(facts: Facts, year: int) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for o in facts.openings:
        withdrawn = o.withdrawn is not None and o.withdrawn.year == year
        if not o.versions_in_year and not withdrawn:
            continue
        new = "ja" if o.first is not None and o.first.year == year else "nein"
        first = day(o.first) if o.first else "nicht bekannt"
        gone = f"{day(o.withdrawn)}: {o.withdrawn_because}" if withdrawn and o.withdrawn else "nein"
        rows.append((o.title, new, first, str(o.versions_in_year), gone, o.dataset))
    head = ("Datensatz", "neu in diesem Jahr", "zuerst veröffentlicht", "Fassungen", "zurückgezogen", "Name")
    return Table("Veröffentlichungen", head, tuple(rows), "In diesem Jahr wurde nichts veröffentlicht.")


def _decisions(facts: Facts, year: int) -> Table:
    taken = [(d, dataset) for dataset, entries in facts.decisions.items() for d in entries if d.date.year == year]
    rows: list[tuple[Cell, ...]] = []
    for d, dataset in sorted(taken, key=lambda pair: (pair[0].date, pair[1], pair[0].id)):
        second = (signed(facts.concept, d.mitgezeichnet_von),) if d.mitgezeichnet_von else ()
        rows.append(
            (day(d.date), facts.title(dataset), f"{STATUSES[d.status]} ({SCOPES[d.gilt_fuer]})",
             municipalities(facts.partners, d.partners), (d.begruendung, f"Rechtsgrund: {d.rechtsgrund}"),
             (signed(facts.concept, d.entschieden_von), *second), day(d.wiedervorlage))
        )  # fmt: skip
    head = ("Tag", "Datensatz", "Entscheidung", "Kommunen", "Begründung", "Unterschriften", "Wiedervorlage")
    return Table("Öffnungsentscheidungen", head, tuple(rows), "In diesem Jahr wurde nichts entschieden.")
