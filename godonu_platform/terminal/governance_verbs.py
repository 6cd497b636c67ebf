# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The verbs `godonu retention` and `godonu erase`: apply the Löschregeln, erase single cases.

Case numbers come from standard input alone: a command line is seen by every process and kept in histories.
Keep out: what is removed and how (governance), and how it is told (retention, erasing).
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from godonu_platform.project import Project
from godonu_platform.terminal import listings

_DONE, _FAILED, _WRONG_USE = 0, 1, 2
_json = click.option("--json", "json_", is_flag=True, help="Ausgabe als JSON.")


def refuse_gone(project: Project, months: Sequence[str]) -> None:
    """Raise UsageError naming the months that somebody wants rebuilt and that cannot be computed any more."""
    from godonu_platform.terminal.retention import gone_months

    gone = gone_months(project, months)
    if gone:
        raise click.UsageError(
            f"Nicht mehr neu berechenbar: {', '.join(gone)}. Die Zeilen dieser Monate wurden nach einer Löschregel "
            "entfernt; ihre Zahlen bleiben, wie sie sind."
        )


@click.command(help="Löschregeln: zeigen, was zu löschen ist; mit --apply löschen, was der gezeigte Plan nennt.")
@click.option("--apply", "apply_", is_flag=True, help="Den zuletzt gezeigten Plan anwenden.")
@_json
def retention(apply_: bool, json_: bool) -> None:
    """Plan, or apply what was planned."""
    from godonu_platform.governance.retention import NotPlanned
    from godonu_platform.terminal import retention as shown

    project = Project.from_environment()
    try:
        parts, content = shown.applied(project) if apply_ else shown.planned(project)
    except NotPlanned as reason:
        click.echo(str(reason), err=True)
        sys.exit(_WRONG_USE)
    listings.show(parts, content, json_)


@click.command(help="Vorgänge löschen; die Vorgangsnummern kommen über die Standardeingabe, eine je Zeile.")
@click.option("--resume", "resume_", is_flag=True, help="Nur eine abgebrochene Löschung zu Ende bringen.")
@_json
def erase(resume_: bool, json_: bool) -> None:
    """Erase cases."""
    from godonu_platform.failure import place_of
    from godonu_platform.governance import erasure
    from godonu_platform.terminal import erasing

    project = Project.from_environment()
    if not resume_ and sys.stdin.isatty():
        click.echo("Vorgangsnummern eingeben, eine je Zeile; Ende mit Strg-D:", err=True)
    try:
        done = erasure.resume(project) if resume_ else erasure.erase(project, sys.stdin.read())
    except erasure.WrongInput as wrong:
        click.echo(str(wrong), err=True)
        sys.exit(_WRONG_USE)
    except erasure.CannotRewrite as reason:
        click.echo(str(reason), err=True)
        sys.exit(_FAILED)
    except Exception as error:
        # neither its text nor its stack: both may hold what must not be printed
        click.echo(erasing.broken_off(project, place_of(error)), err=True)
        sys.exit(_FAILED)
    listings.show(erasing.told(project, done), erasing.as_json(done), json_)
    sys.exit(_DONE if all(one.proof.left == 0 and not one.proof.unreadable for one in done) else _FAILED)


VERBS = (retention, erase)
