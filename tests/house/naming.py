# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Compares the names of datasets across the drawers: one dataset has one name everywhere.

Keep out: what stands in the files beyond names; each room checks its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

LAYERS_WITH_MODEL = {"abgeleitet", "veroeffentlichung"}


def contracts(root: Path) -> dict[str, dict[str, Any]]:
    """Return stem -> parsed contract."""
    found = sorted((root / "governance" / "contracts").glob("*.yaml"))
    return {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in found}


def custom(contract: dict[str, Any], name: str) -> Any:
    """Return a German field of a contract, or None."""
    entries = contract.get("customProperties") or []
    return next((e["value"] for e in entries if e.get("property") == name), None)


def disagreements(root: Path) -> Iterator[str]:
    """Everything that has a name in one drawer and another, or none, in the next."""
    said = contracts(root)
    yield from _inside_contracts(said)
    sources = {name for name, contract in said.items() if custom(contract, "eingangsart")}
    derived = {name for name, contract in said.items() if custom(contract, "datenebene") in LAYERS_WITH_MODEL}
    public = {name for name, contract in said.items() if custom(contract, "datenebene") == "veroeffentlichung"}
    models = {path.stem for path in (root / "dbt_project" / "models").rglob("*.sql")}
    yield from _missing("source", sources, "a folder in assets/", _folders(root))
    yield from _missing("source", sources, "a model stg_<dataset>", {m.removeprefix("stg_") for m in models})
    yield from _missing("derived dataset", derived, "a model of its name", models)
    marts = {p.stem for folder in ("marts", "open") for p in (root / "dbt_project" / "models" / folder).rglob("*.sql")}
    yield from _missing("model", marts, "a contract", set(said))
    entries = {path.stem for path in (root / "catalogs" / "datasets").glob("*.yaml")}
    yield from _missing("public dataset", public, "a catalogue entry", entries)
    yield from _missing("catalogue entry", entries, "a contract of the layer veroeffentlichung", public)
    decided = {path.stem for path in (root / "governance" / "decisions").glob("*.yaml")}
    yield from _missing("decision file", decided, "a contract of the layer veroeffentlichung", public)
    yield from (f"{name}: what may leave is called open_…" for name in sorted(public) if not name.startswith("open_"))


def _inside_contracts(said: dict[str, dict[str, Any]]) -> Iterator[str]:
    for stem, contract in said.items():
        names = {contract.get("name"), *(table.get("name") for table in contract.get("schema", []))}
        if names != {stem}:
            yield f"{stem}: the contract names itself {sorted(map(str, names))}"
        if contract.get("id") != f"godonu:{stem}":
            yield f"{stem}: the contract's id is {contract.get('id')!r}, not 'godonu:{stem}'"


def _folders(root: Path) -> set[str]:
    return {path.parent.name for path in (root / "assets").glob("*/defs.yaml")}


def _missing(kind: str, names: set[str], what: str, there: set[str]) -> Iterator[str]:
    yield from (f"{name}: the {kind} has not {what}" for name in sorted(names - there))
