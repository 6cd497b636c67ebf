# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The `godonu` command: each verb is one call down, and a listing is also there as JSON.

Keep out: any work. Exit codes: 0 done as decided, 1 something failed, 2 wrong use, 3 the gate stopped a publication.
"""

from __future__ import annotations

import secrets
import sys
from collections.abc import Callable
from dataclasses import asdict
from functools import wraps
from pathlib import Path
from typing import Any

import click

from godonu_platform.project import Project, SettingsMistake
from godonu_platform.terminal import (
    deciding,
    explaining,
    governance_verbs,
    lineage_verbs,
    listings,
    portal_verbs,
    recording,
)
from godonu_platform.warehouse import BuildFailed
from godonu_platform.yaml_model import YamlMistakes

FAILED, WRONG_USE = 1, 2
EARLIEST_MONTH = "2015-01"
as_json = click.option("--json", "json_", is_flag=True, help="Ausgabe als JSON.")


def told(verb: Callable[..., Any]) -> Callable[..., Any]:
    """Say a steward's mistakes as sentences instead of a traceback: exit code 2, or 1 where a tool could not run."""

    @wraps(verb)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        try:
            return verb(*args, **kwargs)
        except (YamlMistakes, SettingsMistake) as mistake:
            click.echo(str(mistake), err=True)
            sys.exit(WRONG_USE)
        except BuildFailed as failure:
            click.echo(str(failure), err=True)
            sys.exit(FAILED)

    return wrapper


@click.group(help="GoDonu: Lieferungen annehmen, prüfen, rechnen, freigeben, veröffentlichen.")
@click.version_option(package_name="godonu-platform", prog_name="godonu")
def main() -> None:
    """Collect the verbs."""


@main.command(help="Beispiellieferungen in den Eingang schreiben.")
@click.option("--seed", default=20261101, show_default=True, help="Ausgangszahl; gleiche Zahl, gleiche Daten.")
@told
def sample(seed: int) -> None:
    """Write the sample deliveries."""
    from godonu_platform.sample import write_sample
    from godonu_platform.terminal.watching import on_terminal

    project = Project.from_environment()
    with on_terminal():
        summary = write_sample(project, seed=seed)
    click.echo(listings.sample(summary, project))


@main.command(help="Lieferungen annehmen: ohne PFAD alles im Eingang, mit PFAD genau diese Dateien.")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PFAD]…")
@click.option("--ars", help="Regionalschlüssel der liefernden Kommune (mit PFAD).")
@click.option("--dataset", help="Datensatz, zu dem die Dateien gehören (mit PFAD).")
@as_json
@told
def land(paths: tuple[Path, ...], ars: str | None, dataset: str | None, json_: bool) -> None:
    """Land the inbox or the given files."""
    if paths and not (ars and dataset):
        raise click.UsageError("Mit PFAD bitte auch --ars und --dataset angeben.")
    if not paths and (ars or dataset):
        raise click.UsageError("--ars und --dataset gelten nur zusammen mit einem PFAD.")
    from godonu_platform.terminal import running

    project = Project.from_environment()
    wrong = running.wrong_delivery(project, paths, ars, dataset) if paths else None
    if wrong:
        raise click.UsageError(wrong)
    outcome = running.land(project, [p.absolute() for p in paths], ars, dataset)
    listings.show(listings.land(outcome, project), outcome.as_dict(), json_)
    sys.exit(outcome.exit_code)


@main.command(help="Alles: annehmen, prüfen, rechnen, freigeben, veröffentlichen.")
@click.option("--month", "months", multiple=True, metavar="JJJJ-MM", help="Diesen Monat neu rechnen (mehrfach).")
@click.option("--full", is_flag=True, help="Alle Monate neu rechnen.")
@as_json
@told
def run(months: tuple[str, ...], full: bool, json_: bool) -> None:
    """Run everything."""
    project = Project.from_environment()
    latest = f"{project.clock():%Y-%m}"
    wrong = [m for m in months if not listings.is_month(m) or not EARLIEST_MONTH <= m <= latest]
    if wrong:
        raise click.UsageError(
            f"--month erwartet JJJJ-MM von {EARLIEST_MONTH} bis {latest}, z. B. 2026-10; nicht: {', '.join(wrong)}"
        )
    from godonu_platform.terminal import running

    if months:
        governance_verbs.refuse_gone(project, months)
    outcome = running.run(project, list(months), full=full)
    listings.show(listings.run(outcome, project), outcome.as_dict(), json_)
    sys.exit(outcome.exit_code)


