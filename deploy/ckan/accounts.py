# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The accounts of the portal and its organisations: one per partner, one for all together.

Keep out: groups and datasets; the publisher makes them. Tokens are handed on and never shown or logged.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterable
from typing import Any

from deploy.ckan.trouble import PortalTrouble
from godonu_platform.catalogs.ckan.organisations import Organisation

OPERATOR = "godonu-betrieb"
PUBLISHER = "godonu-veroeffentlichung"


class Actions:
    """CKAN's actions, called as the operator on this machine."""

    def __init__(self, url: str, token: str) -> None:
        """Say where and as whom."""
        self.url = url
        self._token = token

    def call(self, action: str, **data: Any) -> Any:
        """Call an action and return its result; raises PortalTrouble naming the action, never the data."""
        request = urllib.request.Request(
            f"{self.url}/api/3/action/{action}",
            data=json.dumps(data).encode(),
            headers={"Content-Type": "application/json", "Authorization": self._token},
        )
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return json.load(answer)["result"]
        except urllib.error.HTTPError as fault:
            about = ", ".join(_fields(fault.read()))
            told = f"HTTP {fault.code}, es geht um: {about}" if about else f"HTTP {fault.code}"
            raise PortalTrouble(f"CKAN: Die Aktion {action} schlug fehl ({told}).") from None
        except (OSError, ValueError, KeyError):
            raise PortalTrouble(f"CKAN: Die Aktion {action} bekam keine Antwort.") from None

    def ensure_user(self, name: str, password: str, title: str, email: str) -> None:
        """Make an account when it is missing."""
        if name not in self.call("user_list", all_fields=False):
            self.call("user_create", name=name, password=password, fullname=title, email=email)

    def ensure_organisations(self, wanted: Iterable[Organisation]) -> list[str]:
        """Make the organisations that are missing, with the publisher as their admin; returns the new names."""
        there = set(self.call("organization_list", limit=1000))
        made = []
        for organisation in wanted:
            if organisation.name not in there:
                self._make(organisation)
                made.append(organisation.name)
        return made

    def _make(self, organisation: Organisation) -> None:
        extras = {"ars": organisation.ars, "webseite": organisation.homepage}
        self.call(
            "organization_create",
            name=organisation.name,
            title=organisation.title,
            users=[{"name": PUBLISHER, "capacity": "admin"}],
            extras=[{"key": key, "value": value} for key, value in extras.items() if value],
        )

    def new_token(self, user: str, name: str) -> str:
        """Return a new token of an account."""
        return str(self.call("api_token_create", user=user, name=name)["token"])


def _fields(answer: bytes) -> list[str]:
    """Return the names of the fields that CKAN complains of; what stood in them stays out."""
    try:
        error = json.loads(answer)["error"]
        return sorted(name for name in error if name != "__type")
    except (ValueError, KeyError, TypeError):
        return []
