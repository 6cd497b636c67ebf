# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the command prints about the portal: plan field by field, result, state, differences; and the same as JSON.

Keep out: planning and publishing (publication).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.console import RenderableType
from rich.markup import escape
from rich.table import Table

from godonu_platform.terminal import listings

if TYPE_CHECKING:
    from godonu_platform.publication.portal_publication import PortalResult
    from godonu_platform.publication.portal_publication_state import PortalState
    from godonu_platform.publication.unpublishing import Unpublished


def plan(result: PortalResult, address: str) -> Iterator[RenderableType]:
    """Say what a publication into the portal would change, field by field, and what the gate says."""
    from godonu_platform.catalogs.ckan.orders import ACTION_TITLES

    if result.plan is None:
        yield f"[red]{escape(result.problem)}[/red]"
        return
    table = _table(f"Was sich im Portal ändern würde ({address})", "Datensatz", "Ergebnis", "Freigabe", "Begründung")
    for entry in result.plan.entries:
        reasons = "\n".join(escape(reason) for reason in entry.reasons[:4])
        table.add_row(entry.dataset, ACTION_TITLES[entry.action], _gate(result, entry.dataset), reasons or "–")
    yield table
    for entry in result.plan.entries:
        if entry.changes:
            yield _changes(entry.dataset, entry.changes)
    yield from _lost(result.plan.lost)
    yield from (escape(note) for note in result.plan.notes)
    if result.plan.has_changes:
        yield f"\nGenau diesen Plan anwenden: godonu publish --portal ckan --plan {result.plan.id}"
    else:
        yield "\nEs gibt nichts zu tun."


def plan_json(result: PortalResult) -> dict[str, Any]:
    """Return the plan for --json."""
    told = result.plan.model_dump(mode="json") if result.plan else {}
    return {**told, "problem": result.problem, "exit_code": result.exit_code}


def published(entries: Sequence[Mapping[str, Any]]) -> Iterator[RenderableType]:
    """Say what a run did in the portal; nothing where there is none."""
    if not entries:
        return
    there = next((entry["adresse"].rsplit("/dataset/", 1)[0] for entry in entries if entry["adresse"]), "")
    title = f"Im Portal ({there})" if there else "Im Portal"
    table = _table(title, "Datensatz", "Ergebnis", "Schreibzugriffe", "Begründung")
    for entry in entries:
        told = "\n".join(escape(reason) for reason in entry["gruende"][:4])
        colour = "red" if entry["abgebrochen"] else "default"
        written = listings.number(entry["schreibzugriffe"])
        table.add_row(entry["dataset"], entry["ergebnis"], written, f"[{colour}]{told or '–'}[/]")
    yield table
    if any(entry["abgebrochen"] for entry in entries):
        yield (
            "[red]Im Portal ist nicht alles angekommen.[/red] Daten und lokaler Katalog sind fertig. Nachholen: "
            "godonu publish --portal ckan"
        )


def state(found: PortalState) -> Iterator[RenderableType]:
    """Say what the portal is and what is lost there."""
    yield f"Portal: {found.url}"
    yield f"Token: {'gesetzt' if found.token else 'nicht gesetzt (GODONU_CKAN_TOKEN); nur Lesen ist möglich'}"
    yield f"Ziele der Entscheidungen: {found.targets}"
    if found.problem:
        yield f"[red]{escape(found.problem)}[/red]"
        return
    yield f"CKAN {found.version}, Erweiterungen: {', '.join(found.extensions)}"
    yield f"Größte Datei: {found.upload_limit}"
    yield from _lost(found.lost)
    table = _table("Veröffentlichte Datensätze dort", "Datensatz", "Version", "Adresse")
    for dataset in found.datasets:
        table.add_row(dataset.dataset, dataset.version, dataset.url)
    yield table if found.datasets else "Von dieser Installation steht dort noch nichts."


def differences(result: PortalResult) -> Iterator[RenderableType]:
    """Say in what the portal differs from what was published."""
    if result.problem:
        yield f"[red]{escape(result.problem)}[/red]"
        return
    if not result.differences:
        yield "Das Portal zeigt, was veröffentlicht wurde."
        return
    table = _table("Im Portal anders als veröffentlicht", "Datensatz", "Was", "erwartet", "im Portal")
    for found in result.differences:
        table.add_row(found.dataset, escape(found.what), escape(str(found.expected)), escape(str(found.found)))
    yield table
    yield "Nichts wurde überschrieben."
    yield "Ansehen: godonu plan --portal ckan · Wiederherstellen: godonu publish --portal ckan"


def differences_json(result: PortalResult) -> dict[str, Any]:
    """Return the differences for --json."""
    rows = [
        {"dataset": d.dataset, "what": d.what, "expected": d.expected, "found": d.found} for d in result.differences
    ]
    return {"differences": rows, "problem": result.problem, "exit_code": result.exit_code}


def unpublished(done: Unpublished) -> Iterator[RenderableType]:
    """Say what was taken off, and what is to be done now."""
    stop = done.stop
    yield f"Zurückgezogen: {stop.dataset}, durch {stop.person}. Vermerkt in reports/unpublished.ndjson."
    yield "Lokaler Katalog: " + ("Dateien weg, ein Hinweis bleibt." if done.local else "stand dort nicht.")
    if done.portal is not None and not done.portal.failed:
        gone = f"Dateien und Tabelle weg, ein Hinweis bleibt: {done.portal.url or ''}"
        yield "Portal: " + (gone if done.portal.action != "unchanged" else "stand dort nicht.")
    told = [*([done.problem] if done.problem else []), *(done.portal.problems if done.portal else ())]
    yield from (f"[red]{escape(problem)}[/red]" for problem in told)
    if done.exit_code:
        yield "[red]Im Portal steht der Datensatz vielleicht noch.[/red] Bitte den Befehl wiederholen."
    yield f"Er bleibt zu, bis neu entschieden ist: godonu decide {stop.dataset}"


def _gate(result: PortalResult, dataset: str) -> str:
    order = result.order_of(dataset)
    words = {"offen": "offen", "nicht_offen": "nicht offen", "gestoppt": "angehalten"}
    return words[order.gate.outcome] if order is not None and order.gate is not None else "–"


def _changes(dataset: str, changes: Sequence[Any]) -> Table:
    table = _table(f"\n{dataset}", "Feld", "bisher im Portal", "neu")
    for change in changes:
        by_hand = " (im Portal von Hand geändert)" if change.by_hand else ""
        table.add_row(escape(change.field) + by_hand, escape(change.old) or "–", escape(change.new) or "–")
    return table


def _lost(lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield "Was dieses Portal nicht zeigt:"
        yield from (f"  - {escape(line)}" for line in lines)


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", header_style="bold", show_edge=False)
    for place, column in enumerate(columns):
        table.add_column(column, overflow="fold", no_wrap=place == 0)
    return table
