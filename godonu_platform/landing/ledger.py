# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The second ledger, reports/ledger.json: landed = unique + duplicates + conflicts, per delivery and in all."""

from __future__ import annotations

import json
from typing import Any

from godonu_platform.project import Project
from godonu_platform.warehouse import replace_text

_COUNTS = ("landed", "unique", "duplicates", "superseded", "conflicts")


def write_ledger(project: Project) -> dict[str, bool]:
    """Write the ledger from the warehouse copy and return for each dataset whether its sums add up.

    `superseded` is a part of `duplicates`. A sum that is off means lost or doubled rows; the gate is told.
    """
    import duckdb

    with duckdb.connect(str(project.warehouse_ro), read_only=True) as connection:
        rows = connection.execute(
            "select batch, dataset, sum(landed), sum(unique_records), sum(duplicates), sum(superseded), sum(conflicts) "
            "from marts.delivery_ledger group by batch, dataset order by dataset, batch"
        ).fetchall()
    deliveries: list[dict[str, Any]] = [
        {"batch": row[0], "dataset": row[1], **{name: int(n) for name, n in zip(_COUNTS, row[2:], strict=True)}}
        for row in rows
    ]
    total = {name: sum(d[name] for d in deliveries) for name in _COUNTS}
    ledger = {"total": total, "deliveries": deliveries}
    replace_text(project.reports / "ledger.json", json.dumps(ledger, indent=1) + "\n")
    adds_up: dict[str, bool] = {}
    for d in deliveries:
        right = d["landed"] == d["unique"] + d["duplicates"] + d["conflicts"]
        adds_up[d["dataset"]] = adds_up.get(d["dataset"], True) and right
    return adds_up
