# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""A small river in SQL: landed rows, models over them, built in DuckDB and traced by the lineage walker, ready to leak.

The macros and protective steps are those of the project; contracts, rows and models are made for the tests.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import duckdb

from godonu_platform.contracts.concept import load_concept
from godonu_platform.governance.breaker_proof import prove_all
from godonu_platform.governance.breakers import load_breakers
from godonu_platform.governance.effective_class import ColumnClass
from godonu_platform.governance.grounds import Grounds
from godonu_platform.governance.project_classes import named_steps, step_templates, walk_classes
from godonu_platform.lineage.compiled_models import CompiledModel
from godonu_platform.lineage.macro_templates import render_macro
from godonu_platform.lineage.normalised_sql import normalised
from godonu_platform.lineage.project_lineage import trace_models
from godonu_platform.publication.evidence import Evidence
from tests.publication.world import (
    FULDA,
    GIESSEN,
    KASSEL,
    USE,
    World,
    contract,
    decision,
    default_evidence,
    use_columns,
)

SOURCE, PARTNERS = "use_events", "partners"
STEPS, SERIES = ("threshold", "threshold_status"), ("protected_series",)
_OPEN = ("oeffentlich", "keiner", "normal", "frei")
_PERSONAL = ("vertraulich", "personenbezogen", "hoch", "nur_lokale_modelle")
_PSEUDONYM = ("vertraulich", "pseudonym", "hoch", "nur_lokale_modelle")
# What one landed event says: the first three may leave, nothing else.
LANDED: dict[str, tuple[str, tuple[str, str, str, str]]] = {
    "ars": ("varchar", _OPEN),
    "month": ("date", _OPEN),
    "service": ("varchar", _OPEN),
    "case_pid": ("varchar", _PSEUDONYM),
    "mail": ("varchar", _PERSONAL),
    "postcode": ("varchar", _PERSONAL),
    "age": ("bigint", _PERSONAL),
}
NAMES = {KASSEL: "Stadt Kassel", GIESSEN: "Universitätsstadt Gießen", FULDA: "Stadt Fulda"}
# only groups that may be named (the macro protected_series, as dbt would write it), and the cases of each
LISTED = """
select listed.ars, listed.month, listed.service, cases.starts
from (
    select ars, month, service from staging.stg_events group by ars, month, service having count(distinct case_pid) >= 5
) as listed
left join ({cases}) as cases
    on cases.ars = listed.ars and cases.month = listed.month and cases.service = listed.service
"""
CASES = "select ars, month, service, count(distinct case_pid) as starts from staging.stg_events group by all"
COUNTED = LISTED.format(cases=CASES)
OPENED = """
select
    counted.ars, names.name as partner_name, counted.month, {service} as service,
    {threshold} as starts, {status} as starts_status
from marts.use_monthly as counted
inner join raw.partners as names on names.ars = counted.ars
"""


def macros_of(repository: Path) -> dict[str, Any]:
    """Return the project's macros in the shape of a dbt manifest, without asking dbt."""
    found = {}
    for path in sorted((repository / "dbt_project" / "macros").glob("*.sql")):
        text = path.read_text(encoding="utf-8")
        for match in re.finditer(r"{%-?\s*macro (\w+)\(.*?{%-?\s*endmacro\s*-?%}", text, re.DOTALL):
            found[match[1]] = {"name": match[1], "package_name": "godonu", "macro_sql": match[0]}
    return {"metadata": {"project_name": "godonu"}, "macros": found, "nodes": {}, "sources": {}, "parent_map": {}}


