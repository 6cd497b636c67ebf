# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Measures lineage on a generated project: 200 models, 3,000 columns, traced, composed, classed, and read again.

`python -m benchmarks.lineage_project` prints CPU seconds. The models are SQL texts of the kinds that the platform has:
staging with de-duplication, joins with conditions and windows, monthly counts, published tables with status columns.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from godonu_platform.contracts.concept import load_concept
from godonu_platform.governance.breakers import load_breakers
from godonu_platform.governance.effective_class import ColumnClass
from godonu_platform.governance.project_classes import walk_classes
from godonu_platform.lineage.compiled_models import CompiledModel
from godonu_platform.lineage.dependency import ModelLineage
from godonu_platform.lineage.lineage_cache import LineageCache
from godonu_platform.lineage.origins import compose_origins
from godonu_platform.lineage.project_lineage import trace_models
from godonu_platform.project import SOURCE_ROOT, Project

SOURCES, LAYERS = 20, 4
T = TypeVar("T")


def sources(width: int) -> dict[str, dict[str, str]]:
    """Return the landed tables: key columns, then attributes."""
    keys = ("id", "ars", "month", "batch", "landed_at")
    columns = [*keys, *(f"wert_{n}" for n in range(width - len(keys)))]
    return {f"raw.quelle_{n}": dict.fromkeys(columns, "VARCHAR") for n in range(SOURCES)}


def project(models: int = 200, width: int = 15) -> list[CompiledModel]:
    """Return the models, a quarter of them in each layer, each with `width` columns."""
    makers = (_staging, _joined, _counted, _published)
    each = models // LAYERS
    return [makers[layer](number, each, width) for layer in range(LAYERS) for number in range(each)]


def _model(schema: str, name: str, sql: str, *upstream: str) -> CompiledModel:
    return CompiledModel(name, schema, f"{schema}.{name}", sql, f"models/{name}.sql", {}, tuple(sorted(set(upstream))))


def _staging(number: int, _each: int, width: int) -> CompiledModel:
    source = f"raw.quelle_{number % SOURCES}"
    cleaned = ",\n        ".join(
        f"case when length(wert_{n}) = 14 then wert_{n} else coalesce(wert_{n}, 'x') end as wert_{n}"
        for n in range(width - 5)
    )
    sql = f"""
with records as (select * from {source}),
copies as (
    select *, row_number() over (partition by ars, id order by landed_at desc, batch) as copy from records
)
select id, ars, month, batch, landed_at,
        {cleaned}
from copies where copy = 1"""
    return _model("staging", f"stg_{number}", sql, source)


def _joined(number: int, each: int, width: int) -> CompiledModel:
    one, other = f"staging.stg_{number}", f"staging.stg_{(number + 7) % each}"
    values = ",\n    ".join(
        f"coalesce(a.wert_{n}, b.wert_{n}, first_value(c.wert_{n}) over monthly) as wert_{n}" for n in range(width - 5)
    )
    largest = ", ".join(f"max(wert_{n}) as wert_{n}" for n in range(width - 5))
    sql = f"""
with b as (select * from {other} where wert_0 is not null),
c as (select ars, month, {largest} from {other} group by ars, month)
select a.id, a.ars, a.month, a.batch, a.landed_at,
    {values}
from {one} as a
left join b on b.ars = a.ars and b.id = a.id
left join c on c.ars = a.ars and c.month = a.month
where a.month in ('2025-01', '2025-02') and not exists (select 1 from {other} as r where r.batch = a.batch)
window monthly as (partition by a.ars order by a.month)"""
    return _model("intermediate", f"int_{number}", sql, one, other)


def _counted(number: int, each: int, width: int) -> CompiledModel:
    up, held = f"intermediate.int_{number % each}", width - 5
    counts = ",\n    ".join(
        f"cast(count(*) filter (where wert_{n % held} = 'a' and wert_{(n + 1) % held} <> 'b') as bigint) as anzahl_{n}"
        for n in range(width - 4)
    )
    sql = f"""
select month, ars, wert_0, max(batch) as batch,
    {counts}
from {up} group by month, ars, wert_0 having count(*) > 1"""
    return _model("marts", f"mart_{number}", sql, up)


def _published(number: int, each: int, width: int) -> CompiledModel:
    one, other = f"marts.mart_{number}", f"marts.mart_{(number + 3) % each}"
    shown = ",\n    ".join(
        f"case when m.anzahl_{n} < 5 then null else (m.anzahl_{n} + 2) - (m.anzahl_{n} + 2) % 5 end as anzahl_{n}"
        for n in range(width - 4)
    )
    sql = f"""
with series as (select distinct ars, wert_0 from {one} union select ars, wert_0 from {other}),
months as (select distinct month from {one})
select months.month, series.ars, series.wert_0, case when m.ars is null then 'fehlt' else 'wert' end as status,
    {shown}
from months cross join series
left join {one} as m on m.ars = series.ars and m.month = months.month and m.wert_0 is not distinct from series.wert_0"""
    return _model("marts", f"offen_{number}", sql, one, other)


def seconds(work: Callable[[], T]) -> tuple[float, T]:
    """Return the CPU seconds that a piece of work takes, and its result."""
    begun = time.process_time()
    result = work()
    return time.process_time() - begun, result


def traced(models: list[CompiledModel], width: int, kept: Path) -> dict[str, ModelLineage]:
    """Trace the project, or read again what is kept of it."""
    cache = LineageCache(kept)
    lineages = trace_models(models, sources(width), {}, (), cache)
    cache.write()
    return lineages


def classed(lineages: Mapping[str, ModelLineage]) -> Mapping[str, Mapping[str, ColumnClass]]:
    """Let classes flow through the project: nothing is declared, so all of it is as strict as can be."""
    shipped = Project.at(SOURCE_ROOT, SOURCE_ROOT)
    manifest: dict[str, dict[str, object]] = {"sources": {}, "nodes": {}}
    return walk_classes(lineages, load_concept(shipped), {}, manifest, load_breakers(shipped), {})


def told(lineages: Mapping[str, ModelLineage]) -> str:
    """Return how much was traced."""
    columns = sum(len(lineage.columns) for lineage in lineages.values())
    refused = sum(len(lineage.refusals) for lineage in lineages.values())
    return f"{len(lineages)} Modelle, {columns} Spalten, {refused} nicht verfolgt"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", type=int, default=200)
    parser.add_argument("--columns", type=int, default=15, help="je Modell")
    asked = parser.parse_args()
    models = project(asked.models, asked.columns)
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder) / "lineage_cache.json"
        cold, lineages = seconds(lambda: traced(models, asked.columns, kept))
        warm, again = seconds(lambda: traced(models, asked.columns, kept))
        composing, origins = seconds(lambda: compose_origins(lineages))
        classing, classes = seconds(lambda: classed(lineages))
    assert classes.keys() == lineages.keys()
    assert again == lineages
    found = sum(len(column.all) for relation in origins.values() for column in relation.columns.values())
    print(f"{told(lineages)}; {found} Herkünfte")
    print(f"verfolgt: {cold:.2f} s CPU; unverändert: {warm:.2f} s; zusammengesetzt bis zur Landung: {composing:.2f} s")
    print(f"wirksame Klassen: {classing:.2f} s")


if __name__ == "__main__":
    main()
