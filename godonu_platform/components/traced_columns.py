# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where columns come from, as Dagster shows it: column lineage, effective classes, and the way in a few sentences.

Keep out: how lineage and classes are found (lineage, governance) and the whole way (the catalogue's page).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import dagster as dg

from godonu_platform.catalogs.release_record import ReleaseRecord
from godonu_platform.project import Project

if TYPE_CHECKING:
    from dagster_dbt import DagsterDbtTranslator

    from godonu_platform.contracts.concept import Concept
    from godonu_platform.governance.classes import Classes
    from godonu_platform.governance.effective_class import ColumnClass
    from godonu_platform.lineage.dependency import ModelLineage

COLUMN_LINEAGE, COLUMN_SCHEMA = "dagster/column_lineage", "dagster/column_schema"
WAY, CLASSES = "Herkunft", "Klassen der Spalten"
WHOLE_TABLE = "*"


def of_models(
    project: Project, manifest: Mapping[str, Any], translator: DagsterDbtTranslator, models: Iterable[str]
) -> dict[str, dict[str, Any]]:
    """Return lineage, classes and column schema of models by their unique id; raises what tracing raises."""
    from godonu_platform.contracts.concept import load_concept
    from godonu_platform.governance.project_classes import project_classes

    known, concept = project_classes(project), load_concept(project)
    everything = [*manifest["sources"].values(), *manifest["nodes"].values()]
    props = {_relation(p): p for p in everything if p["resource_type"] in ("model", "source")}
    keys = {relation: translator.get_asset_key(found) for relation, found in props.items()}
    told: dict[str, dict[str, Any]] = {}
    for model in models:
        node = manifest["nodes"][model]
        lineage, classes = known.lineages.get(_relation(node)), known.classes.get(_relation(node), {})
        if lineage is not None:
            schema = translator.get_metadata(node).get(COLUMN_SCHEMA)
            told[model] = {COLUMN_LINEAGE: column_lineage(lineage, keys), CLASSES: classes_told(concept, classes)}
            if isinstance(schema, dg.TableSchema):
                told[model][COLUMN_SCHEMA] = with_effective(schema, classes)
    return told


def _relation(props: Mapping[str, Any]) -> str:
    return f"{props['schema']}.{props['name']}"


def column_lineage(lineage: ModelLineage, keys: Mapping[str, dg.AssetKey]) -> dg.TableColumnLineage:
    """Return which columns each column depends on, as value or by deciding; what is there twice is named once."""
    return dg.TableColumnLineage(
        {
            column: [dg.TableColumnDep(keys[table], name) for table, name in sorted(found)]
            for column, dependencies in lineage.columns.items()
            if (found := {(d.table, d.column) for d in dependencies if d.column != WHOLE_TABLE and d.table in keys})
        }
    )


def classes_told(concept: Concept, classes: Mapping[str, ColumnClass]) -> dg.MarkdownMetadataValue:
    """Say how each column is classed: declared, what flows in as value and by deciding, and what counts in the end."""

    def told(one: Classes) -> str:
        first = concept.title("vertraulichkeit", one.vertraulichkeit)
        return f"{first}, Personenbezug: {concept.title('personenbezug', one.personenbezug)}"

    rows = [
        f"| `{name}` | {told(c.declared)} | {told(c.direct)} | {told(c.indirect)} | **{told(c.effective)}** |"
        for name, c in classes.items()
    ]
    head = "| Spalte | angegeben | aus Werten | aus Auswahl | wirksam |\n|---|---|---|---|---|"
    return dg.MetadataValue.md("\n".join([head, *rows]))


def with_effective(schema: dg.TableSchema, classes: Mapping[str, ColumnClass]) -> dg.TableSchema:
    """Return a column schema with the effective class beside the declared one; columns without a class stay."""
    columns = [
        dg.TableColumn(
            name=column.name,
            type=column.type,
            description=column.description,
            constraints=column.constraints,
            tags={**column.tags, **(_effective(classes[column.name]) if column.name in classes else {})},
        )
        for column in schema.columns
    ]
    return dg.TableSchema(columns=columns, constraints=schema.constraints)


def of_release(record: ReleaseRecord) -> dict[str, Any]:
    """Return the way of a published dataset in a few sentences, one per column; nothing where nobody traced it."""
    if record.provenance is None:
        return {}
    lines = [f"- **{column.title}** (`{column.name}`): {column.made_of}" for column in record.provenance.columns]
    proofs = ", ".join(step.title for step in record.provenance.steps) or "keine"
    lines += ["", f"Schutzschritte: {proofs}.", "", "Ausführlich: Seite »Herkunft« im Katalog, `godonu explain`."]
    return {WAY: dg.MetadataValue.md("\n".join(lines))}


def _effective(found: ColumnClass) -> dict[str, str]:
    return {
        "wirksame_klasse": found.effective.vertraulichkeit,
        "wirksamer_personenbezug": found.effective.personenbezug,
    }
