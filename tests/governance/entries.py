# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Decision entries, what they are about, and a small house to write them into."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import yaml

from godonu_platform.contracts.contract import Contract, load_contracts
from godonu_platform.governance.classes import Classes
from godonu_platform.governance.decisions import DecisionBook, load_decisions
from godonu_platform.governance.effective_class import ColumnClass
from godonu_platform.governance.fingerprint import Parts, parts_of
from godonu_platform.project import Project
from tests.conftest import REPOSITORY

KASSEL, GIESSEN, FULDA, KREIS = "066110000000", "065310005005", "066310009009", "06439"
DATASET, LICENCE, TODAY = "open_use", "dl-zero-de/2.0", date(2026, 11, 1)
NOW = "a" * 64
CLOCK = datetime(2026, 11, 20, 6, tzinfo=UTC)  # the file is read some weeks after it was written
OWNER = {"person": "p-00000001", "rolle": "dateneigentuemer"}
STEWARD = {"person": "p-00000002", "rolle": "data_steward"}
QUESTIONS = (
    "personenbezug", "betriebsgeheimnis", "rechte_dritter", "oeffentliche_sicherheit", "auftragsangelegenheit",
    "statistikgeheimnis",
)  # fmt: skip
NO = dict.fromkeys(QUESTIONS, "nein")


def entry(number: int = 1, **more: Any) -> dict[str, Any]:
    """An entry that opens sample deliveries of four partners; None leaves a key out."""
    found = {
        "id": f"open-use-{number}",
        "dataset": DATASET,
        "partners": [KASSEL, GIESSEN, FULDA, KREIS],
        "gilt_fuer": "beispieldaten",
        "status": "offen",
        "fingerprint": NOW,
        "entschieden_von": OWNER,
        "mitgezeichnet_von": STEWARD,
        "date": "2026-10-01",
        "wiedervorlage": "2027-10-01",
        "begruendung": "Erzeugte Beispielzahlen, keine Angaben über Menschen.",
        "rechtsgrund": "§ 1 HODaG",
        "licence": LICENCE,
        "checklist": dict(NO),
        **more,
    }
    return {key: value for key, value in found.items() if value is not None}


def house_at(root: Path) -> Project:
    """A house with the real concept and partners, and no decision."""
    (root / "governance" / "decisions").mkdir(parents=True)
    for name in ("concept.yaml", "partners.yaml"):
        shutil.copy(REPOSITORY / "governance" / name, root / "governance" / name)
    return Project.at(root, root / "data", fixed_clock=CLOCK)


def write(house: Project, *entries: dict[str, Any]) -> Path:
    """Write entries as they are."""
    path = house.governance / "decisions" / f"{DATASET}.yaml"
    path.write_text(yaml.safe_dump({"decisions": list(entries)}, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path


def book(house: Project, *entries: dict[str, Any]) -> DecisionBook:
    """Write chained entries and read them back."""
    from tests.publication.bound_decisions import chained

    write(house, *chained(entries, NOW))
    return load_decisions(house, DATASET)


def shipped_contract(name: str = "open_web_visits") -> Contract:
    """A contract of the repository."""
    return load_contracts(Project.at(REPOSITORY, REPOSITORY / "data"))[name]


def open_classes(contract: Contract) -> dict[str, ColumnClass]:
    """Every column open."""
    free = Classes("oeffentlich", "keiner", "normal", "frei")
    return {c.name: ColumnClass(free, free, free, free, free, counted=False) for c in contract.columns}


def parts(**change: Any) -> Parts:
    """What is decided upon, with a piece of it changed."""
    contract = shipped_contract()
    contract = replace(contract, **change.pop("contract", {}))
    given: dict[str, Any] = {
        "contract": contract,
        "classes": open_classes(contract),
        "sql": {"marts.b": "SELECT\n  1 AS x", "staging.a": "SELECT\n  x\nFROM raw.t"},
        "steps": {"threshold": {"makro": "case when n < 5 then null end", "nachweis": "0123"}},
        "licence": LICENCE,
        "catalogue": "lokal",
        **change,
    }
    return parts_of(**given)
