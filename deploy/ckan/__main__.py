# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The command line of the portal: python -m deploy.ckan prepare|start|stop|clean|status|env.

Keep out: everything but words and exit codes.
"""

from __future__ import annotations

import argparse
import shlex
import sys
import time
from urllib.parse import urlsplit

from deploy.ckan.places import Places
from deploy.ckan.portal import PortalOnThisMachine
from deploy.ckan.trouble import PortalTrouble
from deploy.ckan.wishes import wishes_of
from godonu_platform.project import Project, SettingsMistake
from godonu_platform.yaml_model import YamlMistakes

TITLES = {"ckan": "CKAN", "solr": "Solr", "redis": "Redis", "postgres": "PostgreSQL"}


def main(arguments: list[str] | None = None) -> int:
    """Do what was asked and return 0, or say in one sentence why not and return 1."""
    parser = argparse.ArgumentParser(prog="python -m deploy.ckan", description="Ein CKAN-Portal auf diesem Rechner")
    parser.add_argument("what", choices=["prepare", "start", "stop", "clean", "status", "env"])
    parser.add_argument(
        "--address", type=_address, help="Adresse, unter der Besucher das Portal erreichen (hinter einem Webserver)"
    )
    parser.add_argument("--plain", action="store_true", help="ohne die eigene Erweiterung ckanext-godonu")
    given = parser.parse_args(arguments)
    try:
        project = Project.from_environment()
        return _do(given.what, project, given)
    except (PortalTrouble, SettingsMistake, YamlMistakes) as trouble:
        print(trouble, file=sys.stderr)
        return 1


def _address(text: str) -> str:
    """Return the address without its last slash; CKAN lives at the root of a host."""
    parts = urlsplit(text)
    if (
        parts.scheme not in ("http", "https")
        or not parts.hostname
        or parts.path.strip("/")
        or parts.query
        or "@" in text
    ):
        raise argparse.ArgumentTypeError(f"„{text}“ ist keine Adresse wie https://daten.example.org")
    return f"{parts.scheme}://{parts.netloc}"


def _do(what: str, project: Project, given: argparse.Namespace) -> int:
    portal = PortalOnThisMachine(Places.of(project), lambda line: print(line, flush=True))
    if what == "prepare":
        portal.prepare()
    elif what == "start":
        begun = time.monotonic()
        running = portal.start(wishes_of(project, address=given.address, extension=not given.plain))
        took = f" nach {time.monotonic() - begun:.0f} s" if running.news else " bereits"
        print(f"Das Portal läuft{took}: {running.url}")
        print(f"Zugangsdaten (nur für diesen Benutzer lesbar): {portal.places.keys}")
    elif what == "stop":
        print("Das Portal ist angehalten; seine Daten bleiben." if portal.stop() else "Das Portal lief nicht.")
    elif what == "clean":
        print(f"Gelöscht: {portal.places.state}" if portal.clean() else "Es ist nichts zu löschen.")
    elif what == "env":
        running = portal.access()
        print(f"export GODONU_CKAN_URL={shlex.quote(running.url)}")
        print(f"export GODONU_CKAN_TOKEN={shlex.quote(running.token)}")
    else:
        return _status(portal)
    return 0


def _status(portal: PortalOnThisMachine) -> int:
    health = portal.health()
    for name, runs in health.items():
        print(f"{TITLES[name]:<11} {'läuft' if runs else 'läuft nicht'}   {portal.places.log(name)}")
    if all(health.values()):
        print(f"Adresse:    {portal.access().url}")
        return 0
    return 1


if __name__ == "__main__":
    sys.exit(main())
