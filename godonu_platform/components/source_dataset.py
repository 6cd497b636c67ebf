# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Component type for one source dataset: what lies in the inbox for it becomes rows of the lake."""

from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg

from godonu_platform import run_report
from godonu_platform.components.described import LANDED, asset_spec_fields
from godonu_platform.components.sparkline import bars
from godonu_platform.contracts.contract import Contract, load_contracts
from godonu_platform.contracts.partners import load_partners
from godonu_platform.failure import place_of
from godonu_platform.landing.arrival import Arrival, arrive
from godonu_platform.landing.handed_over import take_over
from godonu_platform.project import Project
from godonu_platform.quality.check_results import CheckResult, record_results

LANDED_ROWS = "Gelandet"
CRASH, REFUSED, REJECTED = "annahme_lief_durch", "keine_lieferung_abgelehnt", "kein_datensatz_in_quarantaene"


class Deliveries(dg.Config):
    """Which deliveries a run takes: files that the command handed over, else what lies in the inbox."""

    handed_over: str = ""
    ars: str = ""


class SourceDataset(dg.Component, dg.Model, dg.Resolvable):
    """One dataset under whose contract deliveries arrive; the contract says everything else about it.

    The asset has no partitions: a delivery brings the months it brings, nobody asks the inbox for one (ADR 0004).
    """

    dataset: str

    def build_defs(self, context: dg.ComponentLoadContext) -> dg.Definitions:
        """Return the asset of the dataset with its landing checks."""
        project = Project.from_environment()
        contract = declared(load_contracts(project), self.dataset, str(context.path))
        return dg.Definitions(assets=[_asset(contract, project)])


def declared(contracts: Mapping[str, Contract], dataset: str, file: str) -> Contract:
    """Return the contract of a dataset that a YAML file of assets/ names; raises ValueError saying what to write."""
    contract = contracts.get(dataset)
    if contract is None or not contract.is_source:
        raise ValueError(
            f"{file}: dataset: für »{dataset}« fehlt der Vertrag einer Quelle; "
            f"bitte governance/contracts/{dataset}.yaml anlegen"
        )
    return contract


def _asset(contract: Contract, project: Project) -> dg.AssetsDefinition:
    key = dg.AssetKey(["raw", contract.name])
    descriptions = {
        CRASH: "Die Annahme selbst ist nicht abgebrochen.",
        REFUSED: "Keine Lieferung wurde als Ganzes abgelehnt.",
        REJECTED: "Kein Datensatz musste in die Quarantäne.",
    }

    described = asset_spec_fields(contract, project)
    described["tags"] |= LANDED

    def source(context: dg.AssetExecutionContext, config: Deliveries) -> Iterator[Any]:
        current = Project.from_environment()
        try:
            paths = take_over(config.handed_over) if config.handed_over else []
            arrival = arrive(
                current, load_contracts(current), load_partners(current), contract.name, paths, config.ars
            )
        except Exception as error:
            # one dataset that cannot land must not stop the eight others; the gate holds back what depends on it
            arrival = Arrival(contract.name, crash=f"Die Annahme ist abgebrochen ({place_of(error)}).")
            context.log.error(f"{contract.name}: {arrival.crash}")
        record_results(current, {contract.name: [CheckResult(CRASH, not arrival.crash, "error", arrival.crash)]})
        run_report.add(current, context.run.run_id, "eingang", arrival.as_dict())
        yield _result(key, arrival)

    made: dg.AssetsDefinition = dg.asset(
        key=key,
        kinds={"parquet"},
        check_specs=[dg.AssetCheckSpec(name, asset=key, description=text) for name, text in descriptions.items()],
        **described,
    )(source)
    return made


def _result(key: dg.AssetKey, arrival: Arrival) -> dg.MaterializeResult[Any]:
    metadata: dict[str, object] = {
        "Lieferungen": arrival.deliveries,
        "Bereits eingegangen": arrival.repeated,
        "Abgelehnt": arrival.refused,
        "Datensätze": arrival.records,
        LANDED_ROWS: arrival.landed,
        "In Quarantäne": arrival.rejected,
    }
    if arrival.reasons:
        rows = "\n".join(f"| {code} | {n} |" for code, n in sorted(arrival.reasons.items(), key=lambda r: -r[1]))
        metadata["Gründe"] = dg.MetadataValue.md(f"| Grund | Datensätze |\n|---|---|\n{rows}")
    if arrival.months:
        metadata["Zeilen je Monat"] = dg.MetadataValue.md(bars(sorted(arrival.months.items())))
    told = dg.MetadataValue.md("\n".join(f"- {m}" for m in arrival.messages) or "keine")
    warn = dg.AssetCheckSeverity.WARN
    facts: list[tuple[str, bool, dg.AssetCheckSeverity, dict[str, Any]]] = [
        (CRASH, not arrival.crash, dg.AssetCheckSeverity.ERROR, {"Meldung": arrival.crash or "keine"}),
        (REFUSED, not arrival.refused, warn, {"Meldungen": told}),
        (REJECTED, not arrival.rejected, warn, {"Datensätze": arrival.rejected}),
    ]
    checks = [
        dg.AssetCheckResult(asset_key=key, check_name=name, passed=passed, severity=severity, metadata=metadata)
        for name, passed, severity, metadata in facts
    ]
    return dg.MaterializeResult(asset_key=key, metadata=metadata, check_results=checks)  # type: ignore[arg-type]
