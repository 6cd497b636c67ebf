# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What an opening decision on a candidate would be about: columns, classes, origins, steps, partners, what changed.

Keep out: the decision itself (governance/deciding) and how it is shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack

from godonu_platform.catalogs.release_record import GateRecord
from godonu_platform.contracts.concept import AXES, Concept, load_concept
from godonu_platform.contracts.contract import load_contracts
from godonu_platform.governance.breakers import load_breakers
from godonu_platform.governance.classes import Classes
from godonu_platform.governance.column_words import OriginWords
from godonu_platform.governance.deciding import Matter, MatterColumn, MatterPartner, MatterStep
from godonu_platform.governance.decision_basis import read_parts
from godonu_platform.governance.decision_model import Decision
from godonu_platform.governance.effective_class import ColumnClass
from godonu_platform.governance.fingerprint_difference import difference
from godonu_platform.publication.candidate import Candidate
from godonu_platform.publication.table import PARTNER_COLUMN, CandidateTable, month_of, open_table, quoted
from godonu_platform.yaml_model import YamlMistakes

REBOUND = "anderer_fingerprint"
_NOBODY = ("niemandem", "Kein Datenvertrag nennt diesen Schritt.")


def opening_of(candidate: Candidate, origins: OriginWords) -> Matter:
    """Return what is decided upon; raises YamlMistakes when the decisions cannot be read: nothing is added to these."""
    if candidate.book is None:
        raise ValueError(candidate.book_problem)
    concept = load_concept(candidate.project)
    latest, changes = changes_since(candidate)
    return Matter(
        dataset=candidate.dataset,
        title=candidate.contract.title,
        licence=candidate.entry.licence if candidate.entry else "",
        catalogue=candidate.targets,
        parts=candidate.parts,
        problem=candidate.fingerprint_problem,
        upstream_personal=candidate.upstream_personal,
        columns=tuple(_columns(candidate, concept, origins)),
        steps=tuple(_steps(candidate, concept)),
        partners=tuple(_partners(candidate)),
        since=latest.id if latest else None,
        changes=tuple(changes),
        rows_decided_by=origins.rows,
        blocked=tuple(_blocked(candidate, concept)),
        notices=tuple(_notices(candidate)),
    )


def changes_since(candidate: Candidate) -> tuple[Decision | None, list[str]]:
    """Return the newest decision that is bound to something, and what has changed since, in German."""
    bound = [decision for decision in candidate.book or () if decision.fingerprint]
    if not bound:
        return None, ["Es gibt noch keine frühere Entscheidung, mit der verglichen werden kann."]
    latest = bound[-1]
    if latest.fingerprint == candidate.fingerprint:
        return latest, ["nichts"]
    if candidate.parts is None:
        return latest, [f"Der jetzige Stand ist nicht bekannt: {candidate.fingerprint_problem}"]
    try:
        before = read_parts(candidate.project, latest.fingerprint or "")
    except YamlMistakes as mistakes:
        return latest, [
            f"Der Unterschied lässt sich nicht zeigen: {m.file.name}: {m.message}" for m in mistakes.mistakes
        ]
    if before is None:
        return latest, ["Der Unterschied lässt sich nicht zeigen: Die Grundlage der letzten Entscheidung fehlt."]
    return latest, difference(before, candidate.parts)


def void_reasons(candidate: Candidate, gate: GateRecord) -> tuple[str, ...]:
    """Return what changed since the decision that no longer holds, for the plan; nothing when none was voided."""
    if all(partner.code != REBOUND for partner in gate.partners_out):
        return ()
    latest, changes = changes_since(candidate)
    return tuple(f"Seit Entscheidung {latest.id if latest else '-'} geändert: {line.strip()}" for line in changes)


def _columns(candidate: Candidate, concept: Concept, origins: OriginWords) -> Iterator[MatterColumn]:
    classes = candidate.classes or {}
    steps = {name: step.titel for name, step in load_breakers(candidate.project).steps.items()}
    for column in candidate.contract.columns:
        found = classes.get(column.name)
        values, others = origins.columns.get(column.name, ((), ()))
        yield MatterColumn(
            name=column.name,
            title=column.title,
            declared=_declared(concept, found.declared) if found else "nicht bekannt",
            effective=_effective(concept, found) if found else "nicht bekannt",
            values_from=values,
            decided_by=others,
            steps=tuple(steps.get(name, name) for name in found.steps) if found else (),
        )


def _declared(concept: Concept, classes: Classes) -> str:
    """Say where a class is stricter than it could be; on all other axes it is the most open."""
    stricter = [axis for axis in AXES if getattr(classes, axis) != concept.most_open(axis)]
    return _said(concept, classes, stricter) or "offen"


def _effective(concept: Concept, found: ColumnClass) -> str:
    """Say only what the way of computing changes: that is what people have to look at."""
    changed = [axis for axis in AXES if getattr(found.effective, axis) != getattr(found.declared, axis)]
    return _said(concept, found.effective, changed) or "wie im Vertrag"


