# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Fills a new portal: tables, rights, accounts, organisations, tokens; and brings an older one up to date.

Keep out: starting and waiting. Each step can be done again without harm: a start that was cut off is simply repeated.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict

from deploy.ckan.accounts import OPERATOR, PUBLISHER, Actions
from deploy.ckan.ckan_server import Ckan
from deploy.ckan.notes import Notes, write_keys
from deploy.ckan.places import Places
from deploy.ckan.postgres import Postgres
from godonu_platform.catalogs.ckan.organisations import Organisation

Say = Callable[[str], None]
OPERATOR_TOKEN, PUBLISHER_TOKEN = "token_betrieb", "token_veroeffentlichung"


def set_up_tables(places: Places, notes: Notes, keys: dict[str, str], ckan: Ckan, postgres: Postgres, say: Say) -> None:
    """Make or migrate CKAN's tables, the rights of the DataStore and the operator; raises PartFailed.

    Does nothing while the software is the same and the operator has a token.
    """
    wanted = _digest(_installed(places), _plugins(places))
    if notes.stamps.get("tabellen") == wanted and OPERATOR_TOKEN in keys:
        return
    say("CKAN: lege Tabellen und Rechte an")
    postgres.create_roles_and_databases()
    account = {"name": OPERATOR, "email": "betrieb@godonu.invalid", "password": keys["konto_betrieb"]}
    filled = ckan.fill({**account, "token": OPERATOR_TOKEN not in keys})
    postgres.run_sql(filled["permissions"])
    if token := filled.get("token"):
        keys[OPERATOR_TOKEN] = token
        write_keys(places.keys, keys)
    notes.stamps["tabellen"] = wanted
    notes.write()


def set_up_index(notes: Notes, ckan: Ckan, rules: str | None, say: Say) -> None:
    """Build the search index anew when words are stored by other rules than before; raises PartFailed.

    rules: their digest, None when Solr kept running. A new portal has nothing to be indexed.
    """
    before = notes.stamps.get("suchindex")
    if rules is None or before == rules:
        return
    if before is not None:
        say("Solr: Der Suchindex wird neu aufgebaut")
        ckan.rebuild_index()
    notes.stamps["suchindex"] = rules
    notes.write()


def set_up_contents(
    places: Places, notes: Notes, keys: dict[str, str], wanted: Sequence[Organisation], say: Say
) -> None:
    """Make the publishing account, its token and the organisations of a running portal; raises PortalTrouble."""
    stamp = _digest(json.dumps([asdict(organisation) for organisation in wanted]))
    if notes.stamps.get("organisationen") == stamp and PUBLISHER_TOKEN in keys:
        return
    say("CKAN: lege Konten und Organisationen an")
    actions = Actions(notes.url, keys[OPERATOR_TOKEN])
    actions.ensure_user(
        PUBLISHER, keys["konto_veroeffentlichung"], "Veröffentlichung (Programm)", "veroeffentlichung@godonu.invalid"
    )
    actions.ensure_organisations(wanted)
    if PUBLISHER_TOKEN not in keys:
        keys[PUBLISHER_TOKEN] = actions.new_token(PUBLISHER, "godonu-plattform")
        write_keys(places.keys, keys)
    notes.stamps["organisationen"] = stamp
    notes.write()


def _installed(places: Places) -> str:
    stamp = places.venv / ".godonu-portal"
    return stamp.read_text(encoding="utf-8") if stamp.is_file() else ""


def _plugins(places: Places) -> str:
    lines = places.ini.read_text(encoding="utf-8").splitlines()
    return next(line for line in lines if line.startswith("ckan.plugins "))


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
