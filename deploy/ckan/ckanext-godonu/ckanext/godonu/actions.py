# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The actions a publisher may call: what this extension offers, load a table, what a table is.

Keep out: how a table is loaded (table/).
"""

from __future__ import annotations

import logging
import re
from typing import Any

import ckan
from ckan import model, plugins
from ckan.plugins import toolkit

from ckanext.godonu import __version__
from ckanext.godonu.table.columns import read_columns, read_key
from ckanext.godonu.table.load import Order, TableBusy, load, noted
from ckanext.godonu.table.mistakes import TableMistake
from ckanext.godonu.table.overview import tables_of, views_of

log = logging.getLogger(__name__)
FEATURES = ("dcat_ap_de_3", "package_id", "table_load", "resources_show", "herkunft")
_MOST_RESOURCES = 500


@toolkit.side_effect_free
def godonu_status_show(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Return version and features of this extension.

    :returns: ``{"version", "features": [...], "ckan_version", "upload_limit": bytes}``
    """
    toolkit.check_access("godonu_status_show", context, data_dict)
    return {
        "version": __version__,
        "features": list(FEATURES),
        "ckan_version": ckan.__version__,
        "upload_limit": int(toolkit.config["ckan.max_resource_size"]) * 1024**2,
    }


@toolkit.side_effect_free
def godonu_table_show(context: Any, data_dict: dict[str, Any]) -> dict[str, Any] | None:
    """Return what is noted about a table that was loaded by godonu_table_load, or null.

    :param resource_id: id of the resource
    :returns: ``{"version", "sha256", "rows", "key", "loaded"}`` or ``null``
    """
    resource_id = toolkit.get_or_bust(data_dict, "resource_id")
    toolkit.check_access("godonu_table_show", context, {"resource_id": resource_id})
    return noted(resource_id)


def godonu_table_load(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Load the table of a resource from its uploaded CSV file and put it in place in one step.

    The old table stays readable until the new one stands. When anything fails, the old one stays for good.

    :param resource_id: id of the resource; its file is an uploaded CSV (UTF-8, comma, header line, quotes ``"``)
    :param fields: list of ``{"id", "type", "info": {"label", "notes", "unit"}}`` in the order of the file's columns, or
        in any order with the names of its header
    :param primary_key: list of column names that identify a row (optional)
    :param sha256: checksum that the uploaded file must have
    :param version: name of the version, e.g. ``v3``
    :param null: unquoted text that means "no value" (optional, default: nothing between two commas)
    :param neutralised: text columns whose cells carry an apostrophe before ``=``, ``+``, ``-``, ``@``, tab or carriage
        return, so that no spreadsheet runs them; the table gets the value without it (optional)
    :returns: ``{"resource_id", "version", "sha256", "rows", "key", "loaded"}``
    """
    resource_id = toolkit.get_or_bust(data_dict, "resource_id")
    toolkit.check_access("godonu_table_load", context, {"resource_id": resource_id})
    resource = toolkit.get_action("resource_show")(toolkit.fresh_context(context), {"id": resource_id})
    try:
        note = load(resource, _order(data_dict))
    except TableMistake as mistake:
        raise toolkit.ValidationError({mistake.field: [str(mistake)]}) from None
    except TableBusy:
        raise toolkit.ValidationError(
            {"resource_id": ["Diese Tabelle wird gerade geladen; bitte später noch einmal versuchen."]}
        ) from None
    stored = model.Resource.get(resource_id)
    if stored is not None and not stored.extras.get("datastore_active"):
        patch = {"id": resource_id, "datastore_active": True}
        toolkit.get_action("resource_patch")(toolkit.fresh_context(context), patch)
    _forget_charts(resource_id)
    return {"resource_id": resource_id, **note}


@toolkit.side_effect_free
def godonu_resources_show(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Return views and tables of many resources at once, so that a publisher can compare without a call for each.

    :param ids: up to 500 ids of resources; what does not exist or may not be seen is left out
    :returns: ``{id: {"views": [...], "table": null or {"fields": [{"id", "type", "info"}], "rows"}}}``; rows are
        counted for whoever may change the dataset, and ``null`` for others
    """
    ids = data_dict.get("ids")
    if not isinstance(ids, list) or len(ids) > _MOST_RESOURCES or not all(isinstance(name, str) for name in ids):
        raise toolkit.ValidationError({"ids": [f"Bitte eine Liste von höchstens {_MOST_RESOURCES} Kennungen angeben."]})
    visible = _open_to(context, "package_show", ids)
    tables, views = tables_of(visible, _open_to(context, "package_update", visible)), views_of(visible)
    return {name: {"views": views.get(name, []), "table": tables.get(name)} for name in visible}


def _open_to(context: Any, privilege: str, ids: list[str]) -> list[str]:
    """Return the ids of resources that exist and whose dataset the caller may see, or change: that holds for all."""
    columns = model.Session.query(model.Resource.id, model.Resource.package_id)
    found = columns.filter(model.Resource.id.in_(ids), model.Resource.state == "active").all()
    allowed = {package: _may(context, privilege, package) for package in {package for _, package in found}}
    return [resource for resource, package in found if allowed[package]]


def _may(context: Any, privilege: str, package_id: str) -> bool:
    try:
        toolkit.check_access(privilege, toolkit.fresh_context(context), {"id": package_id})
    except (toolkit.ObjectNotFound, toolkit.NotAuthorized):
        return False
    return True


def _forget_charts(resource_id: str) -> None:
    """Let charts read the new table: ckanext-charts keeps old rows for a while. The table stands whatever happens."""
    if not plugins.plugin_loaded("charts"):
        return
    try:
        from ckanext.charts.cache import invalidate_resource_cache

        invalidate_resource_cache(resource_id)
    except Exception:
        log.exception("The charts of resource %s may show old rows for a while", resource_id)


def _order(data_dict: dict[str, Any]) -> Order:
    columns = read_columns(data_dict.get("fields"), data_dict.get("neutralised"))
    key = read_key(data_dict.get("primary_key"), columns)
    sha256, version, null = (data_dict.get(name) for name in ("sha256", "version", "null"))
    if not isinstance(sha256, str) or not re.fullmatch(r"[0-9a-f]{64}", sha256):
        raise TableMistake("sha256", "Bitte die SHA-256-Prüfsumme der Datei mit 64 Ziffern von 0 bis f angeben.")
    if not isinstance(version, str) or not 0 < len(version) <= 100:
        raise TableMistake("version", "Bitte die Version mit 1 bis 100 Zeichen angeben.")
    if null is not None and (not isinstance(null, str) or len(null) > 50 or set(null) & set('",\r\n')):
        raise TableMistake("null", "Bitte einen kurzen Text ohne Komma, Anführungszeichen und Zeilenwechsel angeben.")
    return Order(columns, key, sha256, version, null or "")


ALL = {
    action.__name__: action
    for action in (godonu_status_show, godonu_table_show, godonu_table_load, godonu_resources_show)
}
