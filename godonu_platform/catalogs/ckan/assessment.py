# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What has to be done so that the portal shows a release: which fields, files, table and views are not as they should.

Nothing is written here; plan and apply both look through this module, so what is planned is what is applied.
Keep out: closing a dataset (closing_package), and the calls that write.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from godonu_platform.catalogs.ckan.comparison import FieldChange, field_changes, with_field_sums
from godonu_platform.catalogs.ckan.memberships import Memberships, theme_group
from godonu_platform.catalogs.ckan.orders import Order
from godonu_platform.catalogs.ckan.ownership import refuse_strangers
from godonu_platform.catalogs.ckan.package import Site, wanted_package
from godonu_platform.catalogs.ckan.package_history import version_history
from godonu_platform.catalogs.ckan.package_texts import plain_text
from godonu_platform.catalogs.ckan.portal_memory import TABLE, PortalMemory
from godonu_platform.catalogs.ckan.shown import Shown
from godonu_platform.catalogs.ckan.table import table_change
from godonu_platform.catalogs.ckan.table_fields import table_shape
from godonu_platform.catalogs.ckan.views import View, missing_views, tried_with, wanted_views
from godonu_platform.catalogs.file_words import FILE_KEYS
from godonu_platform.catalogs.identifiers import file_id
from godonu_platform.catalogs.release_folder import refuse_unless_target, releasable_record, sha256_of
from godonu_platform.catalogs.release_record import CHART_NAME, DATA_FILES, RECORD_NAME, ReleaseRecord
from godonu_platform.project import Project


@dataclass(frozen=True)
class Surroundings:
    """What all datasets of one publication share."""

    project: Project
    site: Site
    known: Memberships
    memory: PortalMemory


@dataclass(frozen=True)
class ReleaseWork:
    """What a release needs of the portal. uploads: names of files in the folder; table: why it is loaded, or None;
    added: names of files that somebody else put beside ours, which stay.

    fingerprint: that of the order, so that the gate can be asked again directly before the files go out.
    """

    folder: Path
    fingerprint: str | None
    record: ReleaseRecord
    wanted: Mapping[str, Any]
    changes: tuple[FieldChange, ...]
    uploads: tuple[str, ...]
    table: str | None
    views: tuple[View, ...]
    missing_groups: tuple[str, ...]
    added: tuple[str, ...] = ()


def release_work(around: Surroundings, order: Order, shown: Shown) -> ReleaseWork:
    """Hold a release against what the portal shows.

    Raises UnusableRelease (not let through, touched, stale, or not meant for a portal) and NotOurs.
    """
    project, site = around.project, around.site
    assert order.folder is not None
    record = releasable_record(order.folder, project, order.fingerprint)
    refuse_unless_target(site.portal, "ckan")
    refuse_strangers(record.dataset, site, shown.package)
    history = version_history(project, record.dataset, record.number)
    plain = wanted_package(record, sha256_of(order.folder / RECORD_NAME), site, history)
    themes = [theme_group(code) for code in record.description.theme]
    wanted = _at_portal(plain, site, shown, [name for name in themes if name in around.known.groups])
    names = {file_id(site.installation, record.dataset, file.name): file.name for file in record.files}
    ours = {file_id(site.installation, record.dataset, name) for name in FILE_KEYS}
    absent = [names[one["id"]] for one in wanted["resources"] if not _is_there(shown.resource(one["id"]), one)]
    damaged = [name for name in names.values() if name in around.memory.damaged(record.dataset) and name not in absent]
    work = ReleaseWork(
        folder=order.folder,
        fingerprint=order.fingerprint,
        record=record,
        wanted=with_field_sums(wanted),
        changes=tuple(field_changes(shown.package, wanted, ours)),
        uploads=(*absent, *damaged),
        table=_table_reason(around, record, order.folder, wanted, shown) if site.facts.datastore else None,
        views=_views(around, record, order.folder, shown),
        missing_groups=tuple(name for name in themes if name not in around.known.groups),
        added=_added(shown, ours),
    )
    return replace(work, changes=(*work.changes, *_other_changes(work, shown, damaged)))


def _added(shown: Shown, ours: Collection[str]) -> tuple[str, ...]:
    """Return what files that are not ours are called."""
    there = (shown.package or {}).get("resources") or ()
    return tuple(plain_text(one.get("name") or one["id"], 100) for one in there if one["id"] not in ours)


