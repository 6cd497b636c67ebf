# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the command shows of an erasure: counts, what a search found before and after, what is held back.

Keep out: case numbers and pseudonyms, in every form.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import RenderableType
from rich.table import Table

from godonu_platform.governance.erasure import Erased, ErasureProof, anything_unfinished
from godonu_platform.project import Project
from godonu_platform.terminal.listings import number


def told(project: Project, done: Sequence[Erased]) -> list[RenderableType]:
    """Return what was done as tables and sentences."""
    if not done:
        return ["Es gibt keine abgebrochene Löschung."]
    parts: list[RenderableType] = []
    for one in done:
        if not one.proof.searched_words:
            parts.append("Eine abgebrochene Löschung wurde zu Ende gebracht.")
        parts += [*_removed(one.proof), _found(one.proof), *_to_do(one.proof), f"Nachweis: {one.path}"]
    return parts


def as_json(done: Sequence[Erased]) -> list[dict[str, Any]]:
    """Return the proofs with their places."""
    return [
        one.proof.model_dump(mode="json")
        | {"left": one.proof.left, "complete": one.proof.complete, "path": str(one.path)}
        for one in done
    ]


def broken_off(project: Project, place: str) -> str:
    """Say that an erasure did not come to its end, and what to do."""
    if anything_unfinished(project):
        return (
            f"Die Löschung ist abgebrochen ({place}). Sie ist vermerkt und wird fortgesetzt: "
            "Bitte »godonu erase« mit denselben Nummern wiederholen, oder »godonu erase --resume«."
        )
    return f"Die Löschung ist abgebrochen ({place}), bevor etwas gelöscht wurde. Bitte wiederholen."


def _removed(proof: ErasureProof) -> list[RenderableType]:
    if not (proof.deliveries or proof.lake or proof.quarantine):
        return [f"Zu den angegebenen Nummern ({number(proof.numbers)}) liegt nichts vor."]
    records = sum(delivery.records for delivery in proof.deliveries)
    lines = [
        f"{number(records)} Datensätze aus {number(len(proof.deliveries))} Lieferungen entfernt",
        *(f"{number(rows)} Zeilen aus dem Datensee entfernt ({dataset})" for dataset, rows in proof.lake.items()),
        f"{number(proof.quarantine)} Zeilen aus der Quarantäne entfernt",
        f"{number(sum(proof.warehouse.values()))} Zeilen aus dem Warehouse entfernt",
    ]
    months = sorted({month for found in proof.months.values() for month in found})
    return [*lines, f"Neu zu rechnen sind die Monate {', '.join(months)}; das tut der nächste Lauf."]


def _found(proof: ErasureProof) -> Table:
    title = "Suche nach Nummern und Pseudonymen"
    table = Table(title=title, title_justify="left", header_style="bold", show_edge=False)
    for name in ("Ort", "Fundstellen vorher", "Fundstellen danach"):
        table.add_column(name)
    for area, after in proof.found_after.items():
        table.add_row(area, number(proof.found_before.get(area, 0)), number(after))
    return table


def _to_do(proof: ErasureProof) -> list[RenderableType]:
    lines: list[RenderableType] = []
    if proof.left:
        lines.append("[red]Es ist noch etwas zu finden.[/red] Bitte dem Betrieb melden und nicht veröffentlichen.")
    if proof.waiting:
        lines.append(
            "Im Eingang wartet noch mindestens eine Lieferung mit diesen Nummern. Bitte dort entfernen oder "
            "die Quelle um eine neue Lieferung bitten; sonst kommen die Vorgänge wieder herein."
        )
    if proof.unreadable:
        told = ", ".join(proof.unreadable)
        lines.append(f"[red]Nicht lesbar waren:[/red] {told}. Bitte die Zuordnung prüfen und wiederholen.")
    for key, count in proof.missing_keys.items():
        lines.append(
            f"{number(count)} Lieferungen kamen mit dem Schlüssel »{key}«, der nicht gesetzt ist. Was von ihnen nur "
            "noch unter Pseudonym liegt, ist so nicht zu finden. Bitte mit diesem Schlüssel wiederholen; gibt es ihn "
            "nicht mehr, sind diese Pseudonyme niemandem mehr zuzuordnen."
        )
    for dataset, months in proof.held_back.items():
        lines.append(
            f"Zurückgehalten, bis neu entschieden ist: {dataset} ({', '.join(months)}). "
            f"Weiter mit: godonu decide {dataset}"
        )
    if not proof.searched_words:
        lines.append("Gesucht wurde nur nach Pseudonymen. Bitte »godonu erase« mit denselben Nummern wiederholen.")
    return lines
