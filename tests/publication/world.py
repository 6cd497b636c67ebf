# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""A small house with two open datasets, real files and a real warehouse, that a test may change piece by piece."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import yaml

from godonu_platform.contracts.contract import Contract, load_contracts
from godonu_platform.governance.classes import Classes
from godonu_platform.governance.effective_class import ColumnClass
from godonu_platform.governance.grounds import Grounds
from godonu_platform.project import Project
from godonu_platform.publication.candidate import Candidate, collect_candidates, open_contracts
from godonu_platform.publication.evidence import Delivery, Evidence
from godonu_platform.publication.publish import PublicationResult, publish
from godonu_platform.quality.check_results import CheckResult
from tests.publication.bound_decisions import chained, renewed

KASSEL, GIESSEN, FULDA, KREIS = "066110000000", "065310005005", "066310009009", "06439"
USE, UNITS = "open_use", "open_units"
NO = dict.fromkeys(
    (
        "personenbezug",
        "betriebsgeheimnis",
        "rechte_dritter",
        "oeffentliche_sicherheit",
        "auftragsangelegenheit",
        "statistikgeheimnis",
    ),
    "nein",
)


AGREEMENT = {
    "verantwortlich": "Stadt Gießen, Datenmanagement",
    "art": "Art. 26 DSGVO",
    "bezeichnung": "Vereinbarung der beteiligten Kommunen",
}
NORMAL_NEED = {"stufe": "normal", "schadensszenario": "Negative Innen- oder Außenwirkung"}


def column(name: str, kind: str = "string", title: str = "", **more: Any) -> dict[str, Any]:
    """One column of a contract, open and without personal reference unless said otherwise."""
    extras = [{"property": "personenbezug", "value": more.pop("personenbezug", "keiner")}]
    if "bezeichnungen" in more:
        extras.append({"property": "bezeichnungen", "value": more.pop("bezeichnungen")})
    if "ausnahme" in more:
        extras.append({"property": "ausnahme_personensuche", "value": more.pop("ausnahme")})
    allowed = more.pop("allowed", None)
    quality = [{"type": "library", "metric": "invalidValues", "arguments": {"validValues": allowed}, "mustBe": 0}]
    found = {
        "name": name,
        "businessName": title or name.title(),
        "description": f"Was in {name} steht",
        "logicalType": kind,
        "classification": "oeffentlich",
        "customProperties": extras,
        **({"quality": quality} if allowed else {}),
        **more,
    }
    return {key: value for key, value in found.items() if value is not None}


def contract(name: str, title: str, columns: list[dict[str, Any]], **extras: Any) -> dict[str, Any]:
    """A contract of the open layer."""
    custom = {
        "datenebene": "veroeffentlichung",
        "datenkategorie": "statistik",
        "offenlegungsschutz": "basis5",
        "schutzbedarf": dict.fromkeys(("vertraulichkeit", "integritaet", "verfuegbarkeit"), NORMAL_NEED),
        "ml_nutzung": "frei",
        "loeschklasse": "dauerhaft",
        "vereinbarung": AGREEMENT,
        **extras,
    }
    return {
        "apiVersion": "v3.1.0",
        "kind": "DataContract",
        "id": f"godonu:{name}",
        "name": name,
        "version": "1.0.0",
        "status": "active",
        "domain": "verwaltung",
        "tags": ["verwaltung"],
        "description": {"purpose": "Zeigen, wie es geht.", "usage": "Zum Vergleichen.", "limitations": "Nur ein Test."},
        "schema": [
            {
                "name": name,
                "businessName": title,
                "description": title,
                "logicalType": "object",
                "physicalType": "table",
                "properties": columns,
            }
        ],
        "roles": [{"role": "dateneigentuemer", "description": "Fachamt"}, {"role": "data_steward"}],
        "customProperties": [{"property": k, "value": v} for k, v in custom.items() if v is not None],
    }


STATUSES = ["wert", "gesperrt", "fehlt", "null", "nicht_zutreffend"]


def use_columns() -> list[dict[str, Any]]:
    """Starts per month, partner and service."""
    return [
        column("ars", title="Regionalschlüssel", primaryKey=True, primaryKeyPosition=1),
        column("partner_name", title="Kommune", required=True),
        column("month", "date", "Monat", primaryKey=True, primaryKeyPosition=2),
        column("service", title="Leistung", primaryKey=True, primaryKeyPosition=3),
        column("starts", "integer", "Begonnene Anträge", personenbezug="aggregiert_anonymisiert"),
        column("starts_status", title="Status", required=True, allowed=STATUSES),
    ]


def units_columns() -> list[dict[str, Any]]:
    """Units of a partner."""
    return [
        column("unit_id", title="Kennung", primaryKey=True, primaryKeyPosition=1),
        column("ars", title="Regionalschlüssel", required=True),
        column("name", title="Name", required=True, ausnahme="Name der Dienststelle, keine Person"),
        column("seen_at", "timestamp", "Gesehen"),
        column("share", "number", "Anteil"),
    ]


