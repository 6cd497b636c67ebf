# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The verbs of publication: plan and publish, each also for the portal; portal status and verify; unpublish.

Keep out: any work; each verb is one call down.
"""

from __future__ import annotations

import sys

import click

from godonu_platform.project import Project
from godonu_platform.terminal import listings

_DONE, _WRONG_USE, _STOPPED = 0, 2, 3
_json = click.option("--json", "json_", is_flag=True, help="Ausgabe als JSON.")
_portal = click.option("--portal", type=click.Choice(["ckan"]), help="Ins Portal statt in den lokalen Katalog.")


@click.command(help="Zeigen, was eine Veröffentlichung ändern würde, ohne etwas zu veröffentlichen.")
@_portal
@_json
def plan(portal: str | None, json_: bool) -> None:
    """Plan a publication."""
    from godonu_platform.contracts.contract import load_contracts
    from godonu_platform.publication.collected import current_evidence

    project = Project.from_environment()
    if portal is None:
        from godonu_platform.publication.plan import plan_publication

        planned = plan_publication(project, load_contracts(project), current_evidence(project))
        listings.show(listings.plan(planned), planned.model_dump(mode="json"), json_)
        sys.exit(_STOPPED if planned.stopped else _DONE)
    from godonu_platform.publication.portal_publication import portal_calls, publish_to_portal
    from godonu_platform.terminal import portal_listings

    address = portal_calls(project, writing=False).url
    result = publish_to_portal(project, load_contracts(project), current_evidence(project), plan_only=True)
    listings.show(portal_listings.plan(result, address), portal_listings.plan_json(result), json_)
    sys.exit(result.exit_code)


@click.command(help="Freigabe prüfen und veröffentlichen, ohne neu zu rechnen; mit --portal nur ins Portal.")
@_portal
@click.option("--plan", "plan_id", metavar="NUMMER", help="Genau diesen gezeigten Plan anwenden (mit --portal).")
@_json
def publish(portal: str | None, plan_id: str | None, json_: bool) -> None:
    """Publish what the gate lets pass."""
    if plan_id and portal is None:
        raise click.UsageError("--plan gilt nur zusammen mit --portal ckan.")
    from godonu_platform.terminal import running

    project = Project.from_environment()
    if portal is None:
        outcome = running.publish(project)
    else:
        from godonu_platform.publication.portal_publication import CannotPublish, check_portal

        try:
            check_portal(project, plan_id)
        except CannotPublish as wrong:
            click.echo(str(wrong), err=True)
            sys.exit(_WRONG_USE)
        outcome = running.publish_to_portal(project, plan_id)
    listings.show(listings.run(outcome, project), outcome.as_dict(), json_)
    sys.exit(outcome.exit_code)


@click.group(help="Das öffentliche Portal (CKAN): wie es steht, und ob es zeigt, was veröffentlicht wurde.")
def portal() -> None:
    """Collect the verbs of the portal."""


@portal.command("status", help="Was das Portal ist, was es kann, was dort steht und was es nicht zeigen kann.")
@_json
def status(json_: bool) -> None:
    """Show the state of the portal."""
    from godonu_platform.publication.portal_publication_state import portal_state
    from godonu_platform.terminal import portal_listings

    found = portal_state(Project.from_environment())
    listings.show(portal_listings.state(found), found.as_dict(), json_)
    sys.exit(1 if found.problem else _DONE)


@portal.command("verify", help="Alles zurücklesen und mit dem Veröffentlichten vergleichen; ändert nichts.")
@_json
def verify(json_: bool) -> None:
    """Read everything back."""
    from godonu_platform.contracts.contract import load_contracts
    from godonu_platform.publication.collected import current_evidence
    from godonu_platform.publication.portal_publication import verify_portal
    from godonu_platform.terminal import portal_listings

    project = Project.from_environment()
    result = verify_portal(project, load_contracts(project), current_evidence(project))
    listings.show(portal_listings.differences(result), portal_listings.differences_json(result), json_)
    sys.exit(1 if result.problem or result.differences else _DONE)


@click.command(help="Im Notfall: einen Datensatz sofort aus Portal und lokalem Katalog nehmen; ein Hinweis bleibt.")
@click.argument("dataset", metavar="DATENSATZ")
@click.option("--now", "now", is_flag=True, help="Bestätigt, dass es sofort geschehen soll.")
@click.option("--reason", required=True, metavar="TEXT", help="Warum; steht danach öffentlich auf der Seite.")
@click.option("--person", required=True, metavar="KENNUNG", help="Wer das veranlasst, z. B. p-3f9a1c; nie ein Name.")
@click.option("--yes", is_flag=True, help="Nicht nachfragen.")
@_json
def unpublish(dataset: str, now: bool, reason: str, person: str, yes: bool, json_: bool) -> None:
    """Take a dataset off at once."""
    from godonu_platform.publication.unpublishing import CannotUnpublish
    from godonu_platform.publication.unpublishing import unpublish as take_off
    from godonu_platform.terminal import portal_listings

    if not now:
        raise click.UsageError(
            "Ohne --now geschieht nichts. In Ruhe geht es anders: im Katalogeintrag unter »deprecation« ankündigen, "
            f"oder mit »godonu decide {dataset}« widerrufen."
        )
    if not yes:
        click.confirm(f"{dataset} jetzt für alle aus Portal und Katalog nehmen?", abort=True, err=True)
    try:
        done = take_off(Project.from_environment(), dataset, reason, person)
    except CannotUnpublish as wrong:
        click.echo(str(wrong), err=True)
        sys.exit(_WRONG_USE)
    listings.show(portal_listings.unpublished(done), done.as_dict(), json_)
    sys.exit(done.exit_code)


VERBS = (plan, publish, unpublish)
