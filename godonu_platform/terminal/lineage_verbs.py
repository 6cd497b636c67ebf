# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The verbs `godonu lineage send` and `godonu lineage status`: what waits for the receiver of lineage events.

Keep out: sending itself (lineage.forwarding).
"""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import Any

import click

from godonu_platform.project import Project, SettingsMistake
from godonu_platform.terminal import listings

_DONE, _FAILED = 0, 1
_json = click.option("--json", "json_", is_flag=True, help="Ausgabe als JSON.")


@click.group(help="Herkunftsereignisse (OpenLineage): was wartet, und an den Empfänger weitergeben.")
def lineage() -> None:
    """Collect the verbs of lineage events."""


@lineage.command("send", help="Wartende Ereignisse an GODONU_OPENLINEAGE_URL senden; bricht nach einer Weile ab.")
@click.option("--seconds", default=300, show_default=True, type=click.IntRange(min=1), help="So lange höchstens.")
@click.option("--refused", is_flag=True, help="Auch die beiseitegelegten Ereignisse noch einmal senden.")
@_json
def send(seconds: int, refused: bool, json_: bool) -> None:
    """Send what waits."""
    from godonu_platform.lineage import forwarding

    project = Project.from_environment()
    if project.receiver is None:
        raise SettingsMistake(
            "Es ist kein Empfänger eingestellt: Bitte GODONU_OPENLINEAGE_URL setzen, "
            "z. B. auf https://herkunft.example.org/api/v1/lineage."
        )
    if refused:
        forwarding.take_up_refused(project)
    outcome = forwarding.send(project, forwarding.Patience(total=seconds))
    listings.show([forwarding.in_words(outcome)], asdict(outcome), json_)
    sys.exit(_DONE if outcome.reason in ("alles_gesendet", "schon_unterwegs") and not outcome.refused else _FAILED)


@lineage.command("status", help="Wie viele Ereignisse warten, wie viele beiseiteliegen, was der letzte Versuch ergab.")
@_json
def status(json_: bool) -> None:
    """Show what waits."""
    state = _state(Project.from_environment())
    listings.show(_sentences(state), state, json_)


def _state(project: Project) -> dict[str, Any]:
    from godonu_platform.lineage import forwarding, outbox

    waiting = sum(bool(event.line) for event in outbox.waiting(project, outbox.acknowledged(project)))
    return {
        "receiver": project.receiver.url if project.receiver else None,
        "namespace": f"godonu://{project.installation}",
        "waiting": waiting,
        "bytes": outbox.size(project),
        "refused": forwarding.refused_count(project),
        "last": forwarding.last_outcome(project),
    }


def _sentences(state: dict[str, Any]) -> list[str]:
    last = state["last"]
    told = [
        f"Empfänger: {state['receiver'] or 'keiner eingestellt (GODONU_OPENLINEAGE_URL)'}, als {state['namespace']}.",
        f"Es warten {listings.number(state['waiting'])} Ereignisse; alle Dateien zusammen haben "
        f"{listings.number(state['bytes'])} Byte.",
    ]
    if last:
        told.append(f"Letzter Versuch {last['at']}: {last['words']}")
    if state["refused"]:
        told.append(
            f"Beiseitegelegt, weil der Empfänger sie nicht annimmt: {listings.number(state['refused'])}. "
            "Noch einmal senden: godonu lineage send --refused"
        )
    return told
