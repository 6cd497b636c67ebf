# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""One opening decision as it is written: its fields, its canonical form, and the hash that the next entry names.

Keep out: files, and whether a decision holds today (decision_book).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from godonu_platform.yaml_model import StrictModel

Scope = Literal["beispieldaten", "echtdaten"]
Status = Literal["offen", "offen_nach_anonymisierung", "eingeschraenkt_interkommunal", "nicht_offen", "widerrufen"]
Answer = Literal["nein", "ja", "nicht_zutreffend"]
SCOPES: tuple[Scope, ...] = ("beispieldaten", "echtdaten")
OPEN_STATUSES: tuple[Status, ...] = ("offen", "offen_nach_anonymisierung")
# These close whatever happens later to SQL or contract, so they are bound to nothing and need no second signature.
CLOSING_STATUSES: tuple[Status, ...] = ("nicht_offen", "widerrufen")
FIRST = "anfang"
SHA256_PATTERN = r"^[0-9a-f]{64}$"
# Opaque on purpose: nothing that could be a name fits, and the file that resolves it stays outside the repository.
PERSON_PATTERN = r"^p-[0-9a-f]{6,16}$"


class Checklist(StrictModel):
    """The six questions before an opening; "ja" means that the objection exists."""

    personenbezug: Answer
    betriebsgeheimnis: Answer
    rechte_dritter: Answer
    oeffentliche_sicherheit: Answer
    auftragsangelegenheit: Answer
    statistikgeheimnis: Answer

    def objections(self) -> list[str]:
        """Return the questions that were answered with "ja"."""
        return [name for name in type(self).model_fields if getattr(self, name) == "ja"]


def _person(text: str) -> str:
    if not re.fullmatch(PERSON_PATTERN, text):  # what stands there may be a name, so it is not repeated
        raise ValueError("ist keine Kennung; bitte p- und 6 bis 16 Zeichen aus 0-9 und a-f schreiben, nie einen Namen")
    return text


def _fingerprint(text: str) -> str:
    if not re.fullmatch(SHA256_PATTERN, text):
        raise ValueError(
            "ist keine Prüfzahl (64 Zeichen aus 0-9 und a-f); bitte mit »godonu decide« entscheiden, dann steht sie da"
        )
    return text


class Signature(StrictModel):
    """Who signed in which role; the person is an opaque id."""

    person: Annotated[str, AfterValidator(_person)]
    rolle: str = Field(pattern=r"^[a-z][a-z0-9_]*$")


class Decision(StrictModel):
    """One entry of a decision file; people appear as ids only."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    dataset: str
    partners: tuple[str, ...] = Field(min_length=1)
    gilt_fuer: Scope
    status: Status
    fingerprint: Annotated[str, AfterValidator(_fingerprint)] | None = None
    entschieden_von: Signature
    mitgezeichnet_von: Signature | None = None
    date: dt.date
    wiedervorlage: dt.date
    begruendung: str = Field(min_length=10)
    rechtsgrund: str = Field(min_length=3)
    licence: str = Field(min_length=1)
    checklist: Checklist
    vorgaenger: str = Field(pattern=rf"^({FIRST}|[0-9a-f]{{64}})$")

    @property
    def opens(self) -> bool:
        """Whether this entry lets anything out to the public."""
        return self.status in OPEN_STATUSES

    @property
    def digest(self) -> str:
        """The SHA-256 over the canonical form: what the entry says, not how it is laid out in the file."""
        return hashlib.sha256(canonical(self.model_dump(mode="json", exclude_none=True)).encode()).hexdigest()

    def contradictions(self, cured: frozenset[str]) -> list[str]:
        """Return the questions whose answer does not go with the status; anonymising answers the `cured` ones."""
        allowed = cured if self.status == "offen_nach_anonymisierung" else frozenset()
        return [name for name in self.checklist.objections() if name not in allowed] if self.opens else []


class DecisionFile(StrictModel):
    """The file governance/decisions/<dataset>.yaml; entries are only ever added at its end."""

    decisions: tuple[Decision, ...] = Field(min_length=1)


def canonical(value: Any) -> str:
    """Return one text for one meaning: JSON with sorted keys, without white space, in UTF-8."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
