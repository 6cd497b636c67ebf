# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What an open dataset is computed by, as far as a decision is bound to it, and what follows for a candidate.

Keep out: where the SQL comes from (project_grounds).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from godonu_platform.contracts.contract import Contract
from godonu_platform.governance.fingerprint import Parts, parts_of

if TYPE_CHECKING:
    from godonu_platform.governance.effective_class import ColumnClass


@dataclass(frozen=True)
class Grounds:
    """What one open dataset is computed by; `problem` says in German why nothing can be decided upon.

    sql: normalised, by relation, the model's own and all upstream. seeds: hash of their content. steps: macro text,
    proof and rules of every protective step there is. personal: the strongest personal reference among the landed
    columns. mixtures: where rows of several partners come together on the way, in German; None: nobody has looked.
    """

    sql: Mapping[str, str] = field(default_factory=dict)
    seeds: Mapping[str, str] = field(default_factory=dict)
    steps: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    personal: str | None = None
    mixtures: tuple[str, ...] | None = None
    problem: str = ""


def candidate_parts(
    grounds: Grounds, contract: Contract, classes: Mapping[str, ColumnClass], licence: str, catalogue: str
) -> tuple[Parts | None, str]:
    """Return what would be decided upon, or None and in German why that is not known."""
    if grounds.problem:
        return None, grounds.problem
    used = {step for column in classes.values() for step in column.steps} | {s.step for s in contract.steps}
    unknown = sorted(used - set(grounds.steps))
    if unknown:
        return None, f"Der Schutzschritt {unknown[0]} ist nicht in governance/breakers.yaml beschrieben."
    unclassed = [column.name for column in contract.columns if column.name not in classes]
    if unclassed:
        return None, f"Die wirksame Klasse der Spalte {unclassed[0]} ist nicht bekannt."
    steps = {name: grounds.steps[name] for name in sorted(used)}
    made = parts_of(
        contract=contract,
        classes=classes,
        sql=grounds.sql,
        seeds=grounds.seeds,
        steps=steps,
        licence=licence,
        catalogue=catalogue,
    )
    return made, ""
