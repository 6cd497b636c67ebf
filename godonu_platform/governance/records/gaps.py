# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Statements that nobody made: of which dataset, where they belong, who supplies them, which record wants them.

Keep out: what the records do with a statement that is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from godonu_platform.governance.records.document import Cell, Document, Section, Table, values_of
from godonu_platform.governance.records.facts import Facts
from godonu_platform.governance.records.words import counted, role_at

_HEAD = ("Datensatz", "Bezeichnung", "Was fehlt", "Wo es hingehört", "Wer es ergänzt")


@dataclass(frozen=True, order=True)
class Gap:
    """One missing statement; the dataset is empty when it concerns no single one."""

    dataset: str
    statement: str
    title: str
    place: str
    supplier: str

    def cells(self, facts: Facts) -> tuple[str, ...]:
        """Return the gap as a row of a table."""
        contract = facts.contracts.get(self.dataset)
        return (self.dataset or "alle", contract.title if contract else "–", self.title, self.place, self.supplier)


class Asking:
    """Takes statements for one record and notes those that are missing."""

    def __init__(self, facts: Facts) -> None:
        """Begin without a gap."""
        self._facts = facts
        self._gaps: dict[tuple[str, str], Gap] = {}

    def stated(self, dataset: str, statement: str, title: str, value: Cell, place: str = "") -> Cell:
        """Return a statement as it is, and note a gap when there is none.

        `statement` is the key in the contract, or another name of governance/verzeichnisse.yaml; `place` says where it
        belongs when that is not the contract.
        """
        if values_of(value):
            return value
        self.missing(dataset, statement, title, place)
        return None

    def missing(self, dataset: str, statement: str, title: str, place: str = "") -> None:
        """Note a gap."""
        concept, contract = self._facts.concept, self._facts.contracts.get(dataset)
        suppliers = self._facts.rules.suppliers
        role = suppliers.get(statement) or suppliers.get(statement.split(".")[0]) or concept.four_eyes.decides[0]
        key = "slaProperties: frequency" if statement == "frequency" else statement
        where = place or (f"contracts/{contract.path.name}: {key}" if contract else key)
        self._gaps[dataset, statement] = Gap(dataset, statement, title, where, role_at(concept, contract, role))

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """The gaps so far, by dataset."""
        return tuple(sorted(self._gaps.values()))


def gap_section(facts: Facts, gaps: Sequence[Gap]) -> Section:
    """Return the end of a record: what is missing in it."""
    rows = tuple(gap.cells(facts) for gap in gaps)
    table = Table("Fehlende Angaben in diesem Verzeichnis", _HEAD, rows, "Es fehlt keine Angabe.")
    return Section(f"Was fehlt ({len(gaps)})", "luecken", (table,))


def gap_record(facts: Facts, found: Iterable[tuple[str, Sequence[Gap]]]) -> Document:
    """Return the list of all gaps, each once, with the records that want it."""
    wanted: dict[tuple[str, str], list[str]] = {}
    gaps: dict[tuple[str, str], Gap] = {}
    for record, mine in found:
        for gap in mine:
            gaps[gap.dataset, gap.statement] = gap
            wanted.setdefault((gap.dataset, gap.statement), []).append(record)
    ordered = sorted(gaps.items(), key=lambda item: item[1])
    head = (*_HEAD, "Verlangt von")
    table = Table("Fehlende Angaben", head, tuple((*g.cells(facts), tuple(wanted[k])) for k, g in ordered), name="")
    by_supplier: dict[str, int] = {}
    for _, gap in ordered:
        by_supplier[gap.supplier] = by_supplier.get(gap.supplier, 0) + 1
    rows = tuple((who, str(number)) for who, number in sorted(by_supplier.items(), key=lambda i: (-i[1], i[0])))
    return Document(
        name="luecken",
        title="Lückenliste",
        lead=(
            f"{counted(len(ordered), 'Angabe fehlt', 'Angaben fehlen')}. Nichts davon wurde erfunden oder geschätzt; "
            "in den Verzeichnissen steht an diesen Stellen »fehlt«.",
            "Ergänzt wird in der genannten Datei unter governance/. Danach die Verzeichnisse neu schreiben lassen.",
        ),
        sections=(
            Section("Wer wie viel ergänzt", "wer", (Table("Je Rolle", ("Wer", "Angaben"), rows),)),
            Section("Alle fehlenden Angaben", "alle", (table,)),
        ),
        sheets=(table,),
        gaps=len(ordered),
    )
