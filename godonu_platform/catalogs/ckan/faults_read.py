# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads what the portal answered and says which fault it is: by status first, then by what ckanapi makes of the body.

CKAN's sentences (German or English, as the portal is set) are matched to rules of ours and then dropped, because they
quote what was sent. Only an action of our own extension speaks for itself. Keep out: texts and kinds (faults).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import ckanapi

from godonu_platform.catalogs.ckan import faults
from godonu_platform.catalogs.ckan.calls_tempo import retry_after
from godonu_platform.catalogs.ckan.faults import PortalFault

OWN_ACTIONS = "godonu_"
_NO_ROOM = re.compile(r"no space left on device|disk full|ENOSPC|could not (?:extend|write) file", re.I)
_RULES = (
    ("fehlt", r"missing value|fehlender wert|cannot be empty|must be provided|muss .*angegeben"),
    ("ist schon vergeben", r"already (?:in use|exists?)|bereits vergeben|gibt es schon|ex[is]+tiert bereits"),
    ("ist zu groß", r"too large|zu groß"),
    ("ist keine ganze Zahl", r"integer|natural number|ganzzahl"),
    ("ist kein Datum", r"date format|datumsformat"),
    ("ist keine Adresse", r"valid ur[li]|valide ur[li]"),
    ("ist keine E-Mail-Adresse", r"e-?mail"),
    ("ist zu lang oder zu kurz", r"length|characters long|mindestlänge|zeichen lang|maximal"),
    ("hat Zeichen, die CKAN nicht erlaubt", r"alphanumeric|alphanumerisch|kleinbuchstaben|valid field name"),
    ("steht nicht in der Werteliste", r"must be one of|unexpected choice"),
    (
        "ist CKAN nicht bekannt",
        r"not found|does not exist|nicht gefunden|existiert nicht|was not expected|nicht erwartet",
    ),
    ("ist kein gültiges JSON", r"json"),
    ("verletzt die Eindeutigkeit", r"uniqueness constraint|duplicate key"),
)
_RULE_PATTERNS = tuple((rule, re.compile(pattern, re.I)) for rule, pattern in _RULES)
_TAKEN, _LARGE, _UNIQUE = "ist schon vergeben", "ist zu groß", "verletzt die Eindeutigkeit"
_FIELD = re.compile(r"[A-Za-z0-9_.:-]{1,80}")
_UNKNOWN_ACTION = re.compile(r"action name not known", re.I)
# CKAN names the user in its refusal; an unknown token leaves a gap there.
_ANONYMOUS = re.compile(r"authenticated user|must be logged in|\b(?:user|benutzer) {2}", re.I)


def fault_of_status(status: int, headers: Mapping[str, str], body: str) -> PortalFault | None:
    """Return the fault that the status alone tells, or None when the body has to be asked."""
    if 300 <= status < 400:
        return faults.redirected(_origin(headers.get("Location", "")), status)
    if status == 413:
        return faults.too_large("Was hochgeladen werden sollte,", None, status=status)
    if status == 507 or (status >= 500 and _NO_ROOM.search(body)):
        return faults.full(status)
    if status == 429:
        return faults.overloaded(status, retry_after(headers.get("Retry-After")), unsure=False)
    if status in (502, 503, 504):
        return faults.overloaded(status, retry_after(headers.get("Retry-After")), unsure=True)
    if status >= 500:
        return faults.inner_error(status)
    if status == 401:
        return _not_signed_in(status)
    if _speaks_json(body):
        return None
    return _no_json(status, body)


def fault_of_answer(error: Exception, action: str, status: int, body: str) -> PortalFault:
    """Return the fault behind what ckanapi raised for an answer of an action."""
    if isinstance(error, ckanapi.ValidationError):
        return _invalid(error.error_dict, action, status)
    if isinstance(error, ckanapi.NotAuthorized):
        return _not_signed_in(status) if _ANONYMOUS.search(body) else _forbidden(action, status)
    if isinstance(error, ckanapi.NotFound):
        return _not_found(f"Was {action} sucht, gibt es auf dem Portal nicht", status)
    if isinstance(error, ckanapi.SearchError | ckanapi.SearchQueryError):
        return PortalFault("ungueltig", f"Das Portal versteht die Suche von {action} nicht.", status=status)
    if _UNKNOWN_ACTION.search(body):
        return _not_found(f"Das Portal kennt die Funktion {action} nicht; ihm fehlt die Erweiterung dazu", status)
    if status == 404:
        return _not_found(f"Unter der Adresse von {action} ist nichts", status)
    if status in (400, 409):
        return PortalFault("ungueltig", f"Das Portal nimmt die Angaben für {action} nicht an.", status=status)
    if status == 403:
        return _forbidden(action, status)
    if '"success": false' in body or '"success":false' in body:
        return faults.not_an_answer("ein Misserfolg ohne Grund", status)
    return faults.not_an_answer("sie ist unvollständig oder hat kein Ergebnis", status)


