# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Checks what is written into the fields of a dataset; a mistake says in German what to write instead.

Keep out: how a field is shown or written into a graph.
"""

from __future__ import annotations

import json
import re
import uuid
from typing import Any

import sqlalchemy as sa
from ckan import authz, model
from ckan.plugins import toolkit
from ckanext.scheming.validation import scheming_validator

from ckanext.godonu import value_lists
from ckanext.godonu.addresses import web_address
from ckanext.godonu.rdf.cleaned import read_list

# far above what a release writes (60 kB), far below what a page could not bear
MOST_CHARACTERS = 200_000


def godonu_package_id(key: Any, data: dict[Any, Any], errors: dict[Any, Any], context: Any) -> None:
    """Let whoever may create a dataset choose its id, when it is a UUIDv5 that nothing has yet (DCAT-AP.de K25).

    CKAN lets only sysadmins choose. Two guards keep an existing dataset from being taken over: the id must be free,
    deleted datasets included, and a lock on the id holds until this transaction ends, so that of two creations at the
    same time the second sees the first.
    """
    value = data.get(key)
    if value is toolkit.missing or not value:
        data.pop(key, None)
        raise toolkit.StopOnError
    if not isinstance(value, str) or not _canonical(value, sysadmin=authz.is_sysadmin(context.get("user"))):
        errors[key].append("Die Kennung muss eine kleingeschriebene UUID der Version 5 sein; sonst bitte weglassen.")
        data[key] = str(value)  # CKAN's check of the name asks the database for it, whatever it is
        raise toolkit.StopOnError
    model.Session.execute(sa.text("SELECT pg_advisory_xact_lock(hashtextextended(:id, 5))"), {"id": value})
    if model.Session.get(model.Package, value) is not None or model.Package.get(value) is not None:
        errors[key].append("Diese Kennung gehört schon zu einem Datensatz.")
        raise toolkit.StopOnError


def _canonical(value: str, *, sysadmin: bool) -> bool:
    try:
        parsed = uuid.UUID(value)
    except ValueError:
        return False
    # a sysadmin keeps what CKAN gives him: any UUID
    return str(parsed) == value and (parsed.version == 5 or sysadmin)


def godonu_web_address(value: Any) -> Any:
    """Accept an address that starts with http:// or https://; `javascript:` and the like are none."""
    if value and web_address(value) is None:
        raise toolkit.Invalid("Das ist keine Internetadresse: Bitte mit https:// oder http:// beginnen.")
    return value


def godonu_web_addresses(value: Any) -> Any:
    """Accept the JSON list that scheming_multiple_text leaves, when every entry is an address."""
    for entry in json.loads(value) if isinstance(value, str) and value.startswith("[") else []:
        godonu_web_address(entry)
    return value


def godonu_resource_url(value: Any) -> Any:
    """Accept a file name or an http(s) address; any other scheme is refused."""
    if isinstance(value, str) and re.match(r"\s*[a-z][a-z0-9+.-]*:", value, re.IGNORECASE):
        return godonu_web_address(value)
    return value


def godonu_dataset_or_address(value: Any) -> Any:
    """Accept the name of a dataset or an address."""
    if value and not re.fullmatch(r"[a-z0-9_-]{2,100}", str(value)):
        return godonu_web_address(value)
    return value


def godonu_hash(value: Any) -> Any:
    """Accept a SHA-256 in hexadecimal digits."""
    if value and not re.fullmatch(r"[0-9a-f]{64}", str(value)):
        raise toolkit.Invalid("Das ist keine SHA-256-Prüfsumme: Bitte 64 Ziffern von 0 bis f schreiben.")
    return value


def godonu_json_object(value: Any) -> Any:
    """Accept a JSON object, given as text or as an object; it is kept as the text that was sent."""
    return _json_text(value, dict, "ein JSON-Objekt")


def godonu_json_list(value: Any) -> Any:
    """Accept a JSON list of objects, given as text or as a list; it is kept as the text that was sent."""
    text = _json_text(value, list, "eine JSON-Liste")
    if text and not all(isinstance(entry, dict) for entry in json.loads(text)):
        raise toolkit.Invalid("Jeder Eintrag der Liste muss ein JSON-Objekt sein.")
    return text


@scheming_validator
def godonu_listed(field: dict[str, Any], schema: Any) -> Any:
    """Accept values of the field's list, one or several, in the order in which they were sent.

    The validator of ckanext-scheming sorts them; a publisher that compares would then see a change where none is.
    """
    allowed = {choice["value"] for choice in value_lists.choices(field["field_name"])}

    def check(key: Any, data: dict[Any, Any], errors: dict[Any, Any], context: Any) -> None:
        chosen = read_list("" if data.get(key) is toolkit.missing else data.get(key))
        if wrong := [value for value in chosen if value not in allowed]:
            errors[key].append(f"Das steht nicht auf der Liste: {', '.join(map(str, wrong))[:300]}")
            raise toolkit.StopOnError
        data[key] = json.dumps(list(dict.fromkeys(chosen)))

    return check


def _json_text(value: Any, kind: type, said: str) -> Any:
    if value is None or value in ("", [], {}):
        return value
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    if len(text) > MOST_CHARACTERS:
        raise toolkit.Invalid(f"Der Text ist zu lang: Bitte höchstens {MOST_CHARACTERS} Zeichen.")
    try:
        parsed = json.loads(text)
    except (ValueError, RecursionError):
        raise toolkit.Invalid(f"Hier muss {said} stehen.") from None
    if not isinstance(parsed, kind):
        raise toolkit.Invalid(f"Hier muss {said} stehen.")
    return text


ALL = {
    check.__name__: check
    for check in (
        godonu_package_id,
        godonu_web_address,
        godonu_web_addresses,
        godonu_resource_url,
        godonu_dataset_or_address,
        godonu_hash,
        godonu_json_object,
        godonu_json_list,
        godonu_listed,
    )
}
