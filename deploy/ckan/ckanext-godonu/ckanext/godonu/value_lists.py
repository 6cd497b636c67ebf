# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads the value lists that came with the extension: choices of a form, IRIs of formats and licences.

They are written by refresh_value_lists.py. Keep out: any value itself.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from ckanext.godonu.addresses import web_address

LICENCES = Path(__file__).parent / "licenses.json"
_LISTS = Path(__file__).parent / "value_lists.json"
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"


@lru_cache(maxsize=1)
def _lists() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_LISTS.read_text(encoding="utf-8"))
    return found


def choices(field: str) -> list[dict[str, str]]:
    """Return the choices of a field of the schema; empty where it has none."""
    found: list[dict[str, str]] = _lists()["choices"].get(field, [])
    return found


def label(field: str, value: str) -> str:
    """Return the German word of a value, or the value itself where the list does not know it."""
    return next((choice["label"] for choice in choices(field) if choice["value"] == value), value)


def format_iri(name: object) -> str | None:
    """Return the EU file type of a format as CKAN names it (`CSV`), or None."""
    if address := web_address(name):
        return address
    known = {title.casefold(): iri for title, iri in _lists()["formats"].items()}
    return known.get(str(name or "").casefold())


def media_type_iri(name: object) -> str | None:
    """Return the IANA media type as an IRI; takes `text/csv` or the IRI itself."""
    if address := web_address(name):
        return address
    text = str(name or "").partition(";")[0].strip()
    return _MEDIA_TYPES + text if re.fullmatch(r"[a-z]+/[A-Za-z0-9.+-]+", text) else None


def licence_iri(key: object) -> str | None:
    """Return the IRI of a licence of the list by its id, or None."""
    found: str | None = _lists()["licences"].get(str(key or ""))
    return found


def term(iri: str) -> tuple[str, str] | None:
    """Return the German name of an IRI and the IRI of its list, or None where no list has it."""
    found = _lists()["terms"].get(iri)
    return (found["title"], found["scheme"]) if found else None


def theme_list() -> str:
    """Return the IRI of the list of themes."""
    return str(_lists()["theme_list"])
