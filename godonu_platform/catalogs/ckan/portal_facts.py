# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the portal at the other end is: its version, its extensions, what it can do; one that is too old is refused.

Keep out: what follows from a missing extension (package, table).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from godonu_platform.catalogs.ckan.calls import Calls
from godonu_platform.catalogs.ckan.faults import PortalFault

OLDEST = (2, 11, 5)
# The fix of April 2026 went into 2.11.5 and into what later became 2.12.0; a preview of either may lack it.
_FINAL = (OLDEST, (2, 12, 0))
_VERSION = re.compile(
    r"v?(\d{1,4})\.(\d{1,4})(?:\.(\d{1,4}))?(?:[.-]?((?:a|b|c|rc|dev|alpha|beta|pre)[.-]?\d{0,6}))?(?:[+-].*)?"
)
_PLUGIN, _STATUS = "godonu", "godonu_status_show"


class PortalTooOld(RuntimeError):
    """A portal into which nobody should publish; the text is German and says why and what to do."""


@dataclass(frozen=True)
class PortalFacts:
    """What the portal told about itself. site_url: the address in its own links, which may not be the one we call.

    upload_limit: bytes of one file, None when the portal does not tell.
    own_actions: our extension answers; scheming, dcat, charts, datastore: these extensions are switched on.
    """

    version: str
    extensions: frozenset[str]
    own_actions: bool
    scheming: bool
    dcat: bool
    charts: bool
    datastore: bool
    upload_limit: int | None
    site_url: str = ""

    @property
    def own_loader(self) -> str | None:
        """The name of an extension that fills tables from uploads by itself and would overwrite ours, or None."""
        return next((name for name in ("xloader", "datapusher", "datapusher_plus") if name in self.extensions), None)


def portal_facts(calls: Calls, *, any_version: bool = False) -> PortalFacts:
    """Ask the portal what it is; raises PortalTooOld, and PortalFault when it does not answer.

    any_version: for taking data away, which a portal that is too old must not hold up.
    """
    status = calls.read("status_show")
    if not isinstance(status, Mapping):
        raise PortalTooOld("Das Portal sagt nicht, was es ist. Bitte prüfen, ob unter GODONU_CKAN_URL ein CKAN steht.")
    extensions = _names(status.get("extensions"))
    own = _own_status(calls) if _PLUGIN in extensions else None
    version = str(status.get("ckan_version") or (own or {}).get("ckan_version") or "")
    if not any_version:
        refuse_too_old(version)
    limit = (own or {}).get("upload_limit")
    return PortalFacts(
        version=version,
        extensions=extensions,
        own_actions=own is not None,
        scheming="scheming_datasets" in extensions,
        dcat="dcat" in extensions,
        charts="charts_view" in extensions,
        datastore="datastore" in extensions,
        upload_limit=limit if isinstance(limit, int) and not isinstance(limit, bool) and limit > 0 else None,
        site_url=(str(status.get("site_url") or "").strip() or calls.url).rstrip("/"),
    )


def refuse_too_old(version: str) -> None:
    """Raise PortalTooOld unless this version of CKAN has the fix of CVE-2026-42031."""
    read = _parts(version)
    wanted = ".".join(map(str, OLDEST))
    if read is None:
        said = "seine Version nicht (ckan.hide_version)" if not version.strip() else "keine lesbare Version"
        raise PortalTooOld(
            f"Das Portal nennt {said}. Ab CKAN {wanted} ist die Sicherheitslücke CVE-2026-42031 geschlossen; bitte den "
            "Betrieb des Portals um die Angabe bitten."
        )
    number, preview = read
    if number < OLDEST or (preview and number in _FINAL):
        raise PortalTooOld(
            f"Das Portal läuft mit CKAN {'.'.join(map(str, number))}{preview}. Vor {wanted} und in Vorabversionen von "
            "2.12.0 kann jeder ohne Anmeldung die Datenbank auslesen (CVE-2026-42031). Bitte den Betrieb des Portals "
            "um eine neuere Version bitten; bis dahin wird nichts veröffentlicht."
        )


def _parts(version: str) -> tuple[tuple[int, int, int], str] | None:
    found = _VERSION.fullmatch(version.strip())
    if found is None or not version.isascii():
        return None
    major, minor, patch, preview = found.groups()
    return (int(major), int(minor), int(patch or 0)), preview or ""


def _names(said: Any) -> frozenset[str]:
    """CKAN gives a list; before 2.10 it was a text with spaces between."""
    several = said.split() if isinstance(said, str) else said if isinstance(said, list) else []
    return frozenset(str(name) for name in several)


def _own_status(calls: Calls) -> Mapping[str, Any] | None:
    try:
        status = calls.read(_STATUS)
    except PortalFault as fault:
        if fault.kind == "nicht_gefunden":
            return None
        raise
    return status if isinstance(status, Mapping) else {}