@dataclass
class TracedWorld(World):
    """A World whose table is computed and whose classes are traced from the SQL of its models."""

    macros: dict[str, Any] = field(default_factory=dict)
    models: dict[str, str] = field(default_factory=dict)
    events: list[tuple[Any, ...]] = field(default_factory=list)
    views: frozenset[str] = frozenset()

    def step(self, name: str, **arguments: str | list[str]) -> str:
        """Return the SQL of a protective step as dbt would write it."""
        return render_macro(self.macros, name, arguments)

    def opened(self, **parts: str) -> str:
        """Return the SQL of the open model: the given pieces in the place of the harmless ones."""
        usual = {
            "service": "counted.service",
            "threshold": self.step("threshold", count="counted.starts", delivered="true"),
            "status": self.step("threshold_status", count="counted.starts", delivered="true"),
        }
        return OPENED.format(**usual | parts)

    def change(self, **models: str) -> None:
        """Replace models by name (stg_events, use_monthly, open_use, or a new one), build and trace anew."""
        for name, sql in models.items():
            known = next((relation for relation in self.models if relation.endswith(f".{name}")), f"marts.{name}")
            self.models[known] = sql
        self.build()

    def build(self, sql: str = "") -> None:
        """Compute every model from the landed rows, in the order in which they stand, into the warehouse."""
        if not self.models:
            return
        self.project.warehouse_ro.parent.mkdir(parents=True, exist_ok=True)
        self.project.warehouse_ro.unlink(missing_ok=True)
        with duckdb.connect(str(self.project.warehouse_ro)) as connection:
            for schema in ("raw", "staging", "marts"):
                connection.execute(f"create schema {schema}")
            columns = ", ".join(f"{name} {kind}" for name, (kind, _) in LANDED.items())
            connection.execute(f"create table raw.{SOURCE} ({columns})")
            connection.executemany(f"insert into raw.{SOURCE} values ({', '.join('?' for _ in LANDED)})", self.events)
            connection.execute(f"create table raw.{PARTNERS} (ars varchar, name varchar)")
            connection.executemany(f"insert into raw.{PARTNERS} values (?, ?)", list(NAMES.items()))
            for relation, query in self.models.items():
                kind = "view" if relation in self.views else "table"
                connection.execute(f"create {kind} {relation} as {query}")
            if sql:
                connection.execute(sql)

    def known(self) -> Evidence:
        """What the gate is told: classes, proofs and SQL as they follow from the models as they are now."""
        grounds = Grounds(
            sql={relation: normalised(sql) for relation, sql in self.models.items()},
            steps={
                name: {"makro": self.macros["macros"][name]["macro_sql"], "nachweis": name} for name in STEPS + SERIES
            },
            personal="personenbezogen",
            mixtures=(),
        )
        return replace(
            self.evidence,
            classes={USE: self.classes()},
            proofs=prove_all(load_breakers(self.project), self.macros),
            grounds=self.evidence.grounds | {USE: grounds},
        )

    def classes(self) -> Mapping[str, ColumnClass]:
        """Trace every model and let the classes flow."""
        contracts, concept, breakers = self.contracts(), load_concept(self.project), load_breakers(self.project)
        manifest = self.manifest()
        named = named_steps(contracts, manifest)
        templates = step_templates(breakers, self.macros)
        schema = {f"raw.{SOURCE}": {name: kind for name, (kind, _) in LANDED.items()}}
        schema[f"raw.{PARTNERS}"] = {"ars": "varchar", "name": "varchar"}
        models = [
            CompiledModel(relation.split(".")[1], relation.split(".")[0], relation, sql, "", {}, self._read_by(sql))
            for relation, sql in self.models.items()
        ]
        unique = {f"raw.{PARTNERS}": [frozenset({"ars"})]}
        lineages = trace_models(
            models, schema, unique, lambda relation: [t for s in named.get(relation, {}) for t in templates.get(s, ())]
        )
        return walk_classes(lineages, concept, contracts, manifest, breakers, named)[f"marts.{USE}"]

    @staticmethod
    def _read_by(sql: str) -> tuple[str, ...]:
        """Return the relations that a query names."""
        return tuple(sorted(set(re.findall(r"\b((?:raw|staging|marts)\.\w+)", sql))))

    def manifest(self) -> dict[str, Any]:
        """Return models and sources in the shape of a dbt manifest."""
        nodes, parents = {}, {}
        for relation, sql in self.models.items():
            schema, name = relation.split(".")
            nodes[name] = {"name": name, "schema": schema, "resource_type": "model", "unique_id": name, "columns": {}}
            parents[name] = re.findall(r"(?:raw|staging|marts)\.(\w+)", sql)
        axes = ("classification", "personenbezug", "schutzbedarf", "ml_nutzung")
        open_meta = {"meta": dict(zip(axes, _OPEN, strict=True))}
        lake = {"meta": {"folder": "lake", "path": f"{SOURCE}/batch=*/month=*/*.parquet"}}
        sources = {
            SOURCE: {"name": SOURCE, "schema": "raw", "columns": {name: {} for name in LANDED}} | lake,
            PARTNERS: {"name": PARTNERS, "schema": "raw", "columns": {"ars": open_meta, "name": open_meta}},
        }
        return self.macros | {"nodes": nodes, "sources": sources, "parent_map": parents}

    def contract_of_use(self, steps: tuple[str, ...] = STEPS, **extras: Any) -> dict[str, Any]:
        """Return the contract of the open dataset with the protective steps that it names."""
        columns = {"threshold": ["starts"], "threshold_status": ["starts_status"], "protected_series": []}
        declared = [declared_step(step, columns[step]) for step in steps]
        extras = {"monatsspalte": "month", "schutzschritte": declared, **extras}
        return contract(USE, "Begonnene Anträge", use_columns(), **extras)