def entry(name: str, title: str, **more: Any) -> dict[str, Any]:
    """A complete catalogue entry."""
    return {
        "dataset": name,
        "title": title,
        "summary": "Ein Satz, der sagt, was in diesem Datensatz zu finden ist.",
        "description": "Ein Absatz, der ausführlicher beschreibt, was gezählt wurde.\n\nUnd ein zweiter Absatz dazu.",
        "method": "So wird gezählt: Jeder begonnene Antrag zählt einmal, gerundet auf Vielfache von fünf.",
        "keywords": ["Antrag", "Verwaltung"],
        "theme": ["GOVE"],
        "licence": "dl-zero-de/2.0",
        "frequency": "MONTHLY",
        **more,
    }


def decision(name: str, number: int = 1, **more: Any) -> dict[str, Any]:
    """A decision that opens sample deliveries of four partners."""
    return {
        "id": f"{name.replace('_', '-')}-{number}",
        "dataset": name,
        "partners": [KASSEL, GIESSEN, FULDA, KREIS],
        "gilt_fuer": "beispieldaten",
        "status": "offen",
        "entschieden_von": {"person": "p-00000001", "rolle": "dateneigentuemer"},
        "mitgezeichnet_von": {"person": "p-00000002", "rolle": "data_steward"},
        "date": "2026-10-01",
        "wiedervorlage": "2027-10-01",
        "begruendung": "Erzeugte Beispielzahlen, keine Angaben über Menschen.",
        "rechtsgrund": "§ 1 HODaG",
        "licence": "dl-zero-de/2.0",
        "checklist": dict(NO),
        **more,
    }


USE_ROWS = [
    (KASSEL, "Stadt Kassel", "2026-08-01", "Wohnsitz anmelden", 120, "wert"),
    (KASSEL, "Stadt Kassel", "2026-09-01", "Wohnsitz anmelden", 1135, "wert"),
    (KASSEL, "Stadt Kassel", "2026-09-01", "Hund anmelden", None, "gesperrt"),
    (GIESSEN, "Universitätsstadt Gießen", "2026-08-01", "Wohnsitz anmelden", 45, "wert"),
    (GIESSEN, "Universitätsstadt Gießen", "2026-09-01", "Wohnsitz anmelden", None, "fehlt"),
    (FULDA, "Stadt Fulda", "2026-09-01", "Wohnsitz anmelden", 0, "null"),
]
UNIT_ROWS = [
    ("u1", KASSEL, "=Bürgerbüro", "2026-08-01 10:00:00", 0.5),
    ("u2", GIESSEN, 'Amt für "Ordnung", Abt. 2', None, None),
    ("u3", KREIS, "<script>alert(1)</script>", "2026-08-02 00:30:00", 1),
]


@dataclass
class World:
    """A house with data; every part may be changed before the next publication."""

    project: Project
    use_rows: list[tuple[Any, ...]] = field(default_factory=lambda: list(USE_ROWS))
    unit_rows: list[tuple[Any, ...]] = field(default_factory=lambda: list(UNIT_ROWS))
    evidence: Evidence = field(default_factory=lambda: default_evidence())
    # decided anew whenever what is decided upon has changed, unless a test is about just that
    rebind: bool = True
    decisions: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    bound: dict[str, tuple[str | None, list[dict[str, Any]]]] = field(default_factory=dict)

    def write(self, path: str, content: Any) -> None:
        """Write one YAML file below the root of the house."""
        target = self.project.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")

    def decide(self, name: str, *entries: dict[str, Any]) -> None:
        """Replace the decisions on a dataset; chain and fingerprint are filled in where an entry leaves them out."""
        fingerprint = self.judged(name).fingerprint
        self.decisions[name] = list(entries)
        self.bound[name] = (fingerprint, chained(entries, fingerprint))
        self.write(f"governance/decisions/{name}.yaml", {"decisions": self.bound[name][1]})

    def bind(self) -> None:
        """Decide once more about every dataset that is not what it was when it was decided upon."""
        known = self.contracts() if self.rebind else {}
        for name, (before, written) in [(n, found) for n, found in self.bound.items() if n in known]:
            fingerprint = self.judged(name).fingerprint
            if fingerprint not in (before, None):
                again = renewed(self.decisions[name], len(written))
                self.bound[name] = (fingerprint, chained(again, fingerprint, written))
                self.write(f"governance/decisions/{name}.yaml", {"decisions": self.bound[name][1]})

    def build(self, sql: str = "") -> None:
        """Write the warehouse from the rows; `sql` may spoil it afterwards."""
        self.project.warehouse_ro.parent.mkdir(parents=True, exist_ok=True)
        self.project.warehouse_ro.unlink(missing_ok=True)
        with duckdb.connect(str(self.project.warehouse_ro)) as connection:
            connection.execute("create schema marts")
            connection.execute(
                f"create table marts.{USE} (ars varchar, partner_name varchar, month date, service varchar, "
                "starts bigint, starts_status varchar)"
            )
            connection.execute(
                f"create table marts.{UNITS} (unit_id varchar, ars varchar, name varchar, seen_at timestamp, "
                "share decimal(18,6))"
            )
            for table, rows in ((USE, self.use_rows), (UNITS, self.unit_rows)):
                if rows:
                    marks = ", ".join("?" for _ in rows[0])
                    connection.executemany(f"insert into marts.{table} values ({marks})", rows)
            if sql:
                connection.execute(sql)

    def known(self) -> Evidence:
        """What the gate is told: every column traced and open, unless a test gives other classes."""
        if self.evidence.classes or self.evidence.classes_problem:
            return self.evidence
        classes = {name: open_classes(contract) for name, contract in self.contracts().items()}
        return replace(self.evidence, classes=classes)

    def contracts(self) -> dict[str, Contract]:
        """Read the contracts as they are now."""
        return load_contracts(self.project)

    def candidate(self, name: str = USE) -> Candidate:
        """Return one candidate as it is now, decided upon."""
        self.bind()
        return self.judged(name)

    def judged(self, name: str) -> Candidate:
        """Return one candidate with the decisions that stand there."""
        found = collect_candidates(self.project, open_contracts(self.contracts()), self.known())
        return next(candidate for candidate in found if candidate.dataset == name)

    def publish(self, **more: Any) -> PublicationResult:
        """Publish what is there."""
        self.bind()
        return publish(self.project, self.contracts(), self.known(), **more)

    def at(self, moment: str) -> World:
        """Move the clock."""
        self.project = replace(self.project, fixed_clock=datetime.fromisoformat(moment))
        return self


