# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What to do when the answer to a write was lost: which actions may be sent again, and how to see that one was done.

Sent again are only actions that end in the same state however often they come. Creating is among them because names
and ids are ours: the repeat is refused as taken, and package_revise with `match` as moved on; then we look. Keep out:
when to send again (calls).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from godonu_platform.catalogs.ckan.faults import PortalFault

Read = Callable[..., Any]
_SAME_AFTERWARDS = frozenset(
    {
        "package_create",
        "package_revise",
        "package_patch",
        "package_update",
        "package_delete",
        "package_owner_org_update",
        "organization_create",
        "organization_patch",
        "organization_update",
        "group_create",
        "group_patch",
        "group_update",
        "resource_patch",
        "resource_update",
        "resource_delete",
        "resource_view_update",
        "resource_view_delete",
        "datastore_create",
        "datastore_delete",
        "godonu_table_load",
    }
)
_ONE_RESOURCE = "update__resources__"
_SHOW = {"package_create": "package_show", "organization_create": "organization_show", "group_create": "group_show"}
# Set or rewritten by CKAN itself: they say nothing about whether our call arrived.
_NOT_OURS = frozenset(
    {
        "created",
        "datastore_active",
        "last_modified",
        "metadata_created",
        "metadata_modified",
        "mimetype",
        "owner_org",
        "package_id",
        "position",
        "state",
        "upload",
        "url",
        "url_type",
    }
)


def may_repeat(action: str, data: Mapping[str, Any]) -> bool:
    """Tell whether sending this twice does no more than sending it once."""
    if action == "datastore_upsert":
        return data.get("method", "upsert") in ("upsert", "update")
    if action == "datastore_create":
        return not data.get("records") or bool(data.get("primary_key"))
    return action in _SAME_AFTERWARDS


def what_arrived(action: str, data: Mapping[str, Any], read: Read) -> Any | None:
    """Look whether a write whose answer was lost had been done; return what its answer would have been, or None."""
    try:
        if action == "package_revise":
            return _revised(data, read)
        if action in _SHOW:
            shown = read(_SHOW[action], id=data.get("id") or data.get("name"))
            return shown if agrees(shown, data) else None
    except PortalFault:
        return None
    return None


def agrees(shown: Mapping[str, Any], sent: Mapping[str, Any]) -> bool:
    """Tell whether all plain values that were sent are the ones shown, also within resources and others with an id."""
    for name, value in sent.items():
        there = shown.get(name)
        if name in _NOT_OURS or isinstance(value, Mapping):
            continue
        if isinstance(value, list):
            known = {one.get("id"): one for one in there or [] if isinstance(one, Mapping)}
            ours = [one for one in value if isinstance(one, Mapping) and "id" in one]
            if not all(one["id"] in known and agrees(known[one["id"]], one) for one in ours):
                return False
        elif _plain(value) != _plain(there):
            return False
    return True


def _revised(data: Mapping[str, Any], read: Read) -> Any | None:
    match = data.get("match") or {}
    shown = read("package_show", id=match.get("id") or match.get("name"))
    # unmoved: our call never came through, somebody else's `match` was meant
    if shown.get("metadata_modified") == match.get("metadata_modified"):
        return None
    sent = _sent_by(data)
    return {"package": shown} if _comparable(sent) and agrees(shown, sent) else None


def _sent_by(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a revision sets, that of single resources (`update__resources__<id>`) in its list of resources."""
    update = dict(data.get("update") or {})
    single = [
        {**value, "id": name.removeprefix(_ONE_RESOURCE)}
        for name, value in data.items()
        if name.startswith(_ONE_RESOURCE) and isinstance(value, Mapping)
    ]
    return {**update, "resources": [*update.get("resources", ()), *single]} if single else update


def _comparable(sent: Mapping[str, Any]) -> bool:
    """Tell whether `agrees` has anything to look at beside ids."""
    for name, value in sent.items():
        if isinstance(value, list):
            if any(isinstance(one, Mapping) and "id" in one and _comparable(one) for one in value):
                return True
        elif name != "id" and name not in _NOT_OURS and not isinstance(value, Mapping):
            return True
    return False


def _plain(value: Any) -> str:
    return "" if value is None else str(value).strip().replace("\r\n", "\n").lower()