def declared_step(step: str, columns: list[str]) -> dict[str, Any]:
    """Return what a contract says of a protective step that it relies on."""
    said = {"genehmigt_von": "datenschutzbeauftragte", "begruendung": "Fallzahlen unter 5 verraten Einzelne"}
    return {"schritt": step, "spalten": columns, "nachweis": step} | said


def source_contract() -> dict[str, Any]:
    """The contract of the landed events: what each column is before anything happened to it."""
    needs = ("vertraulichkeit", "integritaet", "verfuegbarkeit")
    made = contract(SOURCE, "Ereignisse", [], datenebene="roh", datenkategorie="ereignisdaten", offenlegungsschutz=None)
    kinds = {"varchar": "string", "date": "date", "bigint": "integer"}
    made["schema"][0]["properties"] = [
        {
            "name": name,
            "businessName": name,
            "description": name,
            "logicalType": kinds[kind],
            "classification": classes[0],
            "customProperties": [
                {"property": key, "value": value}
                for key, value in zip(("personenbezug", "schutzbedarf", "ml_nutzung"), classes[1:], strict=True)
            ],
            **({"required": True, "primaryKey": True, "primaryKeyPosition": 1} if name == "case_pid" else {}),
        }
        for name, (kind, classes) in LANDED.items()
    ]
    custom = {entry["property"]: entry["value"] for entry in made["customProperties"]}
    high = {"stufe": "hoch", "schadensszenario": "Beeinträchtigung des informationellen Selbstbestimmungsrechts"}
    custom |= {"eingangsart": "ereignisse", "monatsspalte": "month", "loeschklasse": "2j-erhebung"}
    custom |= {"schutzbedarf": dict.fromkeys(needs, high), "ml_nutzung": "nur_lokale_modelle"}
    custom["schutzschritte"] = [declared_step("protected_series", [])]
    del custom["vereinbarung"]
    made["customProperties"] = [{"property": key, "value": value} for key, value in custom.items()]
    return made


def trace_world(world: World, repository: Path) -> TracedWorld:
    """Turn a small house into one whose open dataset is computed: every part harmless, so that a test spoils one."""
    traced = TracedWorld(world.project, evidence=default_evidence(), macros=macros_of(repository))
    (world.project.governance / "breakers.yaml").write_bytes((repository / "governance" / "breakers.yaml").read_bytes())
    concept = world.project.governance / "concept.yaml"  # here the month is delivered, so it is no technical column
    concept.write_text(concept.read_text(encoding="utf-8").replace(", month]", "]"), encoding="utf-8")
    traced.write(f"governance/contracts/{SOURCE}.yaml", source_contract())
    traced.write(f"governance/contracts/{USE}.yaml", traced.contract_of_use())
    traced.events = [
        (ars, "2026-08-01", service, f"{ars}-{service[:4]}-{n}", f"kind{n}@example.org", f"3{n:04d}", 18 + n)
        for ars, many in ((KASSEL, 23), (GIESSEN, 12), (FULDA, 3))
        for service in ("Wohnsitz anmelden", "Hund anmelden")
        for n in range(many)
    ]
    traced.models = {
        "staging.stg_events": f"select * from raw.{SOURCE}",
        "marts.use_monthly": COUNTED,
        f"marts.{USE}": "",
    }
    traced.models[f"marts.{USE}"] = traced.opened()
    traced.build()
    traced.decide(USE, decision(USE))
    return traced
