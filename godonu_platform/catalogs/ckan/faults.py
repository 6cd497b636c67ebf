# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What can go wrong between us and the portal: one exception, its kinds, and a German sentence that says what to do.

No text of the portal is repeated here as it came: it may quote what was sent. A fault holds names of fields and rules,
the status, and our own sentence. Keep out: how a fault is recognised (faults_read) and when a call is tried again.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Literal

Kind = Literal[
    "unerreichbar",
    "angemeldet",
    "verboten",
    "nicht_gefunden",
    "konflikt",
    "ungueltig",
    "zu_gross",
    "ueberlastet",
    "antwort",
    "umleitung",
    "voll",
]
LIMIT_NAME = "ckan.max_resource_size"


class PortalFault(RuntimeError):
    """A call of the portal that did not do what it should; str() is a German sentence without token and cell values.

    `fields` maps names of fields to the rules that CKAN saw broken. `again`: the same call may succeed later. `unsure`:
    the portal may have done it, only the answer is missing. `wait`: seconds for which the portal asks to be left alone.
    """

    def __init__(
        self,
        kind: Kind,
        sentence: str,
        *,
        fields: Mapping[str, Any] | None = None,
        status: int | None = None,
        again: bool = False,
        unsure: bool = False,
        wait: float | None = None,
    ) -> None:
        super().__init__(sentence)
        self.kind: Kind = kind
        self.fields: Mapping[str, Any] = MappingProxyType(dict(fields or {}))
        self.status = status
        self.again, self.unsure, self.wait = again, unsure, wait

    def adding(self, sentence: str) -> PortalFault:
        """Return the same fault with one more sentence at its end."""
        return PortalFault(
            self.kind, f"{self} {sentence}", fields=self.fields, status=self.status, unsure=self.unsure, wait=self.wait
        )


def unreachable(reason: str, *, unsure: bool, again: bool = True) -> PortalFault:
    """No connection, a broken one, or no answer in time; `reason` is one of our own half sentences."""
    return PortalFault(
        "unerreichbar",
        f"Das Portal ist nicht zu erreichen: {reason}. Bitte GODONU_CKAN_URL, Netz und Portal prüfen und noch einmal "
        "starten; was schon dort steht, wird erkannt.",
        again=again,
        unsure=unsure,
    )


def too_large(what: str, limit: int | None, *, status: int | None = None) -> PortalFault:
    """A file that the portal will not take, with the two ways out."""
    taken = f" (angenommen werden höchstens {megabytes(limit)})" if limit else ""
    return PortalFault(
        "zu_gross",
        f"{what} ist größer, als das Portal annimmt{taken}. Es gibt zwei Wege: Der Betrieb des Portals erhöht "
        f"{LIMIT_NAME} (und die Grenze des Webservers davor), oder die Datei liegt auf einem Webserver der "
        "Verwaltung und das Portal verweist mit einem Link auf sie.",
        status=status,
    )


def full(status: int | None) -> PortalFault:
    """The portal has no room left."""
    return PortalFault(
        "voll",
        "Auf dem Portal ist kein Speicherplatz mehr frei. Bitte den Betrieb des Portals um Platz bitten und danach "
        "noch einmal starten; gezeigt wird bis dahin der vorige Stand.",
        status=status,
    )


def overloaded(status: int, wait: float | None, *, unsure: bool) -> PortalFault:
    """The portal, or what stands before it, cannot serve now."""
    asked = f" und bittet um {round(wait)} Sekunden Pause" if wait else ""
    return PortalFault(
        "ueberlastet",
        f"Das Portal ist überlastet oder wird gewartet (Status {status}){asked}. Bitte später noch einmal starten.",
        status=status,
        again=True,
        unsure=unsure,
        wait=wait,
    )


def inner_error(status: int) -> PortalFault:
    """The portal stumbled; only its own log knows why."""
    return PortalFault(
        "antwort",
        f"Das Portal meldet einen Fehler in sich selbst (Status {status}). Der Grund steht in seinem Protokoll; oft "
        "ist der Datenträger voll, oder Suche (Solr) oder Datenbank stehen still. Danach bitte noch einmal starten.",
        status=status,
        again=status == 500,
        unsure=True,
    )


def not_an_answer(reason: str, status: int | None = None, *, unsure: bool = True) -> PortalFault:
    """An answer that is not one of CKAN's action interface; `reason` is one of our own half sentences."""
    return PortalFault(
        "antwort",
        f"Die Antwort ist nicht die einer CKAN-Schnittstelle: {reason}. Bitte prüfen, ob GODONU_CKAN_URL die Adresse "
        "des Portals ist (ohne /api) und ob eine Anmeldeseite oder ein Filter davorsteht.",
        status=status,
        unsure=unsure,
    )


def redirected(target: str, status: int) -> PortalFault:
    """A call that was sent elsewhere; `target` is scheme and host only."""
    return PortalFault(
        "umleitung",
        f"Das Portal leitet nach {target} um. Damit nichts und vor allem kein Token an eine fremde Adresse geht, folgt "
        "dem niemand: Bitte GODONU_CKAN_URL auf die Adresse setzen, unter der das Portal selbst antwortet.",
        status=status,
    )


def megabytes(size: int) -> str:
    """Return a size as it is said in German: 12,5 MB."""
    return f"{size / 1_000_000:.1f}".replace(".", ",").removesuffix(",0") + " MB"