def _invalid(error: Mapping[str, Any], action: str, status: int) -> PortalFault:
    found = {key: value for key, value in error.items() if key not in ("__type", "message", "info", "records_row")}
    texts = " ".join(_texts(error))
    if _NO_ROOM.search(texts):
        return faults.full(status)
    own = action.startswith(OWN_ACTIONS)
    fields: dict[str, tuple[str, ...]] = {}
    for name, text in _leaves(found):
        rule = _paths(text) if name == "match" else text if own else _rule(text)
        fields[name] = tuple(dict.fromkeys((*fields.get(name, ()), rule)))
    rules = {rule for several in fields.values() for rule in several}
    if _LARGE in rules:
        return faults.too_large("Was hochgeladen werden sollte,", None, status=status)
    if "match" in fields:
        return PortalFault(
            "konflikt",
            "Der Datensatz wurde auf dem Portal inzwischen geändert. Bitte neu planen; es ist nichts überschrieben.",
            fields=fields,
            status=status,
        )
    listed = "; ".join(f"{name}: {', '.join(several)}" for name, several in fields.items()) or "ohne Begründung"
    kind: faults.Kind = "konflikt" if rules and rules <= {_TAKEN, _UNIQUE} else "ungueltig"
    return PortalFault(kind, f"Das Portal lehnt {action} ab: {listed.rstrip('.')}.", fields=fields, status=status)


def _leaves(error: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a nested error with the path of its field: resources.0.url."""
    for key, value in error.items():
        name = f"{before}{key if _FIELD.fullmatch(str(key)) else 'feld'}"
        several = value if isinstance(value, list) else [value]
        for number, one in enumerate(several):
            if isinstance(one, Mapping):
                yield from _leaves(one, f"{name}.{number}." if isinstance(value, list) else f"{name}.")
            else:
                yield name, str(one)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _texts(one)
    else:
        yield str(value)


def _rule(text: str) -> str:
    return next((rule for rule, pattern in _RULE_PATTERNS if pattern.search(text)), "ist nicht erlaubt")


def _paths(text: str) -> str:
    return text if _FIELD.fullmatch(text) else "feld"


def _speaks_json(body: str) -> bool:
    return body.lstrip("\ufeff \t\r\n")[:1] in ("{", '"', "[")


def _no_json(status: int, body: str) -> PortalFault:
    if status == 403:
        return _forbidden("diesen Aufruf", status)
    if status == 404:
        return _not_found("Unter GODONU_CKAN_URL liegt keine CKAN-Schnittstelle; bitte die Adresse prüfen", status)
    page = "<" in body[:500]
    return faults.not_an_answer("es kam eine Webseite" if page else "sie ist leer oder kein JSON", status)


def _not_signed_in(status: int) -> PortalFault:
    return PortalFault(
        "angemeldet",
        "Das Portal erkennt den Token nicht an. Bitte GODONU_CKAN_TOKEN prüfen: Er fehlt, ist abgelaufen oder wurde "
        "widerrufen; einen neuen gibt es im Portal auf der Seite des Nutzers unter API-Token.",
        status=status,
    )


def _forbidden(action: str, status: int) -> PortalFault:
    return PortalFault(
        "verboten",
        f"Das Portal erlaubt {action} nicht. Bitte prüfen, ob der Nutzer des Tokens Redaktion oder Administration der "
        "Organisation ist, zu der der Datensatz gehört, und ob ein Filter vor dem Portal den Aufruf sperrt.",
        status=status,
    )


def _not_found(sentence: str, status: int) -> PortalFault:
    return PortalFault("nicht_gefunden", f"{sentence}.", status=status)


def _origin(location: str) -> str:
    try:
        parts = urlsplit(location)
        host = parts.hostname
    except ValueError:
        host = None
    return f"{parts.scheme}://{host}" if host else "eine andere Seite des Portals"
