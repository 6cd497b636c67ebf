# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Component type for one source dataset: what lies in the inbox for it becomes rows of the lake."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import dagster as dg

from godonu_platform.components.described import asset_spec_fields, monthly
from godonu_platform.components.sparkline import bars
from godonu_platform.contracts.contract import Contract, load_contracts
from godonu_platform.contracts.partners import load_partners
from godonu_platform.landing.service import LandingSummary, land
from godonu_platform.project import Project
from godonu_platform.quality.check_results import CheckResult, record_results

CRASH, REFUSED, REJECTED = "annahme_lief_durch", "keine_lieferung_abgelehnt", "kein_datensatz_in_quarantaene"


class Deliveries(dg.Config):  # type: ignore[misc]  # dagster ships Config untyped for subclassing
    """Which deliveries a run takes; without paths it takes what lies in the inbox."""

    paths: list[str] = []
    ars: str = ""


class SourceDataset(dg.Component, dg.Model, dg.Resolvable):
    """One dataset under whose contract deliveries arrive; the contract says everything else about it."""

    dataset: str

    def build_defs(self, context: dg.ComponentLoadContext) -> dg.Definitions:
        """Return the asset of the dataset with its landing checks."""
        project = Project.from_environment()
        contracts = load_contracts(project)
        if self.dataset not in contracts:
            raise ValueError(
                f"{context.path}: dataset: für »{self.dataset}« fehlt der Vertrag; "
                f"bitte governance/contracts/{self.dataset}.yaml anlegen"
            )
        return dg.Definitions(assets=[_asset(contracts[self.dataset], project)])


def _asset(contract: Contract, project: Project) -> dg.AssetsDefinition:
    key = dg.AssetKey(["raw", contract.name])
    descriptions = {
        CRASH: "Die Annahme selbst ist nicht abgebrochen.",
        REFUSED: "Keine Lieferung wurde als Ganzes abgelehnt.",
        REJECTED: "Kein Datensatz musste in die Quarantäne.",
    }

    @dg.asset(
        key=key,
        kinds={"parquet"},
        partitions_def=monthly() if contract.month_column else None,
        check_specs=[dg.AssetCheckSpec(name, asset=key, description=text) for name, text in descriptions.items()],
        **asset_spec_fields(contract, project),
    )
    def source(context: dg.AssetExecutionContext, config: Deliveries) -> Iterator[dg.MaterializeResult]:
        current = Project.from_environment()
        crash = ""
        try:
            paths = [Path(p) for p in config.paths]
            summary = land(current, load_contracts(current), load_partners(current), contract.name, paths, config.ars)
        except Exception as error:
            # one dataset that cannot land must not stop the eight others; the gate holds back what depends on it
            context.log.exception(f"Annahme von {contract.name} abgebrochen")
            summary, crash = LandingSummary(), f"{type(error).__name__} bei der Annahme; siehe Protokoll des Laufs."
        record_results(current, {contract.name: [CheckResult(CRASH, not crash, "error", crash)]})
        for month, rows in sorted(summary.months.items()) if contract.month_column else ():
            context.log_event(
                dg.AssetMaterialization(key, partition=month, metadata={"dagster/partition_row_count": rows})
            )
        yield _result(key, summary, crash)

    return source


def _result(key: dg.AssetKey, summary: LandingSummary, crash: str) -> dg.MaterializeResult:
    metadata: dict[str, object] = {
        "Lieferungen": summary.deliveries,
        "Bereits eingegangen": summary.repeated,
        "Abgelehnt": summary.refused,
        "Datensätze": summary.records,
        "Gelandet": summary.landed,
        "In Quarantäne": summary.rejected,
    }
    if summary.reasons:
        rows = "\n".join(f"| {code} | {n} |" for code, n in sorted(summary.reasons.items(), key=lambda r: -r[1]))
        metadata["Gründe"] = dg.MetadataValue.md(f"| Grund | Datensätze |\n|---|---|\n{rows}")
    if summary.months:
        metadata["Zeilen je Monat"] = dg.MetadataValue.md(bars(sorted(summary.months.items())))
    warn = dg.AssetCheckSeverity.WARN
    checks = [
        dg.AssetCheckResult(asset_key=key, check_name=CRASH, passed=not crash, metadata={"Meldung": crash or "-"}),
        dg.AssetCheckResult(
            asset_key=key, check_name=REFUSED, passed=not summary.refused, severity=warn,
            metadata={"Meldungen": dg.MetadataValue.md("\n".join(f"- {m}" for m in summary.messages) or "keine")},
        ),
        dg.AssetCheckResult(
            asset_key=key, check_name=REJECTED, passed=not summary.rejected, severity=warn,
            metadata={"Datensätze": summary.rejected},
        ),
    ]  # fmt: skip
    return dg.MaterializeResult(asset_key=key, metadata=metadata, check_results=checks)  # type: ignore[arg-type]
