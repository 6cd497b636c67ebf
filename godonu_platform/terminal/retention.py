# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the command shows of the Löschregeln: the plan as a table, what was removed, and which months are frozen.

Keep out: deciding and removing (governance.retention); Dagster's store is asked through components.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from rich.console import RenderableType
from rich.table import Table

from godonu_platform.contracts.contract import load_contracts
from godonu_platform.governance import retention
from godonu_platform.governance.retention_plan import PlanItem, RetentionPlan
from godonu_platform.landing.frozen_months import computable
from godonu_platform.landing.registry import landed_batches
from godonu_platform.project import Project
from godonu_platform.terminal.listings import number

_SHELVES = {
    "datensee": "Datensee: Zeilen",
    "lieferungen": "Lieferungen: Dateien",
    "quarantaene": "Quarantäne",
    "berichte": "Lieferberichte: Dateinamen",
    "warehouse": "Warehouse: Zeilen",
    "laeufe": "Dagster: Läufe",
}
Shown = tuple[list[RenderableType], Any]


def planned(project: Project) -> Shown:
    """Make and store the plan; return it as a table and as JSON."""
    plan, path = retention.plan(project, lambda before: _runs(project).count_runs(project, before))
    parts: list[RenderableType] = []
    if plan.items:
        parts += [_table(plan.items), _months(plan)]
        parts += [f"Plan {plan.id}: {path}", "Anwenden: godonu retention --apply"]
    else:
        parts.append("Nach den Löschregeln ist heute nichts zu löschen.")
    return [*parts, *_gaps(plan)], plan.model_dump(mode="json")


def applied(project: Project) -> Shown:
    """Apply the stored plan; return what was removed. Raises NotPlanned."""
    runs = _runs(project)
    done = retention.apply(
        project,
        lambda before: runs.count_runs(project, before),
        lambda before: runs.remove_runs(project, before),
    )
    proof = done.proof
    table = Table(title="Gelöscht", title_justify="left", header_style="bold", show_edge=False)
    for name in ("Löschklasse", "Dinge", "Zeilen", "Größe"):
        table.add_column(name)
    for entry in proof.sums:
        table.add_row(entry.title, number(entry.things), number(entry.rows), _size(entry.size))
    parts: list[RenderableType] = ["Eine abgebrochene Löschung wurde zu Ende gebracht."] if done.resumed else []
    parts += [table] if proof.removed else ["Es war nichts zu löschen."]
    parts += [f"Bleibt noch: {reason}" for reason in proof.held]
    parts += [
        f"Nicht mehr neu berechenbar: {dataset} {', '.join(months)}. Die Zahlen dieser Monate bleiben."
        for dataset, months in sorted(proof.frozen.items())
    ]
    return [*parts, f"Nachweis: {done.path}"], proof.model_dump(mode="json")


def gone_months(project: Project, months: Sequence[str]) -> list[str]:
    """Return which of some months nothing can be computed of any more."""
    month_wise = {name for name, contract in load_contracts(project).items() if contract.month_column}
    brought: dict[str, set[str]] = {name: set() for name in month_wise}
    for report in landed_batches(project, datasets=month_wise):
        brought[report.dataset].update(report.months)
    return sorted(set(months) - computable(project, months, brought))


def _runs(project: Project) -> Any:
    # Dagster costs seconds to import: only where it has a store
    from godonu_platform.components import run_retention

    return run_retention


def _table(items: Iterable[PlanItem]) -> Table:
    table = Table(title="Zu löschen", title_justify="left", header_style="bold", show_edge=False)
    for name in ("Ablage", "Was", "Löschklasse", "fällig seit", "Anzahl", "Größe", "Hinweis"):
        table.add_column(name, overflow="fold")
    rows: dict[tuple[str, str, str, str], list[PlanItem]] = {}
    for item in items:
        rows.setdefault((item.shelf, _what(item), item.rule, item.held), []).append(item)
    for (shelf, what, rule, held), group in rows.items():
        # files count themselves, the others say how many rows (or runs) they hold
        count = sum(item.rows if item.rows is not None else 1 for item in group)
        size = sum(item.size for item in group)
        since: date = min(item.since for item in group)
        table.add_row(_SHELVES[shelf], what, rule, f"{since:%d.%m.%Y}", number(count), _size(size), held or "–")
    return table


def _what(item: PlanItem) -> str:
    if item.shelf == "warehouse":
        return f"{item.place} {item.month}"
    if item.shelf == "laeufe":
        return "beendete Läufe mit Ereignissen und Ausgaben"
    return " ".join(part for part in (item.dataset, item.month) if part)


def _months(plan: RetentionPlan) -> str:
    months = sorted({f"{item.dataset} {item.month}" for item in plan.going if item.shelf == "datensee" and item.month})
    if not months:
        return "Kein Monat verliert seine Zeilen."
    return f"Danach nicht mehr neu berechenbar (die Zahlen bleiben): {', '.join(months)}."


def _gaps(plan: RetentionPlan) -> list[RenderableType]:
    return ["Ohne anwendbare Löschregel:", *(f"  {gap}" for gap in plan.gaps)] if plan.gaps else []


def _size(count: int) -> str:
    if not count:
        return "–"
    if count < 1_000_000:
        return f"{max(1, round(count / 1000))} kB"
    return f"{number(round(count / 1_000_000))} MB"
