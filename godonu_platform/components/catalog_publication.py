# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Component type for publication: each open dataset one asset, the gate as its blocking checks."""

from collections.abc import Iterator
from typing import Any, Literal

import dagster as dg

from godonu_platform import run_report
from godonu_platform.catalogs.release_record import GateRecord
from godonu_platform.components.described import PUBLISHED, asset_spec_fields
from godonu_platform.components.governed_models import ContractTranslator
from godonu_platform.components.traced_columns import of_release
from godonu_platform.contracts.contract import Contract, load_contracts
from godonu_platform.lineage.model_graph import load_manifest
from godonu_platform.progress import watcher
from godonu_platform.project import Project
from godonu_platform.publication.collected import current_evidence
from godonu_platform.publication.gate import CHECKS
from godonu_platform.publication.plan import ACTION_TITLES
from godonu_platform.publication.publish import DatasetResult, publish
from godonu_platform.publication.release import latest_release

MOST_REASONS = 3


class CatalogPublication(dg.Component, dg.Model, dg.Resolvable):
    """The publication of every open dataset into one catalogue."""

    catalogue: Literal["lokal"]

    def build_defs(self, context: dg.ComponentLoadContext) -> dg.Definitions:
        """Return one asset per contract of the layer veroeffentlichung."""
        project = Project.from_environment()
        manifest = load_manifest(project)
        contracts = load_contracts(project)
        translator = ContractTranslator(project, contracts)
        models = {n["name"]: n for n in manifest["nodes"].values() if n["resource_type"] == "model"}
        return dg.Definitions(
            assets=[
                _asset(contract, translator.get_asset_key(models[name]), project)
                for name, contract in contracts.items()
                if contract.layer == "veroeffentlichung" and name in models
            ]
        )


def _asset(contract: Contract, model: dg.AssetKey, project: Project) -> dg.AssetsDefinition:
    key = dg.AssetKey(["catalogue", contract.name])

    described = asset_spec_fields(contract, project)
    described["tags"] |= PUBLISHED

    def published(context: dg.AssetExecutionContext) -> Iterator[Any]:
        current = Project.from_environment()
        watcher().step("Freigabe prüfen und veröffentlichen")
        outcome = publish(current, load_contracts(current), current_evidence(current), datasets=[contract.name])
        [result] = outcome.datasets
        run_report.add(current, context.run.run_id, "veroeffentlichung", result.as_report())
        if result.outcome == "offen":
            yield dg.MaterializeResult(asset_key=key, metadata=_metadata(result, current))
        elif result.action == "withdrawn":
            context.log_event(dg.AssetObservation(key, metadata={"Ergebnis": ACTION_TITLES[result.action]}))
        yield from _checks(key, result)
        if result.failed:
            raise dg.Failure(description=" ".join(result.reasons))

    made: dg.AssetsDefinition = dg.asset(
        key=key,
        deps=[model],
        kinds={"csv", "json", "parquet"},
        output_required=False,
        check_specs=[
            dg.AssetCheckSpec(check.name, asset=key, description=check.title, blocking=True) for check in CHECKS
        ],
        **described,
    )(published)
    return made


def _metadata(result: DatasetResult, project: Project) -> dict[str, Any]:
    release = latest_release(project, result.dataset)
    return {
        **(of_release(release.record) if release else {}),
        "Ergebnis": ACTION_TITLES[result.action],
        "Version": result.version or "-",
        "dagster/row_count": result.rows,
        "Kommunen": ", ".join(result.partners_in),
        "Nicht dabei": dg.MetadataValue.md("\n".join(f"- {reason}" for reason in result.reasons) or "alle dabei"),
        **({"Seite": dg.MetadataValue.path(str(result.page))} if result.page else {}),
    }


def _checks(key: dg.AssetKey, result: DatasetResult) -> Iterator[dg.AssetCheckResult]:
    """Yield each gate check; a dataset that is closed as decided warns, an intended one that is stopped fails."""
    gate = result.gate
    runs = {run.name: run.passed for run in gate.checks} if gate else {}
    severity = dg.AssetCheckSeverity.ERROR if result.outcome == "gestoppt" else dg.AssetCheckSeverity.WARN
    for check in CHECKS:
        told = _told(gate, check.name) if gate else []
        if check.name not in runs and not told:
            told = ["Nicht geprüft: " + " ".join(result.reasons[:MOST_REASONS])]
        yield dg.AssetCheckResult(
            asset_key=key,
            check_name=check.name,
            passed=runs.get(check.name, False),
            severity=severity,
            # Dagster folds Markdown of a check behind a link; what to do has to be seen at once
            metadata={"Was zu tun ist": dg.MetadataValue.text(" · ".join(told[:20]) or "nichts")},
        )


def _told(gate: GateRecord, check: str) -> list[str]:
    """Return what a check found, each with the column or the partner it speaks of."""
    names = gate.partner_names
    told = []
    for finding in gate.findings:
        if finding.check == check:
            place = f"`{finding.column}`" if finding.column else names.get(finding.partner or "", finding.partner)
            told.append(f"{place}: {finding.message}" if place else finding.message)
    return told
