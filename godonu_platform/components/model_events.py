# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a build says to Dagster: one materialisation per touched month, row counts, a small chart, check results.

Keep out: running dbt, and deciding which months are built.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

import dagster as dg

from godonu_platform.components import traced_columns
from godonu_platform.components.described import class_tags, monthly
from godonu_platform.components.sparkline import bars
from godonu_platform.failure import place_of
from godonu_platform.landing.build_window import with_look_back
from godonu_platform.project import Project
from godonu_platform.warehouse import BuildResult, NodeResult

# Dagster's own names for the range of a run; it exports no constant for them
ASSET_PARTITION_RANGE_START_TAG = "dagster/asset_partition_range_start"
ASSET_PARTITION_RANGE_END_TAG = "dagster/asset_partition_range_end"
# metadata that other readers of the log look for
COMPUTED_ANEW, SECONDS = "In diesem Lauf neu gerechnet", "Dauer in Sekunden"
# schema.table of a model -> rows per month, or {"": rows} where it is not month-wise
RowCounts = dict[str, dict[str, int]]


def meta(props: Mapping[str, Any]) -> dict[str, Any]:
    """Return the meta of a dbt node, wherever this dbt version keeps it."""
    return dict((props.get("config") or {}).get("meta") or props.get("meta") or {})


def schema_of_yaml(props: Mapping[str, Any]) -> dg.TableSchema:
    """Return the column schema of a model without contract, from its YAML."""
    columns = []
    for name, column in props["columns"].items():
        facts = meta(column)
        tags = class_tags(facts["classification"], facts.get("personenbezug", "personenbezogen")) if facts.get(
            "classification"
        ) else {}
        columns.append(
            dg.TableColumn(name, column.get("data_type") or "?", description=column.get("description"), tags=tags)
        )
    return dg.TableSchema(columns=columns)


def tell_range(context: dg.AssetExecutionContext, months: Sequence[str]) -> None:
    """Give the run the partition range of its months, known only now: landing has just found out what arrived.

    Dagster takes one range, not a list. Every month of it is recorded as materialised, and the metadata of each says
    whether this run computed it anew (ADR 0004). A run that was started for a partition has its range already.
    """
    if context.has_partition_key_range or context.has_partition_key:
        return
    known = monthly().get_partition_keys()
    outside = sorted(set(months) - set(known))
    if outside:
        context.log.warning(f"Außerhalb der Monate von Dagster, trotzdem gerechnet: {', '.join(outside)}")
    shown = sorted(set(months) & set(known)) or [known[-1]]
    first, last = shown[0], shown[-1]
    tags = {ASSET_PARTITION_RANGE_START_TAG: first, ASSET_PARTITION_RANGE_END_TAG: last}
    context.instance.add_run_tags(context.run.run_id, tags)
    # the record of this run in memory; what Dagster reads while the step goes on
    cast("dict[str, str]", context.run.tags).update(tags)


def of_build(
    context: dg.AssetExecutionContext,
    translator: Any,
    manifest: Mapping[str, Any],
    result: BuildResult,
    checks: Mapping[str, dg.AssetCheckKey | None],
    project: Project,
    months: Sequence[str],
) -> Iterator[Any]:
    """Yield the events of one build: outputs of built models, results of their tests."""
    built = [n for n in result.nodes if n.kind == "model" and n.ok]
    counts = row_counts(project, [manifest["nodes"][n.unique_id] for n in built])
    traced = _traced(context, translator, manifest, project, [n.unique_id for n in built])
    for node in built:
        props = manifest["nodes"][node.unique_id]
        key = translator.get_asset_key(props)
        if key not in context.selected_asset_keys:
            continue
        rows = counts.get(node.unique_id, {})
        if meta(props).get("partitioned"):
            _tell_months(context, key, rows, with_look_back(months, int(meta(props).get("look_back_months", 0))))
        metadata = _metadata(node, props, rows) | traced.get(node.unique_id, {})
        yield dg.Output(None, output_name=key.to_python_identifier(), metadata=metadata)
    yield from _check_results(context, result, checks)
    for node in result.nodes:
        if not node.ok and node.kind == "model":
            # the engine's own words may quote a cell value
            context.log.error(f"Modell {node.name}: {node.status}")
            key = translator.get_asset_key(manifest["nodes"][node.unique_id])
            context.log_event(dg.AssetObservation(key, metadata={"Ergebnis": node.status}))


def _traced(
    context: dg.AssetExecutionContext, translator: Any, manifest: Mapping[str, Any], project: Project, models: list[str]
) -> dict[str, dict[str, Any]]:
    """Return where the columns of the built models come from; a build is no worse for not knowing it."""
    try:
        return traced_columns.of_models(project, manifest, translator, models)
    except Exception as error:  # the gate stops what cannot be traced; here only the display is poorer
        context.log.warning(f"Die Spaltenherkunft lässt sich nicht zeigen ({place_of(error)}).")
        return {}


def row_counts(project: Project, models: Sequence[Mapping[str, Any]]) -> RowCounts:
    """Return rows by month of each model, in one read of the readers' copy."""
    import duckdb

    counts: RowCounts = {}
    with duckdb.connect(str(project.warehouse_ro), read_only=True) as connection:
        for props in models:
            relation = f'"{props["schema"]}"."{props["name"]}"'
            month = "month" if meta(props).get("partitioned") else "''"
            rows = connection.execute(f"select {month}, count(*) from {relation} group by 1").fetchall()
            counts[props["unique_id"]] = {str(m): int(n) for m, n in rows}
    return counts


def _tell_months(
    context: dg.AssetExecutionContext, key: dg.AssetKey, rows: Mapping[str, int], anew: Sequence[str]
) -> None:
    for month in context.partition_keys:
        facts = {"dagster/partition_row_count": rows.get(month, 0), COMPUTED_ANEW: month in anew}
        context.add_asset_metadata(facts, asset_key=key, partition_key=month)


def _metadata(node: NodeResult, props: Mapping[str, Any], rows: Mapping[str, int]) -> dict[str, Any]:
    metadata: dict[str, Any] = {
        "dagster/row_count": sum(rows.values()),
        SECONDS: round(node.seconds, 2),
        "dbt-Modell": props["original_file_path"],
    }
    if len(rows) > 1:
        metadata["Zeilen je Monat"] = dg.MetadataValue.md(bars(sorted(rows.items())[-24:]))
    return metadata


def _check_results(
    context: dg.AssetExecutionContext, result: BuildResult, checks: Mapping[str, dg.AssetCheckKey | None]
) -> Iterator[dg.AssetCheckResult]:
    selected = context.selected_asset_check_keys
    for node in result.nodes:
        key = checks.get(node.unique_id)
        if node.kind != "test" or key is None or key not in selected or node.status == "skipped":
            continue
        warns = node.status == "warn"
        yield dg.AssetCheckResult(
            asset_key=key.asset_key,
            check_name=key.name,
            passed=node.status == "pass",
            severity=dg.AssetCheckSeverity.WARN if warns else dg.AssetCheckSeverity.ERROR,
            metadata={"betroffene Zeilen": node.failures or 0, "Ergebnis": node.status},
        )
