# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Every dataset of the river under its OpenLineage name, described from manifest, contracts and column lineage.

inbox/<dataset> -> lake/<dataset> -> <schema>.<model> -> catalogue/<dataset>.
Keep out: classes are handed in as tags, runs are no matter of this module.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from godonu_platform.contracts.contract import Column, Contract
from godonu_platform.lineage.dependency import ModelLineage
from godonu_platform.lineage.openlineage_columns import NamedSteps, UseReader
from godonu_platform.lineage.openlineage_facts import Dataset, Field, FieldUse

Tags = tuple[tuple[str, str], ...]
# the month of a row, made by landing from the column that the contract names
_MONTH = "month"
_KINDS: dict[str, Literal["VIEW", "TABLE"]] = {"view": "VIEW"}


@dataclass(frozen=True)
class Described:
    """What datasets are described from; `tags` holds the classes by relation and column, `named` protective steps."""

    manifest: Mapping[str, Any]
    contracts: Mapping[str, Contract]
    lineages: Mapping[str, ModelLineage] = field(default_factory=dict)
    tags: Mapping[str, Mapping[str, Tags]] = field(default_factory=dict)
    named: NamedSteps = field(default_factory=dict)


def inbox_name(dataset: str) -> str:
    """Return the name of what is delivered for a dataset, before it is landed."""
    return f"inbox/{dataset}"


def lake_name(dataset: str) -> str:
    """Return the name of a dataset in the lake."""
    return f"lake/{dataset}"


def catalogue_name(dataset: str) -> str:
    """Return the name of a published dataset."""
    return f"catalogue/{dataset}"


def is_published(contract: Contract | None) -> bool:
    """Whether a dataset is made to be shown in the catalogue."""
    return contract is not None and contract.layer == "veroeffentlichung"


def relation_of(node: Mapping[str, Any]) -> str:
    """Return schema.table of a dbt node."""
    return f"{node['schema']}.{node['name']}".lower()


def names_of_relations(manifest: Mapping[str, Any]) -> dict[str, str]:
    """Return relation -> OpenLineage name; the views on the lake are the lake itself."""
    models = [node for node in manifest["nodes"].values() if node["resource_type"] == "model"]
    names = {relation_of(node): relation_of(node) for node in models}
    for source in manifest["sources"].values():
        relation = relation_of(source)
        # what has a contract is delivered; the other views show small tables of the platform itself
        names[relation] = lake_name(source["name"]) if _meta(source).get("contract") else relation
    return names


def describe(facts: Described) -> dict[str, Dataset]:
    """Return all datasets by name."""
    return {dataset.name: dataset for dataset in _datasets(facts)}


def _datasets(facts: Described) -> Iterator[Dataset]:
    names = names_of_relations(facts.manifest)
    nodes = {**facts.manifest["sources"], **facts.manifest["nodes"]}
    described = [n for n in nodes.values() if n["resource_type"] in ("model", "source")]
    reader = UseReader(names, {relation_of(node): list(node["columns"]) for node in described}, facts.named)
    for node in described:
        contract = facts.contracts.get(node["name"])
        if node["resource_type"] == "model":
            yield _model(facts, node, contract, names, reader)
            if contract is not None and is_published(contract):
                yield _published(facts, node, contract)
        elif names[relation_of(node)] == relation_of(node):
            yield _dataset(facts, node, contract, name=relation_of(node), kind="VIEW")
        else:
            yield from _landed(facts, node, contract)


def _model(
    facts: Described, node: Mapping[str, Any], contract: Contract | None, names: Mapping[str, str], reader: UseReader
) -> Dataset:
    relation = relation_of(node)
    nodes = {**facts.manifest["sources"], **facts.manifest["nodes"]}
    parents = {names[relation_of(nodes[p])] for p in facts.manifest["parent_map"][node["unique_id"]] if p in nodes}
    lineage = facts.lineages.get(relation)
    uses = reader.columns(lineage) if lineage else {}
    rows = reader.rows(lineage) if lineage else ()
    read = {use.dataset for found in uses.values() for use in found} | {use.dataset for use in rows}
    return _dataset(
        facts,
        node,
        contract,
        name=relation,
        kind=_KINDS.get(node["config"].get("materialized", ""), "TABLE"),
        inputs=tuple(sorted(parents | read)),
        columns={column: uses.get(column, ()) for column in node["columns"]} if lineage else {},
        rows=rows,
        source=f"Quelle im Projekt: dbt_project/{node['original_file_path']}",
    )


