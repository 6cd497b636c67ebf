# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Keeps the verdict on events that also stood in a month whose rows are gone: they stay contradictions.

Landing compares only what is in the lake (landing.cross_month); without this, an event would count again once the
month that contradicts it has expired, and a published figure would change. Keep out: finding contradictions.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from godonu_platform.contracts.contract import Contract
from godonu_platform.landing.cross_month import FOLDER, update_cross_month
from godonu_platform.landing.staging import sync
from godonu_platform.project import Project

_NO_KEYS = ("dataset", "month")


def kept_conflicts(project: Project, dataset: str) -> Path:
    """Return where the keys lie that stood in a month which is gone; read by dbt with the others."""
    return project.lake / FOLDER / "_kept" / f"{dataset}.parquet"


def keep_conflicts(project: Project, dataset: str, months: Collection[str]) -> None:
    """Remember, before the rows of months go, which keys of theirs also stand in months that stay."""
    folder, target = project.lake / FOLDER / dataset, kept_conflicts(project, dataset)
    files = [*sorted(folder.glob("*.parquet")), *([target] if target.is_file() else [])]
    if not files:
        return
    rows = pa.concat_tables([pq.read_table(path) for path in files], promote_options="default")
    names = [name for name in rows.column_names if name not in _NO_KEYS]
    gone = pc.is_in(rows.column("month"), value_set=pa.array(sorted(months), pa.string()))
    torn = rows.filter(gone).select(names).group_by(names).aggregate([])
    former = pq.read_table(target) if target.is_file() else rows.slice(0, 0)
    staying = pa.concat_tables([rows.filter(pc.invert(gone)).join(torn, names, join_type="left semi"), former])
    staying = staying.filter(pc.invert(pc.is_in(staying.column("month"), value_set=pa.array(sorted(months)))))
    write_kept(target, staying.select(rows.column_names))


def write_kept(target: Path, rows: pa.Table) -> None:
    """Write the kept keys in one step, each once; remove the file when there are none."""
    if rows.num_rows == 0:
        target.unlink(missing_ok=True)
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    half = target.with_name(f".{target.name}.tmp")
    pq.write_table(rows.group_by(rows.column_names).aggregate([]), half, store_schema=False)
    sync(half)
    os.replace(half, target)
    sync(target.parent)


def forget_conflicts(project: Project, datasets: Collection[str], contracts: Mapping[str, Contract]) -> None:
    """Compare what is left in the lake anew, so that no key of a row that is gone stays in the index."""
    for dataset in datasets:
        shutil.rmtree(project.lake / FOLDER / dataset, ignore_errors=True)
    update_cross_month(project, dict(contracts))
