# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The tables and sentences that the command prints, in German, and the same content as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import click
from rich.console import Console, RenderableType
from rich.table import Table

from godonu_platform.project import Project

_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


def is_month(text: str) -> bool:
    """Whether a text is a month as the command takes it."""
    return _MONTH.fullmatch(text) is not None


def number(count: int) -> str:
    """Return a count with German thousands separators."""
    return f"{count:,}".replace(",", ".")


def show(parts: Iterable[RenderableType], content: Any, json_: bool) -> None:
    """Print tables for people, or the content as JSON."""
    if json_:
        click.echo(json.dumps(content, ensure_ascii=False, indent=1, default=str))
        return
    console = Console(highlight=False)
    if not console.is_terminal:
        # a file or a pipe has no width of its own; 80 characters would fold every table
        console = Console(highlight=False, width=150)
    for part in parts:
        console.print(part)


def run(outcome: Any, project: Project) -> list[RenderableType]:
    """Say how a run ended: what arrived, was rejected, built, published, held back, and where to look."""
    report = outcome.report
    if outcome.nothing_new:
        return ["Nichts Neues: keine neue Lieferung, keine geänderte Regel. Der Stand bleibt, wie er ist.",
                *_places(project)]  # fmt: skip
    parts: list[RenderableType] = [*_arrived(report.get("eingang", [])), *_built(report.get("modelle", []))]
    parts += _published(report.get("veroeffentlichung", []))
    parts += _portal(report.get("portal", []))
    parts += [f"[red]{entry['fehler']}[/red]" for entry in report.get("herkunft", []) if entry["fehler"]]
    if report.get("status") == "fehlgeschlagen":
        parts.append("[red]Der Lauf ist nicht ganz gelungen.[/red] Einzelheiten zeigt »make ui« unter Runs.")
    return [*parts, *_places(project)]


def land(outcome: Any, project: Project) -> list[RenderableType]:
    """Say what landed."""
    return _arrived(outcome.report.get("eingang", []))


def sample(summary: Any, project: Project) -> str:
    """Say what the sample generator wrote."""
    return (
        f"{number(summary.files)} Beispiellieferungen mit erzeugten Zahlen liegen unter {project.inbox}.\n"
        "Weiter mit: godonu run"
    )


def status(state: Mapping[str, Any]) -> list[RenderableType]:
    """Say how things stand."""
    table = _table("Stand", "Datensatz", "Lieferungen", "Datensätze", "gelandet", "Quarantäne", "abgelehnt", "Monate")
    for row in state["datasets"]:
        months = f"{row['first_month']} bis {row['last_month']}" if row["first_month"] else "–"
        table.add_row(row["dataset"], *(number(row[k]) for k in _COUNTS), months)
    waiting = state["waiting"]
    last = state["last_run"]
    return [
        table,
        f"Im Eingang warten {number(len(waiting))} Dateien."
        + (" Noch nicht gerechnet: " + number(state["pending"]) + " Lieferungen." if state["pending"] else ""),
        f"Letzter Lauf: {last.get('finished_at', 'noch keiner')} ({last.get('status', '–')}).",
        *_catalogue(state["published"]),
    ]


def quarantine(rows: Sequence[Mapping[str, Any]]) -> list[RenderableType]:
    """List the deliveries with rejected records."""
    if not rows:
        return ["Die Quarantäne ist leer."]
    table = _table("Quarantäne", "Lieferung", "Datensatz", "Datei", "Spalte", "Grund", "Datensätze", "Meldung")
    for row in rows:
        table.add_row(
            row["batch"], row["dataset"], row["file"], row["column"] or "–", row["reason_code"],
            number(row["records"]), row["message"],
        )  # fmt: skip
    return [table, "Ansehen: godonu quarantine show LIEFERUNG · Wiederholen: godonu quarantine replay LIEFERUNG"]


def rejected(rows: Sequence[Mapping[str, Any]]) -> list[RenderableType]:
    """List rejected records with their reasons."""
    if not rows:
        return ["Zu dieser Lieferung liegt nichts in der Quarantäne."]
    table = _table("Abgewiesene Datensätze", "Zeile", "Spalte", "Grund", "Meldung")
    for row in rows:
        table.add_row(str(row["line"]), row["column"] or "–", row["reason_code"], row["message"])
    return [table]


