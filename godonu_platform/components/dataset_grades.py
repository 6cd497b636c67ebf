# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Component type for the measured grades: beside each dataset one asset that shows letters, reasons and trend.

The assets are reported, not run: grades are measured at the end of every build, and a step of its own for each would
be skipped as soon as one model failed. Keep out: measuring, and what an event says (grade_events).
"""

import dagster as dg

from godonu_platform.components.described import asset_spec_fields
from godonu_platform.components.governed_models import ContractTranslator
from godonu_platform.components.grade_events import grade_key
from godonu_platform.contracts.contract import Contract, load_contracts
from godonu_platform.lineage.model_graph import load_manifest
from godonu_platform.project import Project
from godonu_platform.quality.grades import is_graded


class DatasetGrades(dg.Component, dg.Model, dg.Resolvable):
    """The grades of every dataset that deliveries, models or publications make."""

    description: str

    def build_defs(self, context: dg.ComponentLoadContext) -> dg.Definitions:
        """Return one reported asset for each graded dataset."""
        project = Project.from_environment()
        manifest, contracts = load_manifest(project), load_contracts(project)
        translator = ContractTranslator(project, contracts)
        keys = {n["name"]: translator.get_asset_key(n) for n in manifest["nodes"].values() if _is_model(n)}
        keys |= {name: dg.AssetKey(["raw", name]) for name, contract in contracts.items() if contract.is_source}
        graded = [c for c in contracts.values() if is_graded(c) and c.name in keys]
        return dg.Definitions(assets=[self._spec(c, keys[c.name], project) for c in graded])

    def _spec(self, contract: Contract, of: dg.AssetKey, project: Project) -> dg.AssetSpec:
        described = asset_spec_fields(contract, project)
        return dg.AssetSpec(
            grade_key(contract.name),
            deps=[of],
            description=f"**Güte: {contract.title}**\n\n{self.description}",
            group_name=described["group_name"],
            owners=described["owners"],
        )


def _is_model(node: dict[str, str]) -> bool:
    return node["resource_type"] == "model"