@main.command(help="Stand: was liegt im Eingang, was ist angekommen, was ist veröffentlicht.")
@as_json
@told
def status(json_: bool) -> None:
    """Show the state."""
    from godonu_platform.terminal import state

    current = state.read(Project.from_environment())
    listings.show(listings.status(current), current, json_)


@main.command(help="Gemessene Güte der Datensätze; mit DATENSATZ auch je Kommune und Monat, mit Gründen.")
@click.argument("dataset", required=False, metavar="[DATENSATZ]")
@click.option("--ars", help="Nur diese Kommune (Regionalschlüssel).")
@click.option("--month", metavar="JJJJ-MM", help="Nur dieser Monat.")
@as_json
@told
def grades(dataset: str | None, ars: str | None, month: str | None, json_: bool) -> None:
    """Show the grades."""
    from godonu_platform.terminal import grading

    grading.show(Project.from_environment(), dataset, ars, month, json_)


@main.command(help="dbt-Dokumentation als eine Seite schreiben.")
@told
def docs() -> None:
    """Write the dbt docs."""
    from godonu_platform.terminal import documentation

    for path in documentation.write(Project.from_environment()):
        click.echo(f"Geschrieben: {path}")


@main.command(help="Einen neuen Schlüssel für Pseudonyme erzeugen und zeigen, wie er gesetzt wird.")
@click.option("--id", "key_id", required=True, help="Name des Schlüssels, z. B. 2026-a.")
def schluessel(key_id: str) -> None:
    """Make a key; it is printed once and stored nowhere."""
    click.echo("# Diese Zeilen gehören in die geschützte Umgebung des Betriebs, nie in eine Datei des Projekts:")
    click.echo(f"export GODONU_HMAC_KEY_ID={key_id}")
    click.echo(f"export GODONU_HMAC_KEY={secrets.token_hex(32)}")


@main.group(help="Abgewiesene Datensätze ansehen und nach einer Korrektur wiederholen.")
def quarantine() -> None:
    """Collect the verbs of the quarantine."""


@quarantine.command("list", help="Lieferungen mit abgewiesenen Datensätzen.")
@as_json
@told
def quarantine_list(json_: bool) -> None:
    """List deliveries with rejected records."""
    from godonu_platform.landing import quarantine as shelf

    rows = [asdict(entry) for entry in shelf.list_quarantine(Project.from_environment())]
    listings.show(listings.quarantine(rows), rows, json_)


@quarantine.command("show", help="Die abgewiesenen Datensätze einer Lieferung.")
@click.argument("batch")
@click.option("--limit", default=50, show_default=True)
@as_json
@told
def quarantine_show(batch: str, limit: int, json_: bool) -> None:
    """Show the rejected records of one delivery."""
    from godonu_platform.landing import quarantine as shelf

    rows = shelf.show_quarantine(Project.from_environment(), batch, limit)
    listings.show(listings.rejected(rows), rows, json_)


@quarantine.command("replay", help="Eine Lieferung noch einmal lesen und annehmen, was jetzt richtig ist.")
@click.argument("batches", nargs=-1)
@click.option("--all", "all_", is_flag=True, help="Alle Lieferungen mit abgewiesenen Datensätzen.")
@as_json
@told
def quarantine_replay(batches: tuple[str, ...], all_: bool, json_: bool) -> None:
    """Replay rejected records."""
    if bool(batches) == all_:
        raise click.UsageError("Bitte entweder Lieferungen nennen oder --all angeben.")
    from godonu_platform.terminal import running

    results = running.replay(Project.from_environment(), list(batches))
    listings.show(listings.replays(results), results, json_)
    sys.exit(0 if all(result["repeated"] for result in results) else FAILED)


# Verbs that live in rooms of their own; mistakes are told alike.
_single = (deciding.decide, explaining.explain, recording.records, *governance_verbs.VERBS, *portal_verbs.VERBS)
_groups = (lineage_verbs.lineage, portal_verbs.portal)
for verb in (*_single, *(verb for group in _groups for verb in group.commands.values())):
    verb.callback = told(verb.callback) if verb.callback else None
for room in (*_single, *_groups):
    main.add_command(room)


if __name__ == "__main__":
    main()