def replays(results: Sequence[Mapping[str, Any]]) -> list[RenderableType]:
    """Say what replays brought."""
    if not results:
        return ["Die Quarantäne ist leer; es gibt nichts zu wiederholen."]
    table = _table("Wiederholung", "Lieferung", "jetzt gelandet", "weiter abgewiesen", "Meldung")
    for row in results:
        table.add_row(row["batch"], number(row["landed"]), number(row["rejected"]), row["message"])
    return [table, "Die nachgeholten Datensätze rechnet der nächste Lauf ein: godonu run"]


def plan(planned: Any) -> list[RenderableType]:
    """Say what a publication would change."""
    # imported here, because every other verb would pay for that room
    from godonu_platform.publication.plan import ACTION_TITLES

    return _published(
        [
            {
                "dataset": entry.dataset,
                "ergebnis": ACTION_TITLES[entry.action],
                "version": entry.version,
                "gruende": [*(f"{c.field}: {c.old} → {c.new}" for c in entry.changes), *entry.reasons],
            }
            for entry in planned.entries
        ],
        "Was sich ändern würde",
    )


_COUNTS = ("deliveries", "records", "landed", "rejected", "refused")


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", header_style="bold", show_edge=False)
    for place, column in enumerate(columns):
        table.add_column(column, overflow="fold", no_wrap=place == 0)
    return table


def _arrived(entries: Sequence[Mapping[str, Any]]) -> list[RenderableType]:
    if not entries:
        return []
    heads = ("Datensatz", "Lieferungen", "Datensätze", "gelandet", "Quarantäne", "abgelehnt", "schon da")
    table = _table("Angekommen", *heads)
    for entry in entries:
        keys = ("deliveries", "records", "landed", "rejected", "refused", "repeated")
        table.add_row(entry["dataset"], *(number(entry[key]) for key in keys))
    messages = [f"  [red]{entry['dataset']}: {entry['abbruch']}[/red]" for entry in entries if entry["abbruch"]]
    messages += [f"  {entry['dataset']}: {message}" for entry in entries for message in entry["messages"]]
    return [table, *(["Abgelehnte Lieferungen und Hinweise:", *messages] if messages else [])]


def _built(entries: Sequence[Mapping[str, Any]]) -> list[RenderableType]:
    lines: list[RenderableType] = []
    for entry in entries:
        lines.append(f"Gerechnet: {entry['gebaut']} von {entry['modelle']} Modellen, {entry['pruefungen']} Prüfungen.")
        lines += [f"  [red]Prüfung fehlgeschlagen:[/red] {name}" for name in entry["fehlgeschlagen"]]
        lines += [f"  zurückgehalten: {name}" for name in entry["uebersprungen"]]
        lines += [f"  [red]Fehler:[/red] {text}" for text in entry["fehler"]]
    return lines


def _published(
    entries: Sequence[Mapping[str, Any]], title: str = "Veröffentlicht und zurückgehalten"
) -> list[RenderableType]:
    if not entries:
        return []
    table = _table(title, "Datensatz", "Ergebnis", "Version", "Zeilen", "Begründung")
    for entry in entries:
        table.add_row(
            entry["dataset"], entry["ergebnis"], entry.get("version") or "–",
            number(entry["zeilen"]) if entry.get("zeilen") is not None else "–",
            _shortened(entry.get("gruende", [])),
        )  # fmt: skip
    return [table]


def _portal(entries: Sequence[Mapping[str, Any]]) -> list[RenderableType]:
    if not entries:
        return []
    from godonu_platform.terminal import portal_listings

    return list(portal_listings.published(entries))


def _shortened(reasons: Sequence[str], most: int = 4) -> str:
    told = list(reasons[:most])
    if len(reasons) > most:
        told.append(f"… und {number(len(reasons) - most)} weitere (godonu plan --json)")
    return "\n".join(told) or "–"


def _catalogue(entries: Sequence[Mapping[str, Any]]) -> list[RenderableType]:
    if not entries:
        return ["Im Katalog steht noch nichts."]
    table = _table("Im Katalog", "Datensatz", "Titel", "Version", "Stand")
    for entry in entries:
        table.add_row(entry["dataset"], entry["title"], entry["version"], entry["modified"])
    return [table]


def _places(project: Project) -> list[RenderableType]:
    return [
        "",
        f"Katalog (im Browser öffnen): {project.catalogue / 'index.html'}",
        f"Bericht des Laufs:           {project.reports / 'last_run.json'}",
        "Dagster-Oberfläche:          make ui",
    ]
