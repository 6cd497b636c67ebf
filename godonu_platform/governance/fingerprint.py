# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The fingerprint of what a decision is about: contract, classes, SQL, protective steps, concept, licence and target.

It depends on meaning alone: layout and comments of a file do not change it, nor do paths, months or row counts.
Keep out: where the parts come from (grounds), and how a difference is told (fingerprint_difference).
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from godonu_platform.contracts.concept import AXES, Concept
from godonu_platform.contracts.contract import Contract
from godonu_platform.governance.decision_model import canonical

if TYPE_CHECKING:
    from godonu_platform.governance.effective_class import ColumnClass

Parts = dict[str, Any]
# Part of every fingerprint: raised when the parts change their form, because then nobody has decided on them.
FORM = 2
# Where the contract lies and what it was checked against; the columns are told apart.
_NOT_PROMISED = ("path", "concept", "columns")


def fingerprint(parts: Parts) -> str:
    """Return the SHA-256 over the canonical JSON of the parts."""
    return hashlib.sha256(canonical(parts).encode()).hexdigest()


def parts_of(
    *,
    contract: Contract,
    classes: Mapping[str, ColumnClass],
    sql: Mapping[str, str],
    steps: Mapping[str, Mapping[str, Any]],
    licence: str,
    catalogue: str,
    seeds: Mapping[str, str] | None = None,
) -> Parts:
    """Return what is decided upon as plain JSON.

    `sql` maps each relation, the model's own and all upstream, to its normalised SQL with macros resolved; `seeds` maps
    a seed to the hash of its content; `steps` a protective step to its macro text, its proof and its rules. The rules
    of the concept are those that the contract was checked against. Raises KeyError when a
    column has no class: nobody may decide on what was not classed.
    """
    about = {f.name: getattr(contract, f.name) for f in dataclasses.fields(contract) if f.name not in _NOT_PROMISED}
    columns = [_said(column) for column in contract.columns]
    parts = {
        "form": FORM,
        "vertrag": about,
        "reihenfolge": [column["name"] for column in columns],
        "spalten": {column["name"]: column for column in columns},
        "klassen": {column.name: _class(classes[column.name]) for column in contract.columns},
        "sql": dict(sql),
        "seeds": dict(seeds or {}),
        "schutz": {"regel": contract.protection or "", "schritte": {name: dict(step) for name, step in steps.items()}},
        "konzept": _rules(contract.concept),
        "lizenz": licence,
        "ziel": catalogue,
    }
    plain: Parts = json.loads(json.dumps(_said(parts), default=_text))
    return plain


def _rules(concept: Concept) -> dict[str, Any]:
    """What the concept says about opening: who decides, what may leave, which of two values is stricter.

    Its words may be put otherwise and its roles may get other titles without anybody having to decide again.
    """
    cured = sorted(name for name, question in concept.checklist.items() if question.cured_by_anonymising)
    return {
        "entscheidung": concept.four_eyes.model_dump(mode="json", by_alias=True),
        "heilbar": cured,
        "achsen": {axis: list(concept.values(axis)) for axis in AXES},
        "darf_hinaus": {axis: sorted(concept.axis(axis).may_leave) for axis in AXES},
        "technische_spalten": sorted(concept.technical_columns),
        "technische_tabellen": sorted(concept.technical_tables),
    }


def _class(column: ColumnClass) -> dict[str, Any]:
    return {"wirksam": dataclasses.asdict(column.effective), "schritte": sorted(column.steps)}


def _said(value: Any) -> Any:
    """Leave out what is not stated, so that a new field of the contract that nobody uses voids no decision."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        value = {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
    elif isinstance(value, BaseModel):
        value = value.model_dump(mode="json")
    if isinstance(value, Mapping):
        kept = {str(key): _said(inner) for key, inner in value.items()}
        return {key: inner for key, inner in kept.items() if inner is not None and inner not in ("", [], {})}
    if isinstance(value, list | tuple):
        return [_said(inner) for inner in value] if any(inner is not None for inner in value) else []
    if isinstance(value, frozenset | set):
        return sorted(_said(inner) for inner in value)
    return value


def _text(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