def _landed(facts: Described, node: Mapping[str, Any], contract: Contract | None) -> Iterator[Dataset]:
    """The lake, and the deliveries that it is made from: only the contract knows the names of their fields."""
    inbox = inbox_name(node["name"])
    own = {column.name: column for column in contract.columns} if contract else {}
    uses = {name: _landing_uses(inbox, own.get(name)) for name in node["columns"]}
    if contract and contract.month_column and _MONTH in uses:
        uses[_MONTH] = tuple(replace(use, subtype="TRANSFORMATION") for use in uses[contract.month_column])
    yield _dataset(
        facts,
        node,
        contract,
        name=lake_name(node["name"]),
        kind="FILE",
        inputs=(inbox,),
        columns=uses,
        also=relation_of(node),
    )
    delivered = sorted({use.field for found in uses.values() for use in found})
    yield Dataset(
        name=inbox,
        description=f"Lieferungen im Eingang: {contract.title}" if contract else "Lieferungen im Eingang",
        kind="FILE",
        fields=tuple(Field(name, "", "") for name in delivered),
        owners=_owners(node, contract),
    )


def _landing_uses(inbox: str, column: Column | None) -> tuple[FieldUse, ...]:
    """A treatment (pseudonym, screening, cut address) is a protective step that the contract declares."""
    if column is None:
        return ()
    subtype = "TRANSFORMATION" if column.treatment else "IDENTITY"
    description = f"Behandlung {column.treatment}" if column.treatment else ""
    masking = column.treatment is not None
    return tuple(FieldUse(inbox, name, "DIRECT", subtype, masking, description) for name in column.inputs)


def _published(facts: Described, node: Mapping[str, Any], contract: Contract) -> Dataset:
    relation = relation_of(node)
    uses = {c: (FieldUse(relation, c, "DIRECT", "IDENTITY", False),) for c in node["columns"]}
    return _dataset(
        facts,
        node,
        contract,
        name=catalogue_name(node["name"]),
        kind="FILE",
        inputs=(relation,),
        columns=uses,
    )


def _dataset(facts: Described, node: Mapping[str, Any], contract: Contract | None, **given: Any) -> Dataset:
    known = facts.tags.get(relation_of(node), {})
    landed = node["resource_type"] == "source"
    fields = tuple(
        Field(
            name,
            column.get("data_type") or "",
            column.get("description") or "",
            known.get(name) or _declared(column, landed=landed),
        )
        for name, column in node["columns"].items()
    )
    words = f"{contract.title}\n\n{contract.description}" if contract else str(node.get("description") or "")
    tags = (("datenebene", contract.layer), ("datenkategorie", contract.category)) if contract else ()
    return Dataset(fields=fields, description=words, owners=_owners(node, contract), tags=tags, **given)


def _declared(column: Mapping[str, Any], *, landed: bool) -> Tags:
    """The declared classes; nothing flows into a landed column, so that its declared class is the effective one."""
    facts = _meta(column)
    said = [("vertraulichkeit", facts.get("classification")), ("personenbezug", facts.get("personenbezug"))]
    both = [(f"{key}_erklaert", value) for key, value in said] + (said if landed else [])
    return tuple(sorted((key, str(value)) for key, value in both if value))


def _owners(node: Mapping[str, Any], contract: Contract | None) -> tuple[str, ...]:
    """Roles, never people."""
    if contract is not None:
        return tuple(f"team:{role}" for role in sorted(contract.roles))
    return tuple(str(owner) for owner in (_meta(node).get("dagster") or {}).get("owners", ()))


def _meta(node: Mapping[str, Any]) -> dict[str, Any]:
    return dict((node.get("config") or {}).get("meta") or node.get("meta") or {})
