# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Component type for the dbt project: every model an asset, every test a check, one op, one process."""

from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtProject, dbt_assets
from dagster_dbt.asset_utils import get_asset_check_key_for_test

from godonu_platform import run_report, warehouse
from godonu_platform.components import grade_events, model_events
from godonu_platform.components.described import WAREHOUSE_POOL, asset_spec_fields, class_tags, monthly
from godonu_platform.contracts.contract import Contract, load_contracts
from godonu_platform.landing import build_window
from godonu_platform.landing.commit import landing_lock
from godonu_platform.landing.ledger import write_ledger
from godonu_platform.landing.recovery import recover
from godonu_platform.lineage.built_ways import record_built
from godonu_platform.lineage.compiled_models import CompiledModel, compiled_models, relation_of
from godonu_platform.lineage.model_graph import load_manifest
from godonu_platform.progress import watcher
from godonu_platform.project import Project
from godonu_platform.quality.check_results import CheckResult, begin, record_results
from godonu_platform.quality.dbt_checks import BUILT, results_of_build

MONTHS_TAG = "godonu/months"


class GovernedModels(dg.Component, dg.Model, dg.Resolvable):
    """The dbt project as assets; names, classes, owners and groups come from contracts and model YAML."""

    op_name: str = "dbt"

    def build_defs(self, context: dg.ComponentLoadContext) -> dg.Definitions:
        """Return the assets and checks of all models; parses the dbt project when it changed."""
        project = Project.from_environment()
        manifest = load_manifest(project)
        return dg.Definitions(assets=[_models(self.op_name, project, manifest)])


