# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What was declared about each column: in a contract, or for the platform's own tables in the dbt sources.

Keep out: what flows into a column; effective_class joins that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from godonu_platform.contracts.concept import Concept
from godonu_platform.contracts.contract import Column, Contract
from godonu_platform.governance.classes import Ranks, Scale

RAW = "raw"
# where landing puts the rows of a dataset (design, "State and reports")
_LAKE, _FILES = "lake", "{}/batch=*/month=*/*.parquet"


@dataclass(frozen=True)
class Landed:
    """A landed column: its class, whether it counts cases, whether it may choose rows (keys and technical columns)."""

    ranks: Ranks
    counts_cases: bool
    technical: bool


class Declared:
    """The declared classes of all relations of the dbt manifest."""

    def __init__(self, concept: Concept, scale: Scale, contracts: Mapping[str, Contract], manifest: Mapping[str, Any]):
        """Keep contracts and manifest; nothing is read twice."""
        self._concept, self._scale, self._contracts = concept, scale, contracts
        self._personal_from = concept.rank("personenbezug", concept.four_eyes_from)
        self._sources = {source["name"]: source for source in manifest["sources"].values()}
        self._models = {n["name"]: n for n in manifest["nodes"].values() if n["resource_type"] == "model"}

    def is_personal(self, ranks: Ranks) -> bool:
        """Whether a class speaks of a person, be it by pseudonym."""
        return ranks[1] >= self._personal_from

    def of(self, relation: str, column: str) -> Ranks | None:
        """Return the declared class of a model's column; None: nothing was declared, the lineage alone decides.

        A column that a contract leaves without a class is strictest. Staging and intermediate models have no contract:
        there the dbt YAML may raise a class.
        """
        name = relation.split(".")[-1]
        contract = self._contracts.get(name)
        if contract is not None:
            found = {c.name: c for c in contract.columns}.get(column)
            return self._scale.strictest if found is None or not found.classified else self._of_contract(found)
        meta = _meta(self._models.get(name, {}).get("columns", {}).get(column))
        if "classification" not in meta:
            return None
        lowest = (self._concept.most_open("schutzbedarf"), self._concept.most_open("ml_nutzung"))
        return self._scale.ranks(meta["classification"], meta.get("personenbezug"), *lowest)

    def landed(self, table: str) -> dict[str, Landed]:
        """Return the columns of a landed table; a table that nobody declared has none, and none means strictest."""
        schema, _, name = table.rpartition(".")
        source = self._sources.get(name)
        if schema != RAW or source is None:
            return {}
        contract = self._contracts.get(name)
        if not self._comes_from_where_it_says(name, source, contract):
            return {}
        of_contract = {column.name: column for column in contract.columns} if contract else {}
        chooses = self._choosing(contract)
        whole = name in self._concept.technical_tables
        found = {}
        for column, props in source["columns"].items():
            known = of_contract.get(column)
            ranks = self._of_contract(known) if known is not None and known.classified else self._of_meta(_meta(props))
            counts = known.counts_cases if known is not None else False
            found[column] = Landed(ranks, counts, whole or column in chooses)
        return found

    def _comes_from_where_it_says(self, name: str, source: Mapping[str, Any], contract: Contract | None) -> bool:
        """Whether a source reads what its contract speaks of; without a contract only the platform's own tables count.

        A source that reads the files of another dataset under classes of its own would walk around all of this.
        """
        meta = _meta(source)
        if contract is None:
            own = str(meta.get("path")).split("/")[0] not in self._contracts
            return name in self._concept.technical_tables and own
        return (meta.get("folder"), meta.get("path")) == (_LAKE, _FILES.format(name))

    def _choosing(self, contract: Contract | None) -> frozenset[str]:
        """Return the columns that may choose among copies of one row: technical ones, and the key of the dataset."""
        extra = set() if contract is None else {*contract.key, contract.newer_by, contract.month_column, "ars"}
        return frozenset(self._concept.technical_columns) | frozenset(name for name in extra if name)

    def _of_contract(self, column: Column) -> Ranks:
        return self._scale.ranks(column.classification, column.personal, column.protection_need, column.ml_use)

    def _of_meta(self, meta: Mapping[str, Any]) -> Ranks:
        return self._scale.ranks(
            meta.get("classification"), meta.get("personenbezug"), meta.get("schutzbedarf"), meta.get("ml_nutzung")
        )


def _meta(props: Mapping[str, Any] | None) -> Mapping[str, Any]:
    found: Mapping[str, Any] = (props or {}).get("config", {}).get("meta") or (props or {}).get("meta") or {}
    return found
