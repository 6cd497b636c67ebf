# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Holds a package as it should be against the package that the portal shows, field by field.

Only fields of ours count, and only what a reader would see differently: order of tags, JSON written another way and
empty fields are no difference. Keep out: calls, and what is done about a difference.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from typing import Any

from godonu_platform.catalogs.ckan.package_fields import (
    EXTRA_TITLES,
    FIELD_SUMS,
    FILE_TITLES,
    PACKAGE_TITLES,
    RESOURCE_EXTRA_TITLES,
    RESOURCE_TITLES,
)
from godonu_platform.yaml_model import StrictModel

_BLOCK = "herkunft_und_guete"
# says "wird geladen" for a while, which is ours
_LOADING = "csv.table_version"
_EMPTY: tuple[Any, ...] = (None, "", [], {})
_LONGEST_SHOWN = 200
_SETS = frozenset({"tags", "groups", "theme", "language", "documentation", "geocoding_level", "references"})

Visible = dict[str, Any]


class FieldChange(StrictModel):
    """One field that would differ. `name` is `title` or `csv.title`, `field` what a steward calls it.

    by_hand: somebody changed it in the portal after the last publication.
    """

    name: str
    field: str
    old: str
    new: str
    by_hand: bool = False


def visible(package: Mapping[str, Any] | None, ours: Collection[str] | None = None) -> Visible:
    """Return the fields of ours that a package has, by `name`, `extras.name` or `role.name`, in a comparable form.

    `ours` are the ids of our files: a file of others is none of them, even where it copied the role of one.
    """
    if package is None:
        return {}
    found = {name: _comparable(name, _given(package, name)) for name in PACKAGE_TITLES}
    for extra in package.get("extras") or ():
        if extra["key"] in EXTRA_TITLES:
            found[f"extras.{extra['key']}"] = _comparable(extra["key"], extra["value"])
    for resource in package.get("resources") or ():
        if resource.get("file_key") in FILE_TITLES and (ours is None or resource.get("id") in ours):
            found |= visible_resource(resource)
    return {name: value for name, value in found.items() if value not in _EMPTY}


def visible_resource(resource: Mapping[str, Any]) -> Visible:
    """Return the fields of ours that a resource has, by `role.name`."""
    names = (*RESOURCE_TITLES, *RESOURCE_EXTRA_TITLES)
    found = {f"{resource['file_key']}.{name}": _comparable(name, resource.get(name)) for name in names}
    return {name: value for name, value in found.items() if value not in _EMPTY}


def field_changes(
    shown: Mapping[str, Any] | None, wanted: Mapping[str, Any], ours: Collection[str] | None = None
) -> list[FieldChange]:
    """Return every field that differs, in the order in which a page shows them; `ours` as for visible."""
    old, new, sums = visible(shown, ours), visible(wanted), field_sums_of(shown)
    return [
        FieldChange(
            name=name,
            field=field_title(name),
            old=_readable(name, old.get(name), new.get(name)),
            new=_readable(name, new.get(name), old.get(name)),
            by_hand=name != _LOADING
            and bool(sums)
            and sums.get(name, "") != (_digest(old[name]) if name in old else ""),
        )
        for name in dict.fromkeys((*new, *old))
        if old.get(name) != new.get(name)
    ]


def field_sums(wanted: Mapping[str, Any]) -> dict[str, str]:
    """Return a short digest of every field as it will be shown."""
    return {name: _digest(value) for name, value in visible(wanted).items()}


def field_sums_of(shown: Mapping[str, Any] | None) -> dict[str, str]:
    """Return the digests that the last publication left in the portal; empty when there are none."""
    if shown is None:
        return {}
    block = _parsed(shown.get(_BLOCK))
    extras = {extra["key"]: extra["value"] for extra in shown.get("extras") or ()}
    kept = block.get(FIELD_SUMS) if isinstance(block, dict) else _parsed(extras.get(FIELD_SUMS))
    return kept if isinstance(kept, dict) else {}


def with_field_sums(wanted: Mapping[str, Any], sums: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return the package with the digests of its fields: in the block of our extension, otherwise as one more extra."""
    sums = field_sums(wanted) if sums is None else sums
    if _BLOCK in wanted:
        block = _parsed(wanted[_BLOCK]) | {FIELD_SUMS: sums}
        return {**wanted, _BLOCK: json.dumps(block, ensure_ascii=False, separators=(",", ":"))}
    kept = {"key": FIELD_SUMS, "value": json.dumps(sums, separators=(",", ":"))}
    return {**wanted, "extras": [*(e for e in wanted.get("extras", ()) if e["key"] != FIELD_SUMS), kept]}


def field_title(name: str) -> str:
    """Return what a steward calls a field: »Titel«, »CSV: Prüfsumme«."""
    part, _, field = name.rpartition(".")
    if not part:
        return PACKAGE_TITLES[field]
    if part == "extras":
        return EXTRA_TITLES[field]
    return f"{FILE_TITLES[part]}: {(RESOURCE_TITLES | RESOURCE_EXTRA_TITLES)[field]}"


def _given(package: Mapping[str, Any], name: str) -> Any:
    if name == "owner_org":
        return (package.get("organization") or {}).get("name") or package.get("owner_org")
    return package.get(name)


def _comparable(name: str, value: Any) -> Any:
    value = _parsed(value)
    if name in ("tags", "groups"):
        return sorted(one["name"] for one in value or ())
    if name == _BLOCK and isinstance(value, dict):
        return _lean({key: one for key, one in value.items() if key != FIELD_SUMS})
    if name == "url" and isinstance(value, str) and "/download/" in value:
        return value.rpartition("/")[2]
    if name == "format" and isinstance(value, str):
        return value.casefold()
    lean = _lean(value)
    return sorted(lean) if name in _SETS and isinstance(lean, list) else lean


def _parsed(value: Any) -> Any:
    """Return what a text of JSON stands for: CKAN keeps lists of a schema as such texts."""
    if isinstance(value, str) and value[:1] in ("[", "{"):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def _lean(value: Any) -> Any:
    """Return a value without empty parts and with numbers as CKAN may give them back: as text."""
    value = _parsed(value)
    if isinstance(value, dict):
        lean = {key: _lean(one) for key, one in value.items()}
        return {key: one for key, one in sorted(lean.items()) if one not in _EMPTY}
    if isinstance(value, list):
        return [_lean(one) for one in value]
    return value if value is None or isinstance(value, bool) else str(value).replace("\r\n", "\n").strip()


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:8]


def _readable(name: str, value: Any, other: Any) -> str:
    if value in _EMPTY:
        return ""
    if name.endswith(_BLOCK) and isinstance(value, dict) and isinstance(other, dict):
        value = [key for key in value if value[key] != other.get(key)]
    if name.endswith(("hash", "sha256")):
        return str(value)[:16]
    text = _in_words(value)
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"


def _in_words(value: Any) -> str:
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, dict):
        return ", ".join(_in_words(one) for one in value.values())
    return "; ".join(_in_words(one) for one in value) if isinstance(value, list) else str(value)