def csv_id(site: Site, dataset: str) -> str:
    """Return the id of the resource that carries the table."""
    return file_id(site.installation, dataset, DATA_FILES["csv"])


def _at_portal(plain: dict[str, Any], site: Site, shown: Shown, groups: list[str]) -> dict[str, Any]:
    """Return the package with the groups that are open to us, the table's version, and the id that the portal chose."""
    wanted = {**plain, "groups": [{"name": name} for name in groups]}
    if site.facts.datastore:
        first, *others = wanted["resources"]
        wanted["resources"] = [{**first, "table_version": wanted["version"]}, *others]
    there = shown.package["id"] if shown.package is not None else wanted["id"]
    if there != wanted["id"]:
        text = json.dumps(wanted, ensure_ascii=False).replace(f"/dataset/{wanted['id']}", f"/dataset/{there}")
        wanted = {**json.loads(text), "id": there}
    return wanted


def _is_there(shown: Mapping[str, Any] | None, wanted: Mapping[str, Any]) -> bool:
    """Tell whether the file was uploaded as it is; CKAN counts the bytes itself, the hash is what we left there."""
    return shown is not None and all(str(shown.get(name)) == str(wanted[name]) for name in ("hash", "size", "url_type"))


def _table_reason(
    around: Surroundings, record: ReleaseRecord, folder: Path, wanted: Mapping[str, Any], shown: Shown
) -> str | None:
    """Say why the table is to be loaded. One of an older version with the same CSV is the same table."""
    state, there = shown.table, shown.resource(wanted["resources"][0]["id"])
    columns = record.description.columns
    if state is None or there is None:
        return "Die Tabelle wird geladen."
    if TABLE in around.memory.damaged(record.dataset):
        return "Die letzte Prüfung hat in der Tabelle andere Werte gefunden; sie wird neu geladen."
    if reason := table_change(state, folder, columns):
        return reason
    if state.rows != record.rows:
        return f"Die Tabelle hat {state.rows} Zeilen statt {record.rows} und wird neu geladen."
    said, same_file = there.get("table_version"), there.get("hash") == wanted["resources"][0]["hash"]
    if said != record.version and not (same_file and said == there.get("release_version")):
        return "Die Tabelle gehört zu einer anderen Version und wird neu geladen."
    labels = {one.id: one.label for one in table_shape(folder, columns).fields}
    return "Die Bezeichnungen der Spalten haben sich geändert." if dict(state.labels) != labels else None


def _views(around: Surroundings, record: ReleaseRecord, folder: Path, shown: Shown) -> tuple[View, ...]:
    site, dataset = around.site, record.dataset
    chart = file_id(site.installation, dataset, CHART_NAME)
    ids = {one.name: one.id for one in table_shape(folder, record.description.columns).fields}
    wanted = wanted_views(record, csv_id(site, dataset), chart, site.facts, ids)
    missing = missing_views(wanted, shown.views)
    tried = tried_with(record, site.facts)
    return tuple(view for view in missing if around.memory.views.get(view.key) != tried)


def _other_changes(work: ReleaseWork, shown: Shown, damaged: Sequence[str]) -> list[FieldChange]:
    """Return what differs beside fields: content that only a check finds, the order of files, table and views."""
    found = []
    if damaged:
        found.append(_change("files", "Inhalt der Dateien", "weicht ab", ", ".join(damaged)))
    ours = [one["id"] for one in work.wanted["resources"]]
    there = [one["id"] for one in (shown.package or {}).get("resources", ())]
    if [one for one in there if one in ours] != [one for one in ours if one in there]:
        found.append(_change("order", "Reihenfolge der Dateien", "anders", "CSV zuerst"))
    if work.table:
        rows = f"{shown.table.rows} Zeilen" if shown.table else ""
        found.append(_change("table", "Tabelle", rows, f"{work.record.rows} Zeilen, {work.record.version}"))
    if work.views:
        have = ", ".join(sorted({view.title for view in shown.views}))
        found.append(_change("views", "Ansichten", have, ", ".join(view.title for view in work.views)))
    return found


def _change(name: str, field: str, old: str, new: str) -> FieldChange:
    return FieldChange(name=name, field=field, old=old, new=new)
