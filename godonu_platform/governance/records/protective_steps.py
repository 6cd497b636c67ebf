# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The list of protective steps: what each may lower, how it was proven today, which contract relies on it and why.

Keep out: running the proofs (breaker_proof) and lowering classes (lowering).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from godonu_platform.contracts.contract import Contract
from godonu_platform.contracts.processing import StepDeclaration
from godonu_platform.governance.breakers import Breaker, Levels
from godonu_platform.governance.records.document import MISSING, Cell, Document, FactList, Section, Table
from godonu_platform.governance.records.facts import Facts
from godonu_platform.governance.records.gaps import Asking, Gap, gap_section
from godonu_platform.governance.records.words import counted, day, role_title

DIGEST = 12
_USE_HEAD = (
    "Datensatz", "Schritt", "Spalten", "genehmigt von", "Begründung", "Nachweis", "Ergebnis heute", "Makro",
    "Wirkt nach dem Rechenweg",
)  # fmt: skip
_Use = tuple[str, str, tuple[str, ...], str, str, str, str | None, str, str]


def steps_record(facts: Facts) -> tuple[Document, tuple[Gap, ...]]:
    """Return the list and its gaps."""
    asking = Asking(facts)
    uses = tuple(
        _use(facts, asking, contract, step) for contract in facts.contracts.values() for step in contract.steps
    )
    steps = tuple(_step(facts, asking, breaker) for breaker in facts.breakers.steps.values())
    gaps = asking.gaps
    proven = sum(proof.passed for proof in facts.models.proofs.values())
    sheet = Table("Wer sich auf welchen Schritt verlässt", _USE_HEAD, uses, "Kein Vertrag nennt einen Schutzschritt.")
    document = Document(
        name="schutzschritte",
        title="Schutzschritte mit Nachweis",
        lead=(
            "Nur diese Rechenschritte dürfen eine Klasse senken. Jeder Nachweis rechnet mit Daten, die den Schutz "
            "brechen sollen, und sucht Gegenbeispiele; findet er eines, bleibt der Datensatz zu.",
            f"Stand {day(facts.today)}: {proven} von {counted(len(steps), 'Nachweis', 'Nachweisen')} gelungen, "
            f"{counted(len(uses), 'Verwendung', 'Verwendungen')} in Verträgen.",
            *([facts.models.problem] if facts.models.problem else []),
        ),
        sections=(
            Section("Die Schritte", "schritte", sections=steps),
            Section("Verwendung in Verträgen", "verwendung", (_narrower(sheet, uses),)),
            gap_section(facts, gaps),
        ),
        sheets=(sheet, _proof_sheet(facts)),
        gaps=len(gaps),
    )
    return document, gaps


def _narrower(sheet: Table, uses: Sequence[_Use]) -> Table:
    """Return the sheet for a page, which is narrower: reason and approval, and all on the proof, in one cell each."""
    rows = tuple(
        (dataset, title, ", ".join(columns), (reason, f"Genehmigt von: {role}"),
         (result or MISSING, f"Nachweis {proof}", f"Makro {macro}"), effect)
        for dataset, title, columns, role, reason, proof, result, macro, effect in uses
    )  # fmt: skip
    head = (*_USE_HEAD[:3], "Begründung und Genehmigung", "Nachweis heute", _USE_HEAD[8])
    return replace(sheet, head=head, rows=rows)


def _step(facts: Facts, asking: Asking, breaker: Breaker) -> Section:
    art, concept = facts.breakers.arten[breaker.art], facts.concept
    checked = tuple(
        f"{query.text}: {example.text}" for query in breaker.nachweis.abfragen for example in query.gegenbeispiele
    )
    used = tuple(c.name for c in facts.contracts.values() if any(d.step == breaker.name for d in c.steps))
    ceilings = art.hoechstens
    rows: tuple[tuple[str, Cell], ...] = (
        ("Makro", breaker.name),
        ("Art", art.titel),
        ("Was er tut", breaker.beschreibung),
        ("Genehmigt von", role_title(concept, breaker.genehmigt_von)),
        ("Hinein darf eine Zahl von Fällen höchstens mit", _levels(facts, ceilings.zaehlung)),
        ("Hinein darf der Wert selbst höchstens mit", _levels(facts, ceilings.direkt)),
        ("Mitbestimmen darf höchstens", _levels(facts, ceilings.mittelbar)),
        ("Heraus kommt", _levels(facts, art.ergebnis)),
        ("Was nach dem Nachweis nie vorkommt", checked),
        ("Ergebnis heute", _result(facts, asking, breaker.name)),
        ("Prüfzahl des Makros", _digest(facts, breaker.name)),
        ("Verwendet von", used or "keinem Vertrag"),
    )
    return Section(breaker.titel, f"schritt-{breaker.name}", (FactList(rows),))


def _levels(facts: Facts, levels: Levels | None) -> Cell:
    if levels is None:
        return "nichts"
    axes = facts.concept.file.axes
    said = {"vertraulichkeit": axes.vertraulichkeit, "personenbezug": axes.personenbezug}
    return "; ".join(f"{axis.title}: {facts.concept.title(name, getattr(levels, name))}" for name, axis in said.items())


def _result(facts: Facts, asking: Asking, step: str, dataset: str = "") -> str | None:
    proof = facts.models.proofs.get(step)
    if proof is None:
        place = "" if dataset else "breakers.yaml"
        asking.missing(dataset, f"schutzschritte.{step}", f"Nachweis zum Schutzschritt {step}", place)
        return None
    return "gelungen" if proof.passed else f"nicht gelungen: {proof.message}"


def _digest(facts: Facts, step: str) -> str:
    proof = facts.models.proofs.get(step)
    return proof.macro[:DIGEST] if proof and proof.macro else "nicht bekannt"


def _use(facts: Facts, asking: Asking, contract: Contract, step: StepDeclaration) -> _Use:
    known = facts.breakers.steps.get(step.step)
    return (
        contract.name,
        known.titel if known else f"{step.step} (steht nicht in breakers.yaml)",
        step.columns or ("alle",),
        role_title(facts.concept, step.approved_by),
        step.reason,
        step.proof,
        _result(facts, asking, step.step, contract.name),
        _digest(facts, step.step),
        _effect(facts, contract, step),
    )


def _effect(facts: Facts, contract: Contract, step: StepDeclaration) -> str:
    """Say for how many of the named columns the lineage finds the step on their way."""
    columns = facts.models.classes.get(contract.name)
    if columns is None:
        return "in den Modellen davor" if contract.is_source else "nicht bekannt"
    named = step.columns or tuple(columns)
    met = [name for name in named if name in columns and step.step in columns[name].steps]
    return f"in {len(met)} von {counted(len(named), 'Spalte', 'Spalten')}"


def _proof_sheet(facts: Facts) -> Table:
    head = (
        "Schritt",
        "Bezeichnung",
        "Art",
        "genehmigt von",
        "Nachweis prüft",
        "Gegenbeispiel",
        "Ergebnis heute",
        "Makro",
    )
    return Table("Nachweise", head, tuple(_proof_rows(facts)), name="nachweise")


def _proof_rows(facts: Facts) -> Iterator[tuple[Cell, ...]]:
    quiet = Asking(facts)
    for name, breaker in facts.breakers.steps.items():
        who, art = role_title(facts.concept, breaker.genehmigt_von), facts.breakers.arten[breaker.art].titel
        for query in breaker.nachweis.abfragen:
            for example in query.gegenbeispiele:
                yield (name, breaker.titel, art, who, query.text, example.text, _result(facts, quiet, name),
                       _digest(facts, name))  # fmt: skip