def _said(concept: Concept, classes: Classes, axes: Sequence[str]) -> str:
    return ", ".join(f"{concept.axis(a).title}: {concept.title(a, getattr(classes, a))}" for a in axes)


def _steps(candidate: Candidate, concept: Concept) -> Iterator[MatterStep]:
    """Every step that the contract names or that lies on the way of a column, as a contract upstream names it."""
    known = load_breakers(candidate.project).steps
    passed = {step for column in (candidate.classes or {}).values() for step in column.steps}
    for name in dict.fromkeys([*(step.step for step in candidate.contract.steps), *sorted(passed)]):
        proof = candidate.proofs.get(name)
        for approved_by, reason in _approvals(candidate, name) or {_NOBODY: None}:
            yield MatterStep(
                name=name,
                title=known[name].titel if name in known else name,
                approved_by=role.title if (role := concept.roles.get(approved_by)) else approved_by,
                reason=reason,
                proven=proof is not None and proof.passed,
                proof=(proof.message if proof is not None else "") or ("" if proof else "Es liegt kein Nachweis vor."),
            )


def _approvals(candidate: Candidate, step: str) -> dict[tuple[str, str], None]:
    """Return role and reason of everybody who approved a step: in the own contract, or in those of the sources."""
    own, contracts = candidate.contract, load_contracts(candidate.project)
    above = [contracts[name] for name in candidate.upstream if name in contracts]
    named = [(contract, d) for contract in (own, *above) for d in contract.steps if d.step == step]
    return dict.fromkeys(
        (d.approved_by, d.reason if contract is own else f"{d.reason} (Vertrag {contract.name})")
        for contract, d in named
    )


def _partners(candidate: Candidate) -> Iterator[MatterPartner]:
    with ExitStack() as stack:
        table = None
        if candidate.project.warehouse_ro.is_file():
            table = stack.enter_context(open_table(candidate.project, candidate.contract))
        counts, months = _contents(candidate, table)
    for partner in candidate.partners:
        if partner.role != "partner":
            continue
        known, real = candidate.origin(partner.ars)
        yield MatterPartner(
            ars=partner.ars,
            name=partner.name,
            rows=counts.get(partner.ars, 0),
            months=tuple(months.get(partner.ars, ())),
            deliveries=_deliveries(candidate, partner.ars),
            standing=_standing(candidate, partner.ars, real) if known else "nichts geliefert",
        )


def _deliveries(candidate: Candidate, ars: str) -> str:
    known, real = candidate.origin(ars)
    if candidate.is_mixed(ars):
        return "Beispiel- und Echtdaten gemischt"
    return "keine" if not known else "Echtdaten" if real else "Beispieldaten"


def _standing(candidate: Candidate, ars: str, real: bool) -> str:
    if candidate.book is None:
        return candidate.book_problem
    return candidate.book.standing(
        ars,
        real=real,
        licence=candidate.entry.licence if candidate.entry else "",
        fingerprint=candidate.fingerprint,
        upstream_personal=candidate.upstream_personal,
        on=candidate.today,
    ).reason


def _contents(candidate: Candidate, table: CandidateTable | None) -> tuple[dict[str | None, int], dict[str, list[str]]]:
    """Return the rows of each partner and its months; a model that was not built has none."""
    if table is None or PARTNER_COLUMN not in table.types:
        return {}, {}
    counts = table.partner_rows()
    name = candidate.contract.month_column
    if name is None or name not in table.types:
        return counts, {}
    month = month_of(candidate.contract.column(name))
    relation = table.relation([ars for ars in counts if ars])
    months: dict[str, list[str]] = {}
    for ars, found in table.rows(f"select distinct {quoted(PARTNER_COLUMN)}, {month} from ({relation}) order by 1, 2"):
        if found:
            months.setdefault(ars, []).append(found)
    return counts, months


def _blocked(candidate: Candidate, concept: Concept) -> Iterator[str]:
    columns: dict[str, list[str]] = {}
    for name, column in sorted((candidate.classes or {}).items()):
        closed = [axis for axis in AXES if not concept.may_leave(axis, getattr(column.effective, axis))]
        if closed:
            columns.setdefault(_said(concept, column.effective, closed), []).append(name)
    for said, names in columns.items():
        yield (
            f"Nach dem Rechenweg nicht offen ({said}): {', '.join(names)}. Daran ändert keine Entscheidung etwas; "
            "bitte erst Modell oder Datenvertrag ändern."
        )


def _notices(candidate: Candidate) -> Sequence[str]:
    said = []
    if candidate.project.people is None:
        said.append(
            "Es ist keine Datei der Personen angegeben (GODONU_PEOPLE): Kennungen und Rollen werden so übernommen, wie "
            "sie jemand eingibt; ob die Person das darf und für welche Kommune, ist nicht geprüft."
        )
    if candidate.contract.agreement is None:
        said.append(
            "Der Datenvertrag nennt keine Vereinbarung der Kommunen (Art. 26 oder 28 DSGVO); mehr als eine Kommune "
            "kommt dann nicht in eine Veröffentlichung."
        )
    if candidate.entry is None:
        said.append(f"Katalogeintrag: {candidate.entry_problem}")
    return said
