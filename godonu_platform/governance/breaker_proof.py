# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Proves a protective step: runs its macro, as it stands, on data made to defeat it and looks for counter-examples.

Keep out: who relies on a step; the gate asks for the result. A proof that cannot run has not succeeded.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import duckdb

from godonu_platform.governance.breakers import Breaker, Breakers, Proof, ProofQuery
from godonu_platform.lineage.macro_templates import UnreadableMacro, macro_text, render_macro

CALL = "{{ schritt }}"


@dataclass(frozen=True)
class ProofResult:
    """What the proof of a step said; `message` is German, `macro` the digest of the macro text it speaks of."""

    step: str
    passed: bool
    message: str
    macro: str


def prove_all(breakers: Breakers, manifest: Mapping[str, Any]) -> dict[str, ProofResult]:
    """Return the result of every step; nothing is proven by being absent."""
    return {name: prove(breaker, manifest) for name, breaker in breakers.steps.items()}


def prove(breaker: Breaker, manifest: Mapping[str, Any]) -> ProofResult:
    """Run the proof of one step; the result of the same macro and the same proof is remembered."""
    try:
        text = macro_text(manifest, breaker.name)
        calls = tuple(render_macro(manifest, breaker.name, query.aufruf) for query in breaker.nachweis.abfragen)
    except UnreadableMacro as unreadable:
        return ProofResult(breaker.name, False, str(unreadable), "")
    digest = hashlib.sha256(text.encode()).hexdigest()
    objection = _objection(breaker.nachweis.model_dump_json(), calls)
    return ProofResult(breaker.name, not objection, objection, digest)


@lru_cache(maxsize=256)
def _objection(proof_json: str, calls: tuple[str, ...]) -> str:
    proof = Proof.model_validate_json(proof_json)
    try:
        with duckdb.connect() as connection:
            for statement in proof.daten:
                connection.execute(statement)
            found = [
                text
                for query, call in zip(proof.abfragen, calls, strict=True)
                for text in _counter_examples(connection, query, call)
            ]
    except duckdb.Error as error:
        return f"Der Nachweis ließ sich nicht rechnen ({type(error).__name__}); bitte Makro und Nachweis prüfen."
    return "; ".join(found)


def _counter_examples(connection: duckdb.DuckDBPyConnection, query: ProofQuery, call: str) -> list[str]:
    connection.execute(f"create or replace temp table ergebnis as {query.sql.replace(CALL, call)}")
    [rows] = connection.execute("select count(*) from ergebnis").fetchone() or (0,)
    if not rows:
        return [f"{query.text}: der Nachweis hat keine Zeile zu prüfen"]
    found = []
    for example in query.gegenbeispiele:
        [hits] = connection.execute(f"select count(*) from ergebnis where {example.sql}").fetchone() or (1,)
        found += [f"{query.text}: {example.text} ({hits} Gegenbeispiele)"] if hits else []
    return found