class ContractTranslator(DagsterDbtTranslator):
    """Names a model as its folder and file do, and describes it by its contract."""

    def __init__(self, project: Project, contracts: Mapping[str, Contract]) -> None:
        """Keep what every call needs."""
        super().__init__()
        self._project, self._contracts = project, contracts

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """Return [folder, model], or [raw, dataset] for a source."""
        props = dbt_resource_props
        first = props["source_name"] if props["resource_type"] == "source" else props["fqn"][1]
        return dg.AssetKey([first, props["name"]])

    def get_partitions_def(self, dbt_resource_props: Mapping[str, Any]) -> dg.PartitionsDefinition[str] | None:
        """Return the months for a month-wise model, nothing for the others."""
        return monthly() if model_events.meta(dbt_resource_props).get("partitioned") else None

    def get_metadata(self, dbt_resource_props: Mapping[str, Any]) -> dict[str, Any]:
        """Return dbt's metadata, with the column schema of the contract (or of the model YAML) over it."""
        metadata = dict(super().get_metadata(dbt_resource_props))
        contract = self._contracts.get(dbt_resource_props["name"])
        if contract is not None:
            metadata |= asset_spec_fields(contract, self._project)["metadata"]
        elif dbt_resource_props.get("columns"):
            metadata["dagster/column_schema"] = model_events.schema_of_yaml(dbt_resource_props)
        return metadata

    def get_asset_check_spec(
        self, asset_spec: dg.AssetSpec, manifest: Mapping[str, Any], unique_id: str, project: DbtProject | None
    ) -> dg.AssetCheckSpec | None:
        """Return the check of a dbt test, never blocking: blocking would fail the one op and stop every dataset.

        dbt skips what depends on a failed test, and the gate asks for the recorded result (design, decision 4).
        """
        spec = super().get_asset_check_spec(
            asset_spec=asset_spec, manifest=manifest, unique_id=unique_id, project=project
        )
        return spec._replace(blocking=False) if spec else None

    def get_description(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """Return title and description in German; the SQL stands in the dbt docs, where developers look for it."""
        contract = self._contracts.get(dbt_resource_props["name"])
        if contract is None:
            return str(dbt_resource_props.get("description") or "")
        return f"**{contract.title}**\n\n{contract.description}"

    def get_tags(self, dbt_resource_props: Mapping[str, Any]) -> dict[str, str]:
        """Return the class of the dataset as tags, where a contract says it."""
        contract = self._contracts.get(dbt_resource_props["name"])
        tags = dict(super().get_tags(dbt_resource_props))
        return tags | class_tags(contract.classification, contract.personal) if contract else tags


def _models(op_name: str, project: Project, manifest: dict[str, Any]) -> dg.AssetsDefinition:
    translator = ContractTranslator(project, load_contracts(project))

    @dbt_assets(
        manifest=manifest,
        project=DbtProject(project_dir=project.dbt_project, target_path=project.dbt_target),
        dagster_dbt_translator=translator,
        name=op_name,
        pool=WAREHOUSE_POOL,
        backfill_policy=dg.BackfillPolicy.single_run(),
    )
    def models(context: dg.AssetExecutionContext) -> Iterator[Any]:
        """Build the touched months of every selected model; a failed test holds back, it does not raise."""
        yield from _build(context, translator, manifest)

    return models


def _build(
    context: dg.AssetExecutionContext, translator: ContractTranslator, manifest: dict[str, Any]
) -> Iterator[Any]:
    project = Project.from_environment()
    with landing_lock(project):
        # a landing that was killed after its commit has rows in the lake and no report yet
        recover(project)
    window = build_window.open_window(project, _asked_months(context))
    context.log.info(f"Monate in diesem Lauf: {', '.join(window.months) or 'keine'}")
    model_events.tell_range(context, window.months)
    watcher().step("Modelle bauen")
    names = [key.path[-1] for key in context.selected_asset_keys]
    everything = set(names) >= {n["name"] for n in manifest["nodes"].values() if n["resource_type"] == "model"}
    done = 0

    def finished(name: str, status: str) -> None:
        nonlocal done
        done += 1
        watcher().advance("Modelle bauen", done, None, "Modelle und Prüfungen")

    begin(project, names, BUILT, "Der Lauf wurde nicht beendet.")
    result = warehouse.build(project, [] if everything else sorted(names), finished, anew=window.anew)
    warehouse.publish_copy(project)
    _record(project, result, manifest)
    _report(project, context.run.run_id, result)
    record_results(project, _ledger_results(project))
    checks = {
        unique_id: get_asset_check_key_for_test(manifest, translator, unique_id, None)
        for unique_id, node in manifest["nodes"].items()
        if node["resource_type"] == "test"
    }
    grade_events.tell_grades(context, project)
    build_window.close_window(project, window, result, manifest)
    yield from model_events.of_build(context, translator, manifest, result, checks, project, window.months)


def _record(project: Project, result: warehouse.BuildResult, manifest: Mapping[str, Any]) -> None:
    """Keep what the gate asks for: by which SQL each table was built, and what all checks said."""
    built = [node for node in result.nodes if node.kind == "model" and node.ok]
    record_built(project, {relation_of(manifest["nodes"][node.unique_id]): node.compiled for node in built})
    written = {name: [CheckResult("geschrieben", True, "error")] for name in build_window.WRITTEN_BY_PLATFORM}
    record_results(project, written | results_of_build(result, manifest, _checked_models(project)))


def _checked_models(project: Project) -> dict[str, CompiledModel]:
    """Return the models as lineage reads them; none when dbt cannot compile them: then none was built as checked."""
    try:
        return compiled_models(project)
    except warehouse.BuildFailed:
        return {}


def _ledger_results(project: Project) -> dict[str, list[CheckResult]]:
    wrong = "Das Hauptbuch geht nicht auf: Es gingen Datensätze verloren oder wurden doppelt gezählt."
    return {
        dataset: [CheckResult("hauptbuch", right, "error", "" if right else wrong)]
        for dataset, right in write_ledger(project).items()
    }


def _report(project: Project, run_id: str, result: warehouse.BuildResult) -> None:
    models = [n for n in result.nodes if n.kind == "model"]
    failed = [n for n in result.nodes if n.kind == "test" and not n.ok and n.status != "skipped"]
    entry = {
        "modelle": len(models),
        "gebaut": sum(n.ok for n in models),
        "pruefungen": sum(n.kind == "test" for n in result.nodes),
        "fehlgeschlagen": [n.name for n in failed],
        "uebersprungen": [n.name for n in models if n.status == "skipped"],
        # without the words of the engine: they may quote a cell value
        "fehler": [f"{n.name}: nicht gerechnet" for n in models if n.status == "error"],
    }
    run_report.add(project, run_id, "modelle", entry)


def _asked_months(context: dg.AssetExecutionContext) -> list[str] | None:
    """Return the months that somebody asked for, by partition in the UI or by tag; None: whatever is pending."""
    if context.has_partition_key or context.has_partition_key_range:
        return list(context.partition_keys)
    tag = context.run.tags.get(MONTHS_TAG)
    return tag.split(",") if tag else None