def close_licence(world: World, name: str) -> None:
    """Let the official list say that a licence is no open one."""
    path = world.project.catalogs / "vocabularies_official.yaml"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    told = [x.replace('"open": true', '"open": false') if x.startswith(f"  {name}:") else x for x in lines]
    assert told != lines
    path.write_text("".join(told), encoding="utf-8")


def open_classes(contract: Contract) -> dict[str, ColumnClass]:
    """Classes of columns into which nothing flows that is not open."""
    free = Classes("oeffentlich", "keiner", "normal", "frei")
    return {column.name: ColumnClass(free, free, free, free, free, counted=False) for column in contract.columns}


def default_evidence(**more: Any) -> Evidence:
    """Green results, a known origin and sample deliveries of four partners."""
    green = [CheckResult("not_null", True)]
    facts: dict[str, Any] = {
        "checks": dict.fromkeys((USE, UNITS, "int_use", "use_events", "units"), green),
        "upstream": {USE: ["int_use", "use_events"], UNITS: ["units"]},
        "deliveries": tuple(
            Delivery(ars, source, True) for ars in (KASSEL, GIESSEN, FULDA, KREIS) for source in ("use_events", "units")
        ),
        "grounds": {
            USE: Grounds(sql={f"marts.{USE}": "SELECT * FROM int.int_use"}, personal="pseudonym", mixtures=()),
            UNITS: Grounds(sql={f"marts.{UNITS}": "SELECT * FROM raw.units"}, personal="keiner", mixtures=()),
        },
        **more,
    }
    return Evidence(**facts)


def build_world(repository: Path, root: Path, project: Project) -> World:
    """Make a house below `root`: the real catalogue settings, own contracts, entries, decisions and tables."""
    for name in ("portal.yaml", "vocabularies.yaml", "vocabularies_official.yaml"):
        (root / "catalogs").mkdir(parents=True, exist_ok=True)
        shutil.copy(repository / "catalogs" / name, root / "catalogs" / name)
    shutil.copytree(repository / "catalogs" / "shapes", root / "catalogs" / "shapes")
    (root / "governance").mkdir(parents=True)
    for name in ("concept.yaml", "partners.yaml"):
        shutil.copy(repository / "governance" / name, root / "governance" / name)
    world = World(project)
    world.write(
        f"governance/contracts/{USE}.yaml", contract(USE, "Begonnene Anträge", use_columns(), monatsspalte="month")
    )
    world.write(
        f"governance/contracts/{UNITS}.yaml",
        contract(UNITS, "Stellen", units_columns(), offenlegungsschutz="keine", datenkategorie="stammdaten"),
    )
    chart = {
        "kind": "lines",
        "x": "month",
        "y": "starts",
        "group": "partner_name",
        "title": "Begonnene Anträge je Monat",
        "x_title": "Monat",
        "y_title": "Begonnene Anträge",
    }
    world.write(f"catalogs/datasets/{USE}.yaml", entry(USE, "Begonnene Anträge", chart=chart))
    world.write(f"catalogs/datasets/{UNITS}.yaml", entry(UNITS, "Zuständige Stellen", theme=["REGI"]))
    world.decide(USE, decision(USE))
    world.decide(UNITS, decision(UNITS))
    world.build()
    return world
