# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may call which action: everybody may read, loading a table needs the right to change the resource.

Keep out: anything that is not a decision about access.
"""

from __future__ import annotations

from typing import Any

from ckan.plugins import toolkit


@toolkit.auth_allow_anonymous_access
def godonu_status_show(context: Any, data_dict: dict[str, Any] | None) -> dict[str, bool]:
    """Everybody."""
    return {"success": True}


@toolkit.auth_allow_anonymous_access
def godonu_table_show(context: Any, data_dict: dict[str, Any]) -> dict[str, bool]:
    """Whoever may see the resource."""
    return _as("resource_show", context, data_dict)


def godonu_table_load(context: Any, data_dict: dict[str, Any]) -> dict[str, bool]:
    """Whoever may change the resource."""
    return _as("resource_update", context, data_dict)


def _as(privilege: str, context: Any, data_dict: dict[str, Any]) -> dict[str, bool]:
    try:
        toolkit.check_access(privilege, context, {"id": data_dict["resource_id"]})
    except toolkit.NotAuthorized:
        return {"success": False}
    return {"success": True}


ALL = {rule.__name__: rule for rule in (godonu_status_show, godonu_table_show, godonu_table_load)}
